#include "metrics/metrics.h"

#include "err/must.h"
#include "handlers.gen.h"
#include "http/intake.h"
#include "http/request.h"
#include "job/job.h"
#include "ledger_sql.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    CLASSES = 5, /* 1xx to 5xx */
    AUDIENCES = AUDIENCE_API + 1,
    PAGE_MAX_B = 1 << 20,
    CONNECTIONS_MAX = 16,
    TIMEOUT_S = 10,
    MEMORY_B = 8 * 1024,
};

static const int64_t bounds_us[] = { 1000, 5000, 10000, 25000, 50000, 100000, 250000, 500000,
    1000000, 2500000, 5000000 };
enum { BOUNDS = COUNT_OF(bounds_us) };

static const char *const audience_names[AUDIENCES] = { "public", "staff", "api" };
static const char *const count_names[METRICS_COUNTS] = { "refused", "shed", "vault_errors",
    "store_errors", "slow_full" };

struct metrics {
    struct writer *writer;
    _Atomic uint64_t counts[METRICS_COUNTS];
    _Atomic uint64_t answers[ROUTE_COUNT][CLASSES];
    _Atomic uint64_t buckets[AUDIENCES][BOUNDS + 1];
    _Atomic uint64_t sum_us[AUDIENCES];
    _Atomic int64_t in_flight;
};

struct metrics *metrics_open(struct writer *writer) {
    struct metrics *metrics = calloc(1, sizeof(*metrics));
    must(metrics != NULL);
    metrics->writer = writer;
    return metrics;
}

void metrics_close(struct metrics *metrics) {
    free(metrics);
}

/* --- counting --------------------------------------------------------------------------------- */

void metrics_count(struct metrics *metrics, enum metrics_count count) {
    must(count < METRICS_COUNTS);
    (void)atomic_fetch_add(&metrics->counts[count], 1);
}

void metrics_done(struct metrics *metrics, enum route route, int status, int64_t took_us) {
    if (route >= ROUTE_COUNT || status < 100 || status > 599) {
        return;
    }
    enum audience audience = route_row(route)->audience;
    size_t at = 0;
    while (at < BOUNDS && took_us > bounds_us[at]) {
        at++;
    }
    (void)atomic_fetch_add(&metrics->answers[route][status / 100 - 1], 1);
    (void)atomic_fetch_add(&metrics->buckets[audience][at], 1);
    (void)atomic_fetch_add(&metrics->sum_us[audience], (uint64_t)(took_us > 0 ? took_us : 0));
}

void metrics_in_flight(struct metrics *metrics, int change) {
    (void)atomic_fetch_add(&metrics->in_flight, change);
}

int64_t metrics_in_flight_now(const struct metrics *metrics) {
    return atomic_load(&metrics->in_flight);
}

/* --- printing --------------------------------------------------------------------------------- */

static void print_answers(const struct metrics *metrics, struct buf *out) {
    buf_add(out, STR("# TYPE besa_answers_total counter\n"));
    for (size_t route = 0; route < ROUTE_COUNT; route++) {
        for (size_t class = 0; class < CLASSES; class ++) {
            uint64_t n = atomic_load(&metrics->answers[route][class]);
            if (n > 0) {
                buf_print(out, "besa_answers_total{route=\"%.*s\",class=\"%zuxx\"} %llu\n",
                    STR_FMT(route_row((enum route)route)->name), class + 1, (unsigned long long)n);
            }
        }
    }
}

static void print_latency(const struct metrics *metrics, struct buf *out) {
    buf_add(out, STR("# TYPE besa_answer_seconds histogram\n"));
    for (size_t audience = 0; audience < AUDIENCES; audience++) {
        const char *name = audience_names[audience];
        unsigned long long n = 0;
        for (size_t at = 0; at < BOUNDS; at++) {
            n += atomic_load(&metrics->buckets[audience][at]);
            buf_print(out, "besa_answer_seconds_bucket{audience=\"%s\",le=\"%g\"} %llu\n", name,
                (double)bounds_us[at] / 1e6, n);
        }
        n += atomic_load(&metrics->buckets[audience][BOUNDS]);
        buf_print(out,
            "besa_answer_seconds_bucket{audience=\"%s\",le=\"+Inf\"} %llu\n"
            "besa_answer_seconds_sum{audience=\"%s\"} %g\n"
            "besa_answer_seconds_count{audience=\"%s\"} %llu\n",
            name, n, name, (double)atomic_load(&metrics->sum_us[audience]) / 1e6, name, n);
    }
}

void metrics_print(const struct metrics *metrics, struct buf *out) {
    for (size_t i = 0; i < METRICS_COUNTS; i++) {
        buf_print(out, "# TYPE besa_%s_total counter\nbesa_%s_total %llu\n", count_names[i],
            count_names[i], (unsigned long long)atomic_load(&metrics->counts[i]));
    }
    buf_print(out, "# TYPE besa_in_flight gauge\nbesa_in_flight %lld\n",
        (long long)metrics_in_flight_now(metrics));
    if (metrics->writer != NULL) {
        buf_print(out, "# TYPE besa_writer_waiting gauge\nbesa_writer_waiting %zu\n",
            writer_waiting(metrics->writer));
    }
    print_answers(metrics, out);
    print_latency(metrics, out);
}

/* --- the listener ----------------------------------------------------------------------------- */

struct metrics_server {
    const struct metrics *metrics;
    struct MHD_Daemon *daemon;
};

static enum MHD_Result answer(void *self, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *body, size_t *body_n, void **state) {
    const struct metrics_server *server = self;
    (void)version;
    (void)body;
    (void)state;
    if (!str_eq_c(STR("GET"), method) || *body_n > 0) {
        return MHD_NO; /* closes the connection */
    }
    BUF_DONE struct buf text = buf_open(PAGE_MAX_B);
    bool is_known = str_eq_c(STR("/metrics"), url);
    if (is_known) {
        metrics_print(server->metrics, &text);
    }
    struct str s = buf_str(&text);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(s.n, (void *)(uintptr_t)s.p, MHD_RESPMEM_MUST_COPY);
    if (response == NULL) {
        return MHD_NO;
    }
    enum MHD_Result result = MHD_add_response_header(
        response, "Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    if (result == MHD_YES) {
        result = MHD_queue_response(connection, is_known ? 200 : 404, response);
    }
    MHD_destroy_response(response);
    return result;
}

enum err metrics_listen(
    const struct metrics *metrics, struct str address, struct metrics_server **out) {
    int fd = -1;
    int port = 0;
    TRY(listen_on(address, &fd, &port));
    struct metrics_server *server = calloc(1, sizeof(*server));
    must(server != NULL);
    server->metrics = metrics;
    server->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC, 0, NULL, NULL,
        answer, server, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)TIMEOUT_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY_B, MHD_OPTION_END);
    if (server->daemon == NULL) {
        (void)close(fd); /* nothing was sent on it */
        free(server);
        return ERR_FILE;
    }
    *out = server;
    return OK;
}

void metrics_stop(struct metrics_server *server) {
    if (server != NULL) {
        MHD_stop_daemon(server->daemon);
        free(server);
    }
}

/* --- is it well? ------------------------------------------------------------------------------ */

static enum err say(struct request *rq, struct str text) {
    rq->reply.kind = REPLY_TEXT;
    buf_add(&rq->reply.body, text);
    return OK;
}

/* The process answers. */
enum err healthz(struct request *rq) {
    return say(rq, STR("ok\n"));
}

/* It can work: the database is read, the vault answers, the ledger has a head. */
enum err readyz(struct request *rq) {
    struct ledger_head_get_row head;
    struct vault_identity identity;
    TRY(ledger_head_get(rq->db, rq->ctx->arena, &head));
    TRY(vault_identity(rq->vault, &identity));
    return say(rq, STR("ok\n"));
}

#include "http/server.h"

#include "date/clock.h"
#include "err/must.h"
#include "http/front.h"
#include "http/intake.h"
#include "http/parse.h"
#include "http/reply.h"
#include "log/log.h"
#include "settings.gen.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    ARENA_MAX_B = 64 << 20,
    CONNECTION_MEMORY_B = 32 * 1024,
    CONNECTION_TIMEOUT_S = 15,
    PER_ADDRESS_MAX = 64,
    DRAIN_MS = 10 * 1000,
    POLL_MS = 5,
    US_PER_MS = 1000,
};

enum visit_state { VISIT_HEAD, VISIT_BODY, VISIT_WAITS, VISIT_ANSWERED };

/* One request of one connection, from its first line until its answer was sent. */
struct visit {
    struct job job; /* first: the job is the visit */
    struct server *server;
    struct MHD_Connection *connection;
    enum visit_state state;
    struct ctx ctx;
    struct str target;
    struct heads heads;
    struct request rq;
    struct buf body;
    struct buf packed;
    enum err result;
    int64_t began_us;
    struct visit *next; /* in the queue of the slow workers */
    bool closes;
};

struct slow {
    pthread_mutex_t mutex; /* guards all below */
    pthread_cond_t has_work;
    struct visit *first;
    struct visit *last;
    size_t n;
    bool is_closing;
    pthread_t threads[DISPATCH_SLOW_WORKERS];
};

struct server {
    struct server_config config;
    struct dispatch *dispatch;
    struct metrics *metrics;
    struct metrics_server *metrics_server;
    struct MHD_Daemon *daemon;
    struct slow slow;
    int port;
    _Atomic int n_waiting; /* suspended connections */
    _Atomic bool is_stopping;
};

/* The one place where web takes memory by itself: the state of a connection has no arena yet. */
static void *take(size_t size_b) {
    void *p = calloc(1, size_b);
    must(p != NULL);
    return p;
}

/* --- a visit ---------------------------------------------------------------------------------- */

static void *visit_open(void *self, const char *target, struct MHD_Connection *connection) {
    struct server *server = self;
    struct visit *v = take(sizeof(*v));
    v->server = server;
    v->connection = connection;
    v->began_us = clock_mono_us();
    v->ctx = (struct ctx){ .arena = arena_open(ARENA_MAX_B), .now_ms = clock_now_ms() };
    v->target = arena_str(v->ctx.arena, str_from_c(target));
    v->body = buf_open(FRONT_BODY_MAX_B);
    v->packed = buf_open(REPLY_MAX_B);
    v->rq = (struct request){ .ctx = &v->ctx, .heads = &v->heads };
    metrics_in_flight(server->metrics, 1);
    return v;
}

static void visit_close(void *self, struct MHD_Connection *connection, void **state,
    enum MHD_RequestTerminationCode code) {
    struct server *server = self;
    struct visit *v = *state;
    (void)connection;
    (void)code;
    if (v == NULL) {
        return;
    }
    *state = NULL;
    buf_done(&v->body);
    buf_done(&v->packed);
    buf_done(&v->rq.reply.body);
    arena_close(v->ctx.arena);
    explicit_bzero(v, sizeof(*v));
    free(v);
    metrics_in_flight(server->metrics, -1);
}

static int fd_of(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    must(info != NULL);
    return info->connect_fd;
}

static void on_connection(void *self, struct MHD_Connection *connection, void **state,
    enum MHD_ConnectionNotificationCode code) {
    (void)self;
    (void)state;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        intake_watch(fd_of(connection));
    } else {
        intake_forget(fd_of(connection));
    }
}

/* Targets stay as they came. */
static size_t keep_escaped(void *self, struct MHD_Connection *connection, char *text) {
    (void)self;
    (void)connection;
    return strlen(text);
}

/* --- answering -------------------------------------------------------------------------------- */

/* Of public pages only counters: a line would be a trace of a visit. */
static void note_visit(const struct visit *v) {
    const struct request *rq = &v->rq;
    int64_t took_us = clock_mono_us() - v->began_us;
    if (!rq->has_route) {
        metrics_count(v->server->metrics, METRICS_REFUSED);
        return;
    }
    metrics_done(v->server->metrics, rq->asked, rq->reply.status, took_us);
    if (rq->audience != AUDIENCE_PUBLIC) {
        LOG(LOG_INFO, "request", LOG_T("route", route_row(rq->asked)->name),
            LOG_N("status", rq->reply.status), LOG_N("ms", took_us / US_PER_MS),
            LOG_N("staff_id", rq->who == NULL ? 0 : rq->who->staff_id), LOG_N("request", rq->id));
    }
}

static bool add_headers(struct visit *v, struct MHD_Response *response, bool is_gzip) {
    struct reply_header headers[REPLY_HEADERS_MAX];
    size_t n = reply_headers(&v->rq, headers);
    bool is_good = true;
    for (size_t i = 0; i < n; i++) {
        is_good = is_good &&
                  MHD_add_response_header(response, headers[i].name, headers[i].value) == MHD_YES;
    }
    if (is_gzip) {
        is_good =
            is_good && MHD_add_response_header(response, "Content-Encoding", "gzip") == MHD_YES;
    }
    if (v->closes || atomic_load(&v->server->is_stopping)) {
        is_good = is_good && MHD_add_response_header(response, "Connection", "close") == MHD_YES;
    }
    return is_good;
}

/* The bytes stay with the visit until its end: nothing is copied, and what is freed is wiped. */
static enum MHD_Result visit_answer(struct visit *v) {
    bool is_gzip = false;
    struct bytes bytes = reply_bytes(&v->rq, &v->packed, &is_gzip);
    struct MHD_Response *response = MHD_create_response_from_buffer(
        bytes.n, (void *)(uintptr_t)bytes.p, MHD_RESPMEM_PERSISTENT);
    if (response == NULL) {
        return MHD_NO;
    }
    enum MHD_Result result = MHD_NO;
    if (add_headers(v, response, is_gzip)) {
        v->state = VISIT_ANSWERED;
        result = MHD_queue_response(v->connection, (unsigned)v->rq.reply.status, response);
    }
    MHD_destroy_response(response);
    note_visit(v);
    return result;
}

/* Refused by its head: a few words, no page. */
static enum MHD_Result visit_refuse(struct visit *v, int status) {
    v->closes = true;
    if (v->rq.dispatch == NULL) {
        dispatch_prepare(v->server->dispatch, &v->rq);
    }
    reply_reset(&v->rq);
    v->rq.reply.kind = REPLY_TEXT;
    v->rq.reply.status = status;
    buf_add(&v->rq.reply.body, reply_refusal(v->ctx.arena, status));
    return visit_answer(v);
}

static enum MHD_Result visit_refuse_err(struct visit *v, enum err e) {
    v->closes = true;
    dispatch_refuse(&v->rq, e);
    return visit_answer(v);
}

/* --- head and body ---------------------------------------------------------------------------- */

static enum MHD_Result take_header(void *self, enum MHD_ValueKind kind, const char *name,
    size_t name_n, const char *value, size_t value_n) {
    struct visit *v = self;
    (void)kind;
    heads_take(&v->heads, (struct str){ name, name_n },
        value == NULL ? STR("") : (struct str){ value, value_n });
    return MHD_YES;
}

static int read_head(struct visit *v, struct str method) {
    struct request *rq = &v->rq;
    (void)MHD_get_connection_values_n(v->connection, MHD_HEADER_KIND, take_header, v); /* a count */
    rq->path = STR("/"); /* until it is known to be one */
    rq->query = STR("");
    int status = front_method(method, &rq->method);
    if (status == 0) {
        status = front_target(v->target, &rq->path, &rq->query);
    }
    return status != 0 ? status : front_heads(&v->heads);
}

static enum MHD_Result on_head(struct visit *v, struct str method) {
    struct request *rq = &v->rq;
    must(intake_has_read(fd_of(v->connection))); /* our recv() is the one in use: intake.h */
    int status = read_head(v, method);
    if (status != 0) {
        return visit_refuse(v, status);
    }
    dispatch_prepare(v->server->dispatch, rq);
    enum err e = dispatch_route(rq);
    if (e != OK) {
        return visit_refuse_err(v, e);
    }
    status = front_body(rq->method, rq->row->audience, &v->heads);
    if (status == 413) {
        return visit_refuse_err(v, ERR_TOO_LARGE);
    }
    if (status != 0) {
        return visit_refuse(v, status);
    }
    v->state = VISIT_BODY;
    return MHD_YES;
}

static enum MHD_Result on_body(struct visit *v, const char *p, size_t *n) {
    buf_add_bytes(&v->body, p, *n);
    *n = 0;
    return buf_ok(&v->body) ? MHD_YES : MHD_NO;
}

/* --- waiting ---------------------------------------------------------------------------------- */

static void visit_suspend(struct visit *v) {
    v->state = VISIT_WAITS;
    (void)atomic_fetch_add(&v->server->n_waiting, 1);
    MHD_suspend_connection(v->connection);
}

/* The visit may be gone as soon as its connection goes on. */
static void visit_resume(struct visit *v, enum err e) {
    struct server *server = v->server;
    v->result = e;
    MHD_resume_connection(v->connection);
    (void)atomic_fetch_sub(&server->n_waiting, 1);
}

static enum err visit_run(struct tx *tx, struct job *job) {
    struct visit *v = (struct visit *)job;
    return dispatch_job(tx, &v->rq);
}

static void visit_written(struct job *job, enum err e) {
    visit_resume((struct visit *)job, e);
}

static enum MHD_Result visit_write(struct visit *v) {
    visit_suspend(v);
    v->job = (struct job){ .run = visit_run, .done = visit_written };
    enum err e = writer_submit(v->server->config.writer, &v->job);
    if (e != OK) {
        visit_resume(v, e);
    }
    return MHD_YES;
}

/* False when the queue is full. */
static bool slow_add(struct slow *slow, struct visit *v) {
    must(pthread_mutex_lock(&slow->mutex) == 0);
    bool has_room = slow->n < DISPATCH_SLOW_QUEUE && !slow->is_closing;
    if (has_room) {
        v->next = NULL;
        if (slow->last == NULL) {
            slow->first = v;
        } else {
            slow->last->next = v;
        }
        slow->last = v;
        slow->n++;
        must(pthread_cond_signal(&slow->has_work) == 0);
    }
    must(pthread_mutex_unlock(&slow->mutex) == 0);
    return has_room;
}

/* NULL when it closes and nothing is left. */
static struct visit *slow_next(struct slow *slow) {
    must(pthread_mutex_lock(&slow->mutex) == 0);
    while (slow->first == NULL && !slow->is_closing) {
        must(pthread_cond_wait(&slow->has_work, &slow->mutex) == 0);
    }
    struct visit *v = slow->first;
    if (v != NULL) {
        slow->first = v->next;
        slow->last = slow->first == NULL ? NULL : slow->last;
        slow->n--;
    }
    must(pthread_mutex_unlock(&slow->mutex) == 0);
    return v;
}

static void *slow_work(void *self) {
    struct slow *slow = self;
    struct visit *v = slow_next(slow);
    while (v != NULL) {
        dispatch_slow(&v->rq);
        visit_resume(v, v->rq.err);
        v = slow_next(slow);
    }
    return NULL;
}

static enum MHD_Result visit_slow(struct visit *v) {
    visit_suspend(v);
    if (!slow_add(&v->server->slow, v)) {
        metrics_count(v->server->metrics, METRICS_SLOW_FULL);
        visit_resume(v, ERR_BUSY);
    }
    return MHD_YES;
}

/* --- the request ------------------------------------------------------------------------------ */

/* How long the request lay in the kernel before a thread came to it: the measure of load. */
static int64_t wait_ms(struct MHD_Connection *connection) {
    struct tcp_info info = { 0 };
    socklen_t n = sizeof(info);
    if (getsockopt(fd_of(connection), IPPROTO_TCP, TCP_INFO, &info, &n) != 0) {
        return 0; /* no TCP: not measured */
    }
    return info.tcpi_last_data_recv;
}

static enum MHD_Result on_request(struct visit *v) {
    struct request *rq = &v->rq;
    rq->body = buf_str(&v->body);
    if (dispatch_sheds(rq, wait_ms(v->connection))) {
        return visit_refuse_err(v, ERR_BUSY);
    }
    switch (dispatch_begin(rq)) {
    case DISPATCH_WRITE:
        return visit_write(v);
    case DISPATCH_SLOW:
        return visit_slow(v);
    default:
        return visit_answer(v);
    }
}

static enum MHD_Result on_call(void *self, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *body, size_t *body_n, void **state) {
    struct visit *v = *state;
    (void)self;
    (void)connection;
    (void)url; /* the raw target stands in the visit */
    (void)version;
    must(v != NULL);
    switch (v->state) {
    case VISIT_HEAD:
        return on_head(v, str_from_c(method));
    case VISIT_BODY:
        return *body_n > 0 ? on_body(v, body, body_n) : on_request(v);
    case VISIT_WAITS:
        dispatch_finish(&v->rq, v->result);
        return visit_answer(v);
    default:
        return MHD_NO;
    }
}

/* --- starting, stopping ----------------------------------------------------------------------- */

size_t server_seats(const struct settings *settings) {
    return (size_t)settings->threads + DISPATCH_SLOW_WORKERS;
}

static void slow_start(struct slow *slow) {
    must(pthread_mutex_init(&slow->mutex, NULL) == 0);
    must(pthread_cond_init(&slow->has_work, NULL) == 0);
    for (size_t i = 0; i < DISPATCH_SLOW_WORKERS; i++) {
        must(pthread_create(&slow->threads[i], NULL, slow_work, slow) == 0);
    }
}

static void slow_stop(struct slow *slow) {
    must(pthread_mutex_lock(&slow->mutex) == 0);
    slow->is_closing = true;
    must(pthread_cond_broadcast(&slow->has_work) == 0);
    must(pthread_mutex_unlock(&slow->mutex) == 0);
    for (size_t i = 0; i < DISPATCH_SLOW_WORKERS; i++) {
        must(pthread_join(slow->threads[i], NULL) == 0);
    }
    must(pthread_cond_destroy(&slow->has_work) == 0);
    must(pthread_mutex_destroy(&slow->mutex) == 0);
}

static enum err daemon_start(struct server *server) {
    const struct settings *settings = server->config.app->settings;
    int fd = -1;
    TRY(listen_on(server->config.listen, &fd, &server->port));
    unsigned threads = settings->threads > 1 ? (unsigned)settings->threads : 0;
    /* All visitors come from one address when a proxy of this machine stands before. */
    unsigned per_address = listen_is_local(server->config.listen) ? 0 : PER_ADDRESS_MAX;
    server->daemon =
        MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_SUSPEND_RESUME | MHD_USE_ITC, 0,
            NULL, NULL, on_call, server, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_THREAD_POOL_SIZE,
            threads, MHD_OPTION_CONNECTION_LIMIT, (unsigned)settings->connections_max,
            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)CONNECTION_TIMEOUT_S,
            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY_B,
            MHD_OPTION_PER_IP_CONNECTION_LIMIT, per_address, MHD_OPTION_STRICT_FOR_CLIENT, 1,
            MHD_OPTION_URI_LOG_CALLBACK, visit_open, server, MHD_OPTION_UNESCAPE_CALLBACK,
            keep_escaped, NULL, MHD_OPTION_NOTIFY_COMPLETED, visit_close, server,
            MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_END);
    if (server->daemon == NULL) {
        (void)close(fd); /* nothing was sent on it */
        return ERR_FILE;
    }
    return OK;
}

static void server_free(struct server *server) {
    metrics_stop(server->metrics_server);
    slow_stop(&server->slow);
    dispatch_close(server->dispatch);
    intake_close();
    metrics_close(server->metrics);
    free(server);
}

static enum err server_open(struct server *server) {
    const struct server_config *config = &server->config;
    TRY(intake_open(server->metrics));
    TRY(dispatch_open(
        &(struct dispatch_config){
            .app = config->app,
            .store = config->store,
            .writer = config->writer,
            .writer_vault = config->writer_vault,
            .vault_fds = config->vault_fds,
            .n_vault_fds = config->n_vault_fds,
            .metrics = server->metrics,
        },
        &server->dispatch));
    if (config->metrics_listen.n > 0) {
        TRY(metrics_listen(server->metrics, config->metrics_listen, &server->metrics_server));
    }
    return daemon_start(server);
}

enum err server_start(const struct server_config *config, struct server **out) {
    if (config->n_vault_fds < server_seats(config->app->settings)) {
        return ERR_USAGE;
    }
    struct server *server = take(sizeof(*server));
    server->config = *config;
    server->metrics = metrics_open(config->writer);
    slow_start(&server->slow);
    enum err e = server_open(server);
    if (e != OK) {
        server_free(server);
        return e;
    }
    *out = server;
    return OK;
}

static void sleep_ms(long ms) {
    (void)nanosleep(&(struct timespec){ .tv_nsec = ms * 1000 * 1000 }, NULL); /* shorter is fine */
}

void server_stop(struct server *server) {
    if (server == NULL) {
        return;
    }
    atomic_store(&server->is_stopping, true);
    int fd = MHD_quiesce_daemon(server->daemon);
    for (int ms = 0; ms < DRAIN_MS && metrics_in_flight_now(server->metrics) > 0; ms += POLL_MS) {
        sleep_ms(POLL_MS);
    }
    while (
        atomic_load(&server->n_waiting) > 0) { /* each ends when the writer or a worker is done */
        sleep_ms(POLL_MS);
    }
    MHD_stop_daemon(server->daemon);
    if (fd != MHD_INVALID_SOCKET) {
        (void)close(fd); /* only accepted on */
    }
    server_free(server);
}

int server_port(const struct server *server) {
    return server->port;
}

struct metrics *server_metrics(struct server *server) {
    return server->metrics;
}

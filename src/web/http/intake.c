#include "http/intake.h"

#include "date/clock.h"
#include "err/must.h"
#include "http/front.h"
#include "http/parse.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    FDS_MAX = 1 << 20,
    US_PER_MS = 1000,
    BACKLOG = 1024,
};

struct watched {
    _Atomic bool is_watched; /* hands a number from the thread that closed it to the next one */
    bool is_over;            /* refused: nothing more is read */
    uint32_t n_heads;        /* complete heads that nobody asked for yet */
    int64_t began_us;        /* of the request that is coming in; 0: none */
    struct head_check check;
};

/* Made once and never freed: any thread of the program may be inside recv() at any time. */
struct table {
    size_t n;
    struct metrics *_Atomic metrics;
    struct watched rows[];
};

static struct table *_Atomic table;

enum err intake_open(struct metrics *metrics) {
    struct rlimit limit;
    struct table *made = atomic_load(&table);
    if (made == NULL) {
        if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
            return ERR_FILE;
        }
        size_t n = limit.rlim_cur > FDS_MAX ? FDS_MAX : (size_t)limit.rlim_cur;
        made = calloc(1, sizeof(*made) + n * sizeof(made->rows[0])); /* touched where it is used */
        must(made != NULL);
        made->n = n;
        atomic_store(&table, made);
    }
    must(atomic_load(&made->metrics) == NULL); /* one server in a process */
    atomic_store(&made->metrics, metrics);
    return OK;
}

void intake_close(void) {
    struct table *made = atomic_load(&table);
    if (made != NULL) {
        atomic_store(&made->metrics, NULL);
    }
}

static struct watched *find(int fd) {
    struct table *t = atomic_load(&table);
    return t == NULL || fd < 0 || (size_t)fd >= t->n ? NULL : &t->rows[fd];
}

void intake_watch(int fd) {
    struct watched *w = find(fd);
    must(w != NULL && !atomic_load(&w->is_watched));
    w->is_over = false;
    w->n_heads = 0;
    w->began_us = 0;
    w->check = (struct head_check){ 0 };
    atomic_store(&w->is_watched, true);
}

void intake_forget(int fd) {
    struct watched *w = find(fd);
    must(w != NULL);
    atomic_store(&w->is_watched, false);
}

bool intake_has_read(int fd) {
    struct watched *w = find(fd);
    if (w == NULL || !atomic_load(&w->is_watched) || w->n_heads == 0) {
        return false;
    }
    w->n_heads--;
    return true;
}

/* --- refusing --------------------------------------------------------------------------------- */

static void refuse(int fd, struct watched *w, int status) {
    char text[512];
    struct str reason = front_reason(status);
    int n = snprintf(text, sizeof(text),
        "HTTP/1.1 %d %.*s\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
        "Content-Security-Policy: default-src 'none'\r\nReferrer-Policy: no-referrer\r\n"
        "Content-Length: %zu\r\n\r\n%.*s\n",
        status, STR_FMT(reason), reason.n + 1, STR_FMT(reason));
    must(n > 0 && (size_t)n < sizeof(text));
    /* Whether it arrives does not matter: the connection is over. */
    (void)send(fd, text, (size_t)n, MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)shutdown(fd, SHUT_WR);
    w->is_over = true;
    struct metrics *metrics = atomic_load(&atomic_load(&table)->metrics);
    if (metrics != NULL) {
        metrics_count(metrics, METRICS_REFUSED);
    }
}

static bool is_late(const struct watched *w, int64_t now_us) {
    bool is_in_head = head_check_is_in_head(&w->check);
    if (w->began_us == 0 || !(is_in_head || head_check_is_in_body(&w->check))) {
        return false;
    }
    int64_t took_ms = (now_us - w->began_us) / US_PER_MS;
    return took_ms > (is_in_head ? INTAKE_HEAD_MS : INTAKE_REQUEST_MS);
}

/* Byte for byte, so that each end of a head is counted; 0 or the status of the refusal. */
static int take(struct watched *w, struct bytes bytes) {
    int64_t now_us = clock_mono_us();
    if (is_late(w, now_us)) {
        return 408;
    }
    size_t from = 0;
    while (from < bytes.n) {
        bool was_between = !head_check_is_in_head(&w->check) && !head_check_is_in_body(&w->check);
        if (was_between) {
            w->began_us = now_us;
        }
        size_t n = 1;
        bool was_in_head = was_between || head_check_is_in_head(&w->check);
        if (!was_in_head) { /* the rest of a body in one piece */
            uint64_t left = w->check.body_left;
            n = left < bytes.n - from ? (size_t)left : bytes.n - from;
        }
        int status = head_check_feed(&w->check, (struct bytes){ bytes.p + from, n });
        if (status != 0) {
            return status;
        }
        if (was_in_head && !head_check_is_in_head(&w->check)) {
            w->n_heads++;
        }
        from += n;
    }
    return 0;
}

/* In place of the one of the C library, for the whole program. */
ssize_t recv(int fd, void *p, size_t n, int flags) {
    struct watched *w = find(fd);
    if (w == NULL || !atomic_load(&w->is_watched)) {
        return recvfrom(fd, p, n, flags, NULL, NULL);
    }
    if (w->is_over) {
        errno = ECONNRESET;
        return -1;
    }
    ssize_t got = recvfrom(fd, p, n, flags, NULL, NULL);
    if (got <= 0) {
        return got;
    }
    int status = take(w, (struct bytes){ p, (size_t)got });
    if (status != 0) {
        refuse(fd, w, status);
        errno = ECONNRESET;
        return -1;
    }
    return got;
}

/* --- listening -------------------------------------------------------------------------------- */

union address {
    struct sockaddr sa;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool read_address(struct str text, union address *out, socklen_t *out_n) {
    char host[64];
    int64_t port = 0;
    size_t at = text.n;
    while (at > 0 && text.p[at - 1] != ':') {
        at--;
    }
    if (at < 2 || at > sizeof(host) || !str_to_i64(str_skip(text, at), &port) || port < 0 ||
        port > UINT16_MAX) {
        return false;
    }
    struct str name = str_head(text, at - 1);
    bool is_v6 = str_starts(name, STR("[")) && str_ends(name, STR("]"));
    if (is_v6) {
        name = str_skip(str_head(name, name.n - 1), 1);
    }
    memcpy(host, name.p, name.n);
    host[name.n] = '\0';
    *out = (union address){ .v6 = { .sin6_family = AF_INET6 } };
    if (is_v6) {
        out->v6.sin6_port = htons((uint16_t)port);
        *out_n = sizeof(out->v6);
        return inet_pton(AF_INET6, host, &out->v6.sin6_addr) == 1;
    }
    out->v4 = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    *out_n = sizeof(out->v4);
    return inet_pton(AF_INET, host, &out->v4.sin_addr) == 1;
}

bool listen_is_local(struct str address) {
    return str_starts(address, STR("127.")) || str_starts(address, STR("[::1]"));
}

static enum err bind_and_listen(int fd, const union address *address, socklen_t n, int *out_port) {
    int yes = 1;
    union address got;
    socklen_t got_n = sizeof(got);
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) != 0 ||
        bind(fd, &address->sa, n) != 0 || listen(fd, BACKLOG) != 0 ||
        getsockname(fd, &got.sa, &got_n) != 0) {
        return ERR_FILE;
    }
    *out_port = ntohs(got.sa.sa_family == AF_INET ? got.v4.sin_port : got.v6.sin6_port);
    return OK;
}

enum err listen_on(struct str address, int *out_fd, int *out_port) {
    union address to;
    socklen_t n = 0;
    if (!read_address(address, &to, &n)) {
        return ERR_USAGE;
    }
    int fd = socket(to.sa.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return ERR_FILE;
    }
    enum err e = bind_and_listen(fd, &to, n, out_port);
    if (e != OK) {
        (void)close(fd); /* nothing was sent on it */
        return e;
    }
    *out_fd = fd;
    return OK;
}

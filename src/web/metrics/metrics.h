/* metrics: how much, how fast, how full; never who.
 *
 * Purpose     Counters for the colleague on call, as Prometheus text on an address of their own
 *             (settings.metrics_listen), and the answers of /healthz and /readyz.
 * Invariants  Labels are names of routes and classes of statuses: nothing of a visitor or a person
 *             is counted apart.
 * Ownership   metrics_open to metrics_close; the listener borrows it.
 * Threads     Counting and printing: any. */
#pragma once

#include "buf/buf.h"
#include "err/err.h"
#include "routes.gen.h"

struct metrics;
struct writer;

enum metrics_count {
    METRICS_REFUSED,      /* at the raw bytes or the head */
    METRICS_SHED,         /* sent away because of load */
    METRICS_VAULT_ERRORS, /* the vault did not answer */
    METRICS_STORE_ERRORS,
    METRICS_SLOW_FULL, /* the queue of sign-ins was full */
    METRICS_COUNTS
};

struct metrics *metrics_open(struct writer *writer);
void metrics_close(struct metrics *metrics);
void metrics_count(struct metrics *metrics, enum metrics_count count);
void metrics_done(struct metrics *metrics, enum route route, int status, int64_t took_us);
/* +1 when a request begins, -1 when its answer is sent. */
void metrics_in_flight(struct metrics *metrics, int change);
int64_t metrics_in_flight_now(const struct metrics *metrics);
void metrics_print(const struct metrics *metrics, struct buf *out);

/* The listener of /metrics; `address` is 127.0.0.1:9108 or [::1]:9108. */
struct metrics_server;
enum err metrics_listen(
    const struct metrics *metrics, struct str address, struct metrics_server **out) MUST_USE;
void metrics_stop(struct metrics_server *server);

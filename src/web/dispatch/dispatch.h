/* dispatch: what happens to a request between its last byte and its answer; knows no sockets.
 *
 * Purpose     Finds the row in tables/routes.tsv and does what it says, always in this order: who
 *             asks (303 to the sign-in page, or 401), capability (403, and an entry in the ledger),
 *             record in the address (404), where a post comes from (403), input (422), handler.
 *             What fails is turned into an answer here and nowhere else, and logged here.
 * Invariants  Lane static: no database. Lane read: a snapshot and no tx. Lane write: all checks run
 *             on the server thread first; then the job runs on the writer, loads the record again,
 *             looks whether the same post was answered before (once.c), and calls the handler. Only
 *             what was committed is answered as done. Lane slow: a few workers of their own
 *             (Argon2id), without snapshot or tx; the handler writes by dispatch_write. A page post
 *             that fails shows its page again with what was typed, when a GET route has the same
 *             address. Public pages are never refused for load.
 * Ownership   struct dispatch owns its seats (a reader and a vault connection each). A request
 *             belongs to its caller.
 * Threads     dispatch_begin, dispatch_finish: server threads. dispatch_job: the writer.
 *             dispatch_slow: a slow worker. One thread at a time for one request. */
#pragma once

#include "http/request.h"
#include "job/job.h"
#include "metrics/metrics.h"

struct settings;

enum { DISPATCH_SLOW_WORKERS = 2, DISPATCH_SLOW_QUEUE = 64 };

struct dispatch_config {
    const struct app *app;
    struct store *store;
    struct writer *writer;
    struct vault *writer_vault; /* only the writer thread uses it; the ledger may share it */
    const int *vault_fds;       /* one for each seat: threads + DISPATCH_SLOW_WORKERS */
    size_t n_vault_fds;
    struct metrics *metrics;
};

enum err dispatch_open(const struct dispatch_config *config, struct dispatch **out) MUST_USE;
/* After the last request. Closes the vault sockets. */
void dispatch_close(struct dispatch *dispatch);

/* Makes an empty request; path, query, method and heads are set before. */
void dispatch_prepare(struct dispatch *dispatch, struct request *rq);
/* Finds the row; ERR_NOT_FOUND or ERR_METHOD. */
enum err dispatch_route(struct request *rq) MUST_USE;
/* Whether to send it away: `wait_ms` is how long it lay in the queue of the kernel. */
bool dispatch_sheds(const struct request *rq, int64_t wait_ms);

enum dispatch_next { DISPATCH_ANSWER, DISPATCH_WRITE, DISPATCH_SLOW };
/* The head and the body are there. ANSWER: rq->reply is complete. */
enum dispatch_next dispatch_begin(struct request *rq);
/* Makes the answer to a request that goes no further. */
void dispatch_refuse(struct request *rq, enum err e);
/* The job of lane write. */
enum err dispatch_job(struct tx *tx, struct request *rq) MUST_USE;
/* The work of lane slow; keeps its result in rq->err. */
void dispatch_slow(struct request *rq);
/* After dispatch_job (with the result of its commit) or dispatch_slow: rq->reply is complete. */
void dispatch_finish(struct request *rq, enum err e);

/* For handlers of lane slow: runs a small job on the writer and waits for its commit. */
enum err dispatch_write(
    struct request *rq, enum err (*run)(struct tx *tx, void *arg), void *arg) MUST_USE;

/* Packed bytes of an asset (its number in asset.gen.h); none when they are not smaller. */
struct bytes dispatch_packed_asset(const struct dispatch *dispatch, size_t asset);

/* scope.c: loads the record that the row names into its field of rq. */
enum err scope_load(struct request *rq) MUST_USE;

/* once.c: a post sent twice is done once. The key is that of the form field `once` or of the header
 * Idempotency-Key; without one nothing is done. ERR_CONFLICT: the key was used for another. */
enum err once_find(struct request *rq, bool *out_is_answered) MUST_USE;
enum err once_keep(struct request *rq, struct tx *tx) MUST_USE;
/* For the daily sweep: at most 500 rows older than a day. */
enum err once_sweep(struct ctx *ctx, struct tx *tx) MUST_USE;

/* job: the one thread that writes.
 *
 * Purpose     Every change of data is a job for the writer thread. It takes up to 64 waiting jobs,
 *             runs each in a savepoint of one transaction, commits once and then tells each its
 *             result: one fsync for many requests, and no two writers ever.
 * Invariants  done(job, OK) is called only after the COMMIT succeeded. A job that fails is dropped
 *             alone; when the transaction or its COMMIT fails, each of its jobs gets that error and
 *             none of them is done. Jobs run in the order in which they came. run must not block on
 *             anything but the database; deriving keys from passphrases comes before.
 * Ownership   The job belongs to the caller and stays untouched by him from writer_submit to done,
 *             which is called exactly once for each accepted job. run and done are called on the
 *             writer thread; done may free the job or submit another one, and must not call
 *             writer_call.
 * Threads     writer_submit and writer_call: any. writer_close: the one that opened.
 * Errors      ERR_BUSY: the queue of 4096 is full, or the writer is closing. */
#pragma once

#include "tx/tx.h"

struct writer;

struct job {
    enum err (*run)(struct tx *tx, struct job *job);
    void (*done)(struct job *job, enum err e);
    struct job *next; /* the writer's own */
};

enum { WRITER_QUEUE_MAX = 4096, WRITER_BATCH_MAX = 64 };

enum err writer_open(
    struct store *store, const struct tx_hooks *hooks, struct writer **out) MUST_USE;
/* Finishes what is queued. */
void writer_close(struct writer *writer);
enum err writer_submit(struct writer *writer, struct job *job) MUST_USE;
/* Submits and waits: for the command line and tests. */
enum err writer_call(
    struct writer *writer, enum err (*run)(struct tx *tx, void *arg), void *arg) MUST_USE;
/* How many jobs wait now: for /metrics and for shedding load. */
size_t writer_waiting(struct writer *writer);

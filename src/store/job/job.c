#include "job/job.h"

#include "err/must.h"
#include "log/log.h"

#include <pthread.h>
#include <stdlib.h>

struct writer {
    struct db *db;
    struct tx *tx;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards all below */
    pthread_cond_t has_work;
    struct job *first;
    struct job *last;
    size_t n_waiting;
    bool is_closing;
};

/* The jobs of one transaction and what became of each. */
struct batch {
    struct job *jobs[WRITER_BATCH_MAX];
    enum err results[WRITER_BATCH_MAX];
    size_t n;
};

/* --- one batch
 * ------------------------------------------------------------------------------------ */

static enum err run_job(struct tx *tx, struct job *job) {
    TRY(tx_save(tx));
    const enum err e = job->run(tx, job);
    if (e != OK) {
        tx_drop(tx);
        return e;
    }
    return tx_keep(tx);
}

static enum err run_jobs(struct tx *tx, struct batch *batch) {
    TRY(tx_begin(tx));
    for (size_t i = 0; i < batch->n; i++) {
        batch->results[i] = run_job(tx, batch->jobs[i]);
    }
    return tx_commit(tx);
}

static void run_batch(struct writer *writer, struct batch *batch) {
    const enum err e = run_jobs(writer->tx, batch);
    if (e != OK) {
        LOG(LOG_ERROR, "store.batch_not_written", LOG_T("error", err_name(e)),
            LOG_T("cause", str_from_c(db_cause(writer->db))), LOG_N("jobs", (int64_t)batch->n));
    }
    for (size_t i = 0; i < batch->n; i++) {
        /* A job that had failed by itself keeps its own answer. */
        const enum err own = batch->results[i];
        struct job *job = batch->jobs[i];
        job->done(job, own != OK ? own : e);
    }
    if (e == OK && db_checkpoint(writer->db) != OK) {
        LOG(LOG_ERROR, "store.checkpoint", LOG_T("cause", str_from_c(db_cause(writer->db))));
    }
}

/* --- the queue
 * ------------------------------------------------------------------------------------- */

/* Waits; an empty batch means that the writer closes and nothing is left. */
static void take_batch(struct writer *writer, struct batch *batch) {
    batch->n = 0;
    must(pthread_mutex_lock(&writer->mutex) == 0);
    while (writer->first == NULL && !writer->is_closing) {
        must(pthread_cond_wait(&writer->has_work, &writer->mutex) == 0);
    }
    while (writer->first != NULL && batch->n < WRITER_BATCH_MAX) {
        struct job *job = writer->first;
        writer->first = job->next;
        writer->n_waiting--;
        job->next = NULL;
        batch->results[batch->n] = OK;
        batch->jobs[batch->n++] = job;
    }
    if (writer->first == NULL) {
        writer->last = NULL;
    }
    must(pthread_mutex_unlock(&writer->mutex) == 0);
}

static void *work(void *self) {
    struct writer *writer = self;
    struct batch batch;
    for (;;) {
        take_batch(writer, &batch);
        if (batch.n == 0) {
            return NULL;
        }
        run_batch(writer, &batch);
    }
}

enum err writer_submit(struct writer *writer, struct job *job) {
    enum err e = OK;
    job->next = NULL;
    must(pthread_mutex_lock(&writer->mutex) == 0);
    if (writer->is_closing || writer->n_waiting >= WRITER_QUEUE_MAX) {
        e = ERR_BUSY;
    } else {
        if (writer->last != NULL) {
            writer->last->next = job;
        } else {
            writer->first = job;
        }
        writer->last = job;
        writer->n_waiting++;
        must(pthread_cond_signal(&writer->has_work) == 0);
    }
    must(pthread_mutex_unlock(&writer->mutex) == 0);
    return e;
}

size_t writer_waiting(struct writer *writer) {
    must(pthread_mutex_lock(&writer->mutex) == 0);
    const size_t n = writer->n_waiting;
    must(pthread_mutex_unlock(&writer->mutex) == 0);
    return n;
}

/* --- opening, closing
 * ------------------------------------------------------------------------------ */

enum err writer_open(struct store *store, const struct tx_hooks *hooks, struct writer **out) {
    struct writer *writer = calloc(1, sizeof(*writer));
    must(writer != NULL);
    enum err e = db_open(store, DB_WRITER, &writer->db);
    if (e == OK) {
        e = tx_open(writer->db, hooks, &writer->tx);
    }
    if (e != OK) {
        db_close(writer->db);
        free(writer);
        return e;
    }
    must(pthread_mutex_init(&writer->mutex, NULL) == 0);
    must(pthread_cond_init(&writer->has_work, NULL) == 0);
    must(pthread_create(&writer->thread, NULL, work, writer) == 0);
    *out = writer;
    return OK;
}

void writer_close(struct writer *writer) {
    if (writer == NULL) {
        return;
    }
    must(pthread_mutex_lock(&writer->mutex) == 0);
    writer->is_closing = true;
    must(pthread_cond_signal(&writer->has_work) == 0);
    must(pthread_mutex_unlock(&writer->mutex) == 0);
    must(pthread_join(writer->thread, NULL) == 0);
    tx_close(writer->tx);
    db_close(writer->db);
    must(pthread_cond_destroy(&writer->has_work) == 0);
    must(pthread_mutex_destroy(&writer->mutex) == 0);
    free(writer);
}

/* --- waiting for a job
 * ------------------------------------------------------------------------------ */

struct call {
    struct job job; /* first: the job is the call */
    enum err (*run)(struct tx *tx, void *arg);
    void *arg;
    pthread_mutex_t mutex;
    pthread_cond_t is_over;
    bool is_done;
    enum err e;
};

static enum err call_run(struct tx *tx, struct job *job) {
    struct call *call = (struct call *)job;
    return call->run(tx, call->arg);
}

static void call_done(struct job *job, enum err e) {
    struct call *call = (struct call *)job;
    must(pthread_mutex_lock(&call->mutex) == 0);
    call->is_done = true;
    call->e = e;
    must(pthread_cond_signal(&call->is_over) == 0);
    must(pthread_mutex_unlock(&call->mutex) == 0);
}

enum err writer_call(struct writer *writer, enum err (*run)(struct tx *tx, void *arg), void *arg) {
    struct call call = { .job = { call_run, call_done, NULL }, .run = run, .arg = arg };
    must(pthread_mutex_init(&call.mutex, NULL) == 0);
    must(pthread_cond_init(&call.is_over, NULL) == 0);
    enum err e = writer_submit(writer, &call.job);
    if (e == OK) {
        must(pthread_mutex_lock(&call.mutex) == 0);
        while (!call.is_done) {
            must(pthread_cond_wait(&call.is_over, &call.mutex) == 0);
        }
        e = call.e;
        must(pthread_mutex_unlock(&call.mutex) == 0);
    }
    must(pthread_cond_destroy(&call.is_over) == 0);
    must(pthread_mutex_destroy(&call.mutex) == 0);
    return e;
}

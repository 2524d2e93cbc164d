#include "job/job.h"

#include "db/store_fixture.h"

#include <pthread.h>
#include <semaphore.h>

/* --- one call ------------------------------------------------------------------------------------
 * */

static enum err add_entry(struct tx *tx, void *arg) {
    return entry_add(tx, &(struct entry_add_in){ *(int64_t *)arg, STR("x") });
}

static enum err add_uncovered(struct tx *tx, void *arg) {
    return person_add(
        tx, &(struct person_add_in){ *(int64_t *)arg, 0, STR("c"), 1, fixture_box("") });
}

static enum err refuse(struct tx *tx, void *arg) {
    TRY(add_entry(tx, arg));
    return ERR_CONSENT;
}

static int64_t count(struct fixture *f) {
    struct db *db = NULL;
    must(db_open(f->store, DB_READER, &db) == OK);
    struct entry_count_row row = { .n = -1 };
    CHECK_EQ_I64(entry_count(db, f->arena, &row), OK);
    db_close(db);
    return row.n;
}

static void check_calls(bool is_pg) {
    struct fixture f = fixture_open(is_pg, "job_test");
    struct writer *writer = NULL;
    must(writer_open(f.store, NULL, &writer) == OK);
    int64_t id = 1;
    CHECK_EQ_I64(writer_call(writer, add_entry, &id), OK);
    CHECK_EQ_I64(writer_call(writer, add_entry, &id), ERR_DUPLICATE);
    id = 2;
    CHECK_EQ_I64(writer_call(writer, refuse, &id), ERR_CONSENT);
    CHECK_EQ_I64(writer_call(writer, add_uncovered, &id), ERR_UNLEDGERED);
    CHECK_EQ_I64(count(&f), 1);
    if (!is_pg) {
        struct writer *second = NULL;
        CHECK_EQ_I64(writer_open(f.store, NULL, &second), ERR_BUSY);
    }
    writer_close(writer);
    writer_close(NULL);
    fixture_close(&f);
}

TEST(calls_get_their_own_answer) {
    each_engine(check_calls);
}

/* --- many at once
 * ----------------------------------------------------------------------------------- */

enum { THREADS = 8, EACH = 250 };

struct caller {
    struct writer *writer;
    int64_t first_id;
    int n_ok;
    int n_refused;
};

static void *call_often(void *self) {
    struct caller *caller = self;
    for (int64_t i = 0; i < EACH; i++) {
        int64_t id = caller->first_id + i;
        const enum err e = writer_call(caller->writer, i % 5 == 4 ? refuse : add_entry, &id);
        caller->n_ok += e == OK;
        caller->n_refused += e == ERR_CONSENT;
    }
    return NULL;
}

static void check_crowd(bool is_pg) {
    struct fixture f = fixture_open(is_pg, "job_test");
    struct writer *writer = NULL;
    must(writer_open(f.store, NULL, &writer) == OK);
    pthread_t threads[THREADS];
    struct caller callers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        callers[i] = (struct caller){ writer, 1 + i * EACH, 0, 0 };
        must(pthread_create(&threads[i], NULL, call_often, &callers[i]) == 0);
    }
    for (int i = 0; i < THREADS; i++) {
        must(pthread_join(threads[i], NULL) == 0);
        CHECK_EQ_I64(callers[i].n_ok, EACH / 5 * 4);
        CHECK_EQ_I64(callers[i].n_refused, EACH / 5);
    }
    CHECK_EQ_I64(count(&f), THREADS * EACH / 5 * 4);
    CHECK_EQ_I64(writer_waiting(writer), 0);
    writer_close(writer);
    fixture_close(&f);
}

TEST(many_at_once) {
    each_engine(check_crowd);
}

/* --- the queue
 * ---------------------------------------------------------------------------------------- */

struct item {
    struct job job;
    int64_t id;
    int n_done;
    enum err e;
};

static sem_t gate;

static enum err wait_at_gate(struct tx *tx, struct job *job) {
    (void)tx;
    (void)job;
    must(sem_wait(&gate) == 0);
    return OK;
}

static enum err add_item(struct tx *tx, struct job *job) {
    return add_entry(tx, &((struct item *)job)->id);
}

static void item_done(struct job *job, enum err e) {
    struct item *item = (struct item *)job;
    item->n_done++;
    item->e = e;
}

static void check_queue(bool is_pg) {
    struct fixture f = fixture_open(is_pg, "job_test");
    struct writer *writer = NULL;
    must(writer_open(f.store, NULL, &writer) == OK);
    must(sem_init(&gate, 0, 0) == 0);
    struct item blocker = { .job = { wait_at_gate, item_done, NULL } };
    CHECK_EQ_I64(writer_submit(writer, &blocker.job), OK);
    while (writer_waiting(writer) > 0) {
        (void)sched_yield();
    }
    static struct item items[WRITER_QUEUE_MAX];
    for (int i = 0; i < WRITER_QUEUE_MAX; i++) {
        items[i] = (struct item){ .job = { add_item, item_done, NULL }, .id = i + 1 };
        CHECK_EQ_I64(writer_submit(writer, &items[i].job), OK);
    }
    struct item late = { .job = { add_item, item_done, NULL }, .id = 9999 };
    CHECK_EQ_I64(writer_submit(writer, &late.job), ERR_BUSY);
    CHECK_EQ_I64(late.n_done, 0);
    must(sem_post(&gate) == 0);
    writer_close(writer); /* finishes all of them */
    CHECK_EQ_I64(blocker.n_done, 1);
    for (int i = 0; i < WRITER_QUEUE_MAX; i++) {
        CHECK(items[i].n_done == 1 && items[i].e == OK);
    }
    CHECK_EQ_I64(count(&f), WRITER_QUEUE_MAX);
    must(sem_destroy(&gate) == 0);
    fixture_close(&f);
}

TEST(the_queue_is_bounded_and_finished) {
    each_engine(check_queue);
}

/* --- a batch whose COMMIT fails
 * ----------------------------------------------------------------------- */

static enum err commit_fails(void *self, struct tx *tx) {
    (void)tx;
    return *(enum err *)self;
}

static void check_commit(bool is_pg) {
    struct fixture f = fixture_open(is_pg, "job_test");
    enum err e = ERR_FULL;
    const struct tx_hooks hooks = { .self = &e, .commit = commit_fails };
    struct writer *writer = NULL;
    must(writer_open(f.store, &hooks, &writer) == OK);
    int64_t id = 1;
    CHECK_EQ_I64(writer_call(writer, add_entry, &id), ERR_FULL);
    CHECK_EQ_I64(writer_call(writer, refuse, &id), ERR_CONSENT);
    e = OK; /* the writer thread is idle: every call was answered */
    CHECK_EQ_I64(writer_call(writer, add_entry, &id), OK);
    writer_close(writer);
    CHECK_EQ_I64(count(&f), 1);
    fixture_close(&f);
}

TEST(a_failed_commit_reaches_every_job) {
    each_engine(check_commit);
}

TEST_MAIN

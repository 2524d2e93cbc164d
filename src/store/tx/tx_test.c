#include "db/store_fixture.h"

#include <signal.h>
#include <sys/resource.h>

/* Stands for the ledger: counts, and writes one entry at each commit. */
struct ledger {
    int begins;
    int saves;
    int drops;
    int commits;
    int ends;
    int committed;
    enum err begin_e;
    enum err commit_e;
    int64_t next_id;
};

static enum err ledger_begin(void *self, struct tx *tx) {
    struct ledger *ledger = self;
    ledger->begins++;
    TRY(ledger->begin_e);
    struct arena *arena CLEANUP(arena_done) = arena_open(65536);
    struct entry_count_row row;
    TRY(entry_count(tx_db(tx), arena, &row));
    ledger->next_id = row.n + 1;
    return OK;
}

static void ledger_save(void *self) {
    ((struct ledger *)self)->saves++;
}

static void ledger_drop(void *self) {
    ((struct ledger *)self)->drops++;
}

static enum err ledger_commit(void *self, struct tx *tx) {
    struct ledger *ledger = self;
    ledger->commits++;
    TRY(ledger->commit_e);
    return entry_add(tx, &(struct entry_add_in){ ledger->next_id, STR("head") });
}

static void ledger_ended(void *self, bool is_committed) {
    struct ledger *ledger = self;
    ledger->ends++;
    ledger->committed += is_committed;
}

struct scene {
    struct fixture f;
    struct ledger ledger;
    struct tx_hooks hooks;
    struct db *db;
    struct tx *tx;
};

static void scene_open(struct scene *s, bool is_pg) {
    *s = (struct scene){ .f = fixture_open(is_pg, "tx_test") };
    s->hooks = (struct tx_hooks){ &s->ledger, ledger_begin, ledger_save, ledger_drop, ledger_commit,
        ledger_ended };
    must(db_open(s->f.store, DB_WRITER, &s->db) == OK);
    must(tx_open(s->db, &s->hooks, &s->tx) == OK);
}

static void scene_close(struct scene *s) {
    tx_close(s->tx);
    db_close(s->db);
    fixture_close(&s->f);
}

static int64_t count_persons(struct scene *s) {
    struct person_sums_row row = { .n = -1 };
    CHECK_EQ_I64(person_sums(s->db, s->f.arena, &row), OK);
    return row.n;
}

static int64_t count_entries(struct scene *s) {
    struct entry_count_row row = { .n = -1 };
    CHECK_EQ_I64(entry_count(s->db, s->f.arena, &row), OK);
    return row.n;
}

static void check_pieces(bool is_pg) {
    struct scene s;
    scene_open(&s, is_pg);
    CHECK_EQ_I64(tx_begin(s.tx), OK);
    for (int64_t id = 1; id <= 4; id++) {
        char code[8];
        (void)snprintf(code, sizeof(code), "%d", (int)id);
        CHECK_EQ_I64(tx_save(s.tx), OK);
        CHECK_EQ_I64(fixture_person(s.tx, id, code), OK);
        if (id % 2 == 0) {
            tx_drop(s.tx);
        } else {
            CHECK_EQ_I64(tx_keep(s.tx), OK);
        }
    }
    CHECK_EQ_I64(tx_commit(s.tx), OK);
    CHECK_EQ_I64(count_persons(&s), 2);
    CHECK_EQ_I64(count_entries(&s), 1);
    CHECK(s.ledger.begins == 1 && s.ledger.saves == 4 && s.ledger.drops == 2);
    CHECK(s.ledger.commits == 1 && s.ledger.ends == 1 && s.ledger.committed == 1);
    scene_close(&s);
}

TEST(pieces_are_kept_or_dropped) {
    each_engine(check_pieces);
}

static void check_unledgered(bool is_pg) {
    struct scene s;
    scene_open(&s, is_pg);
    const struct person_add_in in = { 1, 0, STR("a"), 1, fixture_box("") };
    CHECK_EQ_I64(tx_begin(s.tx), OK);
    CHECK_EQ_I64(tx_save(s.tx), OK);
    CHECK_EQ_I64(person_add(s.tx, &in), OK);
    size_t n = 0;
    const struct touched *touched = tx_touched(s.tx, &n);
    CHECK(n == 1 && touched[0].table == TABLE_PERSON && touched[0].id == 1);
    CHECK_EQ_I64(tx_keep(s.tx), ERR_UNLEDGERED);
    CHECK_EQ_I64(count_persons(&s), 0); /* rolled back */
    CHECK_EQ_I64(s.ledger.drops, 1);
    CHECK_EQ_I64(tx_save(s.tx), OK);
    CHECK_EQ_I64(person_add(s.tx, &in), OK);
    tx_cover(s.tx);
    CHECK_EQ_I64(tx_keep(s.tx), OK);
    CHECK_EQ_I64(tx_commit(s.tx), OK);
    CHECK_EQ_I64(count_persons(&s), 1);
    /* Outside a piece of work tx_commit looks. */
    CHECK_EQ_I64(tx_begin(s.tx), OK);
    int64_t changed = 0;
    CHECK_EQ_I64(person_drop(s.tx, &(struct person_drop_in){ 1 }, &changed), OK);
    CHECK_EQ_I64(changed, 1);
    CHECK_EQ_I64(tx_commit(s.tx), ERR_UNLEDGERED);
    CHECK_EQ_I64(count_persons(&s), 1);
    CHECK(s.ledger.ends == 2 && s.ledger.committed == 1);
    scene_close(&s);
}

TEST(nothing_is_kept_without_a_ledger_entry) {
    each_engine(check_unledgered);
}

static void check_touched(bool is_pg) {
    struct scene s;
    scene_open(&s, is_pg);
    CHECK_EQ_I64(tx_begin(s.tx), OK);
    for (int64_t id = 1; id <= 200; id++) {
        char code[8];
        (void)snprintf(code, sizeof(code), "%d", (int)id);
        CHECK_EQ_I64(fixture_person(s.tx, id, code), OK);
    }
    int64_t changed = 0;
    CHECK_EQ_I64(person_shut_all(s.tx, &changed), OK);
    CHECK_EQ_I64(changed, 200);
    CHECK_EQ_I64(tx_changes(s.tx), 200);
    size_t n = 0;
    (void)tx_touched(s.tx, &n);
    CHECK_EQ_I64(n, 200); /* each changed row was returned */
    tx_cover(s.tx);
    const struct person_move_in move = { STR("open"), 3, STR("open") };
    CHECK_EQ_I64(person_move(s.tx, &move, &changed), OK);
    CHECK_EQ_I64(changed, 0); /* another state: nothing changed, nothing touched */
    (void)tx_touched(s.tx, &n);
    CHECK_EQ_I64(n, 0);
    CHECK_EQ_I64(entry_put(s.tx, &(struct entry_put_in){ 500, STR("first") }), OK);
    CHECK_EQ_I64(entry_put(s.tx, &(struct entry_put_in){ 500, STR("second") }), OK);
    struct entry_note_row note;
    CHECK_EQ_I64(entry_note(s.db, s.f.arena, &(struct entry_note_in){ 500 }, &note), OK);
    CHECK_EQ_STR(note.note, STR("second"));
    tx_rollback(s.tx);
    CHECK_EQ_I64(count_persons(&s), 0);
    CHECK_EQ_I64(s.ledger.ends, 1);
    scene_close(&s);
}

TEST(touched_rows_are_noted) {
    each_engine(check_touched);
}

/* PostgreSQL refuses all after a failed statement; SQLite must not be more patient. */
static void check_failed(bool is_pg) {
    struct scene s;
    scene_open(&s, is_pg);
    CHECK_EQ_I64(tx_begin(s.tx), OK);
    CHECK_EQ_I64(tx_save(s.tx), OK);
    CHECK_EQ_I64(fixture_person(s.tx, 1, "a"), OK);
    CHECK_EQ_I64(tx_keep(s.tx), OK);
    CHECK_EQ_I64(tx_save(s.tx), OK);
    CHECK_EQ_I64(fixture_person(s.tx, 1, "b"), ERR_DUPLICATE);
    CHECK_EQ_I64(fixture_person(s.tx, 2, "c"), ERR_DUPLICATE); /* the same answer again */
    struct entry_count_row row;
    CHECK_EQ_I64(entry_count(s.db, s.f.arena, &row), ERR_DUPLICATE);
    CHECK_EQ_I64(tx_keep(s.tx), ERR_DUPLICATE);
    CHECK_EQ_I64(tx_save(s.tx), OK);
    CHECK_EQ_I64(fixture_person(s.tx, 2, "c"), OK);
    CHECK_EQ_I64(tx_keep(s.tx), OK);
    CHECK_EQ_I64(tx_commit(s.tx), OK);
    CHECK_EQ_I64(count_persons(&s), 2);
    scene_close(&s);
}

TEST(after_a_failure_only_drop_helps) {
    each_engine(check_failed);
}

static void check_hooks(bool is_pg) {
    struct scene s;
    scene_open(&s, is_pg);
    s.ledger.begin_e = ERR_TAMPERED;
    CHECK_EQ_I64(tx_begin(s.tx), ERR_TAMPERED);
    CHECK_EQ_I64(s.ledger.ends, 1);
    s.ledger.begin_e = OK;
    s.ledger.commit_e = ERR_VAULT;
    CHECK_EQ_I64(tx_begin(s.tx), OK);
    CHECK_EQ_I64(fixture_person(s.tx, 1, "a"), OK);
    CHECK_EQ_I64(tx_commit(s.tx), ERR_VAULT);
    CHECK_EQ_I64(count_persons(&s), 0);
    s.ledger.commit_e = OK;
    CHECK_EQ_I64(tx_begin(s.tx), OK);
    CHECK_EQ_I64(fixture_person(s.tx, 1, "a"), OK);
    CHECK_EQ_I64(tx_commit(s.tx), OK);
    CHECK(s.ledger.ends == 3 && s.ledger.committed == 1);
    CHECK_EQ_I64(tx_begin(s.tx), OK); /* closed while open: rolled back */
    CHECK_EQ_I64(fixture_person(s.tx, 2, "b"), OK);
    scene_close(&s);
}

TEST(an_error_of_a_hook_undoes_all) {
    each_engine(check_hooks);
}

/* A full disk, played by a limit on file size: writes answer EFBIG, which SQLite gives back as an
 * I/O error. Nothing of the batch may be there afterwards, and work goes on when there is room. */
TEST(a_failed_commit_is_not_done) {
    struct scene s;
    scene_open(&s, false);
    (void)signal(SIGXFSZ, SIG_IGN);
    struct rlimit old;
    must(getrlimit(RLIMIT_FSIZE, &old) == 0);
    CHECK_EQ_I64(tx_begin(s.tx), OK);
    CHECK_EQ_I64(tx_save(s.tx), OK);
    CHECK_EQ_I64(fixture_person(s.tx, 1, "a"), OK);
    CHECK_EQ_I64(tx_keep(s.tx), OK);
    must(setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 4096, old.rlim_max }) == 0);
    const enum err e = tx_commit(s.tx);
    must(setrlimit(RLIMIT_FSIZE, &old) == 0);
    CHECK(e == ERR_STORE || e == ERR_FULL);
    CHECK(db_is_broken(s.db));
    CHECK_EQ_I64(s.ledger.committed, 0);
    CHECK_EQ_I64(tx_begin(s.tx), OK); /* a new connection */
    CHECK_EQ_I64(count_persons(&s), 0);
    CHECK_EQ_I64(fixture_person(s.tx, 1, "a"), OK);
    CHECK_EQ_I64(tx_commit(s.tx), OK);
    CHECK_EQ_I64(count_persons(&s), 1);
    CHECK_EQ_I64(db_check(s.db), OK);
    scene_close(&s);
}

TEST_MAIN

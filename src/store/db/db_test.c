#include "db/store_fixture.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

static struct tx *open_tx(struct fixture *f, struct db **out_db) {
    struct tx *tx = NULL;
    must(db_open(f->store, DB_WRITER, out_db) == OK);
    must(tx_open(*out_db, NULL, &tx) == OK);
    return tx;
}

static void add(struct tx *tx, int64_t id, int64_t parent_id, struct str code, double weight) {
    const struct person_add_in in = { id, parent_id, code, weight, fixture_box("box") };
    must(tx_begin(tx) == OK);
    must(person_add(tx, &in) == OK);
    tx_cover(tx);
    must(tx_commit(tx) == OK);
}

static void check_prepare(bool is_pg) {
    struct fixture f = fixture_open(is_pg, "db_test");
    struct db *db = NULL;
    must(db_open(f.store, DB_READER, &db) == OK);
    size_t n = 0;
    const struct statement *const *all = store_test_statements(&n);
    for (size_t i = 0; i < n; i++) {
        const enum err e = db_prepare(db, all[i]);
        /* A reader on SQLite may not even prepare a write. */
        CHECK_EQ_I64(e, all[i]->is_write && !is_pg ? ERR_STORE : OK);
        CHECK(db_prepare(db, all[i]) == e);
    }
    db_close(db);
    fixture_close(&f);
}

TEST(every_statement_prepares) {
    each_engine(check_prepare);
}

static void check_values(bool is_pg) {
    struct fixture f = fixture_open(is_pg, "db_test");
    struct db *writer = NULL;
    struct tx *tx = open_tx(&f, &writer);
    const double weight = 0.1 + 0.2;
    add(tx, INT64_MAX, 0, STR("Gjirokastër"), weight);
    add(tx, INT64_MIN + 1, INT64_MAX, STR(""), 0);
    struct db *db = NULL;
    must(db_open(f.store, DB_READER, &db) == OK);
    must(db_snapshot_begin(db) == OK);
    struct person_load_row row;
    CHECK_EQ_I64(person_load(db, f.arena, &(struct person_load_in){ INT64_MAX }, &row), OK);
    CHECK_EQ_I64(row.id, INT64_MAX);
    CHECK_EQ_I64(row.ver, 1);
    CHECK_EQ_I64(row.parent_id, 0);
    CHECK_EQ_STR(row.code, STR("Gjirokastër"));
    CHECK(memcmp(&row.weight, &weight, sizeof(weight)) == 0);
    CHECK(bytes_eq(row.digest, (struct bytes){ (const uint8_t *)"\x00\xff", 2 }));
    CHECK_EQ_STR(row.state, STR("open"));
    CHECK(bytes_eq(row.story_box.box, str_bytes(STR("box"))));
    CHECK_EQ_I64(person_load(db, f.arena, &(struct person_load_in){ INT64_MIN + 1 }, &row), OK);
    CHECK_EQ_I64(row.parent_id, INT64_MAX);
    CHECK(row.code.p != NULL && row.code.n == 0);
    db_snapshot_end(db);
    db_close(db);
    tx_close(tx);
    db_close(writer);
    fixture_close(&f);
}

TEST(values_come_back_as_they_went_in) {
    each_engine(check_values);
}

static void check_kinds(bool is_pg) {
    struct fixture f = fixture_open(is_pg, "db_test");
    struct db *db = NULL;
    struct tx *tx = open_tx(&f, &db);
    add(tx, 1, 0, STR("a"), 11);
    add(tx, 2, 0, STR("B"), 2.5);
    add(tx, 3, 0, STR("b"), 4);
    struct person_load_row loaded = { .id = -1 };
    CHECK_EQ_I64(person_load(db, f.arena, &(struct person_load_in){ 9 }, &loaded), ERR_NOT_FOUND);
    CHECK_EQ_I64(loaded.id, -1); /* not touched */
    bool is_found = true;
    struct person_find_row found = { .id = -1 };
    CHECK_EQ_I64(
        person_find(db, f.arena, &(struct person_find_in){ STR("x"), 7 }, &found, &is_found), OK);
    CHECK(!is_found && found.id == -1);
    CHECK_EQ_I64(
        person_find(db, f.arena, &(struct person_find_in){ STR("a"), 7 }, &found, &is_found), OK);
    CHECK(is_found && found.id == 1 && found.is_heavy == 1 && found.n_letters == 1);
    CHECK_EQ_I64(found.bare_id, 0); /* NULL */
    struct person_same_row same;
    CHECK_EQ_I64(person_same(db, f.arena, &same, &is_found), ERR_STORE); /* three rows */
    struct person_list_row *rows = NULL;
    size_t n = 0;
    CHECK_EQ_I64(person_list(db, f.arena, &(struct person_list_in){ 0, 10 }, &rows, &n), OK);
    CHECK_EQ_I64(n, 3);
    CHECK_EQ_STR(rows[0].code, STR("B")); /* byte order on both engines */
    CHECK_EQ_STR(rows[2].code, STR("b"));
    CHECK_EQ_I64(person_list(db, f.arena, &(struct person_list_in){ 0, 0 }, &rows, &n), OK);
    CHECK(n == 0 && rows == NULL);
    struct person_sums_row sums;
    CHECK_EQ_I64(person_sums(db, f.arena, &sums), OK);
    CHECK_EQ_I64(sums.n, 3);
    CHECK_EQ_I64(sums.total, 300000);
    CHECK(sums.mean > 0.999 && sums.mean < 1.001);
    CHECK(sums.least > 2.499 && sums.least < 2.501);
    tx_close(tx);
    db_close(db);
    fixture_close(&f);
}

TEST(kinds_of_reads) {
    each_engine(check_kinds);
}

static void check_many(bool is_pg) {
    struct fixture f = fixture_open(is_pg, "db_test");
    struct db *db = NULL;
    struct tx *tx = open_tx(&f, &db);
    must(tx_begin(tx) == OK);
    for (int64_t id = 1; id <= 1000; id++) {
        char code[16];
        (void)snprintf(code, sizeof(code), "%04d", (int)id);
        must(fixture_person(tx, id, code) == OK);
    }
    must(tx_commit(tx) == OK);
    struct person_list_row *rows = NULL;
    size_t n = 0;
    CHECK_EQ_I64(person_list(db, f.arena, &(struct person_list_in){ 0, 5000 }, &rows, &n), OK);
    CHECK_EQ_I64(n, 1000);
    CHECK_EQ_STR(rows[999].code, STR("1000"));
    struct image *images = NULL;
    int64_t seen = 0;
    int64_t after_id = INT64_MIN;
    do {
        CHECK_EQ_I64(db_scan_images(db, f.arena, TABLE_PERSON, after_id, &images, &n), OK);
        for (size_t i = 0; i < n; i++) {
            CHECK_EQ_I64(images[i].id, ++seen);
            after_id = images[i].id;
        }
    } while (n > 0);
    CHECK_EQ_I64(seen, 1000);
    tx_close(tx);
    db_close(db);
    fixture_close(&f);
}

TEST(many_rows_and_pages) {
    each_engine(check_many);
}

/* The bytes that follow are a promise to the ledger: never change them. */
static const uint8_t person_image[] = "\x02"
                                      "id\x01\0\0\0\x08\0\0\0\0\0\0\0\x05"
                                      "\x03"
                                      "ver\x01\0\0\0\x08\0\0\0\0\0\0\0\x01"
                                      "\x09"
                                      "parent_id\0\0\0\0\0"
                                      "\x04"
                                      "code\x03\0\0\0\x03"
                                      "abc"
                                      "\x06"
                                      "weight\x02\0\0\0\x08\x3f\xf8\0\0\0\0\0\0"
                                      "\x06"
                                      "digest\x04\0\0\0\x02\0\xff"
                                      "\x05"
                                      "state\x03\0\0\0\x04"
                                      "open"
                                      "\x09"
                                      "story_box\x04\0\0\0\x02\x01\xff";

static void check_image(bool is_pg) {
    struct fixture f = fixture_open(is_pg, "db_test");
    struct db *db = NULL;
    struct tx *tx = open_tx(&f, &db);
    must(tx_begin(tx) == OK);
    must(fixture_person(tx, 5, "abc") == OK);
    must(tx_commit(tx) == OK);
    struct bytes image;
    struct bytes salt;
    int64_t ver = 0;
    CHECK_EQ_I64(db_row_image(db, f.arena, TABLE_PERSON, 5, &image, &salt, &ver), OK);
    CHECK(bytes_eq(image, (struct bytes){ person_image, sizeof(person_image) - 1 }));
    CHECK_EQ_I64(salt.n, 16);
    CHECK_EQ_I64(ver, 1);
    CHECK_EQ_I64(db_row_image(db, f.arena, TABLE_PERSON, 6, &image, &salt, &ver), ERR_NOT_FOUND);
    int64_t n = 0;
    must(tx_begin(tx) == OK);
    must(person_place(tx, &(struct person_place_in){ STR("Vlorë"), 5 }, &n) == OK);
    CHECK_EQ_I64(n, 1);
    tx_cover(tx);
    must(tx_commit(tx) == OK);
    struct bytes longer;
    CHECK_EQ_I64(db_row_image(db, f.arena, TABLE_PERSON, 5, &longer, &salt, &ver), OK);
    CHECK_EQ_I64(longer.n, image.n + 1 + 5 + 1 + 4 + 6); /* the added column shows when used */
    CHECK_EQ_I64(ver, 2);
    tx_close(tx);
    db_close(db);
    fixture_close(&f);
}

TEST(row_image_is_the_same_everywhere) {
    each_engine(check_image);
}

static enum err in_tx(struct tx *tx, enum err (*write)(struct tx *)) {
    must(tx_begin(tx) == OK);
    must(tx_save(tx) == OK);
    const enum err e = write(tx);
    tx_drop(tx);
    must(tx_commit(tx) == OK);
    return e;
}

static enum err add_twice(struct tx *tx) {
    return fixture_person(tx, 1, "other");
}

static enum err add_same_code(struct tx *tx) {
    return fixture_person(tx, 2, "one");
}

static enum err add_orphan(struct tx *tx) {
    return visit_add(tx, &(struct visit_add_in){ 1, 99, 0 });
}

static enum err add_negative(struct tx *tx) {
    return person_add(tx, &(struct person_add_in){ 7, 0, STR("c"), -1, fixture_box("x") });
}

static enum err move_wrong(struct tx *tx) {
    int64_t n = 0;
    return person_move(tx, &(struct person_move_in){ STR("lost"), 1, STR("open") }, &n);
}

static enum err drop_entry(struct tx *tx) {
    int64_t n = 0;
    TRY(entry_add(tx, &(struct entry_add_in){ 1, STR("") }));
    return entry_drop(tx, &(struct entry_drop_in){ 1 }, &n);
}

static enum err drop_parent(struct tx *tx) {
    int64_t n = 0;
    TRY(visit_add(tx, &(struct visit_add_in){ 1, 1, 0 }));
    return person_drop(tx, &(struct person_drop_in){ 1 }, &n);
}

static enum err add_nul(struct tx *tx) {
    return entry_add(tx, &(struct entry_add_in){ 1, { "a\0b", 3 } });
}

static void check_errors(bool is_pg) {
    struct fixture f = fixture_open(is_pg, "db_test");
    struct db *db = NULL;
    struct tx *tx = open_tx(&f, &db);
    add(tx, 1, 0, STR("one"), 1);
    CHECK_EQ_I64(in_tx(tx, add_twice), ERR_DUPLICATE);
    CHECK_EQ_I64(in_tx(tx, add_same_code), ERR_DUPLICATE);
    CHECK_EQ_I64(in_tx(tx, add_orphan), ERR_CONFLICT);
    CHECK_EQ_I64(in_tx(tx, add_negative), ERR_CONFLICT);
    CHECK_EQ_I64(in_tx(tx, move_wrong), ERR_CONFLICT);
    CHECK_EQ_I64(in_tx(tx, drop_entry), ERR_CONFLICT);
    CHECK_EQ_I64(in_tx(tx, drop_parent), ERR_CONFLICT);
    CHECK_EQ_I64(in_tx(tx, add_nul), ERR_INPUT);
    CHECK(strstr(db_cause(db), "entry_add") != NULL);
    tx_close(tx);
    db_close(db);
    fixture_close(&f);
}

TEST(errors_are_the_same_on_both_engines) {
    each_engine(check_errors);
}

static void check_snapshot(bool is_pg) {
    struct fixture f = fixture_open(is_pg, "db_test");
    struct db *writer = NULL;
    struct tx *tx = open_tx(&f, &writer);
    struct db *reader = NULL;
    must(db_open(f.store, DB_READER, &reader) == OK);
    struct entry_count_row row;
    for (int round = 0; round < 3; round++) {
        must(db_snapshot_begin(reader) == OK);
        CHECK_EQ_I64(entry_count(reader, f.arena, &row), OK);
        CHECK_EQ_I64(row.n, round);
        must(tx_begin(tx) == OK);
        must(entry_add(tx, &(struct entry_add_in){ round + 1, STR("x") }) == OK);
        must(tx_commit(tx) == OK);
        CHECK_EQ_I64(entry_count(reader, f.arena, &row), OK);
        CHECK_EQ_I64(row.n, round); /* still the old state */
        db_snapshot_end(reader);
    }
    CHECK(db_exec(reader, "DELETE FROM visit") == ERR_STORE); /* a reader does not write */
    db_close(reader);
    tx_close(tx);
    db_close(writer);
    fixture_close(&f);
}

TEST(a_snapshot_stands_still) {
    each_engine(check_snapshot);
}

/* The WAL-reset defect needs a checkpoint beside a commit: nobody but the one writer can make one.
 * */
TEST(only_the_one_writer_checkpoints) {
    struct fixture f = fixture_open(false, "db_test");
    struct db *writer = NULL;
    struct tx *tx = open_tx(&f, &writer);
    add(tx, 1, 0, STR("a"), 1);
    struct db *second = NULL;
    CHECK_EQ_I64(db_open(f.store, DB_WRITER, &second), ERR_BUSY);
    struct db *reader = NULL;
    must(db_open(f.store, DB_READER, &reader) == OK);
    int n_log = -1;
    int n_done = -1;
    CHECK(sqlite3_wal_checkpoint_v2(
              reader->handle, "main", SQLITE_CHECKPOINT_PASSIVE, &n_log, &n_done) != SQLITE_OK);
    CHECK(db_exec(reader, "PRAGMA wal_checkpoint") == ERR_STORE);
    CHECK(db_exec(reader, "PRAGMA query_only = OFF") == ERR_STORE);
    CHECK(db_exec(reader, "ATTACH 'x' AS y") == ERR_STORE);
    int limit = -1;
    (void)sqlite3_db_config(reader->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, -1, &limit);
    CHECK_EQ_I64(limit, 1);
    char path[600];
    (void)snprintf(path, sizeof(path), "%s/besa.db-wal", f.address);
    struct stat about;
    CHECK(stat(path, &about) == 0 && about.st_size > 0);
    CHECK_EQ_I64(about.st_mode & 0777, 0600);
    must(db_snapshot_begin(reader) == OK);
    struct entry_count_row row;
    CHECK_EQ_I64(entry_count(reader, f.arena, &row), OK);
    add(tx, 2, 0, STR("b"), 1);
    CHECK_EQ_I64(db_checkpoint_truncate(writer), ERR_BUSY);
    db_snapshot_end(reader);
    CHECK_EQ_I64(db_checkpoint_truncate(writer), OK);
    CHECK(stat(path, &about) == 0 && about.st_size == 0);
    CHECK_EQ_I64(db_check(writer), OK);
    db_close(reader);
    tx_close(tx);
    db_close(writer);
    fixture_close(&f);
}

TEST(a_large_wal_is_moved_into_the_file) {
    struct fixture f = fixture_open(false, "db_test");
    struct db *writer = NULL;
    struct tx *tx = open_tx(&f, &writer);
    must(tx_begin(tx) == OK);
    must(entry_fill(tx, &(struct entry_fill_in){ 1, 20000,
                            STR("some text to fill pages with, and "
                                "more of it, and more of it, and more of it, and more of it, and "
                                "more of it, and more of it, "
                                "and more of it, and more of it, and more of it, and more of it, "
                                "and more of it") }) == OK);
    must(tx_commit(tx) == OK);
    CHECK(writer->wal_pages >= 1024);
    CHECK_EQ_I64(db_checkpoint(writer), OK);
    CHECK_EQ_I64(writer->wal_pages, 0);
    must(tx_begin(tx) == OK);
    must(entry_add(tx, &(struct entry_add_in){ 30000, STR("x") }) == OK);
    must(tx_commit(tx) == OK);
    CHECK(writer->wal_pages < 16); /* the WAL began anew */
    tx_close(tx);
    db_close(writer);
    fixture_close(&f);
}

TEST(damage_is_found) {
    struct fixture f = fixture_open(false, "db_test");
    char path[600];
    (void)snprintf(path, sizeof(path), "%s/besa.db", f.address);
    const int fd = open(path, O_RDWR | O_CLOEXEC);
    must(fd >= 0);
    for (off_t page = 1; page < 12; page++) {
        must(pwrite(fd, "garbage garbage garbage", 23, page * 4096) == 23);
    }
    (void)close(fd);
    struct db *writer = NULL;
    must(db_open(f.store, DB_WRITER, &writer) == OK);
    CHECK_EQ_I64(db_check(writer), ERR_TAMPERED);
    db_close(writer);
    fixture_close(&f);
}

TEST(wrong_addresses) {
    struct store *store = NULL;
    CHECK_EQ_I64(store_open(STR("/nowhere/at/all"), &store), ERR_FILE);
    CHECK_EQ_I64(store_open(STR("/dev/null"), &store), ERR_FILE);
    CHECK_EQ_I64(store_open(STR("postgresql://%zz"), &store), ERR_INPUT);
    struct db *db = NULL;
    must(store_open(STR("postgresql://127.0.0.1:1/none?connect_timeout=1"), &store) == OK);
    CHECK_EQ_I64(db_open(store, DB_READER, &db), ERR_STORE);
    store_close(store);
    store_close(NULL);
    db_close(NULL);
}

/* The server ends the connection: nothing is retried on it, the next transaction has a new one. */
TEST(a_lost_connection_is_replaced) {
    if (getenv("BESA_TEST_PG") == NULL) {
        printf("not run: PostgreSQL (set BESA_TEST_PG)\n");
        return;
    }
    struct fixture f = fixture_open(true, "db_test");
    struct db *writer = NULL;
    struct tx *tx = open_tx(&f, &writer);
    must(tx_begin(tx) == OK);
    must(entry_add(tx, &(struct entry_add_in){ 1, STR("x") }) == OK);
    CHECK(db_exec(writer, "SELECT pg_terminate_backend(pg_backend_pid())") != OK);
    CHECK(entry_add(tx, &(struct entry_add_in){ 2, STR("x") }) != OK);
    CHECK(tx_commit(tx) != OK);
    CHECK(db_is_broken(writer));
    must(tx_begin(tx) == OK);
    CHECK(!db_is_broken(writer));
    CHECK_EQ_I64(entry_add(tx, &(struct entry_add_in){ 1, STR("x") }), OK); /* was not done */
    CHECK_EQ_I64(tx_commit(tx), OK);
    tx_close(tx);
    db_close(writer);
    fixture_close(&f);
}

TEST_MAIN

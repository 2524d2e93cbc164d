#include "migrate/migrate.h"

#include "db/store_fixture.h"

static enum err up(struct fixture *f) {
    struct db *db = NULL;
    must(db_open(f->store, DB_WRITER, &db) == OK);
    enum err e = migrate_up(db, 1700000000000);
    if (e == OK) {
        e = migrate_check(db);
    }
    db_close(db);
    return e;
}

static void check_up(bool is_pg) {
    struct fixture f = fixture_open_bare(is_pg, "migrate_test");
    CHECK_EQ_I64(up(&f), OK);
    CHECK_EQ_I64(up(&f), OK); /* nothing to do */
    fixture_sql(&f, "UPDATE migration SET sha256 = 'ff' WHERE id = 1");
    CHECK_EQ_I64(up(&f), ERR_TAMPERED);
    fixture_close(&f);
}

TEST(up_and_again) {
    each_engine(check_up);
}

static void check_newer(bool is_pg) {
    struct fixture f = fixture_open(is_pg, "migrate_test");
    fixture_sql(
        &f, "INSERT INTO migration (id, name, sha256, applied_at) VALUES (9, 'x', 'ff', 1)");
    CHECK_EQ_I64(up(&f), ERR_VERSION);
    fixture_sql(&f, "DELETE FROM migration");
    fixture_sql(
        &f, "INSERT INTO migration (id, name, sha256, applied_at) VALUES (9, 'x', 'ff', 1)");
    CHECK_EQ_I64(up(&f), ERR_VERSION);
    fixture_close(&f);
}

TEST(newer_data_is_refused) {
    each_engine(check_newer);
}

static void check_gap(bool is_pg) {
    struct fixture f = fixture_open(is_pg, "migrate_test");
    fixture_sql(&f, "DELETE FROM migration WHERE id = 1");
    CHECK_EQ_I64(up(&f), ERR_TAMPERED);
    fixture_close(&f);
}

TEST(a_gap_is_refused) {
    each_engine(check_gap);
}

/* An older database with rows in it: the first migration only. */
static void fill_older(struct fixture *f) {
    size_t n = 0;
    const struct schema_migration *first = schema_migrations(&n);
    const char *const *sql = f->is_pg ? first->pg : first->sqlite;
    for (; *sql != NULL; sql++) {
        fixture_sql(f, *sql);
    }
    fixture_sql(f, f->is_pg ? "CREATE TABLE migration (id BIGINT PRIMARY KEY, name TEXT NOT NULL, "
                              "sha256 TEXT NOT NULL, applied_at BIGINT NOT NULL)"
                            : "CREATE TABLE migration (id INTEGER PRIMARY KEY, name TEXT NOT NULL, "
                              "sha256 TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT");
    char line[256];
    (void)snprintf(line, sizeof(line),
        "INSERT INTO migration (id, name, sha256, applied_at) VALUES (1, 'first', '%s', 1)",
        first->sha256);
    fixture_sql(f, line);
    fixture_sql(f, f->is_pg ? "INSERT INTO person (id, ver, code, weight, state, story_box) "
                              "VALUES (5, 1, 'abc', 1.5, 'open', '\\x01')"
                            : "INSERT INTO person (id, ver, code, weight, state, story_box) "
                              "VALUES (5, 1, 'abc', 1.5, 'open', x'01')");
}

static void check_older(bool is_pg) {
    struct fixture f = fixture_open_bare(is_pg, "migrate_test");
    fill_older(&f);
    struct db *db = NULL;
    must(db_open(f.store, DB_READER, &db) == OK);
    CHECK_EQ_I64(migrate_check(db), ERR_VERSION); /* not yet */
    db_close(db);
    CHECK_EQ_I64(up(&f), OK);
    must(db_open(f.store, DB_READER, &db) == OK);
    struct bytes image;
    struct bytes salt;
    int64_t ver = 0;
    CHECK_EQ_I64(db_row_image(db, f.arena, TABLE_PERSON, 5, &image, &salt, &ver), OK);
    CHECK(!str_has(bytes_str(image), STR("place"))); /* the old commitment still holds */
    db_close(db);
    fixture_close(&f);
}

TEST(a_filled_older_database) {
    each_engine(check_older);
}

TEST_MAIN

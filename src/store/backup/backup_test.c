#include "backup/backup.h"

#include "db/store_fixture.h"
#include "job/job.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

enum { PERSONS = 700 };

static struct str path_in(const struct fixture *f, const char *name, char *path, size_t size_b) {
    (void)snprintf(path, size_b, "%s/%s", f->address, name);
    return str_from_c(path);
}

static void fill(struct fixture *f) {
    struct db *db = NULL;
    struct tx *tx = NULL;
    must(db_open(f->store, DB_WRITER, &db) == OK);
    must(tx_open(db, NULL, &tx) == OK);
    must(tx_begin(tx) == OK);
    for (int64_t id = PERSONS; id >= 1; id--) {
        char code[16];
        (void)snprintf(code, sizeof(code), "ë%d", (int)id);
        /* Each refers to the next one: a restore meets the reference before its target. */
        const struct person_add_in in = { id, id < PERSONS ? id + 1 : 0, str_from_c(code),
            (double)id / 3, fixture_box("\x01\xfe") };
        must(person_add(tx, &in) == OK);
    }
    tx_cover(tx);
    must(visit_add(tx, &(struct visit_add_in){ 1, 3, -5 }) == OK);
    must(entry_add(tx, &(struct entry_add_in){ 1, STR("") }) == OK);
    must(tx_commit(tx) == OK);
    tx_close(tx);
    db_close(db);
}

/* Every row of both is the same, salts too. */
static void compare(struct fixture *a, struct fixture *b) {
    size_t n_tables = 0;
    const struct schema_table *tables = schema_tables(&n_tables);
    struct db *left = NULL;
    struct db *right = NULL;
    must(db_open(a->store, DB_READER, &left) == OK && db_open(b->store, DB_READER, &right) == OK);
    for (size_t t = 0; t < n_tables; t++) {
        int64_t after_id = INT64_MIN;
        size_t n = 0;
        do {
            struct image *these = NULL;
            struct image *those = NULL;
            size_t n_those = 0;
            const unsigned table = tables[t].number;
            CHECK_EQ_I64(db_scan_images(left, a->arena, table, after_id, &these, &n), OK);
            CHECK_EQ_I64(db_scan_images(right, a->arena, table, after_id, &those, &n_those), OK);
            CHECK_EQ_I64(n, n_those);
            for (size_t i = 0; i < n && n == n_those; i++) {
                CHECK(bytes_eq(these[i].image, those[i].image));
                CHECK(bytes_eq(these[i].salt, those[i].salt));
                after_id = these[i].id;
            }
        } while (n > 0);
    }
    db_close(left);
    db_close(right);
}

static void round_trip(bool is_from_pg, bool is_to_pg) {
    struct fixture from = fixture_open(is_from_pg, "backup_from");
    struct fixture to = fixture_open_bare(is_to_pg, "backup_to");
    struct fixture files = fixture_open_bare(false, "files");
    char path[600];
    const struct str file = path_in(&files, "backup", path, sizeof(path));
    fill(&from);
    CHECK_EQ_I64(backup_make(from.store, file), OK);
    CHECK_EQ_I64(backup_make(from.store, file), ERR_FILE); /* never over another one */
    struct stat about;
    CHECK(stat(path, &about) == 0 && (about.st_mode & 0777) == 0600);
    CHECK_EQ_I64(backup_restore(file, to.store), OK);
    compare(&from, &to);
    CHECK_EQ_I64(backup_restore(file, to.store), ERR_CONFLICT); /* not empty any more */
    struct db *db = NULL;
    must(db_open(to.store, DB_WRITER, &db) == OK);
    CHECK_EQ_I64(migrate_up(db, 1), OK);
    db_close(db);
    fixture_close(&files);
    fixture_close(&to);
    fixture_close(&from);
}

TEST(sqlite_to_sqlite) {
    round_trip(false, false);
}

TEST(with_postgres) {
    if (getenv("BESA_TEST_PG") == NULL) {
        printf("not run: PostgreSQL (set BESA_TEST_PG)\n");
        return;
    }
    round_trip(false, true);
    round_trip(true, false);
    round_trip(true, true);
}

static enum err add_next(struct tx *tx, void *arg) {
    return entry_add(tx, &(struct entry_add_in){ ++*(int64_t *)arg, STR("some text") });
}

struct busy {
    struct writer *writer;
    atomic_bool is_over;
    int64_t last_id;
};

static void *write_on(void *self) {
    struct busy *busy = self;
    while (!atomic_load(&busy->is_over)) {
        must(writer_call(busy->writer, add_next, &busy->last_id) == OK);
    }
    return NULL;
}

TEST(while_writes_go_on) {
    struct fixture from = fixture_open(false, "backup_from");
    fill(&from);
    struct busy busy = { .last_id = 10 };
    must(writer_open(from.store, NULL, &busy.writer) == OK);
    pthread_t thread;
    must(pthread_create(&thread, NULL, write_on, &busy) == 0);
    for (int i = 0; i < 5; i++) {
        struct fixture to = fixture_open_bare(false, "backup_to");
        char path[600];
        const struct str file = path_in(&from, "backup", path, sizeof(path));
        CHECK_EQ_I64(backup_make(from.store, file), OK);
        CHECK_EQ_I64(backup_restore(file, to.store), OK);
        (void)unlink(path);
        struct db *db = NULL;
        must(db_open(to.store, DB_READER, &db) == OK);
        struct person_sums_row row;
        CHECK_EQ_I64(person_sums(db, to.arena, &row), OK);
        CHECK_EQ_I64(row.n, PERSONS);
        db_close(db);
        fixture_close(&to);
    }
    atomic_store(&busy.is_over, true);
    must(pthread_join(thread, NULL) == 0);
    writer_close(busy.writer);
    CHECK(busy.last_id > 10);
    fixture_close(&from);
}

TEST(bad_files_are_refused) {
    struct fixture from = fixture_open(false, "backup_from");
    struct fixture to = fixture_open_bare(false, "backup_to");
    fill(&from);
    char path[600];
    const struct str file = path_in(&from, "backup", path, sizeof(path));
    CHECK_EQ_I64(backup_restore(file, to.store), ERR_FILE); /* there is none */
    CHECK_EQ_I64(backup_make(from.store, file), OK);
    const int fd = open(path, O_RDWR | O_CLOEXEC);
    must(fd >= 0);
    for (off_t page = 2; page < 12; page++) {
        must(pwrite(fd, "garbage garbage garbage", 23, page * 4096) == 23);
    }
    (void)close(fd);
    CHECK_EQ_I64(backup_restore(file, to.store), ERR_TAMPERED);
    CHECK(truncate(path, 10) == 0);
    CHECK_EQ_I64(backup_restore(file, to.store), ERR_TAMPERED);
    (void)unlink(path);
    fixture_sql(&from, "UPDATE migration SET id = 9 WHERE id = 2");
    CHECK_EQ_I64(backup_make(from.store, file), OK);
    CHECK_EQ_I64(backup_restore(file, to.store), ERR_VERSION);
    fixture_close(&to);
    fixture_close(&from);
}

TEST_MAIN

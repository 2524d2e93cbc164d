/* store_fixture: what the tests of src/store share; included by *_test.c only.
 *
 * Purpose     A fresh, migrated, empty store of either engine with the schema of db/testdata.
 * Invariants  PostgreSQL is used only when BESA_TEST_PG holds an address of a scratch database;
 *             each test program works in a schema of its own there, which it drops and makes anew.
 *             Else the line "not run: ..." is printed, so that nobody takes silence for success.
 * Ownership   fixture_close gives back and deletes everything.
 * Threads     One. */
#pragma once

#include "db/db_engine.h"
#include "err/must.h"
#include "migrate/migrate.h"
#include "schema.gen.h"
#include "store_test_sql.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIXTURE_ARENA_B = 64 * 1024 * 1024 };

struct fixture {
    bool is_pg;
    char address[512];
    struct store *store;
    struct arena *arena;
};

/* A statement in the text of one engine, for what the tests do behind the store's back. */
static inline void fixture_sql(struct fixture *f, const char *sql) {
    struct db *db = NULL;
    must(db_open(f->store, DB_WRITER, &db) == OK);
    must(db_exec(db, sql) == OK);
    db_close(db);
}

static inline void fixture_open_pg(struct fixture *f, const char *name) {
    const char *base = getenv("BESA_TEST_PG");
    char sql[256];
    (void)snprintf(f->address, sizeof(f->address), "%s", base);
    must(store_open(str_from_c(f->address), &f->store) == OK);
    (void)snprintf(sql, sizeof(sql), "DROP SCHEMA IF EXISTS besa_%s CASCADE; CREATE SCHEMA besa_%s",
        name, name);
    fixture_sql(f, sql);
    store_close(f->store);
    (void)snprintf(f->address, sizeof(f->address), "%s%coptions=-csearch_path%%3Dbesa_%s", base,
        strchr(base, '?') != NULL ? '&' : '?', name);
}

/* Without any migration. */
static inline struct fixture fixture_open_bare(bool is_pg, const char *name) {
    struct fixture f = { .is_pg = is_pg, .arena = arena_open(FIXTURE_ARENA_B) };
    if (is_pg) {
        fixture_open_pg(&f, name);
    } else {
        const char *tmp = getenv("TMPDIR");
        (void)snprintf(
            f.address, sizeof(f.address), "%s/besa-test-XXXXXX", tmp != NULL ? tmp : "/tmp");
        must(mkdtemp(f.address) != NULL);
    }
    must(store_open(str_from_c(f.address), &f.store) == OK);
    return f;
}

static inline struct fixture fixture_open(bool is_pg, const char *name) {
    struct fixture f = fixture_open_bare(is_pg, name);
    struct db *db = NULL;
    must(db_open(f.store, DB_WRITER, &db) == OK);
    const enum err e = migrate_up(db, 1700000000000);
    if (e != OK) {
        (void)fprintf(stderr, "%s\n", db_cause(db));
    }
    must(e == OK);
    db_close(db);
    return f;
}

static inline void fixture_close(struct fixture *f) {
    static const char *const names[] = { "besa.db", "besa.db-wal", "besa.db-shm", "besa.lock",
        "backup", "second" };
    store_close(f->store);
    arena_close(f->arena);
    for (size_t i = 0; i < COUNT_OF(names) && !f->is_pg; i++) {
        char path[600];
        (void)snprintf(path, sizeof(path), "%s/%s", f->address, names[i]);
        (void)unlink(path); /* most are not there */
    }
    if (!f->is_pg) {
        CHECK(rmdir(f->address) == 0); /* nothing was left behind */
    }
}

/* Runs a check on SQLite and, where there is one, on PostgreSQL. */
static inline void each_engine(void (*check)(bool is_pg)) {
    check(false);
    if (getenv("BESA_TEST_PG") != NULL) {
        check(true);
        return;
    }
    printf("not run: PostgreSQL (set BESA_TEST_PG=postgresql://... to a scratch database)\n");
}

static inline struct sealed fixture_box(const char *text) {
    return (struct sealed){ str_bytes(str_from_c(text)) };
}

/* Adds a person through a transaction of its own, as if the ledger had covered it. */
static inline enum err fixture_person(struct tx *tx, int64_t id, const char *code) {
    const struct person_add_in in = { id, 0, str_from_c(code), 1.5, fixture_box("\x01\xff") };
    TRY(person_add(tx, &in));
    tx_cover(tx);
    return OK;
}

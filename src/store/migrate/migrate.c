#include "migrate/migrate.h"

#include "db/db_engine.h"
#include "err/must.h"

enum { ARENA_B = 1024 * 1024 };

/* The store's own table; see db.h for why its SQL stands here. */
static const char make_sqlite[] =
    "CREATE TABLE IF NOT EXISTS migration (id INTEGER PRIMARY KEY, name TEXT NOT NULL, "
    "sha256 TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT";
static const char make_pg[] =
    "CREATE TABLE IF NOT EXISTS migration (id BIGINT PRIMARY KEY, name TEXT NOT NULL, "
    "sha256 TEXT NOT NULL, applied_at BIGINT NOT NULL)";

static const struct statement list_statement = {
    .name = "migration_list",
    .sqlite = "SELECT id, sha256 FROM migration ORDER BY id",
    .pg = "SELECT id, sha256 FROM migration ORDER BY id",
    .in_kinds = "",
    .out_kinds = "it",
};

static const struct statement add_statement = {
    .name = "migration_add",
    .sqlite = "INSERT INTO migration (id, name, sha256, applied_at) VALUES (?1, ?2, ?3, ?4)",
    .pg = "INSERT INTO migration (id, name, sha256, applied_at) VALUES ($1, $2, $3, $4)",
    .in_kinds = "itti",
    .out_kinds = "",
    .is_write = true,
};

enum err migrate_known(int64_t number, struct str sha256) {
    size_t n = 0;
    const struct schema_migration *all = schema_migrations(&n);
    for (size_t i = 0; i < n; i++) {
        if (all[i].number == number) {
            return str_eq_c(sha256, all[i].sha256) ? OK : ERR_TAMPERED;
        }
    }
    return n == 0 || number > all[n - 1].number ? ERR_VERSION : ERR_TAMPERED;
}

struct applied {
    struct db *db;
    size_t n;
};

/* The n-th line must be the n-th migration: none differs, none is missing in between. */
static enum err take_applied(void *self, const struct value *columns) {
    struct applied *applied = self;
    size_t n = 0;
    const struct schema_migration *all = schema_migrations(&n);
    enum err e = migrate_known(columns[0].i, value_as_str(columns[1]));
    if (e == OK && (applied->n >= n || all[applied->n].number != columns[0].i)) {
        e = ERR_TAMPERED;
    }
    if (e != OK) {
        return db_fail(applied->db, e, "migration %lld is %s", (long long)columns[0].i,
            e == ERR_VERSION ? "of a newer program" : "not the one of this program");
    }
    applied->n++;
    return OK;
}

static enum err count_applied(struct db *db, size_t *out_n) {
    struct arena *arena CLEANUP(arena_done) = arena_open(ARENA_B);
    struct applied applied = { db, 0 };
    TRY(db_run(db, arena, &list_statement, NULL, take_applied, &applied));
    *out_n = applied.n;
    return OK;
}

static enum err apply(struct db *db, const struct schema_migration *migration, int64_t now_ms) {
    const char *const *sql = db_is_pg(db) ? migration->pg : migration->sqlite;
    for (; *sql != NULL; sql++) {
        TRY(db_exec(db, *sql));
    }
    const struct value in[] = { value_i64(migration->number),
        value_str(str_from_c(migration->name)), value_str(str_from_c(migration->sha256)),
        value_i64(now_ms) };
    return db_run(db, NULL, &add_statement, in, NULL, NULL);
}

/* Inside a transaction: applies the next missing one. */
static enum err step(struct db *db, int64_t now_ms, bool *out_is_done) {
    size_t n_applied = 0;
    size_t n = 0;
    const struct schema_migration *all = schema_migrations(&n);
    TRY(db_exec_either(db, make_sqlite, make_pg));
    TRY(count_applied(db, &n_applied));
    *out_is_done = n_applied == n;
    return n_applied == n ? OK : apply(db, &all[n_applied], now_ms);
}

enum err migrate_up(struct db *db, int64_t now_ms) {
    must(db->use == DB_WRITER);
    for (bool is_done = false; !is_done;) {
        TRY(db_tx_begin(db, "BEGIN IMMEDIATE", DB_BEGIN_PG));
        const enum err e = step(db, now_ms, &is_done);
        if (e != OK) {
            db_tx_rollback(db);
            return e;
        }
        TRY(db_tx_commit(db));
    }
    return OK;
}

enum err migrate_check(struct db *db) {
    size_t n = 0;
    size_t n_applied = 0;
    (void)schema_migrations(&n);
    TRY(count_applied(db, &n_applied));
    return n_applied == n ? OK
                          : db_fail(db, ERR_VERSION, "the data is of an older program: migrate");
}

/* db_engine: what an engine must do; for src/store only.
 *
 * Purpose     db.c holds what both engines share (cache, refusal after a failure, row images) and
 *             reaches SQLite or PostgreSQL through one table of functions.
 * Invariants  An engine function that fails sets db->cause (no values of rows in it) and
 *             db->is_broken when the connection must not be used any more. exec takes bookkeeping
 *             SQL of the store.
 * Ownership   The engine owns db->handle and what the cache holds; drop_prepared frees one of
 *             these.
 * Threads     As the connection: one at a time. */
#pragma once

#include "db/db.h"

struct store {
    const struct db_engine *engine;
    char *address; /* the folder without its last slash, or the PostgreSQL address */
};

struct db_engine {
    bool is_pg;
    enum err (*check_store)(const struct store *store);
    /* Sets db->handle; while db->is_broken it replaces a connection that lives until it returns. */
    enum err (*open)(struct db *db);
    void (*close)(void *handle);
    enum err (*exec)(struct db *db, const char *sql);
    enum err (*prepare)(struct db *db, const struct statement *statement, void **out_prepared);
    void (*drop_prepared)(void *prepared);
    /* Values handed to `row` live until it returns; db.c copies them. */
    enum err (*run)(struct db *db, void *prepared, const struct statement *statement,
        const struct value *in, db_row_fn *row, void *self);
    enum err (*checkpoint)(struct db *db, bool is_truncate);
    enum err (*check)(struct db *db);
    /* True while the engine itself still holds a transaction open. */
    bool (*is_in_tx)(const struct db *db);
};

extern const struct db_engine db_sqlite;
extern const struct db_engine db_pg;

struct db_prepared {
    const struct statement *statement;
    void *prepared;
};

struct db {
    struct store *store;
    const struct db_engine *engine;
    enum db_use use;
    void *handle;              /* sqlite3 * or PGconn * */
    int lock_fd;               /* of the one writer, or -1 */
    struct db_prepared *cache; /* open addressing, n_cache is 0 or a power of two */
    size_t n_cache;
    size_t n_prepared;
    uint64_t name_seq; /* of prepared statements on PostgreSQL */
    int64_t changes;
    int64_t wal_pages; /* after the last commit */
    enum err failed;   /* of the transaction or savepoint that is open */
    bool is_in_tx;
    bool is_broken;
    char cause[240];
};

/* Runs bookkeeping SQL; a failure inside a transaction is remembered as one of db_run is. */
enum err db_exec(struct db *db, const char *sql) MUST_USE;
/* The two texts, chosen by the engine of the connection. */
enum err db_exec_either(struct db *db, const char *sqlite, const char *pg) MUST_USE;
/* "besa tx" as a number: the lock for which the nodes queue. READ COMMITTED, so that what the node
 * before wrote is seen once the lock is held. */
#define DB_BEGIN_PG "BEGIN; SELECT pg_advisory_xact_lock(7089057378828477560)"

/* Marks the borders of transactions; `tx` and the snapshot functions call these. */
enum err db_tx_begin(struct db *db, const char *sqlite, const char *pg) MUST_USE;
enum err db_tx_commit(struct db *db) MUST_USE;
void db_tx_rollback(struct db *db);
/* After a rollback to a savepoint statements are accepted again. */
void db_forget_failure(struct db *db);
enum err db_fail(struct db *db, enum err e, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

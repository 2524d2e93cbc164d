/* db: a database of either engine, and connections to it.
 *
 * Purpose     SQLite in a data folder, or PostgreSQL; everything above sees one interface and
 *             generated statements only. Bookkeeping SQL of the store itself (BEGIN, settings, the
 *             migration table) is written in C strings inside src/store and nowhere else.
 * Invariants  A store has at most one DB_WRITER on SQLite, in this and every other process: a lock
 *             file sees to it, a second one gets ERR_BUSY. Only the writer checkpoints; readers are
 *             opened read-only and may only read and begin transactions. That keeps the WAL-reset
 *             defect of SQLite before 3.51.3 out of reach. After a statement fails inside a
 *             transaction, every further one is refused with the same error until the transaction
 *             or savepoint is rolled back: so PostgreSQL does it, and so both engines behave alike.
 *             A failed COMMIT, checkpoint or lost connection marks the connection as broken;
 *             db_reopen starts it anew, nothing is retried on the old one.
 * Ownership   store_close after all its connections are closed. What is read lives in the arena
 *             that the caller gives.
 * Threads     A store: any thread. A connection: one thread at a time.
 * Errors      ERR_FULL disk full; ERR_DUPLICATE unique; ERR_CONFLICT foreign key, check, not null
 *             or RAISE; ERR_INPUT a text with a NUL byte; ERR_BUSY second writer; ERR_FILE no data
 *             folder; ERR_STORE all else. db_cause says more, for the log; no values in it. */
#pragma once

#include "arena/arena.h"
#include "db/schema.h"
#include "err/err.h"

struct store;
struct db;

enum db_use { DB_READER, DB_WRITER };

/* --- opening --------------------------------------------------------------------------------- */

/* `address` is the path of an existing folder, or begins with postgresql://. */
enum err store_open(struct str address, struct store **out) MUST_USE;
void store_close(struct store *store);
bool store_is_pg(const struct store *store);

enum err db_open(struct store *store, enum db_use use, struct db **out) MUST_USE;
void db_close(struct db *db);
void db_done(struct db **db);
/* Closes the engine's connection and opens it again; outside a transaction only. */
enum err db_reopen(struct db *db) MUST_USE;
bool db_is_broken(const struct db *db);
bool db_is_pg(const struct db *db);
const char *db_cause(const struct db *db);

/* --- reading --------------------------------------------------------------------------------- */

/* A fixed state of the data for several reads. */
enum err db_snapshot_begin(struct db *db) MUST_USE;
void db_snapshot_end(struct db *db);

/* Is called for each row with as many values as out_kinds has letters; an error ends the run. */
typedef enum err db_row_fn(void *self, const struct value *columns);

/* Runs one statement. Texts and blobs of the rows are copied into the arena. `row` may be NULL. */
enum err db_run(struct db *db, struct arena *arena, const struct statement *statement,
    const struct value *in, db_row_fn *row, void *self) MUST_USE;
/* Rows changed by the last write. */
int64_t db_changes(const struct db *db);
/* Only prepares: for the test that checks every statement on both engines. */
enum err db_prepare(struct db *db, const struct statement *statement) MUST_USE;

/* What the generated functions hand over. */
struct query {
    struct db *db;
    struct arena *arena;
    const struct statement *statement;
    const struct value *in;
    void (*take)(const struct value *columns, void *row);
    size_t row_size_b;
};

/* No row: ERR_NOT_FOUND. More than one is a fault of the statement: ERR_STORE. */
enum err db_one(const struct query *query, void *out_row) MUST_USE;
enum err db_maybe(const struct query *query, void *out_row, bool *out_found) MUST_USE;
/* *out_rows lies in the arena; NULL when there is none. */
enum err db_many(const struct query *query, void **out_rows, size_t *out_n) MUST_USE;

/* --- row images: what the ledger commits to -------------------------------------------------- */

/* Canonical and the same on both engines. For each column in the order of the schema but row_salt:
 * length of the name (1 byte), name, kind (1 byte, enum value_kind), length of the value (4 bytes,
 * big-endian), value; integers are 8 bytes big-endian, reals IEEE 754 in 8 bytes big-endian. A
 * column that a later migration added is left out while it is NULL, 0 or empty, so that older rows
 * keep their image. `salt` and `ver` are empty and 0 for tables that are not ledgered. */
struct image {
    int64_t id;
    int64_t ver;
    struct bytes image;
    struct bytes salt;
};

enum { DB_IMAGE_PAGE = 256 };

/* `table` is an enum table of schema.gen.h. ERR_NOT_FOUND when the row does not exist. */
enum err db_row_image(struct db *db, struct arena *arena, unsigned table, int64_t id,
    struct bytes *out_image, struct bytes *out_salt, int64_t *out_ver) MUST_USE;
/* The next rows behind after_id, by id, at most DB_IMAGE_PAGE of them; none left: *out_n is 0. */
enum err db_scan_images(struct db *db, struct arena *arena, unsigned table, int64_t after_id,
    struct image **out_images, size_t *out_n) MUST_USE;

/* --- care of the file (nothing to do on PostgreSQL) ------------------------------------------ */

/* Writer only, between transactions: moves the WAL into the file when it is larger than 4 MiB. */
enum err db_checkpoint(struct db *db) MUST_USE;
/* Moves all of it and empties the WAL; ERR_BUSY while a reader holds an old snapshot. */
enum err db_checkpoint_truncate(struct db *db) MUST_USE;
/* Looks for damage (quick_check); ERR_TAMPERED when it finds any. Writer only. */
enum err db_check(struct db *db) MUST_USE;

#include "db/db.h"

#include "db/db_engine.h"
#include "err/must.h"
#include "log/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- stores and connections ----------------------------------------------------------------------
 * */

static void *take(size_t count, size_t size_b) {
    void *p = calloc(count, size_b);
    must(p != NULL);
    return p;
}

enum err store_open(struct str address, struct store **out) {
    const bool is_pg =
        str_starts(address, STR("postgresql://")) || str_starts(address, STR("postgres://"));
    while (!is_pg && address.n > 1 && address.p[address.n - 1] == '/') {
        address.n--;
    }
    struct store *store = take(1, sizeof(*store));
    store->engine = is_pg ? &db_pg : &db_sqlite;
    store->address = take(address.n + 1, 1);
    memcpy(store->address, address.p, address.n);
    const enum err e = store->engine->check_store(store);
    if (e != OK) {
        store_close(store);
        return e;
    }
    *out = store;
    return OK;
}

void store_close(struct store *store) {
    if (store != NULL) {
        free(store->address);
        free(store);
    }
}

bool store_is_pg(const struct store *store) {
    return store->engine->is_pg;
}

static void drop_cache(struct db *db) {
    for (size_t i = 0; i < db->n_cache; i++) {
        if (db->cache[i].statement != NULL) {
            db->engine->drop_prepared(db->cache[i].prepared);
        }
    }
    free(db->cache);
    db->cache = NULL;
    db->n_cache = 0;
    db->n_prepared = 0;
}

enum err db_open(struct store *store, enum db_use use, struct db **out) {
    struct db *db = take(1, sizeof(*db));
    db->store = store;
    db->engine = store->engine;
    db->use = use;
    db->lock_fd = -1;
    const enum err e = db->engine->open(db);
    if (e != OK) {
        /* Nobody can ask a connection that does not exist for its cause. */
        LOG(LOG_ERROR, "store.open", LOG_T("cause", str_from_c(db->cause)));
        db_close(db);
        return e;
    }
    *out = db;
    return OK;
}

void db_close(struct db *db) {
    if (db == NULL) {
        return;
    }
    if (db->is_in_tx) {
        db_tx_rollback(db);
    }
    drop_cache(db);
    if (db->handle != NULL && db->use == DB_WRITER && !db->is_broken) {
        (void)db->engine->checkpoint(db, true); /* what is left is recovered at the next start */
    }
    if (db->handle != NULL) {
        db->engine->close(db->handle);
    }
    if (db->lock_fd >= 0) {
        (void)close(db->lock_fd); /* gives the lock back */
    }
    free(db);
}

void db_done(struct db **db) {
    db_close(*db);
    *db = NULL;
}

enum err db_reopen(struct db *db) {
    if (db->is_in_tx) {
        db_tx_rollback(db);
    }
    drop_cache(db);
    void *old = db->handle;
    db->is_broken = true; /* until the new connection works */
    TRY(db->engine->open(db));
    if (old != NULL) {
        db->engine->close(old);
    }
    db->is_broken = false;
    db->failed = OK;
    return OK;
}

bool db_is_broken(const struct db *db) {
    return db->is_broken;
}

bool db_is_pg(const struct db *db) {
    return db->engine->is_pg;
}

const char *db_cause(const struct db *db) {
    return db->cause;
}

enum err db_fail(struct db *db, enum err e, const char *format, ...) {
    va_list args;
    va_start(args, format);
    (void)vsnprintf(db->cause, sizeof(db->cause), format, args); /* cut when long: a log line */
    va_end(args);
    return e;
}

int64_t db_changes(const struct db *db) {
    return db->changes;
}

enum err db_checkpoint(struct db *db) {
    must(db->use == DB_WRITER && !db->is_in_tx);
    return db->is_broken ? ERR_STORE : db->engine->checkpoint(db, false);
}

enum err db_checkpoint_truncate(struct db *db) {
    must(db->use == DB_WRITER && !db->is_in_tx);
    return db->is_broken ? ERR_STORE : db->engine->checkpoint(db, true);
}

enum err db_check(struct db *db) {
    must(db->use == DB_WRITER);
    return db->engine->check(db);
}

/* --- transactions
 * ---------------------------------------------------------------------------------- */

/* A transaction that the engine itself gave up cannot be used any more. */
static void note_failure(struct db *db, enum err e) {
    if (!db->is_in_tx) {
        return;
    }
    db->failed = e;
    if (!db->engine->is_in_tx(db)) {
        db->is_broken = true;
    }
}

enum err db_exec(struct db *db, const char *sql) {
    if (db->is_broken) {
        return db->failed != OK ? db->failed : ERR_STORE;
    }
    const enum err e = db->engine->exec(db, sql);
    if (e != OK) {
        note_failure(db, e);
    }
    return e;
}

enum err db_exec_either(struct db *db, const char *sqlite, const char *pg) {
    return db_exec(db, db->engine->is_pg ? pg : sqlite);
}

enum err db_tx_begin(struct db *db, const char *sqlite, const char *pg) {
    must(!db->is_in_tx);
    db->failed = OK;
    if (db->is_broken) {
        TRY(db_reopen(db));
    }
    enum err e = db_exec_either(db, sqlite, pg);
    if (e != OK && db->is_broken) { /* e.g. the server was restarted; nothing was begun yet */
        TRY(db_reopen(db));
        e = db_exec_either(db, sqlite, pg);
    }
    if (e != OK) {
        if (!db->is_broken && db->engine->is_in_tx(db) && db->engine->exec(db, "ROLLBACK") != OK) {
            db->is_broken = true;
        }
        return e;
    }
    db->is_in_tx = true;
    return OK;
}

void db_tx_rollback(struct db *db) {
    if (db->is_in_tx && !db->is_broken && db->engine->is_in_tx(db) &&
        db->engine->exec(db, "ROLLBACK") != OK) {
        db->is_broken = true;
    }
    db->is_in_tx = false;
    db->failed = OK;
}

enum err db_tx_commit(struct db *db) {
    must(db->is_in_tx);
    enum err e = db->failed;
    if (e == OK && db->is_broken) {
        e = ERR_STORE;
    }
    if (e == OK) {
        e = db->engine->exec(db, "COMMIT");
        if (e != OK) {
            /* What is on disk is unknown now; fsync is not asked twice. */
            if (db->engine->is_in_tx(db)) {
                (void)db->engine->exec(db, "ROLLBACK"); /* the connection is given up anyway */
            }
            db->is_broken = true;
        }
        db->is_in_tx = false;
        return e;
    }
    db_tx_rollback(db);
    return e;
}

void db_forget_failure(struct db *db) {
    if (!db->is_broken) {
        db->failed = OK;
    }
}

enum err db_snapshot_begin(struct db *db) {
    return db_tx_begin(db, "BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

void db_snapshot_end(struct db *db) {
    db_tx_rollback(db);
}

/* --- statements
 * -------------------------------------------------------------------------------------- */

static size_t cache_slot(const struct db *db, const struct statement *statement) {
    size_t i = (size_t)(((uintptr_t)statement >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 32);
    for (i &= db->n_cache - 1; db->cache[i].statement != NULL; i = (i + 1) & (db->n_cache - 1)) {
        if (db->cache[i].statement == statement) {
            break;
        }
    }
    return i;
}

static void cache_grow(struct db *db) {
    struct db_prepared *old = db->cache;
    const size_t n_old = db->n_cache;
    db->n_cache = n_old == 0 ? 128 : n_old * 2;
    db->cache = take(db->n_cache, sizeof(*db->cache));
    for (size_t i = 0; i < n_old; i++) {
        if (old[i].statement != NULL) {
            db->cache[cache_slot(db, old[i].statement)] = old[i];
        }
    }
    free(old);
}

static enum err prepared(struct db *db, const struct statement *statement, void **out_prepared) {
    if ((db->n_prepared + 1) * 2 > db->n_cache) {
        cache_grow(db);
    }
    struct db_prepared *slot = &db->cache[cache_slot(db, statement)];
    if (slot->statement == NULL) {
        TRY(db->engine->prepare(db, statement, &slot->prepared));
        slot->statement = statement;
        db->n_prepared++;
    }
    *out_prepared = slot->prepared;
    return OK;
}

enum err db_prepare(struct db *db, const struct statement *statement) {
    void *unused = NULL;
    return prepared(db, statement, &unused);
}

/* PostgreSQL cannot store a NUL in a text, so neither engine does. */
static bool has_nul(const struct statement *statement, const struct value *in) {
    const size_t n = strlen(statement->in_kinds);
    for (size_t i = 0; i < n; i++) {
        if (in[i].kind == VALUE_TEXT && in[i].b.n > 0 &&
            memchr(in[i].b.p, '\0', in[i].b.n) != NULL) {
            return true;
        }
    }
    return false;
}

enum { COLUMNS_MAX = 96 };

struct copier {
    struct arena *arena;
    size_t n;
    db_row_fn *row;
    void *self;
    enum err e; /* of the caller's function, not of the engine */
};

static enum err copy_row(void *self, const struct value *columns) {
    struct copier *copier = self;
    struct value copies[COLUMNS_MAX];
    for (size_t i = 0; i < copier->n; i++) {
        copies[i] = columns[i];
        if (columns[i].b.p != NULL) {
            copies[i].b = arena_bytes(copier->arena, columns[i].b);
        }
    }
    copier->e = copier->row(copier->self, copies);
    return copier->e;
}

enum err db_run(struct db *db, struct arena *arena, const struct statement *statement,
    const struct value *in, db_row_fn *row, void *self) {
    if (db->failed != OK || db->is_broken) {
        return db->failed != OK ? db->failed : ERR_STORE;
    }
    if (has_nul(statement, in)) {
        return db_fail(db, ERR_INPUT, "%s: a text holds a NUL byte", statement->name);
    }
    /* A write answers with the id of each row alone. */
    const size_t n = statement->is_write ? 1 : strlen(statement->out_kinds);
    struct copier copier = { arena, n, row, self, OK };
    must(n <= COLUMNS_MAX && (row == NULL || statement->is_write || arena != NULL));
    void *handle = NULL;
    enum err e = prepared(db, statement, &handle);
    if (e == OK) {
        e = db->engine->run(db, handle, statement, in, row == NULL ? NULL : copy_row, &copier);
    }
    if (e != OK && (statement->is_write || copier.e == OK)) {
        note_failure(db, e);
    }
    return e;
}

struct single {
    const struct query *query;
    void *row;
    size_t n;
};

static enum err take_single(void *self, const struct value *columns) {
    struct single *single = self;
    if (single->n++ > 0) {
        return db_fail(
            single->query->db, ERR_STORE, "%s: more than one row", single->query->statement->name);
    }
    single->query->take(columns, single->row);
    return OK;
}

enum err db_maybe(const struct query *query, void *out_row, bool *out_found) {
    /* Kept apart until all went well: output is not touched on failure. */
    struct single single = { query, arena_take(query->arena, query->row_size_b), 0 };
    TRY(db_run(query->db, query->arena, query->statement, query->in, take_single, &single));
    if (single.n > 0) {
        memcpy(out_row, single.row, query->row_size_b);
    }
    *out_found = single.n > 0;
    return OK;
}

enum err db_one(const struct query *query, void *out_row) {
    bool is_found = false;
    TRY(db_maybe(query, out_row, &is_found));
    return is_found ? OK : ERR_NOT_FOUND;
}

struct many {
    const struct query *query;
    char *rows;
    size_t n;
    size_t cap;
};

static enum err take_many(void *self, const struct value *columns) {
    struct many *many = self;
    const size_t size_b = many->query->row_size_b;
    if (many->n == many->cap) {
        const size_t cap = many->cap == 0 ? 16 : many->cap * 2;
        char *rows = arena_take_array(many->query->arena, cap, size_b);
        if (many->n > 0) {
            memcpy(rows, many->rows, many->n * size_b);
        }
        many->rows = rows;
        many->cap = cap;
    }
    many->query->take(columns, many->rows + many->n * size_b);
    many->n++;
    return OK;
}

enum err db_many(const struct query *query, void **out_rows, size_t *out_n) {
    struct many many = { .query = query };
    TRY(db_run(query->db, query->arena, query->statement, query->in, take_many, &many));
    *out_rows = many.rows;
    *out_n = many.n;
    return OK;
}

/* --- row images
 * --------------------------------------------------------------------------------------- */

static bool is_none(const struct value *v) {
    switch (v->kind) {
    case VALUE_I64:
        return v->i == 0;
    case VALUE_REAL:
        return v->r == 0.0;
    case VALUE_TEXT:
    case VALUE_BLOB:
        return v->b.n == 0;
    case VALUE_NULL:
        break;
    }
    return true;
}

static bool is_in_image(const struct schema_column *column, const struct value *v) {
    return strcmp(column->name, "row_salt") != 0 && !(column->is_added && is_none(v));
}

static size_t value_size(const struct value *v) {
    switch (v->kind) {
    case VALUE_I64:
    case VALUE_REAL:
        return 8;
    case VALUE_TEXT:
    case VALUE_BLOB:
        return v->b.n;
    case VALUE_NULL:
        break;
    }
    return 0;
}

static uint8_t *put_be(uint8_t *at, uint64_t number, size_t size_b) {
    for (size_t i = 0; i < size_b; i++) {
        at[i] = (uint8_t)(number >> (8 * (size_b - 1 - i)));
    }
    return at + size_b;
}

static uint8_t *put_value(uint8_t *at, const struct value *v) {
    uint64_t number = (uint64_t)v->i;
    if (v->kind == VALUE_REAL) {
        memcpy(&number, &v->r, sizeof(number));
    }
    if (v->kind == VALUE_I64 || v->kind == VALUE_REAL) {
        return put_be(at, number, 8);
    }
    if (v->b.n > 0) {
        memcpy(at, v->b.p, v->b.n);
    }
    return at + v->b.n;
}

static struct bytes image_of(
    struct arena *arena, const struct schema_table *table, const struct value *columns) {
    size_t size_b = 0;
    for (size_t i = 0; i < table->n_columns; i++) {
        if (is_in_image(&table->columns[i], &columns[i])) {
            size_b += 1 + strlen(table->columns[i].name) + 1 + 4 + value_size(&columns[i]);
        }
    }
    uint8_t *image = arena_take(arena, size_b);
    uint8_t *at = image;
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct schema_column *column = &table->columns[i];
        if (!is_in_image(column, &columns[i])) {
            continue;
        }
        const size_t name_n = strlen(column->name);
        must(name_n < 256 && value_size(&columns[i]) <= UINT32_MAX);
        at = put_be(at, name_n, 1);
        memcpy(at, column->name, name_n);
        at = put_be(at + name_n, (uint64_t)columns[i].kind, 1);
        at = put_be(at, value_size(&columns[i]), 4);
        at = put_value(at, &columns[i]);
    }
    return (struct bytes){ image, size_b };
}

struct imaging {
    struct arena *arena;
    const struct schema_table *table;
    struct image *images;
    size_t n;
    size_t cap;
};

static enum err take_image(void *self, const struct value *columns) {
    struct imaging *imaging = self;
    must(imaging->n < imaging->cap); /* the statements have a limit, or ask for one id */
    struct image *image = &imaging->images[imaging->n++];
    image->image = image_of(imaging->arena, imaging->table, columns);
    for (size_t i = 0; i < imaging->table->n_columns; i++) {
        const char *name = imaging->table->columns[i].name;
        if (strcmp(name, "id") == 0) {
            image->id = columns[i].i;
        } else if (strcmp(name, "ver") == 0 && imaging->table->is_ledgered) {
            image->ver = columns[i].i;
        } else if (strcmp(name, "row_salt") == 0) {
            image->salt = columns[i].b;
        }
    }
    return OK;
}

enum err db_row_image(struct db *db, struct arena *arena, unsigned table, int64_t id,
    struct bytes *out_image, struct bytes *out_salt, int64_t *out_ver) {
    const struct schema_table *known = schema_table(table);
    must(known != NULL);
    struct image image = { .id = 0 };
    struct imaging imaging = { arena, known, &image, 0, 1 };
    const struct value in = value_i64(id);
    TRY(db_run(db, arena, &known->image, &in, take_image, &imaging));
    if (imaging.n == 0) {
        return ERR_NOT_FOUND;
    }
    *out_image = image.image;
    *out_salt = image.salt;
    *out_ver = image.ver;
    return OK;
}

enum err db_scan_images(struct db *db, struct arena *arena, unsigned table, int64_t after_id,
    struct image **out_images, size_t *out_n) {
    const struct schema_table *known = schema_table(table);
    must(known != NULL);
    struct imaging imaging = { arena, known, ARENA_ARRAY(arena, struct image, DB_IMAGE_PAGE), 0,
        DB_IMAGE_PAGE };
    const struct value in[] = { value_i64(after_id), value_i64(DB_IMAGE_PAGE) };
    TRY(db_run(db, arena, &known->scan, in, take_image, &imaging));
    *out_images = imaging.images;
    *out_n = imaging.n;
    return OK;
}

/* The SQLite engine. The settings and their reasons: docs/decisions and security.md section 6. */
#include "db/db_engine.h"
#include "err/must.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PATH_SIZE = 4096,
    BUSY_MS = 5000,
    RESTART_BUSY_MS = 100,
    PAGE_B = 4096,
    WAL_SOFT_PAGES = 4 * 1024 * 1024 / PAGE_B,
    WAL_HARD_PAGES = 64 * 1024 * 1024 / PAGE_B
};

static const uint8_t nothing[1];

static sqlite3 *handle_of(const struct db *db) {
    return db->handle;
}

/* --- errors -------------------------------------------------------------------------------------
 * */

static enum err sqlite_err(sqlite3 *handle, int rc) {
    switch (rc & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return OK;
    case SQLITE_FULL:
        return ERR_FULL;
    case SQLITE_IOERR: {
        const int os = handle != NULL ? sqlite3_system_errno(handle) : 0;
        return os == ENOSPC || os == EDQUOT ? ERR_FULL : ERR_STORE;
    }
    case SQLITE_CONSTRAINT:
        return rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY ||
                       rc == SQLITE_CONSTRAINT_ROWID
                   ? ERR_DUPLICATE
                   : ERR_CONFLICT;
    default:
        return ERR_STORE;
    }
}

/* SQLite's messages name tables and columns, never values. */
static enum err failed(struct db *db, const char *what) {
    sqlite3 *handle = handle_of(db);
    const int rc = sqlite3_extended_errcode(handle);
    enum err e = sqlite_err(handle, rc);
    if (e == OK) {
        e = ERR_STORE;
    }
    return db_fail(db, e, "%.80s: %s (%d)", what, sqlite3_errmsg(handle), rc);
}

/* --- opening
 * -------------------------------------------------------------------------------------- */

static enum err check_store(const struct store *store) {
    struct stat about;
    if (strlen(store->address) + 16 >= PATH_SIZE || stat(store->address, &about) != 0 ||
        !S_ISDIR(about.st_mode)) {
        return ERR_FILE;
    }
    return OK;
}

/* One writer among all processes: the lock is the kernel's and ends with the process. */
static enum err take_lock(struct db *db) {
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof(path), "%s/besa.lock", db->store->address);
    const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return db_fail(db, errno == ENOSPC ? ERR_FULL : ERR_FILE, "%s: %s", path, strerror(errno));
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        (void)close(fd); /* nothing was written */
        return db_fail(db, ERR_BUSY, "%s: another writer is at work", path);
    }
    db->lock_fd = fd;
    return OK;
}

/* The file is made here and not by SQLite, so that nobody else may read it. It is never opened when
 * it exists: closing it again would drop the locks that SQLite holds in this process. */
static enum err make_file(struct db *db, const char *path) {
    const int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return errno == EEXIST ? OK
                               : db_fail(db, errno == ENOSPC ? ERR_FULL : ERR_FILE, "%s: %s", path,
                                     strerror(errno));
    }
    (void)close(fd); /* empty: nothing to lose */
    return OK;
}

/* Readers read and begin transactions; whatever else they are asked to prepare is refused. */
static int only_read(
    void *self, int action, const char *a, const char *b, const char *c, const char *d) {
    (void)self;
    (void)a;
    (void)b;
    (void)c;
    (void)d;
    const bool is_allowed = action == SQLITE_SELECT || action == SQLITE_READ ||
                            action == SQLITE_FUNCTION || action == SQLITE_RECURSIVE ||
                            action == SQLITE_TRANSACTION;
    return is_allowed ? SQLITE_OK : SQLITE_DENY;
}

static int note_wal(void *self, sqlite3 *handle, const char *name, int pages) {
    (void)handle;
    (void)name;
    struct db *db = self;
    db->wal_pages = pages;
    return SQLITE_OK;
}

static bool configure(sqlite3 *handle) {
    static const struct {
        int option;
        int value;
    } options[] = { { SQLITE_DBCONFIG_DEFENSIVE, 1 }, { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
        { SQLITE_DBCONFIG_DQS_DML, 0 }, { SQLITE_DBCONFIG_DQS_DDL, 0 },
        { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 }, { SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
        { SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1 } };
    for (size_t i = 0; i < COUNT_OF(options); i++) {
        int now = -1;
        if (sqlite3_db_config(handle, options[i].option, options[i].value, &now) != SQLITE_OK ||
            now != options[i].value) {
            return false;
        }
    }
    return sqlite3_extended_result_codes(handle, 1) == SQLITE_OK &&
           sqlite3_busy_timeout(handle, BUSY_MS) == SQLITE_OK &&
           sqlite3_wal_autocheckpoint(handle, 0) == SQLITE_OK;
}

static enum err exec(struct db *db, const char *sql) {
    if (sqlite3_exec(handle_of(db), sql, NULL, NULL, NULL) != SQLITE_OK) {
        return failed(db, sql);
    }
    return OK;
}

static enum err pragma_number(struct db *db, const char *sql, int64_t *out_number) {
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v2(handle_of(db), sql, -1, &stmt, NULL) != SQLITE_OK ||
        sqlite3_step(stmt) != SQLITE_ROW) {
        const enum err e = failed(db, sql);
        (void)sqlite3_finalize(stmt); /* its error was just read */
        return e;
    }
    *out_number = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    return OK;
}

/* After a failed commit its frames may lie behind the end of the WAL, whole and with good
 * checksums. A small transaction overwrites them, so that no later recovery brings back what was
 * reported as not done. */
static enum err bury_failed_commit(struct db *db) {
    int64_t version = 0;
    TRY(pragma_number(db, "PRAGMA user_version", &version));
    char sql[64];
    (void)snprintf(sql, sizeof(sql), "PRAGMA user_version = %d", (int)((version + 1) & 0xffffff));
    return exec(db, sql);
}

static enum err set_writer(struct db *db) {
    TRY(exec(db,
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
        "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON;"
        "PRAGMA case_sensitive_like = ON; PRAGMA cache_size = -16000;"
        "PRAGMA journal_size_limit = 67108864"));
    int64_t level = 0;
    TRY(pragma_number(db, "PRAGMA synchronous", &level));
    if (level != 2) {
        return db_fail(db, ERR_STORE, "SQLite does not accept synchronous = FULL");
    }
    (void)sqlite3_wal_hook(handle_of(db), note_wal, db);
    return db->is_broken ? bury_failed_commit(db) : OK;
}

static enum err set_reader(struct db *db) {
    TRY(exec(db, "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON;"
                 "PRAGMA case_sensitive_like = ON; PRAGMA cache_size = -4000"));
    (void)sqlite3_set_authorizer(handle_of(db), only_read, NULL);
    return OK;
}

static enum err sqlite_open(struct db *db) {
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof(path), "%s/besa.db", db->store->address);
    const bool is_writer = db->use == DB_WRITER;
    if (is_writer && db->lock_fd < 0) {
        TRY(take_lock(db));
    }
    if (is_writer) {
        TRY(make_file(db, path));
    }
    void *old = db->handle;
    sqlite3 *handle = NULL;
    const int flags = (is_writer ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) |
                      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    const int rc = sqlite3_open_v2(path, &handle, flags, NULL);
    must(handle != NULL); /* else there was no memory */
    db->handle = handle;
    enum err e = OK;
    if (rc != SQLITE_OK || !configure(handle)) {
        e = failed(db, path);
    } else {
        e = is_writer ? set_writer(db) : set_reader(db);
    }
    if (e != OK) {
        (void)sqlite3_close(handle);
        db->handle = old;
    }
    return e;
}

static void sqlite_close_handle(void *handle) {
    must(sqlite3_close(handle) == SQLITE_OK); /* else a statement is still in use */
}

/* --- statements
 * ------------------------------------------------------------------------------------ */

static void drop_prepared(void *stmt) {
    (void)sqlite3_finalize(stmt); /* repeats the error of its last run */
}

static enum err prepare(struct db *db, const struct statement *statement, void **out_prepared) {
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v3(handle_of(db), statement->sqlite, -1, SQLITE_PREPARE_PERSISTENT, &stmt,
            NULL) != SQLITE_OK) {
        return failed(db, statement->name);
    }
    const bool is_fitting =
        (size_t)sqlite3_bind_parameter_count(stmt) == strlen(statement->in_kinds) &&
        (statement->is_write || (size_t)sqlite3_column_count(stmt) == strlen(statement->out_kinds));
    if (!is_fitting) {
        drop_prepared(stmt);
        return db_fail(db, ERR_STORE, "%s: parameters or columns do not fit", statement->name);
    }
    *out_prepared = stmt;
    return OK;
}

static int bind_one(sqlite3_stmt *stmt, int i, const struct value *v) {
    const void *p = v->b.p != NULL ? v->b.p : nothing;
    switch (v->kind) {
    case VALUE_I64:
        return sqlite3_bind_int64(stmt, i, v->i);
    case VALUE_REAL:
        return sqlite3_bind_double(stmt, i, v->r);
    case VALUE_TEXT:
        return sqlite3_bind_text64(stmt, i, p, v->b.n, SQLITE_STATIC, SQLITE_UTF8);
    case VALUE_BLOB:
        return sqlite3_bind_blob64(stmt, i, p, v->b.n, SQLITE_STATIC);
    case VALUE_NULL:
        break;
    }
    return sqlite3_bind_null(stmt, i);
}

static struct value column(sqlite3_stmt *stmt, int i, char kind) {
    if (sqlite3_column_type(stmt, i) == SQLITE_NULL) {
        return (struct value){ .kind = VALUE_NULL };
    }
    if (kind == 'i') {
        return value_i64(sqlite3_column_int64(stmt, i));
    }
    if (kind == 'r') {
        return value_real(sqlite3_column_double(stmt, i));
    }
    struct value v = { .kind = kind == 't' ? VALUE_TEXT : VALUE_BLOB };
    v.b.p = kind == 't' ? sqlite3_column_text(stmt, i) : sqlite3_column_blob(stmt, i);
    v.b.n = (size_t)sqlite3_column_bytes(stmt, i);
    if (v.b.p == NULL) {
        must(v.b.n == 0 && sqlite3_errcode(sqlite3_db_handle(stmt)) != SQLITE_NOMEM);
        v.b.p = nothing;
    }
    return v;
}

enum { COLUMNS_MAX = 96 };

static enum err give_row(
    sqlite3_stmt *stmt, const struct statement *statement, db_row_fn *row, void *self) {
    /* A write answers with the id alone, whatever its out_kinds say (tx asks for it). */
    const char *kinds = statement->is_write ? "i" : statement->out_kinds;
    struct value values[COLUMNS_MAX];
    size_t n = 0;
    for (; kinds[n] != '\0'; n++) {
        values[n] = column(stmt, (int)n, kinds[n]);
    }
    return row(self, values);
}

static enum err run(struct db *db, void *prepared, const struct statement *statement,
    const struct value *in, db_row_fn *row, void *self) {
    sqlite3_stmt *stmt = prepared;
    const size_t n = strlen(statement->in_kinds);
    int rc = SQLITE_OK;
    for (size_t i = 0; i < n && rc == SQLITE_OK; i++) {
        rc = bind_one(stmt, (int)i + 1, &in[i]);
    }
    enum err e = rc == SQLITE_OK ? OK : failed(db, statement->name);
    while (e == OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        e = row != NULL ? give_row(stmt, statement, row, self) : OK;
    }
    if (e == OK && rc != SQLITE_DONE) {
        e = failed(db, statement->name);
    }
    if (e == OK && statement->is_write) {
        db->changes = sqlite3_changes64(handle_of(db));
    }
    (void)sqlite3_reset(stmt); /* repeats the error of the run */
    (void)sqlite3_clear_bindings(stmt);
    return e;
}

/* --- care of the file
 * --------------------------------------------------------------------------------- */

static enum err checkpoint(struct db *db, bool is_truncate) {
    if (!is_truncate && db->wal_pages < WAL_SOFT_PAGES) {
        return OK;
    }
    const bool is_hard = db->wal_pages >= WAL_HARD_PAGES;
    const int mode = is_truncate ? SQLITE_CHECKPOINT_TRUNCATE
                     : is_hard   ? SQLITE_CHECKPOINT_RESTART
                                 : SQLITE_CHECKPOINT_PASSIVE;
    (void)sqlite3_busy_timeout(handle_of(db), RESTART_BUSY_MS);
    int n_log = 0;
    int n_done = 0;
    const int rc = sqlite3_wal_checkpoint_v2(handle_of(db), "main", mode, &n_log, &n_done);
    (void)sqlite3_busy_timeout(handle_of(db), BUSY_MS);
    if (rc == SQLITE_BUSY) {
        return is_truncate ? db_fail(db, ERR_BUSY, "checkpoint: a reader holds an old snapshot")
                           : OK;
    }
    if (rc != SQLITE_OK) {
        db->is_broken = true;
        return failed(db, "checkpoint");
    }
    if (n_log == n_done) {
        db->wal_pages = 0; /* all is in the file; the next commit counts anew */
    }
    return OK;
}

static enum err check(struct db *db) {
    sqlite3_stmt *stmt = NULL;
    enum err e = OK;
    if (sqlite3_prepare_v2(handle_of(db), "PRAGMA quick_check(1)", -1, &stmt, NULL) != SQLITE_OK ||
        sqlite3_step(stmt) != SQLITE_ROW) {
        e = failed(db, "quick_check");
        const int code = sqlite3_errcode(handle_of(db));
        e = code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? ERR_TAMPERED : e;
    } else if (strcmp((const char *)sqlite3_column_text(stmt, 0), "ok") != 0) {
        e = db_fail(
            db, ERR_TAMPERED, "quick_check: %s", (const char *)sqlite3_column_text(stmt, 0));
    }
    (void)sqlite3_finalize(stmt); /* its error was just read */
    return e;
}

static bool is_in_tx(const struct db *db) {
    return sqlite3_get_autocommit(handle_of(db)) == 0;
}

const struct db_engine db_sqlite = {
    .is_pg = false,
    .check_store = check_store,
    .open = sqlite_open,
    .close = sqlite_close_handle,
    .exec = exec,
    .prepare = prepare,
    .drop_prepared = drop_prepared,
    .run = run,
    .checkpoint = checkpoint,
    .check = check,
    .is_in_tx = is_in_tx,
};

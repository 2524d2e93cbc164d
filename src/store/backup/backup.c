#include "backup/backup.h"

#include "date/clock.h"
#include "db/db_engine.h"
#include "err/must.h"
#include "log/log.h"
#include "migrate/migrate.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    PATH_SIZE = 4096,
    STEP_PAGES = 512,
    WAITS_MAX = 500,
    COPY_PAGE = 32,
    ARENA_B = 1024 * 1024 * 1024
};

#define SQLITE_DONE_AT_END CLEANUP(sqlite_done)

static void sqlite_done(sqlite3 **handle) {
    if (*handle != NULL) {
        (void)sqlite3_close(*handle); /* what was written has been checked before */
    }
}

static enum err explain(enum err e, const char *what, const char *path) {
    LOG(LOG_ERROR, "backup", LOG_T("what", str_from_c(what)), LOG_T("path", str_from_c(path)),
        LOG_T("error", err_name(e)));
    return e;
}

static enum err path_of(struct str file, const char *tail, char *out_path) {
    const int n = snprintf(out_path, PATH_SIZE, "%.*s%s", STR_FMT(file), tail);
    return file.n > 0 && n > 0 && n < PATH_SIZE - 16 ? OK : ERR_FILE;
}

/* --- page by page, SQLite to SQLite
 * ---------------------------------------------------------------- */

static enum err copy_pages(sqlite3 *from, sqlite3 *to) {
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (backup == NULL) {
        return ERR_STORE;
    }
    int rc = SQLITE_OK;
    for (int waits = 0; rc != SQLITE_DONE && waits < WAITS_MAX;) {
        rc = sqlite3_backup_step(backup, STEP_PAGES);
        if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED) {
            const struct timespec pause = { 0, 10 * 1000 * 1000 };
            (void)nanosleep(&pause, NULL); /* waking early is harmless */
            waits++;
        } else if (rc != SQLITE_OK && rc != SQLITE_DONE) {
            break;
        }
    }
    const int end = sqlite3_backup_finish(backup);
    if (rc == SQLITE_DONE && end == SQLITE_OK) {
        return OK;
    }
    return (rc & 0xff) == SQLITE_FULL || (end & 0xff) == SQLITE_FULL ? ERR_FULL : ERR_STORE;
}

static enum err check_whole(sqlite3 *handle, const char *pragma) {
    sqlite3_stmt *stmt = NULL;
    bool is_whole = sqlite3_prepare_v2(handle, pragma, -1, &stmt, NULL) == SQLITE_OK &&
                    sqlite3_step(stmt) == SQLITE_ROW;
    is_whole = is_whole && strcmp((const char *)sqlite3_column_text(stmt, 0), "ok") == 0;
    (void)sqlite3_finalize(stmt); /* its error was just seen */
    return is_whole ? OK : ERR_TAMPERED;
}

/* --- the file
 * ----------------------------------------------------------------------------------------- */

static enum err sync_path(const char *path, int flags) {
    const int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0) {
        return ERR_FILE;
    }
    const bool is_synced = fsync(fd) == 0;
    const bool is_full = !is_synced && errno == ENOSPC;
    (void)close(fd); /* synced, or given up */
    return is_synced ? OK : is_full ? ERR_FULL : ERR_FILE;
}

/* Puts the finished file under its name, for good; never over another file. */
static enum err publish(const char *part, const char *path) {
    char folder[PATH_SIZE];
    (void)snprintf(folder, sizeof(folder), "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash == NULL) {
        (void)snprintf(folder, sizeof(folder), ".");
    } else {
        slash[slash == folder ? 1 : 0] = '\0';
    }
    TRY(sync_path(part, O_RDONLY));
    int rc = renameat2(AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE);
    if (rc != 0 && errno == EINVAL && access(path, F_OK) != 0) {
        rc = rename(part, path); /* a network file system that knows only the plain kind */
    }
    if (rc != 0) {
        return ERR_FILE;
    }
    return sync_path(folder, O_RDONLY | O_DIRECTORY);
}

static enum err fill_part(struct db *db, const char *part) {
    sqlite3 *to SQLITE_DONE_AT_END = NULL;
    if (sqlite3_open_v2(part, &to, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
        return ERR_FILE;
    }
    TRY(copy_pages(db->handle, to));
    /* One file, without a WAL beside it. */
    if (sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) != SQLITE_OK) {
        return ERR_FILE;
    }
    return check_whole(to, "PRAGMA integrity_check(1)");
}

static enum err make_from_sqlite(struct store *store, const char *path) {
    char part[PATH_SIZE + 8];
    (void)snprintf(part, sizeof(part), "%s.XXXXXX", path);
    struct db *db CLEANUP(db_done) = NULL;
    TRY(db_open(store, DB_READER, &db));
    TRY(db_snapshot_begin(db));
    /* The first read fixes the snapshot; without it each writer's commit would start the copy anew.
     * */
    TRY(db_exec(db, "SELECT count(*) FROM sqlite_schema"));
    const int fd = mkostemp(part, O_CLOEXEC); /* readable by the owner only */
    if (fd < 0) {
        return errno == ENOSPC ? ERR_FULL : ERR_FILE;
    }
    (void)close(fd); /* empty so far */
    enum err e = fill_part(db, part);
    db_snapshot_end(db);
    if (e == OK) {
        e = publish(part, path);
    }
    if (e != OK) {
        (void)unlink(part); /* a half file; when it stays it is only in the way */
    }
    return e;
}

/* --- row by row, between the engines
 * -------------------------------------------------------------------- */

struct copying {
    struct db *to;
    const struct schema_table *table;
    int64_t last_id;
    size_t n;
};

static enum err copy_row(void *self, const struct value *columns) {
    struct copying *copying = self;
    for (size_t i = 0; i < copying->table->n_columns; i++) {
        if (strcmp(copying->table->columns[i].name, "id") == 0) {
            copying->last_id = columns[i].i;
        }
    }
    copying->n++;
    return db_run(copying->to, NULL, &copying->table->insert, columns, NULL, NULL);
}

static enum err copy_table(
    struct db *from, struct db *to, const struct schema_table *table, struct arena *arena) {
    struct copying copying = { to, table, INT64_MIN, 0 };
    do {
        copying.n = 0;
        arena_reset(arena);
        const struct value in[] = { value_i64(copying.last_id), value_i64(COPY_PAGE) };
        TRY(db_run(from, arena, &table->scan, in, copy_row, &copying));
    } while (copying.n > 0);
    return OK;
}

/* Rows that a migration itself had put there come again from the source. */
static enum err empty_tables(struct db *to) {
    size_t n = 0;
    const struct schema_table *tables = schema_tables(&n);
    for (size_t i = n; i > 0; i--) {
        char sql[256];
        (void)snprintf(sql, sizeof(sql), "DELETE FROM %s", tables[i - 1].name);
        TRY(db_exec(to, sql));
    }
    return OK;
}

static enum err copy_rows(struct db *from, struct db *to) {
    struct arena *arena CLEANUP(arena_done) = arena_open(ARENA_B);
    size_t n = 0;
    const struct schema_table *tables = schema_tables(&n);
    TRY(db_exec_either(to, "PRAGMA defer_foreign_keys = ON", "SET CONSTRAINTS ALL DEFERRED"));
    TRY(empty_tables(to));
    for (size_t i = 0; i < n; i++) {
        TRY(copy_table(from, to, &tables[i], arena));
    }
    return OK;
}

/* Both hold the schema of this program. */
static enum err copy_all(struct db *from, struct db *to) {
    TRY(db_snapshot_begin(from));
    enum err e = migrate_check(from);
    if (e == OK) {
        e = db_tx_begin(to, "BEGIN IMMEDIATE", DB_BEGIN_PG);
    }
    if (e == OK) {
        e = copy_rows(from, to);
        if (e == OK) {
            e = db_tx_commit(to);
        } else {
            db_tx_rollback(to);
        }
    }
    if (e != OK) {
        LOG(LOG_ERROR, "backup.copy", LOG_T("from", str_from_c(db_cause(from))),
            LOG_T("to", str_from_c(db_cause(to))));
    }
    db_snapshot_end(from);
    return e;
}

/* --- a data folder for the time of the work
 * ---------------------------------------------------------------- */

static enum err make_folder(struct str file, char *out_folder) {
    TRY(path_of(file, ".XXXXXX", out_folder));
    return mkdtemp(out_folder) != NULL ? OK : ERR_FILE;
}

static void drop_folder(const char *folder) {
    static const char *const names[] = { "besa.db", "besa.db-wal", "besa.db-shm", "besa.lock" };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char path[PATH_SIZE + 16];
        (void)snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        (void)unlink(path); /* may not be there */
    }
    (void)rmdir(folder); /* when it stays it is only in the way */
}

static enum err dump_into(struct store *pg, struct store *folder) {
    struct db *from CLEANUP(db_done) = NULL;
    struct db *to CLEANUP(db_done) = NULL;
    TRY(db_open(pg, DB_READER, &from));
    TRY(db_open(folder, DB_WRITER, &to));
    TRY(migrate_up(to, clock_now_ms()));
    return copy_all(from, to);
}

static enum err make_from_pg(struct store *pg, struct str file, const char *path) {
    char name[PATH_SIZE];
    TRY(make_folder(file, name));
    struct store *folder = NULL;
    enum err e = store_open(str_from_c(name), &folder);
    if (e == OK) {
        e = dump_into(pg, folder);
    }
    if (e == OK) {
        e = make_from_sqlite(folder, path);
    }
    store_close(folder);
    drop_folder(name);
    return e;
}

enum err backup_make(struct store *store, struct str file) {
    char path[PATH_SIZE];
    TRY(path_of(file, "", path));
    if (access(path, F_OK) == 0) {
        return explain(ERR_FILE, "the file exists already", path);
    }
    const enum err e =
        store_is_pg(store) ? make_from_pg(store, file, path) : make_from_sqlite(store, path);
    return e == OK ? OK : explain(e, "no backup was made", path);
}

/* --- restoring
 * ------------------------------------------------------------------------------------------------
 * */

static enum err check_migrations(sqlite3 *file) {
    sqlite3_stmt *stmt = NULL;
    enum err e = ERR_TAMPERED;
    if (sqlite3_prepare_v2(file, "SELECT id, sha256 FROM migration ORDER BY id", -1, &stmt, NULL) !=
        SQLITE_OK) {
        return e;
    }
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *sha256 = (const char *)sqlite3_column_text(stmt, 1);
        e = migrate_known(sqlite3_column_int64(stmt, 0), str_from_c(sha256 != NULL ? sha256 : ""));
        if (e != OK) {
            break;
        }
    }
    (void)sqlite3_finalize(stmt); /* only read */
    return e;
}

static enum err open_file(const char *path, sqlite3 **out_file) {
    if (access(path, R_OK) != 0) {
        return ERR_FILE;
    }
    if (sqlite3_open_v2(path, out_file, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        return ERR_FILE;
    }
    (void)sqlite3_db_config(*out_file, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
    TRY(check_whole(*out_file, "PRAGMA quick_check(1)"));
    return check_migrations(*out_file);
}

static const struct statement count_statement = {
    .name = "backup_count_tables",
    .sqlite = "SELECT count(*) FROM sqlite_schema",
    .pg = "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'v', 'p') "
          "AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())",
    .in_kinds = "",
    .out_kinds = "i",
};

static enum err take_count(void *self, const struct value *columns) {
    *(int64_t *)self = columns[0].i;
    return OK;
}

static enum err check_empty(struct db *db) {
    struct arena *arena CLEANUP(arena_done) = arena_open(ARENA_B);
    int64_t n = 0;
    TRY(db_run(db, arena, &count_statement, NULL, take_count, &n));
    return n == 0 ? OK : ERR_CONFLICT;
}

static enum err restore_sqlite(sqlite3 *file, struct store *target, bool is_checked_empty) {
    struct db *db CLEANUP(db_done) = NULL;
    TRY(db_open(target, DB_WRITER, &db));
    if (is_checked_empty) {
        TRY(check_empty(db));
    }
    TRY(copy_pages(file, db->handle));
    return db_checkpoint_truncate(db);
}

static enum err load_from(struct store *folder, struct db *to) {
    struct db *writer CLEANUP(db_done) = NULL;
    TRY(db_open(folder, DB_WRITER, &writer));
    TRY(migrate_up(writer, clock_now_ms()));
    struct db *from CLEANUP(db_done) = NULL;
    TRY(db_open(folder, DB_READER, &from));
    TRY(migrate_up(to, clock_now_ms()));
    return copy_all(from, to);
}

static enum err restore_pg(sqlite3 *file, struct str path, struct store *target) {
    struct db *to CLEANUP(db_done) = NULL;
    TRY(db_open(target, DB_WRITER, &to));
    TRY(check_empty(to));
    char name[PATH_SIZE];
    TRY(make_folder(path, name));
    struct store *folder = NULL;
    enum err e = store_open(str_from_c(name), &folder);
    if (e == OK) {
        e = restore_sqlite(file, folder, false);
    }
    if (e == OK) {
        e = load_from(folder, to);
    }
    store_close(folder);
    drop_folder(name);
    return e;
}

enum err backup_restore(struct str file, struct store *empty_target) {
    char path[PATH_SIZE];
    TRY(path_of(file, "", path));
    sqlite3 *from SQLITE_DONE_AT_END = NULL;
    enum err e = open_file(path, &from);
    if (e == OK) {
        e = store_is_pg(empty_target) ? restore_pg(from, file, empty_target)
                                      : restore_sqlite(from, empty_target, true);
    }
    return e == OK ? OK : explain(e, "nothing was restored", path);
}

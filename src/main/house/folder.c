#include "house/house.h"


#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX_B = 1 << 20, MINUTE_MS = 60 * 1000 };

static char *path_of(struct ctx *ctx, struct str folder, const char *name) {
    return arena_c(ctx->arena, arena_print(ctx->arena, "%.*s/%s", STR_FMT(folder), name));
}

enum err file_read(struct ctx *ctx, struct str path, struct str *out_text) {
    int fd = open(arena_c(ctx->arena, path), O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return fail(ctx, ERR_FILE, "%.*s: %s", STR_FMT(path), strerror(errno));
    }
    BUF_DONE struct buf buf = buf_open(FILE_MAX_B);
    char chunk[4096];
    ssize_t n = 0;
    while ((n = read(fd, chunk, sizeof(chunk))) > 0) {
        buf_add_bytes(&buf, chunk, (size_t)n);
    }
    (void)close(fd); /* it was only read */
    if (n < 0 || !buf_ok(&buf)) {
        return fail(ctx, ERR_FILE, "%.*s: cannot be read", STR_FMT(path));
    }
    *out_text = arena_str(ctx->arena, buf_str(&buf));
    return OK;
}

static bool write_all(int fd, struct str text) {
    while (text.n > 0) {
        ssize_t n = write(fd, text.p, text.n);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return false;
        }
        text = str_skip(text, (size_t)n);
    }
    return true;
}

enum err file_write(struct ctx *ctx, struct str path, struct str text, int mode) {
    char *target = arena_c(ctx->arena, path);
    char *fresh = arena_c(ctx->arena, arena_print(ctx->arena, "%s.new", target));
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, (mode_t)mode);
    if (fd < 0) {
        return fail(ctx, ERR_FILE, "%s: %s", fresh, strerror(errno));
    }
    bool is_written = write_all(fd, text) && fsync(fd) == 0;
    is_written = close(fd) == 0 && is_written;
    if (!is_written || rename(fresh, target) != 0) {
        (void)unlink(fresh); /* nothing half-written stays */
        return fail(ctx, ERR_FILE, "%s: cannot be written", target);
    }
    return OK;
}

static bool exists(struct ctx *ctx, struct str folder, const char *name) {
    return access(path_of(ctx, folder, name), F_OK) == 0;
}

enum err folder_make(
    struct ctx *ctx, struct str path, struct str pack, struct str database, bool is_demo) {
    char *folder = arena_c(ctx->arena, path);
    if (exists(ctx, path, "node.key") || exists(ctx, path, "besa.db")) {
        return fail(ctx, ERR_DUPLICATE, "%s is a data folder already", folder);
    }
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        return fail(ctx, ERR_FILE, "%s: %s", folder, strerror(errno));
    }
    uint8_t key[KEY_SEED_B];
    randombytes_buf(key, sizeof(key));
    enum err e = file_write(ctx, str_from_c(path_of(ctx, path, "node.key")),
        (struct str){ (const char *)key, sizeof(key) }, 0600);
    sodium_memzero(key, sizeof(key));
    TRY(e);
    struct str conf = arena_print(ctx->arena,
        "# Settings of this data folder; `besa serve --help` lists them all.\npack = %.*s\n",
        STR_FMT(pack));
    if (!str_is_empty(database)) {
        conf = arena_print(
            ctx->arena, "%.*sdatabase = %.*s\n", STR_FMT(conf), STR_FMT(database));
    }
    TRY(file_write(ctx, str_from_c(path_of(ctx, path, "besa.conf")), conf, 0600));
    return is_demo ? file_write(ctx, str_from_c(path_of(ctx, path, "demo")),
                         STR("Invented data. Nothing here is about a real person.\n"), 0600)
                   : OK;
}

static enum err conf_line(struct ctx *ctx, struct str line, struct folder *folder) {
    struct str rest = str_trim(line);
    struct str name;
    if (str_is_empty(rest) || rest.p[0] == '#') {
        return OK;
    }
    if (!str_cut(&rest, '=', &name) || rest.p == NULL) {
        return fail(ctx, ERR_USAGE, "besa.conf: `name = value` expected: %.*s", STR_FMT(line));
    }
    name = str_trim(name);
    struct str value = str_trim(rest);
    if (str_eq(name, STR("pack"))) {
        folder->pack = value;
        return OK;
    }
    if (str_eq(name, STR("database"))) {
        folder->database = value;
        return OK;
    }
    if (settings_set(&folder->settings, name, value) != OK) {
        return fail(ctx, ERR_USAGE, "besa.conf: unknown setting or value: %.*s", STR_FMT(line));
    }
    return OK;
}

enum err folder_open(struct ctx *ctx, struct str path, struct folder *out) {
    struct folder folder = { .path = arena_str(ctx->arena, path), .settings = settings_default() };
    struct str text;
    struct str line;
    folder.database = folder.path;
    if (!exists(ctx, path, "node.key")) {
        return fail(ctx, ERR_FILE, "%.*s is not a data folder (besa init makes one)", STR_FMT(path));
    }
    TRY(file_read(ctx, str_from_c(path_of(ctx, path, "besa.conf")), &text));
    while (str_cut(&text, '\n', &line)) {
        TRY(conf_line(ctx, line, &folder));
    }
    folder.is_demo = exists(ctx, path, "demo");
    *out = folder;
    return OK;
}

enum err folder_node(struct ctx *ctx, const struct folder *folder, struct vault_node *out) {
    struct str key;
    TRY(file_read(ctx, str_from_c(path_of(ctx, folder->path, "node.key")), &key));
    if (key.n != KEY_SEED_B) {
        return fail(ctx, ERR_FILE, "node.key is damaged: restore it from where you keep it safe");
    }
    *out = (struct vault_node){ .is_demo = folder->is_demo,
        .limits = { .idle_ms = folder->settings.idle_min * MINUTE_MS,
            .session_ms = folder->settings.session_h * 60 * MINUTE_MS,
            .sessions_max = folder->settings.sessions_max } };
    memcpy(out->secret, key.p, KEY_SEED_B);
    sodium_memzero((char *)(uintptr_t)key.p, key.n);
    return OK;
}

/* house: a data folder, opened: pack, database, vault, ledger.
 *
 * Purpose     What `besa init` makes and every other command opens.
 * Layout      DIR/node.key      32 random bytes, mode 0600: signs listings and checkpoints, wraps second
 *                               factors. Opens no case data. Kept out of backups.
 *             DIR/besa.db       the database (absent when it lies in PostgreSQL)
 *             DIR/besa.conf     settings, `name = value`; `pack` and `database` among them
 *             DIR/demo          present: invented data; light hashing and demo commands are allowed
 *             DIR/checkpoint    the last signed checkpoint, for a look from outside
 * Invariants  A folder is never overwritten. The node key is never printed.
 * Ownership   house_close gives everything back. Threads: one.
 * Errors      ERR_FILE, ERR_PACK, ERR_VERSION, ERR_BUSY (another process writes), as db.h. */
#pragma once

#include "codes/codes.h"
#include "job/job.h"
#include "pack/pack.h"
#include "settings.gen.h"
#include "who/who.h"

struct folder {
    struct str path;
    struct str pack;
    struct str database; /* address for store_open */
    struct settings settings;
    bool is_demo;
};

struct house {
    struct ctx ctx;
    struct folder folder;
    struct pack *pack;
    struct store *store;
    struct vault *vault;
    struct vault_identity identity;
    struct role_source roles;
    struct zone *zone;
    struct db *db;
    struct ledger *ledger;
    struct tx_hooks hooks;
    struct tx *tx;
};

enum house_use {
    HOUSE_READ,  /* beside a running server */
    HOUSE_WRITE, /* takes the writer's place */
    HOUSE_YEAR,  /* the same, and sessions last as long as the demonstration year */
};

/* Writes the files of a new folder; `pack` is a path. */
enum err folder_make(struct ctx *ctx, struct str path, struct str pack, struct str database,
    bool is_demo) MUST_USE;
enum err folder_open(struct ctx *ctx, struct str path, struct folder *out) MUST_USE;
/* The caller wipes it (vault_open_local and vault_serve do). */
enum err folder_node(struct ctx *ctx, const struct folder *folder, struct vault_node *out) MUST_USE;
enum err file_read(struct ctx *ctx, struct str path, struct str *out_text) MUST_USE;
/* Whole or not at all: written under another name, synced, renamed. */
enum err file_write(struct ctx *ctx, struct str path, struct str text, int mode) MUST_USE;

enum err house_open(struct str path, struct str database, enum house_use use,
    struct house **out) MUST_USE;
void house_close(struct house *house);
void house_done(struct house **house);
/* Runs one piece of work in a transaction of its own. */
enum err house_do(struct house *house, enum err (*run)(struct house *, void *), void *arg) MUST_USE;

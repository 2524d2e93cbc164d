#include "house/house.h"

#include "date/clock.h"
#include "err/must.h"
#include "migrate/migrate.h"

#include <stdio.h>
#include <stdlib.h>

enum { HOUSE_ARENA_B = 512 << 20 };

static void print_faults(const struct pack_faults *faults) {
    for (size_t i = 0; i < faults->n; i++) {
        const struct pack_fault *fault = &faults->faults[i];
        (void)fprintf(stderr, "%.*s:%zu:%zu: %.*s\n", STR_FMT(fault->file), fault->line,
            fault->column, STR_FMT(fault->what));
    }
}

static enum err open_pack(struct house *house) {
    struct pack_faults *faults = ARENA_NEW(house->ctx.arena, struct pack_faults);
    faults->arena = house->ctx.arena;
    enum err e = pack_open(house->folder.pack, &house->pack, faults);
    if (e != OK) {
        print_faults(faults);
        return fail(&house->ctx, e, "pack %.*s", STR_FMT(house->folder.pack));
    }
    house->roles = (struct role_source){ .caps = pack_role_caps, .pack = house->pack };
    return zone_open(
        arena_c(house->ctx.arena, pack_settings(house->pack)->timezone), &house->zone);
}

static enum err open_vault(struct house *house, enum house_use use) {
    struct vault_node node;
    TRY(folder_node(&house->ctx, &house->folder, &node));
    if (use == HOUSE_YEAR) {
        node.limits = (struct vault_limits){ INT64_MAX / 4, INT64_MAX / 4, INT64_MAX / 4 };
    }
    TRY(vault_open_local(&node, &house->vault));
    return vault_identity(house->vault, &house->identity);
}

static enum err open_data(struct house *house, enum house_use use) {
    TRY(store_open(house->folder.database, &house->store));
    if (use == HOUSE_READ) {
        TRY(db_open(house->store, DB_READER, &house->db));
        return migrate_check(house->db);
    }
    TRY(db_open(house->store, DB_WRITER, &house->db));
    TRY(migrate_up(house->db, house->ctx.now_ms));
    TRY(ledger_open(house->vault, &house->ledger));
    house->hooks = ledger_hooks(house->ledger);
    return tx_open(house->db, &house->hooks, &house->tx);
}

static enum err house_fill(struct house *house, struct str path, struct str database,
    enum house_use use) {
    TRY(folder_open(&house->ctx, path, &house->folder));
    if (!str_is_empty(database)) {
        house->folder.database = database;
    }
    TRY(open_pack(house));
    TRY(open_vault(house, use));
    return open_data(house, use);
}

enum err house_open(
    struct str path, struct str database, enum house_use use, struct house **out) {
    struct house *house = calloc(1, sizeof(*house));
    must(house != NULL);
    house->ctx.arena = arena_open(HOUSE_ARENA_B);
    house->ctx.now_ms = clock_now_ms();
    enum err e = house_fill(house, path, database, use);
    if (e != OK) {
        (void)fprintf(stderr, "besa: %s\n",
            house->ctx.cause[0] != 0 ? house->ctx.cause : db_cause(house->db));
        house_close(house);
        return e;
    }
    *out = house;
    return OK;
}

void house_close(struct house *house) {
    if (house == NULL) {
        return;
    }
    tx_close(house->tx);
    ledger_close(house->ledger);
    db_close(house->db);
    store_close(house->store);
    vault_close(house->vault);
    zone_close(house->zone);
    pack_close(house->pack);
    arena_close(house->ctx.arena);
    free(house);
}

void house_done(struct house **house) {
    house_close(*house);
    *house = NULL;
}

enum err house_do(struct house *house, enum err (*run)(struct house *, void *), void *arg) {
    TRY(tx_begin(house->tx));
    enum err e = tx_save(house->tx);
    e = e == OK ? run(house, arg) : e;
    if (e == OK) {
        e = tx_keep(house->tx);
    } else {
        tx_drop(house->tx);
    }
    if (e != OK) {
        tx_rollback(house->tx);
        return e;
    }
    return tx_commit(house->tx);
}

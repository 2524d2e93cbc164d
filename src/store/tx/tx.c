#include "tx/tx.h"

#include "db/db_engine.h"
#include "err/must.h"

#include <stdlib.h>
#include <string.h>

enum tx_state { TX_IDLE, TX_OPEN, TX_SAVED };

struct tx {
    struct db *db;
    const struct tx_hooks *hooks;
    enum tx_state state;
    struct touched *touched;
    size_t n_touched;
    size_t cap_touched;
    int64_t changes;
};

static const struct tx_hooks no_hooks;

enum err tx_open(struct db *writer, const struct tx_hooks *hooks, struct tx **out) {
    must(writer->use == DB_WRITER);
    struct tx *tx = calloc(1, sizeof(*tx));
    must(tx != NULL);
    tx->db = writer;
    tx->hooks = hooks != NULL ? hooks : &no_hooks;
    *out = tx;
    return OK;
}

void tx_close(struct tx *tx) {
    if (tx == NULL) {
        return;
    }
    if (tx->state != TX_IDLE) {
        tx_rollback(tx);
    }
    free(tx->touched);
    free(tx);
}

static void ended(struct tx *tx, bool is_committed) {
    tx->state = TX_IDLE;
    tx->n_touched = 0;
    if (tx->hooks->ended != NULL) {
        tx->hooks->ended(tx->hooks->self, is_committed);
    }
}

void tx_rollback(struct tx *tx) {
    must(tx->state != TX_IDLE);
    db_tx_rollback(tx->db);
    ended(tx, false);
}

enum err tx_begin(struct tx *tx) {
    must(tx->state == TX_IDLE);
    tx->n_touched = 0;
    TRY(db_tx_begin(tx->db, "BEGIN IMMEDIATE", DB_BEGIN_PG));
    tx->state = TX_OPEN;
    if (tx->hooks->begin != NULL) {
        const enum err e = tx->hooks->begin(tx->hooks->self, tx);
        if (e != OK) {
            tx_rollback(tx);
            return e;
        }
    }
    return OK;
}

enum err tx_save(struct tx *tx) {
    must(tx->state == TX_OPEN && tx->n_touched == 0);
    TRY(db_exec(tx->db, "SAVEPOINT work"));
    tx->state = TX_SAVED;
    if (tx->hooks->save != NULL) {
        tx->hooks->save(tx->hooks->self);
    }
    return OK;
}

void tx_drop(struct tx *tx) {
    must(tx->state == TX_SAVED);
    tx->state = TX_OPEN;
    tx->n_touched = 0;
    if (tx->hooks->drop != NULL) {
        tx->hooks->drop(tx->hooks->self);
    }
    if (db_exec(tx->db, "ROLLBACK TO SAVEPOINT work; RELEASE SAVEPOINT work") == OK) {
        db_forget_failure(tx->db);
    } /* else the failure stays noted and tx_commit refuses */
}

enum err tx_keep(struct tx *tx) {
    must(tx->state == TX_SAVED);
    enum err e = tx->db->failed;
    if (e == OK && tx->n_touched > 0) {
        e = db_fail(tx->db, ERR_UNLEDGERED, "table %d, row %lld: changed without a ledger entry",
            tx->touched[0].table, (long long)tx->touched[0].id);
    }
    if (e == OK) {
        e = db_exec(tx->db, "RELEASE SAVEPOINT work");
    }
    if (e != OK) {
        tx_drop(tx);
        return e;
    }
    tx->state = TX_OPEN;
    return OK;
}

enum err tx_commit(struct tx *tx) {
    must(tx->state == TX_OPEN);
    enum err e = tx->db->failed;
    if (e == OK && tx->hooks->commit != NULL) {
        e = tx->hooks->commit(tx->hooks->self, tx);
    }
    if (e == OK && tx->n_touched > 0) {
        e = db_fail(tx->db, ERR_UNLEDGERED, "table %d, row %lld: changed without a ledger entry",
            tx->touched[0].table, (long long)tx->touched[0].id);
    }
    if (e != OK) {
        tx_rollback(tx);
        return e;
    }
    e = db_tx_commit(tx->db);
    ended(tx, e == OK);
    return e;
}

void *tx_hooks_self(const struct tx *tx) {
    return tx->hooks->self;
}

struct db *tx_db(struct tx *tx) {
    return tx->db;
}

struct noting {
    struct tx *tx;
    uint8_t table;
};

static enum err note_touched(void *self, const struct value *columns) {
    const struct noting *noting = self;
    struct tx *tx = noting->tx;
    if (tx->n_touched > 0) {
        const struct touched *last = &tx->touched[tx->n_touched - 1];
        if (last->table == noting->table && last->id == columns[0].i) {
            return OK;
        }
    }
    if (tx->n_touched == tx->cap_touched) {
        tx->cap_touched = tx->cap_touched == 0 ? 64 : tx->cap_touched * 2;
        tx->touched = reallocarray(tx->touched, tx->cap_touched, sizeof(*tx->touched));
        must(tx->touched != NULL);
    }
    tx->touched[tx->n_touched++] = (struct touched){ noting->table, columns[0].i };
    return OK;
}

enum err tx_write(struct tx *tx, const struct statement *statement, const struct value *in,
    int64_t *out_changed) {
    must(tx->state != TX_IDLE && statement->is_write);
    struct noting noting = { tx, statement->table };
    TRY(db_run(tx->db, NULL, statement, in, statement->table != 0 ? note_touched : NULL, &noting));
    tx->changes = db_changes(tx->db);
    if (out_changed != NULL) {
        *out_changed = tx->changes;
    }
    return OK;
}

int64_t tx_changes(const struct tx *tx) {
    return tx->changes;
}

const struct touched *tx_touched(const struct tx *tx, size_t *out_n) {
    *out_n = tx->n_touched;
    return tx->touched;
}

void tx_cover(struct tx *tx) {
    tx->n_touched = 0;
}

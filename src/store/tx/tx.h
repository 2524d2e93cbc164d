/* tx: one transaction that holds the work of many requests, each inside a savepoint.
 *
 * Purpose     Group commit with single results: work is kept or dropped piece by piece, and
 *             committed once. It also sees to it that no change of a ledgered table is kept without
 *             a ledger entry: every write notes the rows that it touched, the ledger covers them.
 * Invariants  tx_begin, then any number of tx_save ... tx_keep or tx_drop, then tx_commit or
 *             tx_rollback. Savepoints do not nest. Work in which a statement failed can only be
 *             dropped, on both engines. tx_commit succeeds only when everything is on disk
 *             (synchronous=FULL, or PostgreSQL's synchronous_commit). A failed one counts as not
 *             done; the next tx_begin opens a new connection. On PostgreSQL tx_begin waits for an
 *             advisory lock, so that nodes take turns.
 * Ownership   tx_open borrows the connection and the hooks; both must outlive the tx. The list of
 *             touched rows is valid until the next call on the tx.
 * Threads     One at a time: the writer thread (job.h).
 * Errors      ERR_UNLEDGERED: touched rows without a ledger entry; the savepoint, or in tx_commit
 *             the transaction, was rolled back. Else those of db.h. */
#pragma once

#include "db/db.h"

struct tx;

struct touched {
    uint8_t table;
    int64_t id;
};

/* The ledger's way in; each may be NULL. begin and commit run inside the transaction and may write;
 * an error of theirs rolls it back. */
struct tx_hooks {
    void *self;
    enum err (*begin)(void *self, struct tx *tx);
    void (*save)(void *self);
    void (*drop)(void *self);
    enum err (*commit)(void *self, struct tx *tx);
    void (*ended)(void *self, bool is_committed);
};

enum err tx_open(struct db *writer, const struct tx_hooks *hooks, struct tx **out) MUST_USE;
void tx_close(struct tx *tx);

enum err tx_begin(struct tx *tx) MUST_USE;
enum err tx_save(struct tx *tx) MUST_USE;
/* On an error the savepoint has been rolled back already. */
enum err tx_keep(struct tx *tx) MUST_USE;
void tx_drop(struct tx *tx);
/* On an error the transaction has been rolled back already. */
enum err tx_commit(struct tx *tx) MUST_USE;
void tx_rollback(struct tx *tx);

/* Whoever hooked in (the ledger), or NULL. */
void *tx_hooks_self(const struct tx *tx);
/* For reading inside the transaction. */
struct db *tx_db(struct tx *tx);

/* What the generated functions call; out_changed may be NULL. */
enum err tx_write(struct tx *tx, const struct statement *statement, const struct value *in,
    int64_t *out_changed) MUST_USE;
/* Rows changed by the last tx_write. */
int64_t tx_changes(const struct tx *tx);

/* Rows of ledgered tables touched since the last tx_save or tx_cover, in order; a row that was
 * touched often may stand there more than once. NULL when there is none. */
const struct touched *tx_touched(const struct tx *tx, size_t *out_n);
/* The ledger has bound them. */
void tx_cover(struct tx *tx);

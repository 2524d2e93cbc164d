/* ledger: what was done, by whom, to what; nothing acknowledged is ever silently changed.
 *
 * Purpose     Every write and every opening of sealed content is an entry of an RFC 6962 tree, written
 *             in the same transaction as the change, with a commitment to each row that it touched.
 *             Each commit stores a signed C2SP checkpoint of exactly the size it reached.
 * Invariants  No name, text, address or number of a person is in an entry: only verbs, times and
 *             16-byte pseudonyms. An entry's bytes never change. A transaction with uncovered rows
 *             cannot be kept (store/tx).
 * Entry v1    version u8 | seq i64 | at_ms i64 | verb u16 | actor 16 | agency 16 | subject 16 |
 *             reason u16 | outcome u8 | session tag 16 | detail hash 32 | rows u16 x { table u8 |
 *             row i64 | version i64 | commitment 32 }, big-endian.
 *             commitment = HMAC-SHA-256(row_salt, canonical row image).
 * Ownership   struct ledger belongs to the one writer of a node; it hooks into its transactions.
 * Threads     The writer's. Reading functions: any thread with its own db.
 * Source      RFC 6962; https://c2sp.org/tlog-checkpoint; https://c2sp.org/signed-note. */
#pragma once

#include "buf/buf.h"
#include "ctx/ctx.h"
#include "ledger/merkle.h"
#include "tx/tx.h"
#include "vault/vault.h"
#include "verbs.gen.h"

struct ledger;

struct pseudonym {
    uint8_t b[KEY_PSEUDONYM_B];
};

struct ledger_note {
    enum verb verb;
    struct pseudonym actor;
    struct pseudonym agency;
    struct pseudonym subject;
    uint16_t reason;
    uint8_t outcome;
};

enum err ledger_open(struct vault *vault, struct ledger **out) MUST_USE;
void ledger_close(struct ledger *ledger);
struct tx_hooks ledger_hooks(struct ledger *ledger);
/* Writes one entry that covers every row touched since the last one. */
enum err ledger_append(struct ctx *ctx, struct tx *tx, const struct ledger_note *note) MUST_USE;
/* The pseudonym of the data folder itself, for entries about it. */
struct pseudonym pseudonym_none(void);
struct pseudonym pseudonym_of(struct bytes b);
struct bytes pseudonym_bytes(const struct pseudonym *p);

/* What an entry holds of a row: HMAC-SHA-256 of its canonical image under its salt. */
void ledger_commitment(const struct image *row, uint8_t out[32]);

/* The name under which this node signs checkpoints. */
struct str ledger_origin(struct arena *a, const struct vault_identity *identity);

enum ledger_verdict {
    LEDGER_GOOD = 0,
    LEDGER_ALTERED = 2,
    LEDGER_MISSING = 3,
    LEDGER_ROLLED_BACK = 4,
};
struct ledger_report {
    enum ledger_verdict verdict;
    int64_t entries;
    int64_t rows;
    int64_t checkpoints;
    struct str fault;      /* the first one found, for people; empty when good */
    struct str checkpoint; /* the last signed note */
};
/* Reads everything: entries, tree, checkpoints, signatures, and each live row against its last
 * commitment. `witness` is a checkpoint note kept elsewhere, or empty. */
enum err ledger_verify(struct ctx *ctx, struct db *db, const struct vault_identity *identity,
    struct str witness, struct ledger_report *out) MUST_USE;
/* A proof that anybody can check without Besa (docs/verify.py), as JSON. */
enum err ledger_prove(struct ctx *ctx, struct db *db, int64_t seq, struct buf *out_json) MUST_USE;
/* The first bytes of a signature in a signed note name the key: SHA-256 of name, newline, 1, key. */
void checkpoint_key_id(
    struct str origin, const struct vault_identity *identity, uint8_t out[4]);
/* Splits a signed note; false when it is not one of ours or the signature does not fit. */
bool checkpoint_read(struct str note, const struct vault_identity *identity, int64_t *out_size,
    uint8_t out_root[MERKLE_HASH_B]);

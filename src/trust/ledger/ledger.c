#include "ledger/ledger.h"

#include "err/must.h"
#include "ledger_sql.h"
#include "wire/wire.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum {
    ENTRY_VERSION = 1,
    ENTRY_MAX_B = 64 * 1024,
    KEPT_EVERY_ENTRIES = 1000,
    KEPT_EVERY_MS = 60 * 1000,
    NOTE_MAX_B = 1024,
};

struct ledger {
    struct vault *vault;
    struct arena *arena;
    struct vault_identity identity;
    struct merkle tree;
    struct merkle saved;
    uint64_t begun_size;
    int64_t last_at;
    int64_t kept_at;
    uint64_t kept_size;
};

struct pseudonym pseudonym_none(void) {
    return (struct pseudonym){ { 0 } };
}

struct pseudonym pseudonym_of(struct bytes b) {
    struct pseudonym p = { { 0 } };
    must(b.n == sizeof(p.b));
    memcpy(p.b, b.p, sizeof(p.b));
    return p;
}

struct bytes pseudonym_bytes(const struct pseudonym *p) {
    return (struct bytes){ p->b, sizeof(p->b) };
}

struct str ledger_origin(struct arena *a, const struct vault_identity *identity) {
    struct buf hex = buf_open(64);
    buf_add_hex(&hex, (struct bytes){ identity->ed_pub, 8 });
    struct str origin = arena_print(a, "besa/%.*s", STR_FMT(buf_str(&hex)));
    buf_done(&hex);
    return origin;
}

enum err ledger_open(struct vault *vault, struct ledger **out) {
    struct vault_identity identity;
    TRY(vault_identity(vault, &identity));
    struct ledger *ledger = calloc(1, sizeof(*ledger));
    must(ledger != NULL);
    ledger->vault = vault;
    ledger->identity = identity;
    ledger->arena = arena_open((size_t)8 << 20);
    *out = ledger;
    return OK;
}

void ledger_close(struct ledger *ledger) {
    if (ledger != NULL) {
        arena_close(ledger->arena);
        free(ledger);
    }
}

static enum err ledger_begin(void *self, struct tx *tx) {
    struct ledger *ledger = self;
    arena_reset(ledger->arena);
    struct ledger_head_get_row head;
    enum err e = ledger_head_get(tx_db(tx), ledger->arena, &head);
    if (e == ERR_NOT_FOUND) { /* the very first transaction makes the head */
        ledger->tree.size = 0;
        ledger->begun_size = 0;
        return ledger_head_make(tx, &(struct ledger_head_make_in){ .frontier = { (const uint8_t *)"", 0 },
                                        .checkpoint = STR("") });
    }
    TRY(e);
    if (!merkle_load(&ledger->tree, (uint64_t)head.size, head.frontier)) {
        return ERR_TAMPERED;
    }
    ledger->begun_size = ledger->tree.size;
    return OK;
}

static void ledger_save(void *self) {
    struct ledger *ledger = self;
    ledger->saved = ledger->tree;
}

static void ledger_drop(void *self) {
    struct ledger *ledger = self;
    ledger->tree = ledger->saved;
}

/* A C2SP signed note: origin, size, root, blank line, signature line. */
static enum err make_note(struct ledger *ledger, struct buf *note) {
    uint8_t root[MERKLE_HASH_B];
    char base64[sodium_base64_ENCODED_LEN(4 + KEY_SIG_B, sodium_base64_VARIANT_ORIGINAL)];
    struct str origin = ledger_origin(ledger->arena, &ledger->identity);
    merkle_root(&ledger->tree, root);
    (void)sodium_bin2base64(base64, sizeof(base64), root, sizeof(root), sodium_base64_VARIANT_ORIGINAL);
    buf_print(note, "%.*s\n%llu\n%s\n", STR_FMT(origin), (unsigned long long)ledger->tree.size, base64);
    uint8_t signature[4 + KEY_SIG_B];
    checkpoint_key_id(origin, &ledger->identity, signature);
    TRY(vault_sign_checkpoint(ledger->vault, buf_str(note), signature + 4));
    (void)sodium_bin2base64(
        base64, sizeof(base64), signature, sizeof(signature), sodium_base64_VARIANT_ORIGINAL);
    buf_print(note, "\n\xe2\x80\x94 %.*s %s\n", STR_FMT(origin), base64);
    return buf_ok(note) ? OK : ERR_TOO_LARGE;
}

static enum err ledger_commit(void *self, struct tx *tx) {
    struct ledger *ledger = self;
    if (ledger->tree.size == ledger->begun_size) {
        return OK;
    }
    BUF_DONE struct buf note = buf_open(NOTE_MAX_B);
    TRY(make_note(ledger, &note));
    struct bytes frontier = { (const uint8_t *)ledger->tree.frontier,
        merkle_frontier_n(ledger->tree.size) * MERKLE_HASH_B };
    int64_t changed = 0;
    TRY(ledger_head_set(tx,
        &(struct ledger_head_set_in){ .size = (int64_t)ledger->tree.size,
            .frontier = frontier,
            .checkpoint = buf_str(&note) },
        &changed));
    bool is_due = ledger->tree.size - ledger->kept_size >= KEPT_EVERY_ENTRIES ||
                  ledger->last_at - ledger->kept_at >= KEPT_EVERY_MS;
    if (is_due) {
        TRY(checkpoint_add(tx, &(struct checkpoint_add_in){ .id = (int64_t)ledger->tree.size,
                                   .at = ledger->last_at,
                                   .note = buf_str(&note) }));
        ledger->kept_at = ledger->last_at;
        ledger->kept_size = ledger->tree.size;
    }
    return changed == 1 ? OK : ERR_TAMPERED;
}

static void ledger_ended(void *self, bool is_committed) {
    struct ledger *ledger = self;
    if (!is_committed) {
        ledger->kept_size = 0; /* what was kept is gone: keep one again soon */
    }
    arena_reset(ledger->arena);
}

struct tx_hooks ledger_hooks(struct ledger *ledger) {
    return (struct tx_hooks){
        .self = ledger,
        .begin = ledger_begin,
        .save = ledger_save,
        .drop = ledger_drop,
        .commit = ledger_commit,
        .ended = ledger_ended,
    };
}

void ledger_commitment(const struct image *row, uint8_t out[32]) {
    crypto_auth_hmacsha256_state state;
    (void)crypto_auth_hmacsha256_init(&state, row->salt.p, row->salt.n); /* these never fail */
    (void)crypto_auth_hmacsha256_update(&state, row->image.p, row->image.n);
    (void)crypto_auth_hmacsha256_final(&state, out);
}

/* The rows of this entry, each once. */
static struct touched *touched_once(struct ctx *ctx, struct tx *tx, size_t *out_n) {
    size_t n = 0;
    size_t kept = 0;
    const struct touched *all = tx_touched(tx, &n);
    struct touched *rows = ARENA_ARRAY(ctx->arena, struct touched, n);
    for (size_t i = 0; i < n; i++) {
        bool is_known = false;
        for (size_t j = 0; j < kept && !is_known; j++) {
            is_known = rows[j].table == all[i].table && rows[j].id == all[i].id;
        }
        if (!is_known) {
            rows[kept++] = all[i];
        }
    }
    *out_n = kept;
    return rows;
}

static enum err put_rows(struct ctx *ctx, struct tx *tx, struct buf *entry) {
    size_t n = 0;
    const struct touched *rows = touched_once(ctx, tx, &n);
    if (n > UINT16_MAX) {
        return fail(ctx, ERR_TOO_LARGE, "%zu rows in one entry", n);
    }
    wire_put_u16(entry, (uint16_t)n);
    for (size_t i = 0; i < n; i++) {
        struct image row;
        TRY(db_row_image(tx_db(tx), ctx->arena, rows[i].table, rows[i].id, &row.image, &row.salt,
            &row.ver));
        uint8_t commitment[32];
        ledger_commitment(&row, commitment);
        wire_put_u8(entry, (uint8_t)rows[i].table);
        wire_put_i64(entry, rows[i].id);
        wire_put_i64(entry, row.ver);
        wire_put_fixed(entry, commitment, sizeof(commitment));
    }
    return OK;
}

enum err ledger_append(struct ctx *ctx, struct tx *tx, const struct ledger_note *note) {
    static const uint8_t ZEROS[32] = { 0 };
    struct ledger *ledger = tx_hooks_self(tx);
    must(ledger != NULL);
    BUF_DONE struct buf entry = buf_open(ENTRY_MAX_B);
    int64_t seq = (int64_t)ledger->tree.size + 1;
    wire_put_u8(&entry, ENTRY_VERSION);
    wire_put_i64(&entry, seq);
    wire_put_i64(&entry, ctx->now_ms);
    wire_put_u16(&entry, (uint16_t)note->verb);
    wire_put_fixed(&entry, note->actor.b, KEY_PSEUDONYM_B);
    wire_put_fixed(&entry, note->agency.b, KEY_PSEUDONYM_B);
    wire_put_fixed(&entry, note->subject.b, KEY_PSEUDONYM_B);
    wire_put_u16(&entry, note->reason);
    wire_put_u8(&entry, note->outcome);
    wire_put_fixed(&entry, ZEROS, 16); /* session tag: none yet */
    wire_put_fixed(&entry, ZEROS, 32); /* detail: none yet */
    TRY(put_rows(ctx, tx, &entry));
    if (!buf_ok(&entry)) {
        return fail(ctx, ERR_TOO_LARGE, "ledger entry over %d bytes", ENTRY_MAX_B);
    }
    uint8_t leaf[MERKLE_HASH_B];
    struct bytes body = str_bytes(buf_str(&entry));
    merkle_leaf(body, leaf);
    TRY(ledger_add(tx, &(struct ledger_add_in){ .id = seq,
                           .at = ctx->now_ms,
                           .verb = note->verb,
                           .actor = pseudonym_bytes(&note->actor),
                           .agency = pseudonym_bytes(&note->agency),
                           .subject = pseudonym_bytes(&note->subject),
                           .entry = body,
                           .leaf = { leaf, sizeof(leaf) } }));
    merkle_add(&ledger->tree, leaf);
    ledger->last_at = ctx->now_ms;
    tx_cover(tx);
    return OK;
}

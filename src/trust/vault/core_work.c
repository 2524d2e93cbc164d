#include "vault/core.h"

#include "err/must.h"

#include <sodium.h>
#include <string.h>

/* A box: version u8, algorithm u8, kid 16, nonce 24, XChaCha20-Poly1305 of the padded text. The kid
 * is a hash of the key, so that a box opens under one key only (key commitment). */
enum {
    BOX_VERSION = 1,
    BOX_XCHACHA = 1,
    NONCE_B = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_B = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    SMALL_STEP_B = 64,
    SMALL_MAX_B = 1024,
    KEYS_MAX = 64,
    ITEMS_MAX = 256,
    FIELD_MAX_B = 64 * 1024,
    AAD_MAX_B = 128,
    GRANTEES_MAX = 16,
};

struct work {
    uint8_t token[KEY_TOKEN_B];
    struct member_key mine;
    int64_t now_ms;
    struct data_key *keys;
    size_t n_keys;
    struct vault_item *items;
    size_t n_items;
};

static enum err work_read(struct wire *w, struct arena *arena, struct work *out) {
    wire_fixed(w, out->token, KEY_TOKEN_B);
    message_member_key(w, &out->mine);
    out->now_ms = wire_i64(w);
    out->n_keys = wire_u8(w);
    if (!wire_ok(w) || out->n_keys > KEYS_MAX) {
        return ERR_FORM;
    }
    out->keys = ARENA_ARRAY(arena, struct data_key, out->n_keys);
    for (size_t i = 0; i < out->n_keys; i++) {
        message_data_key(w, &out->keys[i]);
    }
    out->n_items = wire_u16(w);
    if (!wire_ok(w) || out->n_items > ITEMS_MAX) {
        return ERR_FORM;
    }
    out->items = ARENA_ARRAY(arena, struct vault_item, out->n_items);
    for (size_t i = 0; i < out->n_items; i++) {
        out->items[i].key = wire_u8(w);
        out->items[i].aad = wire_bytes(w, AAD_MAX_B);
        out->items[i].in = wire_bytes(w, FIELD_MAX_B + SMALL_MAX_B);
        if (out->items[i].key >= out->n_keys) {
            return ERR_FORM;
        }
    }
    return wire_ok(w) ? OK : ERR_FORM;
}

/* Opens the session and the agency key that stands behind it. Leaves the person's seed in s->seed and
 * the agency's in s->agency_seed. */
static enum err work_enter(struct core *core, struct scratch *s, const struct work *work) {
    int64_t staff_id = 0;
    TRY(session_seed(core, work->token, work->now_ms, s->seed, &staff_id));
    if (staff_id != work->mine.member.id) {
        return ERR_SEALED;
    }
    return key_open_member(core, s, &work->mine);
}

/* A chain of grants: each giver belongs to an agency that had the key before. The grant to the own
 * agency, if it stands, opens the key. */
static enum err open_key(struct core *core, struct scratch *s, const struct work *work,
    const struct data_key *key, uint8_t out_dek[KEY_SEED_B]) {
    if (!key_dek_ok(core, key)) {
        return ERR_TAMPERED;
    }
    int64_t holders[KEY_GRANTS_MAX + 1] = { key->maker.agency_id };
    size_t n_holders = 1;
    for (size_t i = 0; i < key->n_grants; i++) {
        const struct grant *grant = &key->grants[i];
        bool may_give = false;
        for (size_t h = 0; h < n_holders; h++) {
            may_give = may_give || holders[h] == grant->by.agency_id;
        }
        bool is_over = grant->expires_at != 0 && grant->expires_at <= work->now_ms;
        if (!may_give || is_over || !key_grant_ok(core, key, grant)) {
            continue;
        }
        holders[n_holders++] = grant->to.id;
        if (grant->to.id == work->mine.agency.id && grant->to.epoch == work->mine.agency.epoch) {
            key_pairs_of_seed(s, s->agency_seed);
            return key_open_grant(s, key, grant, out_dek);
        }
    }
    return ERR_SEALED;
}

static size_t padded_size(size_t n) {
    size_t step = n + 1 <= SMALL_MAX_B ? SMALL_STEP_B : SMALL_MAX_B;
    return (n / step + 1) * step;
}

static void seal_item(const uint8_t dek[KEY_SEED_B], const struct data_key *key,
    const struct vault_item *item, struct arena *arena, struct buf *reply) {
    size_t padded_n = padded_size(item->in.n);
    uint8_t *plain = arena_take(arena, padded_n);
    if (item->in.n > 0) {
        memcpy(plain, item->in.p, item->in.n);
    }
    plain[item->in.n] = 0x80; /* ISO 7816-4: a mark, then zeros */
    uint8_t *box = arena_take(arena, BLOB_HEAD_B + NONCE_B + padded_n + TAG_B);
    box[0] = BOX_VERSION;
    box[1] = BOX_XCHACHA;
    memcpy(box + 2, key->kid, KEY_KID_B);
    randombytes_buf(box + BLOB_HEAD_B, NONCE_B);
    unsigned long long n = 0;
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(box + BLOB_HEAD_B + NONCE_B, &n, plain,
        padded_n, item->aad.p, item->aad.n, NULL, box + BLOB_HEAD_B, dek); /* never fails */
    wire_put_bytes(reply, (struct bytes){ box, BLOB_HEAD_B + NONCE_B + (size_t)n });
}

static enum err unseal_item(const uint8_t dek[KEY_SEED_B], const struct data_key *key,
    const struct vault_item *item, struct arena *arena, struct buf *reply) {
    struct bytes box = item->in;
    if (box.n < BLOB_HEAD_B + NONCE_B + TAG_B || box.p[0] != BOX_VERSION || box.p[1] != BOX_XCHACHA ||
        sodium_memcmp(box.p + 2, key->kid, KEY_KID_B) != 0) {
        return ERR_TAMPERED;
    }
    const uint8_t *nonce = box.p + BLOB_HEAD_B;
    size_t body_n = box.n - BLOB_HEAD_B - NONCE_B;
    uint8_t *plain = arena_take(arena, body_n);
    unsigned long long n = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &n, NULL, nonce + NONCE_B, body_n,
            item->aad.p, item->aad.n, nonce, dek) != 0) {
        return ERR_TAMPERED;
    }
    while (n > 0 && plain[n - 1] == 0) {
        n--;
    }
    if (n == 0 || plain[n - 1] != 0x80) {
        return ERR_TAMPERED;
    }
    wire_put_bytes(reply, (struct bytes){ plain, (size_t)n - 1 });
    return OK;
}

/* Draws a new data key and hands it to each of the wanted receivers. */
static enum err make_key(struct core *core, struct scratch *s, const struct work *work,
    struct data_key *key, uint8_t dek[KEY_SEED_B], struct buf *reply) {
    randombytes_buf(dek, KEY_SEED_B);
    key_dek_kid(dek, key->kid);
    key->maker = work->mine.member;
    key_pairs_of_seed(s, s->seed);
    key_sign_dek(key, s->ed_secret);
    wire_put_fixed(reply, key->kid, KEY_KID_B);
    wire_put_fixed(reply, key->sig, KEY_SIG_B);
    for (size_t i = 0; i < key->n_grants; i++) {
        struct grant *grant = &key->grants[i];
        if (grant->to.kind != PRINCIPAL_AGENCY || !key_listing_ok(core, &grant->to)) {
            return ERR_TAMPERED;
        }
        uint8_t sealed[sizeof(s->plain) + crypto_box_SEALBYTES];
        size_t sealed_n = 0;
        grant->by = work->mine.member;
        key_make_grant(key, dek, s->ed_secret, grant, sealed, &sealed_n);
        wire_put_bytes(reply, (struct bytes){ sealed, sealed_n });
        wire_put_fixed(reply, grant->sig, KEY_SIG_B);
    }
    return OK;
}

enum err work_seal(struct core *core, struct scratch *s, struct wire *w, struct arena *arena,
    struct buf *reply) {
    struct work work = { 0 };
    TRY(work_read(w, arena, &work));
    TRY(wire_end(w) ? OK : ERR_FORM);
    TRY(work_enter(core, s, &work));
    for (size_t i = 0; i < work.n_keys; i++) {
        struct data_key *key = &work.keys[i];
        TRY(key->is_new ? make_key(core, s, &work, key, s->deks[i], reply)
                        : open_key(core, s, &work, key, s->deks[i]));
    }
    for (size_t i = 0; i < work.n_items; i++) {
        if (work.items[i].in.n > FIELD_MAX_B) {
            return ERR_INPUT;
        }
        size_t k = work.items[i].key;
        seal_item(s->deks[k], &work.keys[k], &work.items[i], arena, reply);
    }
    return OK;
}

enum err work_unseal(struct core *core, struct scratch *s, struct wire *w, struct arena *arena,
    struct buf *reply) {
    struct work work = { 0 };
    TRY(work_read(w, arena, &work));
    TRY(wire_end(w) ? OK : ERR_FORM);
    TRY(work_enter(core, s, &work));
    for (size_t i = 0; i < work.n_keys; i++) {
        TRY(open_key(core, s, &work, &work.keys[i], s->deks[i]));
    }
    for (size_t i = 0; i < work.n_items; i++) {
        size_t k = work.items[i].key;
        TRY(unseal_item(s->deks[k], &work.keys[k], &work.items[i], arena, reply));
    }
    return OK;
}

enum err work_grant(struct core *core, struct scratch *s, struct wire *w, struct arena *arena,
    struct buf *reply) {
    struct work work = { 0 };
    TRY(work_read(w, arena, &work));
    size_t n_to = wire_u8(w);
    if (!wire_ok(w) || n_to > GRANTEES_MAX) {
        return ERR_FORM;
    }
    struct grant *to = ARENA_ARRAY(arena, struct grant, n_to);
    for (size_t i = 0; i < n_to; i++) {
        message_grant(w, &to[i]);
        if (!wire_ok(w) || to[i].to.kind != PRINCIPAL_AGENCY || !key_listing_ok(core, &to[i].to)) {
            return ERR_TAMPERED;
        }
    }
    TRY(wire_end(w) ? OK : ERR_FORM);
    TRY(work_enter(core, s, &work));
    for (size_t k = 0; k < work.n_keys; k++) {
        TRY(open_key(core, s, &work, &work.keys[k], s->deks[k]));
        key_pairs_of_seed(s, s->seed);
        for (size_t i = 0; i < n_to; i++) {
            uint8_t sealed[sizeof(s->plain) + crypto_box_SEALBYTES];
            size_t sealed_n = 0;
            struct grant grant = to[i];
            grant.by = work.mine.member;
            key_make_grant(&work.keys[k], s->deks[k], s->ed_secret, &grant, sealed, &sealed_n);
            wire_put_bytes(reply, (struct bytes){ sealed, sealed_n });
            wire_put_fixed(reply, grant.sig, KEY_SIG_B);
        }
    }
    return OK;
}

#include "vault/core.h"

#include "err/must.h"

#include <sodium.h>
#include <string.h>

/* Signed statements are a label and the canonical fields, so that one kind can never be read as
 * another. */
enum { STATEMENT_MAX_B = 512 };


static struct buf statement(const char *label) {
    struct buf b = buf_open(STATEMENT_MAX_B);
    wire_put_bytes(&b, str_bytes(str_from_c(label)));
    return b;
}

static void sign(struct buf *b, const uint8_t ed_secret[64], uint8_t out_sig[KEY_SIG_B]) {
    must(buf_ok(b));
    (void)crypto_sign_detached(out_sig, NULL, (const uint8_t *)b->p, b->n, ed_secret); /* never fails */
    buf_done(b);
}

/* Ed25519 costs 60 microseconds; what was found good once is remembered by its digest. */
static bool signed_by(struct core *core, struct buf *b, const uint8_t sig[KEY_SIG_B],
    const uint8_t ed_pub[KEY_PUB_B]) {
    must(buf_ok(b));
    uint8_t digest[16];
    crypto_generichash_state state;
    (void)crypto_generichash_init(&state, NULL, 0, sizeof(digest)); /* these three never fail */
    (void)crypto_generichash_update(&state, ed_pub, KEY_PUB_B);
    (void)crypto_generichash_update(&state, sig, KEY_SIG_B);
    (void)crypto_generichash_update(&state, (const uint8_t *)b->p, b->n);
    (void)crypto_generichash_final(&state, digest, sizeof(digest));
    uint32_t at = 0;
    memcpy(&at, digest, sizeof(at));
    at &= CHECKED_MAX - 1;
    must(pthread_mutex_lock(&core->lock) == 0);
    bool is_known = memcmp(core->checked[at], digest, sizeof(digest)) == 0;
    must(pthread_mutex_unlock(&core->lock) == 0);
    bool is_good = is_known ||
                   crypto_sign_verify_detached(sig, (const uint8_t *)b->p, b->n, ed_pub) == 0;
    if (is_good && !is_known) {
        must(pthread_mutex_lock(&core->lock) == 0);
        memcpy(core->checked[at], digest, sizeof(digest));
        must(pthread_mutex_unlock(&core->lock) == 0);
    }
    buf_done(b);
    return is_good;
}

void key_pairs_of_seed(struct scratch *s, const uint8_t seed[KEY_SEED_B]) {
    uint8_t part[KEY_SEED_B];
    (void)crypto_kdf_derive_from_key(part, sizeof(part), 1, "besa-box", seed); /* sizes are fixed */
    (void)crypto_box_seed_keypair(s->x_pub, s->x_secret, part);
    (void)crypto_kdf_derive_from_key(part, sizeof(part), 2, "besa-sig", seed);
    (void)crypto_sign_seed_keypair(s->ed_pub, s->ed_secret, part);
    sodium_memzero(part, sizeof(part));
}

static struct buf listing_statement(const struct listing *listing) {
    struct buf b = statement("besa-listing1");
    wire_put_i64(&b, listing->id);
    wire_put_u8(&b, (uint8_t)listing->kind);
    wire_put_i64(&b, listing->agency_id);
    wire_put_i64(&b, listing->epoch);
    wire_put_fixed(&b, listing->x_pub, KEY_PUB_B);
    wire_put_fixed(&b, listing->ed_pub, KEY_PUB_B);
    return b;
}

void key_sign_listing(struct core *core, struct listing *listing) {
    struct buf b = listing_statement(listing);
    sign(&b, core->sign_secret, listing->sig);
}

bool key_listing_ok(struct core *core, const struct listing *listing) {
    struct buf b = listing_statement(listing);
    return signed_by(core, &b, listing->sig, core->sign_pub);
}

void key_dek_kid(const uint8_t dek[KEY_SEED_B], uint8_t out_kid[KEY_KID_B]) {
    static const uint8_t LABEL[] = "kid";
    (void)crypto_generichash(out_kid, KEY_KID_B, LABEL, sizeof(LABEL), dek, KEY_SEED_B);
}

static struct buf dek_statement(const struct data_key *key) {
    struct buf b = statement("besa-dek1");
    wire_put_i64(&b, key->dek_id);
    wire_put_i64(&b, key->owner_id);
    wire_put_u8(&b, (uint8_t)key->class);
    wire_put_i64(&b, key->epoch);
    wire_put_fixed(&b, key->kid, KEY_KID_B);
    wire_put_i64(&b, key->maker.id);
    return b;
}

void key_sign_dek(struct data_key *key, const uint8_t ed_secret[64]) {
    struct buf b = dek_statement(key);
    sign(&b, ed_secret, key->sig);
}

bool key_dek_ok(struct core *core, const struct data_key *key) {
    struct buf b = dek_statement(key);
    return signed_by(core, &b, key->sig, key->maker.ed_pub) && key_listing_ok(core, &key->maker);
}

static struct buf grant_statement(const struct data_key *key, const struct grant *grant) {
    struct buf b = statement("besa-grant1");
    wire_put_i64(&b, key->dek_id);
    wire_put_fixed(&b, key->kid, KEY_KID_B);
    wire_put_i64(&b, grant->to.id);
    wire_put_i64(&b, grant->to.epoch);
    wire_put_fixed(&b, grant->to.x_pub, KEY_PUB_B);
    wire_put_i64(&b, grant->expires_at);
    wire_put_i64(&b, grant->consent_id);
    wire_put_bytes(&b, grant->sealed_key);
    return b;
}

/* What is inside a sealed data key: the key and whose it is, so that none can be swapped. */
static struct buf grant_plain(
    const struct data_key *key, const uint8_t dek[KEY_SEED_B], const struct listing *to) {
    struct buf b = buf_open(STATEMENT_MAX_B);
    wire_put_fixed(&b, dek, KEY_SEED_B);
    wire_put_i64(&b, key->dek_id);
    wire_put_i64(&b, to->id);
    wire_put_i64(&b, to->epoch);
    wire_put_u8(&b, (uint8_t)key->class);
    return b;
}

void key_make_grant(const struct data_key *key, const uint8_t dek[KEY_SEED_B],
    const uint8_t ed_secret[64], struct grant *grant, uint8_t out_sealed[], size_t *out_n) {
    struct buf plain = grant_plain(key, dek, &grant->to);
    must(crypto_box_seal(out_sealed, (const uint8_t *)plain.p, plain.n, grant->to.x_pub) == 0);
    *out_n = plain.n + crypto_box_SEALBYTES;
    buf_done(&plain);
    grant->sealed_key = (struct bytes){ out_sealed, *out_n };
    struct buf b = grant_statement(key, grant);
    sign(&b, ed_secret, grant->sig);
}

bool key_grant_ok(struct core *core, const struct data_key *key, const struct grant *grant) {
    if (!key_listing_ok(core, &grant->by) || !key_listing_ok(core, &grant->to)) {
        return false;
    }
    struct buf b = grant_statement(key, grant);
    return signed_by(core, &b, grant->sig, grant->by.ed_pub);
}

enum err key_open_grant(struct scratch *s, const struct data_key *key, const struct grant *grant,
    uint8_t out_dek[KEY_SEED_B]) {
    size_t sealed_n = grant->sealed_key.n;
    if (sealed_n < crypto_box_SEALBYTES || sealed_n - crypto_box_SEALBYTES > sizeof(s->plain)) {
        return ERR_TAMPERED;
    }
    if (crypto_box_seal_open(s->plain, grant->sealed_key.p, sealed_n, s->x_pub, s->x_secret) != 0) {
        return ERR_TAMPERED;
    }
    struct wire w = wire_of((struct bytes){ s->plain, sealed_n - crypto_box_SEALBYTES });
    uint8_t kid[KEY_KID_B];
    wire_fixed(&w, out_dek, KEY_SEED_B);
    key_dek_kid(out_dek, kid);
    bool fits = wire_i64(&w) == key->dek_id;
    fits = wire_i64(&w) == grant->to.id && fits;
    fits = wire_i64(&w) == grant->to.epoch && fits;
    fits = wire_u8(&w) == (uint8_t)key->class && fits;
    fits = wire_end(&w) && sodium_memcmp(kid, key->kid, KEY_KID_B) == 0 && fits;
    return fits ? OK : ERR_TAMPERED;
}

static struct buf member_statement(
    const struct listing *agency, const struct listing *member, struct bytes sealed_key) {
    struct buf b = statement("besa-member1");
    wire_put_i64(&b, agency->id);
    wire_put_i64(&b, agency->epoch);
    wire_put_i64(&b, member->id);
    wire_put_fixed(&b, member->x_pub, KEY_PUB_B);
    wire_put_bytes(&b, sealed_key);
    return b;
}

/* Signed with the agency's own key, which only its members hold. Expects s->agency_seed. */
void key_make_member(struct scratch *s, const struct listing *agency, const struct listing *member,
    uint8_t out_sealed[], size_t *out_n, uint8_t out_sig[KEY_SIG_B]) {
    struct buf plain = buf_open(STATEMENT_MAX_B);
    wire_put_fixed(&plain, s->agency_seed, KEY_SEED_B);
    wire_put_i64(&plain, agency->id);
    wire_put_i64(&plain, agency->epoch);
    wire_put_i64(&plain, member->id);
    must(crypto_box_seal(out_sealed, (const uint8_t *)plain.p, plain.n, member->x_pub) == 0);
    *out_n = plain.n + crypto_box_SEALBYTES;
    buf_done(&plain);
    struct buf b = member_statement(agency, member, (struct bytes){ out_sealed, *out_n });
    key_pairs_of_seed(s, s->agency_seed);
    sign(&b, s->ed_secret, out_sig);
}

/* Leaves the agency's seed in s->agency_seed; expects the member's seed in s->seed. */
enum err key_open_member(struct core *core, struct scratch *s, const struct member_key *member) {
    if (!key_listing_ok(core, &member->agency) || !key_listing_ok(core, &member->member) ||
        member->agency.kind != PRINCIPAL_AGENCY || member->member.kind != PRINCIPAL_STAFF ||
        member->member.agency_id != member->agency.id) {
        return ERR_TAMPERED;
    }
    struct buf b = member_statement(&member->agency, &member->member, member->sealed_key);
    if (!signed_by(core, &b, member->sig, member->agency.ed_pub)) {
        return ERR_TAMPERED;
    }
    key_pairs_of_seed(s, s->seed);
    if (memcmp(s->x_pub, member->member.x_pub, KEY_PUB_B) != 0) {
        return ERR_SEALED;
    }
    size_t n = member->sealed_key.n;
    if (n < crypto_box_SEALBYTES || n - crypto_box_SEALBYTES > sizeof(s->plain) ||
        crypto_box_seal_open(s->plain, member->sealed_key.p, n, s->x_pub, s->x_secret) != 0) {
        return ERR_TAMPERED;
    }
    struct wire w = wire_of((struct bytes){ s->plain, n - crypto_box_SEALBYTES });
    wire_fixed(&w, s->agency_seed, KEY_SEED_B);
    bool fits = wire_i64(&w) == member->agency.id;
    fits = wire_i64(&w) == member->agency.epoch && fits;
    fits = wire_i64(&w) == member->member.id && fits;
    return fits && wire_end(&w) ? OK : ERR_TAMPERED;
}

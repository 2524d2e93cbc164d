#include "vault/core.h"

#include "err/must.h"

#include <liboath/oath.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum {
    PASSPHRASE_MIN = 15,
    PASSPHRASE_MAX_B = 256,
    TOTP_SECRET_B = 20,
    RECOVERY_B = 16,
    WRAP_MAX_B = 128,
    STAFF_MAX = 64,
    TEXT_MAX_B = 4096,
};

enum err core_open(struct vault_node *node, struct core **out) {
    if (sodium_init() < 0 || oath_init() != OATH_OK) {
        return ERR_VAULT;
    }
    struct core *core = calloc(1, sizeof(*core));
    must(core != NULL);
    core->node = sodium_malloc(sizeof(*core->node));
    must(core->node != NULL);
    *core->node = *node;
    sodium_memzero(node, sizeof(*node));
    must(pthread_mutex_init(&core->lock, NULL) == 0 && pthread_cond_init(&core->kdf_free, NULL) == 0);
    uint8_t seed[32];
    pass_node_key(core, "besasign", seed);
    (void)crypto_sign_seed_keypair(core->sign_pub, core->sign_secret, seed); /* never fails */
    sodium_memzero(seed, sizeof(seed));
    *out = core;
    return OK;
}

void core_close(struct core *core) {
    if (core != NULL) {
        sodium_free(core->node);
        (void)pthread_mutex_destroy(&core->lock); /* nobody waits any more */
        (void)pthread_cond_destroy(&core->kdf_free);
        sodium_memzero(core, sizeof(*core));
        free(core);
    }
}

struct scratch *scratch_open(void) {
    struct scratch *s = sodium_malloc(sizeof(*s));
    must(s != NULL);
    return s;
}

void scratch_close(struct scratch *s) {
    sodium_free(s);
}

/* Crockford's alphabet without look-alikes, in groups of four. */
static void put_code(struct buf *reply, const uint8_t *bytes, size_t n) {
    static const char ALPHABET[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    struct buf text = buf_open(64);
    uint32_t bits = 0;
    int held = 0;
    size_t written = 0;
    for (size_t i = 0; i < n || held > 0;) {
        while (held < 5) {
            bits = bits << 8 | (i < n ? bytes[i] : 0);
            i++;
            held += 8;
        }
        if (written > 0 && written % 4 == 0) {
            buf_add_char(&text, '-');
        }
        buf_add_char(&text, ALPHABET[bits >> (held - 5) & 31]);
        held -= 5;
        written++;
        if (written * 5 >= n * 8) {
            break;
        }
    }
    wire_put_bytes(reply, str_bytes(buf_str(&text)));
    buf_done(&text);
}

/* Reads such a code again, forgiving case, blanks, dashes, O for 0 and I or L for 1. */
static bool read_code(struct str code, uint8_t *out, size_t n) {
    static const char ALPHABET[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    uint32_t bits = 0;
    int held = 0;
    size_t at = 0;
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        if (c == '-' || c == ' ') {
            continue;
        }
        c = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
        c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
        const char *hit = c == 0 ? NULL : strchr(ALPHABET, c);
        if (hit == NULL) {
            return false;
        }
        bits = bits << 5 | (uint32_t)(hit - ALPHABET);
        held += 5;
        if (held >= 8 && at < n) {
            out[at++] = (uint8_t)(bits >> (held - 8) & 0xff);
            held -= 8;
        }
    }
    return at == n && held < 8;
}

static void put_base32(struct buf *reply, const uint8_t *secret) {
    char *text = NULL;
    size_t n = 0;
    must(oath_base32_encode((const char *)secret, TOTP_SECRET_B, &text, &n) == OATH_OK);
    wire_put_bytes(reply, (struct bytes){ (const uint8_t *)text, n });
    sodium_memzero(text, n);
    free(text);
}

static void put_listing_of(struct core *core, struct scratch *s, struct buf *reply, int64_t id,
    enum principal_kind kind, int64_t agency_id) {
    struct listing listing = { .id = id, .kind = kind, .agency_id = agency_id, .epoch = 1 };
    memcpy(listing.x_pub, s->x_pub, KEY_PUB_B);
    memcpy(listing.ed_pub, s->ed_pub, KEY_PUB_B);
    key_sign_listing(core, &listing);
    message_put_listing(reply, &listing);
}

static bool passphrase_fits(struct str passphrase) {
    size_t letters = 0;
    for (size_t i = 0; i < passphrase.n; i++) {
        letters += ((uint8_t)passphrase.p[i] & 0xc0) != 0x80; /* count code points, not bytes */
    }
    return letters >= PASSPHRASE_MIN && passphrase.n <= PASSPHRASE_MAX_B;
}

static enum err put_wrapped(struct core *core, struct scratch *s, struct buf *reply,
    struct str passphrase, enum vault_cost cost) {
    uint8_t salt[16];
    uint8_t auth[32];
    uint8_t wrap[WRAP_MAX_B];
    size_t wrap_n = 0;
    if (!passphrase_fits(passphrase)) {
        return ERR_INPUT;
    }
    TRY(pass_wrap(core, s, s->seed, passphrase, cost, salt, auth, wrap, &wrap_n));
    wire_put_bytes(reply, (struct bytes){ salt, sizeof(salt) });
    wire_put_bytes(reply, (struct bytes){ auth, sizeof(auth) });
    wire_put_bytes(reply, (struct bytes){ wrap, wrap_n });
    return OK;
}

/* The recovery code has 128 random bits, so that a plain keyed hash of it is enough. */
static void recovery_key(const uint8_t code[RECOVERY_B], struct bytes salt, uint8_t out_key[32]) {
    (void)crypto_generichash(out_key, 32, code, RECOVERY_B, salt.p, salt.n); /* sizes are fixed */
}

static enum err make_staff(struct core *core, struct scratch *s, struct wire *w, struct buf *reply) {
    int64_t staff_id = wire_i64(w);
    int64_t agency_id = wire_i64(w);
    struct str passphrase = bytes_str(wire_bytes(w, PASSPHRASE_MAX_B));
    enum vault_cost cost = (enum vault_cost)wire_u8(w);
    if (!wire_end(w)) {
        return ERR_FORM;
    }
    randombytes_buf(s->seed, KEY_SEED_B);
    key_pairs_of_seed(s, s->seed);
    put_listing_of(core, s, reply, staff_id, PRINCIPAL_STAFF, agency_id);
    TRY(put_wrapped(core, s, reply, passphrase, cost));
    uint8_t box[WRAP_MAX_B];
    size_t box_n = 0;
    uint8_t salt[16];
    uint8_t key[32];
    uint8_t *code = s->plain;
    randombytes_buf(salt, sizeof(salt));
    randombytes_buf(code, RECOVERY_B);
    recovery_key(code, (struct bytes){ salt, sizeof(salt) }, key);
    pass_box(key, s->seed, KEY_SEED_B, box, &box_n);
    wire_put_bytes(reply, (struct bytes){ salt, sizeof(salt) });
    wire_put_bytes(reply, (struct bytes){ box, box_n });
    uint8_t *secret = s->plain + RECOVERY_B;
    randombytes_buf(secret, TOTP_SECRET_B);
    pass_node_key(core, "besatotp", key);
    pass_box(key, secret, TOTP_SECRET_B, box, &box_n);
    wire_put_bytes(reply, (struct bytes){ box, box_n });
    put_base32(reply, secret);
    put_code(reply, code, RECOVERY_B);
    sodium_memzero(key, sizeof(key));
    return OK;
}

static void put_member(struct scratch *s, struct buf *reply, const struct listing *agency,
    const struct listing *member) {
    uint8_t sealed[WRAP_MAX_B + 64];
    size_t sealed_n = 0;
    uint8_t sig[KEY_SIG_B];
    key_make_member(s, agency, member, sealed, &sealed_n, sig);
    wire_put_bytes(reply, (struct bytes){ sealed, sealed_n });
    wire_put_bytes(reply, (struct bytes){ sig, sizeof(sig) });
}

static bool member_fits(struct core *core, const struct listing *member, int64_t agency_id) {
    return member->kind == PRINCIPAL_STAFF && member->agency_id == agency_id &&
           key_listing_ok(core, member);
}

static enum err make_agency(struct core *core, struct scratch *s, struct wire *w, struct buf *reply) {
    struct listing agency = { .kind = PRINCIPAL_AGENCY, .epoch = 1 };
    agency.id = wire_i64(w);
    agency.agency_id = agency.id;
    size_t n = wire_u8(w);
    if (!wire_ok(w) || n > STAFF_MAX) {
        return ERR_FORM;
    }
    randombytes_buf(s->agency_seed, KEY_SEED_B);
    key_pairs_of_seed(s, s->agency_seed);
    memcpy(agency.x_pub, s->x_pub, KEY_PUB_B);
    memcpy(agency.ed_pub, s->ed_pub, KEY_PUB_B);
    key_sign_listing(core, &agency);
    message_put_listing(reply, &agency);
    for (size_t i = 0; i < n; i++) {
        struct listing member;
        message_listing(w, &member);
        if (!wire_ok(w) || !member_fits(core, &member, agency.id)) {
            return ERR_TAMPERED;
        }
        put_member(s, reply, &agency, &member);
    }
    return wire_end(w) ? OK : ERR_FORM;
}

static enum err add_member(struct core *core, struct scratch *s, struct wire *w, struct buf *reply) {
    uint8_t token[KEY_TOKEN_B];
    struct member_key mine;
    struct listing member;
    wire_fixed(w, token, sizeof(token));
    message_member_key(w, &mine);
    int64_t now_ms = wire_i64(w);
    message_listing(w, &member);
    if (!wire_end(w)) {
        return ERR_FORM;
    }
    int64_t staff_id = 0;
    TRY(session_seed(core, token, now_ms, s->seed, &staff_id));
    TRY(key_open_member(core, s, &mine));
    if (!member_fits(core, &member, mine.agency.id)) {
        return ERR_TAMPERED;
    }
    put_member(s, reply, &mine.agency, &member);
    return OK;
}

static enum err sign_in(struct core *core, struct scratch *s, struct wire *w, struct buf *reply) {
    static const uint8_t NOBODY[WRAP_MAX_B] = { 1 };
    bool is_known = wire_u8(w) != 0;
    int64_t staff_id = wire_i64(w);
    struct bytes salt = wire_bytes(w, 16);
    struct bytes auth = wire_bytes(w, 32);
    struct bytes wrap = wire_bytes(w, WRAP_MAX_B);
    struct bytes totp = wire_bytes(w, WRAP_MAX_B);
    struct str passphrase = bytes_str(wire_bytes(w, PASSPHRASE_MAX_B));
    struct str code = bytes_str(wire_bytes(w, 16));
    int64_t after = wire_i64(w);
    int64_t now_ms = wire_i64(w);
    if (!wire_end(w)) {
        return ERR_FORM;
    }
    if (!is_known) { /* the same work as for a real name, so that the time tells nothing */
        salt = (struct bytes){ NOBODY, 16 };
        auth = (struct bytes){ NOBODY, 32 };
        wrap = (struct bytes){ NOBODY, sizeof(NOBODY) };
    }
    enum err e = pass_unwrap(core, s, passphrase, salt, auth, wrap, s->seed);
    if (e != OK || !is_known) {
        return e == OK ? ERR_CREDENTIALS : e;
    }
    uint8_t key[32];
    int64_t step = 0;
    pass_node_key(core, "besatotp", key);
    if (!pass_unbox(key, totp, s->plain, TOTP_SECRET_B)) {
        return ERR_TAMPERED;
    }
    if (!pass_code_step(s->plain, code, now_ms, after, &step)) {
        return ERR_CREDENTIALS;
    }
    uint8_t token[KEY_TOKEN_B];
    TRY(session_begin(core, s->seed, staff_id, false, now_ms, token));
    wire_put_fixed(reply, token, sizeof(token));
    wire_put_i64(reply, step);
    sodium_memzero(token, sizeof(token));
    return OK;
}

static enum err session_of(struct core *core, struct wire *w, struct buf *reply) {
    uint8_t token[KEY_TOKEN_B];
    wire_fixed(w, token, sizeof(token));
    int64_t now_ms = wire_i64(w);
    int64_t staff_id = 0;
    if (!wire_end(w)) {
        return ERR_FORM;
    }
    TRY(session_seed(core, token, now_ms, NULL, &staff_id));
    wire_put_i64(reply, staff_id);
    return OK;
}

static enum err sign_out(struct core *core, struct wire *w) {
    uint8_t token[KEY_TOKEN_B];
    wire_fixed(w, token, sizeof(token));
    if (!wire_end(w)) {
        return ERR_FORM;
    }
    session_end(core, token);
    return OK;
}

static enum err sign_out_all(struct core *core, struct wire *w) {
    int64_t staff_id = wire_i64(w);
    if (!wire_end(w)) {
        return ERR_FORM;
    }
    session_end_all(core, staff_id);
    return OK;
}

static void token_key(const uint8_t token[KEY_TOKEN_B], uint8_t out_key[32]) {
    (void)crypto_kdf_derive_from_key(out_key, 32, 2, "besa-tok", token);
}

static enum err make_token(struct core *core, struct scratch *s, struct wire *w, struct buf *reply) {
    uint8_t token[KEY_TOKEN_B];
    wire_fixed(w, token, sizeof(token));
    int64_t now_ms = wire_i64(w);
    int64_t staff_id = 0;
    if (!wire_end(w)) {
        return ERR_FORM;
    }
    TRY(session_seed(core, token, now_ms, s->seed, &staff_id));
    uint8_t fresh[KEY_TOKEN_B];
    uint8_t key[32];
    uint8_t hash[32];
    uint8_t wrap[WRAP_MAX_B];
    size_t wrap_n = 0;
    randombytes_buf(fresh, sizeof(fresh));
    token_key(fresh, key);
    pass_box(key, s->seed, KEY_SEED_B, wrap, &wrap_n);
    vault_token_hash(fresh, hash);
    wire_put_fixed(reply, fresh, sizeof(fresh));
    wire_put_bytes(reply, (struct bytes){ hash, sizeof(hash) });
    wire_put_bytes(reply, (struct bytes){ wrap, wrap_n });
    sodium_memzero(fresh, sizeof(fresh));
    sodium_memzero(key, sizeof(key));
    return OK;
}

static enum err open_token(struct core *core, struct scratch *s, struct wire *w) {
    uint8_t token[KEY_TOKEN_B];
    uint8_t key[32];
    wire_fixed(w, token, sizeof(token));
    int64_t staff_id = wire_i64(w);
    struct bytes wrap = wire_bytes(w, WRAP_MAX_B);
    int64_t now_ms = wire_i64(w);
    if (!wire_end(w)) {
        return ERR_FORM;
    }
    token_key(token, key);
    bool is_open = pass_unbox(key, wrap, s->seed, KEY_SEED_B);
    sodium_memzero(key, sizeof(key));
    return is_open ? session_begin(core, s->seed, staff_id, true, now_ms, token) : ERR_SIGN_IN;
}

static enum err change_passphrase(
    struct core *core, struct scratch *s, struct wire *w, struct buf *reply) {
    uint8_t token[KEY_TOKEN_B];
    wire_fixed(w, token, sizeof(token));
    struct str passphrase = bytes_str(wire_bytes(w, PASSPHRASE_MAX_B));
    enum vault_cost cost = (enum vault_cost)wire_u8(w);
    int64_t now_ms = wire_i64(w);
    int64_t staff_id = 0;
    if (!wire_end(w)) {
        return ERR_FORM;
    }
    TRY(session_seed(core, token, now_ms, s->seed, &staff_id));
    return put_wrapped(core, s, reply, passphrase, cost);
}

static enum err recover(struct core *core, struct scratch *s, struct wire *w, struct buf *reply) {
    struct str code = bytes_str(wire_bytes(w, 64));
    struct bytes salt = wire_bytes(w, 16);
    struct bytes wrap = wire_bytes(w, WRAP_MAX_B);
    struct str passphrase = bytes_str(wire_bytes(w, PASSPHRASE_MAX_B));
    if (!wire_end(w) || salt.n != 16) {
        return ERR_FORM;
    }
    uint8_t key[32];
    if (!read_code(code, s->plain, RECOVERY_B)) {
        return ERR_CREDENTIALS;
    }
    recovery_key(s->plain, salt, key);
    bool is_open = pass_unbox(key, wrap, s->seed, KEY_SEED_B);
    sodium_memzero(key, sizeof(key));
    return is_open ? put_wrapped(core, s, reply, passphrase, VAULT_COST_FULL) : ERR_CREDENTIALS;
}

static enum err sign_checkpoint(struct core *core, struct wire *w, struct buf *reply) {
    struct bytes text = wire_bytes(w, TEXT_MAX_B);
    if (!wire_end(w)) {
        return ERR_FORM;
    }
    uint8_t sig[KEY_SIG_B];
    (void)crypto_sign_detached(sig, NULL, text.p, text.n, core->sign_secret); /* never fails */
    wire_put_fixed(reply, sig, sizeof(sig));
    return OK;
}

static enum err demo_code(struct core *core, struct scratch *s, struct wire *w, struct buf *reply) {
    struct bytes totp = wire_bytes(w, WRAP_MAX_B);
    int64_t now_ms = wire_i64(w);
    uint8_t key[32];
    if (!wire_end(w) || !core->node->is_demo) {
        return ERR_FORBIDDEN;
    }
    pass_node_key(core, "besatotp", key);
    if (!pass_unbox(key, totp, s->plain, TOTP_SECRET_B)) {
        return ERR_TAMPERED;
    }
    char code[7];
    pass_code_now(s->plain, now_ms, code);
    wire_put_bytes(reply, (struct bytes){ (const uint8_t *)code, 6 });
    return OK;
}

static enum err answer(struct core *core, struct scratch *s, struct arena *arena, struct wire *w,
    struct buf *reply) {
    switch ((enum vault_op)wire_u8(w)) {
    case OP_IDENTITY:
        wire_put_fixed(reply, core->sign_pub, KEY_PUB_B);
        return OK;
    case OP_MAKE_STAFF:
        return make_staff(core, s, w, reply);
    case OP_MAKE_AGENCY:
        return make_agency(core, s, w, reply);
    case OP_ADD_MEMBER:
        return add_member(core, s, w, reply);
    case OP_SIGN_IN:
        return sign_in(core, s, w, reply);
    case OP_SESSION:
        return session_of(core, w, reply);
    case OP_SIGN_OUT:
        return sign_out(core, w);
    case OP_SIGN_OUT_ALL:
        return sign_out_all(core, w);
    case OP_MAKE_TOKEN:
        return make_token(core, s, w, reply);
    case OP_OPEN_TOKEN:
        return open_token(core, s, w);
    case OP_CHANGE_PASSPHRASE:
        return change_passphrase(core, s, w, reply);
    case OP_RECOVER:
        return recover(core, s, w, reply);
    case OP_SEAL:
        return work_seal(core, s, w, arena, reply);
    case OP_UNSEAL:
        return work_unseal(core, s, w, arena, reply);
    case OP_GRANT:
        return work_grant(core, s, w, arena, reply);
    case OP_SIGN_CHECKPOINT:
        return sign_checkpoint(core, w, reply);
    case OP_DEMO_CODE:
        return demo_code(core, s, w, reply);
    }
    return ERR_FORM;
}

void core_answer(struct core *core, struct scratch *s, struct arena *arena, struct bytes request,
    struct buf *reply) {
    struct wire w = wire_of(request);
    wire_put_u16(reply, OK);
    enum err e = answer(core, s, arena, &w, reply);
    if (e == OK && !buf_ok(reply)) {
        e = ERR_TOO_LARGE;
    }
    if (e != OK) {
        buf_reset(reply);
        wire_put_u16(reply, (uint16_t)e);
    }
    sodium_memzero(s, sizeof(*s));
}

#include "vault/core.h"

#include "err/must.h"

#include <liboath/oath.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* A wrap is version u8, cost u8, reserved u8, nonce 24, box. The cost is authenticated because the
 * key that opens the box follows from it. */
enum {
    WRAP_VERSION = 1,
    NONCE_B = crypto_secretbox_NONCEBYTES,
    MAC_B = crypto_secretbox_MACBYTES,
    KDF_AT_ONCE = 2,
    KDF_WAITING_MAX = 64,
    CODE_PERIOD_S = 30,
};

static const struct {
    unsigned long long passes;
    size_t memory_b;
} COSTS[] = {
    [VAULT_COST_FULL] = { 3, (size_t)128 << 20 },
    [VAULT_COST_LIGHT] = { 1, (size_t)8 << 20 },
};

/* At most two derivations at a time (128 MiB each); a bounded number may wait. */
static enum err kdf_enter(struct core *core) {
    enum err e = OK;
    must(pthread_mutex_lock(&core->lock) == 0);
    if (core->kdf_waiting >= KDF_WAITING_MAX) {
        e = ERR_BUSY;
    } else {
        core->kdf_waiting++;
        while (core->kdf_running >= KDF_AT_ONCE) {
            must(pthread_cond_wait(&core->kdf_free, &core->lock) == 0);
        }
        core->kdf_waiting--;
        core->kdf_running++;
    }
    must(pthread_mutex_unlock(&core->lock) == 0);
    return e;
}

static void kdf_leave(struct core *core) {
    must(pthread_mutex_lock(&core->lock) == 0);
    core->kdf_running--;
    must(pthread_cond_signal(&core->kdf_free) == 0);
    must(pthread_mutex_unlock(&core->lock) == 0);
}

/* Fills s->kdf: 32 bytes that prove, 32 bytes that open the wrap. */
static enum err derive(struct core *core, struct scratch *s, struct str passphrase,
    const uint8_t salt[16], enum vault_cost cost) {
    if (cost != VAULT_COST_FULL && !(cost == VAULT_COST_LIGHT && core->node->is_demo)) {
        return ERR_TAMPERED;
    }
    TRY(kdf_enter(core));
    int failed = crypto_pwhash(s->kdf, sizeof(s->kdf), passphrase.p == NULL ? "" : passphrase.p,
        passphrase.n, salt, COSTS[cost].passes, COSTS[cost].memory_b,
        crypto_pwhash_ALG_ARGON2ID13);
    kdf_leave(core);
    return failed == 0 ? OK : ERR_BUSY;
}

static void proof_of(const uint8_t half[32], uint8_t out[32]) {
    (void)crypto_generichash(out, 32, half, 32, NULL, 0); /* sizes are fixed */
}

void pass_box(const uint8_t key[32], const uint8_t *plain, size_t n, uint8_t out[], size_t *out_n) {
    randombytes_buf(out, NONCE_B);
    (void)crypto_secretbox_easy(out + NONCE_B, plain, n, out, key); /* never fails */
    *out_n = NONCE_B + MAC_B + n;
}

bool pass_unbox(const uint8_t key[32], struct bytes box, uint8_t *out, size_t n) {
    return box.n == NONCE_B + MAC_B + n &&
           crypto_secretbox_open_easy(out, box.p + NONCE_B, box.n - NONCE_B, box.p, key) == 0;
}

void pass_node_key(const struct core *core, const char label[8], uint8_t out_key[32]) {
    (void)crypto_kdf_derive_from_key(out_key, 32, 1, label, core->node->secret);
}

enum err pass_wrap(struct core *core, struct scratch *s, const uint8_t seed[KEY_SEED_B],
    struct str passphrase, enum vault_cost cost, uint8_t out_salt[16], uint8_t out_auth[32],
    uint8_t out_wrap[], size_t *out_n) {
    randombytes_buf(out_salt, 16);
    TRY(derive(core, s, passphrase, out_salt, cost));
    proof_of(s->kdf, out_auth);
    out_wrap[0] = WRAP_VERSION;
    out_wrap[1] = (uint8_t)cost;
    out_wrap[2] = 0;
    pass_box(s->kdf + 32, seed, KEY_SEED_B, out_wrap + WRAP_HEAD_B, out_n);
    *out_n += WRAP_HEAD_B;
    return OK;
}

enum err pass_unwrap(struct core *core, struct scratch *s, struct str passphrase, struct bytes salt,
    struct bytes auth_hash, struct bytes wrap, uint8_t out_seed[KEY_SEED_B]) {
    if (salt.n != 16 || auth_hash.n != 32 || wrap.n < WRAP_HEAD_B || wrap.p[0] != WRAP_VERSION) {
        return ERR_TAMPERED;
    }
    TRY(derive(core, s, passphrase, salt.p, (enum vault_cost)wrap.p[1]));
    uint8_t proof[32];
    proof_of(s->kdf, proof);
    if (sodium_memcmp(proof, auth_hash.p, sizeof(proof)) != 0) {
        return ERR_CREDENTIALS;
    }
    struct bytes box = { wrap.p + WRAP_HEAD_B, wrap.n - WRAP_HEAD_B };
    return pass_unbox(s->kdf + 32, box, out_seed, KEY_SEED_B) ? OK : ERR_TAMPERED;
}

/* RFC 6238 with SHA-1, 6 digits and 30 seconds, as every authenticator app has it. */
static void code_of_step(const uint8_t secret[20], int64_t step, char out_code[7]) {
    must(oath_totp_generate((const char *)secret, 20, (time_t)(step * CODE_PERIOD_S),
             CODE_PERIOD_S, 0, 6, out_code) == OATH_OK);
}

bool pass_code_step(const uint8_t secret[20], struct str code, int64_t now_ms, int64_t after,
    int64_t *out_step) {
    int64_t now_step = now_ms / 1000 / CODE_PERIOD_S;
    bool is_found = false;
    for (int64_t step = now_step - 1; step <= now_step + 1; step++) {
        char expected[7];
        code_of_step(secret, step, expected);
        bool fits = code.n == 6 && sodium_memcmp(expected, code.p, 6) == 0 && step > after;
        if (fits) {
            *out_step = step;
            is_found = true;
        }
    }
    return is_found;
}

void pass_code_now(const uint8_t secret[20], int64_t now_ms, char out_code[7]) {
    code_of_step(secret, now_ms / 1000 / CODE_PERIOD_S, out_code);
}

#include "vault/core.h"

#include "err/must.h"

#include <sodium.h>
#include <string.h>

static void hash_token(const uint8_t token[KEY_TOKEN_B], uint8_t out_hash[32]) {
    (void)crypto_generichash(out_hash, 32, token, KEY_TOKEN_B, NULL, 0); /* sizes are fixed */
}

static void session_key(const uint8_t token[KEY_TOKEN_B], uint8_t out_key[32]) {
    (void)crypto_kdf_derive_from_key(out_key, 32, 1, "besa-ses", token);
}

static bool is_free(const struct session *session) {
    return session->staff_id == 0;
}

static bool is_over(const struct core *core, const struct session *session, int64_t now_ms) {
    const struct vault_limits *limits = &core->node->limits;
    return now_ms - session->begun_at > limits->session_ms ||
           (!session->is_script && now_ms - session->seen_at > limits->idle_ms);
}

static struct session *session_find(struct core *core, const uint8_t hash[32]) {
    for (size_t i = 0; i < SESSIONS_MAX; i++) {
        struct session *session = &core->sessions[i];
        if (!is_free(session) && sodium_memcmp(session->key_hash, hash, 32) == 0) {
            return session;
        }
    }
    return NULL;
}

/* A free place, after ending what is over and, beyond the limit, the person's oldest session. */
static struct session *session_place(
    struct core *core, int64_t staff_id, bool is_script, int64_t now_ms) {
    struct session *place = NULL;
    struct session *oldest = NULL;
    int64_t open_n = 0;
    for (size_t i = 0; i < SESSIONS_MAX; i++) {
        struct session *session = &core->sessions[i];
        if (!is_free(session) && is_over(core, session, now_ms)) {
            sodium_memzero(session, sizeof(*session));
        }
        if (is_free(session)) {
            place = place == NULL ? session : place;
        } else if (session->staff_id == staff_id && !session->is_script) {
            open_n++;
            oldest = oldest == NULL || session->begun_at < oldest->begun_at ? session : oldest;
        }
    }
    if (!is_script && open_n >= core->node->limits.sessions_max) {
        sodium_memzero(oldest, sizeof(*oldest));
        place = oldest;
    }
    return place;
}

enum err session_begin(struct core *core, const uint8_t seed[KEY_SEED_B], int64_t staff_id,
    bool is_script, int64_t now_ms, uint8_t token[KEY_TOKEN_B]) {
    if (!is_script) {
        randombytes_buf(token, KEY_TOKEN_B);
    }
    uint8_t hash[32];
    uint8_t key[32];
    hash_token(token, hash);
    session_key(token, key);
    must(pthread_mutex_lock(&core->lock) == 0);
    struct session *place = is_script ? session_find(core, hash) : NULL;
    place = place != NULL ? place : session_place(core, staff_id, is_script, now_ms);
    if (place != NULL) {
        *place = (struct session){
            .staff_id = staff_id, .begun_at = now_ms, .seen_at = now_ms, .is_script = is_script
        };
        memcpy(place->key_hash, hash, sizeof(hash));
        randombytes_buf(place->nonce, sizeof(place->nonce));
        (void)crypto_secretbox_easy(place->sealed_seed, seed, KEY_SEED_B, place->nonce, key);
    }
    must(pthread_mutex_unlock(&core->lock) == 0);
    sodium_memzero(key, sizeof(key));
    return place != NULL ? OK : ERR_BUSY;
}

enum err session_seed(struct core *core, const uint8_t token[KEY_TOKEN_B], int64_t now_ms,
    uint8_t *out_seed, int64_t *out_staff_id) {
    uint8_t hash[32];
    hash_token(token, hash);
    enum err e = ERR_SIGN_IN;
    must(pthread_mutex_lock(&core->lock) == 0);
    struct session *session = session_find(core, hash);
    if (session != NULL && is_over(core, session, now_ms)) {
        sodium_memzero(session, sizeof(*session));
        session = NULL;
    }
    if (session != NULL) {
        session->seen_at = now_ms > session->seen_at ? now_ms : session->seen_at;
        *out_staff_id = session->staff_id;
        e = OK;
        if (out_seed != NULL) {
            uint8_t key[32];
            session_key(token, key);
            if (crypto_secretbox_open_easy(out_seed, session->sealed_seed,
                    sizeof(session->sealed_seed), session->nonce, key) != 0) {
                e = ERR_SIGN_IN;
            }
            sodium_memzero(key, sizeof(key));
        }
    }
    must(pthread_mutex_unlock(&core->lock) == 0);
    return e;
}

void session_end(struct core *core, const uint8_t token[KEY_TOKEN_B]) {
    uint8_t hash[32];
    hash_token(token, hash);
    must(pthread_mutex_lock(&core->lock) == 0);
    struct session *session = session_find(core, hash);
    if (session != NULL) {
        sodium_memzero(session, sizeof(*session));
    }
    must(pthread_mutex_unlock(&core->lock) == 0);
}

void session_end_all(struct core *core, int64_t staff_id) {
    must(pthread_mutex_lock(&core->lock) == 0);
    for (size_t i = 0; i < SESSIONS_MAX; i++) {
        if (core->sessions[i].staff_id == staff_id) {
            sodium_memzero(&core->sessions[i], sizeof(core->sessions[i]));
        }
    }
    must(pthread_mutex_unlock(&core->lock) == 0);
}

/* core: what the vault does with one request; private to the vault folder.
 *
 * Ownership  struct core lives as long as the process and is shared by its threads under a lock for
 *            the session table and the set of checked signatures. struct scratch is one thread's
 *            guarded memory for seeds and data keys, wiped after each request. */
#pragma once

#include "vault/message.h"

#include <pthread.h>

enum {
    SESSIONS_MAX = 4096,
    CHECKED_MAX = 1 << 15, /* power of two */
    WRAP_HEAD_B = 3,
    BLOB_HEAD_B = 18, /* version, algorithm, kid */
};

struct session {
    uint8_t key_hash[32]; /* BLAKE2b of the token; all zero = free */
    int64_t staff_id;
    int64_t begun_at;
    int64_t seen_at;
    bool is_script;
    uint8_t nonce[24];
    uint8_t sealed_seed[KEY_SEED_B + 16];
};

struct core {
    pthread_mutex_t lock;
    struct vault_node *node; /* in guarded memory */
    uint8_t sign_secret[64];
    uint8_t sign_pub[KEY_PUB_B];
    int64_t kdf_running;
    pthread_cond_t kdf_free;
    int64_t kdf_waiting;
    struct session sessions[SESSIONS_MAX];
    uint8_t checked[CHECKED_MAX][16]; /* digests of signatures found good */
};

struct scratch {
    uint8_t seed[KEY_SEED_B];
    uint8_t agency_seed[KEY_SEED_B];
    uint8_t x_secret[KEY_PUB_B];
    uint8_t x_pub[KEY_PUB_B];
    uint8_t ed_secret[64];
    uint8_t ed_pub[KEY_PUB_B];
    uint8_t deks[64][KEY_SEED_B];
    uint8_t kdf[64];
    uint8_t plain[128];
};

enum err core_open(struct vault_node *node, struct core **out) MUST_USE;
void core_close(struct core *core);
struct scratch *scratch_open(void);
void scratch_close(struct scratch *scratch);
/* Never fails itself: a failure is the answer. `arena` is for the decoded request only. */
void core_answer(struct core *core, struct scratch *s, struct arena *arena, struct bytes request,
    struct buf *reply);

/* core_key.c: the primitives. */
void key_pairs_of_seed(struct scratch *s, const uint8_t seed[KEY_SEED_B]);
void key_sign_listing(struct core *core, struct listing *listing);
bool key_listing_ok(struct core *core, const struct listing *listing);
void key_dek_kid(const uint8_t dek[KEY_SEED_B], uint8_t out_kid[KEY_KID_B]);
void key_sign_dek(struct data_key *key, const uint8_t ed_secret[64]);
bool key_dek_ok(struct core *core, const struct data_key *key);
void key_make_grant(const struct data_key *key, const uint8_t dek[KEY_SEED_B],
    const uint8_t ed_secret[64], struct grant *grant, uint8_t out_sealed[], size_t *out_n);
bool key_grant_ok(struct core *core, const struct data_key *key, const struct grant *grant);
enum err key_open_grant(struct scratch *s, const struct data_key *key, const struct grant *grant,
    uint8_t out_dek[KEY_SEED_B]) MUST_USE;
void key_make_member(struct scratch *s, const struct listing *agency, const struct listing *member,
    uint8_t out_sealed[], size_t *out_n, uint8_t out_sig[KEY_SIG_B]);
enum err key_open_member(
    struct core *core, struct scratch *s, const struct member_key *member) MUST_USE;

/* core_pass.c: passphrases, second factors, wraps. */
enum err pass_wrap(struct core *core, struct scratch *s, const uint8_t seed[KEY_SEED_B],
    struct str passphrase, enum vault_cost cost, uint8_t out_salt[16], uint8_t out_auth[32],
    uint8_t out_wrap[], size_t *out_n) MUST_USE;
enum err pass_unwrap(struct core *core, struct scratch *s, struct str passphrase, struct bytes salt,
    struct bytes auth_hash, struct bytes wrap, uint8_t out_seed[KEY_SEED_B]) MUST_USE;
void pass_box(const uint8_t key[32], const uint8_t *plain, size_t n, uint8_t out[], size_t *out_n);
bool pass_unbox(const uint8_t key[32], struct bytes box, uint8_t *out, size_t n);
void pass_node_key(const struct core *core, const char label[8], uint8_t out_key[32]);
bool pass_code_step(const uint8_t secret[20], struct str code, int64_t now_ms, int64_t after,
    int64_t *out_step);
void pass_code_now(const uint8_t secret[20], int64_t now_ms, char out_code[7]);

/* core_session.c */
enum err session_begin(struct core *core, const uint8_t seed[KEY_SEED_B], int64_t staff_id,
    bool is_script, int64_t now_ms, uint8_t token[KEY_TOKEN_B]) MUST_USE;
enum err session_seed(struct core *core, const uint8_t token[KEY_TOKEN_B], int64_t now_ms,
    uint8_t *out_seed, int64_t *out_staff_id) MUST_USE;
void session_end(struct core *core, const uint8_t token[KEY_TOKEN_B]);
void session_end_all(struct core *core, int64_t staff_id);

/* core_work.c */
enum err work_seal(struct core *core, struct scratch *s, struct wire *w, struct arena *arena,
    struct buf *reply) MUST_USE;
enum err work_unseal(struct core *core, struct scratch *s, struct wire *w, struct arena *arena,
    struct buf *reply) MUST_USE;
enum err work_grant(struct core *core, struct scratch *s, struct wire *w, struct arena *arena,
    struct buf *reply) MUST_USE;

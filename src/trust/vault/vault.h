/* vault: the only code that holds secret keys.
 *
 * Purpose     Opens and closes sessions; seals and opens fields for the session that holds the key;
 *             signs listings and checkpoints. In `besa serve` it is a process of its own without
 *             network and database, reached over socket pairs; command-line tools run the same code
 *             inside themselves (vault_open_local).
 * Invariants  Secrets never leave it, save the ones that the receiver must be shown once (token,
 *             second-factor secret, recovery code) and the text that a session may read. A session's
 *             key seed lies encrypted under the session token, which only the browser keeps: without
 *             a request nothing can be opened. Each signature in the evidence is checked at each use.
 * Errors      ERR_CREDENTIALS (one answer for unknown name, wrong passphrase, wrong code),
 *             ERR_SIGN_IN (no such session), ERR_SEALED (no valid grant), ERR_TAMPERED (a seal or
 *             signature does not fit), ERR_BUSY, ERR_VAULT (the process does not answer).
 * Threads     One struct vault for each thread; the process behind them is shared.
 * Units       now_ms UTC milliseconds. Limits: 1 MiB a message. */
#pragma once

#include "ctx/ctx.h"
#include "vault/key.h"

struct vault;

struct vault_limits {
    int64_t idle_ms;
    int64_t session_ms;
    int64_t sessions_max;
};

enum vault_cost {
    VAULT_COST_FULL = 0,  /* Argon2id, 128 MiB, 3 passes */
    VAULT_COST_LIGHT = 1, /* 8 MiB, 1 pass: only for demonstration data */
};

struct vault_node {
    uint8_t secret[KEY_SEED_B];
    bool is_demo; /* allows light costs and telling second-factor codes */
    struct vault_limits limits;
};

/* Takes over a copy of the node secret and wipes the caller's. */
enum err vault_open_local(struct vault_node *node, struct vault **out) MUST_USE;
/* Speaks to a vault process over a connected stream socket. */
struct vault *vault_open_socket(int fd);
void vault_close(struct vault *vault);
/* The vault process: answers on each of the given sockets until all are closed. */
int vault_serve(struct vault_node *node, const int *fds, size_t n);

struct vault_identity {
    uint8_t ed_pub[KEY_PUB_B]; /* verifies listings and checkpoints */
};
enum err vault_identity(struct vault *v, struct vault_identity *out) MUST_USE;

struct vault_new_staff {
    int64_t staff_id;
    int64_t agency_id;
    struct str passphrase;
    enum vault_cost cost;
};
struct vault_staff_keys {
    struct listing listing;
    struct bytes salt, auth_hash, seed_wrap, recovery_salt, recovery_wrap, totp_wrap;
    struct str totp_secret;   /* base32, shown once */
    struct str recovery_code; /* shown once */
};
enum err vault_make_staff(struct vault *v, struct arena *a, const struct vault_new_staff *in,
    struct vault_staff_keys *out) MUST_USE;

struct vault_agency_keys {
    struct listing listing;
    struct bytes *sealed_keys; /* one for each member, in their order */
    struct bytes *sigs;
};
enum err vault_make_agency(struct vault *v, struct arena *a, int64_t agency_id,
    const struct listing *members, size_t n, struct vault_agency_keys *out) MUST_USE;
/* Hands the agency key to one more member, by a session that holds it. */
enum err vault_add_member(struct vault *v, struct arena *a, const uint8_t *token, int64_t now_ms,
    const struct member_key *mine, const struct listing *member, struct bytes *out_sealed_key,
    struct bytes *out_sig) MUST_USE;

struct vault_sign_in {
    bool is_known; /* false: does the same work and fails */
    int64_t staff_id;
    struct bytes salt, auth_hash, seed_wrap, totp_wrap;
    struct str passphrase;
    struct str code;
    int64_t totp_after; /* the code's time step must be later */
    int64_t now_ms;
};
enum err vault_sign_in(struct vault *v, const struct vault_sign_in *in,
    uint8_t out_token[KEY_TOKEN_B], int64_t *out_totp_step) MUST_USE;
/* Who a session token stands for; counts as activity. */
enum err vault_session(struct vault *v, const uint8_t *token, int64_t now_ms,
    int64_t *out_staff_id) MUST_USE;
enum err vault_sign_out(struct vault *v, const uint8_t *token) MUST_USE;
enum err vault_sign_out_all(struct vault *v, int64_t staff_id) MUST_USE;

enum err vault_make_token(struct vault *v, struct arena *a, const uint8_t *token, int64_t now_ms,
    uint8_t out_new[KEY_TOKEN_B], struct bytes *out_hash, struct bytes *out_seed_wrap) MUST_USE;
void vault_token_hash(const uint8_t *token, uint8_t out_hash[32]);
/* Begins a session whose token is the script's token itself. */
enum err vault_open_token(struct vault *v, const uint8_t *token, int64_t staff_id,
    struct bytes seed_wrap, int64_t now_ms) MUST_USE;

struct vault_passphrase {
    struct bytes salt, auth_hash, seed_wrap;
};
enum err vault_change_passphrase(struct vault *v, struct arena *a, const uint8_t *token,
    int64_t now_ms, struct str passphrase, enum vault_cost cost, struct vault_passphrase *out) MUST_USE;
/* Wins the seed back with the recovery code. */
enum err vault_recover(struct vault *v, struct arena *a, struct str code, struct bytes salt,
    struct bytes wrap, struct str passphrase, struct vault_passphrase *out) MUST_USE;

struct vault_item {
    size_t key;       /* index into the keys */
    struct bytes aad; /* where the field stands */
    struct bytes in;  /* plain when sealing, box when opening */
    struct bytes out; /* filled */
};
struct vault_work {
    const uint8_t *token;
    const struct member_key *mine;
    int64_t now_ms;
    struct data_key *keys;
    size_t n_keys;
    struct vault_item *items;
    size_t n_items;
};
enum err vault_seal(struct vault *v, struct arena *a, struct vault_work *work) MUST_USE;
enum err vault_unseal(struct vault *v, struct arena *a, struct vault_work *work) MUST_USE;
/* Hands each of the keys to each of the receivers: fills grants (n_keys x n_to, key by key). */
enum err vault_grant(struct vault *v, struct arena *a, struct vault_work *work,
    const struct grant *to, size_t n_to, struct grant *out_grants) MUST_USE;

/* Signs a checkpoint text. A smaller tree than before is signed too: a batch whose COMMIT failed was
 * signed and never happened. Witnesses are there to notice a history that was rolled back. */
enum err vault_sign_checkpoint(
    struct vault *v, struct str text, uint8_t out_sig[KEY_SIG_B]) MUST_USE;
/* The current second-factor code; only of demonstration data. */
enum err vault_demo_code(struct vault *v, struct arena *a, struct bytes totp_wrap, int64_t now_ms,
    struct str *out_code) MUST_USE;

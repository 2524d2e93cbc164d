/* who: the person that acts, and what that person may do.
 *
 * Purpose     Built once for each request from the session (or token); every work function takes it.
 * Invariants  Rights are read from the database and the pack at each request: an ended person or a
 *             changed role counts at once. may() is the only question about capabilities.
 * Ownership   Lives in the request's arena; the token is wiped with it.
 * Threads     One request. */
#pragma once

#include "caps.gen.h"
#include "ledger/ledger.h"

struct who {
    struct vault *vault;
    uint8_t token[KEY_TOKEN_B];
    int64_t staff_id;
    int64_t agency_id;
    struct str username;
    struct str display_name;
    struct str role;
    struct str language;
    struct str agency_code;
    struct str agency_kind;
    struct pseudonym pseudonym;
    struct pseudonym agency_pseudonym;
    struct member_key member;
    uint64_t caps; /* one bit for each enum cap */
};

_Static_assert(CAP_COUNT <= 64, "capabilities fit one word");

bool may(const struct who *who, enum cap cap);
/* Gives the capabilities of a role; the pack does (trust knows no packs). */
typedef uint64_t (*role_caps_fn)(const void *pack, struct str role);
struct role_source {
    role_caps_fn caps;
    const void *pack;
};

/* The acting person behind a session token. */
enum err who_of_session(struct ctx *ctx, struct db *db, struct vault *vault,
    const struct role_source *roles, const uint8_t token[KEY_TOKEN_B], struct who *out) MUST_USE;
/* The same for a script's token "besa_..."; opens the vault session when there is none yet. */
enum err who_of_token(struct ctx *ctx, struct db *db, struct vault *vault,
    const struct role_source *roles, struct str text, struct who *out) MUST_USE;
/* An entry in the name of this person. */
enum err who_note(struct ctx *ctx, struct tx *tx, const struct who *who, enum verb verb,
    struct pseudonym subject) MUST_USE;

/* Whether this person did this to the subject during the last `within_ms`: what was opened stays open
 * for a while for the one who opened it. */
enum err who_did(struct ctx *ctx, struct db *db, const struct who *who, enum verb verb,
    struct pseudonym subject, int64_t within_ms, bool *out_did) MUST_USE;

struct sign_in_try {
    struct str username;
    struct str passphrase;
    struct str code;
};
struct sign_in_result {
    enum err err;
    int64_t staff_id; /* 0 = unknown name */
    struct pseudonym pseudonym;
    struct pseudonym agency_pseudonym;
    int64_t totp_step;
    uint8_t token[KEY_TOKEN_B];
};
/* Outside transactions (Argon2id takes a quarter of a second): checks and opens a session. */
enum err sign_in_check(struct ctx *ctx, struct db *db, struct vault *vault,
    const struct sign_in_try *try, struct sign_in_result *out) MUST_USE;
/* Inside the transaction: notes success or failure; a code used twice fails here. */
enum err sign_in_note(struct ctx *ctx, struct tx *tx, const struct sign_in_result *result) MUST_USE;

/* Adding people. `cost` is light only for demonstration data. */
struct new_staff {
    struct str username;
    struct str display_name;
    struct str role;
    struct str language;
    struct str passphrase;
    enum vault_cost cost;
};
struct new_staff_secrets {
    int64_t staff_id;
    struct str totp_secret;
    struct str recovery_code;
};
/* A new agency with its first members; `actor` may be none (set-up at the command line). */
enum err agency_found(struct ctx *ctx, struct tx *tx, struct vault *vault, const struct who *actor,
    struct str code, struct str kind, const struct new_staff *staff, size_t n,
    struct new_staff_secrets *out_secrets, int64_t *out_agency_id) MUST_USE;
/* One more member, by somebody of the same agency who holds its key. */
enum err staff_join(struct ctx *ctx, struct tx *tx, const struct who *actor,
    const struct new_staff *staff, struct new_staff_secrets *out) MUST_USE;
enum err staff_leave(struct ctx *ctx, struct tx *tx, const struct who *actor,
    struct str username) MUST_USE;
enum err token_make(struct ctx *ctx, struct tx *tx, const struct who *who, struct str label,
    int64_t days, struct str *out_text) MUST_USE;

enum err listing_load(
    struct ctx *ctx, struct db *db, int64_t principal_id, struct listing *out) MUST_USE;

#include "who/who.h"

#include "ledger_sql.h"
#include "rand/rand.h"
#include "who_sql.h"

#include <sodium.h>
#include <string.h>

enum {
    TOKEN_DAYS_MAX = 90,
    STAFF_AT_ONCE_MAX = 64,
    SLOW_AFTER_FAILURES = 5,
    SLOW_STEP_MS = 2000,
    SLOW_MAX_MS = 60 * 1000,
};

static const int64_t DAY_MS = (int64_t)24 * 60 * 60 * 1000;

#define TOKEN_PREFIX STR("besa_")

bool may(const struct who *who, enum cap cap) {
    return cap == CAP_NONE || (who->caps >> cap & 1) != 0;
}

static bool copy_exact(uint8_t *to, size_t n, struct bytes from) {
    if (from.n != n) {
        return false;
    }
    memcpy(to, from.p, n);
    return true;
}

static bool listing_fill(struct listing *out, int64_t id, enum principal_kind kind,
    int64_t agency_id, int64_t epoch, struct bytes x_pub, struct bytes ed_pub, struct bytes sig) {
    *out = (struct listing){ .id = id, .kind = kind, .agency_id = agency_id, .epoch = epoch };
    return copy_exact(out->x_pub, KEY_PUB_B, x_pub) && copy_exact(out->ed_pub, KEY_PUB_B, ed_pub) &&
           copy_exact(out->sig, KEY_SIG_B, sig);
}

static enum err who_fill(struct ctx *ctx, const struct who_get_row *row, struct vault *vault,
    const struct role_source *roles, const uint8_t token[KEY_TOKEN_B], struct who *out) {
    *out = (struct who){
        .vault = vault,
        .staff_id = row->id,
        .agency_id = row->agency_id,
        .username = row->username,
        .display_name = row->display_name,
        .role = row->role,
        .language = row->language,
        .agency_code = row->agency_code,
        .agency_kind = row->agency_kind,
        .pseudonym = pseudonym_of(row->pseudonym),
        .agency_pseudonym = pseudonym_of(row->agency_pseudonym),
        .caps = roles->caps(roles->pack, row->role),
    };
    memcpy(out->token, token, KEY_TOKEN_B);
    struct member_key *member = &out->member;
    member->sealed_key = row->sealed_key;
    bool fits = listing_fill(&member->member, row->id, PRINCIPAL_STAFF, row->agency_id, row->epoch,
        row->x_pub, row->ed_pub, row->listing_sig);
    fits = listing_fill(&member->agency, row->agency_id, PRINCIPAL_AGENCY, row->agency_id,
               row->a_epoch, row->a_x_pub, row->a_ed_pub, row->a_listing_sig) &&
           fits;
    fits = copy_exact(member->sig, KEY_SIG_B, row->member_sig) && fits;
    return fits ? OK : fail(ctx, ERR_TAMPERED, "keys of staff %lld", (long long)row->id);
}

static enum err who_load(struct ctx *ctx, struct db *db, struct vault *vault,
    const struct role_source *roles, const uint8_t token[KEY_TOKEN_B], int64_t staff_id,
    struct who *out) {
    struct who_get_row row;
    bool is_found = false;
    TRY(who_get(db, ctx->arena, &(struct who_get_in){ .id = staff_id }, &row, &is_found));
    if (!is_found) {
        return ERR_SIGN_IN;
    }
    return who_fill(ctx, &row, vault, roles, token, out);
}

enum err who_of_session(struct ctx *ctx, struct db *db, struct vault *vault,
    const struct role_source *roles, const uint8_t token[KEY_TOKEN_B], struct who *out) {
    int64_t staff_id = 0;
    TRY(vault_session(vault, token, ctx->now_ms, &staff_id));
    return who_load(ctx, db, vault, roles, token, staff_id, out);
}

/* "besa_" and 64 hexadecimal digits. */
static bool token_read(struct str text, uint8_t out[KEY_TOKEN_B]) {
    if (!str_starts(text, TOKEN_PREFIX) || text.n != TOKEN_PREFIX.n + 2 * (size_t)KEY_TOKEN_B) {
        return false;
    }
    size_t n = 0;
    return sodium_hex2bin(out, KEY_TOKEN_B, text.p + TOKEN_PREFIX.n, 2 * (size_t)KEY_TOKEN_B, NULL,
               &n, NULL) == 0 &&
           n == KEY_TOKEN_B;
}

enum err who_of_token(struct ctx *ctx, struct db *db, struct vault *vault,
    const struct role_source *roles, struct str text, struct who *out) {
    uint8_t token[KEY_TOKEN_B];
    uint8_t hash[32];
    if (!token_read(text, token)) {
        return ERR_SIGN_IN;
    }
    vault_token_hash(token, hash);
    struct token_by_hash_row row;
    bool is_found = false;
    TRY(token_by_hash(db, ctx->arena,
        &(struct token_by_hash_in){ .token_hash = { hash, sizeof(hash) } }, &row, &is_found));
    if (!is_found || row.expires_at <= ctx->now_ms) {
        return ERR_SIGN_IN;
    }
    int64_t staff_id = 0;
    enum err e = vault_session(vault, token, ctx->now_ms, &staff_id);
    if (e == ERR_SIGN_IN) {
        e = vault_open_token(vault, token, row.staff_id, row.seed_wrap, ctx->now_ms);
    }
    TRY(e);
    return who_load(ctx, db, vault, roles, token, row.staff_id, out);
}

enum err who_note(struct ctx *ctx, struct tx *tx, const struct who *who, enum verb verb,
    struct pseudonym subject) {
    return ledger_append(ctx, tx,
        &(struct ledger_note){ .verb = verb,
            .actor = who == NULL ? pseudonym_none() : who->pseudonym,
            .agency = who == NULL ? pseudonym_none() : who->agency_pseudonym,
            .subject = subject });
}

enum err who_did(struct ctx *ctx, struct db *db, const struct who *who, enum verb verb,
    struct pseudonym subject, int64_t within_ms, bool *out_did) {
    struct ledger_did_row row;
    return ledger_did(db, ctx->arena,
        &(struct ledger_did_in){ .subject = pseudonym_bytes(&subject),
            .actor = pseudonym_bytes(&who->pseudonym),
            .verb = verb,
            .since_at = ctx->now_ms - within_ms },
        &row, out_did);
}

/* After some failures each further try must wait, twice as long each time up to a minute. It slows
 * guessing one account and never locks anybody out. */
static bool must_wait(const struct staff_by_name_row *row, int64_t now_ms) {
    if (row->failed_n < SLOW_AFTER_FAILURES) {
        return false;
    }
    int64_t steps = row->failed_n - SLOW_AFTER_FAILURES;
    int64_t wait_ms = steps > 5 ? SLOW_MAX_MS : SLOW_STEP_MS << steps;
    return now_ms < row->failed_at + wait_ms;
}

enum err sign_in_check(struct ctx *ctx, struct db *db, struct vault *vault,
    const struct sign_in_try *try, struct sign_in_result *out) {
    struct staff_by_name_row row = { 0 };
    bool is_found = false;
    *out = (struct sign_in_result){ .err = ERR_CREDENTIALS };
    TRY(staff_by_name(db, ctx->arena, &(struct staff_by_name_in){ .username = try->username }, &row,
        &is_found));
    if (is_found && must_wait(&row, ctx->now_ms)) {
        out->err = ERR_BUSY;
        return OK;
    }
    out->err = vault_sign_in(vault,
        &(struct vault_sign_in){ .is_known = is_found,
            .staff_id = row.id,
            .salt = row.salt,
            .auth_hash = row.auth_hash,
            .seed_wrap = row.seed_wrap,
            .totp_wrap = row.totp_wrap,
            .passphrase = try->passphrase,
            .code = try->code,
            .totp_after = row.totp_step,
            .now_ms = ctx->now_ms },
        out->token, &out->totp_step);
    if (is_found) {
        struct listing_get_row agency;
        bool has_agency = false;
        TRY(listing_get(db, ctx->arena, &(struct listing_get_in){ .id = row.agency_id }, &agency,
            &has_agency));
        out->staff_id = row.id;
        out->pseudonym = pseudonym_of(row.pseudonym);
        out->agency_pseudonym = has_agency ? pseudonym_of(agency.pseudonym) : pseudonym_none();
    }
    return OK;
}

enum err sign_in_note(struct ctx *ctx, struct tx *tx, const struct sign_in_result *result) {
    int64_t changed = 0;
    enum verb verb = VERB_SESSION_REFUSE;
    if (result->err == OK) {
        TRY(sign_in_good(tx,
            &(struct sign_in_good_in){ .id = result->staff_id,
                .totp_step = result->totp_step,
                .signed_in_at = ctx->now_ms },
            &changed));
        if (changed != 1) { /* the same code was used at the same moment elsewhere */
            return ERR_CREDENTIALS;
        }
        verb = VERB_SESSION_OPEN;
    } else if (result->staff_id != 0) {
        TRY(sign_in_bad(tx,
            &(struct sign_in_bad_in){ .id = result->staff_id, .failed_at = ctx->now_ms }, &changed));
    }
    return ledger_append(ctx, tx,
        &(struct ledger_note){ .verb = verb,
            .actor = result->pseudonym,
            .agency = result->agency_pseudonym,
            .outcome = result->err == OK ? 0 : 1 });
}

static enum err principal_store(struct tx *tx, const struct listing *listing) {
    struct pseudonym pseudonym;
    randombytes_buf(pseudonym.b, sizeof(pseudonym.b));
    return principal_add(tx,
        &(struct principal_add_in){ .id = listing->id,
            .kind = listing->kind == PRINCIPAL_AGENCY ? STR("agency") : STR("staff"),
            .agency_id = listing->agency_id,
            .pseudonym = pseudonym_bytes(&pseudonym),
            .epoch = listing->epoch,
            .x_pub = { listing->x_pub, KEY_PUB_B },
            .ed_pub = { listing->ed_pub, KEY_PUB_B },
            .listing_sig = { listing->sig, KEY_SIG_B } });
}

static enum err staff_store(struct ctx *ctx, struct tx *tx, int64_t agency_id,
    const struct new_staff *staff, const struct vault_staff_keys *keys) {
    TRY(principal_store(tx, &keys->listing));
    TRY(staff_add(tx,
        &(struct staff_add_in){ .id = keys->listing.id,
            .agency_id = agency_id,
            .username = staff->username,
            .display_name = staff->display_name,
            .role = staff->role,
            .language = staff->language,
            .salt = keys->salt,
            .auth_hash = keys->auth_hash,
            .seed_wrap = keys->seed_wrap,
            .recovery_salt = keys->recovery_salt,
            .recovery_wrap = keys->recovery_wrap,
            .totp_wrap = keys->totp_wrap,
            .created_at = ctx->now_ms }));
    return sign_in_make(tx, &(struct sign_in_make_in){ .id = keys->listing.id });
}

static enum err member_store(struct ctx *ctx, struct tx *tx, const struct listing *agency,
    int64_t staff_id, int64_t by_id, struct bytes sealed_key, struct bytes sig) {
    return member_add(tx,
        &(struct member_add_in){ .id = rand_id(ctx->now_ms),
            .agency_id = agency->id,
            .epoch = agency->epoch,
            .staff_id = staff_id,
            .by_id = by_id,
            .sealed_key = sealed_key,
            .sig = sig });
}

enum err agency_found(struct ctx *ctx, struct tx *tx, struct vault *vault, const struct who *actor,
    struct str code, struct str kind, const struct new_staff *staff, size_t n,
    struct new_staff_secrets *out_secrets, int64_t *out_agency_id) {
    if (n > STAFF_AT_ONCE_MAX) {
        return fail(ctx, ERR_INPUT, "more than %d people at once", STAFF_AT_ONCE_MAX);
    }
    int64_t agency_id = rand_id(ctx->now_ms);
    struct vault_staff_keys *keys = ARENA_ARRAY(ctx->arena, struct vault_staff_keys, n);
    struct listing *members = ARENA_ARRAY(ctx->arena, struct listing, n);
    for (size_t i = 0; i < n; i++) {
        TRY(vault_make_staff(vault, ctx->arena,
            &(struct vault_new_staff){ .staff_id = rand_id(ctx->now_ms),
                .agency_id = agency_id,
                .passphrase = staff[i].passphrase,
                .cost = staff[i].cost },
            &keys[i]));
        members[i] = keys[i].listing;
    }
    struct vault_agency_keys agency;
    TRY(vault_make_agency(vault, ctx->arena, agency_id, members, n, &agency));
    TRY(principal_store(tx, &agency.listing));
    TRY(agency_add(tx, &(struct agency_add_in){ .id = agency_id, .code = code, .kind = kind }));
    for (size_t i = 0; i < n; i++) {
        TRY(staff_store(ctx, tx, agency_id, &staff[i], &keys[i]));
        TRY(member_store(ctx, tx, &agency.listing, members[i].id, agency_id, agency.sealed_keys[i],
            agency.sigs[i]));
        out_secrets[i] = (struct new_staff_secrets){ .staff_id = members[i].id,
            .totp_secret = keys[i].totp_secret,
            .recovery_code = keys[i].recovery_code };
    }
    *out_agency_id = agency_id;
    return who_note(ctx, tx, actor, VERB_AGENCY_ADD, pseudonym_none());
}

enum err staff_join(struct ctx *ctx, struct tx *tx, const struct who *actor,
    const struct new_staff *staff, struct new_staff_secrets *out) {
    struct vault_staff_keys keys;
    struct bytes sealed_key;
    struct bytes sig;
    TRY(vault_make_staff(actor->vault, ctx->arena,
        &(struct vault_new_staff){ .staff_id = rand_id(ctx->now_ms),
            .agency_id = actor->agency_id,
            .passphrase = staff->passphrase,
            .cost = staff->cost },
        &keys));
    TRY(vault_add_member(actor->vault, ctx->arena, actor->token, ctx->now_ms, &actor->member,
        &keys.listing, &sealed_key, &sig));
    TRY(staff_store(ctx, tx, actor->agency_id, staff, &keys));
    TRY(member_store(ctx, tx, &actor->member.agency, keys.listing.id, actor->staff_id, sealed_key, sig));
    *out = (struct new_staff_secrets){ .staff_id = keys.listing.id,
        .totp_secret = keys.totp_secret,
        .recovery_code = keys.recovery_code };
    return who_note(ctx, tx, actor, VERB_STAFF_ADD, pseudonym_none());
}

enum err staff_leave(
    struct ctx *ctx, struct tx *tx, const struct who *actor, struct str username) {
    struct staff_by_name_row row;
    bool is_found = false;
    TRY(staff_by_name(tx_db(tx), ctx->arena, &(struct staff_by_name_in){ .username = username },
        &row, &is_found));
    if (!is_found || (actor != NULL && row.agency_id != actor->agency_id)) {
        return ERR_NOT_FOUND;
    }
    int64_t changed = 0;
    TRY(member_end(tx, &(struct member_end_in){ .staff_id = row.id }, &changed));
    TRY(principal_end(tx, &(struct principal_end_in){ .id = row.id }, &changed));
    TRY(staff_end(tx, &(struct staff_end_in){ .id = row.id }, &changed));
    return who_note(ctx, tx, actor, VERB_STAFF_END, pseudonym_of(row.pseudonym));
}

enum err token_make(struct ctx *ctx, struct tx *tx, const struct who *who, struct str label,
    int64_t days, struct str *out_text) {
    if (days < 1 || days > TOKEN_DAYS_MAX) {
        return fail(ctx, ERR_INPUT, "a token lives 1 to %d days", TOKEN_DAYS_MAX);
    }
    uint8_t token[KEY_TOKEN_B];
    struct bytes hash;
    struct bytes wrap;
    TRY(vault_make_token(who->vault, ctx->arena, who->token, ctx->now_ms, token, &hash, &wrap));
    TRY(token_add(tx,
        &(struct token_add_in){ .id = rand_id(ctx->now_ms),
            .staff_id = who->staff_id,
            .label = label,
            .token_hash = hash,
            .seed_wrap = wrap,
            .created_at = ctx->now_ms,
            .expires_at = ctx->now_ms + days * DAY_MS }));
    char hex[2 * KEY_TOKEN_B + 1];
    (void)sodium_bin2hex(hex, sizeof(hex), token, sizeof(token)); /* sized above */
    *out_text = arena_print(ctx->arena, "besa_%s", hex);
    sodium_memzero(hex, sizeof(hex));
    sodium_memzero(token, sizeof(token));
    return who_note(ctx, tx, who, VERB_TOKEN_ADD, pseudonym_none());
}

enum err listing_load(struct ctx *ctx, struct db *db, int64_t principal_id, struct listing *out) {
    struct listing_get_row row;
    bool is_found = false;
    TRY(listing_get(
        db, ctx->arena, &(struct listing_get_in){ .id = principal_id }, &row, &is_found));
    if (!is_found) {
        return ERR_NOT_FOUND;
    }
    enum principal_kind kind =
        str_eq(row.kind, STR("agency")) ? PRINCIPAL_AGENCY : PRINCIPAL_STAFF;
    return listing_fill(out, row.id, kind, row.agency_id, row.epoch, row.x_pub, row.ed_pub,
               row.listing_sig)
               ? OK
               : fail(ctx, ERR_TAMPERED, "listing of principal %lld", (long long)principal_id);
}

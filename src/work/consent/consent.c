#include "consent/consent.h"

#include "rand/rand.h"
#include "referral_sql.h"
#include "who_sql.h"

#include <string.h>

static const int64_t DAY_MS = (int64_t)24 * 60 * 60 * 1000;

static enum err recipient_of(
    struct ctx *ctx, struct db *db, struct str code, int64_t *out_agency_id) {
    struct agency_by_code_row row;
    bool is_found = false;
    if (str_is_empty(code)) {
        *out_agency_id = 0;
        return OK;
    }
    TRY(agency_by_code(db, ctx->arena, &(struct agency_by_code_in){ .code = code }, &row, &is_found));
    if (!is_found) {
        return fail(ctx, ERR_INPUT, "unknown recipient");
    }
    *out_agency_id = row.id;
    return OK;
}

enum err consent_record(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct pack *pack, const struct casefile *casefile, const struct in_consent *in,
    int64_t *out_id) {
    const struct consent_text *text = pack_consent_text(pack, in->purpose);
    int64_t to_id = 0;
    char classes[2 * KEY_CLASSES + 1];
    size_t n = 0;
    TRY(recipient_of(ctx, tx_db(tx), in->recipient, &to_id));
    for (size_t i = 0; i < in->classes.n && n + 2 < sizeof(classes); i++) {
        if (n > 0) {
            classes[n++] = ' ';
        }
        classes[n++] = in->classes.items[i].p[0];
    }
    bool has_end = in->until_on.n > 0;
    int64_t until_at = has_end ? ((int64_t)in->until_on.n + 1) * DAY_MS : 0;
    if (text == NULL || (until_at != 0 && until_at <= ctx->now_ms)) {
        return fail(ctx, ERR_INPUT, "purpose or end");
    }
    int64_t id = rand_id(ctx->now_ms);
    TRY(consent_add(tx,
        &(struct consent_add_in){ .id = id,
            .casefile_id = casefile->row.id,
            .agency_id = who->agency_id,
            .staff_id = who->staff_id,
            .purpose = in->purpose,
            .to_id = to_id,
            .classes = (struct str){ classes, n },
            .basis = in->basis,
            .giver = in->giver,
            .channel = in->channel,
            .language = in->language,
            .text_version = arena_print(ctx->arena, "%lld", (long long)text->version),
            .given_at = ctx->now_ms,
            .until_at = until_at }));
    TRY(who_note(ctx, tx, who, VERB_CONSENT_GIVE, casefile->pseudonym));
    *out_id = id;
    return OK;
}

enum err consent_covers(struct ctx *ctx, struct db *db, int64_t casefile_id, int64_t consent_id,
    int64_t to_id, const char *classes) {
    struct consent_get_row row;
    bool is_found = false;
    TRY(consent_get(db, ctx->arena,
        &(struct consent_get_in){ .id = consent_id, .casefile_id = casefile_id }, &row, &is_found));
    bool stands = is_found && row.withdrawn_at == 0 &&
                  (row.until_at == 0 || row.until_at > ctx->now_ms) && row.to_id == to_id;
    for (const char *class = classes; stands && *class != 0; class++) {
        stands = str_has(row.classes, (struct str){ class, 1 });
    }
    return stands ? OK : fail(ctx, ERR_CONSENT, "consent %lld", (long long)consent_id);
}

/* A referral that rests on it: taken back if unanswered, else sharing ends. */
static enum err end_referral(struct ctx *ctx, struct tx *tx, const struct casefile *casefile,
    const struct who *who, const struct referrals_on_consent_row *referral) {
    int64_t changed = 0;
    TRY(referral_end(tx,
        &(struct referral_end_in){
            .id = referral->id, .ver = referral->ver, .ended_at = ctx->now_ms },
        &changed));
    TRY(keyring_end(ctx, tx, referral->id));
    TRY(share_end(tx,
        &(struct share_end_in){
            .origin = STR("referral"), .origin_id = referral->id, .ended_at = ctx->now_ms },
        &changed));
    return who_note(ctx, tx, who, VERB_REFERRAL_WITHDRAW, casefile->pseudonym);
}

enum err consent_withdraw(struct ctx *ctx, struct tx *tx, const struct who *who,
    struct casefile *casefile, int64_t consent_id) {
    struct referrals_on_consent_row *referrals = NULL;
    size_t n = 0;
    int64_t changed = 0;
    TRY(consent_end(tx,
        &(struct consent_end_in){ .id = consent_id,
            .casefile_id = casefile->row.id,
            .withdrawn_at = ctx->now_ms },
        &changed));
    if (changed != 1) {
        return fail(ctx, ERR_CONFLICT, "no such standing consent");
    }
    TRY(referrals_on_consent(tx_db(tx), ctx->arena,
        &(struct referrals_on_consent_in){ .consent_id = consent_id }, &referrals, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(end_referral(ctx, tx, casefile, who, &referrals[i]));
    }
    if (n > 0) {
        TRY(casefile_follow(ctx, tx, casefile, MACHINE_DATA, STR("F4")));
    }
    return who_note(ctx, tx, who, VERB_CONSENT_WITHDRAW, casefile->pseudonym);
}

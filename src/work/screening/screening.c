#include "screening/screening.h"

#include "rand/rand.h"
#include "screen/screen.h"

enum { SIGNS_MAX_B = 4096 };

static enum err signs_text(struct ctx *ctx, const struct str_list *signs, struct str *out) {
    BUF_DONE struct buf buf = buf_open(SIGNS_MAX_B);
    for (size_t i = 0; i < signs->n; i++) {
        if (i > 0) {
            buf_add_char(&buf, ' ');
        }
        buf_add(&buf, signs->items[i]);
    }
    if (!buf_ok(&buf)) {
        return ERR_TOO_LARGE;
    }
    *out = arena_str(ctx->arena, buf_str(&buf));
    return OK;
}

enum err screening_record(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct pack *pack, const struct contact *contact, const struct in_screening *in,
    int64_t *out_id) {
    struct screen_result result;
    struct str signs;
    bool is_child = in->is_child || age_is_child(contact->row.age_band);
    TRY(screen_evaluate(
        pack, ctx->arena, in->rule_set, is_child, in->signs.items, in->signs.n, &result));
    TRY(signs_text(ctx, &in->signs, &signs));
    int64_t id = rand_id(ctx->now_ms);
    TRY(screening_add(tx,
        &(struct screening_add_in){ .id = id,
            .contact_id = contact->row.id,
            .agency_id = who->agency_id,
            .staff_id = who->staff_id,
            .at = ctx->now_ms,
            .rule_set = in->rule_set,
            .track = is_child ? STR("child") : STR("adult"),
            .signs = signs,
            .positive = result.positive,
            .result = result.is_met ? STR("PV") : STR("AT_RISK"),
            .reason_box = { { (const uint8_t *)"", 0 } } }));
    TRY(who_note(ctx, tx, who, VERB_SCREENING_RECORD, contact->pseudonym));
    *out_id = id;
    return OK;
}

enum err screening_load(struct ctx *ctx, struct db *db, const struct contact *contact,
    int64_t screening_id, struct screening_see_row *out) {
    bool is_found = false;
    TRY(screening_see(db, ctx->arena,
        &(struct screening_see_in){ .id = screening_id, .contact_id = contact->row.id }, out,
        &is_found));
    return is_found ? OK : fail(ctx, ERR_NOT_FOUND, "screening %lld", (long long)screening_id);
}

bool screening_differs(const struct screening_see_row *row) {
    return !str_is_empty(row->decision) && !str_eq(row->decision, row->result);
}

enum err screening_make_decision(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct contact *contact, int64_t screening_id, const struct in_decision *in) {
    struct screening_see_row row;
    TRY(screening_load(ctx, tx_db(tx), contact, screening_id, &row));
    bool is_known = str_eq(in->decision, STR("PV")) || str_eq(in->decision, STR("AT_RISK")) ||
                    str_eq(in->decision, STR("CONCERN"));
    if (!is_known) {
        return fail(ctx, ERR_INPUT, "a screening decides between PV, AT_RISK and CONCERN");
    }
    if (!str_eq(in->decision, row.result) && str_is_empty(in->reason)) {
        return fail(ctx, ERR_INPUT, "a decision that differs from the rule needs a reason");
    }
    if (!str_is_empty(row.decision)) {
        return fail(ctx, ERR_CONFLICT, "decided already");
    }
    struct keyring *keyring = NULL;
    struct seal_field field = { .class = CLASS_NARRATIVE,
        .table = TABLE_SCREENING,
        .row_id = screening_id,
        .column = STR("reason_box"),
        .plain = in->reason };
    TRY(keyring_load(ctx, tx_db(tx), contact->row.id, &keyring));
    TRY(seal_fields(ctx, tx, who, keyring, &field, 1));
    int64_t changed = 0;
    TRY(screening_decide(tx,
        &(struct screening_decide_in){ .id = screening_id,
            .contact_id = contact->row.id,
            .ver = in->ver,
            .decision = in->decision,
            .reason_box = field.box },
        &changed));
    if (changed != 1) {
        return ERR_STALE;
    }
    return who_note(ctx, tx, who, VERB_SCREENING_RECORD, contact->pseudonym);
}

enum err screening_confirm(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct contact *contact, int64_t screening_id) {
    int64_t changed = 0;
    TRY(screening_review(tx,
        &(struct screening_review_in){ .id = screening_id,
            .contact_id = contact->row.id,
            .reviewer_id = who->staff_id,
            .reviewed_at = ctx->now_ms },
        &changed));
    if (changed != 1) {
        return fail(ctx, ERR_CONFLICT, "not decided, confirmed already, or by the same person");
    }
    return who_note(ctx, tx, who, VERB_SCREENING_REVIEW, contact->pseudonym);
}

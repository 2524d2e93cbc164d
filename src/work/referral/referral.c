#include "referral/referral.h"

#include "rand/rand.h"
#include "who_sql.h"

enum {
    MINUTE_MS = 60 * 1000,
    SWEEP_MAX = 100,
    PARTS_MAX = 6,
};

/* The parts that can be chosen, their class, and the column that holds each. */
static const struct part {
    struct str name;
    enum data_class class;
    struct str column;
} PARTS[PARTS_MAX] = {
    { { "identity", 8 }, CLASS_IDENTITY, { "identity_box", 12 } },
    { { "contact", 7 }, CLASS_SAFETY, { "safety_box", 10 } },
    { { "location", 8 }, CLASS_SAFETY, { "safety_box", 10 } },
    { { "health", 6 }, CLASS_HEALTH, { "health_box", 10 } },
    { { "story", 5 }, CLASS_NARRATIVE, { "story_box", 9 } },
    { { "message", 7 }, CLASS_NARRATIVE, { "story_box", 9 } },
};

static const struct part *part_of_name(struct str name) {
    for (size_t i = 0; i < PARTS_MAX; i++) {
        if (str_eq(PARTS[i].name, name)) {
            return &PARTS[i];
        }
    }
    return NULL;
}

enum err referral_load(struct ctx *ctx, struct db *db, const struct who *who, int64_t referral_id,
    struct referral **out) {
    struct referral *referral = ARENA_NEW(ctx->arena, struct referral);
    bool is_found = false;
    TRY(referral_see(db, ctx->arena,
        &(struct referral_see_in){ .id = referral_id, .agency_id = who->agency_id },
        &referral->row, &is_found));
    if (!is_found) {
        return fail(ctx, ERR_NOT_FOUND, "referral %lld", (long long)referral_id);
    }
    referral->case_pseudonym = pseudonym_of(referral->row.case_pseudonym);
    referral->is_sender = referral->row.from_id == who->agency_id;
    *out = referral;
    return OK;
}

/* The text of one part as it stands in the case now: the snapshot. */
static struct str part_text(
    const struct part *part, const struct casefile_opened *opened, struct str identity, struct str message) {
    if (str_eq(part->name, STR("identity"))) {
        return identity;
    }
    if (str_eq(part->name, STR("contact"))) {
        return opened->safe_contact;
    }
    if (str_eq(part->name, STR("location"))) {
        return opened->location;
    }
    if (str_eq(part->name, STR("health"))) {
        return opened->health;
    }
    return str_eq(part->name, STR("story")) ? opened->story : message;
}

static void classes_of(const struct in_referral *in, char out[KEY_CLASSES + 1]) {
    size_t n = 0;
    for (size_t i = 0; i < in->parts.n; i++) {
        const struct part *part = part_of_name(in->parts.items[i]);
        bool is_new = part != NULL;
        for (size_t j = 0; j < n; j++) {
            is_new = is_new && out[j] != (char)part->class;
        }
        if (is_new) {
            out[n++] = (char)part->class;
        }
    }
    out[n] = 0;
}

/* The sender must itself be allowed to open what it passes on. */
static enum err parts_allowed(struct ctx *ctx, const struct who *who, const struct in_referral *in) {
    for (size_t i = 0; i < in->parts.n; i++) {
        const struct part *part = part_of_name(in->parts.items[i]);
        if (part == NULL || str_eq(part->name, STR("message"))) {
            return fail(ctx, ERR_INPUT, "unknown part");
        }
        if (!may(who, class_cap(part->class))) {
            return fail(ctx, ERR_FORBIDDEN, "class %c", (char)part->class);
        }
    }
    return OK;
}

static enum err part_store(struct ctx *ctx, struct tx *tx, const struct who *who,
    struct keyring *keyring, const struct part *part, struct str text) {
    int64_t id = rand_id(ctx->now_ms);
    struct seal_field field = { .class = part->class,
        .table = TABLE_REFERRAL_PART,
        .row_id = id,
        .column = part->column,
        .plain = text };
    static const struct sealed NOTHING = { { (const uint8_t *)"", 0 } };
    TRY(seal_fields(ctx, tx, who, keyring, &field, 1));
    return referral_part_add(tx,
        &(struct referral_part_add_in){ .id = id,
            .referral_id = keyring->owner_id,
            .part = part->name,
            .identity_box = part->class == CLASS_IDENTITY ? field.box : NOTHING,
            .safety_box = part->class == CLASS_SAFETY ? field.box : NOTHING,
            .health_box = part->class == CLASS_HEALTH ? field.box : NOTHING,
            .story_box = part->class == CLASS_NARRATIVE ? field.box : NOTHING });
}

static enum err parts_store(struct ctx *ctx, struct tx *tx, const struct who *who,
    struct casefile *casefile, const struct in_referral *in, int64_t referral_id, int64_t to_id) {
    char classes[KEY_CLASSES + 1];
    struct casefile_opened opened;
    struct keyring keyring = { .owner_id = referral_id };
    classes_of(in, classes);
    TRY(casefile_unseal(ctx, tx_db(tx), who, casefile, classes, &opened));
    TRY(keyring_add_receiver(ctx, tx_db(tx), &keyring, to_id, in->consent));
    struct str identity = casefile_identity_text(ctx, &opened);
    for (size_t i = 0; i < PARTS_MAX; i++) {
        bool is_chosen = str_eq(PARTS[i].name, STR("message")) && !str_is_empty(in->message);
        for (size_t j = 0; j < in->parts.n; j++) {
            is_chosen = is_chosen || str_eq(in->parts.items[j], PARTS[i].name);
        }
        if (is_chosen) {
            struct str text = part_text(&PARTS[i], &opened, identity, in->message);
            TRY(part_store(ctx, tx, who, &keyring, &PARTS[i], text));
        }
    }
    return OK;
}

static struct str join(struct ctx *ctx, const struct str_list *list) {
    struct str text = STR("");
    for (size_t i = 0; i < list->n; i++) {
        text = arena_print(ctx->arena, "%.*s%s%.*s", STR_FMT(text), i > 0 ? " " : "",
            STR_FMT(list->items[i]));
    }
    return text;
}

enum err referral_draft(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct pack *pack, struct casefile *casefile, const struct in_referral *in,
    int64_t *out_id) {
    struct agency_by_code_row to;
    bool is_found = false;
    char classes[KEY_CLASSES + 1];
    (void)pack; /* limits are set when it is sent */
    TRY(agency_by_code(
        tx_db(tx), ctx->arena, &(struct agency_by_code_in){ .code = in->to }, &to, &is_found));
    if (!is_found || to.id == who->agency_id) {
        return fail(ctx, ERR_INPUT, "unknown receiver");
    }
    if (!casefile->is_holder) {
        return fail(ctx, ERR_FORBIDDEN, "only the agency that leads refers");
    }
    TRY(parts_allowed(ctx, who, in));
    classes_of(in, classes);
    TRY(consent_covers(ctx, tx_db(tx), casefile->row.id, in->consent, to.id, classes));
    int64_t id = rand_id(ctx->now_ms);
    TRY(referral_add(tx,
        &(struct referral_add_in){ .id = id,
            .casefile_id = casefile->row.id,
            .from_id = who->agency_id,
            .from_staff_id = who->staff_id,
            .to_id = to.id,
            .consent_id = in->consent,
            .services = join(ctx, &in->services),
            .is_urgent = in->is_urgent,
            .created_at = ctx->now_ms }));
    TRY(parts_store(ctx, tx, who, casefile, in, id, to.id));
    TRY(who_note(ctx, tx, who, VERB_REFERRAL_DRAFT, casefile->pseudonym));
    *out_id = id;
    return OK;
}

/* One step of the state machine; times that the step does not set stay as they are. */
static enum err step(struct ctx *ctx, struct tx *tx, const struct referral *referral,
    struct str to, struct str refusal, int64_t ver) {
    const struct referral_see_row *row = &referral->row;
    int64_t changed = 0;
    if (!state_may(MACHINE_REFERRAL, row->state, to)) {
        return fail(ctx, ERR_CONFLICT, "referral: no step from %.*s to %.*s", STR_FMT(row->state),
            STR_FMT(to));
    }
    bool is_sent = str_eq(to, STR("sent"));
    bool is_answer = str_eq(to, STR("accepted")) || str_eq(to, STR("refused"));
    bool is_end = str_eq(to, STR("completed")) || str_eq(to, STR("withdrawn")) ||
                  str_eq(to, STR("expired")) || str_eq(to, STR("refused"));
    TRY(referral_step(tx,
        &(struct referral_step_in){ .id = row->id,
            .ver = ver,
            .from_state = row->state,
            .to_state = to,
            .sent_at = is_sent ? ctx->now_ms : row->sent_at,
            .seen_at = str_eq(to, STR("seen")) ? ctx->now_ms : row->seen_at,
            .answered_at = is_answer ? ctx->now_ms : row->answered_at,
            .ended_at = is_end ? ctx->now_ms : row->ended_at,
            .due_at = row->due_at,
            .refusal = refusal },
        &changed));
    return changed == 1 ? OK : ERR_STALE;
}

enum err referral_send(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct pack *pack, const struct referral *referral, int64_t ver) {
    if (!referral->is_sender) {
        return fail(ctx, ERR_FORBIDDEN, "only the sender sends");
    }
    struct referral due = *referral;
    struct str timer = referral->row.is_urgent ? STR("T05E") : STR("T05");
    /* The consent may have been withdrawn since the draft: it must stand at this moment. */
    TRY(consent_covers(ctx, tx_db(tx), referral->row.casefile_id, referral->row.consent_id,
        referral->row.to_id, ""));
    due.row.due_at =
        ctx->now_ms + pack_timer_min(pack, timer, referral->row.place) * MINUTE_MS;
    TRY(step(ctx, tx, &due, STR("sent"), STR(""), ver));
    TRY(task_set(ctx, tx, pack, referral->row.casefile_id, who->agency_id, STR("follow_referral"),
        timer, referral->row.place));
    return who_note(ctx, tx, who, VERB_REFERRAL_SEND, referral->case_pseudonym);
}

enum err referral_open(
    struct ctx *ctx, struct tx *tx, const struct who *who, const struct referral *referral) {
    if (!referral->is_sender && str_eq(referral->row.state, STR("sent"))) {
        TRY(step(ctx, tx, referral, STR("seen"), STR(""), referral->row.ver));
        TRY(who_note(ctx, tx, who, VERB_REFERRAL_SEE, referral->case_pseudonym));
    }
    return who_note(ctx, tx, who, VERB_REFERRAL_OPEN, referral->case_pseudonym);
}

enum err referral_is_open(struct ctx *ctx, struct db *db, const struct who *who,
    const struct referral *referral, int64_t open_ms, bool *out_is_open) {
    return who_did(ctx, db, who, VERB_REFERRAL_OPEN, referral->case_pseudonym, open_ms, out_is_open);
}

static struct sealed box_of(const struct referral_parts_row *row, enum data_class class) {
    switch (class) {
    case CLASS_IDENTITY:
        return row->identity_box;
    case CLASS_SAFETY:
        return row->safety_box;
    case CLASS_HEALTH:
        return row->health_box;
    default:
        return row->story_box;
    }
}

static enum err content_take(struct ctx *ctx, struct str part, struct str text,
    struct referral_content *out) {
    if (str_eq(part, STR("identity"))) {
        out->has_identity = true;
        return casefile_identity_read(ctx, text, &out->opened);
    }
    if (str_eq(part, STR("contact"))) {
        out->has_contact = true;
        out->opened.safe_contact = text;
    } else if (str_eq(part, STR("location"))) {
        out->has_location = true;
        out->opened.location = text;
    } else if (str_eq(part, STR("health"))) {
        out->has_health = true;
        out->opened.health = text;
    } else if (str_eq(part, STR("story"))) {
        out->has_story = true;
        out->opened.story = text;
    } else {
        out->message = text;
    }
    return OK;
}

enum err referral_unseal(struct ctx *ctx, struct db *db, const struct who *who,
    const struct referral *referral, struct referral_content *out) {
    struct referral_parts_row *rows = NULL;
    struct seal_field fields[PARTS_MAX];
    struct keyring *keyring = NULL;
    size_t n = 0;
    *out = (struct referral_content){ .message = STR("") };
    TRY(referral_parts(db, ctx->arena,
        &(struct referral_parts_in){ .referral_id = referral->row.id }, &rows, &n));
    n = n < PARTS_MAX ? n : PARTS_MAX;
    for (size_t i = 0; i < n; i++) {
        const struct part *part = part_of_name(rows[i].part);
        if (part == NULL) {
            return fail(ctx, ERR_TAMPERED, "part of referral %lld", (long long)referral->row.id);
        }
        fields[i] = (struct seal_field){ .class = part->class,
            .table = TABLE_REFERRAL_PART,
            .row_id = rows[i].id,
            .column = part->column,
            .box = box_of(&rows[i], part->class) };
    }
    TRY(keyring_load(ctx, db, referral->row.id, &keyring));
    TRY(unseal_fields(ctx, who, keyring, fields, n));
    for (size_t i = 0; i < n; i++) {
        TRY(content_take(ctx, rows[i].part, fields[i].plain, out));
    }
    return OK;
}

static enum err only_receiver(struct ctx *ctx, const struct referral *referral) {
    return referral->is_sender ? fail(ctx, ERR_FORBIDDEN, "only the receiver answers") : OK;
}

static enum err follow_done(struct ctx *ctx, struct tx *tx, const struct referral *referral) {
    int64_t changed = 0;
    return tasks_done_by_kind(tx,
        &(struct tasks_done_by_kind_in){ .casefile_id = referral->row.casefile_id,
            .kind = STR("follow_referral"),
            .done_at = ctx->now_ms },
        &changed);
}

enum err referral_accept(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct referral *referral, int64_t ver) {
    struct casefile *casefile = NULL;
    TRY(only_receiver(ctx, referral));
    TRY(step(ctx, tx, referral, STR("accepted"), STR(""), ver));
    TRY(share_add(tx,
        &(struct share_add_in){ .id = rand_id(ctx->now_ms),
            .casefile_id = referral->row.casefile_id,
            .agency_id = who->agency_id,
            .basis = STR("consent"),
            .origin = STR("referral"),
            .origin_id = referral->row.id,
            .from_at = ctx->now_ms,
            .until_at = 0 }));
    TRY(casefile_load(ctx, tx_db(tx), who, referral->row.casefile_id, &casefile));
    TRY(casefile_follow(ctx, tx, casefile, MACHINE_DATA, STR("F3")));
    TRY(follow_done(ctx, tx, referral));
    return who_note(ctx, tx, who, VERB_REFERRAL_ACCEPT, referral->case_pseudonym);
}

enum err referral_refuse(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct referral *referral, const struct in_refusal *in) {
    TRY(only_receiver(ctx, referral));
    TRY(step(ctx, tx, referral, STR("refused"), in->reason, in->ver));
    TRY(keyring_end(ctx, tx, referral->row.id));
    TRY(follow_done(ctx, tx, referral));
    return who_note(ctx, tx, who, VERB_REFERRAL_REFUSE, referral->case_pseudonym);
}

enum err referral_complete(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct referral *referral, int64_t ver) {
    TRY(only_receiver(ctx, referral));
    TRY(step(ctx, tx, referral, STR("completed"), STR(""), ver));
    return who_note(ctx, tx, who, VERB_REFERRAL_COMPLETE, referral->case_pseudonym);
}

enum err referral_withdraw(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct referral *referral, int64_t ver) {
    int64_t changed = 0;
    if (!referral->is_sender) {
        return fail(ctx, ERR_FORBIDDEN, "only the sender takes it back");
    }
    TRY(step(ctx, tx, referral, STR("withdrawn"), STR(""), ver));
    TRY(keyring_end(ctx, tx, referral->row.id));
    TRY(share_end(tx,
        &(struct share_end_in){
            .origin = STR("referral"), .origin_id = referral->row.id, .ended_at = ctx->now_ms },
        &changed));
    TRY(follow_done(ctx, tx, referral));
    return who_note(ctx, tx, who, VERB_REFERRAL_WITHDRAW, referral->case_pseudonym);
}

enum err referral_expire_overdue(struct ctx *ctx, struct tx *tx, int64_t *out_n) {
    struct referrals_overdue_row *rows = NULL;
    size_t n = 0;
    TRY(referrals_overdue(tx_db(tx), ctx->arena,
        &(struct referrals_overdue_in){ .now_at = ctx->now_ms, .limit = SWEEP_MAX }, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        int64_t changed = 0;
        TRY(referral_expire(tx,
            &(struct referral_expire_in){
                .id = rows[i].id, .ver = rows[i].ver, .ended_at = ctx->now_ms },
            &changed));
        TRY(keyring_end(ctx, tx, rows[i].id));
        TRY(who_note(ctx, tx, NULL, VERB_REFERRAL_EXPIRE, pseudonym_of(rows[i].case_pseudonym)));
    }
    *out_n = (int64_t)n;
    return OK;
}

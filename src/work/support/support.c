#include "support/support.h"

#include "codes/codes.h"
#include "rand/rand.h"

enum { GOALS_MAX = 60 };

enum err service_record(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct pack *pack, const struct casefile *casefile, const struct in_service *in,
    int64_t *out_id) {
    const struct code *kind = pack_code(pack, STR("service"), in->kind);
    bool is_future = in->given_on.n > day_of(NULL, ctx->now_ms).n + 1; /* east of UTC it is later */
    bool is_place = str_is_empty(in->place) || pack_place(pack, in->place) != NULL;
    if (kind == NULL || is_future || !is_place) {
        return fail(ctx, ERR_INPUT, "service, day or place");
    }
    int64_t id = rand_id(ctx->now_ms);
    struct keyring *keyring = NULL;
    struct seal_field field = { .class = CLASS_HEALTH,
        .table = TABLE_SERVICE,
        .row_id = id,
        .column = STR("note_box"),
        .plain = in->note };
    TRY(keyring_load(ctx, tx_db(tx), casefile_key_owner(casefile), &keyring));
    TRY(seal_fields(ctx, tx, who, keyring, &field, 1));
    TRY(service_add(tx,
        &(struct service_add_in){ .id = id,
            .casefile_id = casefile->row.id,
            .agency_id = who->agency_id,
            .staff_id = who->staff_id,
            .kind = in->kind,
            .domain = kind->maps_to,
            .place = str_is_empty(in->place) ? casefile->row.place : in->place,
            .given_on = in->given_on.n,
            .recorded_at = ctx->now_ms,
            .note_box = field.box }));
    TRY(who_note(ctx, tx, who, VERB_SERVICE_RECORD, casefile->pseudonym));
    *out_id = id;
    return OK;
}

enum err goal_set_up(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct casefile *casefile, const struct in_goal *in, int64_t *out_id) {
    int64_t id = rand_id(ctx->now_ms);
    struct keyring *keyring = NULL;
    struct seal_field field = { .class = CLASS_NARRATIVE,
        .table = TABLE_GOAL,
        .row_id = id,
        .column = STR("text_box"),
        .plain = in->text };
    TRY(keyring_load(ctx, tx_db(tx), casefile_key_owner(casefile), &keyring));
    TRY(seal_fields(ctx, tx, who, keyring, &field, 1));
    TRY(goal_add(tx,
        &(struct goal_add_in){ .id = id,
            .casefile_id = casefile->row.id,
            .agency_id = who->agency_id,
            .staff_id = who->staff_id,
            .domain = in->domain,
            .due_on = day_is_none(in->due_on) ? 0 : in->due_on.n,
            .text_box = field.box,
            .created_at = ctx->now_ms }));
    TRY(who_note(ctx, tx, who, VERB_GOAL_ADD, casefile->pseudonym));
    *out_id = id;
    return OK;
}

enum err goal_move(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct casefile *casefile, int64_t goal_id, const struct in_goal_state *in) {
    bool is_open = str_eq(in->state, STR("open")) || str_eq(in->state, STR("in_progress"));
    int64_t changed = 0;
    TRY(goal_set(tx,
        &(struct goal_set_in){ .id = goal_id,
            .casefile_id = casefile->row.id,
            .agency_id = who->agency_id,
            .ver = in->ver,
            .state = in->state,
            .ended_at = is_open ? 0 : ctx->now_ms },
        &changed));
    return changed == 1 ? who_note(ctx, tx, who, VERB_GOAL_STATE, casefile->pseudonym) : ERR_STALE;
}

enum err goal_lines(struct ctx *ctx, struct db *db, const struct who *who,
    const struct casefile *casefile, bool is_open, struct goal_line **out_lines, size_t *out_n) {
    struct goals_of_case_row *rows = NULL;
    struct seal_field fields[GOALS_MAX];
    size_t places[GOALS_MAX];
    size_t n = 0;
    size_t n_fields = 0;
    TRY(goals_of_case(db, ctx->arena,
        &(struct goals_of_case_in){ .casefile_id = casefile->row.id, .limit = GOALS_MAX }, &rows,
        &n));
    struct goal_line *lines = ARENA_ARRAY(ctx->arena, struct goal_line, n);
    for (size_t i = 0; i < n; i++) {
        lines[i].row = rows[i];
        if (is_open && rows[i].agency_id == who->agency_id) {
            places[n_fields] = i;
            fields[n_fields++] = (struct seal_field){ .class = CLASS_NARRATIVE,
                .table = TABLE_GOAL,
                .row_id = rows[i].id,
                .column = STR("text_box"),
                .box = rows[i].text_box };
        }
    }
    struct keyring *keyring = NULL;
    TRY(keyring_load(ctx, db, casefile_key_owner(casefile), &keyring));
    TRY(unseal_fields(ctx, who, keyring, fields, n_fields));
    for (size_t i = 0; i < n_fields; i++) {
        lines[places[i]].text = fields[i].plain;
    }
    *out_lines = lines;
    *out_n = n;
    return OK;
}

#include "dispatch/alarm.h"

#include "json/json.h"
#include "rand/rand.h"
#include "who_sql.h"

enum {
    TURNS_MAX = 9,
    PLACE_MAX_B = 4096,
    MINUTE_MS = 60 * 1000,
    SWEEP_MAX = 100,
};

enum err alarm_load(struct ctx *ctx, struct db *db, const struct who *who, int64_t alarm_id,
    struct alarm **out) {
    struct alarm *alarm = ARENA_NEW(ctx->arena, struct alarm);
    bool is_found = false;
    TRY(alarm_see(db, ctx->arena,
        &(struct alarm_see_in){ .id = alarm_id, .agency_id = who->agency_id }, &alarm->row,
        &is_found));
    if (!is_found) {
        return fail(ctx, ERR_NOT_FOUND, "alarm %lld", (long long)alarm_id);
    }
    alarm->case_pseudonym = pseudonym_of(alarm->row.case_pseudonym);
    *out = alarm;
    return OK;
}

static struct str place_text(struct ctx *ctx, const struct in_alarm *in) {
    BUF_DONE struct buf buf = buf_open(PLACE_MAX_B);
    struct json_out json = { .buf = &buf };
    json_begin_object(&json);
    json_key(&json, STR("where"));
    json_str(&json, in->where);
    json_key(&json, STR("beware"));
    json_str(&json, in->beware);
    json_end(&json);
    return arena_str(ctx->arena, buf_str(&buf));
}

static struct str join(struct ctx *ctx, const struct str_list *list) {
    struct str text = STR("");
    for (size_t i = 0; i < list->n; i++) {
        text = arena_print(ctx->arena, "%.*s%s%.*s", STR_FMT(text), i > 0 ? " " : "",
            STR_FMT(list->items[i]));
    }
    return text;
}

/* Seals the place for one agency on duty and hands it the keys of the case. Each call has its own
 * data key, so that one agency's key opens nothing meant for another. */
static enum err ask(struct ctx *ctx, struct tx *tx, const struct who *who,
    struct casefile *casefile, int64_t alarm_id, const struct roster_on_duty_row *duty,
    struct str text) {
    int64_t call_id = rand_id(ctx->now_ms);
    struct keyring call_keys = { .owner_id = call_id };
    struct keyring *case_keys = NULL;
    struct seal_field field = { .class = CLASS_SAFETY,
        .table = TABLE_ALARM_CALL,
        .row_id = call_id,
        .column = STR("place_box"),
        .plain = text };
    if (duty->agency_id != who->agency_id) {
        TRY(keyring_add_receiver(ctx, tx_db(tx), &call_keys, duty->agency_id, 0));
        TRY(keyring_load(ctx, tx_db(tx), casefile->row.id, &case_keys));
        TRY(keyring_share(ctx, tx, who, case_keys, duty->agency_id, 0));
    }
    TRY(seal_fields(ctx, tx, who, &call_keys, &field, 1));
    return alarm_call_add(tx,
        &(struct alarm_call_add_in){ .id = call_id,
            .alarm_id = alarm_id,
            .agency_id = duty->agency_id,
            .turn = duty->turn,
            .place_box = field.box });
}

static bool asked_before(const struct roster_on_duty_row *duty, size_t i) {
    for (size_t j = 0; j < i; j++) {
        if (duty[j].agency_id == duty[i].agency_id) {
            return true;
        }
    }
    return false;
}

enum err alarm_raise(struct ctx *ctx, struct tx *tx, const struct who *who, const struct pack *pack,
    struct casefile *casefile, const struct in_alarm *in, int64_t *out_id) {
    const struct place *county = pack_county_of(pack, in->place);
    if (county == NULL || !casefile->is_holder) {
        return county == NULL ? fail(ctx, ERR_INPUT, "unknown place")
                              : fail(ctx, ERR_FORBIDDEN, "only the agency that leads raises alarms");
    }
    struct alarm_open_of_case_row open;
    bool is_open = false;
    TRY(alarm_open_of_case(tx_db(tx), ctx->arena,
        &(struct alarm_open_of_case_in){ .casefile_id = casefile->row.id }, &open, &is_open));
    if (is_open) {
        return fail(ctx, ERR_CONFLICT, "the case has an open alarm");
    }
    struct roster_on_duty_row *duty = NULL;
    size_t n = 0;
    TRY(roster_on_duty(tx_db(tx), ctx->arena,
        &(struct roster_on_duty_in){
            .county = county->code, .now_at = ctx->now_ms, .limit = TURNS_MAX },
        &duty, &n));
    int64_t id = rand_id(ctx->now_ms);
    TRY(alarm_add(tx,
        &(struct alarm_add_in){ .id = id,
            .casefile_id = casefile->row.id,
            .by_agency_id = who->agency_id,
            .by_staff_id = who->staff_id,
            .place = in->place,
            .county = county->code,
            .dangers = join(ctx, &in->dangers),
            .transport = in->transport,
            .is_police_called = in->is_police_called,
            .raised_at = ctx->now_ms,
            .turn = n > 0 ? duty[0].turn : 0 }));
    struct str text = place_text(ctx, in);
    for (size_t i = 0; i < n; i++) {
        if (!asked_before(duty, i)) {
            TRY(ask(ctx, tx, who, casefile, id, &duty[i], text));
        }
    }
    casefile->row.risk = STR("R4");
    TRY(casefile_follow(ctx, tx, casefile, MACHINE_SAFETY, STR("B3")));
    TRY(who_note(ctx, tx, who, VERB_ALARM_RAISE, casefile->pseudonym));
    *out_id = id;
    return OK;
}

enum err alarm_open_place(
    struct ctx *ctx, struct tx *tx, const struct who *who, const struct alarm *alarm) {
    if (alarm->row.call_id == 0) {
        return fail(ctx, ERR_FORBIDDEN, "the place is sealed for the teams that are asked");
    }
    return who_note(ctx, tx, who, VERB_ALARM_OPEN, alarm->case_pseudonym);
}

enum err alarm_place_is_open(struct ctx *ctx, struct db *db, const struct who *who,
    const struct alarm *alarm, int64_t open_ms, bool *out_is_open) {
    return who_did(ctx, db, who, VERB_ALARM_OPEN, alarm->case_pseudonym, open_ms, out_is_open);
}

enum err alarm_unseal(struct ctx *ctx, struct db *db, const struct who *who,
    const struct alarm *alarm, struct alarm_place *out) {
    struct keyring *keyring = NULL;
    struct json *place = NULL;
    struct seal_field field = { .class = CLASS_SAFETY,
        .table = TABLE_ALARM_CALL,
        .row_id = alarm->row.call_id,
        .column = STR("place_box"),
        .box = alarm->row.place_box };
    TRY(keyring_load(ctx, db, alarm->row.call_id, &keyring));
    TRY(unseal_fields(ctx, who, keyring, &field, 1));
    TRY(json_parse(ctx->arena, field.plain, &place, NULL));
    const struct json *where = json_get(place, STR("where"));
    const struct json *beware = json_get(place, STR("beware"));
    out->where = where != NULL ? where->text : STR("");
    out->beware = beware != NULL ? beware->text : STR("");
    return OK;
}

/* Everybody who was asked and did not get it loses the keys again. */
static enum err end_other_calls(
    struct ctx *ctx, struct tx *tx, const struct alarm *alarm, int64_t keep_agency_id) {
    struct alarm_agencies_asked_row *asked = NULL;
    size_t n = 0;
    int64_t changed = 0;
    TRY(alarm_agencies_asked(tx_db(tx), ctx->arena,
        &(struct alarm_agencies_asked_in){ .alarm_id = alarm->row.id }, &asked, &n));
    for (size_t i = 0; i < n; i++) {
        if (asked[i].agency_id != keep_agency_id) {
            TRY(keyring_unshare(ctx, tx, alarm->row.casefile_id, asked[i].agency_id));
        }
    }
    return alarm_calls_end(tx, &(struct alarm_calls_end_in){ .alarm_id = alarm->row.id }, &changed);
}

/* The team leads from now on; whoever led before keeps taking part. */
static enum err pass_lead(
    struct ctx *ctx, struct tx *tx, const struct who *who, const struct alarm *alarm) {
    struct casefile_holder_get_row holder;
    int64_t changed = 0;
    TRY(casefile_holder_get(tx_db(tx), ctx->arena,
        &(struct casefile_holder_get_in){ .id = alarm->row.casefile_id }, &holder));
    if (holder.holder_id == who->agency_id) {
        return OK;
    }
    TRY(casefile_holder_set(tx,
        &(struct casefile_holder_set_in){
            .id = alarm->row.casefile_id, .ver = holder.ver, .holder_id = who->agency_id },
        &changed));
    if (changed != 1) {
        return ERR_STALE;
    }
    TRY(tasks_move(tx,
        &(struct tasks_move_in){
            .casefile_id = alarm->row.casefile_id, .agency_id = who->agency_id },
        &changed));
    TRY(share_add(tx,
        &(struct share_add_in){ .id = rand_id(ctx->now_ms),
            .casefile_id = alarm->row.casefile_id,
            .agency_id = holder.holder_id,
            .basis = STR("imminent_danger"),
            .origin = STR("alarm"),
            .origin_id = alarm->row.id,
            .from_at = ctx->now_ms,
            .until_at = 0 }));
    return who_note(ctx, tx, who, VERB_CASE_TAKE, alarm->case_pseudonym);
}

enum err alarm_take(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct alarm *alarm, int64_t ver) {
    int64_t changed = 0;
    if (!str_eq(alarm->row.call_state, STR("asked"))) {
        return fail(ctx, alarm->row.call_id != 0 ? ERR_CONFLICT : ERR_FORBIDDEN,
            "the agency is not asked (any more)");
    }
    TRY(alarm_accept(tx,
        &(struct alarm_accept_in){ .id = alarm->row.id,
            .ver = ver,
            .team_id = who->agency_id,
            .accepted_at = ctx->now_ms },
        &changed));
    if (changed != 1) {
        return str_eq(alarm->row.state, STR("raised")) ? ERR_STALE : ERR_CONFLICT;
    }
    TRY(alarm_call_set(tx,
        &(struct alarm_call_set_in){ .alarm_id = alarm->row.id,
            .agency_id = who->agency_id,
            .state = STR("accepted") },
        &changed));
    TRY(end_other_calls(ctx, tx, alarm, who->agency_id));
    TRY(who_note(ctx, tx, who, VERB_ALARM_ACCEPT, alarm->case_pseudonym));
    return pass_lead(ctx, tx, who, alarm);
}

enum err alarm_decline(
    struct ctx *ctx, struct tx *tx, const struct who *who, const struct alarm *alarm) {
    int64_t changed = 0;
    TRY(alarm_call_set(tx,
        &(struct alarm_call_set_in){ .alarm_id = alarm->row.id,
            .agency_id = who->agency_id,
            .state = STR("refused") },
        &changed));
    if (changed != 1) {
        return fail(ctx, ERR_CONFLICT, "the agency is not asked");
    }
    TRY(keyring_unshare(ctx, tx, alarm->row.casefile_id, who->agency_id));
    if (alarm->row.call_turn == alarm->row.turn) { /* do not wait for a clock: ask the next now */
        TRY(alarm_turn_set(tx,
            &(struct alarm_turn_set_in){ .id = alarm->row.id,
                .ver = alarm->row.ver,
                .turn = alarm->row.turn + 1,
                .turn_at = ctx->now_ms },
            &changed));
    }
    return who_note(ctx, tx, who, VERB_ALARM_REFUSE, alarm->case_pseudonym);
}

static enum verb verb_of_step(struct str to) {
    if (str_eq(to, STR("departed"))) {
        return VERB_ALARM_DEPART;
    }
    if (str_eq(to, STR("arrived"))) {
        return VERB_ALARM_ARRIVE;
    }
    if (str_eq(to, STR("safe"))) {
        return VERB_ALARM_SAFE;
    }
    return str_eq(to, STR("closed")) ? VERB_ALARM_CLOSE : VERB_ALARM_CANCEL;
}

/* Where the safety region of the case goes with the alarm. */
static struct str safety_of_step(struct str to) {
    if (str_eq(to, STR("departed"))) {
        return STR("B4");
    }
    if (str_eq(to, STR("arrived"))) {
        return STR("B5");
    }
    if (str_eq(to, STR("safe"))) {
        return STR("B6");
    }
    return str_eq(to, STR("cancelled")) ? STR("B2") : STR("");
}

static enum err step(struct ctx *ctx, struct tx *tx, const struct who *who, struct alarm *alarm,
    struct str to, struct str outcome, int64_t ver) {
    struct alarm_see_row *row = &alarm->row;
    struct str from = row->state;
    int64_t changed = 0;
    bool is_team = row->team_id == who->agency_id;
    bool may_cancel = str_eq(to, STR("cancelled")) && row->team_id == 0 &&
                      row->by_agency_id == who->agency_id;
    if (!is_team && !may_cancel) {
        return fail(ctx, ERR_FORBIDDEN, "only the team moves the alarm");
    }
    if (!state_may(MACHINE_ALARM, from, to)) {
        return fail(ctx, ERR_CONFLICT, "alarm: no step from %.*s to %.*s", STR_FMT(from), STR_FMT(to));
    }
    bool is_over = str_eq(to, STR("closed")) || str_eq(to, STR("cancelled"));
    TRY(alarm_step(tx,
        &(struct alarm_step_in){ .id = row->id,
            .ver = ver,
            .from_state = from,
            .to_state = to,
            .departed_at = str_eq(to, STR("departed")) ? ctx->now_ms : row->departed_at,
            .arrived_at = str_eq(to, STR("arrived")) ? ctx->now_ms : row->arrived_at,
            .safe_at = str_eq(to, STR("safe")) ? ctx->now_ms : row->safe_at,
            .closed_at = is_over ? ctx->now_ms : row->closed_at,
            .outcome = outcome },
        &changed));
    if (changed != 1) {
        return ERR_STALE;
    }
    struct str safety = safety_of_step(to);
    if (!str_is_empty(safety)) {
        struct casefile *casefile = NULL;
        TRY(casefile_load(ctx, tx_db(tx), who, row->casefile_id, &casefile));
        TRY(casefile_follow(ctx, tx, casefile, MACHINE_SAFETY, safety));
    }
    return who_note(ctx, tx, who, verb_of_step(to), alarm->case_pseudonym);
}

enum err alarm_move(struct ctx *ctx, struct tx *tx, const struct who *who, struct alarm *alarm,
    struct str to, int64_t ver) {
    if (str_eq(to, STR("cancelled"))) {
        TRY(end_other_calls(ctx, tx, alarm, who->agency_id));
    }
    return step(ctx, tx, who, alarm, to, alarm->row.outcome, ver);
}

enum err alarm_finish(struct ctx *ctx, struct tx *tx, const struct who *who, struct alarm *alarm,
    const struct in_alarm_close *in) {
    return step(ctx, tx, who, alarm, STR("closed"), in->outcome, in->ver);
}

enum err alarm_escalate_silent(
    struct ctx *ctx, struct tx *tx, const struct pack *pack, int64_t *out_n) {
    struct alarms_silent_row *rows = NULL;
    size_t n = 0;
    int64_t moved = 0;
    int64_t wait_ms = pack_timer_min(pack, STR("T02A"), STR("")) * MINUTE_MS;
    TRY(alarms_silent(tx_db(tx), ctx->arena,
        &(struct alarms_silent_in){ .before_at = ctx->now_ms - wait_ms, .limit = SWEEP_MAX }, &rows,
        &n));
    for (size_t i = 0; i < n; i++) {
        int64_t changed = 0;
        if (rows[i].turn >= rows[i].last_turn) {
            continue; /* all were asked: it stays late on the board */
        }
        TRY(alarm_turn_set(tx,
            &(struct alarm_turn_set_in){ .id = rows[i].id,
                .ver = rows[i].ver,
                .turn = rows[i].turn + 1,
                .turn_at = ctx->now_ms },
            &changed));
        TRY(who_note(
            ctx, tx, NULL, VERB_ALARM_ESCALATE, pseudonym_of(rows[i].case_pseudonym)));
        moved += changed;
    }
    *out_n = moved;
    return OK;
}

enum err duty_add(struct ctx *ctx, struct tx *tx, const struct who *who, const struct pack *pack,
    const struct in_roster *in, int64_t *out_id) {
    struct staff_by_name_row staff;
    bool is_found = false;
    const struct place *place = pack_place(pack, in->county);
    if (place == NULL || place->level != PLACE_COUNTY) {
        return fail(ctx, ERR_INPUT, "unknown county");
    }
    TRY(staff_by_name(tx_db(tx), ctx->arena, &(struct staff_by_name_in){ .username = in->username },
        &staff, &is_found));
    bool is_ours = is_found && staff.agency_id == who->agency_id;
    bool is_span = in->until.ms > in->from.ms && in->turn >= 1 && in->turn <= TURNS_MAX;
    if (!is_ours || !is_span) {
        return fail(ctx, ERR_INPUT, "person, time or turn");
    }
    int64_t id = rand_id(ctx->now_ms);
    TRY(roster_add(tx,
        &(struct roster_add_in){ .id = id,
            .agency_id = who->agency_id,
            .staff_id = staff.id,
            .county = in->county,
            .turn = in->turn,
            .from_at = in->from.ms,
            .until_at = in->until.ms }));
    TRY(who_note(ctx, tx, who, VERB_ROSTER_ADD, pseudonym_none()));
    *out_id = id;
    return OK;
}

enum err duty_end(
    struct ctx *ctx, struct tx *tx, const struct who *who, const struct in_roster_end *in) {
    int64_t changed = 0;
    TRY(roster_end(tx,
        &(struct roster_end_in){ .id = in->roster,
            .ver = in->ver,
            .agency_id = who->agency_id,
            .ended_at = ctx->now_ms },
        &changed));
    return changed == 1 ? who_note(ctx, tx, who, VERB_ROSTER_END, pseudonym_none()) : ERR_STALE;
}

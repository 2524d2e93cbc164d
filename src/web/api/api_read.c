#include "api/api.h"

#include "consent/consent.h"
#include "handlers.gen.h"
#include "page/results.h"
#include "screening/screening.h"
#include "json/json.h"

/* --- writing ---------------------------------------------------------------------------------- */

static struct json_out begin(struct request *rq) {
    struct json_out json = { .buf = &rq->reply.body };
    json_begin_object(&json);
    return json;
}

static enum err end(struct request *rq, struct json_out *json) {
    json_end(json);
    return reply_json(rq);
}

static void put_text(struct json_out *json, const char *key, struct str text) {
    json_key(json, str_from_c(key));
    json_str(json, text);
}

static void put_number(struct json_out *json, const char *key, int64_t number) {
    json_key(json, str_from_c(key));
    json_i64(json, number);
}

/* 0 is "none". */
static void put_id(struct json_out *json, const char *key, int64_t id) {
    json_key(json, str_from_c(key));
    if (id == 0) {
        json_null(json);
    } else {
        json_i64(json, id);
    }
}

static void put_bool(struct json_out *json, const char *key, bool is_true) {
    json_key(json, str_from_c(key));
    json_bool(json, is_true);
}

static void put_at(struct request *rq, struct json_out *json, const char *key, int64_t ms) {
    put_text(json, key, ms > 0 ? instant_print(rq->ctx->arena, page_at(ms)) : STR_NONE);
}

/* Codes separated by blanks, as an array. */
static void put_codes(struct json_out *json, const char *key, struct str codes) {
    struct str left = codes;
    struct str code;
    json_key(json, str_from_c(key));
    json_begin_array(json);
    while (str_word(&left, &code)) {
        json_str(json, code);
    }
    json_end(json);
}

static void begin_items(struct json_out *json, const char *key) {
    json_key(json, str_from_c(key));
    json_begin_array(json);
}

static void end_items(struct json_out *json, int64_t next) {
    json_end(json);
    put_id(json, "next", next);
}

static void put_person(
    struct json_out *json, struct str gender, struct str age_band, int64_t is_child) {
    put_text(json, "gender", gender);
    put_text(json, "age_band", age_band);
    put_bool(json, "is_child", is_child != 0);
}

/* --- me --------------------------------------------------------------------------------------- */

enum err api_me(struct request *rq) {
    struct json_out json = begin(rq);
    put_id(&json, "id", rq->who->staff_id);
    put_text(&json, "username", rq->who->username);
    put_text(&json, "display_name", rq->who->display_name);
    put_text(&json, "role", rq->who->role);
    put_text(&json, "agency", rq->who->agency_code);
    put_text(&json, "agency_kind", rq->who->agency_kind);
    put_text(&json, "language", rq->who->language);
    begin_items(&json, "capabilities");
    for (int cap = CAP_NONE + 1; cap < CAP_COUNT; cap++) {
        if (may(rq->who, (enum cap)cap)) {
            json_str(&json, cap_name((enum cap)cap));
        }
    }
    json_end(&json);
    return end(rq, &json);
}

/* --- contact ---------------------------------------------------------------------------------- */

static enum err put_screening(struct request *rq, struct json_out *json) {
    struct screening_last_row row;
    bool is_found = false;
    TRY(screening_last(rq->db, rq->ctx->arena,
        &(struct screening_last_in){ .contact_id = rq->contact->row.id }, &row, &is_found));
    json_key(json, STR("last_screening"));
    if (!is_found) {
        json_null(json);
        return OK;
    }
    json_begin_object(json);
    put_id(json, "id", row.id);
    put_at(rq, json, "at", row.at);
    put_text(json, "result", row.result);
    put_text(json, "decision", row.decision);
    json_end(json);
    return OK;
}

enum err api_contact_get(struct request *rq) {
    const struct contact_see_row *row = &rq->contact->row;
    struct json_out json = begin(rq);
    put_id(&json, "id", row->id);
    put_number(&json, "ver", row->ver);
    put_at(rq, &json, "at", row->at);
    put_text(&json, "state", row->state);
    put_text(&json, "channel", row->channel);
    put_text(&json, "kind", row->kind);
    put_text(&json, "caller", row->caller);
    put_bool(&json, "is_about_self", row->is_about_self != 0);
    put_text(&json, "gender", row->gender);
    put_text(&json, "age_band", row->age_band);
    put_text(&json, "place", row->place);
    put_text(&json, "reason", row->reason);
    put_text(&json, "is_safe_now", row->is_safe_now);
    put_text(&json, "risk", row->risk);
    put_bool(&json, "has_replied", row->has_replied != 0);
    put_id(&json, "casefile", row->casefile_id);
    put_text(&json, "case_number", row->case_number);
    TRY(put_screening(rq, &json));
    return end(rq, &json);
}

/* --- cases ------------------------------------------------------------------------------------ */

static void put_case_line(
    struct request *rq, struct json_out *json, const struct casefile_page_row *row) {
    json_begin_object(json);
    put_id(json, "id", row->id);
    put_text(json, "number", row->number);
    put_at(rq, json, "opened_at", row->opened_at);
    put_at(rq, json, "closed_at", row->closed_at);
    put_text(json, "place", row->place);
    put_person(json, row->gender, row->age_band, row->is_child);
    put_text(json, "risk", row->risk);
    put_text(json, "identification", row->identification);
    put_text(json, "safety", row->safety_state);
    put_text(json, "assistance", row->assistance_state);
    put_text(json, "holder", row->holder_code);
    json_end(json);
}

enum err api_cases_get(struct request *rq) {
    const struct in_case_list *in = rq->input;
    struct casefile_page_row *rows = NULL;
    size_t n = 0;
    TRY(casefile_list(rq->ctx, rq->db, rq->who,
        &(struct casefile_filter){ .risk = in->risk,
            .identification = in->identification,
            .place = in->place,
            .number = in->number,
            .before_id = in->before },
        API_LIST_MAX, &rows, &n));
    struct json_out json = begin(rq);
    begin_items(&json, "items");
    for (size_t i = 0; i < n; i++) {
        put_case_line(rq, &json, &rows[i]);
    }
    end_items(&json, n == API_LIST_MAX ? rows[n - 1].id : 0);
    return end(rq, &json);
}

static enum err put_shares(struct request *rq, struct json_out *json) {
    struct shares_of_case_row *rows = NULL;
    size_t n = 0;
    TRY(shares_of_case(rq->db, rq->ctx->arena,
        &(struct shares_of_case_in){ .casefile_id = rq->casefile->row.id, .limit = API_INNER_MAX },
        &rows, &n));
    begin_items(json, "shares");
    for (size_t i = 0; i < n; i++) {
        json_begin_object(json);
        put_text(json, "agency", rows[i].agency_code);
        put_text(json, "basis", rows[i].basis);
        put_text(json, "origin", rows[i].origin);
        put_at(rq, json, "from", rows[i].from_at);
        put_at(rq, json, "until", rows[i].until_at);
        put_at(rq, json, "ended", rows[i].ended_at);
        json_end(json);
    }
    json_end(json);
    return OK;
}

static enum err put_tasks(struct request *rq, struct json_out *json) {
    struct tasks_of_case_row *rows = NULL;
    size_t n = 0;
    TRY(tasks_of_case(rq->db, rq->ctx->arena,
        &(struct tasks_of_case_in){ .casefile_id = rq->casefile->row.id, .limit = API_INNER_MAX },
        &rows, &n));
    begin_items(json, "tasks");
    for (size_t i = 0; i < n; i++) {
        json_begin_object(json);
        put_id(json, "id", rows[i].id);
        put_text(json, "kind", rows[i].kind);
        put_text(json, "state", rows[i].state);
        put_at(rq, json, "due_at", rows[i].due_at);
        put_at(rq, json, "done_at", rows[i].done_at);
        json_end(json);
    }
    json_end(json);
    return OK;
}

static enum err put_consents(struct request *rq, struct json_out *json) {
    struct consents_of_case_row *rows = NULL;
    size_t n = 0;
    TRY(consents_of_case(rq->db, rq->ctx->arena,
        &(struct consents_of_case_in){
            .casefile_id = rq->casefile->row.id, .limit = API_INNER_MAX },
        &rows, &n));
    begin_items(json, "consents");
    for (size_t i = 0; i < n; i++) {
        json_begin_object(json);
        put_id(json, "id", rows[i].id);
        put_text(json, "purpose", rows[i].purpose);
        put_text(json, "recipient", rows[i].to_code);
        put_codes(json, "classes", rows[i].classes);
        put_text(json, "basis", rows[i].basis);
        put_at(rq, json, "given_at", rows[i].given_at);
        put_at(rq, json, "until", rows[i].until_at);
        put_at(rq, json, "withdrawn_at", rows[i].withdrawn_at);
        json_end(json);
    }
    json_end(json);
    return OK;
}

static void put_states(struct json_out *json, const struct casefile_see_row *row) {
    json_key(json, STR("states"));
    json_begin_object(json);
    put_text(json, "identification", row->identification);
    put_text(json, "safety", row->safety_state);
    put_text(json, "assistance", row->assistance_state);
    put_text(json, "justice", row->justice_state);
    put_text(json, "child", row->child_state);
    put_text(json, "data", row->data_state);
    json_end(json);
}

enum err api_case_get(struct request *rq) {
    const struct casefile_see_row *row = &rq->casefile->row;
    struct json_out json = begin(rq);
    put_id(&json, "id", row->id);
    put_number(&json, "ver", row->ver);
    put_text(&json, "number", row->number);
    put_at(rq, &json, "opened_at", row->opened_at);
    put_at(rq, &json, "closed_at", row->closed_at);
    put_text(&json, "closure_reason", row->closure_reason);
    put_text(&json, "holder", row->holder_code);
    put_bool(&json, "is_holder", rq->casefile->is_holder);
    put_text(&json, "place", row->place);
    put_text(&json, "language", row->language);
    put_person(&json, row->gender, row->age_band, row->is_child);
    put_text(&json, "exploitation", row->exploitation);
    put_text(&json, "scope", row->scope);
    put_text(&json, "risk", row->risk);
    put_states(&json, row);
    TRY(put_tasks(rq, &json));
    TRY(put_shares(rq, &json));
    TRY(put_consents(rq, &json));
    return end(rq, &json);
}

/* --- alarms ----------------------------------------------------------------------------------- */

static void put_alarm_line(
    struct request *rq, struct json_out *json, const struct alarm_board_row *row) {
    json_begin_object(json);
    put_id(json, "id", row->id);
    put_number(json, "ver", row->ver);
    put_text(json, "state", row->state);
    put_text(json, "case_number", row->number);
    put_text(json, "place", row->place);
    put_text(json, "county", row->county);
    put_person(json, row->gender, row->age_band, row->is_child);
    put_text(json, "risk", row->risk);
    put_codes(json, "dangers", row->dangers);
    put_text(json, "raised_by", row->by_code);
    put_text(json, "team", row->team_code);
    put_text(json, "call_state", row->call_state);
    put_number(json, "turn", row->turn);
    put_at(rq, json, "raised_at", row->raised_at);
    put_at(rq, json, "accepted_at", row->accepted_at);
    put_at(rq, json, "departed_at", row->departed_at);
    put_at(rq, json, "arrived_at", row->arrived_at);
    put_at(rq, json, "safe_at", row->safe_at);
    json_end(json);
}

/* All open ones: there is no page after this. */
enum err api_alarms_get(struct request *rq) {
    enum { BOARD_MAX = 200 };
    struct alarm_board_row *rows = NULL;
    size_t n = 0;
    TRY(alarm_board(rq->db, rq->ctx->arena,
        &(struct alarm_board_in){ .agency_id = rq->who->agency_id, .limit = BOARD_MAX }, &rows,
        &n));
    struct json_out json = begin(rq);
    begin_items(&json, "items");
    for (size_t i = 0; i < n; i++) {
        put_alarm_line(rq, &json, &rows[i]);
    }
    end_items(&json, 0);
    return end(rq, &json);
}

enum err api_alarm_get(struct request *rq) {
    const struct alarm_see_row *row = &rq->alarm->row;
    struct json_out json = begin(rq);
    put_id(&json, "id", row->id);
    put_number(&json, "ver", row->ver);
    put_text(&json, "state", row->state);
    put_id(&json, "casefile", row->casefile_id);
    put_text(&json, "case_number", row->number);
    put_text(&json, "place", row->place);
    put_text(&json, "county", row->county);
    put_person(&json, row->gender, row->age_band, row->is_child);
    put_text(&json, "risk", row->risk);
    put_codes(&json, "dangers", row->dangers);
    put_text(&json, "transport", row->transport);
    put_bool(&json, "is_police_called", row->is_police_called != 0);
    put_text(&json, "raised_by", row->by_code);
    put_text(&json, "team", row->team_code);
    put_text(&json, "call_state", row->call_state);
    put_number(&json, "turn", row->turn);
    put_at(rq, &json, "raised_at", row->raised_at);
    put_at(rq, &json, "accepted_at", row->accepted_at);
    put_at(rq, &json, "departed_at", row->departed_at);
    put_at(rq, &json, "arrived_at", row->arrived_at);
    put_at(rq, &json, "safe_at", row->safe_at);
    put_at(rq, &json, "closed_at", row->closed_at);
    put_text(&json, "outcome", row->outcome);
    return end(rq, &json);
}

/* --- referrals -------------------------------------------------------------------------------- */

/* Inbox and outbox rows have the same columns. */
#define PUT_REFERRAL_LINE(rq, json, row, direction_)                                               \
    do {                                                                                           \
        json_begin_object(json);                                                                   \
        put_id(json, "id", (row)->id);                                                             \
        put_text(json, "direction", STR(direction_));                                              \
        put_text(json, "state", (row)->state);                                                     \
        put_text(json, "other", (row)->other_code);                                                \
        put_text(json, "case_number", (row)->number);                                              \
        put_text(json, "place", (row)->place);                                                     \
        put_text(json, "gender", (row)->gender);                                                   \
        put_text(json, "age_band", (row)->age_band);                                               \
        put_text(json, "risk", (row)->risk);                                                       \
        put_codes(json, "services", (row)->services);                                              \
        put_bool(json, "is_urgent", (row)->is_urgent != 0);                                        \
        put_at(rq, json, "sent_at", (row)->sent_at);                                               \
        put_at(rq, json, "due_at", (row)->due_at);                                                 \
        json_end(json);                                                                            \
    } while (0)

enum err api_referrals_get(struct request *rq) {
    struct referral_inbox_row *received = NULL;
    struct referral_outbox_row *sent = NULL;
    size_t n_received = 0;
    size_t n_sent = 0;
    int64_t agency_id = rq->who->agency_id;
    TRY(referral_inbox(rq->db, rq->ctx->arena,
        &(struct referral_inbox_in){ .agency_id = agency_id, .limit = API_INNER_MAX }, &received,
        &n_received));
    TRY(referral_outbox(rq->db, rq->ctx->arena,
        &(struct referral_outbox_in){ .agency_id = agency_id, .limit = API_INNER_MAX }, &sent,
        &n_sent));
    struct json_out json = begin(rq);
    begin_items(&json, "items");
    for (size_t i = 0; i < n_received; i++) {
        PUT_REFERRAL_LINE(rq, &json, &received[i], "received");
    }
    for (size_t i = 0; i < n_sent; i++) {
        PUT_REFERRAL_LINE(rq, &json, &sent[i], "sent");
    }
    end_items(&json, 0);
    return end(rq, &json);
}

enum err api_referral_get(struct request *rq) {
    const struct referral_see_row *row = &rq->referral->row;
    struct json_out json = begin(rq);
    put_id(&json, "id", row->id);
    put_number(&json, "ver", row->ver);
    put_text(&json, "direction", rq->referral->is_sender ? STR("sent") : STR("received"));
    put_text(&json, "state", row->state);
    put_text(&json, "from", row->from_code);
    put_text(&json, "to", row->to_code);
    put_id(&json, "casefile", row->casefile_id);
    put_text(&json, "case_number", row->number);
    put_text(&json, "place", row->place);
    put_person(&json, row->gender, row->age_band, row->is_child);
    put_text(&json, "risk", row->risk);
    put_codes(&json, "services", row->services);
    put_bool(&json, "is_urgent", row->is_urgent != 0);
    put_at(rq, &json, "created_at", row->created_at);
    put_at(rq, &json, "sent_at", row->sent_at);
    put_at(rq, &json, "seen_at", row->seen_at);
    put_at(rq, &json, "answered_at", row->answered_at);
    put_at(rq, &json, "ended_at", row->ended_at);
    put_at(rq, &json, "due_at", row->due_at);
    put_text(&json, "refusal", row->refusal);
    return end(rq, &json);
}

/* --- results ---------------------------------------------------------------------------------- */

/* A number that may not be shown is null; is_small tells why. */
static void put_figure(
    struct request *rq, struct json_out *json, const char *key, int64_t number, bool is_counted) {
    json_key(json, str_from_c(key));
    if (!is_counted || results_hides(rq, number)) {
        json_null(json);
    } else {
        json_i64(json, number);
    }
}

static void put_result(struct request *rq, struct json_out *json, const struct result *line) {
    json_begin_object(json);
    put_text(json, "indicator", line->indicator->code);
    put_text(json, "label", line->indicator->label[rq->lang]);
    put_bool(json, "is_counted", line->is_counted);
    put_bool(json, "is_small",
        line->is_counted &&
            (results_hides(rq, line->services) || results_hides(rq, line->persons)));
    put_figure(rq, json, "services", line->services, line->is_counted);
    put_figure(rq, json, "persons", line->persons, line->is_counted);
    put_figure(rq, json, "value", line->value, line->is_counted);
    put_figure(rq, json, "target", line->indicator->target, line->indicator->target >= 0);
    json_end(json);
}

static void put_minutes(struct json_out *json, const char *key, int64_t took_ms) {
    enum { MINUTE_MS = 60 * 1000 };
    json_key(json, str_from_c(key));
    if (took_ms < 0) {
        json_null(json);
    } else {
        json_i64(json, took_ms / MINUTE_MS);
    }
}

enum err api_results_get(struct request *rq) {
    const struct in_period *in = rq->input;
    struct results results;
    struct period period =
        results_period(rq->app->pack, day_of(rq->app->zone, rq->ctx->now_ms), in->from, in->to);
    TRY(results_all(rq->ctx, rq->db, rq->app->pack, period, &results));
    struct json_out json = begin(rq);
    put_text(&json, "from", day_print(rq->ctx->arena, period.from));
    put_text(&json, "to", day_print(rq->ctx->arena, period.to));
    put_figure(rq, &json, "services", results.services, true);
    put_figure(rq, &json, "persons", results.persons, true);
    put_minutes(&json, "arrived_median_min", results.arrived_ms);
    put_minutes(&json, "safe_median_min", results.safe_ms);
    begin_items(&json, "items");
    for (size_t i = 0; i < results.n; i++) {
        put_result(rq, &json, &results.lines[i]);
    }
    end_items(&json, 0);
    return end(rq, &json);
}

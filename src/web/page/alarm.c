#include "page/alarm.h"

#include "alarm_new_view.h"
#include "alarm_view.h"
#include "alarms_view.h"
#include "handlers.gen.h"

enum {
    BOARD_MAX = 200,
    DUTY_MAX = 9,
    ROSTER_MAX = 500,
    CLOCKS = 3,
    FACTS_MAX = 12,
    HISTORY_MAX = 8,
    LINES_MAX = 40,
    MINUTE_MS = 60 * 1000,
};

/* --- clocks ----------------------------------------------------------------------------------- */

/* All three run from the alarm itself, so that a late answer cannot be hidden by a quick drive. */
static struct alarm_clock clock_of(struct request *rq, const char *timer, struct str place,
    enum words name, int64_t raised_at, int64_t done_at) {
    int64_t limit_min = pack_timer_min(rq->app->pack, str_from_c(timer), place);
    bool is_late = limit_min > 0 && rq->ctx->now_ms - raised_at >= limit_min * MINUTE_MS;
    enum clock_state running = is_late ? CLOCK_LATE : CLOCK_RUNNING;
    return (struct alarm_clock){ .name = SAY_WORDS(name),
        .state = done_at > 0 ? CLOCK_DONE : running,
        .since = page_at(raised_at),
        .done = page_at(done_at),
        .target_min = limit_min > 0 ? limit_min : 0 };
}

struct times {
    struct str place;
    int64_t raised_at, accepted_at, arrived_at, safe_at, closed_at;
};

/* After an alarm was called off, clocks that were not stopped do not run on. */
static void rest(struct alarm_clock *clock, bool is_over, bool is_waiting) {
    if (clock->state != CLOCK_DONE && (is_over || (is_waiting && clock->state == CLOCK_RUNNING))) {
        clock->state = CLOCK_WAITING;
    }
}

static const struct alarm_clock *clocks_of(struct request *rq, const struct times *t) {
    struct alarm_clock *clocks = ARENA_ARRAY(rq->ctx->arena, struct alarm_clock, CLOCKS);
    bool is_over = t->closed_at > 0;
    clocks[0] =
        clock_of(rq, "T02A", t->place, W_ALARM_CLOCK_ACCEPTED, t->raised_at, t->accepted_at);
    clocks[1] = clock_of(rq, "T02O", t->place, W_ALARM_CLOCK_ARRIVED, t->raised_at, t->arrived_at);
    clocks[2] = clock_of(rq, "T02S", t->place, W_ALARM_CLOCK_SAFE, t->raised_at, t->safe_at);
    rest(&clocks[0], is_over, false);
    rest(&clocks[1], is_over, t->accepted_at == 0);
    rest(&clocks[2], is_over, t->arrived_at == 0);
    return clocks;
}

/* --- the board -------------------------------------------------------------------------------- */

static bool is_raised(struct str state) {
    return str_eq(state, STR("raised"));
}

/* "Girl, 17, Shkodër. Dangers: weapon. Case AL-2026-00417" */
static struct str facts_of(struct request *rq, const struct alarm_board_row *row) {
    struct str someone = page_someone(rq, row->gender, row->age_band, row->place);
    struct str dangers = page_labels(rq, STR("danger"), row->dangers);
    struct str number = words_text(rq->lang, W_PAGE_CASE);
    return arena_print(rq->ctx->arena, "%.*s.%s%.*s%s %.*s %.*s.", STR_FMT(someone),
        str_is_empty(dangers) ? "" : " ", STR_FMT(dangers), str_is_empty(dangers) ? "" : ".",
        STR_FMT(number), STR_FMT(row->number));
}

static struct str state_of(struct request *rq, struct str state, struct str team_code) {
    struct str label = page_label(rq, STR("alarm_state"), state);
    if (str_is_empty(team_code)) {
        return label;
    }
    return arena_print(
        rq->ctx->arena, "%.*s: %.*s", STR_FMT(label), STR_FMT(page_agency(rq, team_code)));
}

static struct page_alarm_card card_of(struct request *rq, const struct alarm_board_row *row) {
    return (struct page_alarm_card){
        .title = page_place(rq, row->place),
        .href = url_str_alarm_get(rq->ctx->arena, row->id),
        .risk = page_label(rq, STR("risk"), row->risk),
        .risk_colour = page_risk_colour(row->risk),
        .facts = facts_of(rq, row),
        .state = state_of(rq, row->state, row->team_code),
        .is_asked = is_raised(row->state) && str_eq(row->call_state, STR("asked")) &&
                    may(rq->who, CAP_ALARM_ANSWER),
        .is_alone = is_raised(row->state) && row->turn == 0,
        .clocks = clocks_of(rq, &(struct times){ .place = row->place,
                                    .raised_at = row->raised_at,
                                    .accepted_at = row->accepted_at,
                                    .arrived_at = row->arrived_at,
                                    .safe_at = row->safe_at }),
        .n_clocks = CLOCKS,
    };
}

/* "ERT Shkodër (Shkodër), ERT Kukës (Kukës)": first turns that are on duty now. */
static enum err on_duty_now(struct request *rq, struct str *out) {
    struct roster_page_row *rows = NULL;
    size_t n = 0;
    TRY(roster_page(rq->db, rq->ctx->arena,
        &(struct roster_page_in){ .since_at = rq->ctx->now_ms, .limit = ROSTER_MAX }, &rows, &n));
    struct str text = STR("");
    for (size_t i = 0; i < n; i++) {
        bool is_same = false; /* several people of one team */
        for (size_t k = 0; k < i && !is_same; k++) {
            is_same = rows[k].turn == 1 && rows[k].from_at <= rq->ctx->now_ms &&
                      rows[k].agency_id == rows[i].agency_id &&
                      str_eq(rows[k].county, rows[i].county);
        }
        if (is_same || rows[i].from_at > rq->ctx->now_ms || rows[i].turn != 1) {
            continue;
        }
        text = arena_print(rq->ctx->arena, "%.*s%s%.*s (%.*s)", STR_FMT(text),
            str_is_empty(text) ? "" : ", ", STR_FMT(page_agency(rq, rows[i].agency_code)),
            STR_FMT(page_place(rq, rows[i].county)));
    }
    *out = text;
    return OK;
}

enum err alarms_get(struct request *rq) {
    struct alarm_board_row *rows = NULL;
    struct page_alarms page = { .frame = page_frame(rq), .now = page_at(rq->ctx->now_ms) };
    TRY(alarm_board(rq->db, rq->ctx->arena,
        &(struct alarm_board_in){ .agency_id = rq->who->agency_id, .limit = BOARD_MAX }, &rows,
        &page.n_cards));
    struct page_alarm_card *cards =
        ARENA_ARRAY(rq->ctx->arena, struct page_alarm_card, page.n_cards);
    for (size_t i = 0; i < page.n_cards; i++) {
        cards[i] = card_of(rq, &rows[i]);
    }
    page.cards = cards;
    TRY(on_duty_now(rq, &page.on_duty));
    view_alarms(&rq->out, &page);
    return reply_page(rq);
}

/* --- raising ---------------------------------------------------------------------------------- */

static struct str police_number(struct request *rq) {
    size_t n = 0;
    const struct help_line *lines = pack_help_lines_offered(rq->app->pack, &n);
    for (size_t i = 0; i < n; i++) {
        if (lines[i].is_police && lines[i].kind == HELP_PHONE) {
            return lines[i].number;
        }
    }
    return STR_NONE;
}

static enum err fill_duty(struct request *rq, struct str place, struct page_alarm_new *page) {
    const struct place *county = pack_county_of(rq->app->pack, place);
    struct roster_on_duty_row *rows = NULL;
    if (county == NULL) {
        return OK;
    }
    page->county = county->label[rq->lang];
    TRY(roster_on_duty(rq->db, rq->ctx->arena,
        &(struct roster_on_duty_in){
            .county = county->code, .now_at = rq->ctx->now_ms, .limit = DUTY_MAX },
        &rows, &page->n_duty));
    struct page_alarm_duty *duty =
        ARENA_ARRAY(rq->ctx->arena, struct page_alarm_duty, page->n_duty);
    for (size_t i = 0; i < page->n_duty; i++) {
        duty[i] = (struct page_alarm_duty){ .turn = rows[i].turn,
            .agency = page_agency(rq, rows[i].agency_code),
            .person = rows[i].staff_name,
            .until = page_at(rows[i].until_at) };
    }
    page->duty = duty;
    return OK;
}

enum err alarm_new_get(struct request *rq) {
    const struct casefile_see_row *row = &rq->casefile->row;
    struct alarm_open_of_case_row open;
    bool is_open = false;
    form_stored(rq->form, STR("place"), row->place);
    struct page_alarm_new page = { .frame = page_frame(rq),
        .form = rq->form,
        .errors = input_errors(rq->form, INPUT_ALARM),
        .has_errors = rq->form->is_sent,
        .action = url_str_alarm_new_post(rq->ctx->arena, row->id),
        .case_url = url_str_case_get(rq->ctx->arena, row->id),
        .number = row->number,
        .someone = page_someone(rq, row->gender, row->age_band, row->place),
        .may_raise = rq->casefile->is_holder,
        .accept_min = pack_timer_min(rq->app->pack, STR("T02A"), row->place),
        .police = police_number(rq),
        .places = page_places(rq),
        .dangers = page_options(rq, STR("danger")),
        .transports = page_options(rq, STR("transport_need")) };
    TRY(alarm_open_of_case(rq->db, rq->ctx->arena,
        &(struct alarm_open_of_case_in){ .casefile_id = row->id }, &open, &is_open));
    if (is_open) {
        page.open_url = url_str_alarm_get(rq->ctx->arena, open.id);
    }
    TRY(fill_duty(rq, form_value(rq->form, STR("place")), &page));
    view_alarm_new(&rq->out, &page);
    return reply_page(rq);
}

enum err alarm_new_post(struct request *rq) {
    const struct in_alarm *in = rq->input;
    int64_t alarm_id = 0;
    if (pack_county_of(rq->app->pack, in->place) == NULL) {
        form_fault(rq->form, STR("place"), W_INVALID_CODE);
        return ERR_INPUT;
    }
    TRY(alarm_raise(rq->ctx, rq->tx, rq->who, rq->app->pack, rq->casefile, in, &alarm_id));
    return reply_done(rq, url_str_alarm_get(rq->ctx->arena, alarm_id), alarm_id);
}

/* --- one alarm -------------------------------------------------------------------------------- */

/* The only next step that this person can take, if any. */
static void fill_steps(
    struct request *rq, const struct alarm_see_row *row, struct page_alarm *page) {
    struct arena *arena = rq->ctx->arena;
    bool is_team = row->team_id == rq->who->agency_id && may(rq->who, CAP_ALARM_ANSWER);
    bool is_raiser = row->by_agency_id == rq->who->agency_id;
    if (page->is_asked) {
        page->step = W_ALARM_DO_ACCEPT;
        page->step_action = url_str_alarm_accept_post(arena, row->id);
        page->refuse_action = url_str_alarm_refuse_post(arena, row->id);
    } else if (is_team && str_eq(row->state, STR("accepted"))) {
        page->step = W_ALARM_DO_DEPART;
        page->step_action = url_str_alarm_depart_post(arena, row->id);
    } else if (is_team && str_eq(row->state, STR("departed"))) {
        page->step = W_ALARM_DO_ARRIVE;
        page->step_action = url_str_alarm_arrive_post(arena, row->id);
    } else if (is_team && str_eq(row->state, STR("arrived"))) {
        page->step = W_ALARM_DO_SAFE;
        page->step_action = url_str_alarm_safe_post(arena, row->id);
    } else if (is_team && str_eq(row->state, STR("safe"))) {
        page->close_action = url_str_alarm_close_post(arena, row->id);
        page->outcomes = page_options(rq, STR("alarm_outcome"));
    }
    bool may_cancel = is_raised(row->state) ? is_raiser && may(rq->who, CAP_ALARM_RAISE) : is_team;
    if (may_cancel && state_may(MACHINE_ALARM, row->state, STR("cancelled"))) {
        page->cancel_action = url_str_alarm_cancel_post(arena, row->id);
    }
}

/* The lines of a text, so that the page keeps them apart. */
static const struct str *lines_of(struct request *rq, struct str text, size_t *out_n) {
    struct str *lines = ARENA_ARRAY(rq->ctx->arena, struct str, LINES_MAX);
    struct str left = text;
    size_t n = 0;
    while (n + 1 < LINES_MAX && str_cut(&left, '\n', &lines[n])) {
        n++;
    }
    if (n + 1 == LINES_MAX && !str_is_empty(left)) {
        lines[n++] = left;
    }
    *out_n = str_is_empty(text) ? 0 : n;
    return lines;
}

static enum err fill_place(struct request *rq, struct page_alarm *page) {
    struct alarm_place place;
    const struct alarm_see_row *row = &rq->alarm->row;
    bool has_call =
        str_eq(row->call_state, STR("asked")) || str_eq(row->call_state, STR("accepted"));
    page->may_open = has_call && may(rq->who, CAP_ALARM_ANSWER);
    page->open_action = url_str_alarm_open_post(rq->ctx->arena, row->id);
    if (!page->may_open) {
        return OK;
    }
    TRY(alarm_place_is_open(rq->ctx, rq->db, rq->who, rq->alarm, page_open_ms(rq), &page->is_open));
    if (!page->is_open) {
        return OK;
    }
    TRY(alarm_unseal(rq->ctx, rq->db, rq->who, rq->alarm, &place));
    page->where = lines_of(rq, place.where, &page->n_where);
    page->beware = lines_of(rq, place.beware, &page->n_beware);
    return OK;
}

static void add_row(
    struct page_alarm *page, struct summary_row *rows, enum words key, struct str value) {
    if (!str_is_empty(value)) {
        rows[page->n_rows++] =
            (struct summary_row){ .key = SAY_WORDS(key), .value = SAY_TEXT(value) };
    }
}

static void fill_rows(
    struct request *rq, const struct alarm_see_row *row, struct page_alarm *page) {
    struct summary_row *rows = ARENA_ARRAY(rq->ctx->arena, struct summary_row, FACTS_MAX);
    page->rows = rows;
    add_row(page, rows, W_FIELD_STATE, state_of(rq, row->state, row->team_code));
    add_row(page, rows, W_ALARM_PERSON, page_someone(rq, row->gender, row->age_band, STR("")));
    add_row(page, rows, W_FIELD_PLACE, page_place(rq, row->place));
    add_row(page, rows, W_FIELD_COUNTY, page_place(rq, row->county));
    add_row(page, rows, W_FIELD_DANGERS, page_labels(rq, STR("danger"), row->dangers));
    add_row(page, rows, W_FIELD_TRANSPORT, page_label(rq, STR("transport_need"), row->transport));
    add_row(page, rows, W_FIELD_IS_POLICE_CALLED,
        words_text(rq->lang, row->is_police_called != 0 ? W_ALARM_YES : W_ALARM_NO));
    add_row(page, rows, W_ALARM_RAISED_BY, page_agency(rq, row->by_code));
    add_row(page, rows, W_FIELD_OUTCOME, page_label(rq, STR("alarm_outcome"), row->outcome));
}

static void add_event(struct page_alarm *page, struct timeline_item *items, struct request *rq,
    const char *state, struct str agency_code, int64_t at) {
    if (at > 0) {
        items[page->n_history++] = (struct timeline_item){
            .title = SAY_TEXT(page_label(rq, STR("alarm_state"), str_from_c(state))),
            .byline = SAY_TEXT(page_agency(rq, agency_code)),
            .at = page_at(at)
        };
    }
}

/* Newest first, as on the page of the case. */
static void fill_history(
    struct request *rq, const struct alarm_see_row *row, struct page_alarm *page) {
    struct timeline_item *items = ARENA_ARRAY(rq->ctx->arena, struct timeline_item, HISTORY_MAX);
    bool is_cancelled = str_eq(row->state, STR("cancelled"));
    struct str last = row->team_id != 0 ? row->team_code : row->by_code;
    page->history = items;
    add_event(page, items, rq, is_cancelled ? "cancelled" : "closed", last, row->closed_at);
    add_event(page, items, rq, "safe", row->team_code, row->safe_at);
    add_event(page, items, rq, "arrived", row->team_code, row->arrived_at);
    add_event(page, items, rq, "departed", row->team_code, row->departed_at);
    add_event(page, items, rq, "accepted", row->team_code, row->accepted_at);
    if (row->turn_at > row->raised_at) {
        items[page->n_history++] = (struct timeline_item){ .title = SAY_WORDS(W_ALARM_NEXT_TURN),
            .at = page_at(row->turn_at) };
    }
    add_event(page, items, rq, "raised", row->by_code, row->raised_at);
}

/* The case is named with a link only when this person may see it. */
static struct str case_link(struct request *rq, const struct alarm_see_row *row) {
    struct casefile *casefile = NULL;
    if (!may(rq->who, CAP_CASE_READ) ||
        casefile_load(rq->ctx, rq->db, rq->who, row->casefile_id, &casefile) != OK) {
        return STR_NONE;
    }
    return url_str_case_get(rq->ctx->arena, row->casefile_id);
}

enum err alarm_get(struct request *rq) {
    const struct alarm_see_row *row = &rq->alarm->row;
    const struct frame *frame = page_frame(rq);
    struct page_alarm page = { .frame = frame,
        .form = rq->form,
        .csrf = frame->csrf,
        .now = page_at(rq->ctx->now_ms),
        .board_url = url_str_alarms_get(rq->ctx->arena),
        .number = row->number,
        .case_url = case_link(rq, row),
        .title = page_place(rq, row->place),
        .risk = page_label(rq, STR("risk"), row->risk),
        .risk_colour = page_risk_colour(row->risk),
        .ver = row->ver,
        .clocks = clocks_of(rq, &(struct times){ .place = row->place,
                                    .raised_at = row->raised_at,
                                    .accepted_at = row->accepted_at,
                                    .arrived_at = row->arrived_at,
                                    .safe_at = row->safe_at,
                                    .closed_at = row->closed_at }),
        .n_clocks = CLOCKS,
        .is_asked = is_raised(row->state) && str_eq(row->call_state, STR("asked")) &&
                    may(rq->who, CAP_ALARM_ANSWER),
        .is_alone = is_raised(row->state) && row->turn == 0,
        .police = police_number(rq) };
    TRY(fill_place(rq, &page));
    fill_steps(rq, row, &page);
    fill_rows(rq, row, &page);
    fill_history(rq, row, &page);
    view_alarm(&rq->out, &page);
    return reply_page(rq);
}

/* --- what is done with it --------------------------------------------------------------------- */

static enum err back_to_alarm(struct request *rq) {
    return reply_done(rq, url_str_alarm_get(rq->ctx->arena, rq->alarm->row.id), 0);
}

static enum err move(struct request *rq, struct str to) {
    const struct in_version *in = rq->input;
    TRY(alarm_move(rq->ctx, rq->tx, rq->who, rq->alarm, to, in->ver));
    return back_to_alarm(rq);
}

enum err alarm_open_post(struct request *rq) {
    TRY(alarm_open_place(rq->ctx, rq->tx, rq->who, rq->alarm));
    return back_to_alarm(rq);
}

enum err alarm_accept_post(struct request *rq) {
    const struct in_version *in = rq->input;
    TRY(alarm_take(rq->ctx, rq->tx, rq->who, rq->alarm, in->ver));
    return back_to_alarm(rq);
}

enum err alarm_refuse_post(struct request *rq) {
    TRY(alarm_decline(rq->ctx, rq->tx, rq->who, rq->alarm));
    return reply_done(rq, url_str_alarms_get(rq->ctx->arena), 0);
}

enum err alarm_depart_post(struct request *rq) {
    return move(rq, STR("departed"));
}

enum err alarm_arrive_post(struct request *rq) {
    return move(rq, STR("arrived"));
}

enum err alarm_safe_post(struct request *rq) {
    return move(rq, STR("safe"));
}

enum err alarm_cancel_post(struct request *rq) {
    return move(rq, STR("cancelled"));
}

enum err alarm_close_post(struct request *rq) {
    TRY(alarm_finish(rq->ctx, rq->tx, rq->who, rq->alarm, rq->input));
    return back_to_alarm(rq);
}

#include "page/roster.h"

#include "handlers.gen.h"
#include "roster_view.h"
#include "who_sql.h"

enum {
    LINES_MAX = 500,
    STAFF_MAX = 300,
    TURNS = 3,
    DAYS_AHEAD = 14,
};

static const int64_t DAY_MS = (int64_t)24 * 60 * 60 * 1000;

static struct page_roster_line line_of(struct request *rq, const struct roster_page_row *row) {
    return (struct page_roster_line){ .id = row->id,
        .ver = row->ver,
        .turn = row->turn,
        .from = page_at(row->from_at),
        .until = page_at(row->until_at),
        .agency = page_agency(rq, row->agency_code),
        .person = row->staff_name,
        .is_now = row->from_at <= rq->ctx->now_ms,
        .may_end = row->agency_id == rq->who->agency_id && may(rq->who, CAP_ROSTER_WRITE) };
}

static struct page_roster_county county_of(
    struct request *rq, const struct place *county, const struct roster_page_row *rows, size_t n) {
    struct page_roster_county out = { .label = county->label[rq->lang] };
    out.lines = ARENA_ARRAY(rq->ctx->arena, struct page_roster_line, n);
    for (size_t i = 0; i < n; i++) {
        if (str_eq(rows[i].county, county->code) &&
            rows[i].from_at < rq->ctx->now_ms + DAYS_AHEAD * DAY_MS) {
            out.lines[out.n_lines] = line_of(rq, &rows[i]);
            out.has_now = out.has_now || out.lines[out.n_lines].is_now;
            out.n_lines++;
        }
    }
    return out;
}

/* Counties of the programme always, others when somebody is on duty there. */
static enum err fill_counties(struct request *rq, struct page_roster *page) {
    struct roster_page_row *rows = NULL;
    size_t n = 0;
    size_t n_places = 0;
    const struct place *const *places = pack_places(rq->app->pack, PLACE_COUNTY, &n_places);
    TRY(roster_page(rq->db, rq->ctx->arena,
        &(struct roster_page_in){ .since_at = rq->ctx->now_ms, .limit = LINES_MAX }, &rows, &n));
    struct page_roster_county *counties =
        ARENA_ARRAY(rq->ctx->arena, struct page_roster_county, n_places);
    for (size_t i = 0; i < n_places; i++) {
        struct page_roster_county county = county_of(rq, places[i], rows, n);
        if (places[i]->is_programme || county.n_lines > 0) {
            counties[page->n_counties++] = county;
        }
    }
    page->counties = counties;
    return OK;
}

static enum err fill_people(struct request *rq, struct page_roster *page) {
    struct staff_of_agency_row *rows = NULL;
    size_t n = 0;
    TRY(staff_of_agency(rq->db, rq->ctx->arena,
        &(struct staff_of_agency_in){ .agency_id = rq->who->agency_id, .limit = STAFF_MAX }, &rows,
        &n));
    page->people.items = ARENA_ARRAY(rq->ctx->arena, struct option, n);
    for (size_t i = 0; i < n; i++) {
        if (str_eq(rows[i].state, STR("active"))) {
            page->people.items[page->people.n++] =
                (struct option){ .value = rows[i].username, .label = rows[i].display_name };
        }
    }
    return OK;
}

static struct options turn_options(struct request *rq) {
    static const struct str values[TURNS] = { { "1", 1 }, { "2", 1 }, { "3", 1 } };
    static const enum words labels[TURNS] = { W_ROSTER_TURN_1, W_ROSTER_TURN_2, W_ROSTER_TURN_3 };
    struct options options = { ARENA_ARRAY(rq->ctx->arena, struct option, TURNS), TURNS };
    for (size_t i = 0; i < TURNS; i++) {
        options.items[i] =
            (struct option){ .value = values[i], .label = words_text(rq->lang, labels[i]) };
    }
    return options;
}

enum err roster_get(struct request *rq) {
    form_stored(rq->form, STR("turn"), STR("1"));
    struct page_roster page = { .frame = page_frame(rq),
        .form = rq->form,
        .errors = input_errors(rq->form, INPUT_ROSTER),
        .has_errors = rq->form->is_sent,
        .board_url = url_str_alarms_get(rq->ctx->arena),
        .may_write = may(rq->who, CAP_ROSTER_WRITE),
        .action = url_str_roster_post(rq->ctx->arena),
        .end_action = url_str_roster_end_post(rq->ctx->arena),
        .county_options = page_counties(rq),
        .turns = turn_options(rq) };
    TRY(fill_counties(rq, &page));
    if (page.may_write) {
        TRY(fill_people(rq, &page));
    }
    view_roster(&rq->out, &page);
    return reply_page(rq);
}

enum err roster_post(struct request *rq) {
    const struct in_roster *in = rq->input;
    int64_t roster_id = 0;
    if (in->until.ms <= in->from.ms || in->until.ms <= rq->ctx->now_ms) {
        form_fault(rq->form, STR("until"), W_ROSTER_UNTIL_WRONG);
        return ERR_INPUT;
    }
    TRY(duty_add(rq->ctx, rq->tx, rq->who, rq->app->pack, in, &roster_id));
    return reply_done(rq, url_str_roster_get(rq->ctx->arena), roster_id);
}

enum err roster_end_post(struct request *rq) {
    TRY(duty_end(rq->ctx, rq->tx, rq->who, rq->input));
    return reply_done(rq, url_str_roster_get(rq->ctx->arena), 0);
}

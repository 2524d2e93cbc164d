#include "page/cases.h"

#include "cases_view.h"
#include "handlers.gen.h"

enum { ROWS = 25, CHIPS_MAX = 4, NUMBER_MAX = 20, NUMBER_DIGITS = 6 };

enum { FILTER_RISK, FILTER_IDENTIFICATION, FILTER_PLACE, FILTER_NUMBER, FILTER_COUNT };

static const struct str filter_names[FILTER_COUNT] = {
    { "risk", 4 },
    { "identification", 14 },
    { "place", 5 },
    { "number", 6 },
};

/* People type "417" or "al-2026-000417": the number is looked for as it is written in full. What
 * is neither a letter, a digit nor a hyphen is in no number and is left out, so the rest may
 * stand in an address. */
static struct str full_number(struct request *rq, struct str typed) {
    char text[NUMBER_MAX + 1];
    size_t n = 0;
    bool is_short = true;
    for (size_t i = 0; i < typed.n && n < NUMBER_MAX; i++) {
        char c = typed.p[i];
        bool is_digit = c >= '0' && c <= '9';
        c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        if (is_digit || c == '-' || (c >= 'A' && c <= 'Z')) {
            text[n++] = c;
            is_short = is_short && is_digit;
        }
    }
    int64_t counted = 0;
    if (n > 0 && n <= NUMBER_DIGITS && is_short && str_to_i64((struct str){ text, n }, &counted)) {
        return arena_print(rq->ctx->arena, "%.*s-%d-%0*lld",
            STR_FMT(pack_settings(rq->app->pack)->case_prefix),
            local_of(rq->app->zone, rq->ctx->now_ms).year, NUMBER_DIGITS, (long long)counted);
    }
    return arena_str(rq->ctx->arena, (struct str){ text, n });
}

/* The list with all filters but one; FILTER_COUNT leaves out none. The values are codes and numbers
 * that need no escaping. */
static struct str list_url(
    struct request *rq, const struct str values[FILTER_COUNT], size_t without, int64_t before) {
    struct str url = url_str_cases_get(rq->ctx->arena);
    const char *sign = "?";
    for (size_t i = 0; i < FILTER_COUNT; i++) {
        if (i != without && !str_is_empty(values[i])) {
            url = arena_print(rq->ctx->arena, "%.*s%s%.*s=%.*s", STR_FMT(url), sign,
                STR_FMT(filter_names[i]), STR_FMT(values[i]));
            sign = "&";
        }
    }
    if (before > 0) {
        url =
            arena_print(rq->ctx->arena, "%.*s%sbefore=%lld", STR_FMT(url), sign, (long long)before);
    }
    return url;
}

static void fill_chips(
    struct request *rq, const struct str values[FILTER_COUNT], struct cases_page *page) {
    const struct str said[FILTER_COUNT] = {
        page_label(rq, STR("risk"), values[FILTER_RISK]),
        page_label(rq, STR("identification"), values[FILTER_IDENTIFICATION]),
        page_place(rq, values[FILTER_PLACE]),
        values[FILTER_NUMBER],
    };
    page->chips = ARENA_ARRAY(rq->ctx->arena, struct link_chip, CHIPS_MAX);
    for (size_t i = 0; i < FILTER_COUNT; i++) {
        if (!str_is_empty(values[i])) {
            page->chips[page->n_chips++] =
                (struct link_chip){ SAY_TEXT(said[i]), list_url(rq, values, i, 0) };
        }
    }
    page->is_filtered = page->n_chips > 0;
}

static void fill_row(struct request *rq, const struct casefile_page_row *row, struct cell *cells) {
    cells[0] = (struct cell){ .text = SAY_TEXT(row->number),
        .href = url_str_case_get(rq->ctx->arena, row->id),
        .is_whole = true };
    cells[1].text = SAY_TEXT(page_label(rq, STR("gender"), row->gender));
    cells[2].text = SAY_TEXT(page_label(rq, STR("age_band"), row->age_band));
    cells[2].is_whole = true;
    cells[3].text = SAY_TEXT(page_place(rq, row->place));
    cells[4] = (struct cell){ .text = SAY_TEXT(page_label(rq, STR("risk"), row->risk)),
        .tag = page_risk_colour(row->risk) };
    cells[5].text = SAY_TEXT(page_label(rq, STR("identification"), row->identification));
    cells[6].text = SAY_TEXT(row->closed_at > 0
                                 ? words_text(rq->lang, W_CASES_CLOSED)
                                 : page_label(rq, STR("assistance_state"), row->assistance_state));
    cells[7].text = SAY_TEXT(page_agency(rq, row->holder_code));
}

static void fill_rows(
    struct request *rq, const struct casefile_page_row *rows, size_t n, struct cases_page *page) {
    static const enum words heads[] = { W_CASES_CASE, W_CASES_PERSON, W_CASES_AGE, W_CASES_WHERE,
        W_FIELD_RISK, W_FIELD_IDENTIFICATION, W_CASES_HELP, W_CASES_LEAD };
    enum { STATUS = 5, HELP = 6, LEAD = 7 };
    page->n_columns = COUNT_OF(heads);
    page->columns = ARENA_ARRAY(rq->ctx->arena, struct column, COUNT_OF(heads));
    page->n_rows = n;
    page->rows = ARENA_ARRAY(rq->ctx->arena, struct table_row, n);
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        page->columns[i] = (struct column){ .head = SAY_WORDS(heads[i]),
            .is_wide = i == STATUS || i == HELP || i == LEAD };
    }
    for (size_t i = 0; i < n; i++) {
        struct cell *cells = ARENA_ARRAY(rq->ctx->arena, struct cell, COUNT_OF(heads));
        page->rows[i] = (struct table_row){ cells, COUNT_OF(heads) };
        fill_row(rq, &rows[i], cells);
    }
}

enum err cases_get(struct request *rq) {
    const struct in_case_list *in = rq->input;
    struct casefile_page_row *rows = NULL;
    size_t n = 0;
    bool is_place = pack_place(rq->app->pack, in->place) != NULL;
    const struct str values[FILTER_COUNT] = { in->risk, in->identification,
        is_place ? in->place : STR(""), full_number(rq, in->number) };
    struct cases_page page = { .frame = page_frame(rq),
        .form = rq->form,
        .url = url_str_cases_get(rq->ctx->arena),
        .may_record = may(rq->who, CAP_CONTACT_RECORD),
        .record_url = url_str_contact_new_get(rq->ctx->arena),
        .risks = page_options(rq, STR("risk")),
        .identifications = page_options(rq, STR("identification")),
        .places = page_places(rq),
        .is_later = in->before > 0 };
    TRY(casefile_list(rq->ctx, rq->db, rq->who,
        &(struct casefile_filter){ .risk = values[FILTER_RISK],
            .identification = values[FILTER_IDENTIFICATION],
            .place = values[FILTER_PLACE],
            .number = values[FILTER_NUMBER],
            .before_id = in->before },
        ROWS + 1, &rows, &n));
    page.has_next = n > ROWS;
    n = page.has_next ? ROWS : n;
    if (page.has_next) {
        page.next_url = list_url(rq, values, FILTER_COUNT, rows[n - 1].id);
    }
    fill_chips(rq, values, &page);
    fill_rows(rq, rows, n, &page);
    view_cases(&rq->out, &page);
    return reply_page(rq);
}

#include "page/contact.h"

#include "contact_case_view.h"
#include "contact_new_view.h"
#include "contact_view.h"
#include "contacts_view.h"
#include "handlers.gen.h"
#include "screening/screening.h"

enum { PAGE_ROWS = 25, CELLS = 6, SUMMARY_ROWS = 12, LINES_MAX = 500 };

/* --- choices ---------------------------------------------------------------------------------- */

/* What each degree means, so that two people on call choose alike. */
static struct options risk_options(struct request *rq) {
    static const enum words hints[] = { W_RISK_HINT_R0, W_RISK_HINT_R1, W_RISK_HINT_R2,
        W_RISK_HINT_R3, W_RISK_HINT_R4 };
    struct options options = page_options(rq, STR("risk"));
    for (size_t i = 0; i < options.n; i++) {
        struct str code = options.items[i].value;
        if (code.n == 2 && code.p[0] == 'R' && code.p[1] >= '0' && code.p[1] <= '4') {
            options.items[i].hint = words_text(rq->lang, hints[code.p[1] - '0']);
        }
    }
    return options;
}

/* The finer reasons stand below the one they belong to. */
static struct options reason_options(struct request *rq) {
    struct options options = page_options(rq, STR("reason"));
    for (size_t i = 0; i < options.n; i++) {
        const struct code *code = pack_code(rq->app->pack, STR("reason"), options.items[i].value);
        if (code != NULL && !str_is_empty(code->parent)) {
            options.items[i].label =
                arena_print(rq->ctx->arena, "– %.*s", STR_FMT(options.items[i].label));
        }
    }
    return options;
}

/* A case begins with one of three. */
static struct options status_options(struct request *rq) {
    static const struct str codes[] = { { "PV", 2 }, { "AT_RISK", 7 }, { "CONCERN", 7 } };
    struct options options = { ARENA_ARRAY(rq->ctx->arena, struct option, COUNT_OF(codes)), 0 };
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        options.items[options.n++] = (struct option){ .value = codes[i],
            .label = page_label(rq, STR("identification"), codes[i]) };
    }
    return options;
}

/* --- list ------------------------------------------------------------------------------------- */

static const struct column list_columns[] = {
    { .head.words = W_CONTACT_WHEN },
    { .head.words = W_FIELD_KIND },
    { .head.words = W_CONTACT_ABOUT, .is_wide = true },
    { .head.words = W_CONTACT_CASE },
    { .head.words = W_FIELD_RISK },
    { .head.words = W_FIELD_STATE },
};

static struct table_row list_row(struct request *rq, const struct contact_page_row *row) {
    struct arena *arena = rq->ctx->arena;
    bool is_open = str_eq(row->state, STR("open"));
    bool is_empty = contact_kind_is_empty(row->kind);
    struct cell *cells = ARENA_ARRAY(arena, struct cell, CELLS);
    cells[0] = (struct cell){ .text = SAY_AT(page_at(row->at)),
        .href = url_str_contact_get(arena, row->id) };
    cells[1].text = SAY_TEXT(page_label(rq, STR("contact_type"), row->kind));
    cells[2].text = is_empty ? SAY_TEXT(STR("–"))
                             : SAY_TEXT(page_someone(rq, row->gender, row->age_band, row->place));
    cells[3] = (struct cell){ .text = SAY_TEXT(row->casefile_id == 0 ? STR("–") : row->case_number),
        .is_whole = true };
    if (row->casefile_id != 0 && may(rq->who, CAP_CASE_READ)) {
        cells[3].href = url_str_case_get(arena, row->casefile_id);
    }
    cells[4] = (struct cell){ .text = SAY_TEXT(
                                  is_empty ? STR("–") : page_label(rq, STR("risk"), row->risk)),
        .tag = is_empty ? TAG_NONE : page_risk_colour(row->risk) };
    cells[5] =
        (struct cell){ .text = SAY_WORDS(is_open ? W_CONTACT_STATE_OPEN : W_CONTACT_STATE_ENDED),
            .tag = is_open ? TAG_PLAIN : TAG_NONE };
    return (struct table_row){ cells, CELLS };
}

enum err contacts_get(struct request *rq) {
    const struct in_list *in = rq->input;
    struct arena *arena = rq->ctx->arena;
    struct contact_page_row *found = NULL;
    size_t n = 0;
    TRY(contact_list(rq->ctx, rq->db, rq->who, in->before, PAGE_ROWS + 1, &found, &n));
    bool has_more = n > PAGE_ROWS;
    n = has_more ? PAGE_ROWS : n;
    struct table_row *rows = ARENA_ARRAY(arena, struct table_row, n);
    for (size_t i = 0; i < n; i++) {
        rows[i] = list_row(rq, &found[i]);
    }
    struct contact_list_page page = { .frame = page_frame(rq),
        .may_record = may(rq->who, CAP_CONTACT_RECORD),
        .contact_new = url_str_contact_new_get(arena),
        .columns = list_columns,
        .n_columns = COUNT_OF(list_columns),
        .rows = rows,
        .n_rows = n };
    struct str url = url_str_contacts_get(arena);
    if (has_more) {
        page.next =
            arena_print(arena, "%.*s?before=%lld", STR_FMT(url), (long long)found[n - 1].id);
    }
    if (in->before > 0) {
        page.newest = url;
    }
    page.has_pages = page.next.p != NULL || page.newest.p != NULL;
    view_contacts(&rq->out, &page);
    return reply_page(rq);
}

/* --- recording -------------------------------------------------------------------------------- */

enum err contact_new_get(struct request *rq) {
    form_stored(rq->form, STR("channel"), STR("phone"));
    form_stored(rq->form, STR("has_replied"), STR("1"));
    struct contact_new_page page = { .frame = page_frame(rq),
        .form = rq->form,
        .errors = input_errors(rq->form, INPUT_CONTACT),
        .has_errors = !form_is_good(rq->form),
        .action = url_str_contact_new_post(rq->ctx->arena),
        .back = may(rq->who, CAP_CONTACT_READ) ? url_str_contacts_get(rq->ctx->arena)
                                               : url_str_work_get(rq->ctx->arena),
        .kinds = page_options(rq, STR("contact_type")),
        .yes_no = page_options(rq, STR("yes_no_unknown")),
        .channels = page_options(rq, STR("channel")),
        .callers = page_options(rq, STR("contact_who")),
        .genders = page_options(rq, STR("gender")),
        .ages = page_options(rq, STR("age_band")),
        .places = page_places(rq),
        .reasons = reason_options(rq),
        .risks = risk_options(rq),
        .has_caller = !str_is_empty(form_value(rq->form, STR("caller"))) ||
                      !str_is_empty(form_value(rq->form, STR("caller_name"))) ||
                      !str_is_empty(form_value(rq->form, STR("caller_phone"))) };
    view_contact_new(&rq->out, &page);
    return reply_page(rq);
}

/* Some record contacts and may not read them later: they go on to the signs at once. */
static struct str after_record(struct request *rq, int64_t contact_id, struct str kind) {
    struct arena *arena = rq->ctx->arena;
    if (may(rq->who, CAP_CONTACT_READ)) {
        return url_str_contact_get(arena, contact_id);
    }
    if (may(rq->who, CAP_SCREENING_DO) && !contact_kind_is_empty(kind)) {
        return url_str_screening_get(arena, contact_id);
    }
    return url_str_work_get(arena);
}

static enum err check_place(struct request *rq, struct str place) {
    if (!str_is_empty(place) && pack_place(rq->app->pack, place) == NULL) {
        form_fault(rq->form, STR("place"), W_INVALID_CODE);
        return fail(rq->ctx, ERR_INPUT, "unknown place");
    }
    return OK;
}

enum err contact_new_post(struct request *rq) {
    const struct in_contact *in = rq->input;
    int64_t contact_id = 0;
    TRY(check_place(rq, in->place));
    TRY(contact_record(rq->ctx, rq->tx, rq->who, rq->app->pack, in, &contact_id));
    return reply_done(rq, after_record(rq, contact_id, in->kind), contact_id);
}

/* --- one contact ------------------------------------------------------------------------------ */

struct facts {
    struct summary_row *rows;
    size_t n;
};

static void add_fact(struct facts *facts, enum words key, struct str value) {
    if (!str_is_empty(value)) {
        facts->rows[facts->n++] =
            (struct summary_row){ .key = SAY_WORDS(key), .value = SAY_TEXT(value) };
    }
}

static void add_yes(struct request *rq, struct facts *facts, enum words key, bool is_yes) {
    add_fact(facts, key, page_label(rq, STR("yes_no_unknown"), is_yes ? STR("yes") : STR("no")));
}

static void fill_facts(struct request *rq, struct contact_page *page) {
    const struct contact_see_row *row = &rq->contact->row;
    struct facts facts = { ARENA_ARRAY(rq->ctx->arena, struct summary_row, SUMMARY_ROWS), 0 };
    add_fact(&facts, W_FIELD_KIND, page_label(rq, STR("contact_type"), row->kind));
    if (!page->is_empty) {
        facts.rows[facts.n++] = (struct summary_row){ .key = SAY_WORDS(W_FIELD_RISK),
            .value = SAY_TEXT(page_label(rq, STR("risk"), row->risk)),
            .tag = page_risk_colour(row->risk) };
        add_fact(
            &facts, W_FIELD_IS_SAFE_NOW, page_label(rq, STR("yes_no_unknown"), row->is_safe_now));
        add_fact(&facts, W_CONTACT_ABOUT, page_someone(rq, row->gender, row->age_band, row->place));
        add_yes(rq, &facts, W_FIELD_IS_ABOUT_SELF, row->is_about_self != 0);
        add_fact(&facts, W_FIELD_REASON, page_label(rq, STR("reason"), row->reason));
        add_fact(&facts, W_FIELD_CALLER, page_label(rq, STR("contact_who"), row->caller));
        add_yes(rq, &facts, W_FIELD_HAS_REPLIED, row->has_replied != 0);
    }
    add_fact(&facts, W_FIELD_CHANNEL, page_label(rq, STR("channel"), row->channel));
    add_fact(&facts, W_CONTACT_TAKEN_BY, row->staff_name);
    page->rows = facts.rows;
    page->n_rows = facts.n;
}

static const struct str *split_lines(struct request *rq, struct str text, size_t *out_n) {
    struct str *lines = ARENA_ARRAY(rq->ctx->arena, struct str, LINES_MAX);
    struct str rest = text;
    size_t n = 0;
    while (n < LINES_MAX - 1 && str_cut(&rest, '\n', &lines[n])) {
        n += str_is_empty(lines[n]) ? 0 : 1;
    }
    if (!str_is_empty(rest)) {
        lines[n++] = rest; /* more lines than the page has paragraphs: all in the last */
    }
    *out_n = n;
    return lines;
}

static enum err fill_sealed(struct request *rq, struct contact_page *page) {
    const struct contact_see_row *row = &rq->contact->row;
    if (row->note_box.box.n == 0 && row->caller_box.box.n == 0 && row->where_box.box.n == 0) {
        return OK;
    }
    bool is_open = false;
    TRY(contact_is_open(rq->ctx, rq->db, rq->who, rq->contact, page_open_ms(rq), &is_open));
    page->open_action = url_str_contact_open_post(rq->ctx->arena, row->id);
    page->csrf = rq->form->csrf;
    page->once = rq->form->once;
    page->is_sealed = !is_open;
    if (!is_open) {
        return OK;
    }
    struct contact_opened opened;
    TRY(contact_unseal(rq->ctx, rq->db, rq->who, rq->contact, &opened));
    page->is_open = true;
    page->note = split_lines(rq, opened.note, &page->n_note);
    page->where = split_lines(rq, opened.where, &page->n_where);
    page->caller_name = opened.caller_name;
    page->caller_phone = opened.caller_phone;
    page->has_caller = !str_is_empty(opened.caller_name) || !str_is_empty(opened.caller_phone);
    return OK;
}

static enum err fill_screening(struct request *rq, struct contact_page *page) {
    struct screening_last_row last = { 0 };
    bool is_found = false;
    if (!may(rq->who, CAP_SCREENING_DO)) {
        return OK;
    }
    TRY(screening_last(rq->db, rq->ctx->arena,
        &(struct screening_last_in){ .contact_id = rq->contact->row.id }, &last, &is_found));
    if (is_found) {
        page->screening_href =
            url_str_screening_result_get(rq->ctx->arena, rq->contact->row.id, last.id);
        page->screening_at = page_at(last.at);
        page->screening_result = page_label(rq, STR("identification"), last.result);
        page->screening_decision = page_label(rq, STR("identification"), last.decision);
    }
    return OK;
}

static void fill_acts(struct request *rq, struct contact_page *page) {
    const struct contact_see_row *row = &rq->contact->row;
    struct arena *arena = rq->ctx->arena;
    bool is_imminent = str_eq(row->risk, STR("R4"));
    page->case_number = row->case_number;
    page->is_ended = !str_eq(row->state, STR("open"));
    page->is_urgent = is_imminent && row->casefile_id == 0 && !page->is_empty;
    page->is_hard = page->is_ended && row->staff_id == rq->who->staff_id &&
                    (is_imminent || str_eq(row->risk, STR("R3")));
    if (row->casefile_id != 0 && may(rq->who, CAP_CASE_READ)) {
        page->case_href = url_str_case_get(arena, row->casefile_id);
    }
    if (row->casefile_id == 0 && !page->is_empty && may(rq->who, CAP_CASE_OPEN)) {
        page->case_new = url_str_case_new_get(arena, row->id);
    }
    if (!page->is_empty && may(rq->who, CAP_SCREENING_DO)) {
        page->screen = url_str_screening_get(arena, row->id);
        page->screen_variant = page->is_urgent ? BUTTON_SECONDARY : BUTTON_PRIMARY;
    }
    if (may(rq->who, CAP_CONTACT_RECORD)) {
        page->contact_new = url_str_contact_new_get(arena);
        page->end_action = page->is_ended ? STR_NONE : url_str_contact_end_post(arena, row->id);
    }
}

enum err contact_get(struct request *rq) {
    const struct contact_see_row *row = &rq->contact->row;
    struct contact_page page = { .frame = page_frame(rq),
        .form = rq->form,
        .back = url_str_contacts_get(rq->ctx->arena),
        .at = page_at(row->at),
        .is_empty = contact_kind_is_empty(row->kind),
        .ver = row->ver };
    fill_facts(rq, &page);
    fill_acts(rq, &page);
    TRY(fill_sealed(rq, &page));
    TRY(fill_screening(rq, &page));
    view_contact(&rq->out, &page);
    return reply_page(rq);
}

enum err contact_open_post(struct request *rq) {
    TRY(contact_open(rq->ctx, rq->tx, rq->who, rq->contact));
    return reply_done(rq, url_str_contact_get(rq->ctx->arena, rq->contact->row.id), 0);
}

enum err contact_end_post(struct request *rq) {
    const struct in_version *in = rq->input;
    struct arena *arena = rq->ctx->arena;
    TRY(contact_finish(rq->ctx, rq->tx, rq->who, rq->contact, in->ver));
    return reply_done(rq,
        may(rq->who, CAP_CONTACT_READ) ? url_str_contact_get(arena, rq->contact->row.id)
                                       : url_str_work_get(arena),
        0);
}

/* --- a case out of a contact ------------------------------------------------------------------ */

static enum err store_defaults(struct request *rq) {
    const struct contact_see_row *row = &rq->contact->row;
    struct screening_last_row last = { 0 };
    bool is_found = false;
    TRY(screening_last(rq->db, rq->ctx->arena, &(struct screening_last_in){ .contact_id = row->id },
        &last, &is_found));
    bool is_decided = is_found && !str_is_empty(last.decision);
    form_stored(rq->form, STR("identification"), is_decided ? last.decision : STR("CONCERN"));
    form_stored(rq->form, STR("age_band"), row->age_band);
    form_stored(rq->form, STR("gender"), row->gender);
    form_stored(rq->form, STR("place"), row->place);
    form_stored(rq->form, STR("risk"), row->risk);
    form_stored(rq->form, STR("language"), STR("sq"));
    form_stored(rq->form, STR("scope"), STR("unknown"));
    return OK;
}

enum err case_new_get(struct request *rq) {
    const struct contact_see_row *row = &rq->contact->row;
    struct arena *arena = rq->ctx->arena;
    if (row->casefile_id != 0) {
        return reply_done(rq, url_str_case_get(arena, row->casefile_id), 0);
    }
    TRY(store_defaults(rq));
    struct contact_case_page page = { .frame = page_frame(rq),
        .form = rq->form,
        .errors = input_errors(rq->form, INPUT_CASE_NEW),
        .has_errors = !form_is_good(rq->form),
        .action = url_str_case_new_post(arena, row->id),
        .back = may(rq->who, CAP_CONTACT_READ) ? url_str_contact_get(arena, row->id)
                                               : url_str_work_get(arena),
        .statuses = status_options(rq),
        .ages = page_options(rq, STR("age_band")),
        .genders = page_options(rq, STR("gender")),
        .places = page_places(rq),
        .languages = page_options(rq, STR("language")),
        .exploitations = page_options(rq, STR("exploitation")),
        .scopes = page_options(rq, STR("trafficking_scope")),
        .risks = risk_options(rq) };
    view_contact_case(&rq->out, &page);
    return reply_page(rq);
}

static bool is_first_status(struct str code) {
    return str_eq(code, STR("PV")) || str_eq(code, STR("AT_RISK")) || str_eq(code, STR("CONCERN"));
}

enum err case_new_post(struct request *rq) {
    const struct in_case_new *in = rq->input;
    int64_t casefile_id = 0;
    TRY(check_place(rq, in->place));
    if (!is_first_status(in->identification)) {
        form_fault(rq->form, STR("identification"), W_INVALID_CODE);
        return fail(rq->ctx, ERR_INPUT, "no case begins with this status");
    }
    TRY(contact_make_case(rq->ctx, rq->tx, rq->who, rq->app->pack, rq->contact, in, &casefile_id));
    return reply_done(rq, url_str_case_get(rq->ctx->arena, casefile_id), casefile_id);
}

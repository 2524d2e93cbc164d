#include "page/case_consent.h"

#include "case_consent_view.h"
#include "consent/consent.h"
#include "handlers.gen.h"

enum { SHARES_MAX = 60, CONSENTS_MAX = 60 };

static const int64_t DAY_MS = (int64_t)24 * 60 * 60 * 1000;

/* An end is kept as the first instant after the last day, in UTC (work/consent). */
static struct day last_day(int64_t until_at) {
    return until_at > 0 ? day_of(NULL, until_at - 1) : DAY_NONE;
}

/* --- who can see what ------------------------------------------------------------------------- */

static struct phrase share_end_of(struct request *rq, const struct shares_of_case_row *row) {
    if (row->ended_at > 0) {
        return case_say(rq, W_CONSENT_ENDED, STR("at"), words_value(page_at(row->ended_at)));
    }
    return row->until_at > 0 ? SAY_DAY(last_day(row->until_at)) : SAY_WORDS(W_CONSENT_NO_END);
}

static enum words share_origin(struct str origin) {
    return str_eq(origin, STR("referral")) ? W_CONSENT_BY_REFERRAL
           : str_eq(origin, STR("alarm"))  ? W_CONSENT_BY_ALARM
                                           : W_CONSENT_BY_OTHER;
}

static enum err fill_shares(struct request *rq, struct case_consent_page *page) {
    static const enum words heads[] = { W_CONSENT_AGENCY, W_CONSENT_WHY, W_CONSENT_SINCE,
        W_FIELD_UNTIL_ON };
    const struct casefile_see_row *row = &rq->casefile->row;
    struct shares_of_case_row *rows = NULL;
    size_t n = 0;
    TRY(shares_of_case(rq->db, rq->ctx->arena,
        &(struct shares_of_case_in){ .casefile_id = row->id, .limit = SHARES_MAX }, &rows, &n));
    page->n_columns = COUNT_OF(heads);
    page->columns = case_columns(rq, heads, COUNT_OF(heads));
    page->shares = ARENA_ARRAY(rq->ctx->arena, struct table_row, n + 1);
    page->n_shares = n + 1;
    struct cell *lead = case_cells(rq, &page->shares[0], COUNT_OF(heads));
    lead[0].text = SAY_TEXT(page_agency(rq, row->holder_code));
    lead[1].text = SAY_WORDS(W_CONSENT_LEADS);
    lead[2].text = SAY_TEXT(STR("–"));
    lead[3].text = SAY_WORDS(W_CONSENT_NO_END);
    for (size_t i = 0; i < n; i++) {
        struct cell *cells = case_cells(rq, &page->shares[i + 1], COUNT_OF(heads));
        cells[0].text = SAY_TEXT(page_agency(rq, rows[i].agency_code));
        cells[1].text = SAY_WORDS(share_origin(rows[i].origin));
        cells[2].text = SAY_AT(page_at(rows[i].from_at));
        cells[3].text = share_end_of(rq, &rows[i]);
    }
    return OK;
}

/* --- what was agreed -------------------------------------------------------------------------- */

static void fill_consent(
    struct request *rq, const struct consents_of_case_row *row, struct case_consent_row *out) {
    *out = (struct case_consent_row){
        .purpose = page_label(rq, STR("consent_purpose"), row->purpose),
        .recipient = page_agency(rq, row->to_code),
        .classes = page_labels(rq, STR("data_class"), row->classes),
        .basis = page_label(rq, STR("legal_basis"), row->basis),
        .giver = page_label(rq, STR("consent_giver"), row->giver),
        .channel = pack_label(rq->app->pack, rq->lang, STR("consent_channel"), row->channel),
        .given = page_at(row->given_at),
        .until = last_day(row->until_at),
        .withdrawn = page_at(row->withdrawn_at),
        .has_recipient = row->to_id != 0,
        .has_classes = !str_is_empty(row->classes),
        .has_until = row->until_at > 0,
        .is_withdrawn = row->withdrawn_at > 0,
        .is_over = row->until_at > 0 && row->until_at <= rq->ctx->now_ms,
        .action = url_str_consent_withdraw_post(rq->ctx->arena, rq->casefile->row.id, row->id),
    };
    out->may_withdraw = !out->is_withdrawn && !out->is_over && may(rq->who, CAP_CONSENT_RECORD);
}

static enum err fill_consents(struct request *rq, struct case_consent_page *page) {
    struct consents_of_case_row *rows = NULL;
    size_t n = 0;
    TRY(consents_of_case(rq->db, rq->ctx->arena,
        &(struct consents_of_case_in){ .casefile_id = rq->casefile->row.id, .limit = CONSENTS_MAX },
        &rows, &n));
    page->consents = ARENA_ARRAY(rq->ctx->arena, struct case_consent_row, n);
    page->n_consents = n;
    for (size_t i = 0; i < n; i++) {
        fill_consent(rq, &rows[i], &page->consents[i]);
    }
    return OK;
}

/* --- the form --------------------------------------------------------------------------------- */

/* The text is read aloud in the language of the person, which need not be that of the page. */
static void fill_purposes(struct request *rq, struct case_consent_page *page) {
    enum language other = rq->lang == LANG_SQ ? LANG_EN : LANG_SQ;
    page->purposes = page_options(rq, STR("consent_purpose"));
    page->readings = ARENA_ARRAY(rq->ctx->arena, struct consent_reading, page->purposes.n);
    page->other_language = language_code(other);
    for (size_t i = 0; i < page->purposes.n; i++) {
        struct option *option = &page->purposes.items[i];
        const struct consent_text *text = pack_consent_text(rq->app->pack, option->value);
        if (text != NULL) {
            option->hint = text->text[rq->lang];
            page->readings[page->n_readings++] = (struct consent_reading){
                pack_label(rq->app->pack, other, STR("consent_purpose"), option->value),
                text->text[other]
            };
        }
    }
}

static enum err fill_form(struct request *rq, struct case_consent_page *page) {
    fill_purposes(rq, page);
    TRY(page_agencies(rq, &page->recipients));
    page->classes = page_options(rq, STR("data_class"));
    page->bases = page_options(rq, STR("legal_basis"));
    page->givers = page_options(rq, STR("consent_giver"));
    page->channels = page_options(rq, STR("consent_channel"));
    page->languages = page_options(rq, STR("language"));
    form_stored(rq->form, STR("basis"), STR("consent"));
    form_stored(rq->form, STR("language"), rq->casefile->row.language);
    return OK;
}

enum err case_consent_get(struct request *rq) {
    const struct casefile_see_row *row = &rq->casefile->row;
    struct case_consent_page page = { .form = rq->form,
        .data_state = page_label(rq, STR("data_state"), row->data_state),
        .may_record = case_may(rq, CAP_CONSENT_RECORD),
        .action = url_str_consent_post(rq->ctx->arena, row->id) };
    case_head_fill(rq, TAB_CONSENT, INPUT_CONSENT, &page.head);
    TRY(fill_shares(rq, &page));
    TRY(fill_consents(rq, &page));
    if (page.may_record) {
        TRY(fill_form(rq, &page));
    }
    view_case_consent(&rq->out, &page);
    return reply_page(rq);
}

/* --- posts ------------------------------------------------------------------------------------ */

enum err consent_post(struct request *rq) {
    const struct in_consent *in = rq->input;
    int64_t consent_id = 0;
    if (!day_is_none(in->until_on) && ((int64_t)in->until_on.n + 1) * DAY_MS <= rq->ctx->now_ms) {
        form_fault(rq->form, STR("until_on"), W_CONSENT_UNTIL_PAST);
        return ERR_INPUT;
    }
    TRY(consent_record(rq->ctx, rq->tx, rq->who, rq->app->pack, rq->casefile, in, &consent_id));
    return reply_done(
        rq, url_str_case_consent_get(rq->ctx->arena, rq->casefile->row.id), consent_id);
}

enum err consent_withdraw_post(struct request *rq) {
    TRY(consent_withdraw(rq->ctx, rq->tx, rq->who, rq->casefile, rq->args[1]));
    return reply_done(rq, url_str_case_consent_get(rq->ctx->arena, rq->casefile->row.id), 0);
}

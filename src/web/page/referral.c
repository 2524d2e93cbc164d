#include "page/referral.h"

#include "handlers.gen.h"
#include "refer_view.h"
#include "referral_view.h"
#include "referrals_view.h"

enum {
    CONSENTS_MAX = 50,
    LIST_MAX = 100,
    PARTS = 5,
    LINES_MAX = 200,
    IDENTITY_LINES = 5,
    FACTS_MAX = 12,
    HISTORY_MAX = 6,
};

/* What may be chosen, and what each means for the one who asks and the one who is asked about. */
static const struct part {
    struct str name;
    enum data_class class;
    enum words label;
    enum words hint;
} parts[PARTS] = {
    { { "identity", 8 }, CLASS_IDENTITY, W_REFER_PART_IDENTITY, W_REFER_HINT_IDENTITY },
    { { "contact", 7 }, CLASS_SAFETY, W_REFER_PART_CONTACT, W_REFER_HINT_CONTACT },
    { { "location", 8 }, CLASS_SAFETY, W_REFER_PART_LOCATION, W_REFER_HINT_LOCATION },
    { { "health", 6 }, CLASS_HEALTH, W_REFER_PART_HEALTH, W_REFER_HINT_HEALTH },
    { { "story", 5 }, CLASS_NARRATIVE, W_REFER_PART_STORY, W_REFER_HINT_STORY },
};

static bool is_any(struct str state, const char *const *states, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (str_eq_c(state, states[i])) {
            return true;
        }
    }
    return false;
}

static bool is_waiting(struct str state) {
    static const char *const states[] = { "sent", "seen" };
    return is_any(state, states, COUNT_OF(states));
}

/* --- refer ------------------------------------------------------------------------------------ */

static struct str day_text(struct request *rq, int64_t ms) {
    struct local local = local_of(rq->app->zone, ms);
    return arena_print(rq->ctx->arena, "%02d.%02d.%04d", local.day, local.month, local.year);
}

/* "Shelter X: referral to another organisation", below it the classes and the last day. */
static struct option consent_option(struct request *rq, const struct consents_of_case_row *row) {
    struct arena *arena = rq->ctx->arena;
    struct str classes = page_labels(rq, STR("data_class"), row->classes);
    struct str hint = str_is_empty(classes) ? words_text(rq->lang, W_REFER_NO_CLASSES) : classes;
    if (row->until_at > 0) {
        /* until_at is the first moment after the last day */
        hint = arena_print(arena, "%.*s; %.*s %.*s", STR_FMT(hint),
            STR_FMT(words_text(rq->lang, W_REFER_UNTIL)), STR_FMT(day_text(rq, row->until_at - 1)));
    }
    return (struct option){ .value = arena_print(arena, "%lld", (long long)row->id),
        .label = arena_print(arena, "%.*s: %.*s", STR_FMT(page_agency(rq, row->to_code)),
            STR_FMT(page_label(rq, STR("consent_purpose"), row->purpose))),
        .hint = hint };
}

/* Standing consents that name another agency: only such can carry a referral. */
static enum err fill_consents(struct request *rq, struct options *out) {
    struct consents_of_case_row *rows = NULL;
    size_t n = 0;
    TRY(consents_of_case(rq->db, rq->ctx->arena,
        &(struct consents_of_case_in){ .casefile_id = rq->casefile->row.id, .limit = CONSENTS_MAX },
        &rows, &n));
    out->items = ARENA_ARRAY(rq->ctx->arena, struct option, n);
    for (size_t i = 0; i < n; i++) {
        bool stands = rows[i].withdrawn_at == 0 &&
                      (rows[i].until_at == 0 || rows[i].until_at > rq->ctx->now_ms);
        if (stands && rows[i].to_id != 0 && rows[i].to_id != rq->who->agency_id) {
            out->items[out->n++] = consent_option(rq, &rows[i]);
        }
    }
    return OK;
}

/* Nobody passes on what they may not open themselves. */
static struct options part_options(struct request *rq) {
    struct options options = { ARENA_ARRAY(rq->ctx->arena, struct option, PARTS), 0 };
    for (size_t i = 0; i < PARTS; i++) {
        if (may(rq->who, class_cap(parts[i].class))) {
            options.items[options.n++] = (struct option){ .value = parts[i].name,
                .label = words_text(rq->lang, parts[i].label),
                .hint = words_text(rq->lang, parts[i].hint) };
        }
    }
    return options;
}

enum err refer_get(struct request *rq) {
    const struct casefile_see_row *row = &rq->casefile->row;
    struct page_refer page = { .frame = page_frame(rq),
        .form = rq->form,
        .errors = input_errors(rq->form, INPUT_REFERRAL),
        .has_errors = rq->form->is_sent,
        .may_refer = rq->casefile->is_holder,
        .number = row->number,
        .someone = page_someone(rq, row->gender, row->age_band, row->place),
        .case_url = url_str_case_get(rq->ctx->arena, row->id),
        .consent_url = url_str_case_consent_get(rq->ctx->arena, row->id),
        .action = url_str_refer_post(rq->ctx->arena, row->id),
        .services = page_options(rq, STR("service")),
        .parts = part_options(rq) };
    TRY(page_agencies(rq, &page.agencies));
    TRY(fill_consents(rq, &page.consents));
    view_refer(&rq->out, &page);
    return reply_page(rq);
}

enum err refer_post(struct request *rq) {
    int64_t referral_id = 0;
    TRY(referral_draft(
        rq->ctx, rq->tx, rq->who, rq->app->pack, rq->casefile, rq->input, &referral_id));
    return reply_done(rq, url_str_referral_get(rq->ctx->arena, referral_id), referral_id);
}

/* --- content ---------------------------------------------------------------------------------- */

static const struct part *part_of(struct str name) {
    for (size_t i = 0; i < PARTS; i++) {
        if (str_eq(parts[i].name, name)) {
            return &parts[i];
        }
    }
    return NULL;
}

/* Names of the parts, which are no secret between the two agencies. */
static enum err fill_part_names(struct request *rq, struct page_referral *page) {
    struct referral_parts_row *rows = NULL;
    size_t n = 0;
    TRY(referral_parts(rq->db, rq->ctx->arena,
        &(struct referral_parts_in){ .referral_id = rq->referral->row.id }, &rows, &n));
    struct str text = STR("");
    for (size_t i = 0; i < n; i++) {
        const struct part *part = part_of(rows[i].part);
        struct str label = words_text(rq->lang, part == NULL ? W_FIELD_MESSAGE : part->label);
        text = arena_print(
            rq->ctx->arena, "%.*s%s%.*s", STR_FMT(text), i > 0 ? ", " : "", STR_FMT(label));
    }
    page->part_names = text;
    page->has_parts = n > 0;
    return OK;
}

static void put_lines(struct request *rq, struct page_referral_part *part, struct str text) {
    struct str *lines = ARENA_ARRAY(rq->ctx->arena, struct str, LINES_MAX);
    struct str left = text;
    while (part->n_lines + 1 < LINES_MAX && str_cut(&left, '\n', &lines[part->n_lines])) {
        part->n_lines++;
    }
    if (part->n_lines + 1 == LINES_MAX && !str_is_empty(left)) {
        lines[part->n_lines++] = left;
    }
    part->n_lines = str_is_empty(text) ? 0 : part->n_lines;
    part->lines = lines;
}

static void put_identity(
    struct request *rq, struct page_referral_part *part, const struct casefile_opened *opened) {
    const struct {
        enum words label;
        struct str value;
    } fields[IDENTITY_LINES] = {
        { W_FIELD_CALL_NAME, opened->call_name },
        { W_FIELD_FULL_NAME, opened->full_name },
        { W_FIELD_BORN, opened->born },
        { W_FIELD_DOCUMENT, opened->document },
        { W_FIELD_PHONE, opened->phone },
    };
    struct str *lines = ARENA_ARRAY(rq->ctx->arena, struct str, IDENTITY_LINES);
    for (size_t i = 0; i < IDENTITY_LINES; i++) {
        if (!str_is_empty(fields[i].value)) {
            lines[part->n_lines++] = arena_print(rq->ctx->arena, "%.*s: %.*s",
                STR_FMT(words_text(rq->lang, fields[i].label)), STR_FMT(fields[i].value));
        }
    }
    part->lines = lines;
}

static bool has_part(const struct referral_content *content, size_t i) {
    const bool has[PARTS] = { content->has_identity, content->has_contact, content->has_location,
        content->has_health, content->has_story };
    return has[i];
}

static struct page_referral_part opened_part(
    struct request *rq, const struct referral_content *content, size_t i) {
    const struct casefile_opened *opened = &content->opened;
    const struct str texts[PARTS] = { STR(""), opened->safe_contact, opened->location,
        opened->health, opened->story };
    struct page_referral_part part = { .label = parts[i].label,
        .is_barred = !may(rq->who, class_cap(parts[i].class)),
        .is_long = parts[i].class == CLASS_NARRATIVE };
    if (part.is_barred) {
        return part;
    }
    if (parts[i].class == CLASS_IDENTITY) {
        put_identity(rq, &part, opened);
    } else {
        put_lines(rq, &part, texts[i]);
    }
    return part;
}

static enum err fill_content(struct request *rq, struct page_referral *page) {
    struct referral_content content;
    TRY(fill_part_names(rq, page));
    page->open_action = url_str_referral_open_post(rq->ctx->arena, rq->referral->row.id);
    if (page->is_ended || !page->has_parts) {
        return OK;
    }
    TRY(referral_is_open(rq->ctx, rq->db, rq->who, rq->referral, page_open_ms(rq), &page->is_open));
    if (!page->is_open) {
        return OK;
    }
    TRY(referral_unseal(rq->ctx, rq->db, rq->who, rq->referral, &content));
    struct page_referral_part *out =
        ARENA_ARRAY(rq->ctx->arena, struct page_referral_part, PARTS + 1);
    if (!str_is_empty(content.message)) {
        out[page->n_parts] = (struct page_referral_part){ .label = W_FIELD_MESSAGE };
        put_lines(rq, &out[page->n_parts++], content.message);
    }
    for (size_t i = 0; i < PARTS; i++) {
        if (has_part(&content, i)) {
            out[page->n_parts++] = opened_part(rq, &content, i);
        }
    }
    page->parts = out;
    return OK;
}

/* --- one referral ----------------------------------------------------------------------------- */

static void fill_actions(struct request *rq, struct page_referral *page) {
    const struct referral_see_row *row = &rq->referral->row;
    struct arena *arena = rq->ctx->arena;
    bool is_accepted = str_eq(row->state, STR("accepted"));
    bool makes = rq->referral->is_sender && may(rq->who, CAP_REFERRAL_MAKE);
    bool answers = !rq->referral->is_sender && may(rq->who, CAP_REFERRAL_ANSWER);
    if (makes && page->is_draft && (page->is_open || !page->has_parts)) {
        page->send_action = url_str_referral_send_post(arena, row->id);
    }
    if (makes && state_may(MACHINE_REFERRAL, row->state, STR("withdrawn"))) {
        page->withdraw_action = url_str_referral_withdraw_post(arena, row->id);
    }
    if (answers && is_waiting(row->state)) {
        page->accept_action = url_str_referral_accept_post(arena, row->id);
        page->refuse_action = url_str_referral_refuse_post(arena, row->id);
        page->reasons = page_options(rq, STR("refusal_reason"));
    }
    if (answers && is_accepted) {
        page->complete_action = url_str_referral_complete_post(arena, row->id);
    }
}

static struct summary_row *add_row(
    struct page_referral *page, struct summary_row *rows, enum words key, struct phrase value) {
    rows[page->n_rows] = (struct summary_row){ .key = SAY_WORDS(key), .value = value };
    return &rows[page->n_rows++];
}

static void fill_rows(struct request *rq, struct page_referral *page) {
    const struct referral_see_row *row = &rq->referral->row;
    struct summary_row *rows = ARENA_ARRAY(rq->ctx->arena, struct summary_row, FACTS_MAX);
    page->rows = rows;
    add_row(page, rows, W_FIELD_STATE, SAY_TEXT(page->state))->tag = page->state_colour;
    add_row(page, rows, W_REFERRAL_FROM, SAY_TEXT(page_agency(rq, row->from_code)));
    add_row(page, rows, W_REFERRAL_BY, SAY_TEXT(row->staff_name));
    add_row(page, rows, W_REFERRAL_TO, SAY_TEXT(page->to));
    add_row(page, rows, W_FIELD_SERVICES, SAY_TEXT(page_labels(rq, STR("service"), row->services)));
    if (row->is_urgent != 0) {
        add_row(page, rows, W_REFERRAL_URGENCY, SAY_WORDS(W_REFERRAL_URGENT))->tag = TAG_RED;
    }
    if (row->due_at > 0) {
        add_row(page, rows, W_REFERRAL_DUE, SAY_AT(page_at(row->due_at)));
    }
    if (!str_is_empty(row->refusal)) {
        add_row(page, rows, W_FIELD_REFUSAL,
            SAY_TEXT(page_label(rq, STR("refusal_reason"), row->refusal)));
    }
    add_row(page, rows, W_FIELD_PARTS,
        page->has_parts ? SAY_TEXT(page->part_names) : SAY_WORDS(W_REFERRAL_NO_PARTS));
}

static void add_event(struct request *rq, struct page_referral *page, struct timeline_item *items,
    struct str state, struct str agency_code, int64_t at) {
    if (at > 0) {
        items[page->n_history++] =
            (struct timeline_item){ .title = SAY_TEXT(page_label(rq, STR("referral_state"), state)),
                .byline = SAY_TEXT(page_agency(rq, agency_code)),
                .at = page_at(at) };
    }
}

/* Newest first. The end says who ended it; nobody did when it expired. */
static void fill_history(struct request *rq, struct page_referral *page) {
    const struct referral_see_row *row = &rq->referral->row;
    struct timeline_item *items = ARENA_ARRAY(rq->ctx->arena, struct timeline_item, HISTORY_MAX);
    bool is_refused = str_eq(row->state, STR("refused"));
    bool is_expired = str_eq(row->state, STR("expired"));
    struct str ender = str_eq(row->state, STR("withdrawn")) ? row->from_code : row->to_code;
    page->history = items;
    if (!is_refused) {
        add_event(rq, page, items, row->state, is_expired ? STR("") : ender, row->ended_at);
    }
    add_event(rq, page, items, is_refused ? STR("refused") : STR("accepted"), row->to_code,
        row->answered_at);
    add_event(rq, page, items, STR("seen"), row->to_code, row->seen_at);
    add_event(rq, page, items, STR("sent"), row->from_code, row->sent_at);
    add_event(rq, page, items, STR("draft"), row->from_code, row->created_at);
}

static struct str case_link(struct request *rq) {
    struct casefile *casefile = NULL;
    int64_t casefile_id = rq->referral->row.casefile_id;
    if (!may(rq->who, CAP_CASE_READ) ||
        casefile_load(rq->ctx, rq->db, rq->who, casefile_id, &casefile) != OK) {
        return STR_NONE;
    }
    return url_str_case_get(rq->ctx->arena, casefile_id);
}

enum err referral_get(struct request *rq) {
    static const char *const ended[] = { "refused", "withdrawn", "expired" };
    const struct referral_see_row *row = &rq->referral->row;
    const struct frame *frame = page_frame(rq);
    struct page_referral page = { .frame = frame,
        .form = rq->form,
        .errors = input_errors(rq->form, INPUT_REFUSAL),
        .csrf = frame->csrf,
        .list_url = url_str_referrals_get(rq->ctx->arena),
        .case_url = case_link(rq),
        .number = row->number,
        .someone = page_someone(rq, row->gender, row->age_band, row->place),
        .risk = page_label(rq, STR("risk"), row->risk),
        .risk_colour = page_risk_colour(row->risk),
        .state = page_label(rq, STR("referral_state"), row->state),
        .state_colour = page_state_colour(row->state),
        .to = page_agency(rq, row->to_code),
        .ver = row->ver,
        .is_sender = rq->referral->is_sender,
        .is_draft = str_eq(row->state, STR("draft")),
        .is_late = is_waiting(row->state) && row->due_at > 0 && row->due_at < rq->ctx->now_ms,
        .is_ended = is_any(row->state, ended, COUNT_OF(ended)) };
    TRY(fill_content(rq, &page));
    fill_actions(rq, &page);
    fill_rows(rq, &page);
    fill_history(rq, &page);
    view_referral(&rq->out, &page);
    return reply_page(rq);
}

/* --- lists ------------------------------------------------------------------------------------ */

enum { COLUMNS = 6 };

/* Rows of inbox and outbox have the same columns. */
struct line {
    int64_t id, due_at;
    struct str state, services, other_code, number, place, risk, gender, age_band;
    bool is_urgent;
};

#define LINE_OF(row)                                                                               \
    ((struct line){ (row).id, (row).due_at, (row).state, (row).services, (row).other_code,         \
        (row).number, (row).place, (row).risk, (row).gender, (row).age_band,                       \
        (row).is_urgent != 0 })

static struct phrase due_phrase(struct request *rq, const struct line *line) {
    if (!is_waiting(line->state) || line->due_at == 0) {
        return SAY_TEXT(STR("–"));
    }
    if (line->due_at >= rq->ctx->now_ms) {
        return SAY_AT(page_at(line->due_at));
    }
    struct local local = local_of(rq->app->zone, line->due_at);
    return SAY_TEXT(arena_print(rq->ctx->arena, "%.*s: %.*s, %02d:%02d",
        STR_FMT(words_text(rq->lang, W_REFERRAL_LATE)), STR_FMT(day_text(rq, line->due_at)),
        local.hour, local.minute));
}

static struct table_row table_line(struct request *rq, const struct line *line) {
    struct cell *cells = ARENA_ARRAY(rq->ctx->arena, struct cell, COLUMNS);
    struct str services = page_labels(rq, STR("service"), line->services);
    if (line->is_urgent) {
        services = arena_print(rq->ctx->arena, "%.*s: %.*s",
            STR_FMT(words_text(rq->lang, W_REFERRAL_URGENT)), STR_FMT(services));
    }
    cells[0] = (struct cell){ .text = SAY_TEXT(line->number),
        .href = url_str_referral_get(rq->ctx->arena, line->id),
        .is_whole = true };
    cells[1] = (struct cell){ .text = SAY_TEXT(
                                  page_someone(rq, line->gender, line->age_band, line->place)) };
    cells[2] = (struct cell){ .text = SAY_TEXT(services) };
    cells[3] = (struct cell){ .text = SAY_TEXT(page_agency(rq, line->other_code)) };
    cells[4] = (struct cell){ .text = due_phrase(rq, line) };
    cells[5] = (struct cell){ .text = SAY_TEXT(page_label(rq, STR("referral_state"), line->state)),
        .tag = page_state_colour(line->state) };
    return (struct table_row){ cells, COLUMNS };
}

static enum err fill_received(struct request *rq, struct page_referrals *page) {
    struct referral_inbox_row *rows = NULL;
    TRY(referral_inbox(rq->db, rq->ctx->arena,
        &(struct referral_inbox_in){ .agency_id = rq->who->agency_id, .limit = LIST_MAX }, &rows,
        &page->n_received));
    struct table_row *lines = ARENA_ARRAY(rq->ctx->arena, struct table_row, page->n_received);
    for (size_t i = 0; i < page->n_received; i++) {
        struct line line = LINE_OF(rows[i]);
        lines[i] = table_line(rq, &line);
    }
    page->received = lines;
    return OK;
}

static enum err fill_sent(struct request *rq, struct page_referrals *page) {
    struct referral_outbox_row *rows = NULL;
    TRY(referral_outbox(rq->db, rq->ctx->arena,
        &(struct referral_outbox_in){ .agency_id = rq->who->agency_id, .limit = LIST_MAX }, &rows,
        &page->n_sent));
    struct table_row *lines = ARENA_ARRAY(rq->ctx->arena, struct table_row, page->n_sent);
    for (size_t i = 0; i < page->n_sent; i++) {
        struct line line = LINE_OF(rows[i]);
        lines[i] = table_line(rq, &line);
    }
    page->sent = lines;
    return OK;
}

enum err referrals_get(struct request *rq) {
    static const enum words heads[COLUMNS] = { W_PAGE_CASE, W_REFERRAL_PERSON, W_FIELD_SERVICES,
        W_REFERRAL_OTHER, W_REFERRAL_DUE, W_FIELD_STATE };
    struct page_referrals page = { .frame = page_frame(rq), .n_columns = COLUMNS };
    for (size_t i = 0; i < COLUMNS; i++) {
        page.columns[i] = (struct column){ .head = SAY_WORDS(heads[i]), .is_wide = i == 2 };
    }
    TRY(fill_received(rq, &page));
    TRY(fill_sent(rq, &page));
    view_referrals(&rq->out, &page);
    return reply_page(rq);
}

/* --- what is done with it --------------------------------------------------------------------- */

static enum err back_to_referral(struct request *rq) {
    return reply_done(rq, url_str_referral_get(rq->ctx->arena, rq->referral->row.id), 0);
}

enum err referral_send_post(struct request *rq) {
    const struct in_version *in = rq->input;
    TRY(referral_send(rq->ctx, rq->tx, rq->who, rq->app->pack, rq->referral, in->ver));
    return back_to_referral(rq);
}

enum err referral_open_post(struct request *rq) {
    TRY(referral_open(rq->ctx, rq->tx, rq->who, rq->referral));
    return back_to_referral(rq);
}

enum err referral_accept_post(struct request *rq) {
    const struct in_version *in = rq->input;
    TRY(referral_accept(rq->ctx, rq->tx, rq->who, rq->referral, in->ver));
    return back_to_referral(rq);
}

enum err referral_refuse_post(struct request *rq) {
    TRY(referral_refuse(rq->ctx, rq->tx, rq->who, rq->referral, rq->input));
    return back_to_referral(rq);
}

enum err referral_complete_post(struct request *rq) {
    const struct in_version *in = rq->input;
    TRY(referral_complete(rq->ctx, rq->tx, rq->who, rq->referral, in->ver));
    return back_to_referral(rq);
}

enum err referral_withdraw_post(struct request *rq) {
    const struct in_version *in = rq->input;
    TRY(referral_withdraw(rq->ctx, rq->tx, rq->who, rq->referral, in->ver));
    return back_to_referral(rq);
}

#include "page/case.h"

#include "case_access_view.h"
#include "case_overview_view.h"
#include "handlers.gen.h"
#include "ledger_sql.h"

enum {
    TASKS_MAX = 40,
    SHARES_MAX = 40,
    EVENTS_MAX = 15,
    EVENTS_READ = 200,
    READS_MAX = 200,
    READ_PAGES_MAX = 10,
    FACTS_MAX = 12,
    PARTS_MAX = 2,
};

/* --- what all pages of a case share ----------------------------------------------------------- */

bool case_may(const struct request *rq, enum cap cap) {
    return rq->casefile->row.closed_at == 0 && may(rq->who, cap);
}

struct phrase case_say(
    struct request *rq, enum words words, struct str name, struct words_value value) {
    struct words_arg *arg = ARENA_NEW(rq->ctx->arena, struct words_arg);
    *arg = (struct words_arg){ name, value };
    return (struct phrase){ .words = words, .args = arg, .n_args = 1 };
}

struct str case_actor(struct request *rq, struct str name, struct str agency_code) {
    struct str agency = page_agency(rq, agency_code);
    if (str_is_empty(name) || !str_eq(agency_code, rq->who->agency_code)) {
        return agency;
    }
    return arena_print(rq->ctx->arena, "%.*s, %.*s", STR_FMT(name), STR_FMT(agency));
}

struct column *case_columns(struct request *rq, const enum words *heads, size_t n) {
    struct column *columns = ARENA_ARRAY(rq->ctx->arena, struct column, n);
    for (size_t i = 0; i < n; i++) {
        columns[i].head = SAY_WORDS(heads[i]);
    }
    return columns;
}

struct cell *case_cells(struct request *rq, struct table_row *row, size_t n) {
    struct cell *cells = ARENA_ARRAY(rq->ctx->arena, struct cell, n);
    *row = (struct table_row){ cells, n };
    return cells;
}

static const struct tab_row {
    enum words text;
    enum cap cap;
    struct str (*url)(struct arena *arena, int64_t casefile_id);
} tab_rows[TAB_COUNT] = {
    [TAB_OVERVIEW] = { W_CASE_TAB_OVERVIEW, CAP_CASE_READ, url_str_case_get },
    [TAB_IDENTIFICATION] = { W_CASE_TAB_IDENTIFICATION, CAP_CASE_READ,
        url_str_case_identification_get },
    [TAB_SAFETY] = { W_CASE_TAB_SAFETY, CAP_CASE_READ, url_str_case_safety_get },
    [TAB_PLAN] = { W_CASE_TAB_PLAN, CAP_CASE_READ, url_str_case_plan_get },
    [TAB_SERVICES] = { W_CASE_TAB_SERVICES, CAP_CASE_READ, url_str_case_services_get },
    [TAB_CONSENT] = { W_CASE_TAB_CONSENT, CAP_CASE_READ, url_str_case_consent_get },
    [TAB_ACCESS] = { W_CASE_TAB_ACCESS, CAP_ACCESS_READ, url_str_case_access_get },
};

static void fill_tabs(struct request *rq, enum case_tab current, struct case_head *out) {
    out->tabs = ARENA_ARRAY(rq->ctx->arena, struct link, TAB_COUNT);
    for (size_t i = 0; i < TAB_COUNT; i++) {
        if (may(rq->who, tab_rows[i].cap)) {
            out->tabs[out->n_tabs++] = (struct link){ .text = SAY_WORDS(tab_rows[i].text),
                .href = tab_rows[i].url(rq->ctx->arena, rq->casefile->row.id),
                .is_current = i == (size_t)current };
        }
    }
}

static struct phrase head_facts(struct request *rq) {
    const struct casefile_see_row *row = &rq->casefile->row;
    struct words_arg *args = ARENA_ARRAY(rq->ctx->arena, struct words_arg, 2);
    int64_t at = row->closed_at > 0 ? row->closed_at : row->opened_at;
    args[0] = (struct words_arg){ STR("lead"), words_value(page_agency(rq, row->holder_code)) };
    args[1] = (struct words_arg){ STR("day"), words_value(day_of(rq->app->zone, at)) };
    return (struct phrase){
        .words = row->closed_at > 0 ? W_CASE_FACTS_CLOSED : W_CASE_FACTS, .args = args, .n_args = 2
    };
}

void case_head_fill(
    struct request *rq, enum case_tab tab, enum input input, struct case_head *out) {
    const struct casefile_see_row *row = &rq->casefile->row;
    *out = (struct case_head){ .frame = page_frame(rq),
        .back = may(rq->who, CAP_CASE_READ) ? url_str_cases_get(rq->ctx->arena)
                                            : url_str_work_get(rq->ctx->arena),
        .number = row->number,
        .someone = page_someone(rq, row->gender, row->age_band, row->place),
        .risk = page_label(rq, STR("risk"), row->risk),
        .risk_colour = page_risk_colour(row->risk),
        .facts = head_facts(rq) };
    fill_tabs(rq, tab, out);
    if (rq->form->is_sent) {
        out->form = rq->form;
        out->errors = input_errors(rq->form, input);
        out->has_errors = out->errors.n > 0 || rq->form->top_error != W_NONE;
    }
}

/* --- sealed parts ----------------------------------------------------------------------------- */

struct str *case_lines(struct request *rq, struct str text, size_t *out_n) {
    struct str rest = text;
    struct str line;
    size_t n = 1;
    for (size_t i = 0; i < text.n; i++) {
        n += text.p[i] == '\n';
    }
    struct str *lines = ARENA_ARRAY(rq->ctx->arena, struct str, n);
    *out_n = 0;
    while (str_cut(&rest, '\n', &line) && *out_n < n) {
        if (!str_is_empty(line)) {
            lines[(*out_n)++] = line;
        }
    }
    return lines;
}

enum err case_part_fill(struct request *rq, enum data_class class, enum words name,
    struct sealed_part *out, struct casefile_opened *out_opened) {
    char letters[2] = { (char)class, 0 };
    bool is_open = false;
    *out_opened = (struct casefile_opened){ 0 };
    *out = (struct sealed_part){ .name = name,
        .class = arena_str(rq->ctx->arena, (struct str){ letters, 1 }),
        .form = rq->form,
        .action = url_str_case_open_post(rq->ctx->arena, rq->casefile->row.id) };
    if (!rq->casefile->is_holder) {
        return OK;
    }
    out->may_open = may(rq->who, class_cap(class));
    TRY(casefile_class_is_open(
        rq->ctx, rq->db, rq->who, rq->casefile, class, page_open_ms(rq), &is_open));
    if (!is_open) {
        return OK;
    }
    enum err e = casefile_unseal(rq->ctx, rq->db, rq->who, rq->casefile, letters, out_opened);
    if (e == ERR_SEALED) { /* a missing key hides this part, not the next steps beside it */
        out->may_open = false;
        return OK;
    }
    out->is_open = e == OK;
    return e;
}

enum err case_open_post(struct request *rq) {
    const struct in_open_class *in = rq->input;
    /* An agency that takes part has no keys of the case; the texts of its own goals it can open. */
    if (!rq->casefile->is_holder && !str_eq(in->class, STR("N"))) {
        return fail(rq->ctx, ERR_SEALED, "only the agency that leads opens this class");
    }
    TRY(casefile_class_open(rq->ctx, rq->tx, rq->who, rq->casefile, in->class));
    return reply_done(rq, url_str_case_get(rq->ctx->arena, rq->casefile->row.id), 0);
}

enum err case_has_alarm(struct request *rq, bool *out_has_alarm) {
    struct alarm_open_of_case_row row;
    return alarm_open_of_case(rq->db, rq->ctx->arena,
        &(struct alarm_open_of_case_in){ .casefile_id = rq->casefile->row.id }, &row,
        out_has_alarm);
}

/* --- regions ---------------------------------------------------------------------------------- */

static struct str region_state(const struct casefile_see_row *row, enum machine machine) {
    switch (machine) {
    case MACHINE_SAFETY:
        return row->safety_state;
    case MACHINE_ASSISTANCE:
        return row->assistance_state;
    case MACHINE_JUSTICE:
        return row->justice_state;
    case MACHINE_CHILD:
        return row->child_state;
    default:
        return row->data_state;
    }
}

static enum words region_title(enum machine machine) {
    switch (machine) {
    case MACHINE_SAFETY:
        return W_CASE_REGION_SAFETY;
    case MACHINE_ASSISTANCE:
        return W_CASE_REGION_ASSISTANCE;
    case MACHINE_JUSTICE:
        return W_CASE_REGION_JUSTICE;
    case MACHINE_CHILD:
        return W_CASE_REGION_CHILD;
    default:
        return W_CASE_REGION_DATA;
    }
}

/* Steps that follow from another act (an alarm, a referral) are no buttons here. */
void case_region_fill(struct request *rq, enum machine machine, struct case_region *out) {
    const struct casefile_see_row *row = &rq->casefile->row;
    struct str now = region_state(row, machine);
    struct str list = arena_print(rq->ctx->arena, "%.*s_state", STR_FMT(machine_name(machine)));
    size_t n = 0;
    const struct state_step *steps = state_steps(machine, &n);
    *out = (struct case_region){ .title = region_title(machine),
        .now = page_label(rq, list, now),
        .form = rq->form,
        .action = url_str_case_state_post(rq->ctx->arena, row->id),
        .machine = machine_name(machine),
        .ver = row->ver,
        .moves = ARENA_ARRAY(rq->ctx->arena, struct option, n) };
    for (size_t i = 0; i < n; i++) {
        if (str_eq(steps[i].from, now) && steps[i].verb == VERB_CASE_STATE &&
            case_may(rq, steps[i].cap)) {
            out->moves[out->n_moves++] =
                (struct option){ .value = steps[i].to, .label = page_label(rq, list, steps[i].to) };
        }
    }
    out->has_moves = out->n_moves > 0;
}

/* --- first page: next steps ------------------------------------------------------------------- */

static struct str task_url(struct request *rq, struct str kind) {
    struct arena *arena = rq->ctx->arena;
    int64_t casefile_id = rq->casefile->row.id;
    bool is_notice = str_eq(kind, STR("notify_ra")) || str_eq(kind, STR("notify_cpu"));
    if (is_notice && rq->casefile->is_holder && case_may(rq, CAP_REFERRAL_MAKE)) {
        return url_str_refer_get(arena, casefile_id);
    }
    if (str_eq(kind, STR("assess_needs")) || str_eq(kind, STR("make_plan")) ||
        str_eq(kind, STR("review"))) {
        return url_str_case_plan_get(arena, casefile_id);
    }
    if (str_eq(kind, STR("joint_interview"))) {
        return url_str_case_identification_get(arena, casefile_id);
    }
    if (str_eq(kind, STR("follow_referral")) && may(rq->who, CAP_REFERRAL_READ)) {
        return url_str_referrals_get(arena);
    }
    return STR("");
}

static void fill_task_status(
    struct request *rq, const struct tasks_of_case_row *row, struct case_task *out) {
    const struct zone *zone = rq->app->zone;
    bool is_late = row->due_at < rq->ctx->now_ms;
    bool is_today = day_of(zone, row->due_at).n == day_of(zone, rq->ctx->now_ms).n;
    out->is_done = !str_eq(row->state, STR("open"));
    out->at = page_at(out->is_done ? row->done_at : row->due_at);
    out->tag = is_late || is_today ? TAG_RED : TAG_PLAIN;
    out->status = is_late ? W_CASE_TASK_LATE : is_today ? W_CASE_TASK_TODAY : W_CASE_TASK_OPEN;
}

static enum err fill_tasks(struct request *rq, struct case_page *out) {
    struct tasks_of_case_row *rows = NULL;
    size_t n = 0;
    int64_t casefile_id = rq->casefile->row.id;
    TRY(tasks_of_case(rq->db, rq->ctx->arena,
        &(struct tasks_of_case_in){ .casefile_id = casefile_id, .limit = TASKS_MAX }, &rows, &n));
    out->tasks = ARENA_ARRAY(rq->ctx->arena, struct case_task, n);
    out->n_tasks = n;
    for (size_t i = 0; i < n; i++) {
        struct case_task *task = &out->tasks[i];
        fill_task_status(rq, &rows[i], task);
        task->name = page_label(rq, STR("task_kind"), rows[i].kind);
        task->href = task->is_done ? STR("") : task_url(rq, rows[i].kind);
        task->has_href = !str_is_empty(task->href);
        /* Next steps belong to the agency that leads. */
        task->may_end = !task->is_done && rq->casefile->is_holder;
        task->action = url_str_task_done_post(rq->ctx->arena, casefile_id, rows[i].id);
    }
    return OK;
}

enum err task_done_post(struct request *rq) {
    TRY(task_finish(rq->ctx, rq->tx, rq->who, rq->casefile, rq->args[1]));
    return reply_done(rq, url_str_case_get(rq->ctx->arena, rq->casefile->row.id), 0);
}

/* --- what happened, who looked ---------------------------------------------------------------- */

/* "opened a case" becomes "Opened a case". */
static struct str verb_title(struct request *rq, int64_t number) {
    enum verb verb = VERB_NONE;
    enum words words = W_NONE;
    if (!verb_of_number(number, &verb) || !words_of_key(verb_words(verb), &words)) {
        return STR("");
    }
    struct str text = words_text(rq->lang, words);
    if (text.n == 0 || text.p[0] < 'a' || text.p[0] > 'z') {
        return text;
    }
    return arena_print(rq->ctx->arena, "%c%.*s", text.p[0] - 'a' + 'A', STR_FMT(str_skip(text, 1)));
}

static bool is_reading(int64_t number) {
    enum verb verb = VERB_NONE;
    return verb_of_number(number, &verb) && str_eq(verb_kind(verb), STR("read"));
}

static enum err read_ledger(
    struct request *rq, int64_t before_id, struct ledger_of_subject_row **out_rows, size_t *out_n) {
    return ledger_of_subject(rq->db, rq->ctx->arena,
        &(struct ledger_of_subject_in){ .subject = pseudonym_bytes(&rq->casefile->pseudonym),
            .before_id = before_id,
            .limit = EVENTS_READ },
        out_rows, out_n);
}

static enum err fill_events(struct request *rq, struct case_page *out) {
    struct ledger_of_subject_row *rows = NULL;
    size_t n = 0;
    TRY(read_ledger(rq, INT64_MAX, &rows, &n));
    out->events = ARENA_ARRAY(rq->ctx->arena, struct timeline_item, EVENTS_MAX);
    out->has_more = n == EVENTS_READ;
    for (size_t i = 0; i < n; i++) {
        if (is_reading(rows[i].verb)) {
            continue;
        }
        if (out->n_events == EVENTS_MAX) {
            out->has_more = true;
            break;
        }
        struct timeline_item *event = &out->events[out->n_events++];
        struct str actor = case_actor(rq, rows[i].actor_name, rows[i].agency_code);
        event->title = SAY_TEXT(verb_title(rq, rows[i].verb));
        event->at = page_at(rows[i].at);
        event->byline = str_is_empty(actor)
                            ? SAY_WORDS(W_CASE_BY_BESA)
                            : case_say(rq, W_CASE_BY, STR("who"), words_value(actor));
    }
    return OK;
}

/* The entries of one reading go into rows, newest first. */
static void add_reads(struct request *rq, const struct ledger_of_subject_row *entries, size_t n,
    struct case_access_page *page) {
    for (size_t i = 0; i < n; i++) {
        if (!is_reading(entries[i].verb)) {
            continue;
        }
        if (page->n_rows == READS_MAX) {
            page->has_more = true;
            return;
        }
        struct cell *cells = case_cells(rq, &page->rows[page->n_rows++], 3);
        cells[0].text = SAY_AT(page_at(entries[i].at));
        cells[0].is_whole = true;
        cells[1].text = SAY_TEXT(verb_title(rq, entries[i].verb));
        cells[2].text = SAY_TEXT(case_actor(rq, entries[i].actor_name, entries[i].agency_code));
    }
}

enum err case_access_get(struct request *rq) {
    static const enum words heads[] = { W_CASE_ACCESS_WHEN, W_CASE_ACCESS_WHAT, W_CASE_ACCESS_WHO };
    struct case_access_page page = { .columns = case_columns(rq, heads, COUNT_OF(heads)),
        .n_columns = COUNT_OF(heads) };
    int64_t before_id = INT64_MAX;
    page.rows = ARENA_ARRAY(rq->ctx->arena, struct table_row, READS_MAX);
    case_head_fill(rq, TAB_ACCESS, INPUT_NONE, &page.head);
    for (int i = 0; i < READ_PAGES_MAX && !page.has_more; i++) {
        struct ledger_of_subject_row *rows = NULL;
        size_t n = 0;
        TRY(read_ledger(rq, before_id, &rows, &n));
        add_reads(rq, rows, n, &page);
        if (n < EVENTS_READ) {
            break;
        }
        before_id = rows[n - 1].id;
        page.has_more = page.has_more || i + 1 == READ_PAGES_MAX;
    }
    view_case_access(&rq->out, &page);
    return reply_page(rq);
}

/* --- first page: summary ---------------------------------------------------------------------- */

static void add_fact(struct request *rq, struct case_page *page, enum words key, struct str value) {
    if (!str_is_empty(value)) {
        struct case_fact *fact = &page->facts[page->n_facts++];
        *fact = (struct case_fact){ .key = key };
        fact->lines = case_lines(rq, value, &fact->n_lines);
    }
}

static void add_sealed(struct request *rq, struct case_page *page, enum words key,
    const struct sealed_part *part, struct str text) {
    struct case_fact *fact = &page->facts[page->n_facts++];
    *fact = (struct case_fact){ .key = key, .is_sealed = !part->is_open, .class = part->class };
    if (part->is_open) {
        fact->lines = case_lines(rq, str_is_empty(text) ? STR("–") : text, &fact->n_lines);
        fact->has_href = case_may(rq, CAP_CASE_WRITE);
        fact->has_action = fact->has_href;
        fact->href = url_str_case_details_get(rq->ctx->arena, rq->casefile->row.id);
    } else {
        fact->has_action = part->may_open;
        fact->href = part->action;
        if (!rq->casefile->is_holder) { /* who can open it */
            fact->lines =
                case_lines(rq, page_agency(rq, rq->casefile->row.holder_code), &fact->n_lines);
        }
    }
}

static enum err shared_with(struct request *rq, struct str *out) {
    struct shares_of_case_row *rows = NULL;
    size_t n = 0;
    struct str text = STR("");
    TRY(shares_of_case(rq->db, rq->ctx->arena,
        &(struct shares_of_case_in){ .casefile_id = rq->casefile->row.id, .limit = SHARES_MAX },
        &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (rows[i].ended_at == 0) {
            text = arena_print(rq->ctx->arena, "%.*s%s%.*s", STR_FMT(text),
                str_is_empty(text) ? "" : ", ", STR_FMT(page_agency(rq, rows[i].agency_code)));
        }
    }
    *out = text;
    return OK;
}

static enum err fill_identity(struct request *rq, struct case_page *page) {
    struct sealed_part part;
    struct casefile_opened opened;
    TRY(case_part_fill(rq, CLASS_IDENTITY, W_CASE_PART_IDENTITY, &part, &opened));
    if (!part.is_open) {
        add_sealed(rq, page, W_CASE_NAME, &part, STR(""));
        return OK;
    }
    add_sealed(rq, page, W_CASE_CALL_NAME, &part, opened.call_name);
    add_fact(rq, page, W_FIELD_FULL_NAME, opened.full_name);
    add_fact(rq, page, W_FIELD_BORN, opened.born);
    add_fact(rq, page, W_FIELD_DOCUMENT, opened.document);
    add_fact(rq, page, W_FIELD_PHONE, opened.phone);
    return OK;
}

static enum err fill_facts(struct request *rq, struct case_page *page) {
    const struct casefile_see_row *row = &rq->casefile->row;
    struct sealed_part part;
    struct casefile_opened opened;
    struct str shared = STR("");
    page->facts = ARENA_ARRAY(rq->ctx->arena, struct case_fact, FACTS_MAX);
    TRY(fill_identity(rq, page));
    add_fact(rq, page, W_FIELD_LANGUAGE, page_label(rq, STR("language"), row->language));
    TRY(case_part_fill(rq, CLASS_SAFETY, W_CASE_PART_SAFETY, &part, &opened));
    add_sealed(rq, page, W_CASE_SAFE_CONTACT, &part, opened.safe_contact);
    struct str type = page_label(rq, STR("exploitation"), row->exploitation);
    struct str scope = pack_label(rq->app->pack, rq->lang, STR("trafficking_scope"), row->scope);
    if (!str_is_empty(type) && !str_is_empty(row->scope)) {
        type = arena_print(rq->ctx->arena, "%.*s, %.*s", STR_FMT(type), STR_FMT(scope));
    }
    add_fact(rq, page, W_CASE_TYPE, type);
    add_fact(rq, page, W_FIELD_IDENTIFICATION,
        page_label(rq, STR("identification"), row->identification));
    add_fact(rq, page, W_CASE_LEAD, page_agency(rq, row->holder_code));
    TRY(shared_with(rq, &shared));
    add_fact(rq, page, W_CASE_SHARED_WITH, shared);
    return OK;
}

/* Health and story are long: closed at first even when they are open. */
static enum err fill_parts(struct request *rq, struct case_page *page) {
    struct casefile_opened opened;
    page->parts = ARENA_ARRAY(rq->ctx->arena, struct sealed_part, PARTS_MAX);
    if (rq->casefile->is_holder && may(rq->who, CAP_CASE_HEALTH)) {
        struct sealed_part *part = &page->parts[page->n_parts++];
        TRY(case_part_fill(rq, CLASS_HEALTH, W_CASE_PART_HEALTH, part, &opened));
        part->lines = case_lines(rq, opened.health, &part->n_lines);
    }
    if (rq->casefile->is_holder && may(rq->who, CAP_CASE_NARRATIVE)) {
        struct sealed_part *part = &page->parts[page->n_parts++];
        TRY(case_part_fill(rq, CLASS_NARRATIVE, W_CASE_PART_STORY, part, &opened));
        part->lines = case_lines(rq, opened.story, &part->n_lines);
    }
    return OK;
}

enum err case_get(struct request *rq) {
    struct arena *arena = rq->ctx->arena;
    int64_t casefile_id = rq->casefile->row.id;
    bool is_holder = rq->casefile->is_holder;
    struct case_page page = { .form = rq->form,
        .alarm_url = url_str_alarm_new_get(arena, casefile_id),
        .refer_url = url_str_refer_get(arena, casefile_id),
        .safety_url = url_str_case_safety_get(arena, casefile_id),
        .may_refer = is_holder && case_may(rq, CAP_REFERRAL_MAKE),
        .may_change = is_holder && case_may(rq, CAP_CASE_WRITE),
        .details_url = url_str_case_details_get(arena, casefile_id),
        .may_see_access = may(rq->who, CAP_ACCESS_READ),
        .access_url = url_str_case_access_get(arena, casefile_id) };
    TRY(case_has_alarm(rq, &page.has_alarm));
    page.may_raise = is_holder && !page.has_alarm && case_may(rq, CAP_ALARM_RAISE);
    page.has_buttons = page.may_raise || page.may_refer;
    case_head_fill(rq, TAB_OVERVIEW, INPUT_NONE, &page.head);
    TRY(fill_tasks(rq, &page));
    TRY(fill_events(rq, &page));
    TRY(fill_facts(rq, &page));
    TRY(fill_parts(rq, &page));
    view_case_overview(&rq->out, &page);
    return reply_page(rq);
}

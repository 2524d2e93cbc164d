#include "page/work.h"

#include "handlers.gen.h"
#include "work_view.h"

enum {
    TASKS_MAX = 10,
    ROWS_MAX = 10,
    CONTACTS_READ_MAX = 50, /* the newest, out of which the open ones are shown */
    CELLS = 5,
    FIGURES_MAX = 4,
    RIGHTS_MAX = 6,
    ARGS = 3,
    DAY_MS = 24 * 60 * 60 * 1000,
};

/* --- tables ----------------------------------------------------------------------------------- */

static struct cell *next_row(struct request *rq, struct work_table *table, struct table_row *rows) {
    struct cell *cells = ARENA_ARRAY(rq->ctx->arena, struct cell, CELLS);
    rows[table->n_rows++] = (struct table_row){ .cells = cells, .n_cells = table->n_columns };
    return cells;
}

static const struct column alarm_columns[] = {
    { .head.words = W_WORK_PERSON, .is_wide = true },
    { .head.words = W_FIELD_PLACE },
    { .head.words = W_WORK_RAISED },
    { .head.words = W_WORK_TEAM },
    { .head.words = W_FIELD_STATE },
};

static enum err fill_alarms(struct request *rq, struct work_page *page) {
    struct alarm_board_row *found = NULL;
    size_t n = 0;
    TRY(alarm_board(rq->db, rq->ctx->arena,
        &(struct alarm_board_in){ .agency_id = rq->who->agency_id, .limit = ROWS_MAX }, &found,
        &n));
    struct table_row *rows = ARENA_ARRAY(rq->ctx->arena, struct table_row, n);
    page->alarms = (struct work_table){ alarm_columns, COUNT_OF(alarm_columns), rows, 0 };
    for (size_t i = 0; i < n; i++) {
        const struct alarm_board_row *alarm = &found[i];
        bool is_asked =
            str_eq(alarm->state, STR("raised")) && str_eq(alarm->call_state, STR("asked"));
        struct cell *cell = next_row(rq, &page->alarms, rows);
        cell[0] = (struct cell){ .text = SAY_TEXT(
                                     page_someone(rq, alarm->gender, alarm->age_band, STR(""))),
            .href = url_str_alarm_get(rq->ctx->arena, alarm->id) };
        cell[1].text = SAY_TEXT(page_place(rq, alarm->place));
        cell[2].text = SAY_AT(page_at(alarm->raised_at));
        cell[3].text = SAY_TEXT(page_agency(rq, alarm->team_code));
        cell[4] =
            (struct cell){ .text = is_asked
                                       ? SAY_WORDS(W_WORK_ANSWER_NOW)
                                       : SAY_TEXT(page_label(rq, STR("alarm_state"), alarm->state)),
                .tag = page_state_colour(alarm->state) };
        page->is_asked = page->is_asked || is_asked;
    }
    page->sees_alarms = true;
    return OK;
}

static const struct column referral_columns[] = {
    { .head.words = W_FIELD_NUMBER },
    { .head.words = W_WORK_FROM },
    { .head.words = W_FIELD_SERVICES, .is_wide = true },
    { .head.words = W_WORK_ANSWER_BY },
    { .head.words = W_FIELD_STATE },
};

static void add_referral(struct request *rq, struct work_table *table, struct table_row *rows,
    const struct referral_inbox_row *referral) {
    struct cell *cell = next_row(rq, table, rows);
    bool is_late = referral->due_at != 0 && referral->due_at < rq->ctx->now_ms;
    cell[0] = (struct cell){ .text = SAY_TEXT(referral->number),
        .href = url_str_referral_get(rq->ctx->arena, referral->id),
        .is_whole = true };
    cell[1].text = SAY_TEXT(page_agency(rq, referral->other_code));
    cell[2].text = SAY_TEXT(page_labels(rq, STR("service"), referral->services));
    cell[3].text = SAY_AT(page_at(referral->due_at));
    if (is_late) {
        cell[4] = (struct cell){ .text = SAY_WORDS(W_WORK_OVERDUE), .tag = TAG_RED };
    } else if (referral->is_urgent != 0) {
        cell[4] = (struct cell){ .text = SAY_WORDS(W_WORK_URGENT), .tag = TAG_ORANGE };
    } else {
        cell[4] = (struct cell){ .text = SAY_WORDS(W_WORK_NEW), .tag = TAG_PLAIN };
    }
}

/* What waits for an answer stands first in the inbox. */
static enum err fill_referrals(struct request *rq, struct work_page *page) {
    struct referral_inbox_row *found = NULL;
    size_t n = 0;
    TRY(referral_inbox(rq->db, rq->ctx->arena,
        &(struct referral_inbox_in){ .agency_id = rq->who->agency_id, .limit = ROWS_MAX }, &found,
        &n));
    struct table_row *rows = ARENA_ARRAY(rq->ctx->arena, struct table_row, n);
    page->referrals = (struct work_table){ referral_columns, COUNT_OF(referral_columns), rows, 0 };
    for (size_t i = 0; i < n; i++) {
        if (str_eq(found[i].state, STR("sent")) || str_eq(found[i].state, STR("seen"))) {
            add_referral(rq, &page->referrals, rows, &found[i]);
        }
    }
    page->sees_referrals = true;
    return OK;
}

static const struct column contact_columns[] = {
    { .head.words = W_CONTACT_WHEN },
    { .head.words = W_FIELD_KIND },
    { .head.words = W_CONTACT_ABOUT },
    { .head.words = W_FIELD_RISK },
};

static enum err fill_contacts(struct request *rq, struct work_page *page) {
    struct contact_page_row *found = NULL;
    size_t n = 0;
    TRY(contact_list(rq->ctx, rq->db, rq->who, 0, CONTACTS_READ_MAX, &found, &n));
    struct table_row *rows = ARENA_ARRAY(rq->ctx->arena, struct table_row, ROWS_MAX);
    page->contacts = (struct work_table){ contact_columns, COUNT_OF(contact_columns), rows, 0 };
    for (size_t i = 0; i < n && page->contacts.n_rows < ROWS_MAX; i++) {
        const struct contact_page_row *contact = &found[i];
        if (!str_eq(contact->state, STR("open"))) {
            continue;
        }
        struct cell *cell = next_row(rq, &page->contacts, rows);
        cell[0] = (struct cell){ .text = SAY_AT(page_at(contact->at)),
            .href = url_str_contact_get(rq->ctx->arena, contact->id) };
        cell[1].text = SAY_TEXT(page_label(rq, STR("contact_type"), contact->kind));
        cell[2].text =
            SAY_TEXT(page_someone(rq, contact->gender, contact->age_band, contact->place));
        cell[3] = (struct cell){ .text = SAY_TEXT(page_label(rq, STR("risk"), contact->risk)),
            .tag = page_risk_colour(contact->risk) };
    }
    page->sees_contacts = true;
    return OK;
}

/* --- tasks ------------------------------------------------------------------------------------ */

static void say_due(struct task *task, int64_t due_at, int64_t now_ms) {
    if (due_at == 0) {
        return;
    }
    if (due_at < now_ms) {
        task->status = SAY_WORDS(W_WORK_OVERDUE);
        task->tag = TAG_RED;
    } else if (due_at < now_ms + DAY_MS) {
        task->status = SAY_WORDS(W_WORK_DUE_DAY);
        task->tag = TAG_ORANGE;
    } else {
        task->status = SAY_WORDS(W_WORK_DUE_LATER);
        task->tag = TAG_GREY;
    }
}

static enum err fill_tasks(struct request *rq, struct work_page *page) {
    struct tasks_of_agency_row *rows = NULL;
    size_t n = 0;
    TRY(tasks_of_agency(rq->db, rq->ctx->arena,
        &(struct tasks_of_agency_in){ .agency_id = rq->who->agency_id, .limit = TASKS_MAX + 1 },
        &rows, &n));
    page->has_more_tasks = n > TASKS_MAX;
    n = page->has_more_tasks ? TASKS_MAX : n;
    struct task *tasks = ARENA_ARRAY(rq->ctx->arena, struct task, n);
    for (size_t i = 0; i < n; i++) {
        struct words_arg *args = ARENA_ARRAY(rq->ctx->arena, struct words_arg, ARGS);
        args[0] = (struct words_arg){ STR("number"), words_value(rows[i].number) };
        args[1] = (struct words_arg){ STR("place"), words_value(page_place(rq, rows[i].place)) };
        args[2] = (struct words_arg){ STR("due"), words_value(page_at(rows[i].due_at)) };
        tasks[i] = (struct task){
            .name = SAY_TEXT(page_label(rq, STR("task_kind"), rows[i].kind)),
            .href = url_str_case_get(rq->ctx->arena, rows[i].casefile_id),
            .hint = { .words = rows[i].due_at == 0 ? W_NONE : W_WORK_TASK_HINT,
                .args = args,
                .n_args = ARGS },
        };
        say_due(&tasks[i], rows[i].due_at, rq->ctx->now_ms);
    }
    page->tasks = tasks;
    page->n_tasks = n;
    page->sees_tasks = true;
    return OK;
}

/* --- figures and rights ----------------------------------------------------------------------- */

static void add_figure(struct figure *figures, size_t *n, int64_t number, enum words text) {
    figures[(*n)++] = (struct figure){ .number = SAY_NUMBER(number), .text = SAY_WORDS(text) };
}

static enum err fill_figures(struct request *rq, struct work_page *page) {
    struct figure *figures = ARENA_ARRAY(rq->ctx->arena, struct figure, FIGURES_MAX);
    struct arena *arena = rq->ctx->arena;
    int64_t agency_id = rq->who->agency_id;
    page->figures = figures;
    if (may(rq->who, CAP_CASE_READ)) {
        struct casefile_counts_row cases = { 0 };
        TRY(casefile_counts(
            rq->db, arena, &(struct casefile_counts_in){ .agency_id = agency_id }, &cases));
        add_figure(figures, &page->n_figures, cases.open_n, W_WORK_CASES_OPEN);
        add_figure(figures, &page->n_figures, cases.high_n, W_WORK_CASES_HIGH);
    }
    if (may(rq->who, CAP_REFERRAL_READ)) {
        struct referral_inbox_counts_row inbox = { 0 };
        TRY(referral_inbox_counts(
            rq->db, arena, &(struct referral_inbox_counts_in){ .agency_id = agency_id }, &inbox));
        add_figure(figures, &page->n_figures, inbox.new_n, W_WORK_REFERRALS_NEW);
    }
    if (may(rq->who, CAP_CONTACT_READ)) {
        struct contact_open_count_row contacts = { 0 };
        TRY(contact_open_count(
            rq->db, arena, &(struct contact_open_count_in){ .agency_id = agency_id }, &contacts));
        add_figure(figures, &page->n_figures, contacts.open_n, W_WORK_CONTACTS_OPEN);
    }
    return OK;
}

static void fill_rights(struct request *rq, struct work_page *page) {
    struct arena *arena = rq->ctx->arena;
    const struct {
        enum cap cap;
        struct work_right right;
    } all[RIGHTS_MAX] = {
        { CAP_CONTACT_RECORD, { W_WORK_MAY_CONTACT, url_str_contact_new_get(arena) } },
        { CAP_ALARM_BOARD, { W_WORK_MAY_ALARMS, url_str_alarms_get(arena) } },
        { CAP_RESULTS_READ, { W_WORK_MAY_RESULTS, url_str_results_get(arena) } },
        { CAP_ACCESS_READ, { W_WORK_MAY_ACCESS, STR_NONE } },
        { CAP_LEDGER_READ, { W_WORK_MAY_LEDGER, STR_NONE } },
        { CAP_USER_ADMIN, { W_WORK_MAY_ADMIN, STR_NONE } },
    };
    struct work_right *rights = ARENA_ARRAY(arena, struct work_right, RIGHTS_MAX);
    for (size_t i = 0; i < RIGHTS_MAX; i++) {
        if (may(rq->who, all[i].cap)) {
            rights[page->n_rights++] = all[i].right;
        }
    }
    page->rights = rights;
}

enum err work_get(struct request *rq) {
    struct work_page page = { .frame = page_frame(rq),
        .may_record = may(rq->who, CAP_CONTACT_RECORD),
        .contact_new = url_str_contact_new_get(rq->ctx->arena) };
    if (may(rq->who, CAP_ALARM_BOARD)) {
        TRY(fill_alarms(rq, &page));
    }
    if (may(rq->who, CAP_CASE_READ)) {
        TRY(fill_tasks(rq, &page));
    } else {
        fill_rights(rq, &page);
    }
    if (may(rq->who, CAP_REFERRAL_READ)) {
        TRY(fill_referrals(rq, &page));
    }
    if (may(rq->who, CAP_CONTACT_READ)) {
        TRY(fill_contacts(rq, &page));
    }
    TRY(fill_figures(rq, &page));
    view_work(&rq->out, &page);
    return reply_page(rq);
}

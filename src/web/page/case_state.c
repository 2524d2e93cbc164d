#include "page/case_state.h"

#include "case_details_view.h"
#include "case_identification_view.h"
#include "case_safety_view.h"
#include "handlers.gen.h"

enum {
    CLAIMS_MAX = 60,
    ALARMS_MAX = 20,
    CLOCKS = 3,
    MINUTE_MS = 60 * 1000,
    DETAIL_CLASSES = 4,
    SHIFT_MIN = 8 * 60, /* how long somebody may be writing what was opened */
};

/* --- identification --------------------------------------------------------------------------- */

static bool is_formal(struct str status) {
    return str_eq(status, STR("VT")) || str_eq(status, STR("NOT_VT"));
}

static void fill_statuses(struct request *rq, struct case_identification_page *page) {
    size_t n = 0;
    const struct state_step *steps = state_steps(MACHINE_IDENTIFICATION, &n);
    page->statuses = ARENA_ARRAY(rq->ctx->arena, struct option, n);
    for (size_t i = 0; i < n; i++) {
        if (str_eq(steps[i].from, rq->casefile->row.identification) && case_may(rq, steps[i].cap) &&
            case_may(rq, CAP_CASE_WRITE)) {
            page->statuses[page->n_statuses++] = (struct option){ .value = steps[i].to,
                .label = page_label(rq, STR("identification"), steps[i].to) };
            page->needs_second = page->needs_second || is_formal(steps[i].to);
        }
    }
    page->may_claim = page->n_statuses > 0;
}

static enum err fill_claims(struct request *rq, struct case_identification_page *page) {
    static const enum words heads[] = { W_CASE_CLAIM_WHEN, W_FIELD_IDENTIFICATION, W_CASE_CLAIM_WHO,
        W_FIELD_BASIS };
    struct status_claims_row *rows = NULL;
    size_t n = 0;
    TRY(status_claims(rq->db, rq->ctx->arena,
        &(struct status_claims_in){ .casefile_id = rq->casefile->row.id, .limit = CLAIMS_MAX },
        &rows, &n));
    page->n_columns = COUNT_OF(heads);
    page->columns = case_columns(rq, heads, COUNT_OF(heads));
    page->columns[2].is_wide = true;
    page->rows = ARENA_ARRAY(rq->ctx->arena, struct table_row, n);
    page->n_rows = n;
    for (size_t i = 0; i < n; i++) {
        struct cell *cells = case_cells(rq, &page->rows[i], COUNT_OF(heads));
        struct str agency = page_agency(rq, rows[i].agency_code);
        cells[0].text = SAY_AT(page_at(rows[i].at));
        cells[0].is_whole = true;
        cells[1].text = SAY_TEXT(page_label(rq, STR("identification"), rows[i].status));
        cells[2].text = rows[i].second_id == 0 ? SAY_TEXT(agency)
                                               : case_say(rq, W_CASE_CLAIM_TOGETHER, STR("agency"),
                                                     words_value(agency));
        cells[3].text = SAY_TEXT(page_label(rq, STR("status_basis"), rows[i].basis));
    }
    return OK;
}

enum err case_identification_get(struct request *rq) {
    const struct casefile_see_row *row = &rq->casefile->row;
    struct case_identification_page page = { .form = rq->form,
        .status = page_label(rq, STR("identification"), row->identification),
        .action = url_str_case_identification_post(rq->ctx->arena, row->id),
        .ver = row->ver,
        .bases = page_options(rq, STR("status_basis")) };
    case_head_fill(rq, TAB_IDENTIFICATION, INPUT_STATUS_CLAIM, &page.head);
    case_region_fill(rq, MACHINE_JUSTICE, &page.justice);
    fill_statuses(rq, &page);
    TRY(fill_claims(rq, &page));
    view_case_identification(&rq->out, &page);
    return reply_page(rq);
}

enum err case_identification_post(struct request *rq) {
    const struct in_status_claim *in = rq->input;
    bool may_decide = is_formal(in->status) && may(rq->who, CAP_IDENTIFICATION_DECIDE_FORMAL);
    if (may_decide && str_is_empty(in->second)) {
        form_fault(rq->form, STR("second"), W_INVALID_REQUIRED);
        return ERR_INPUT;
    }
    enum err e = status_claim_record(rq->ctx, rq->tx, rq->who, rq->app->pack, rq->casefile, in);
    if (e == ERR_FORBIDDEN && may_decide) { /* it is the second person who does not fit */
        form_fault(rq->form, STR("second"), W_CASE_SECOND_WRONG);
        return ERR_INPUT;
    }
    TRY(e);
    return reply_done(rq, url_str_case_identification_get(rq->ctx->arena, rq->casefile->row.id), 0);
}

/* --- safety ----------------------------------------------------------------------------------- */

static struct alarm_clock clock_of(struct request *rq, const struct alarms_of_case_row *row,
    enum words name, struct str timer, int64_t done_at) {
    int64_t target_min = pack_timer_min(rq->app->pack, timer, row->place);
    int64_t until_ms = done_at > 0 ? done_at : rq->ctx->now_ms;
    bool is_over = done_at == 0 && row->closed_at > 0;
    bool is_late = target_min > 0 && !is_over && until_ms - row->raised_at > target_min * MINUTE_MS;
    return (struct alarm_clock){ .name = SAY_WORDS(name),
        .state = is_over       ? CLOCK_WAITING
                 : is_late     ? CLOCK_LATE
                 : done_at > 0 ? CLOCK_DONE
                               : CLOCK_RUNNING,
        .since = page_at(row->raised_at),
        .done = page_at(done_at),
        .target_min = target_min < 0 ? 0 : target_min };
}

static void fill_alarm(
    struct request *rq, const struct alarms_of_case_row *row, struct case_alarm *out) {
    struct str place = page_place(rq, row->place);
    struct str team = page_agency(rq, row->team_code);
    struct str outcome = page_label(rq, STR("alarm_outcome"), row->outcome);
    out->raised = page_at(row->raised_at);
    out->href = url_str_alarm_get(rq->ctx->arena, row->id);
    out->has_href = may(rq->who, CAP_ALARM_BOARD);
    out->state = page_label(rq, STR("alarm_state"), row->state);
    out->colour = page_state_colour(row->state);
    out->facts = arena_print(rq->ctx->arena, "%.*s%s%.*s%s%.*s", STR_FMT(place),
        str_is_empty(team) ? "" : " · ", STR_FMT(team), str_is_empty(outcome) ? "" : " · ",
        STR_FMT(outcome));
    out->clocks = ARENA_ARRAY(rq->ctx->arena, struct alarm_clock, CLOCKS);
    out->n_clocks = CLOCKS;
    out->clocks[0] = clock_of(rq, row, W_CASE_CLOCK_ACCEPTED, STR("T02A"), row->accepted_at);
    out->clocks[1] = clock_of(rq, row, W_CASE_CLOCK_ARRIVED, STR("T02O"), row->arrived_at);
    out->clocks[2] = clock_of(rq, row, W_CASE_CLOCK_SAFE, STR("T02S"), row->safe_at);
}

static enum err fill_alarms(struct request *rq, struct case_safety_page *page) {
    struct alarms_of_case_row *rows = NULL;
    size_t n = 0;
    TRY(alarms_of_case(rq->db, rq->ctx->arena,
        &(struct alarms_of_case_in){ .casefile_id = rq->casefile->row.id, .limit = ALARMS_MAX },
        &rows, &n));
    page->alarms = ARENA_ARRAY(rq->ctx->arena, struct case_alarm, n);
    page->n_alarms = n;
    for (size_t i = 0; i < n; i++) {
        fill_alarm(rq, &rows[i], &page->alarms[i]);
    }
    return OK;
}

enum err case_safety_get(struct request *rq) {
    struct casefile_opened opened;
    struct case_safety_page page = { .now = page_at(rq->ctx->now_ms),
        .alarm_url = url_str_alarm_new_get(rq->ctx->arena, rq->casefile->row.id) };
    bool has_alarm = false;
    case_head_fill(rq, TAB_SAFETY, INPUT_NONE, &page.head);
    TRY(case_has_alarm(rq, &has_alarm));
    page.may_raise = rq->casefile->is_holder && !has_alarm && case_may(rq, CAP_ALARM_RAISE);
    case_region_fill(rq, MACHINE_SAFETY, &page.safety);
    case_region_fill(rq, MACHINE_CHILD, &page.child);
    TRY(fill_alarms(rq, &page));
    TRY(case_part_fill(rq, CLASS_SAFETY, W_CASE_PART_SAFETY, &page.part, &opened));
    page.contact = case_lines(rq, opened.safe_contact, &page.n_contact);
    page.location = case_lines(rq, opened.location, &page.n_location);
    view_case_safety(&rq->out, &page);
    return reply_page(rq);
}

/* --- a step of any region --------------------------------------------------------------------- */

static struct str region_url(struct request *rq, struct str region) {
    struct arena *arena = rq->ctx->arena;
    int64_t casefile_id = rq->casefile->row.id;
    if (str_eq(region, STR("safety")) || str_eq(region, STR("child"))) {
        return url_str_case_safety_get(arena, casefile_id);
    }
    if (str_eq(region, STR("assistance"))) {
        return url_str_case_plan_get(arena, casefile_id);
    }
    return str_eq(region, STR("justice")) ? url_str_case_identification_get(arena, casefile_id)
                                          : url_str_case_get(arena, casefile_id);
}

/* A team is on its way, or sharing ended, because that was done and noted, never by this button. */
static bool follows_from_another_act(const struct in_case_state *in) {
    for (int machine = 0; machine < MACHINE_COUNT; machine++) {
        size_t n = 0;
        const struct state_step *steps = state_steps((enum machine)machine, &n);
        if (!str_eq(machine_name((enum machine)machine), in->region)) {
            continue;
        }
        for (size_t i = 0; i < n; i++) {
            if (str_eq(steps[i].to, in->state) && steps[i].verb == VERB_CASE_STATE) {
                return false;
            }
        }
        return true;
    }
    return false; /* no such region: the work layer says so */
}

enum err case_state_post(struct request *rq) {
    const struct in_case_state *in = rq->input;
    if (follows_from_another_act(in)) {
        return fail(rq->ctx, ERR_CONFLICT, "this state is not set by hand");
    }
    TRY(casefile_state_move(rq->ctx, rq->tx, rq->who, rq->casefile, in));
    return reply_done(rq, region_url(rq, in->region), 0);
}

/* --- details ---------------------------------------------------------------------------------- */

static const struct detail_class {
    enum data_class class;
    enum words name;
} detail_classes[DETAIL_CLASSES] = {
    { CLASS_IDENTITY, W_CASE_PART_IDENTITY },
    { CLASS_SAFETY, W_CASE_PART_SAFETY },
    { CLASS_HEALTH, W_CASE_PART_HEALTH },
    { CLASS_NARRATIVE, W_CASE_PART_STORY },
};

/* Nothing is stored in this class: there is nothing to open and nothing to lose. */
static bool is_class_empty(const struct casefile_see_row *row, enum data_class class) {
    switch (class) {
    case CLASS_IDENTITY:
        return row->identity_box.box.n == 0;
    case CLASS_SAFETY:
        return row->contact_box.box.n == 0 && row->location_box.box.n == 0;
    case CLASS_HEALTH:
        return row->health_box.box.n == 0;
    case CLASS_NARRATIVE:
        return row->story_box.box.n == 0;
    case CLASS_EVIDENCE:
        break;
    }
    return true;
}

static void store_opened(struct form *form, enum data_class class,
    const struct casefile_opened *opened, struct case_details_page *page) {
    switch (class) {
    case CLASS_IDENTITY:
        page->has_identity = true;
        form_stored(form, STR("call_name"), opened->call_name);
        form_stored(form, STR("full_name"), opened->full_name);
        form_stored(form, STR("born"), opened->born);
        form_stored(form, STR("document"), opened->document);
        form_stored(form, STR("phone"), opened->phone);
        return;
    case CLASS_SAFETY:
        page->has_safety = true;
        form_stored(form, STR("safe_contact"), opened->safe_contact);
        form_stored(form, STR("location"), opened->location);
        return;
    case CLASS_HEALTH:
        page->has_health = true;
        form_stored(form, STR("health"), opened->health);
        return;
    case CLASS_NARRATIVE:
        page->has_story = true;
        form_stored(form, STR("story"), opened->story);
        return;
    case CLASS_EVIDENCE:
        return;
    }
}

/* Who sent the form and lets it lie until the parts closed again gets back what was typed, but
 * not what is stored; the old version stays in the form, so that nothing is overwritten unseen. */
static void show_typed_only(struct request *rq, struct case_details_page *page) {
    page->is_form = true;
    page->keeps_ver = true;
    page->has_identity = may(rq->who, CAP_CASE_IDENTITY);
    page->has_safety = may(rq->who, CAP_CASE_SAFETY);
    page->has_health = may(rq->who, CAP_CASE_HEALTH);
    page->has_story = may(rq->who, CAP_CASE_NARRATIVE);
}

enum err case_details_get(struct request *rq) {
    const struct casefile_see_row *row = &rq->casefile->row;
    struct casefile_opened opened[DETAIL_CLASSES];
    struct sealed_part parts[DETAIL_CLASSES];
    struct case_details_page page = { .form = rq->form,
        .action = url_str_case_details_post(rq->ctx->arena, row->id),
        .case_url = url_str_case_get(rq->ctx->arena, row->id),
        .ver = row->ver };
    if (!rq->casefile->is_holder || !case_may(rq, CAP_CASE_WRITE)) {
        return fail(rq->ctx, ERR_FORBIDDEN, "only the agency that leads writes these parts");
    }
    case_head_fill(rq, TAB_COUNT, INPUT_CASE_DETAILS, &page.head);
    page.head.back = page.case_url;
    page.parts = ARENA_ARRAY(rq->ctx->arena, struct sealed_part, DETAIL_CLASSES);
    for (size_t i = 0; i < DETAIL_CLASSES; i++) {
        enum data_class class = detail_classes[i].class;
        TRY(case_part_fill(rq, class, detail_classes[i].name, &parts[i], &opened[i]));
        if (!parts[i].is_open && !is_class_empty(row, class)) {
            page.parts[page.n_parts++] = parts[i];
            page.is_barred = page.is_barred || !parts[i].may_open;
        }
    }
    page.is_form = page.n_parts == 0;
    for (size_t i = 0; page.is_form && i < DETAIL_CLASSES; i++) {
        if (parts[i].may_open) {
            store_opened(rq->form, detail_classes[i].class, &opened[i], &page);
        }
    }
    if (!page.is_form && rq->form->is_sent) {
        show_typed_only(rq, &page);
    }
    view_case_details(&rq->out, &page);
    return reply_page(rq);
}

static bool has_text(const struct in_case_details *in, enum data_class class) {
    switch (class) {
    case CLASS_IDENTITY:
        return in->call_name.n + in->full_name.n + in->born.n + in->document.n + in->phone.n > 0;
    case CLASS_SAFETY:
        return in->safe_contact.n + in->location.n > 0;
    case CLASS_HEALTH:
        return in->health.n > 0;
    case CLASS_NARRATIVE:
        return in->story.n > 0;
    case CLASS_EVIDENCE:
        break;
    }
    return false;
}

/* A page that was opened some time ago may still be sent: its version shows whether it is current.
 * Scripts have no page to open; for them the right to open the class counts. */
static enum err may_write_class(
    struct request *rq, enum data_class class, const struct in_case_details *in) {
    bool is_empty = is_class_empty(&rq->casefile->row, class);
    bool was_open = false;
    if (!may(rq->who, class_cap(class))) {
        return is_empty && !has_text(in, class)
                   ? OK
                   : fail(rq->ctx, ERR_FORBIDDEN, "class %c is not open to this role", (int)class);
    }
    if (is_empty || rq->is_api) {
        return OK;
    }
    TRY(casefile_class_is_open(
        rq->ctx, rq->db, rq->who, rq->casefile, class, (int64_t)SHIFT_MIN * MINUTE_MS, &was_open));
    return was_open ? OK : fail(rq->ctx, ERR_STALE, "class %c was not opened", (int)class);
}

enum err case_details_post(struct request *rq) {
    const struct in_case_details *in = rq->input;
    for (size_t i = 0; i < DETAIL_CLASSES; i++) {
        TRY(may_write_class(rq, detail_classes[i].class, in));
    }
    TRY(casefile_details_write(rq->ctx, rq->tx, rq->who, rq->casefile, in));
    return reply_done(rq, url_str_case_get(rq->ctx->arena, rq->casefile->row.id), 0);
}

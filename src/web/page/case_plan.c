#include "page/case_plan.h"

#include "case_plan_view.h"
#include "case_services_view.h"
#include "handlers.gen.h"
#include "support/support.h"

enum { SERVICES_MAX = 100 };

/* --- plan ------------------------------------------------------------------------------------- */

/* Each agency seals its goals under keys of its own, so an agency that takes part may open its
 * own. */
static enum err fill_part(struct request *rq, struct sealed_part *out) {
    bool is_open = false;
    TRY(casefile_class_is_open(
        rq->ctx, rq->db, rq->who, rq->casefile, CLASS_NARRATIVE, page_open_ms(rq), &is_open));
    *out = (struct sealed_part){ .name = W_CASE_GOAL_TEXTS,
        .class = STR("N"),
        .form = rq->form,
        .action = url_str_case_open_post(rq->ctx->arena, rq->casefile->row.id),
        .may_open = may(rq->who, CAP_CASE_NARRATIVE),
        .is_open = is_open };
    return OK;
}

static bool is_ended(struct str state) {
    return !str_eq(state, STR("open")) && !str_eq(state, STR("in_progress"));
}

static void fill_goal_moves(struct request *rq, struct str now, struct case_goal *goal) {
    struct options all = page_options(rq, STR("goal_state"));
    goal->moves = ARENA_ARRAY(rq->ctx->arena, struct option, all.n);
    for (size_t i = 0; i < all.n; i++) {
        if (!str_eq(all.items[i].value, now)) {
            goal->moves[goal->n_moves++] = all.items[i];
        }
    }
}

static void fill_goal(struct request *rq, const struct goal_line *line, struct case_goal *out) {
    const struct goals_of_case_row *row = &line->row;
    bool is_over = is_ended(row->state);
    out->domain = page_label(rq, STR("goal_domain"), row->domain);
    out->state = page_label(rq, STR("goal_state"), row->state);
    out->colour = str_eq(row->state, STR("reached")) ? TAG_GREEN : is_over ? TAG_GREY : TAG_PLAIN;
    out->has_due = row->due_on > 0;
    out->due_on = (struct day){ (int32_t)row->due_on };
    out->is_late =
        out->has_due && !is_over && row->due_on < day_of(rq->app->zone, rq->ctx->now_ms).n;
    out->agency = page_agency(rq, row->agency_code);
    out->has_text = line->text.p != NULL;
    out->lines = case_lines(rq, line->text, &out->n_lines);
    out->may_move = row->agency_id == rq->who->agency_id && case_may(rq, CAP_PLAN_WRITE);
    out->action = url_str_goal_state_post(rq->ctx->arena, rq->casefile->row.id, row->id);
    out->ver = row->ver;
    fill_goal_moves(rq, row->state, out);
}

/* When a key is missing, the goals are shown without their texts. */
static enum err read_goals(
    struct request *rq, struct sealed_part *part, struct goal_line **out_lines, size_t *out_n) {
    enum err e =
        goal_lines(rq->ctx, rq->db, rq->who, rq->casefile, part->is_open, out_lines, out_n);
    if (e == ERR_SEALED && part->is_open) {
        part->is_open = false;
        part->may_open = false;
        e = goal_lines(rq->ctx, rq->db, rq->who, rq->casefile, false, out_lines, out_n);
    }
    return e;
}

enum err case_plan_get(struct request *rq) {
    struct goal_line *lines = NULL;
    size_t n = 0;
    struct case_plan_page page = { .form = rq->form,
        .may_add = case_may(rq, CAP_PLAN_WRITE),
        .action = url_str_goal_post(rq->ctx->arena, rq->casefile->row.id),
        .domains = page_options(rq, STR("goal_domain")) };
    case_head_fill(rq, TAB_PLAN, INPUT_GOAL, &page.head);
    case_region_fill(rq, MACHINE_ASSISTANCE, &page.assistance);
    TRY(fill_part(rq, &page.part));
    TRY(read_goals(rq, &page.part, &lines, &n));
    page.goals = ARENA_ARRAY(rq->ctx->arena, struct case_goal, n);
    page.n_goals = n;
    for (size_t i = 0; i < n; i++) {
        fill_goal(rq, &lines[i], &page.goals[i]);
        page.has_closed_texts =
            page.has_closed_texts ||
            (!page.part.is_open && lines[i].row.agency_id == rq->who->agency_id);
    }
    view_case_plan(&rq->out, &page);
    return reply_page(rq);
}

enum err goal_post(struct request *rq) {
    int64_t goal_id = 0;
    TRY(goal_set_up(rq->ctx, rq->tx, rq->who, rq->casefile, rq->input, &goal_id));
    return reply_done(rq, url_str_case_plan_get(rq->ctx->arena, rq->casefile->row.id), goal_id);
}

enum err goal_state_post(struct request *rq) {
    TRY(goal_move(rq->ctx, rq->tx, rq->who, rq->casefile, rq->args[1], rq->input));
    return reply_done(rq, url_str_case_plan_get(rq->ctx->arena, rq->casefile->row.id), 0);
}

/* --- services --------------------------------------------------------------------------------- */

static enum err fill_services(struct request *rq, struct case_services_page *page) {
    static const enum words heads[] = { W_FIELD_SERVICE, W_FIELD_GIVEN_ON, W_FIELD_PLACE,
        W_CASE_SERVICE_BY };
    struct services_of_case_row *rows = NULL;
    size_t n = 0;
    TRY(services_of_case(rq->db, rq->ctx->arena,
        &(struct services_of_case_in){
            .casefile_id = rq->casefile->row.id, .limit = SERVICES_MAX + 1 },
        &rows, &n));
    page->has_more = n > SERVICES_MAX;
    page->n_rows = page->has_more ? SERVICES_MAX : n;
    page->n_columns = COUNT_OF(heads);
    page->columns = case_columns(rq, heads, COUNT_OF(heads));
    page->columns[COUNT_OF(heads) - 1].is_wide = true;
    page->rows = ARENA_ARRAY(rq->ctx->arena, struct table_row, n);
    for (size_t i = 0; i < page->n_rows; i++) {
        struct cell *cells = case_cells(rq, &page->rows[i], COUNT_OF(heads));
        cells[0].text = SAY_TEXT(page_label(rq, STR("service"), rows[i].kind));
        cells[1].text = SAY_DAY(((struct day){ (int32_t)rows[i].given_on }));
        cells[2].text = SAY_TEXT(page_place(rq, rows[i].place));
        cells[3].text = SAY_TEXT(case_actor(rq, rows[i].staff_name, rows[i].agency_code));
    }
    return OK;
}

enum err case_services_get(struct request *rq) {
    struct day today = day_of(rq->app->zone, rq->ctx->now_ms);
    struct case_services_page page = { .form = rq->form,
        .may_add = case_may(rq, CAP_SERVICE_RECORD),
        .action = url_str_service_post(rq->ctx->arena, rq->casefile->row.id),
        .services = page_options(rq, STR("service")),
        .places = page_places(rq) };
    case_head_fill(rq, TAB_SERVICES, INPUT_SERVICE, &page.head);
    form_stored(rq->form, STR("given_on"), day_print(rq->ctx->arena, today));
    TRY(fill_services(rq, &page));
    view_case_services(&rq->out, &page);
    return reply_page(rq);
}

enum err service_post(struct request *rq) {
    const struct in_service *in = rq->input;
    int64_t service_id = 0;
    if (in->given_on.n > day_of(rq->app->zone, rq->ctx->now_ms).n) {
        form_fault(rq->form, STR("given_on"), W_CASE_SERVICE_FUTURE);
        return ERR_INPUT;
    }
    TRY(service_record(rq->ctx, rq->tx, rq->who, rq->app->pack, rq->casefile, in, &service_id));
    return reply_done(
        rq, url_str_case_services_get(rq->ctx->arena, rq->casefile->row.id), service_id);
}

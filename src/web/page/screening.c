#include "page/screening.h"

#include "handlers.gen.h"
#include "screen/screen.h"
#include "screening/screening.h"
#include "screening_result_view.h"
#include "screening_view.h"

#include <string.h>

enum { SETS_MAX = 8, GROUPS_MAX = 16, WORDS_MAX = 128, KEY_MAX_B = 40 };

/* --- names ------------------------------------------------------------------------------------ */

/* "D4" is dimension.d4 of the words; the code itself when the words have none. */
static struct str dimension_name(struct request *rq, struct str code) {
    char key[KEY_MAX_B] = "dimension.";
    size_t n = strlen(key);
    for (size_t i = 0; i < code.n && n < sizeof(key); i++) {
        char c = code.p[i];
        key[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    enum words words = W_NONE;
    return words_of_key((struct str){ key, n }, &words) ? words_text(rq->lang, words) : code;
}

static struct str set_title(struct request *rq, struct str set, bool is_child) {
    const struct rule_set *rule = pack_rule_set(rq->app->pack, set, is_child);
    return rule == NULL ? set : rule->title[rq->lang];
}

static struct str someone(struct request *rq) {
    const struct contact_see_row *row = &rq->contact->row;
    return page_someone(rq, row->gender, row->age_band, row->place);
}

static struct str back_to_contact(struct request *rq) {
    return may(rq->who, CAP_CONTACT_READ) ? url_str_contact_get(rq->ctx->arena, rq->contact->row.id)
                                          : url_str_work_get(rq->ctx->arena);
}

/* --- signs ------------------------------------------------------------------------------------ */

static struct sign_group group_of(
    struct request *rq, const struct sign *signs, size_t n, bool is_first) {
    struct option *options = ARENA_ARRAY(rq->ctx->arena, struct option, n);
    for (size_t i = 0; i < n; i++) {
        options[i] = (struct option){ .value = signs[i].code, .label = signs[i].label[rq->lang] };
    }
    struct str dimension = signs[0].dimension;
    struct control control = {
        .name = STR("signs"), .label = SAY_TEXT(dimension_name(rq, dimension)), .label_size = SIZE_M
    };
    /* The error summary leads to "signs": the first group of the page has that id. */
    control.id = is_first ? STR("signs")
                          : arena_print(rq->ctx->arena, "signs-%.*s-%.*s", STR_FMT(signs[0].set),
                                STR_FMT(dimension));
    return (struct sign_group){ control, options, n };
}

static struct sign_form form_of(struct request *rq, struct str set, bool is_first) {
    size_t n = 0;
    const struct sign *signs = pack_signs(rq->app->pack, set, &n);
    struct sign_group *groups = ARENA_ARRAY(rq->ctx->arena, struct sign_group, GROUPS_MAX);
    struct option *child = ARENA_NEW(rq->ctx->arena, struct option);
    struct sign_form form = { .set = set, .title = set_title(rq, set, false), .groups = groups };
    size_t from = 0;
    for (size_t i = 1; i <= n && form.n_groups < GROUPS_MAX; i++) {
        if (i == n || !str_eq(signs[i].dimension, signs[from].dimension)) {
            groups[form.n_groups] =
                group_of(rq, &signs[from], i - from, is_first && form.n_groups == 0);
            form.n_groups++;
            from = i;
        }
    }
    *child = (struct option){ .value = STR("1"),
        .label = words_text(rq->lang, W_FIELD_IS_CHILD),
        .hint = words_text(rq->lang, W_SCREENING_CHILD_HINT) };
    form.child_options = child;
    form.child = (struct control){ .name = STR("is_child"),
        .id = is_first ? STR("is_child")
                       : arena_print(rq->ctx->arena, "is_child-%.*s", STR_FMT(set)) };
    form.is_open = rq->form->is_sent && str_eq(form_value(rq->form, STR("rule_set")), set);
    return form;
}

static bool is_listed(const struct sign_form *forms, size_t n, struct str set) {
    for (size_t i = 0; i < n; i++) {
        if (str_eq(forms[i].set, set)) {
            return true;
        }
    }
    return false;
}

static void fill_sets(struct request *rq, struct screening_page *page) {
    struct str own = pack_settings(rq->app->pack)->default_rule_set;
    struct sign_form *others = ARENA_ARRAY(rq->ctx->arena, struct sign_form, SETS_MAX);
    size_t n = 0;
    const struct rule_set *sets = pack_rule_sets(rq->app->pack, &n);
    page->own = form_of(rq, own, true);
    for (size_t i = 0; i < n && page->n_others < SETS_MAX; i++) {
        if (!str_eq(sets[i].set, own) && !is_listed(others, page->n_others, sets[i].set)) {
            others[page->n_others++] = form_of(rq, sets[i].set, false);
        }
    }
    page->others = others;
}

static const struct str *sent_items(struct request *rq, struct str name, size_t *out_n) {
    const struct form_field *field = form_find(rq->form, name);
    *out_n = field == NULL ? 0 : field->n_items;
    return field == NULL ? NULL : field->items;
}

enum err screening_get(struct request *rq) {
    struct arena *arena = rq->ctx->arena;
    struct screening_page page = { .frame = page_frame(rq),
        .form = rq->form,
        .errors = input_errors(rq->form, INPUT_SCREENING),
        .has_errors = !form_is_good(rq->form),
        .action = url_str_screening_post(arena, rq->contact->row.id),
        .back = back_to_contact(rq),
        .someone = someone(rq),
        .is_child_sure = age_is_child(rq->contact->row.age_band) };
    page.ticked = sent_items(rq, STR("signs"), &page.n_ticked);
    page.child_ticked = sent_items(rq, STR("is_child"), &page.n_child_ticked);
    fill_sets(rq, &page);
    view_screening(&rq->out, &page);
    return reply_page(rq);
}

enum err screening_post(struct request *rq) {
    const struct in_screening *in = rq->input;
    int64_t screening_id = 0;
    TRY(screening_record(rq->ctx, rq->tx, rq->who, rq->app->pack, rq->contact, in, &screening_id));
    return reply_done(rq,
        url_str_screening_result_get(rq->ctx->arena, rq->contact->row.id, screening_id),
        screening_id);
}

/* --- rule and decision ------------------------------------------------------------------------ */

static const struct str decision_codes[] = { { "PV", 2 }, { "AT_RISK", 7 }, { "CONCERN", 7 } };

static struct options decision_options(struct request *rq) {
    struct options options = { ARENA_ARRAY(rq->ctx->arena, struct option, COUNT_OF(decision_codes)),
        0 };
    for (size_t i = 0; i < COUNT_OF(decision_codes); i++) {
        options.items[options.n++] = (struct option){ .value = decision_codes[i],
            .label = page_label(rq, STR("identification"), decision_codes[i]) };
    }
    return options;
}

static bool is_decision(struct str code) {
    for (size_t i = 0; i < COUNT_OF(decision_codes); i++) {
        if (str_eq(decision_codes[i], code)) {
            return true;
        }
    }
    return false;
}

static const struct str *sign_names(
    struct request *rq, const struct screening_see_row *row, size_t *out_n) {
    struct str *names = ARENA_ARRAY(rq->ctx->arena, struct str, WORDS_MAX);
    struct str rest = row->signs;
    struct str code;
    size_t n = 0;
    while (n < WORDS_MAX && str_word(&rest, &code)) {
        const struct sign *sign = pack_sign(rq->app->pack, row->rule_set, code);
        names[n++] = sign == NULL ? code : sign->label[rq->lang];
    }
    *out_n = n;
    return names;
}

static const struct str *positive_names(
    struct request *rq, const struct screening_see_row *row, size_t *out_n) {
    struct str *names = ARENA_ARRAY(rq->ctx->arena, struct str, GROUPS_MAX);
    struct str rest = row->positive;
    struct str code;
    size_t n = 0;
    while (n < GROUPS_MAX && str_word(&rest, &code)) {
        names[n++] = dimension_name(rq, code);
    }
    *out_n = n;
    return names;
}

/* The human side of the page. */
static void fill_decision(
    struct request *rq, const struct screening_see_row *row, struct screening_result_page *page) {
    struct arena *arena = rq->ctx->arena;
    int64_t contact_id = rq->contact->row.id;
    page->is_decided = !str_is_empty(row->decision);
    page->decision = page_label(rq, STR("identification"), row->decision);
    page->differs = screening_differs(row);
    page->is_reviewed = row->reviewed_at != 0;
    page->reviewed_at = page_at(row->reviewed_at);
    page->may_review = page->differs && !page->is_reviewed && may(rq->who, CAP_SCREENING_REVIEW) &&
                       row->staff_id != rq->who->staff_id;
    page->decide_action = url_str_screening_decide_post(arena, contact_id, row->id);
    page->review_action = url_str_screening_review_post(arena, contact_id, row->id);
    page->decisions = decision_options(rq);
    if (page->is_decided && rq->contact->row.casefile_id == 0 && may(rq->who, CAP_CASE_OPEN)) {
        page->case_new = url_str_case_new_get(arena, contact_id);
        page->case_variant = page->may_review ? BUTTON_SECONDARY : BUTTON_PRIMARY;
    }
}

enum err screening_result_get(struct request *rq) {
    struct screening_see_row row = { 0 };
    TRY(screening_load(rq->ctx, rq->db, rq->contact, rq->args[1], &row));
    bool is_child = str_eq(row.track, STR("child"));
    struct screening_result_page page = { .frame = page_frame(rq),
        .form = rq->form,
        .errors = input_errors(rq->form, INPUT_DECISION),
        .has_errors = !form_is_good(rq->form),
        .back = back_to_contact(rq),
        .someone = someone(rq),
        .at = page_at(row.at),
        .staff_name = row.staff_name,
        .set_title = set_title(rq, row.rule_set, is_child),
        .is_child = is_child,
        .result = page_label(rq, STR("identification"), row.result),
        .ver = row.ver,
        .again = url_str_screening_get(rq->ctx->arena, rq->contact->row.id) };
    page.signs = sign_names(rq, &row, &page.n_signs);
    page.positive = positive_names(rq, &row, &page.n_positive);
    fill_decision(rq, &row, &page);
    view_screening_result(&rq->out, &page);
    return reply_page(rq);
}

/* What the work function refuses without naming the field is said beside the field here. */
static enum err check_decision(
    struct request *rq, const struct in_decision *in, const struct screening_see_row *row) {
    if (!is_decision(in->decision)) {
        form_fault(rq->form, STR("decision"), W_INVALID_CODE);
    } else if (!str_eq(in->decision, row->result) && str_is_empty(in->reason)) {
        form_fault(rq->form, STR("reason"), W_SCREENING_REASON_NEEDED);
    }
    return form_is_good(rq->form) ? OK : fail(rq->ctx, ERR_INPUT, "decision");
}

enum err screening_decide_post(struct request *rq) {
    const struct in_decision *in = rq->input;
    struct screening_see_row row = { 0 };
    int64_t screening_id = rq->args[1];
    TRY(screening_load(rq->ctx, rq->db, rq->contact, screening_id, &row));
    TRY(check_decision(rq, in, &row));
    TRY(screening_make_decision(rq->ctx, rq->tx, rq->who, rq->contact, screening_id, in));
    return reply_done(
        rq, url_str_screening_result_get(rq->ctx->arena, rq->contact->row.id, screening_id), 0);
}

enum err screening_review_post(struct request *rq) {
    int64_t screening_id = rq->args[1];
    TRY(screening_confirm(rq->ctx, rq->tx, rq->who, rq->contact, screening_id));
    return reply_done(
        rq, url_str_screening_result_get(rq->ctx->arena, rq->contact->row.id, screening_id), 0);
}

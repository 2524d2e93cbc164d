#include "component_list.h"

#include "component_block.h"
#include "component_put.h"

/* Text, or text in a tag. */
static void put_said(struct out *o, const struct phrase *text, enum tag_colour tag) {
    if (tag == TAG_NONE) {
        put_phrase(o, text);
    } else {
        component_tag(o, &(struct component_tag){ .text = *text, .colour = tag });
    }
}

/* --- summary list ----------------------------------------------------------------------------- */

static void put_action_text(struct out *o, const struct summary_action *action) {
    struct phrase text = phrase_or(&action->text, W_FORM_CHANGE);
    put_phrase(o, &text);
    if (!phrase_is_none(&action->hidden)) {
        emit_literal(o, "<span class=\"govuk-visually-hidden\"> ");
        put_phrase(o, &action->hidden);
        emit_literal(o, "</span>");
    }
}

static void put_action(struct out *o, const struct summary_action *action) {
    if (action->post.p != NULL) {
        emit_literal(o, "<form method=\"post\" action=\"");
        emit_address(o, action->post);
        emit_literal(o, "\">");
        put_csrf(o, action->csrf);
        put_hidden(o, STR("once"), action->once);
        emit_literal(o, "<button type=\"submit\" class=\"besa-sealed__open\">");
        put_action_text(o, action);
        emit_literal(o, "</button></form>");
        return;
    }
    emit_literal(o, "<a class=\"govuk-link");
    put_classes(o, action->classes);
    emit_literal(o, "\"");
    put_href(o, action->href);
    emit_literal(o, ">");
    put_action_text(o, action);
    emit_literal(o, "</a>");
}

static void put_actions(struct out *o, const struct summary_row *row) {
    if (row->n_actions == 0) {
        return;
    }
    emit_literal(o, "<dd class=\"govuk-summary-list__actions\">");
    if (row->n_actions == 1) {
        put_action(o, &row->actions[0]);
    } else {
        emit_literal(o, "\n<ul class=\"govuk-summary-list__actions-list\">\n");
        for (size_t i = 0; i < row->n_actions; i++) {
            emit_literal(o, "<li class=\"govuk-summary-list__actions-list-item\">");
            put_action(o, &row->actions[i]);
            emit_literal(o, "</li>\n");
        }
        emit_literal(o, "</ul>\n");
    }
    emit_literal(o, "</dd>\n");
}

static void put_summary_row(struct out *o, const struct summary_row *row, bool has_actions) {
    emit_literal(o, "<div class=\"govuk-summary-list__row");
    if (has_actions && row->n_actions == 0) {
        emit_literal(o, " govuk-summary-list__row--no-actions");
    }
    put_classes(o, row->classes);
    emit_literal(o, "\">\n<dt class=\"govuk-summary-list__key\">");
    put_phrase(o, &row->key);
    emit_literal(o, "</dt>\n<dd class=\"govuk-summary-list__value\">");
    put_said(o, &row->value, row->tag);
    emit_literal(o, "</dd>\n");
    put_actions(o, row);
    emit_literal(o, "</div>\n");
}

void component_summary_list(struct out *o, const struct component_summary_list *p) {
    bool has_actions = false;
    for (size_t i = 0; i < p->n_rows; i++) {
        has_actions = has_actions || p->rows[i].n_actions > 0;
    }
    emit_literal(o, "<dl class=\"govuk-summary-list");
    emit_raw(o, p->is_narrow ? STR(" besa-summary-narrow") : STR(""));
    emit_raw(o, p->is_borderless ? STR(" govuk-summary-list--no-border") : STR(""));
    put_classes(o, p->classes);
    emit_literal(o, "\">\n");
    for (size_t i = 0; i < p->n_rows; i++) {
        put_summary_row(o, &p->rows[i], has_actions);
    }
    emit_literal(o, "</dl>\n");
}

/* --- task list -------------------------------------------------------------------------------- */

static void put_task_id(
    struct out *o, const struct component_task_list *p, size_t i, struct str ending) {
    emit_attr(o, p->id.p == NULL ? STR("task-list") : p->id);
    emit_literal(o, "-");
    emit_attr(o, i + 1);
    emit_raw(o, ending);
}

static void put_task_name(struct out *o, const struct component_task_list *p, size_t i) {
    const struct task *task = &p->items[i];
    if (task->href.p == NULL) {
        emit_literal(o, "<div>");
        put_phrase(o, &task->name);
        emit_literal(o, "</div>\n");
        return;
    }
    emit_literal(o, "<a class=\"govuk-link govuk-task-list__link\"");
    put_href(o, task->href);
    emit_literal(o, " aria-describedby=\"");
    if (!phrase_is_none(&task->hint)) {
        put_task_id(o, p, i, STR("-hint "));
    }
    put_task_id(o, p, i, STR("-status\">"));
    put_phrase(o, &task->name);
    emit_literal(o, "</a>\n");
}

static void put_task(struct out *o, const struct component_task_list *p, size_t i) {
    const struct task *task = &p->items[i];
    emit_literal(o, "<li class=\"govuk-task-list__item");
    emit_raw(o, task->href.p != NULL ? STR(" govuk-task-list__item--with-link") : STR(""));
    put_classes(o, task->classes);
    emit_literal(o, "\">\n<div class=\"govuk-task-list__name-and-hint\">\n");
    put_task_name(o, p, i);
    if (!phrase_is_none(&task->hint)) {
        emit_literal(o, "<div id=\"");
        put_task_id(o, p, i, STR("-hint\" class=\"govuk-task-list__hint\">"));
        put_phrase(o, &task->hint);
        emit_literal(o, "</div>\n");
    }
    emit_literal(o, "</div>\n<div class=\"govuk-task-list__status");
    emit_raw(o, task->cannot_start ? STR(" govuk-task-list__status--cannot-start-yet") : STR(""));
    emit_literal(o, "\" id=\"");
    put_task_id(o, p, i, STR("-status\">"));
    put_said(o, &task->status, task->tag);
    emit_literal(o, "</div>\n</li>\n");
}

void component_task_list(struct out *o, const struct component_task_list *p) {
    emit_literal(o, "<ul class=\"govuk-task-list");
    put_classes(o, p->classes);
    emit_literal(o, "\">\n");
    for (size_t i = 0; i < p->n_items; i++) {
        put_task(o, p, i);
    }
    emit_literal(o, "</ul>\n");
}

/* --- table ------------------------------------------------------------------------------------ */

static void put_caption(struct out *o, const struct component_table *p) {
    if (phrase_is_none(&p->caption)) {
        return;
    }
    emit_literal(o, "<caption class=\"govuk-table__caption");
    put_size(o, STR("govuk-table__caption"), p->caption_size);
    emit_raw(o, p->is_caption_hidden ? STR(" govuk-visually-hidden\">") : STR("\">"));
    put_phrase(o, &p->caption);
    emit_literal(o, "</caption>\n");
}

static void put_table_head(struct out *o, const struct component_table *p) {
    bool has_head = false;
    for (size_t i = 0; i < p->n_columns; i++) {
        has_head = has_head || !phrase_is_none(&p->columns[i].head);
    }
    if (!has_head) {
        return;
    }
    emit_literal(o, "<thead class=\"govuk-table__head\">\n<tr class=\"govuk-table__row\">\n");
    for (size_t i = 0; i < p->n_columns; i++) {
        const struct column *column = &p->columns[i];
        emit_literal(o, "<th scope=\"col\" class=\"govuk-table__header");
        emit_raw(o, column->is_numeric ? STR(" govuk-table__header--numeric") : STR(""));
        put_classes(o, column->classes);
        emit_literal(o, "\">");
        put_phrase(o, &column->head);
        emit_literal(o, "</th>\n");
    }
    emit_literal(o, "</tr>\n</thead>\n");
}

static void put_cell_text(struct out *o, const struct cell *cell) {
    if (cell->href.p != NULL) {
        emit_raw(o, cell->is_whole ? STR("<a class=\"govuk-link besa-nowrap\"")
                                   : STR("<a class=\"govuk-link\""));
        put_href(o, cell->href);
        emit_literal(o, ">");
        put_said(o, &cell->text, cell->tag);
        emit_literal(o, "</a>");
    } else if (cell->is_whole) {
        emit_literal(o, "<span class=\"besa-nowrap\">");
        put_said(o, &cell->text, cell->tag);
        emit_literal(o, "</span>");
    } else {
        put_said(o, &cell->text, cell->tag);
    }
}

static void put_cell(
    struct out *o, const struct component_table *p, const struct cell *cell, size_t i) {
    const struct column none = { 0 };
    const struct column *column = i < p->n_columns ? &p->columns[i] : &none;
    if (i == 0 && p->has_row_heads) {
        emit_literal(o, "<th scope=\"row\" class=\"govuk-table__header");
        put_classes(o, cell->classes);
        emit_literal(o, "\">");
        put_cell_text(o, cell);
        emit_literal(o, "</th>\n");
        return;
    }
    emit_literal(o, "<td class=\"govuk-table__cell");
    emit_raw(o, column->is_numeric ? STR(" govuk-table__cell--numeric") : STR(""));
    emit_raw(o, p->is_cards && column->is_wide ? STR(" besa-table-cards__wide") : STR(""));
    put_classes(o, cell->classes);
    emit_literal(o, "\"");
    if (p->is_cards) {
        put_spoken(o, STR("data-label"), &column->head);
    }
    emit_literal(o, ">");
    put_cell_text(o, cell);
    emit_literal(o, "</td>\n");
}

static void put_row(struct out *o, const struct component_table *p, const struct table_row *row) {
    emit_literal(o, "<tr class=\"govuk-table__row\">\n");
    for (size_t i = 0; i < row->n_cells; i++) {
        put_cell(o, p, &row->cells[i], i);
    }
    emit_literal(o, "</tr>\n");
}

void component_table(struct out *o, const struct component_table *p) {
    if (p->is_scrolling) {
        emit_literal(o, "<div class=\"besa-table-scroll\" tabindex=\"0\" role=\"region\"");
        put_spoken(o, STR("aria-label"), &p->caption);
        emit_literal(o, ">\n");
    }
    emit_literal(o, "<table class=\"govuk-table");
    emit_raw(o, p->is_cards ? STR(" besa-table-cards") : STR(""));
    emit_raw(o, p->is_small ? STR(" govuk-table--small-text-until-tablet") : STR(""));
    put_classes(o, p->classes);
    emit_literal(o, "\">\n");
    put_caption(o, p);
    put_table_head(o, p);
    emit_literal(o, "<tbody class=\"govuk-table__body\">\n");
    for (size_t i = 0; i < p->n_rows; i++) {
        put_row(o, p, &p->rows[i]);
    }
    emit_raw(
        o, p->is_scrolling ? STR("</tbody>\n</table>\n</div>\n") : STR("</tbody>\n</table>\n"));
}

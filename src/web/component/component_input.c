#include "component_input.h"

#include "component_put.h"

/* --- label, hint, error, fieldset ------------------------------------------------------------- */

void component_label(struct out *o, const struct component_label *p) {
    if (phrase_is_none(&p->text)) {
        return;
    }
    if (p->is_heading) {
        emit_literal(o, "<h1 class=\"govuk-label-wrapper\">");
    }
    emit_literal(o, "<label class=\"govuk-label");
    put_size(o, STR("govuk-label"), p->size);
    put_classes(o, p->classes);
    emit_literal(o, "\"");
    put_attr(o, STR("for"), p->for_id);
    emit_literal(o, ">");
    put_phrase(o, &p->text);
    if (p->is_optional) {
        emit_literal(o, " ");
        put_words(o, W_FORM_OPTIONAL);
    }
    emit_raw(o, p->is_heading ? STR("</label></h1>\n") : STR("</label>\n"));
}

void component_hint(struct out *o, const struct component_hint *p) {
    emit_literal(o, "<div");
    put_attr(o, STR("id"), p->id);
    emit_literal(o, " class=\"govuk-hint");
    put_classes(o, p->classes);
    emit_literal(o, "\">");
    put_phrase(o, &p->text);
    emit_literal(o, "</div>\n");
}

void component_error_message(struct out *o, const struct component_error_message *p) {
    emit_literal(o, "<p");
    put_attr(o, STR("id"), p->id);
    emit_literal(o, " class=\"govuk-error-message");
    put_classes(o, p->classes);
    emit_literal(o, "\"><span class=\"govuk-visually-hidden\">");
    put_words(o, W_FORM_ERROR);
    emit_literal(o, ":</span> ");
    put_phrase(o, &p->text);
    emit_literal(o, "</p>\n");
}

void component_fieldset(struct out *o, const struct component_fieldset *p) {
    emit_literal(o, "<fieldset class=\"govuk-fieldset");
    put_classes(o, p->classes);
    emit_literal(o, "\"");
    put_attr(o, STR("aria-describedby"), p->described_by);
    emit_literal(o, ">\n");
    if (phrase_is_none(&p->legend)) {
        return;
    }
    emit_literal(o, "<legend class=\"govuk-fieldset__legend");
    put_size(o, STR("govuk-fieldset__legend"), p->legend_size);
    emit_raw(o, p->is_heading ? STR("\"><h1 class=\"govuk-fieldset__heading\">") : STR("\">"));
    put_phrase(o, &p->legend);
    if (p->is_optional) {
        emit_literal(o, " ");
        put_words(o, W_FORM_OPTIONAL);
    }
    emit_raw(o, p->is_heading ? STR("</h1></legend>\n") : STR("</legend>\n"));
}

void component_fieldset_end(struct out *o, const struct component_fieldset_end *p) {
    (void)p; /* templates always hand over a struct */
    emit_literal(o, "</fieldset>\n");
}

static void put_error_item(struct out *o, const struct error_item *item) {
    emit_literal(o, "<li>");
    if (item->href.n > 0) {
        emit_literal(o, "<a");
        put_href(o, item->href);
        emit_literal(o, ">");
    }
    put_phrase(o, &item->text);
    emit_raw(o, item->href.n > 0 ? STR("</a></li>\n") : STR("</li>\n"));
}

void component_error_summary(struct out *o, const struct component_error_summary *p) {
    struct phrase title = phrase_or(&p->title, W_FORM_PROBLEM);
    emit_literal(o, "<div class=\"govuk-error-summary");
    put_classes(o, p->classes);
    emit_literal(o, "\">\n<div role=\"alert\">\n<h2 class=\"govuk-error-summary__title\">");
    put_phrase(o, &title);
    emit_literal(o, "</h2>\n<div class=\"govuk-error-summary__body\">\n");
    if (!phrase_is_none(&p->description)) {
        emit_literal(o, "<p>");
        put_phrase(o, &p->description);
        emit_literal(o, "</p>\n");
    }
    if (p->n_errors > 0) {
        emit_literal(o, "<ul class=\"govuk-list govuk-error-summary__list\">\n");
        for (size_t i = 0; i < p->n_errors; i++) {
            put_error_item(o, &p->errors[i]);
        }
        emit_literal(o, "</ul>\n");
    }
    emit_literal(o, "</div>\n</div>\n</div>\n");
}

/* --- button ----------------------------------------------------------------------------------- */

static void put_button_class(struct out *o, const struct component_button *p) {
    static const char *const variants[] = { "", " govuk-button--secondary",
        " govuk-button--warning", " govuk-button--inverse" };
    emit_literal(o, " class=\"govuk-button");
    emit_raw(o, str_from_c(variants[p->variant]));
    put_classes(o, p->classes);
    emit_literal(o, "\"");
    put_attr(o, STR("id"), p->id);
}

/* No role="button" on a link: Space would not press it without script. */
void component_button(struct out *o, const struct component_button *p) {
    bool is_link = p->href.n > 0;
    if (is_link) {
        emit_literal(o, "<a");
        put_href(o, p->href);
        emit_literal(o, " draggable=\"false\"");
    } else {
        emit_literal(o, "<button type=\"submit\"");
        put_attr(o, STR("name"), p->name);
        put_attr(o, STR("value"), p->value);
    }
    put_button_class(o, p);
    emit_literal(o, ">");
    put_phrase(o, &p->text);
    if (!phrase_is_none(&p->hidden)) {
        emit_literal(o, "<span class=\"govuk-visually-hidden\"> ");
        put_phrase(o, &p->hidden);
        emit_literal(o, "</span>");
    }
    emit_raw(o, is_link ? STR("</a>\n") : STR("</button>\n"));
}

/* --- one-line and many-line text -------------------------------------------------------------- */

static void put_spelling(struct out *o, enum spelling spelling) {
    if (spelling != SPELLING_DEFAULT) {
        emit_raw(o,
            spelling == SPELLING_ON ? STR(" spellcheck=\"true\"") : STR(" spellcheck=\"false\""));
    }
}

static void put_width(struct out *o, int width) {
    if (width > 0) {
        emit_literal(o, " govuk-input--width-");
        emit_attr(o, width);
    }
}

void component_input(struct out *o, const struct component_input *p) {
    struct str id = control_id(&p->control);
    put_group_begin(o, &p->control);
    put_label(o, &p->control);
    put_notes(o, &p->control);
    emit_literal(o, "<input class=\"govuk-input");
    put_width(o, p->width);
    put_classes(o, p->control.classes);
    if (!phrase_is_none(&p->control.error)) {
        emit_literal(o, " govuk-input--error");
    }
    emit_literal(o, "\"");
    put_attr(o, STR("id"), id);
    put_attr(o, STR("name"), p->control.name);
    put_attr(o, STR("type"), p->type.p == NULL ? STR("text") : p->type);
    put_spelling(o, p->spelling);
    put_attr(o, STR("value"), p->value);
    put_described_by(o, &p->control, id, STR_NONE);
    put_attr(o, STR("autocomplete"), p->autocomplete);
    put_attr(o, STR("inputmode"), p->inputmode);
    emit_literal(o, ">\n</div>\n");
}

void component_textarea(struct out *o, const struct component_textarea *p) {
    struct str id = control_id(&p->control);
    put_group_begin(o, &p->control);
    put_label(o, &p->control);
    put_notes(o, &p->control);
    emit_literal(o, "<textarea class=\"govuk-textarea");
    put_classes(o, p->control.classes);
    if (!phrase_is_none(&p->control.error)) {
        emit_literal(o, " govuk-textarea--error");
    }
    emit_literal(o, "\"");
    put_attr(o, STR("id"), id);
    put_attr(o, STR("name"), p->control.name);
    emit_literal(o, " rows=\"");
    emit_attr(o, p->rows == 0 ? 5 : p->rows);
    emit_literal(o, "\"");
    put_spelling(o, p->spelling);
    put_described_by(o, &p->control, id, STR_NONE);
    put_attr(o, STR("autocomplete"), p->autocomplete);
    emit_literal(o, ">");
    /* A parser drops one line break behind the tag: one is given, so that none of the text is. */
    if (str_starts(p->value, STR("\n")) || str_starts(p->value, STR("\r\n"))) {
        emit_literal(o, "\n");
    }
    emit(o, p->value);
    emit_literal(o, "</textarea>\n</div>\n");
}

void component_file(struct out *o, const struct component_file *p) {
    struct str id = control_id(&p->control);
    put_group_begin(o, &p->control);
    put_label(o, &p->control);
    put_notes(o, &p->control);
    emit_literal(o, "<input class=\"besa-file\"");
    put_attr(o, STR("id"), id);
    put_attr(o, STR("name"), p->control.name);
    emit_literal(o, " type=\"file\"");
    put_attr(o, STR("accept"), p->accept);
    put_described_by(o, &p->control, id, STR_NONE);
    emit_literal(o, ">\n</div>\n");
}

/* --- choices ---------------------------------------------------------------------------------- */

static bool is_radio_chosen(const void *of, struct str name, struct str value) {
    const struct component_radios *p = of;
    (void)name; /* one group, one value */
    return p->value.n > 0 && str_eq(p->value, value);
}

void component_radios(struct out *o, const struct component_radios *p) {
    put_choices(o, &(struct choices){
                       .control = &p->control,
                       .block = STR("govuk-radios"),
                       .type = STR("radio"),
                       .is_small = p->is_small,
                       .is_inline = p->is_inline,
                       .options = p->options,
                       .n_options = p->n_options,
                       .is_chosen = is_radio_chosen,
                       .of = p,
                   });
}

static bool is_box_chosen(const void *of, struct str name, struct str value) {
    const struct component_checkboxes *p = of;
    (void)name; /* one group */
    for (size_t i = 0; i < p->n_values; i++) {
        if (str_eq(p->values[i], value)) {
            return true;
        }
    }
    return false;
}

void component_checkboxes(struct out *o, const struct component_checkboxes *p) {
    put_choices(o, &(struct choices){
                       .control = &p->control,
                       .block = STR("govuk-checkboxes"),
                       .type = STR("checkbox"),
                       .is_small = p->is_small,
                       .options = p->options,
                       .n_options = p->n_options,
                       .is_chosen = is_box_chosen,
                       .of = p,
                   });
}

static void put_select_option(struct out *o, const struct option *option, struct str chosen) {
    struct str value = option->value.p == NULL ? option->label : option->value;
    emit_literal(o, "<option");
    put_attr(o, STR("value"), option->value);
    if (chosen.n > 0 && str_eq(value, chosen)) {
        emit_literal(o, " selected");
    }
    emit_literal(o, ">");
    emit(o, option->label);
    emit_literal(o, "</option>\n");
}

void component_select(struct out *o, const struct component_select *p) {
    struct str id = control_id(&p->control);
    put_group_begin(o, &p->control);
    put_label(o, &p->control);
    put_notes(o, &p->control);
    emit_literal(o, "<select class=\"govuk-select");
    put_classes(o, p->control.classes);
    if (!phrase_is_none(&p->control.error)) {
        emit_literal(o, " govuk-select--error");
    }
    emit_literal(o, "\"");
    put_attr(o, STR("id"), id);
    put_attr(o, STR("name"), p->control.name);
    put_described_by(o, &p->control, id, STR_NONE);
    emit_literal(o, ">\n");
    if (!phrase_is_none(&p->prompt)) {
        emit_literal(o, "<option value=\"\">");
        put_phrase(o, &p->prompt);
        emit_literal(o, "</option>\n");
    }
    for (size_t i = 0; i < p->n_options; i++) {
        put_select_option(o, &p->options[i], p->value);
    }
    emit_literal(o, "</select>\n</div>\n");
}

/* --- date ------------------------------------------------------------------------------------- */

static const struct date_part {
    const char *name;
    enum words label;
    int width;
    const char *birthday;
} date_parts[DATE_PARTS] = {
    { "day", W_DATE_DAY, 2, "bday-day" },
    { "month", W_DATE_MONTH, 2, "bday-month" },
    { "year", W_DATE_YEAR, 4, "bday-year" },
};

static void put_date_id(
    struct out *o, struct str attr, const struct component_date_input *p, struct str part) {
    emit_raw(o, attr);
    emit_attr(o, control_id(&p->control));
    emit_literal(o, "-");
    emit_raw(o, part);
    emit_literal(o, "\"");
}

static void put_date_name(
    struct out *o, const struct component_date_input *p, const struct date_part *part) {
    emit_literal(o, " name=\"");
    if (p->control.name.n > 0) {
        emit_attr(o, p->control.name);
        emit_literal(o, "-");
    }
    emit_raw(o, str_from_c(part->name));
    emit_literal(o, "\"");
}

static void put_date_part(
    struct out *o, const struct component_date_input *p, size_t i, bool is_wrong) {
    const struct date_part *part = &date_parts[i];
    struct str name = str_from_c(part->name);
    emit_literal(o, "<div class=\"govuk-date-input__item\">\n<div class=\"govuk-form-group\">\n"
                    "<label class=\"govuk-label govuk-date-input__label\"");
    put_date_id(o, STR(" for=\""), p, name);
    emit_literal(o, ">");
    put_words(o, part->label);
    emit_literal(o, "</label>\n<input class=\"govuk-input govuk-date-input__input");
    put_width(o, part->width);
    emit_raw(o, is_wrong ? STR(" govuk-input--error\"") : STR("\""));
    put_date_id(o, STR(" id=\""), p, name);
    put_date_name(o, p, part);
    emit_literal(o, " type=\"text\" inputmode=\"numeric\"");
    put_attr(o, STR("value"), p->values[i]);
    if (p->is_birthday) {
        put_attr(o, STR("autocomplete"), str_from_c(part->birthday));
    }
    emit_literal(o, ">\n</div>\n</div>\n");
}

/* No role="group" on the fieldset: it is one already. */
void component_date_input(struct out *o, const struct component_date_input *p) {
    bool is_any_marked = p->is_wrong[0] || p->is_wrong[1] || p->is_wrong[2];
    bool are_all_wrong = !phrase_is_none(&p->control.error) && !is_any_marked;
    put_group_begin(o, &p->control);
    bool has_fieldset = put_fieldset_begin(o, &p->control);
    put_notes(o, &p->control);
    emit_literal(o, "<div class=\"govuk-date-input");
    put_classes(o, p->control.classes);
    emit_literal(o, "\"");
    put_attr(o, STR("id"), control_id(&p->control));
    emit_literal(o, ">\n");
    for (size_t i = 0; i < DATE_PARTS; i++) {
        put_date_part(o, p, i, are_all_wrong || p->is_wrong[i]);
    }
    emit_literal(o, "</div>\n");
    put_fieldset_end(o, has_fieldset);
    emit_literal(o, "</div>\n");
}

#include "component_put.h"

/* --- phrases ---------------------------------------------------------------------------------- */

bool phrase_is_none(const struct phrase *phrase) {
    return phrase->html.html.p == NULL && phrase->text.p == NULL && phrase->words == W_NONE &&
           phrase->at.ms == 0 && !phrase->is_day && !phrase->is_number;
}

struct phrase phrase_or(const struct phrase *phrase, enum words words) {
    return phrase_is_none(phrase) ? SAY_WORDS(words) : *phrase;
}

static void put_plain(struct out *o, const struct phrase *phrase) {
    if (phrase->text.p != NULL) {
        emit(o, phrase->text);
    } else if (phrase->is_number) {
        emit(o, phrase->number);
    } else if (phrase->is_day) {
        emit(o, phrase->day);
    } else {
        emit(o, phrase->at);
    }
}

static bool is_of_words(const struct phrase *phrase) {
    return phrase->words != W_NONE && phrase->text.p == NULL && phrase->at.ms == 0 &&
           !phrase->is_day && !phrase->is_number;
}

void put_phrase(struct out *o, const struct phrase *phrase) {
    if (phrase->html.html.p != NULL) {
        emit(o, phrase->html);
    } else if (is_of_words(phrase)) {
        emit_words(o, phrase->words, phrase->args, phrase->n_args);
    } else if (!phrase_is_none(phrase)) {
        put_plain(o, phrase);
    }
}

/* Markup has no place in an attribute: it is left out there. */
void put_spoken(struct out *o, struct str name, const struct phrase *phrase) {
    if (phrase_is_none(phrase) || phrase->html.html.p != NULL) {
        return;
    }
    emit_literal(o, " ");
    emit_raw(o, name);
    emit_literal(o, "=\"");
    if (is_of_words(phrase)) {
        emit_words_attr(o, phrase->words, phrase->args, phrase->n_args);
    } else {
        put_plain(o, phrase);
    }
    emit_literal(o, "\"");
}

void put_words(struct out *o, enum words words) {
    emit_words(o, words, NULL, 0);
}

/* --- attributes ------------------------------------------------------------------------------- */

void put_attr(struct out *o, struct str name, struct str value) {
    if (value.p == NULL) {
        return;
    }
    emit_literal(o, " ");
    emit_raw(o, name);
    emit_literal(o, "=\"");
    emit_attr(o, value);
    emit_literal(o, "\"");
}

void put_href(struct out *o, struct str address) {
    emit_literal(o, " href=\"");
    emit_address(o, address);
    emit_literal(o, "\"");
}

void put_classes(struct out *o, struct str classes) {
    if (classes.n > 0) {
        emit_literal(o, " ");
        emit_attr(o, classes);
    }
}

void put_size(struct out *o, struct str block, enum size size) {
    static const char *const endings[] = { "", "--s", "--m", "--l", "--xl" };
    if (size != SIZE_NONE) {
        emit_literal(o, " ");
        emit_raw(o, block);
        emit_raw(o, str_from_c(endings[size]));
    }
}

void put_hidden(struct out *o, struct str name, struct str value) {
    if (value.p != NULL) {
        emit_literal(o, "<input type=\"hidden\"");
        put_attr(o, STR("name"), name);
        put_attr(o, STR("value"), value);
        emit_literal(o, ">\n");
    }
}

void put_csrf(struct out *o, struct str csrf) {
    put_hidden(o, STR("csrf"), csrf);
}

/* --- the parts around a control --------------------------------------------------------------- */

struct str control_id(const struct control *control) {
    return control->id.p == NULL ? control->name : control->id;
}

static void put_reference(struct out *o, struct str id, struct str ending, bool *is_first) {
    if (id.n == 0) {
        return;
    }
    emit_raw(o, *is_first ? STR(" aria-describedby=\"") : STR(" "));
    emit_attr(o, id);
    emit_raw(o, ending);
    *is_first = false;
}

void put_described_by(
    struct out *o, const struct control *control, struct str id, struct str also) {
    bool is_first = true;
    put_reference(o, control->described_by, STR(""), &is_first);
    if (!phrase_is_none(&control->hint)) {
        put_reference(o, id, STR("-hint"), &is_first);
    }
    if (!phrase_is_none(&control->stored)) {
        put_reference(o, id, STR("-stored"), &is_first);
    }
    if (!phrase_is_none(&control->error)) {
        put_reference(o, id, STR("-error"), &is_first);
    }
    put_reference(o, also, STR(""), &is_first);
    if (!is_first) {
        emit_literal(o, "\"");
    }
}

static void put_id(struct out *o, struct str id, struct str ending) {
    if (id.n > 0) {
        emit_literal(o, " id=\"");
        emit_attr(o, id);
        emit_raw(o, ending);
        emit_literal(o, "\"");
    }
}

void put_hint(struct out *o, struct str id, struct str ending, const struct phrase *hint) {
    if (phrase_is_none(hint)) {
        return;
    }
    emit_literal(o, "<div");
    put_id(o, id, ending);
    emit_literal(o, " class=\"govuk-hint\">");
    put_phrase(o, hint);
    emit_literal(o, "</div>\n");
}

void put_error(struct out *o, struct str id, const struct phrase *error) {
    if (phrase_is_none(error)) {
        return;
    }
    emit_literal(o, "<p");
    put_id(o, id, STR("-error"));
    emit_literal(o, " class=\"govuk-error-message\"><span class=\"govuk-visually-hidden\">");
    put_words(o, W_FORM_ERROR);
    emit_literal(o, ":</span> ");
    put_phrase(o, error);
    emit_literal(o, "</p>\n");
}

void put_notes(struct out *o, const struct control *control) {
    struct str id = control_id(control);
    put_hint(o, id, STR("-hint"), &control->hint);
    put_hint(o, id, STR("-stored"), &control->stored);
    put_error(o, id, &control->error);
}

void put_group_begin(struct out *o, const struct control *control) {
    emit_literal(o, "<div class=\"govuk-form-group");
    if (!phrase_is_none(&control->error)) {
        emit_literal(o, " govuk-form-group--error");
    }
    put_classes(o, control->group_classes);
    emit_literal(o, "\">\n");
}

void put_label(struct out *o, const struct control *control) {
    component_label(o, &(struct component_label){
                           .text = control->label,
                           .for_id = control_id(control),
                           .size = control->label_size,
                           .is_heading = control->is_heading,
                           .is_optional = control->is_optional,
                       });
}

bool put_fieldset_begin(struct out *o, const struct control *control) {
    if (phrase_is_none(&control->label)) {
        return false;
    }
    emit_literal(o, "<fieldset class=\"govuk-fieldset\"");
    put_described_by(o, control, control_id(control), STR_NONE);
    emit_literal(o, ">\n<legend class=\"govuk-fieldset__legend");
    put_size(o, STR("govuk-fieldset__legend"), control->label_size);
    emit_literal(o, "\">");
    if (control->is_heading) {
        emit_literal(o, "<h1 class=\"govuk-fieldset__heading\">");
    }
    put_phrase(o, &control->label);
    if (control->is_optional) {
        emit_literal(o, " ");
        put_words(o, W_FORM_OPTIONAL);
    }
    emit_raw(o, control->is_heading ? STR("</h1></legend>\n") : STR("</legend>\n"));
    return true;
}

void put_fieldset_end(struct out *o, bool has_fieldset) {
    if (has_fieldset) {
        emit_literal(o, "</fieldset>\n");
    }
}

/* --- radios and checkboxes -------------------------------------------------------------------- */

/* The first has the plain id, so that the error summary can point to it. */
static void put_choice_id(struct out *o, struct str id, size_t i) {
    emit_attr(o, id);
    if (i > 0) {
        emit_literal(o, "-");
        emit_attr(o, i + 1);
    }
}

static void put_choice_described_by(struct out *o, const struct choices *choices, size_t i) {
    const struct control *control = choices->control;
    struct str id = control_id(control);
    bool has_hint = choices->options[i].hint.p != NULL;
    /* Without a fieldset, and only for checkboxes, the notes belong to each input (as upstream). */
    bool has_notes = phrase_is_none(&control->label) && str_eq(choices->type, STR("checkbox"));
    bool is_first = true;
    if (has_notes && control->described_by.n > 0) {
        put_reference(o, control->described_by, STR(""), &is_first);
    }
    if (has_notes && !phrase_is_none(&control->hint)) {
        put_reference(o, id, STR("-hint"), &is_first);
    }
    if (has_notes && !phrase_is_none(&control->stored)) {
        put_reference(o, id, STR("-stored"), &is_first);
    }
    if (has_notes && !phrase_is_none(&control->error)) {
        put_reference(o, id, STR("-error"), &is_first);
    }
    if (has_hint) {
        emit_raw(o, is_first ? STR(" aria-describedby=\"") : STR(" "));
        put_choice_id(o, id, i);
        emit_literal(o, "-item-hint");
        is_first = false;
    }
    if (!is_first) {
        emit_literal(o, "\"");
    }
}

static void put_choice_hint(struct out *o, const struct choices *choices, size_t i) {
    if (choices->options[i].hint.p == NULL) {
        return;
    }
    emit_literal(o, "<div id=\"");
    put_choice_id(o, control_id(choices->control), i);
    emit_literal(o, "-item-hint\" class=\"govuk-hint ");
    emit_raw(o, choices->block);
    emit_literal(o, "__hint\">");
    emit(o, choices->options[i].hint);
    emit_literal(o, "</div>\n");
}

static void put_choice(struct out *o, const struct choices *choices, size_t i) {
    const struct option *option = &choices->options[i];
    struct str id = control_id(choices->control);
    emit_literal(o, "<div class=\"");
    emit_raw(o, choices->block);
    if (option->value.p == NULL) {
        emit_literal(o, "__divider\">");
        emit(o, option->label);
        emit_literal(o, "</div>\n");
        return;
    }
    emit_literal(o, "__item\">\n<input class=\"");
    emit_raw(o, choices->block);
    emit_literal(o, "__input\" id=\"");
    put_choice_id(o, id, i);
    emit_literal(o, "\"");
    put_attr(o, STR("name"), choices->control->name);
    put_attr(o, STR("type"), choices->type);
    put_attr(o, STR("value"), option->value);
    if (choices->is_chosen(choices->of, choices->control->name, option->value)) {
        emit_literal(o, " checked");
    }
    put_choice_described_by(o, choices, i);
    emit_literal(o, ">\n<label class=\"govuk-label ");
    emit_raw(o, choices->block);
    emit_literal(o, "__label\" for=\"");
    put_choice_id(o, id, i);
    emit_literal(o, "\">");
    emit(o, option->label);
    emit_literal(o, "</label>\n");
    put_choice_hint(o, choices, i);
    emit_literal(o, "</div>\n");
}

void put_choices(struct out *o, const struct choices *choices) {
    put_group_begin(o, choices->control);
    bool has_fieldset = put_fieldset_begin(o, choices->control);
    put_notes(o, choices->control);
    emit_literal(o, "<div class=\"");
    emit_raw(o, choices->block);
    if (choices->is_small) {
        emit_literal(o, " ");
        emit_raw(o, choices->block);
        emit_literal(o, "--small");
    }
    if (choices->is_inline) {
        emit_literal(o, " ");
        emit_raw(o, choices->block);
        emit_literal(o, "--inline");
    }
    put_classes(o, choices->control->classes);
    emit_literal(o, "\">\n");
    for (size_t i = 0; i < choices->n_options; i++) {
        put_choice(o, choices, i);
    }
    emit_literal(o, "</div>\n");
    put_fieldset_end(o, has_fieldset);
    emit_literal(o, "</div>\n");
}

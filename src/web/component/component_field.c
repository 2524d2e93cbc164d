#include "component_field.h"

#include <stdio.h>

#include "component_put.h"

/* --- form ------------------------------------------------------------------------------------- */

static struct str or_form(struct str given, struct str of_form) {
    return given.p == NULL ? of_form : given;
}

/* novalidate: the server says what is wrong, in our words. */
void component_form_begin(struct out *o, const struct component_form_begin *p) {
    emit_literal(o, "<form");
    put_attr(o, STR("class"), p->classes);
    emit_literal(o, " method=\"post\" action=\"");
    emit_address(o, p->action);
    emit_literal(o, "\" novalidate");
    put_attr(o, STR("enctype"), p->has_file ? STR("multipart/form-data") : STR_NONE);
    put_attr(o, STR("data-partial"), p->partial);
    emit_literal(o, ">\n");
    put_csrf(o, or_form(p->csrf, p->form == NULL ? STR_NONE : p->form->csrf));
    put_hidden(o, STR("once"), or_form(p->once, p->form == NULL ? STR_NONE : p->form->once));
}

void component_form_end(struct out *o, const struct component_form_end *p) {
    (void)p; /* templates always hand over a struct */
    emit_literal(o, "</form>\n");
}

/* The name of a part of a day ("from-day"), in `room`. */
enum { NAME_ROOM = FORM_NAME_MAX_B + 8 };

static struct str part_name(char room[NAME_ROOM], struct str name, const char *part) {
    int n = snprintf(room, NAME_ROOM, "%.*s-%s", STR_FMT(name), part);
    return (struct str){ room, n < 0 || n >= NAME_ROOM ? 0 : (size_t)n };
}

static void put_error_row(
    struct out *o, const struct form *form, const struct form_error_row *row) {
    char room[NAME_ROOM];
    struct str day = part_name(room, row->name, "day");
    emit_literal(o, "<li><a href=\"#");
    emit_attr(o, form_find(form, day) == NULL ? row->name : day);
    emit_literal(o, "\">");
    if (row->label != W_NONE) {
        put_words(o, row->label);
        emit_literal(o, ": ");
    }
    put_words(o, row->error);
    emit_literal(o, "</a></li>\n");
}

void component_form_errors(struct out *o, const struct component_form_errors *p) {
    enum words top = p->form == NULL ? W_NONE : p->form->top_error;
    if (p->errors.n == 0 && top == W_NONE) {
        return;
    }
    emit_literal(o, "<div class=\"govuk-error-summary\">\n<div role=\"alert\">\n"
                    "<h2 class=\"govuk-error-summary__title\">");
    put_words(o, W_FORM_PROBLEM);
    emit_literal(o, "</h2>\n<div class=\"govuk-error-summary__body\">\n");
    if (top != W_NONE) {
        emit_literal(o, "<p>");
        put_words(o, top);
        emit_literal(o, "</p>\n");
    }
    if (p->errors.n > 0) {
        emit_literal(o, "<ul class=\"govuk-list govuk-error-summary__list\">\n");
        for (size_t i = 0; i < p->errors.n; i++) {
            put_error_row(o, p->form, &p->errors.rows[i]);
        }
        emit_literal(o, "</ul>\n");
    }
    emit_literal(o, "</div>\n</div>\n</div>\n");
}

/* --- what all fields share -------------------------------------------------------------------- */

struct field {
    const struct form *form;
    struct str name;
    enum words label;
    enum words hint;
    enum size size;
    bool is_heading;
    bool is_optional;
};

static struct control control_of(const struct field *field) {
    enum size usual = field->is_heading ? SIZE_L : SIZE_S;
    return (struct control){
        .name = field->name,
        .label = SAY_WORDS(field->label),
        .label_size = field->size == SIZE_NONE ? usual : field->size,
        .is_heading = field->is_heading,
        .is_optional = field->is_optional,
        .hint = SAY_WORDS(field->hint),
        .error = SAY_WORDS(form_error(field->form, field->name)),
    };
}

/* What is stored now, when it is not what was typed. `arg` must live as long as the control. */
static void say_stored(struct control *control, struct words_arg *arg, struct str stored) {
    if (stored.p == NULL) {
        return;
    }
    if (stored.n == 0) {
        control->stored = SAY_WORDS(W_FORM_STORED_NOTHING);
        return;
    }
    *arg = (struct words_arg){ STR("value"), words_value(stored) };
    control->stored = (struct phrase){ .words = W_FORM_STORED, .args = arg, .n_args = 1 };
}

/* An empty field needs no value attribute. */
static struct str shown_value(const struct form *form, struct str name) {
    struct str value = form_value(form, name);
    return value.n == 0 ? STR_NONE : value;
}

static struct str label_of(const struct option *options, size_t n, struct str code) {
    for (size_t i = 0; i < n; i++) {
        if (options[i].value.p != NULL && str_eq(options[i].value, code)) {
            return options[i].label;
        }
    }
    return code;
}

/* The labels of stored codes (separated by blanks), joined by commas. */
static struct str stored_labels(
    const struct form *form, struct str name, const struct option *options, size_t n) {
    struct str rest = form_other(form, name);
    struct str code = STR_NONE;
    if (rest.p == NULL) {
        return STR_NONE;
    }
    struct str joined = STR("");
    while (str_word(&rest, &code)) {
        struct str label = label_of(options, n, code);
        joined = arena_print(
            form->arena, "%.*s%s%.*s", STR_FMT(joined), joined.n > 0 ? ", " : "", STR_FMT(label));
    }
    return joined;
}

/* --- text ------------------------------------------------------------------------------------- */

void component_field_text(struct out *o, const struct component_field_text *p) {
    struct words_arg arg;
    struct control control = control_of(&(struct field){
        p->form, p->name, p->label, p->hint, p->size, p->is_heading, p->is_optional });
    say_stored(&control, &arg, form_other(p->form, p->name));
    component_input(o, &(struct component_input){
                           .control = control,
                           .value = shown_value(p->form, p->name),
                           .type = p->type,
                           .inputmode = p->inputmode,
                           .autocomplete = p->autocomplete.p == NULL ? STR("off") : p->autocomplete,
                           .width = p->width,
                           .spelling = p->is_spelled ? SPELLING_ON : SPELLING_OFF,
                       });
}

void component_field_lines(struct out *o, const struct component_field_lines *p) {
    struct words_arg arg;
    struct control control = control_of(&(struct field){
        p->form, p->name, p->label, p->hint, p->size, p->is_heading, p->is_optional });
    say_stored(&control, &arg, form_other(p->form, p->name));
    component_textarea(o, &(struct component_textarea){
                              .control = control,
                              .value = form_value(p->form, p->name),
                              .rows = p->rows,
                              .autocomplete = STR("off"),
                          });
}

/* --- choices ---------------------------------------------------------------------------------- */

void component_field_code_radios(struct out *o, const struct component_field_code_radios *p) {
    struct words_arg arg;
    struct control control = control_of(&(struct field){
        p->form, p->name, p->label, p->hint, p->size, p->is_heading, p->is_optional });
    say_stored(&control, &arg, stored_labels(p->form, p->name, p->options, p->n_options));
    component_radios(o, &(struct component_radios){
                            .control = control,
                            .value = form_value(p->form, p->name),
                            .options = p->options,
                            .n_options = p->n_options,
                            .is_small = p->is_small,
                            .is_inline = p->is_inline,
                        });
}

void component_field_code_select(struct out *o, const struct component_field_code_select *p) {
    struct words_arg arg;
    struct control control = control_of(&(struct field){
        p->form, p->name, p->label, p->hint, p->size, p->is_heading, p->is_optional });
    say_stored(&control, &arg, stored_labels(p->form, p->name, p->options, p->n_options));
    component_select(o, &(struct component_select){
                            .control = control,
                            .prompt = SAY_WORDS(p->prompt == W_NONE ? W_FORM_CHOOSE : p->prompt),
                            .value = form_value(p->form, p->name),
                            .options = p->options,
                            .n_options = p->n_options,
                        });
}

static bool is_code_chosen(const void *of, struct str name, struct str value) {
    return form_has(of, name, value);
}

void component_field_codes(struct out *o, const struct component_field_codes *p) {
    struct words_arg arg;
    struct control control = control_of(&(struct field){
        p->form, p->name, p->label, p->hint, p->size, p->is_heading, p->is_optional });
    say_stored(&control, &arg, stored_labels(p->form, p->name, p->options, p->n_options));
    put_choices(o, &(struct choices){
                       .control = &control,
                       .block = STR("govuk-checkboxes"),
                       .type = STR("checkbox"),
                       .is_small = p->is_small,
                       .options = p->options,
                       .n_options = p->n_options,
                       .is_chosen = is_code_chosen,
                       .of = p->form,
                   });
}

static bool is_true(struct str value) {
    return str_eq(value, STR("1")) || str_eq(value, STR("yes")) || str_eq(value, STR("true"));
}

static bool is_bool_chosen(const void *of, struct str name, struct str value) {
    (void)value; /* there is one box */
    return is_true(form_value(of, name));
}

/* The label belongs to the box itself: no fieldset around one. */
void component_field_bool(struct out *o, const struct component_field_bool *p) {
    struct control control =
        control_of(&(struct field){ .form = p->form, .name = p->name, .hint = p->hint });
    struct str stored = form_other(p->form, p->name);
    if (stored.p != NULL) {
        control.stored = SAY_WORDS(is_true(stored) ? W_FORM_STORED_YES : W_FORM_STORED_NO);
    }
    struct option option = { .value = STR("1"), .label = words_text(o->lang, p->label) };
    put_choices(o, &(struct choices){
                       .control = &control,
                       .block = STR("govuk-checkboxes"),
                       .type = STR("checkbox"),
                       .is_small = p->is_small,
                       .options = &option,
                       .n_options = 1,
                       .is_chosen = is_bool_chosen,
                       .of = p->form,
                   });
}

/* --- day -------------------------------------------------------------------------------------- */

struct day_text {
    char room[DATE_PARTS][16];
    struct str parts[DATE_PARTS];
};

/* The three parts as they were typed, or those of the day that is stored. */
static void split_shown(const struct form *form, struct str name, struct day_text *out) {
    static const char *const part_names[DATE_PARTS] = { "day", "month", "year" };
    char room[NAME_ROOM];
    bool is_typed = false;
    for (size_t i = 0; i < DATE_PARTS; i++) {
        struct str part = part_name(room, name, part_names[i]);
        is_typed = is_typed || form_find(form, part) != NULL;
        out->parts[i] = shown_value(form, part);
    }
    struct day day = DAY_NONE;
    if (is_typed || day_parse(form_value(form, name), &day) != OK) {
        return;
    }
    int numbers[DATE_PARTS];
    day_split(day, &numbers[2], &numbers[1], &numbers[0]);
    for (size_t i = 0; i < DATE_PARTS; i++) {
        int n = snprintf(out->room[i], sizeof(out->room[i]), "%d", numbers[i]);
        out->parts[i] = (struct str){ out->room[i], (size_t)n };
    }
}

static void say_stored_day(struct control *control, struct words_arg *arg, struct str stored) {
    struct day day = DAY_NONE;
    say_stored(control, arg, stored);
    if (stored.n > 0 && day_parse(stored, &day) == OK) {
        arg->value = words_value(day);
    }
}

void component_field_day(struct out *o, const struct component_field_day *p) {
    struct words_arg arg;
    struct day_text text = { 0 };
    struct control control = control_of(&(struct field){ p->form, p->name, p->label,
        p->hint == W_NONE ? W_DATE_HINT : p->hint, p->size, p->is_heading, p->is_optional });
    say_stored_day(&control, &arg, form_other(p->form, p->name));
    split_shown(p->form, p->name, &text);
    component_date_input(o, &(struct component_date_input){
                                .control = control,
                                .values = { text.parts[0], text.parts[1], text.parts[2] },
                            });
}

/* --- hidden ----------------------------------------------------------------------------------- */

void component_field_hidden(struct out *o, const struct component_field_hidden *p) {
    char digits[24];
    struct str value = or_form(p->value, form_value(p->form, p->name));
    if (p->is_number) {
        int n = snprintf(digits, sizeof(digits), "%lld", (long long)p->number);
        value = (struct str){ digits, (size_t)n };
    }
    put_hidden(o, p->name, value);
}

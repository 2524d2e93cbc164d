/* fixture_main: one published example of govuk-frontend through our component.
 *
 * Reads {"component": "button", "options": {...}} from stdin and prints HTML. An option that our
 * structs do not have ends the program with 3 and its name: the example is "not covered". The
 * example's options are mapped strictly: nothing is skipped in silence. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "component.h"
#include "json/json.h"

enum { NOT_COVERED = 3, FAULT = 65, ARENA_B = 16 << 20, PAGE_B = 1 << 20, INPUT_B = 1 << 20 };

struct fix {
    struct arena *arena;
    struct out *o;
    const struct json *options;
};

static void uncovered(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
static void uncovered(const char *format, ...) {
    va_list args;
    va_start(args, format);
    (void)vfprintf(stderr, format, args); /* the exit code says enough */
    va_end(args);
    exit(NOT_COVERED);
}

/* --- reading options -------------------------------------------------------------------------- */

static bool is_truthy(const struct json *value) {
    if (value == NULL || value->kind == JSON_NULL) {
        return false;
    }
    if (value->kind == JSON_BOOL || value->kind == JSON_NUMBER) {
        return value->number != 0;
    }
    return value->kind != JSON_TEXT || value->text.n > 0;
}

static bool get_bool(const struct json *object, const char *key) {
    return is_truthy(json_get(object, str_from_c(key)));
}

/* Every key must be one of the words of `keys`. */
static void only(const struct json *object, const char *where, const char *keys) {
    if (object == NULL) {
        return;
    }
    for (const struct json *value = object->first; value != NULL; value = value->next) {
        struct str rest = str_from_c(keys);
        struct str key = STR_NONE;
        bool is_known = value->kind == JSON_NULL;
        while (!is_known && str_word(&rest, &key)) {
            is_known = str_eq(key, value->key);
        }
        if (!is_known) {
            uncovered("%s%s%.*s", where, where[0] == '\0' ? "" : ".", STR_FMT(value->key));
        }
    }
}

static struct str get(const struct fix *fix, const struct json *object, const char *key) {
    const struct json *value = json_get(object, str_from_c(key));
    if (value == NULL || value->kind == JSON_NULL) {
        return STR_NONE;
    }
    if (value->kind == JSON_TEXT) {
        return value->text;
    }
    if (value->kind == JSON_NUMBER) {
        return arena_print(fix->arena, "%lld", (long long)value->number);
    }
    if (value->kind == JSON_BOOL) {
        uncovered("%s: a boolean", key);
    }
    uncovered("%s: not a text", key);
}

/* As upstream: an empty text counts as none. */
static struct str get_some(const struct fix *fix, const struct json *object, const char *key) {
    struct str text = get(fix, object, key);
    return text.n == 0 ? STR_NONE : text;
}

static struct str get_href(const struct fix *fix, const struct json *object) {
    struct str href = get_some(fix, object, "href");
    bool is_ours = href.p == NULL || str_starts(href, STR("/")) || str_starts(href, STR("#")) ||
                   str_starts(href, STR("?")) || str_starts(href, STR("https://"));
    if (!is_ours) {
        uncovered("href that is not /, ?, # or https:");
    }
    return href;
}

static struct phrase get_phrase(
    const struct fix *fix, const struct json *object, const char *text, const char *html) {
    struct str markup = get_some(fix, object, html);
    if (markup.p != NULL) {
        return SAY_HTML((struct markup){ markup });
    }
    struct str plain = get_some(fix, object, text);
    return (struct phrase){ .text = plain };
}

/* Takes a class out of the list, and says whether it was there. */
static bool take_class(const struct fix *fix, struct str *classes, const char *class) {
    struct str rest = *classes;
    struct str word = STR_NONE;
    struct str left = STR_NONE;
    bool is_found = false;
    while (classes->p != NULL && str_word(&rest, &word)) {
        if (str_eq_c(word, class)) {
            is_found = true;
        } else {
            left = left.p == NULL
                       ? word
                       : arena_print(fix->arena, "%.*s %.*s", STR_FMT(left), STR_FMT(word));
        }
    }
    *classes = left;
    return is_found;
}

static enum size take_size(const struct fix *fix, struct str *classes, const char *block) {
    static const char *const sizes[] = { "", "s", "m", "l", "xl" };
    for (enum size size = SIZE_S; size <= SIZE_XL; size++) {
        if (take_class(fix, classes,
                arena_c(fix->arena, arena_print(fix->arena, "%s--%s", block, sizes[size])))) {
            return size;
        }
    }
    return SIZE_NONE;
}

static const struct json *array_of(const struct json *object, const char *key) {
    const struct json *array = json_get(object, str_from_c(key));
    if (array != NULL && array->kind != JSON_ARRAY) {
        uncovered("%s: not a list", key);
    }
    return array;
}

/* How many there are; with is_numbered, empty places would shift numbers and are not covered. */
static size_t count(const struct json *array, const char *name, bool is_numbered) {
    size_t n = 0;
    for (const struct json *item = array == NULL ? NULL : array->first; item != NULL;
         item = item->next) {
        if (is_truthy(item)) {
            n++;
        } else if (is_numbered) {
            uncovered("%s: empty places", name);
        }
    }
    return n;
}

static const struct json *next_of(const struct json *array, const struct json *item) {
    const struct json *next = item == NULL ? array->first : item->next;
    while (next != NULL && !is_truthy(next)) {
        next = next->next;
    }
    return next;
}

/* --- what all controls share ------------------------------------------------------------------ */

static void get_legend(const struct fix *fix, struct control *control) {
    const struct json *fieldset = json_get(fix->options, STR("fieldset"));
    if (!is_truthy(fieldset)) {
        return;
    }
    only(fieldset, "fieldset", "legend describedBy");
    const struct json *legend = json_get(fieldset, STR("legend"));
    only(legend, "fieldset.legend", "text html classes isPageHeading");
    struct str classes = get_some(fix, legend, "classes");
    control->label = get_phrase(fix, legend, "text", "html");
    control->label_size = take_size(fix, &classes, "govuk-fieldset__legend");
    control->is_heading = get_bool(legend, "isPageHeading");
    control->described_by = get_some(fix, fieldset, "describedBy");
    if (classes.p != NULL) {
        uncovered("fieldset.legend.classes: other than sizes");
    }
    if (control->label.text.p == NULL && control->label.html.html.p == NULL) {
        uncovered("fieldset without legend");
    }
}

static void get_label(const struct fix *fix, struct control *control) {
    const struct json *label = json_get(fix->options, STR("label"));
    only(label, "label", "text html classes isPageHeading");
    struct str classes = get_some(fix, label, "classes");
    control->label = get_phrase(fix, label, "text", "html");
    control->label_size = take_size(fix, &classes, "govuk-label");
    control->is_heading = get_bool(label, "isPageHeading");
    control->described_by = get_some(fix, fix->options, "describedBy");
    if (classes.p != NULL) {
        uncovered("label.classes: other than sizes");
    }
}

static struct control get_control(const struct fix *fix, bool has_fieldset) {
    const struct json *hint = json_get(fix->options, STR("hint"));
    const struct json *error = json_get(fix->options, STR("errorMessage"));
    const struct json *group = json_get(fix->options, STR("formGroup"));
    only(hint, "hint", "text html");
    only(error, "errorMessage", "text html");
    only(group, "formGroup", "classes");
    struct control control = {
        .name = get(fix, fix->options, "name"),
        .id = get_some(fix, fix->options, has_fieldset ? "idPrefix" : "id"),
        .hint = get_phrase(fix, hint, "text", "html"),
        .error = get_phrase(fix, error, "text", "html"),
        .classes = get_some(fix, fix->options, "classes"),
        .group_classes = get_some(fix, group, "classes"),
    };
    if (has_fieldset) {
        get_legend(fix, &control);
    } else {
        get_label(fix, &control);
    }
    return control;
}

static enum spelling get_spelling(const struct fix *fix) {
    const struct json *value = json_get(fix->options, STR("spellcheck"));
    if (value == NULL) {
        return SPELLING_DEFAULT;
    }
    return value->number != 0 ? SPELLING_ON : SPELLING_OFF;
}

/* --- controls --------------------------------------------------------------------------------- */

static void do_input(const struct fix *fix) {
    static const int widths[] = { 2, 3, 4, 5, 10, 20, 30 };
    only(fix->options, "",
        "name id label hint errorMessage formGroup classes value type inputmode "
        "autocomplete spellcheck describedBy");
    struct component_input input = {
        .control = get_control(fix, false),
        .value = get(fix, fix->options, "value"),
        .type = get_some(fix, fix->options, "type"),
        .inputmode = get(fix, fix->options, "inputmode"),
        .autocomplete = get(fix, fix->options, "autocomplete"),
        .spelling = get_spelling(fix),
    };
    for (size_t i = 0; i < COUNT_OF(widths); i++) {
        struct str class = arena_print(fix->arena, "govuk-input--width-%d", widths[i]);
        if (take_class(fix, &input.control.classes, arena_c(fix->arena, class))) {
            input.width = widths[i];
        }
    }
    component_input(fix->o, &input);
}

static void do_textarea(const struct fix *fix) {
    only(fix->options, "",
        "name id label hint errorMessage formGroup classes value rows "
        "autocomplete spellcheck describedBy");
    const struct json *rows = json_get(fix->options, STR("rows"));
    struct str text = get_some(fix, fix->options, "rows");
    int64_t number = rows == NULL ? 0 : rows->number;
    if (text.p != NULL && !str_to_i64(text, &number)) {
        uncovered("rows: not a number");
    }
    component_textarea(fix->o, &(struct component_textarea){
                                   .control = get_control(fix, false),
                                   .value = get(fix, fix->options, "value"),
                                   .rows = (int)number,
                                   .autocomplete = get_some(fix, fix->options, "autocomplete"),
                                   .spelling = get_spelling(fix),
                               });
}

struct chosen {
    struct option *options;
    size_t n;
    struct str *values; /* of the items that are marked */
    size_t n_values;
};

static bool is_value(const struct chosen *chosen, struct str value) {
    for (size_t i = 0; i < chosen->n_values; i++) {
        if (str_eq(chosen->values[i], value)) {
            return true;
        }
    }
    return false;
}

static void mark(
    struct chosen *chosen, const struct json *item, const char *key, struct str value) {
    const struct json *is_marked = json_get(item, str_from_c(key));
    if (is_truthy(is_marked) && !is_value(chosen, value)) {
        chosen->values[chosen->n_values++] = value;
    } else if (is_marked != NULL && !is_truthy(is_marked) && is_value(chosen, value)) {
        uncovered("items.%s: false against the value", key);
    }
}

static struct option get_choice(const struct fix *fix, const struct json *item) {
    struct str divider = get_some(fix, item, "divider");
    if (divider.p != NULL) {
        return (struct option){ .label = divider };
    }
    const struct json *hint = json_get(item, STR("hint"));
    only(item, "items", "value text hint checked");
    only(hint, "items.hint", "text");
    struct str value = get(fix, item, "value");
    return (struct option){ .value = value.p == NULL ? STR("") : value,
        .label = get(fix, item, "text"),
        .hint = get_some(fix, hint, "text") };
}

static struct chosen get_choices(const struct fix *fix) {
    const struct json *items = array_of(fix->options, "items");
    const struct json *values = json_get(fix->options, STR("values"));
    struct chosen chosen = { .n = count(items, "items", true) };
    size_t n_values = values == NULL || values->kind != JSON_ARRAY ? 0 : values->n;
    chosen.options = ARENA_ARRAY(fix->arena, struct option, chosen.n + 1);
    chosen.values = ARENA_ARRAY(fix->arena, struct str, chosen.n + n_values + 1);
    struct str value = get_some(fix, fix->options, "value");
    if (value.p != NULL) {
        chosen.values[chosen.n_values++] = value;
    }
    for (const struct json *v = n_values == 0 ? NULL : values->first; v != NULL; v = v->next) {
        chosen.values[chosen.n_values++] =
            v->kind == JSON_TEXT ? v->text : arena_print(fix->arena, "%lld", (long long)v->number);
    }
    const struct json *item = NULL;
    for (size_t i = 0; i < chosen.n; i++) {
        item = next_of(items, item);
        chosen.options[i] = get_choice(fix, item);
        if (chosen.options[i].value.p != NULL) {
            mark(&chosen, item, "checked", chosen.options[i].value);
        }
    }
    return chosen;
}

static void do_radios(const struct fix *fix) {
    only(
        fix->options, "", "name idPrefix fieldset hint errorMessage formGroup classes items value");
    struct chosen chosen = get_choices(fix);
    if (chosen.n_values > 1) {
        uncovered("items.checked: two of them");
    }
    struct component_radios radios = {
        .control = get_control(fix, true),
        .value = chosen.n_values == 0 ? STR_NONE : chosen.values[0],
        .options = chosen.options,
        .n_options = chosen.n,
    };
    radios.is_small = take_class(fix, &radios.control.classes, "govuk-radios--small");
    radios.is_inline = take_class(fix, &radios.control.classes, "govuk-radios--inline");
    component_radios(fix->o, &radios);
}

static void do_checkboxes(const struct fix *fix) {
    only(fix->options, "",
        "name idPrefix fieldset hint errorMessage formGroup classes items values describedBy");
    struct chosen chosen = get_choices(fix);
    struct component_checkboxes boxes = {
        .control = get_control(fix, true),
        .values = chosen.values,
        .n_values = chosen.n_values,
        .options = chosen.options,
        .n_options = chosen.n,
    };
    struct str described_by = get_some(fix, fix->options, "describedBy");
    if (described_by.p != NULL) {
        boxes.control.described_by = described_by;
    }
    boxes.is_small = take_class(fix, &boxes.control.classes, "govuk-checkboxes--small");
    component_checkboxes(fix->o, &boxes);
}

static void do_select(const struct fix *fix) {
    only(fix->options, "",
        "name id label hint errorMessage formGroup classes items value describedBy");
    const struct json *items = array_of(fix->options, "items");
    struct chosen chosen = { .n = count(items, "items", false) };
    chosen.options = ARENA_ARRAY(fix->arena, struct option, chosen.n + 1);
    chosen.values = ARENA_ARRAY(fix->arena, struct str, chosen.n + 2);
    struct str value = get_some(fix, fix->options, "value");
    if (value.p != NULL) {
        chosen.values[chosen.n_values++] = value;
    }
    const struct json *item = NULL;
    for (size_t i = 0; i < chosen.n; i++) {
        item = next_of(items, item);
        only(item, "items", "value text selected");
        struct option *option = &chosen.options[i];
        *option =
            (struct option){ .value = get(fix, item, "value"), .label = get(fix, item, "text") };
        mark(&chosen, item, "selected", option->value.p == NULL ? option->label : option->value);
    }
    if (chosen.n_values > 1) {
        uncovered("items.selected: two of them");
    }
    component_select(fix->o, &(struct component_select){
                                 .control = get_control(fix, false),
                                 .value = chosen.n_values == 0 ? STR_NONE : chosen.values[0],
                                 .options = chosen.options,
                                 .n_options = chosen.n,
                             });
}

static const char *const part_names[DATE_PARTS] = { "day", "month", "year" };

static const struct json *get_part(const struct fix *fix, const struct json *items, size_t i) {
    if (items == NULL) {
        return json_get(fix->options, str_from_c(part_names[i]));
    }
    const struct json *item = items->first;
    for (size_t skip = 0; skip < i; skip++) {
        item = item->next;
    }
    if (!is_truthy(item) || !str_eq_c(get(fix, item, "name"), part_names[i])) {
        uncovered("items: other than day, month, year");
    }
    return item;
}

enum verdict { SAID_NOTHING, SAID_WRONG, SAID_GOOD };

static enum verdict read_part(const struct fix *fix, struct component_date_input *p, size_t i,
    const struct json *part, bool *out_is_birthday) {
    static const char *const widths[DATE_PARTS] = { "govuk-input--width-2", "govuk-input--width-2",
        "govuk-input--width-4" };
    static const char *const birthdays[DATE_PARTS] = { "bday-day", "bday-month", "bday-year" };
    const struct json *error = json_get(part, STR("error"));
    if (part != NULL && part->kind != JSON_OBJECT) {
        uncovered("%s: left out", part_names[i]);
    }
    only(part, part_names[i], "name value error classes autocomplete");
    struct str name = get_some(fix, part, "name");
    if (name.p != NULL && !str_eq_c(name, part_names[i])) {
        uncovered("%s.name", part_names[i]);
    }
    struct str value = get(fix, part, "value");
    if (value.p != NULL) {
        p->values[i] = value;
    }
    struct str classes = get_some(fix, part, "classes");
    bool is_wrong = take_class(fix, &classes, "govuk-input--error") || is_truthy(error);
    (void)take_class(fix, &classes, widths[i]); /* it is the width anyway */
    if (classes.p != NULL) {
        uncovered("%s.classes", part_names[i]);
    }
    struct str autocomplete = get_some(fix, part, "autocomplete");
    *out_is_birthday = str_eq_c(autocomplete, birthdays[i]);
    if (autocomplete.p != NULL && !*out_is_birthday) {
        uncovered("%s.autocomplete", part_names[i]);
    }
    if (is_wrong) {
        return SAID_WRONG;
    }
    return error != NULL && error->kind == JSON_BOOL ? SAID_GOOD : SAID_NOTHING;
}

static void read_values(const struct fix *fix, struct component_date_input *p) {
    const struct json *values = json_get(fix->options, STR("values"));
    for (size_t i = 0; i < DATE_PARTS; i++) {
        struct str key = str_from_c(part_names[i]);
        p->values[i] = get(fix, values, part_names[i]);
        if (p->values[i].p == NULL && p->control.name.n > 0) {
            key = arena_print(fix->arena, "%.*s-%s", STR_FMT(p->control.name), part_names[i]);
            p->values[i] = get(fix, values, arena_c(fix->arena, key));
        }
    }
}

static void do_date_input(const struct fix *fix) {
    only(fix->options, "",
        "id namePrefix fieldset hint errorMessage formGroup classes values day month year items");
    const struct json *items = array_of(fix->options, "items");
    if (items != NULL && items->n != 0 && items->n != DATE_PARTS) {
        uncovered("items: other than day, month, year");
    }
    struct component_date_input p = { .control = get_control(fix, true) };
    p.control.id = get_some(fix, fix->options, "id");
    p.control.name = get_some(fix, fix->options, "namePrefix");
    read_values(fix, &p);
    enum verdict verdicts[DATE_PARTS];
    size_t n_birthdays = 0;
    bool is_any = false;
    for (size_t i = 0; i < DATE_PARTS; i++) {
        bool is_birthday = false;
        const struct json *part = get_part(fix, items != NULL && items->n > 0 ? items : NULL, i);
        verdicts[i] = read_part(fix, &p, i, part, &is_birthday);
        n_birthdays += is_birthday;
        is_any = is_any || verdicts[i] == SAID_WRONG;
    }
    bool has_error = json_get(fix->options, STR("errorMessage")) != NULL;
    size_t n_wrong = 0;
    for (size_t i = 0; i < DATE_PARTS; i++) {
        p.is_wrong[i] =
            verdicts[i] == SAID_WRONG || (verdicts[i] == SAID_NOTHING && has_error && !is_any);
        n_wrong += p.is_wrong[i];
    }
    if (n_birthdays != 0 && n_birthdays != DATE_PARTS) {
        uncovered("autocomplete of one part");
    }
    if (has_error && n_wrong == 0) {
        uncovered("an error with all parts right");
    }
    p.is_birthday = n_birthdays == DATE_PARTS;
    component_date_input(fix->o, &p);
}

static void do_fieldset(const struct fix *fix) {
    only(fix->options, "", "legend describedBy classes html");
    const struct json *legend = json_get(fix->options, STR("legend"));
    only(legend, "legend", "text html classes isPageHeading");
    struct str classes = get_some(fix, legend, "classes");
    enum size size = take_size(fix, &classes, "govuk-fieldset__legend");
    if (classes.p != NULL) {
        uncovered("legend.classes: other than sizes");
    }
    component_fieldset(fix->o, &(struct component_fieldset){
                                   .legend = get_phrase(fix, legend, "text", "html"),
                                   .legend_size = size,
                                   .is_heading = get_bool(legend, "isPageHeading"),
                                   .described_by = get_some(fix, fix->options, "describedBy"),
                                   .classes = get_some(fix, fix->options, "classes"),
                               });
    struct str html = get(fix, fix->options, "html");
    emit_raw(fix->o, html);
    component_fieldset_end(fix->o, &(struct component_fieldset_end){ 0 });
}

static void do_label(const struct fix *fix) {
    only(fix->options, "", "text html for classes isPageHeading");
    struct str classes = get_some(fix, fix->options, "classes");
    enum size size = take_size(fix, &classes, "govuk-label");
    component_label(fix->o, &(struct component_label){
                                .text = get_phrase(fix, fix->options, "text", "html"),
                                .for_id = get_some(fix, fix->options, "for"),
                                .size = size,
                                .is_heading = get_bool(fix->options, "isPageHeading"),
                                .classes = classes,
                            });
}

static void do_hint(const struct fix *fix) {
    only(fix->options, "", "text html id classes");
    component_hint(fix->o, &(struct component_hint){
                               .text = get_phrase(fix, fix->options, "text", "html"),
                               .id = get_some(fix, fix->options, "id"),
                               .classes = get_some(fix, fix->options, "classes"),
                           });
}

static void do_error_message(const struct fix *fix) {
    only(fix->options, "", "text html id classes");
    component_error_message(fix->o, &(struct component_error_message){
                                        .text = get_phrase(fix, fix->options, "text", "html"),
                                        .id = get_some(fix, fix->options, "id"),
                                        .classes = get_some(fix, fix->options, "classes"),
                                    });
}

static void do_error_summary(const struct fix *fix) {
    only(fix->options, "", "titleText titleHtml descriptionText descriptionHtml errorList classes");
    const struct json *list = array_of(fix->options, "errorList");
    size_t n = count(list, "errorList", false);
    struct error_item *errors = ARENA_ARRAY(fix->arena, struct error_item, n + 1);
    const struct json *item = NULL;
    for (size_t i = 0; i < n; i++) {
        item = next_of(list, item);
        only(item, "errorList", "text html href");
        errors[i] =
            (struct error_item){ get_phrase(fix, item, "text", "html"), get_href(fix, item) };
    }
    component_error_summary(fix->o,
        &(struct component_error_summary){
            .title = get_phrase(fix, fix->options, "titleText", "titleHtml"),
            .description = get_phrase(fix, fix->options, "descriptionText", "descriptionHtml"),
            .errors = errors,
            .n_errors = n,
            .classes = get_some(fix, fix->options, "classes"),
        });
}

static void do_button(const struct fix *fix) {
    static const char *const variants[] = { "-", "govuk-button--secondary", "govuk-button--warning",
        "govuk-button--inverse" };
    only(fix->options, "", "text html href name value id classes type");
    struct str type = get_some(fix, fix->options, "type");
    if (type.p != NULL && !str_eq(type, STR("submit"))) {
        uncovered("type: other than submit");
    }
    struct str classes = get_some(fix, fix->options, "classes");
    enum button_variant variant = BUTTON_PRIMARY;
    for (enum button_variant v = BUTTON_SECONDARY; v <= BUTTON_INVERSE; v++) {
        variant = take_class(fix, &classes, variants[v]) ? v : variant;
    }
    component_button(fix->o, &(struct component_button){
                                 .text = get_phrase(fix, fix->options, "text", "html"),
                                 .variant = variant,
                                 .href = get_href(fix, fix->options),
                                 .name = get_some(fix, fix->options, "name"),
                                 .value = get_some(fix, fix->options, "value"),
                                 .id = get_some(fix, fix->options, "id"),
                                 .classes = classes,
                             });
}

/* --- the other parts -------------------------------------------------------------------------- */

static const struct colour {
    const char *class;
    enum tag_colour tag;
} colours[] = { { "govuk-tag--grey", TAG_GREY }, { "govuk-tag--green", TAG_GREEN },
    { "govuk-tag--teal", TAG_TEAL }, { "govuk-tag--blue", TAG_BLUE },
    { "govuk-tag--purple", TAG_PURPLE }, { "govuk-tag--magenta", TAG_MAGENTA },
    { "govuk-tag--red", TAG_RED }, { "govuk-tag--orange", TAG_ORANGE },
    { "govuk-tag--yellow", TAG_YELLOW } };

static enum tag_colour get_colour(const struct fix *fix, const struct json *object) {
    struct str classes = get_some(fix, object, "classes");
    enum tag_colour colour = TAG_PLAIN;
    for (size_t i = 0; i < COUNT_OF(colours); i++) {
        colour = take_class(fix, &classes, colours[i].class) ? colours[i].tag : colour;
    }
    if (classes.p != NULL) {
        uncovered("tag colour %.*s", STR_FMT(classes));
    }
    return colour;
}

static void do_tag(const struct fix *fix) {
    only(fix->options, "", "text html classes");
    component_tag(fix->o, &(struct component_tag){
                              .text = get_phrase(fix, fix->options, "text", "html"),
                              .colour = get_colour(fix, fix->options),
                          });
}

static void do_back_link(const struct fix *fix) {
    only(fix->options, "", "text html href classes");
    struct component_back_link p = {
        .text = get_phrase(fix, fix->options, "text", "html"),
        .href = get_href(fix, fix->options),
        .classes = get_some(fix, fix->options, "classes"),
    };
    p.is_inverse = take_class(fix, &p.classes, "govuk-back-link--inverse");
    component_back_link(fix->o, &p);
}

static void do_skip_link(const struct fix *fix) {
    only(fix->options, "", "text html href classes");
    component_skip_link(fix->o, &(struct component_skip_link){
                                    .text = get_phrase(fix, fix->options, "text", "html"),
                                    .href = get_href(fix, fix->options),
                                    .classes = get_some(fix, fix->options, "classes"),
                                });
}

static struct link *get_links(
    const struct fix *fix, const struct json *array, const char *keys, size_t *out_n) {
    size_t n = count(array, "items", false);
    struct link *links = ARENA_ARRAY(fix->arena, struct link, n + 1);
    const struct json *item = NULL;
    for (size_t i = 0; i < n; i++) {
        item = next_of(array, item);
        only(item, "items", keys);
        links[i] = (struct link){ .text = get_phrase(fix, item, "text", "html"),
            .href = get_href(fix, item),
            .is_current = get_bool(item, "current") || get_bool(item, "active") };
    }
    *out_n = n;
    return links;
}

static void do_breadcrumbs(const struct fix *fix) {
    only(fix->options, "", "items classes collapseOnMobile labelText");
    struct component_breadcrumbs p = {
        .label = get_phrase(fix, fix->options, "labelText", "-"),
        .is_collapsing = get_bool(fix->options, "collapseOnMobile"),
        .classes = get_some(fix, fix->options, "classes"),
    };
    p.items = get_links(fix, array_of(fix->options, "items"), "text html href", &p.n_items);
    p.is_inverse = take_class(fix, &p.classes, "govuk-breadcrumbs--inverse");
    component_breadcrumbs(fix->o, &p);
}

static void do_details(const struct fix *fix) {
    only(fix->options, "", "summaryText summaryHtml text html id open classes");
    component_details(
        fix->o, &(struct component_details){
                    .summary = get_phrase(fix, fix->options, "summaryText", "summaryHtml"),
                    .text = get_phrase(fix, fix->options, "text", "html"),
                    .id = get_some(fix, fix->options, "id"),
                    .is_open = get_bool(fix->options, "open"),
                    .classes = get_some(fix, fix->options, "classes"),
                });
}

static void do_inset_text(const struct fix *fix) {
    only(fix->options, "", "text html id classes");
    component_inset_text(fix->o, &(struct component_inset_text){
                                     .text = get_phrase(fix, fix->options, "text", "html"),
                                     .id = get_some(fix, fix->options, "id"),
                                     .classes = get_some(fix, fix->options, "classes"),
                                 });
}

static void do_warning_text(const struct fix *fix) {
    only(fix->options, "", "text html iconFallbackText classes");
    component_warning_text(
        fix->o, &(struct component_warning_text){
                    .text = get_phrase(fix, fix->options, "text", "html"),
                    .icon_text = get_phrase(fix, fix->options, "iconFallbackText", "-"),
                    .classes = get_some(fix, fix->options, "classes"),
                });
}

static int get_level(const struct json *object, const char *key) {
    const struct json *level = json_get(object, str_from_c(key));
    if (level == NULL) {
        return 0;
    }
    int64_t number = level->number;
    if (level->kind == JSON_TEXT && !str_to_i64(level->text, &number)) {
        uncovered("%s: not a number", key);
    }
    return (int)number;
}

static void do_notification_banner(const struct fix *fix) {
    only(fix->options, "",
        "text html titleText titleHtml type titleId titleHeadingLevel role classes");
    struct str body = get_some(fix, fix->options, "html");
    struct component_notification_banner p = {
        .title = get_phrase(fix, fix->options, "titleText", "titleHtml"),
        .is_success = str_eq(get(fix, fix->options, "type"), STR("success")),
        .title_id = get_some(fix, fix->options, "titleId"),
        .heading_level = get_level(fix->options, "titleHeadingLevel"),
        .role = get_some(fix, fix->options, "role"),
        .classes = get_some(fix, fix->options, "classes"),
    };
    if (body.p != NULL) {
        p.body = SAY_HTML((struct markup){ body });
    } else {
        p.text = get_phrase(fix, fix->options, "text", "-");
    }
    component_notification_banner(fix->o, &p);
}

static void do_panel(const struct fix *fix) {
    only(fix->options, "", "titleText titleHtml text html headingLevel classes actions");
    const struct json *actions = json_get(fix->options, STR("actions"));
    only(actions, "actions", "items");
    struct component_panel p = {
        .title = get_phrase(fix, fix->options, "titleText", "titleHtml"),
        .text = get_phrase(fix, fix->options, "text", "html"),
        .heading_level = get_level(fix->options, "headingLevel"),
        .classes = get_some(fix, fix->options, "classes"),
    };
    const struct json *items = actions == NULL ? NULL : array_of(actions, "items");
    for (const struct json *item = items == NULL ? NULL : items->first; item != NULL;
         item = item->next) {
        struct str type = get_some(fix, item, "type");
        if (!json_get(item, STR("href")) && !str_eq(type, STR("submit"))) {
            uncovered("actions.type: other than submit");
        }
        if (json_get(item, STR("href")) && type.p != NULL) {
            uncovered("actions.type of a link");
        }
    }
    p.actions = get_links(fix, items, "text href type", &p.n_actions);
    p.is_interruption = take_class(fix, &p.classes, "govuk-panel--interruption");
    if (actions != NULL && p.n_actions == 0 && p.is_interruption) {
        uncovered("actions without items");
    }
    component_panel(fix->o, &p);
}

static struct page_link *get_pages(const struct fix *fix, size_t *out_n) {
    const struct json *items = array_of(fix->options, "items");
    size_t n = count(items, "items", false);
    struct page_link *links = ARENA_ARRAY(fix->arena, struct page_link, n + 1);
    const struct json *item = NULL;
    for (size_t i = 0; i < n; i++) {
        item = next_of(items, item);
        only(item, "items", "number href current ellipsis visuallyHiddenText");
        const struct json *number = json_get(item, STR("number"));
        int64_t value = 0;
        if (item->n == 0) {
            uncovered("items: empty places");
        }
        if (!get_bool(item, "ellipsis") && number != NULL) {
            value = number->number;
            if (number->kind == JSON_TEXT && !str_to_i64(number->text, &value)) {
                uncovered("items.number: a text");
            }
        }
        links[i] = (struct page_link){ .number = value,
            .href = get_href(fix, item),
            .is_current = get_bool(item, "current"),
            .label = get_phrase(fix, item, "visuallyHiddenText", "-") };
    }
    *out_n = n;
    return links;
}

static struct link get_arrow(const struct fix *fix, const char *key, struct phrase *out_label) {
    const struct json *arrow = json_get(fix->options, str_from_c(key));
    only(arrow, key, "href text html labelText");
    *out_label = get_phrase(fix, arrow, "labelText", "-");
    return (struct link){ .text = get_phrase(fix, arrow, "text", "html"),
        .href = get_href(fix, arrow) };
}

static void do_pagination(const struct fix *fix) {
    only(fix->options, "", "items previous next landmarkLabel classes");
    struct component_pagination p = {
        .label = get_phrase(fix, fix->options, "landmarkLabel", "-"),
        .classes = get_some(fix, fix->options, "classes"),
    };
    p.items = get_pages(fix, &p.n_items);
    p.previous = get_arrow(fix, "previous", &p.previous_label);
    p.next = get_arrow(fix, "next", &p.next_label);
    component_pagination(fix->o, &p);
}

static void do_service_navigation(const struct fix *fix) {
    only(fix->options, "", "navigation navigationLabel menuButtonText classes");
    const struct json *items = array_of(fix->options, "navigation");
    struct component_service_navigation p = {
        .label = get_phrase(fix, fix->options, "navigationLabel", "-"),
        .classes = get_some(fix, fix->options, "classes"),
    };
    if (p.label.text.p == NULL) {
        p.label = get_phrase(fix, fix->options, "menuButtonText", "-");
    }
    p.items = get_links(fix, items, "text html href current active", &p.n_items);
    if (p.n_items == 0) {
        uncovered("navigation: empty");
    }
    for (const struct json *item = items->first; item != NULL; item = item->next) {
        p.is_exact = p.is_exact || get_bool(item, "current");
    }
    p.is_inverse = take_class(fix, &p.classes, "govuk-service-navigation--inverse");
    component_service_navigation(fix->o, &p);
}

/* --- rows ------------------------------------------------------------------------------------- */

static void get_actions(const struct fix *fix, const struct json *row, struct summary_row *out) {
    const struct json *actions = json_get(row, STR("actions"));
    only(actions, "rows.actions", "items");
    const struct json *items = actions == NULL ? NULL : array_of(actions, "items");
    out->n_actions = count(items, "rows.actions.items", true);
    if (items != NULL && out->n_actions == 0) {
        uncovered("rows.actions: empty");
    }
    struct summary_action *made =
        ARENA_ARRAY(fix->arena, struct summary_action, out->n_actions + 1);
    const struct json *item = NULL;
    for (size_t i = 0; i < out->n_actions; i++) {
        item = next_of(items, item);
        only(item, "rows.actions.items", "text html href visuallyHiddenText classes");
        made[i] = (struct summary_action){ .text = get_phrase(fix, item, "text", "html"),
            .hidden = get_phrase(fix, item, "visuallyHiddenText", "-"),
            .href = get_href(fix, item),
            .classes = get_some(fix, item, "classes") };
        if (made[i].text.text.p == NULL && made[i].text.html.html.p == NULL) {
            uncovered("rows.actions.items: without text");
        }
    }
    out->actions = made;
}

static void do_summary_list(const struct fix *fix) {
    only(fix->options, "", "rows classes");
    const struct json *rows = array_of(fix->options, "rows");
    struct component_summary_list p = { .n_rows = count(rows, "rows", false),
        .classes = get_some(fix, fix->options, "classes") };
    struct summary_row *made = ARENA_ARRAY(fix->arena, struct summary_row, p.n_rows + 1);
    const struct json *row = NULL;
    for (size_t i = 0; i < p.n_rows; i++) {
        row = next_of(rows, row);
        only(row, "rows", "key value actions classes");
        const struct json *key = json_get(row, STR("key"));
        const struct json *value = json_get(row, STR("value"));
        only(key, "rows.key", "text html");
        only(value, "rows.value", "text html");
        made[i] = (struct summary_row){ .key = get_phrase(fix, key, "text", "html"),
            .value = get_phrase(fix, value, "text", "html"),
            .classes = get_some(fix, row, "classes") };
        get_actions(fix, row, &made[i]);
    }
    p.rows = made;
    p.is_borderless = take_class(fix, &p.classes, "govuk-summary-list--no-border");
    component_summary_list(fix->o, &p);
}

static struct task get_task(const struct fix *fix, const struct json *item) {
    only(item, "items", "title hint status href classes");
    const struct json *title = json_get(item, STR("title"));
    const struct json *hint = json_get(item, STR("hint"));
    const struct json *status = json_get(item, STR("status"));
    const struct json *tag = json_get(status, STR("tag"));
    only(title, "items.title", "text html");
    only(hint, "items.hint", "text html");
    only(status, "items.status", "tag text html classes");
    only(tag, "items.status.tag", "text html classes");
    struct str classes = get_some(fix, status, "classes");
    struct task task = {
        .name = get_phrase(fix, title, "text", "html"),
        .href = get_href(fix, item),
        .hint = get_phrase(fix, hint, "text", "html"),
        .status = get_phrase(fix, tag == NULL ? status : tag, "text", "html"),
        .tag = tag == NULL ? TAG_NONE : get_colour(fix, tag),
        .cannot_start = take_class(fix, &classes, "govuk-task-list__status--cannot-start-yet"),
        .classes = get_some(fix, item, "classes"),
    };
    if (classes.p != NULL) {
        uncovered("items.status.classes");
    }
    return task;
}

static void do_task_list(const struct fix *fix) {
    only(fix->options, "", "items idPrefix classes");
    const struct json *items = array_of(fix->options, "items");
    struct component_task_list p = { .n_items = count(items, "items", true),
        .id = get_some(fix, fix->options, "idPrefix"),
        .classes = get_some(fix, fix->options, "classes") };
    struct task *made = ARENA_ARRAY(fix->arena, struct task, p.n_items + 1);
    const struct json *item = NULL;
    for (size_t i = 0; i < p.n_items; i++) {
        item = next_of(items, item);
        made[i] = get_task(fix, item);
    }
    p.items = made;
    component_task_list(fix->o, &p);
}

static void get_columns(const struct fix *fix, struct component_table *p) {
    const struct json *head = array_of(fix->options, "head");
    size_t n = head == NULL ? 0 : head->n;
    const struct json *rows = array_of(fix->options, "rows");
    for (const struct json *row = rows == NULL ? NULL : rows->first; row != NULL; row = row->next) {
        n = row->kind == JSON_ARRAY && row->n > n ? row->n : n;
    }
    struct column *made = ARENA_ARRAY(fix->arena, struct column, n + 1);
    const struct json *cell = head == NULL ? NULL : head->first;
    for (size_t i = 0; cell != NULL; cell = cell->next, i++) {
        only(cell, "head", "text html format classes");
        made[i] = (struct column){ .head = get_phrase(fix, cell, "text", "html"),
            .is_numeric = str_eq(get(fix, cell, "format"), STR("numeric")),
            .classes = get_some(fix, cell, "classes") };
    }
    p->columns = made;
    p->n_columns = head == NULL ? n : head->n;
    const struct json *first = rows == NULL ? NULL : next_of(rows, NULL);
    cell = head != NULL || first == NULL ? NULL : first->first;
    for (size_t i = 0; cell != NULL; cell = cell->next, i++) {
        made[i].is_numeric = str_eq(get(fix, cell, "format"), STR("numeric"));
    }
}

static struct table_row get_row(
    const struct fix *fix, const struct component_table *p, const struct json *row) {
    struct cell *cells = ARENA_ARRAY(fix->arena, struct cell, row->n + 1);
    size_t i = 0;
    for (const struct json *cell = row->first; cell != NULL; cell = cell->next, i++) {
        only(cell, "rows", "text html format classes");
        bool is_numeric = str_eq(get(fix, cell, "format"), STR("numeric"));
        bool is_head = i == 0 && p->has_row_heads;
        if (!is_head && is_numeric != p->columns[i].is_numeric) {
            uncovered("rows.format: not that of the column");
        }
        cells[i] = (struct cell){ .text = get_phrase(fix, cell, "text", "html"),
            .classes = get_some(fix, cell, "classes") };
    }
    return (struct table_row){ cells, row->n };
}

static void do_table(const struct fix *fix) {
    only(fix->options, "", "rows head caption captionClasses firstCellIsHeader classes");
    const struct json *rows = array_of(fix->options, "rows");
    struct str caption_classes = get_some(fix, fix->options, "captionClasses");
    struct component_table p = {
        .caption = get_phrase(fix, fix->options, "caption", "-"),
        .caption_size = take_size(fix, &caption_classes, "govuk-table__caption"),
        .is_caption_hidden = take_class(fix, &caption_classes, "govuk-visually-hidden"),
        .n_rows = count(rows, "rows", false),
        .has_row_heads = get_bool(fix->options, "firstCellIsHeader"),
        .classes = get_some(fix, fix->options, "classes"),
    };
    if (caption_classes.p != NULL) {
        uncovered("captionClasses: other than sizes");
    }
    get_columns(fix, &p);
    struct table_row *made = ARENA_ARRAY(fix->arena, struct table_row, p.n_rows + 1);
    const struct json *row = NULL;
    for (size_t i = 0; i < p.n_rows; i++) {
        row = next_of(rows, row);
        made[i] = get_row(fix, &p, row);
    }
    p.rows = made;
    p.is_small = take_class(fix, &p.classes, "govuk-table--small-text-until-tablet");
    component_table(fix->o, &p);
}

/* --- choosing --------------------------------------------------------------------------------- */

static const struct ported {
    const char *name;
    void (*run)(const struct fix *fix);
} ported[] = {
    { "back-link", do_back_link },
    { "breadcrumbs", do_breadcrumbs },
    { "button", do_button },
    { "checkboxes", do_checkboxes },
    { "date-input", do_date_input },
    { "details", do_details },
    { "error-message", do_error_message },
    { "error-summary", do_error_summary },
    { "fieldset", do_fieldset },
    { "hint", do_hint },
    { "input", do_input },
    { "inset-text", do_inset_text },
    { "label", do_label },
    { "notification-banner", do_notification_banner },
    { "pagination", do_pagination },
    { "panel", do_panel },
    { "radios", do_radios },
    { "select", do_select },
    { "service-navigation", do_service_navigation },
    { "skip-link", do_skip_link },
    { "summary-list", do_summary_list },
    { "table", do_table },
    { "tag", do_tag },
    { "task-list", do_task_list },
    { "textarea", do_textarea },
    { "warning-text", do_warning_text },
};

static struct str read_all(struct arena *arena) {
    char *p = arena_take(arena, INPUT_B);
    return (struct str){ p, fread(p, 1, INPUT_B, stdin) };
}

int main(int argc, char **argv) {
    if (argc == 2 && str_eq_c(STR("list"), argv[1])) {
        for (size_t i = 0; i < COUNT_OF(ported); i++) {
            (void)puts(ported[i].name); /* a reader that went away is no concern of ours */
        }
        return 0;
    }
    struct arena *arena = arena_open(ARENA_B);
    struct json *fixture = NULL;
    size_t at = 0;
    if (json_parse(arena, read_all(arena), &fixture, &at) != OK) {
        (void)fprintf(stderr, "not JSON at byte %zu\n", at); /* the exit code says enough */
        return FAULT;
    }
    struct buf buf = buf_open(PAGE_B);
    struct out out = { .buf = &buf, .lang = LANG_EN };
    struct fix fix = { arena, &out, json_get(fixture, STR("options")) };
    struct str name = get(&fix, fixture, "component");
    for (size_t i = 0; i < COUNT_OF(ported); i++) {
        if (str_eq_c(name, ported[i].name)) {
            ported[i].run(&fix);
            (void)fwrite(buf.p, 1, buf.n, stdout); /* the test compares what arrives */
            buf_done(&buf);
            arena_close(arena);
            return 0;
        }
    }
    uncovered("no component %.*s", STR_FMT(name));
}

#include "form/input.h"

#include "err/must.h"
#include "utf8/utf8.h"
#include "json/json.h"

#include <string.h>

enum {
    CODE_MAX_B = 40,
    DAY_PARTS = 3,
};

static const char *const day_parts[DAY_PARTS] = { "-day", "-month", "-year" };

/* --- from JSON -------------------------------------------------------------------------------- */

static enum err add_value(struct form *form, struct str name, const struct json *value) {
    struct str text = value->text;
    char kind = 't';
    switch (value->kind) {
    case JSON_TEXT:
        break;
    case JSON_NUMBER:
        text = arena_print(form->arena, "%lld", (long long)value->number);
        kind = 'n';
        break;
    case JSON_BOOL:
        text = value->number != 0 ? STR("true") : STR("false");
        kind = 'b';
        break;
    default: /* a null in an array, a fraction, an object: no field is of such a kind */
        text = STR("");
        kind = 'x';
        break;
    }
    TRY(form_add(form, name, text));
    struct form_field *field = form_find(form, name);
    if (field->n_items > 1 && field->kind != kind) {
        kind = 'x';
    }
    field->kind = kind;
    return OK;
}

static enum err add_array(struct form *form, const struct json *array) {
    for (const struct json *item = array->first; item != NULL; item = item->next) {
        TRY(add_value(form, array->key, item));
    }
    struct form_field *field = form_find(form, array->key);
    if (field != NULL) { /* an empty array is as if it had been left out */
        field->is_list = true;
    }
    return OK;
}

enum err input_read_json(struct form *form, struct str body) {
    struct json *root = NULL;
    TRY(json_parse(form->arena, body, &root, NULL));
    if (root->kind != JSON_OBJECT) {
        return ERR_FORM;
    }
    for (const struct json *value = root->first; value != NULL; value = value->next) {
        if (value->kind == JSON_ARRAY) {
            TRY(add_array(form, value));
        } else if (value->kind != JSON_NULL) {
            TRY(add_value(form, value->key, value));
        }
    }
    return OK;
}

/* --- one field -------------------------------------------------------------------------------- */

/* A field on its way from the form into the struct. */
struct work {
    struct form *form;
    const struct input_row *row;
    const struct input_source *source;
    struct form_field *field; /* NULL: not sent */
    void *out;
};

static enum words parse_text(const struct work *work, struct str *out) {
    bool has_lines = work->row->type == FIELD_LINES;
    struct str value = work->field->value;
    if (!utf8_is_text(value, has_lines)) {
        return W_INVALID_TEXT;
    }
    struct str text = STR_NONE;
    if (utf8_normal(work->form->arena, value, &text) != OK) {
        return W_INVALID_TEXT;
    }
    char *p = arena_take(work->form->arena, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '\r') { /* utf8_is_text allows it only before \n */
            p[n++] = text.p[i];
        }
    }
    if (work->row->max > 0 && (int64_t)n > work->row->max) {
        return W_INVALID_TOO_LONG;
    }
    *out = (struct str){ p, n };
    return W_NONE;
}

static enum words parse_secret(const struct work *work, struct str *out) {
    struct str value = work->field->value;
    if (work->row->max > 0 && (int64_t)value.n > work->row->max) {
        return W_INVALID_TOO_LONG;
    }
    if (!utf8_is_valid(value) || memchr(value.p, '\0', value.n) != NULL) {
        return W_INVALID_TEXT;
    }
    *out = value;
    return W_NONE;
}

static bool is_code(struct str text, int64_t max) {
    size_t limit = max > 0 && max < CODE_MAX_B ? (size_t)max : CODE_MAX_B;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool is_good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '.' || c == '-';
        if (!is_good) {
            return false;
        }
    }
    return text.n >= 1 && text.n <= limit;
}

static enum words parse_code(const struct work *work, struct str *out) {
    struct str value = work->field->value;
    const struct input_row *row = work->row;
    bool is_known = is_code(value, row->max);
    if (is_known && row->type == FIELD_CODE) {
        is_known = work->source->has_code(work->source->self, row->list, value);
    }
    if (!is_known) {
        return W_INVALID_CODE;
    }
    *out = value;
    return W_NONE;
}

static bool is_among(const struct str_list *list, struct str item) {
    for (size_t i = 0; i < list->n; i++) {
        if (str_eq(list->items[i], item)) {
            return true;
        }
    }
    return false;
}

/* An empty item stands for "none of them" and is left out. */
static enum words parse_codes(const struct work *work, struct str_list *out) {
    const struct form_field *field = work->field;
    const struct input_row *row = work->row;
    struct str_list list = { .items = ARENA_ARRAY(work->form->arena, struct str, field->n_items) };
    for (size_t i = 0; i < field->n_items; i++) {
        struct str item = field->items[i];
        if (item.n == 0 && field->kind == 'f') {
            continue;
        }
        if (!is_code(item, 0) || is_among(&list, item) ||
            (row->list.n > 0 && !str_eq(row->list, STR("-")) &&
                !work->source->has_code(work->source->self, row->list, item))) {
            return W_INVALID_CODE;
        }
        list.items[list.n++] = item;
    }
    if (row->max > 0 && (int64_t)list.n > row->max) {
        return W_INVALID_TOO_MANY;
    }
    *out = list;
    return W_NONE;
}

static enum words parse_number(const struct work *work, int64_t *out) {
    int64_t number = 0;
    struct str value = work->field->value;
    bool is_id = work->row->type == FIELD_ID;
    bool is_plain = value.n >= 1 && value.p[0] >= '0' && value.p[0] <= '9' &&
                    (value.n == 1 || value.p[0] != '0');
    if (!is_plain || !str_to_i64(value, &number) || (is_id && number < 1) ||
        (!is_id && work->row->max > 0 && number > work->row->max)) {
        return W_INVALID_NUMBER;
    }
    *out = number;
    return W_NONE;
}

static enum words parse_bool(const struct work *work, bool *out) {
    struct str value = work->field->value;
    bool is_yes =
        str_eq(value, STR("1")) || str_eq(value, STR("yes")) || str_eq(value, STR("true"));
    bool is_no = value.n == 0 || str_eq(value, STR("0")) || str_eq(value, STR("no")) ||
                 str_eq(value, STR("false"));
    if (!is_yes && !is_no) {
        return W_INVALID_CHOICE;
    }
    *out = is_yes;
    return W_NONE;
}

/* Two digits at `at`, or -1. */
static int two_digits(struct str text, size_t at) {
    char a = text.p[at];
    char b = text.p[at + 1];
    return a >= '0' && a <= '9' && b >= '0' && b <= '9' ? (a - '0') * 10 + (b - '0') : -1;
}

static enum words parse_local(const struct work *work, struct str value, struct instant *out) {
    enum { LOCAL_N = 16, DAY_N = 10, HOUR_AT = 11, MINUTE_AT = 14 };
    struct local local = { 0 };
    struct day day = DAY_NONE;
    if (value.n != LOCAL_N || value.p[DAY_N] != 'T' || value.p[MINUTE_AT - 1] != ':' ||
        day_parse(str_head(value, DAY_N), &day) != OK) {
        return W_INVALID_INSTANT;
    }
    day_split(day, &local.year, &local.month, &local.day);
    local.hour = two_digits(value, HOUR_AT);
    local.minute = two_digits(value, MINUTE_AT);
    if (local.hour < 0 || local.hour > 23 || local.minute < 0 || local.minute > 59 ||
        local_to_ms(work->source->zone, local, &out->ms) != OK) {
        return W_INVALID_INSTANT;
    }
    return W_NONE;
}

static enum words parse_instant(const struct work *work, struct instant *out) {
    struct str value = work->field->value;
    struct instant instant = { 0 };
    if (instant_parse(value, &instant) != OK) {
        enum words error = parse_local(work, value, &instant);
        if (error != W_NONE) {
            return error;
        }
    }
    *out = instant;
    return W_NONE;
}

static enum words parse_value(const struct work *work) {
    struct day day = DAY_NONE;
    switch (work->row->type) {
    case FIELD_TEXT:
    case FIELD_LINES:
        return parse_text(work, work->out);
    case FIELD_SECRET:
        return parse_secret(work, work->out);
    case FIELD_CODE:
    case FIELD_CODE_FREE:
        return parse_code(work, work->out);
    case FIELD_CODES:
        return parse_codes(work, work->out);
    case FIELD_ID:
    case FIELD_I64:
        return parse_number(work, work->out);
    case FIELD_BOOL:
        return parse_bool(work, work->out);
    case FIELD_INSTANT:
        return parse_instant(work, work->out);
    case FIELD_DAY:
        if (day_parse(work->field->value, &day) != OK) {
            return W_INVALID_DAY;
        }
        memcpy(work->out, &day, sizeof(day));
        return W_NONE;
    }
    return W_INVALID_TEXT;
}

/* A JSON value must be of the kind of its field. */
static bool is_right_kind(const struct form_field *field, enum input_type type) {
    if (field->kind == 'f') {
        return true;
    }
    if (field->is_list != (type == FIELD_CODES)) {
        return false;
    }
    bool is_number = type == FIELD_ID || type == FIELD_I64;
    return type == FIELD_BOOL ? field->kind == 'b'
                              : field->kind == 't' || (is_number && field->kind == 'n');
}

static bool is_blank(const struct work *work) {
    const struct form_field *field = work->field;
    if (field == NULL || field->n_items == 0) {
        return true;
    }
    if (work->row->type == FIELD_CODES) {
        return false;
    }
    return work->row->type == FIELD_SECRET ? field->value.n == 0 : str_trim(field->value).n == 0;
}

static enum words parse_field(const struct work *work) {
    const struct form_field *field = work->field;
    if (field != NULL && !is_right_kind(field, work->row->type)) {
        return W_INVALID_KIND;
    }
    if (field != NULL && field->n_items > 1 && work->row->type != FIELD_CODES) {
        return W_INVALID_TWICE;
    }
    if (is_blank(work)) {
        return work->row->is_required ? W_INVALID_REQUIRED : W_NONE;
    }
    enum words error = parse_value(work);
    if (error == W_NONE && work->row->is_required) {
        struct str_list list = { 0 };
        struct str text = STR("-");
        if (work->row->type == FIELD_CODES) {
            memcpy(&list, work->out, sizeof(list));
            return list.n == 0 ? W_INVALID_REQUIRED : W_NONE;
        }
        if (work->row->type == FIELD_TEXT || work->row->type == FIELD_LINES) {
            memcpy(&text, work->out, sizeof(text));
        }
        return text.n == 0 ? W_INVALID_REQUIRED : W_NONE; /* only blanks of some script */
    }
    return error;
}

/* --- days in three parts ---------------------------------------------------------------------- */

static struct str part_name(struct form *form, struct str name, size_t part) {
    return arena_print(form->arena, "%.*s%s", STR_FMT(name), day_parts[part]);
}

/* Joins field-day, field-month and field-year to the field itself. */
static enum words join_day(struct form *form, struct str name) {
    static const int64_t highest[DAY_PARTS] = { 31, 12, 9999 };
    int64_t numbers[DAY_PARTS] = { 0 };
    size_t n_sent = 0;
    size_t n_filled = 0;
    bool is_good = true;
    for (size_t i = 0; i < DAY_PARTS; i++) {
        const struct form_field *part = form_find(form, part_name(form, name, i));
        if (part == NULL || part->n_items == 0) {
            continue;
        }
        n_sent++;
        struct str text = str_trim(part->value);
        n_filled += text.n > 0;
        is_good = is_good && part->n_items == 1 && text.n <= 4 && part->kind == 'f' &&
                  (text.n == 0 || (str_to_i64(text, &numbers[i]) && numbers[i] >= 1 &&
                                      numbers[i] <= highest[i]));
    }
    const struct form_field *whole = form_find(form, name);
    if (n_sent == 0 || (n_filled == 0 && is_good)) {
        return W_NONE;
    }
    if (!is_good || n_filled != DAY_PARTS || (whole != NULL && whole->n_items > 0)) {
        return W_INVALID_DAY;
    }
    struct str day = arena_print(
        form->arena, "%04d-%02d-%02d", (int)numbers[2], (int)numbers[1], (int)numbers[0]);
    return form_add(form, name, day) == OK ? W_NONE : W_INVALID_DAY;
}

static bool is_part_of(struct form *form, struct str name, const struct input_row *row) {
    for (size_t i = 0; row->type == FIELD_DAY && i < DAY_PARTS; i++) {
        if (str_eq(name, part_name(form, row->field, i))) {
            return true;
        }
    }
    return false;
}

/* --- the whole -------------------------------------------------------------------------------- */

void input_take_marks(struct form *form) {
    struct form_field *csrf = form_find(form, STR("csrf"));
    struct form_field *once = form_find(form, STR("once"));
    if (csrf != NULL && csrf->n_items == 1) {
        form->csrf = csrf->value;
        csrf->n_items = 0;
    }
    if (once != NULL && once->n_items == 1) {
        form->once = once->value;
        once->n_items = 0;
    }
}

static void find_unknown(struct form *form, const struct input_row *rows, size_t n) {
    for (size_t at = 0; at < form->n_fields; at++) {
        struct form_field *field = &form->fields[at];
        bool is_known = field->n_items == 0;
        for (size_t i = 0; i < n && !is_known; i++) {
            is_known = str_eq(rows[i].field, field->name) ||
                       (field->kind == 'f' && is_part_of(form, field->name, &rows[i]));
        }
        if (!is_known) {
            form_fault(form, field->name, W_INVALID_UNKNOWN);
        }
    }
}

static void parse_row(const struct work *work) {
    struct form *form = work->form;
    const struct input_row *row = work->row;
    enum words error = row->type == FIELD_DAY ? join_day(form, row->field) : W_NONE;
    struct work full = *work;
    full.field = form_find(form, row->field);
    if (full.field != NULL && row->type == FIELD_SECRET) {
        full.field->is_secret = true;
    }
    if (error == W_NONE) {
        error = parse_field(&full);
    }
    if (error != W_NONE) {
        form_fault(form, row->field, error);
    }
}

/* What a field holds that was left out; all others are 0. */
static void set_none(const struct input_row *row, void *out) {
    static const struct str empty = { "", 0 };
    switch (row->type) {
    case FIELD_DAY:
        memcpy(out, &DAY_NONE, sizeof(struct day));
        return;
    case FIELD_TEXT:
    case FIELD_LINES:
    case FIELD_SECRET:
    case FIELD_CODE:
    case FIELD_CODE_FREE:
        memcpy(out, &empty, sizeof(empty));
        return;
    default:
        return;
    }
}

enum err input_parse(struct form *form, enum input input, const struct input_source *source,
    const void **out_input) {
    size_t n = 0;
    const struct input_row *rows = input_rows(input, &n);
    unsigned char *out = input_size(input) == 0 ? NULL : arena_take(form->arena, input_size(input));
    find_unknown(form, rows, n);
    for (size_t i = 0; i < n; i++) {
        set_none(&rows[i], out + rows[i].offset);
        parse_row(&(struct work){
            .form = form, .row = &rows[i], .source = source, .out = out + rows[i].offset });
    }
    if (!form_is_good(form)) {
        return ERR_INPUT;
    }
    *out_input = out;
    return OK;
}

struct form_errors input_errors(const struct form *form, enum input input) {
    size_t n = 0;
    const struct input_row *rows = input_rows(input, &n);
    if (form == NULL || form->n_fields == 0) {
        return (struct form_errors){ NULL, 0 };
    }
    struct form_error_row *errors = ARENA_ARRAY(form->arena, struct form_error_row, form->n_fields);
    size_t n_errors = 0;
    for (size_t i = 0; i < n; i++) {
        enum words error = form_error(form, rows[i].field);
        enum words label = W_NONE;
        if (error != W_NONE) {
            (void)words_of_key(rows[i].words, &label); /* W_NONE when there is no such key */
            errors[n_errors++] = (struct form_error_row){ rows[i].field, label, error };
        }
    }
    for (size_t at = 0; at < form->n_fields; at++) {
        const struct form_field *field = &form->fields[at];
        if (field->error == W_INVALID_UNKNOWN) {
            errors[n_errors++] = (struct form_error_row){ field->name, W_NONE, field->error };
        }
    }
    return (struct form_errors){ errors, n_errors };
}

#include "form/form.h"

#include "utf8/utf8.h"

struct form *form_open(struct arena *arena) {
    struct form *form = ARENA_NEW(arena, struct form);
    form->arena = arena;
    return form;
}

/* --- finding ---------------------------------------------------------------------------------- */

struct form_field *form_find(const struct form *form, struct str name) {
    for (size_t i = 0; form != NULL && i < form->n_fields; i++) {
        if (str_eq(form->fields[i].name, name)) {
            return &form->fields[i];
        }
    }
    return NULL;
}

/* NULL when there are too many. */
static struct form_field *find_or_add(struct form *form, struct str name) {
    struct form_field *field = form_find(form, name);
    if (field != NULL) {
        return field;
    }
    if (form->n_fields == FORM_FIELDS_MAX) {
        return NULL;
    }
    if (form->fields == NULL) {
        form->fields = ARENA_ARRAY(form->arena, struct form_field, FORM_FIELDS_MAX);
    }
    field = &form->fields[form->n_fields++];
    field->name = arena_str(form->arena, name);
    field->kind = 'f';
    return field;
}

static bool is_name(struct str name) {
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-')) {
            return false;
        }
    }
    return name.n >= 1 && name.n <= FORM_NAME_MAX_B;
}

static struct str *grown_items(struct form *form, struct form_field *field) {
    if (field->n_items == field->cap_items) {
        size_t cap = field->cap_items == 0 ? 1 : field->cap_items * 4;
        struct str *items = ARENA_ARRAY(form->arena, struct str, cap);
        for (size_t i = 0; i < field->n_items; i++) {
            items[i] = field->items[i];
        }
        field->items = items;
        field->cap_items = cap;
    }
    return field->items;
}

enum err form_add(struct form *form, struct str name, struct str value) {
    if (!is_name(name)) {
        return ERR_FORM;
    }
    struct form_field *field = find_or_add(form, name);
    if (field == NULL || form->n_items == FORM_ITEMS_MAX) {
        return ERR_TOO_LARGE;
    }
    form->n_items++;
    grown_items(form, field)[field->n_items++] = value;
    field->value = field->items[0];
    return OK;
}

/* --- reading ---------------------------------------------------------------------------------- */

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Decodes once; false for a lone percent sign, and for bytes that no browser sends as they are. */
static bool decode(struct arena *arena, struct str text, struct str *out) {
    char *p = arena_take(arena, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '+') {
            c = ' ';
        } else if (c == '%') {
            int high = i + 2 < text.n ? hex_digit(text.p[i + 1]) : -1;
            int low = i + 2 < text.n ? hex_digit(text.p[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return false;
            }
            c = (char)(high << 4 | low);
            i += 2;
        } else if ((unsigned char)c <= ' ' || (unsigned char)c >= 0x7f) {
            return false;
        }
        if (c == '\0') {
            return false;
        }
        p[n++] = c;
    }
    *out = (struct str){ p, n };
    return utf8_is_valid(*out);
}

static enum err read_pair(struct form *form, struct str pair) {
    size_t at = 0;
    while (at < pair.n && pair.p[at] != '=') {
        at++;
    }
    struct str name = STR_NONE;
    struct str value = STR("");
    if (at == pair.n || !decode(form->arena, str_head(pair, at), &name) ||
        !decode(form->arena, str_skip(pair, at + 1), &value)) {
        return ERR_FORM;
    }
    return form_add(form, name, value);
}

enum err form_read(struct form *form, struct str text) {
    struct str rest = text;
    struct str pair = STR_NONE;
    if (text.n == 0) {
        return OK;
    }
    while (str_cut(&rest, '&', &pair)) {
        TRY(read_pair(form, pair));
    }
    return OK;
}

/* --- showing ---------------------------------------------------------------------------------- */

struct str form_value(const struct form *form, struct str name) {
    const struct form_field *field = form_find(form, name);
    if (field == NULL || field->is_secret) {
        return STR("");
    }
    if (field->n_items > 0) {
        return field->value;
    }
    return form->is_sent || field->stored.p == NULL ? STR("") : field->stored;
}

bool form_has(const struct form *form, struct str name, struct str item) {
    const struct form_field *field = form_find(form, name);
    if (field == NULL) {
        return false;
    }
    for (size_t i = 0; i < field->n_items; i++) {
        if (str_eq(field->items[i], item)) {
            return true;
        }
    }
    if (field->n_items > 0 || form->is_sent) {
        return false;
    }
    struct str rest = field->stored;
    struct str word = STR_NONE;
    while (str_word(&rest, &word)) {
        if (str_eq(word, item)) {
            return true;
        }
    }
    return false;
}

enum words form_error(const struct form *form, struct str name) {
    const struct form_field *field = form_find(form, name);
    return field == NULL ? W_NONE : field->error;
}

struct str form_other(const struct form *form, struct str name) {
    const struct form_field *field = form_find(form, name);
    if (field == NULL || !form->is_stale || field->is_secret || field->stored.p == NULL ||
        str_eq(field->stored, form_value(form, name))) {
        return STR_NONE;
    }
    return field->stored;
}

void form_stored(struct form *form, struct str name, struct str value) {
    struct form_field *field = find_or_add(form, name);
    if (field != NULL) {
        field->stored = value.p == NULL ? STR("") : arena_str(form->arena, value);
    }
}

void form_fault(struct form *form, struct str name, enum words error) {
    struct form_field *field = find_or_add(form, name);
    if (field == NULL) {
        form->top_error = error;
    } else if (field->error == W_NONE) {
        field->error = error;
    }
}

bool form_is_good(const struct form *form) {
    for (size_t i = 0; i < form->n_fields; i++) {
        if (form->fields[i].error != W_NONE) {
            return false;
        }
    }
    return form->top_error == W_NONE;
}

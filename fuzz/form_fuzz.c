#include "fuzz.h"

#include "err/must.h"
#include "form/input.h"
#include "utf8/utf8.h"

enum { ARENA_MAX_B = 64 * 1024 * 1024, TRIED_MAX_B = 64 * 1024 };

static bool has_code(const void *self, struct str list, struct str code) {
    (void)self;
    (void)list;
    return code.n <= 2;
}

static void must_be_whole(const struct form *form) {
    size_t n_items = 0;
    for (size_t i = 0; i < form->n_fields; i++) {
        const struct form_field *field = &form->fields[i];
        must(field->name.n >= 1 && field->name.n <= FORM_NAME_MAX_B);
        must(form_find(form, field->name) == field);
        for (size_t item = 0; item < field->n_items; item++) {
            must(utf8_is_valid(field->items[item]));
        }
        n_items += field->n_items;
    }
    must(form->n_fields <= FORM_FIELDS_MAX && n_items <= FORM_ITEMS_MAX);
}

/* The first byte chooses the input; a good form has no fault, a bad one at least one. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct input_source source = { has_code, NULL, NULL };
    if (size < 1 || size > TRIED_MAX_B) {
        return 0;
    }
    CLEANUP(arena_done) struct arena *arena = arena_open(ARENA_MAX_B);
    struct form *form = form_open(arena);
    enum input input = (enum input)(data[0] % INPUT_COUNT);
    const void *in = NULL;
    if (form_read(form, (struct str){ (const char *)data + 1, size - 1 }) != OK) {
        return 0;
    }
    must_be_whole(form);
    input_take_marks(form);
    enum err e = input_parse(form, input, &source, &in);
    must(e == OK || e == ERR_INPUT);
    struct form_errors errors = input_errors(form, input);
    must((e == OK) == (errors.n == 0) || form->top_error != W_NONE);
    return 0;
}

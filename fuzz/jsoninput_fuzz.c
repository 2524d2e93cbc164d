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

/* The first byte chooses the input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct input_source source = { has_code, NULL, NULL };
    if (size < 1 || size > TRIED_MAX_B) {
        return 0;
    }
    CLEANUP(arena_done) struct arena *arena = arena_open(ARENA_MAX_B);
    struct form *form = form_open(arena);
    enum input input = (enum input)(data[0] % INPUT_COUNT);
    const void *in = NULL;
    enum err read = input_read_json(form, (struct str){ (const char *)data + 1, size - 1 });
    must(read == OK || read == ERR_FORM || read == ERR_TOO_LARGE);
    if (read != OK) {
        return 0;
    }
    enum err e = input_parse(form, input, &source, &in);
    must(e == OK || e == ERR_INPUT);
    must((e == OK) == (input_errors(form, input).n == 0) || form->top_error != W_NONE);
    if (e == OK && input == INPUT_GOAL) {
        const struct in_goal *goal = in;
        must(goal->text.n >= 1 && goal->text.n <= 1000 && utf8_is_text(goal->text, true));
    }
    return 0;
}

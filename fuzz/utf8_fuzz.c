#include "fuzz.h"

#include "err/must.h"
#include "utf8/utf8.h"

enum { ARENA_MAX_B = 256 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str text = { (const char *)data, size };
    CLEANUP(arena_done) struct arena *arena = arena_open(ARENA_MAX_B);
    bool is_valid = utf8_is_valid(text);
    must(utf8_count(text) <= size);
    must(!utf8_is_text(text, true) || is_valid);
    must(!utf8_is_text(text, false) || utf8_is_text(text, true));
    struct str fold = STR("kept");
    struct str normal = STR("kept");
    enum err e = utf8_fold(arena, text, &fold);
    must((e == OK) == is_valid);
    must(utf8_normal(arena, text, &normal) == e);
    if (e != OK) {
        must(str_eq(fold, STR("kept")) && str_eq(normal, STR("kept")));
        return 0;
    }
    must(utf8_is_valid(fold) && utf8_is_valid(normal));
    struct str again = STR_NONE;
    must(utf8_fold(arena, fold, &again) == OK && str_eq(again, fold));
    must(utf8_normal(arena, normal, &again) == OK && str_eq(again, normal));
    return 0;
}

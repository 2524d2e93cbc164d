#include "fuzz.h"

#include "err/must.h"
#include "utf8/utf8.h"
#include "json/json.h"

enum {
    ARENA_MAX_B = 32 * 1024 * 1024,
    BUF_MAX_B = 16 * 1024 * 1024,
};

static void write_value(struct json_out *out, const struct json *value) {
    switch (value->kind) {
    case JSON_NULL:
        json_null(out);
        return;
    case JSON_BOOL:
        json_bool(out, value->number != 0);
        return;
    case JSON_NUMBER:
        json_i64(out, value->number);
        return;
    case JSON_REAL:
        json_real(out, value->real);
        return;
    case JSON_TEXT:
        must(utf8_is_valid(value->text));
        json_str(out, value->text);
        return;
    case JSON_ARRAY:
        json_begin_array(out);
        break;
    case JSON_OBJECT:
        json_begin_object(out);
        break;
    }
    size_t n = 0;
    for (const struct json *at = value->first; at != NULL; at = at->next) {
        if (value->kind == JSON_OBJECT) {
            must(json_get(value, at->key) == at);
            json_key(out, at->key);
        }
        write_value(out, at);
        n++;
    }
    must(n == value->n);
    json_end(out);
}

static void must_be_same(const struct json *a, const struct json *b) {
    must(a->kind == b->kind && a->n == b->n && a->number == b->number);
    must(!(a->real < b->real) && !(a->real > b->real));
    must(str_eq(a->text, b->text) && str_eq(a->key, b->key));
    const struct json *y = b->first;
    for (const struct json *x = a->first; x != NULL; x = x->next) {
        must_be_same(x, y);
        y = y->next;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_done) struct arena *arena = arena_open(ARENA_MAX_B);
    BUF_DONE struct buf buf = buf_open(BUF_MAX_B);
    struct json *once = NULL;
    struct json *twice = NULL;
    size_t at = 0;
    if (json_parse(arena, (struct str){ (const char *)data, size }, &once, &at) != OK) {
        must(once == NULL && at <= size);
        return 0;
    }
    struct json_out out = { .buf = &buf };
    write_value(&out, once);
    must(buf_ok(&buf));
    must(!str_has(buf_str(&buf), STR("</")) && !str_has(buf_str(&buf), STR("<!")));
    if (buf.n <= JSON_MAX_B) { /* escapes may make it longer than what may be read */
        must(json_parse(arena, buf_str(&buf), &twice, NULL) == OK);
        must_be_same(once, twice);
    }
    return 0;
}

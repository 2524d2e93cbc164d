#include "form/form.h"

#include "buf/buf.h"
#include "test.h"

#define ARENA CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20)

static enum err read(const char *text) {
    ARENA;
    return form_read(form_open(arena), str_from_c(text));
}

TEST(reads_fields) {
    ARENA;
    struct form *form = form_open(arena);
    CHECK_EQ_I64(form_read(form, STR("a=1&b=x+y&c=%C3%AB%0d%0A&d=&a=2")), OK);
    CHECK_EQ_STR(form_value(form, STR("a")), STR("1"));
    CHECK_EQ_I64(form_find(form, STR("a"))->n_items, 2);
    CHECK_EQ_STR(form_value(form, STR("b")), STR("x y"));
    CHECK_EQ_STR(form_value(form, STR("c")), STR("\xc3\xab\r\n"));
    CHECK_EQ_STR(form_value(form, STR("d")), STR(""));
    CHECK(form_find(form, STR("e")) == NULL);
    CHECK(form_has(form, STR("a"), STR("2")) && !form_has(form, STR("a"), STR("3")));
    CHECK_EQ_I64(read(""), OK);
}

TEST(refuses_what_no_browser_sends) {
    static const char *const bad[] = { "a", "&", "a=1&", "&a=1", "a=1&&b=2", "=1", "a=%", "a=%4",
        "a=%4g", "a=%g4", "a=%00", "a=b c", "a=\x01", "a=\xc3\xab", "a=%ff", "a=%c3", "a=%ed%a0%80",
        "a=%c0%80", "A=1", "a.b=1", "a[]=1", "%61%20=1", "a\xc3=1",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=1" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        if (read(bad[i]) != ERR_FORM) {
            printf("%s\n", bad[i]);
        }
        CHECK_EQ_I64(read(bad[i]), ERR_FORM);
    }
    CHECK_EQ_I64(read("%61=1"), OK);
    CHECK_EQ_I64(read("a=1=2"), OK);
}

TEST(keeps_limits) {
    ARENA;
    BUF_DONE struct buf buf = buf_open(1 << 16);
    for (int i = 0; i < FORM_FIELDS_MAX; i++) {
        buf_print(&buf, "%sa%d=", i == 0 ? "" : "&", i);
    }
    CHECK_EQ_I64(form_read(form_open(arena), buf_str(&buf)), OK);
    buf_print(&buf, "&z=");
    CHECK_EQ_I64(form_read(form_open(arena), buf_str(&buf)), ERR_TOO_LARGE);
    buf_reset(&buf);
    for (int i = 0; i <= FORM_ITEMS_MAX; i++) {
        buf_print(&buf, "%sa=", i == 0 ? "" : "&");
    }
    CHECK_EQ_I64(form_read(form_open(arena), buf_str(&buf)), ERR_TOO_LARGE);
}

TEST(shows_typed_before_stored) {
    ARENA;
    struct form *form = form_open(arena);
    form_stored(form, STR("a"), STR("old"));
    form_stored(form, STR("list"), STR("x y"));
    CHECK_EQ_STR(form_value(form, STR("a")), STR("old"));
    CHECK(form_has(form, STR("list"), STR("y")) && !form_has(form, STR("list"), STR("z")));
    CHECK_EQ_I64(form_read(form, STR("a=new&list=z")), OK);
    form->is_sent = true;
    form_stored(form, STR("a"), STR("old"));
    form_stored(form, STR("b"), STR("old"));
    CHECK_EQ_STR(form_value(form, STR("a")), STR("new"));
    CHECK_EQ_STR(form_value(form, STR("b")), STR(""));
    CHECK(!form_has(form, STR("list"), STR("y")) && form_has(form, STR("list"), STR("z")));
    CHECK(form_other(form, STR("a")).p == NULL);
    form->is_stale = true;
    CHECK_EQ_STR(form_other(form, STR("a")), STR("old"));
    form_stored(form, STR("a"), STR("new"));
    CHECK(form_other(form, STR("a")).p == NULL);
    CHECK_EQ_STR(form_value(NULL, STR("a")), STR(""));
    CHECK(!form_has(NULL, STR("a"), STR("")) && form_error(NULL, STR("a")) == W_NONE);
}

TEST_MAIN

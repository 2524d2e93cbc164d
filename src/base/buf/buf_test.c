#include "buf/buf.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

TEST(adds) {
    BUF_DONE struct buf buf = buf_open(1000);
    CHECK_EQ_STR(buf_str(&buf), STR(""));
    CHECK(buf_str(&buf).p != NULL);
    buf_add(&buf, STR("a"));
    buf_add(&buf, STR_NONE);
    buf_add_char(&buf, 'b');
    buf_add_i64(&buf, INT64_MIN);
    buf_print(&buf, " %s %d ", "c", 4);
    buf_add_hex(&buf, str_bytes(STR("\x00\xFF")));
    CHECK_EQ_STR(buf_str(&buf), STR("ab-9223372036854775808 c 4 00ff"));
    CHECK(buf_ok(&buf));
}

TEST(maximum_is_kept) {
    BUF_DONE struct buf buf = buf_open(4);
    buf_add(&buf, STR("abc"));
    buf_add(&buf, STR("de"));
    CHECK(!buf_ok(&buf));
    buf_add(&buf, STR("f"));
    CHECK_EQ_STR(buf_str(&buf), STR("abc"));
    buf_reset(&buf);
    CHECK(buf_ok(&buf));
    buf_add(&buf, STR("abcd"));
    CHECK(buf_ok(&buf));
    CHECK_EQ_STR(buf_str(&buf), STR("abcd"));
}

TEST(print_may_fill_to_the_maximum) {
    BUF_DONE struct buf buf = buf_open(4);
    buf_print(&buf, "%s", "abcd");
    CHECK(buf_ok(&buf));
    CHECK_EQ_STR(buf_str(&buf), STR("abcd"));
    buf_print(&buf, "%s", "");
    CHECK(buf_ok(&buf));
    buf_print(&buf, "%s", "e");
    CHECK(!buf_ok(&buf));
    CHECK_EQ_STR(buf_str(&buf), STR("abcd"));
}

TEST(grows) {
    BUF_DONE struct buf buf = buf_open(100000);
    for (int i = 0; i < 100000; i++) {
        buf_add_char(&buf, (char)('a' + i % 26));
    }
    CHECK(buf_ok(&buf));
    CHECK_EQ_I64(buf.n, 100000);
    CHECK(buf.p[99999] == (char)('a' + 99999 % 26));
    buf_done(&buf);
    CHECK_EQ_I64(buf.n, 0);
    CHECK_EQ_I64(buf.max, 100000);
}

TEST(gives_away) {
    BUF_DONE struct buf buf = buf_open(10);
    buf_add(&buf, STR("abc"));
    size_t n = 0;
    char *p = buf_give(&buf, &n);
    CHECK(n == 3 && memcmp(p, "abc", 3) == 0);
    CHECK(buf.p == NULL && buf.n == 0);
    free(p);
}

TEST_MAIN

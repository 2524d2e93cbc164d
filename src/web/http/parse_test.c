#include "http/parse.h"

#include "test.h"

#include <string.h>

static int feed(const char *text) {
    struct head_check check = { 0 };
    return head_check_feed(&check, (struct bytes){ (const uint8_t *)text, strlen(text) });
}

/* The same byte by byte must end the same. */
static int feed_slowly(const char *text) {
    struct head_check check = { 0 };
    int status = 0;
    for (size_t i = 0; i < strlen(text) && status == 0; i++) {
        status = head_check_feed(&check, (struct bytes){ (const uint8_t *)text + i, 1 });
    }
    return status;
}

TEST(takes_strict_requests) {
    CHECK_EQ_I64(feed("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), 0);
    CHECK_EQ_I64(feed("POST /s HTTP/1.1\r\nHost:x\r\nContent-Length: 2\r\n\r\nab"
                      "GET /a?b=c HTTP/1.1\r\nhOsT:  x\r\nX:\r\nY: a\tb \r\n\r\n"),
        0);
    CHECK_EQ_I64(feed("OPTIONS /x HTTP/1.1\r\nHost: x\r\nX-Utf8: \xc3\xab\r\n\r\n"), 0);
}

static const struct {
    const char *text;
    int status;
} bad[] = {
    { "GET / HTTP/1.1\nHost: x\n\n", 400 },
    { "GET / HTTP/1.1\r\nHost: x\n\r\n", 400 },
    { "GET / HTTP/1.1\rHost: x\r\r", 400 },
    { "GET / HTTP/1.1\r\nHost: x\r\nX: a\rY: b\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n\tb\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n Host: x\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost: x\r\nfoo\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost: x\r\nX(a): y\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost: x\r\nX: a\x01\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost: x\r\nX: a\x7f\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost: x\r\nhost: y\r\n\r\n", 400 },
    { "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", 400 },
    { "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 1\r\n\r\na", 400 },
    { "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\na", 400 },
    { "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\na", 400 },
    { "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x1\r\n\r\na", 400 },
    { "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1 \r\n\r\na", 400 },
    { "POST / HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\na", 400 },
    { "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\na", 413 },
    { "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501 },
    { "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTRANSFER-ENCODING:x\r\n\r\na", 501 },
    { "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n", 501 },
    { "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", 501 },
    { "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
    { " GET / HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
    { "GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
    { "GET\t/ HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
    { "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
    { "GET /\x80 HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
    { "get / HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
    { "GETGETGETGETGETGET / HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
    { "GET / HTTP/1.0\r\nHost: x\r\n\r\n", 505 },
    { "GET / HTTP/1.2\r\nHost: x\r\n\r\n", 505 },
    { "GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505 },
    { "GET / http/1.1\r\nHost: x\r\n\r\n", 400 },
    { "GET / HTTP/1.1 \r\nHost: x\r\n\r\n", 400 },
    { "GET / HTTP/1.10\r\nHost: x\r\n\r\n", 400 },
    { "GET /\r\nHost: x\r\n\r\n", 400 },
    { "\x16\x03\x01\x02", 400 },
    { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505 },
    { "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\nHost: x\n\n", 400 },
    { "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nab", 400 },
};

TEST(refuses_what_is_not) {
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        if (feed(bad[i].text) != bad[i].status || feed_slowly(bad[i].text) != bad[i].status) {
            printf("case %zu: %d\n", i, feed(bad[i].text));
        }
        CHECK_EQ_I64(feed(bad[i].text), bad[i].status);
        CHECK_EQ_I64(feed_slowly(bad[i].text), bad[i].status);
    }
}

TEST(refuses_nul) {
    static const char value[] = "GET / HTTP/1.1\r\nHost: x\0y\r\n\r\n";
    static const char target[] = "GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n";
    struct head_check check = { 0 };
    CHECK_EQ_I64(
        head_check_feed(&check, (struct bytes){ (const uint8_t *)value, sizeof(value) - 1 }), 400);
    check = (struct head_check){ 0 };
    CHECK_EQ_I64(
        head_check_feed(&check, (struct bytes){ (const uint8_t *)target, sizeof(target) - 1 }),
        400);
}

static int feed_with(const char *head, const char *piece, size_t times, const char *tail) {
    struct head_check check = { 0 };
    int status = head_check_feed(&check, (struct bytes){ (const uint8_t *)head, strlen(head) });
    for (size_t i = 0; i < times && status == 0; i++) {
        status = head_check_feed(&check, (struct bytes){ (const uint8_t *)piece, strlen(piece) });
    }
    return status != 0
               ? status
               : head_check_feed(&check, (struct bytes){ (const uint8_t *)tail, strlen(tail) });
}

TEST(keeps_limits) {
    const char *line = "GET / HTTP/1.1\r\nHost: x\r\n";
    CHECK_EQ_I64(feed_with(line, "A: b\r\n", HEAD_FIELDS_MAX - 1, "\r\n"), 0);
    CHECK_EQ_I64(feed_with(line, "A: b\r\n", HEAD_FIELDS_MAX, "\r\n"), 431);
    CHECK_EQ_I64(feed_with("GET /", "a", HEAD_TARGET_MAX_B - 1, " HTTP/1.1\r\nHost: x\r\n\r\n"), 0);
    CHECK_EQ_I64(feed_with("GET /", "a", HEAD_TARGET_MAX_B, " HTTP/1.1\r\nHost: x\r\n\r\n"), 414);
    CHECK_EQ_I64(feed_with("GET / HTTP/1.1\r\nHost: x\r\nA: ", "a", HEAD_MAX_B, "\r\n\r\n"), 431);
}

TEST(knows_where_it_stands) {
    struct head_check check = { 0 };
    CHECK(!head_check_is_in_head(&check));
    CHECK_EQ_I64(head_check_feed(&check, str_bytes(STR("G"))), 0);
    CHECK(head_check_is_in_head(&check));
    CHECK_EQ_I64(
        head_check_feed(&check, str_bytes(STR("ET / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
                                              "\r\na"))),
        0);
    CHECK(head_check_is_in_body(&check));
    CHECK_EQ_I64(head_check_feed(&check, str_bytes(STR("bc"))), 0);
    CHECK(!head_check_is_in_body(&check) && !head_check_is_in_head(&check));
    CHECK_EQ_I64(head_check_feed(&check, str_bytes(STR("\n"))), 400);
    CHECK_EQ_I64(head_check_feed(&check, str_bytes(STR("GET"))), 400);
}

TEST(finds_cookies) {
    struct str value = STR_NONE;
    bool is_bad = false;
    CHECK(cookie_find(STR("a=1; s=ab; b=2"), STR("s"), &value, &is_bad));
    CHECK_EQ_STR(value, STR("ab"));
    CHECK(cookie_find(STR("s="), STR("s"), &value, &is_bad));
    CHECK_EQ_I64(value.n, 0);
    CHECK(!cookie_find(STR("ss=1; xs=2; S=3; s"), STR("s"), &value, &is_bad) && !is_bad);
    CHECK(!cookie_find(STR("s=1; s=2"), STR("s"), &value, &is_bad) && is_bad);
    CHECK(!cookie_find(STR("s=\"1\""), STR("s"), &value, &is_bad) && is_bad);
    CHECK(!cookie_find(STR("s=a b"), STR("s"), &value, &is_bad) && is_bad);
    CHECK(!cookie_find(STR_NONE, STR("s"), &value, &is_bad) && !is_bad);
    CHECK(!cookie_find(STR(""), STR("s"), &value, &is_bad) && !is_bad);
}

TEST(reads_weights) {
    CHECK(list_accepts(STR("gzip, deflate, br"), STR("gzip")));
    CHECK(list_accepts(STR("br, GZIP;q=0.5"), STR("gzip")));
    CHECK(!list_accepts(STR("br, gzip;q=0"), STR("gzip")));
    CHECK(!list_accepts(STR("gzip;q=0.0"), STR("gzip")));
    CHECK(!list_accepts(STR("x-gzip"), STR("gzip")));
    CHECK(!list_accepts(STR_NONE, STR("gzip")));
}

TEST_MAIN

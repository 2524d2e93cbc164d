#include "http/front.h"

#include "test.h"

static int target(const char *text) {
    struct str path = STR_NONE;
    struct str query = STR_NONE;
    return front_target(str_from_c(text), &path, &query);
}

TEST(takes_plain_targets) {
    struct str path = STR_NONE;
    struct str query = STR_NONE;
    CHECK_EQ_I64(front_target(STR("/s/cases?risk=R4&place=a%20b"), &path, &query), 0);
    CHECK_EQ_STR(path, STR("/s/cases"));
    CHECK_EQ_STR(query, STR("risk=R4&place=a%20b"));
    CHECK_EQ_I64(front_target(STR("/"), &path, &query), 0);
    CHECK(query.p != NULL && query.n == 0);
    CHECK_EQ_I64(target("/static/staff-0123.css"), 0);
    CHECK_EQ_I64(target("/s/cases/"), 0); /* no route has it: 404 later */
    CHECK_EQ_I64(target("/a..b/...c"), 0);
}

TEST(refuses_other_targets) {
    static const char *const bad[] = { "", "*", "s", "http://e/", "https://e/", "//e/a", "/a//b",
        "/a/./b", "/a/../b", "/..", "/.", "/a/..", "/%2e%2e/a", "/a%00", "/a%2fb", "/%41", "/a\\b",
        "/a;b", "/a b", "/a\x7f", "/a\x01", "/\xc3\xab", "/a?b#c", "/a#b", "/a?b\\c", "/a?\"",
        "/a?<b>", "/a?b c", "/a:80", "/@a", "/~a:", "/a*", "/a'b", "/a\"b", "/$a", "/a|b", "/{a}" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        if (target(bad[i]) != 400) {
            printf("%s\n", bad[i]);
        }
        CHECK_EQ_I64(target(bad[i]), 400);
    }
}

TEST(knows_methods) {
    enum front_method method = FRONT_GET;
    CHECK_EQ_I64(front_method(STR("POST"), &method), 0);
    CHECK(method == FRONT_POST);
    CHECK_EQ_I64(front_method(STR("HEAD"), &method), 0);
    CHECK(method == FRONT_HEAD);
    CHECK_EQ_I64(front_method(STR("TRACE"), &method), 405);
    CHECK_EQ_I64(front_method(STR("DELETE"), &method), 405);
    CHECK_EQ_I64(front_method(STR("BREW"), &method), 501);
    CHECK_EQ_I64(front_method(STR("get"), &method), 501);
}

static int heads_of(const char *name, const char *value, size_t times) {
    struct heads heads = { .host = STR("besa.example:8080") };
    for (size_t i = 0; i < times; i++) {
        heads_take(&heads, str_from_c(name), str_from_c(value));
    }
    return front_heads(&heads);
}

TEST(refuses_heads) {
    CHECK_EQ_I64(heads_of("Accept", "*/*", 2), 0);
    CHECK_EQ_I64(heads_of("Cookie", "s=1", 1), 0);
    CHECK_EQ_I64(heads_of("COOKIE", "s=1", 2), 400);
    CHECK_EQ_I64(heads_of("Origin", "", 2), 400);
    CHECK_EQ_I64(heads_of("Host", "x", 1), 400); /* a second one */
    CHECK_EQ_I64(heads_of("Authorization", "Bearer x", 2), 400);
    CHECK_EQ_I64(heads_of("Expect", "100-Continue", 1), 0);
    CHECK_EQ_I64(heads_of("Expect", "200-ok", 1), 417);
    CHECK_EQ_I64(front_heads(&(struct heads){ .host = STR("") }), 400);
    CHECK_EQ_I64(front_heads(&(struct heads){ .host = STR("a b") }), 400);
    CHECK_EQ_I64(front_heads(&(struct heads){ .host = STR("a/b") }), 400);
    CHECK_EQ_I64(front_heads(&(struct heads){ .host = STR("a@b") }), 400);
    CHECK_EQ_I64(front_heads(&(struct heads){ .host = STR("[::1]:80") }), 0);
}

static int body_of(enum audience audience, const char *length, const char *type) {
    struct heads heads = { 0 };
    if (length != NULL) {
        heads_take(&heads, STR("Content-Length"), str_from_c(length));
    }
    if (type != NULL) {
        heads_take(&heads, STR("Content-Type"), str_from_c(type));
    }
    return front_body(FRONT_POST, audience, &heads);
}

TEST(refuses_bodies) {
    const char *form = "application/x-www-form-urlencoded";
    CHECK_EQ_I64(body_of(AUDIENCE_STAFF, "9", form), 0);
    CHECK_EQ_I64(
        body_of(AUDIENCE_STAFF, "9", "Application/X-WWW-form-urlencoded;Charset=UTF-8"), 0);
    CHECK_EQ_I64(body_of(AUDIENCE_STAFF, "65536", form), 0);
    CHECK_EQ_I64(body_of(AUDIENCE_STAFF, "65537", form), 413);
    CHECK_EQ_I64(body_of(AUDIENCE_STAFF, "9", "multipart/form-data; boundary=x"), 415);
    CHECK_EQ_I64(body_of(AUDIENCE_STAFF, "9", "text/plain"), 415);
    CHECK_EQ_I64(body_of(AUDIENCE_STAFF, "9", NULL), 415);
    CHECK_EQ_I64(
        body_of(AUDIENCE_STAFF, "9", "application/x-www-form-urlencoded; charset=latin1"), 415);
    CHECK_EQ_I64(
        body_of(AUDIENCE_STAFF, "9", "application/x-www-form-urlencoded; charset=utf-8; a=b"), 415);
    CHECK_EQ_I64(body_of(AUDIENCE_API, "9", "application/json"), 0);
    CHECK_EQ_I64(body_of(AUDIENCE_API, "9", "application/json; charset=\"utf-8\""), 0);
    CHECK_EQ_I64(body_of(AUDIENCE_API, "9", form), 415);
    CHECK_EQ_I64(body_of(AUDIENCE_STAFF, "9", "application/json"), 415);
    CHECK_EQ_I64(body_of(AUDIENCE_API, "0", NULL), 0);
    CHECK_EQ_I64(body_of(AUDIENCE_API, NULL, NULL), 0);
    CHECK_EQ_I64(body_of(AUDIENCE_API, "x", NULL), 400);
    struct heads heads = { .content_length = STR("1") };
    CHECK_EQ_I64(front_body(FRONT_GET, AUDIENCE_STAFF, &heads), 400);
    CHECK_EQ_I64(front_body(FRONT_HEAD, AUDIENCE_PUBLIC, &(struct heads){ .host = STR("x") }), 0);
}

TEST_MAIN

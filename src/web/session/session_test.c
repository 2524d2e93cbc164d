#include "session/session.h"

#include "test.h"

#include <sodium.h>
#include <string.h>

#define TOKEN "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static const struct settings plain = { .origin = { "", 0 } };
static const struct settings secure = { .origin = { "https://besa.example", 20 } };

TEST(reads_the_cookie_of_its_origin) {
    uint8_t token[KEY_TOKEN_B];
    bool is_bad = false;
    CHECK(session_token(&plain, STR("s=" TOKEN), token, &is_bad));
    CHECK_EQ_I64(token[31], 31);
    CHECK(!session_token(&secure, STR("s=" TOKEN), token, &is_bad) && !is_bad);
    CHECK(session_token(&secure, STR("l=sq; __Host-s=" TOKEN), token, &is_bad));
    CHECK(!session_token(&plain, STR("s=" TOKEN "00"), token, &is_bad) && !is_bad);
    CHECK(!session_token(&plain, STR("s=00"), token, &is_bad));
    CHECK(!session_token(&plain, STR("s=" TOKEN "; s=" TOKEN), token, &is_bad) && is_bad);
    char upper[] = "s=" TOKEN;
    upper[12 + 11] = 'A';
    CHECK(!session_token(&plain, str_from_c(upper), token, &is_bad));
    CHECK(!session_token(&plain, STR_NONE, token, &is_bad) && !is_bad);
}

TEST(reads_the_language) {
    enum language language = LANG_SQ;
    CHECK(session_language(STR("l=en"), &language) && language == LANG_EN);
    CHECK(!session_language(STR("l=xx"), &language));
    CHECK(!session_language(STR("l=en; l=sq"), &language));
}

TEST(marks_fit_one_session) {
    CLEANUP(arena_done) struct arena *arena = arena_open(4096);
    uint8_t a[KEY_TOKEN_B] = { 1 };
    uint8_t b[KEY_TOKEN_B] = { 2 };
    struct str mark = csrf_of_token(arena, a);
    CHECK_EQ_I64(mark.n, 64);
    CHECK(csrf_fits(a, mark));
    CHECK(!csrf_fits(b, mark));
    CHECK(!csrf_fits(a, STR("")));
    CHECK(!csrf_fits(a, STR_NONE));
    CHECK(!csrf_fits(a, str_head(mark, 63)));
    CHECK(!csrf_fits(a, STR("gggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg")));
    for (size_t i = 0; i < mark.n; i++) {
        char other[64];
        memcpy(other, mark.p, sizeof(other));
        other[i] = other[i] == '0' ? '1' : '0';
        CHECK(!csrf_fits(a, (struct str){ other, sizeof(other) }));
    }
    for (size_t i = 0; i < KEY_TOKEN_B; i++) { /* the mark does not show the token */
        CHECK(!str_has(mark, STR("0100000000000000")));
    }
}

static bool is_same(const struct settings *settings, const char *site, const char *origin) {
    struct heads heads = { .host = STR("besa.example") };
    if (site != NULL) {
        heads_take(&heads, STR("Sec-Fetch-Site"), str_from_c(site));
    }
    if (origin != NULL) {
        heads_take(&heads, STR("Origin"), str_from_c(origin));
    }
    return session_is_same_site(settings, &heads);
}

TEST(posts_come_from_here) {
    CHECK(is_same(&secure, NULL, NULL));
    CHECK(is_same(&secure, "same-origin", "https://besa.example"));
    CHECK(is_same(&secure, "same-origin", "null")); /* Referrer-Policy: no-referrer */
    CHECK(is_same(&secure, "none", NULL));
    CHECK(!is_same(&secure, "cross-site", "null"));
    CHECK(!is_same(&secure, "same-site", NULL));
    CHECK(!is_same(&secure, "", NULL));
    CHECK(!is_same(&secure, NULL, "http://besa.example"));
    CHECK(!is_same(&secure, NULL, "https://besa.example.evil"));
    CHECK(!is_same(&secure, "same-origin", "https://evil.example"));
    CHECK(is_same(&plain, NULL, "http://besa.example"));
    CHECK(!is_same(&plain, NULL, "http://besa.example:81"));
    CHECK(!is_same(&plain, NULL, "besa.example"));
    CHECK(!is_same(&plain, NULL, ""));
}

TEST_MAIN

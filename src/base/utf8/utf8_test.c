#include "utf8/utf8.h"

#include "test.h"

/* After Markus Kuhn, UTF-8 decoder capability and stress test. */
TEST(stress_good) {
    static const struct str GOOD[] = {
        { "", 0 },
        { "\0", 1 },
        { "\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE\xBC\xCE\xB5", 11 },
        { "\xC2\x80", 2 },
        { "\xE0\xA0\x80", 3 },
        { "\xF0\x90\x80\x80", 4 },
        { "\x7F", 1 },
        { "\xDF\xBF", 2 },
        { "\xEF\xBF\xBF", 3 },
        { "\xED\x9F\xBF", 3 },
        { "\xEE\x80\x80", 3 },
        { "\xEF\xBF\xBD", 3 },
        { "\xF4\x8F\xBF\xBF", 4 },
    };
    for (size_t i = 0; i < COUNT_OF(GOOD); i++) {
        CHECK(utf8_is_valid(GOOD[i]));
    }
    CHECK(utf8_is_valid(STR_NONE));
}

TEST(stress_bad) {
    static const char *const BAD[] = { "\x80", "\xBF", "\x80\xBF", "\xC0 ", "\xDF ", "\xE0 ",
        "\xF0 ", "\xF8 ", "\xFC ", /* 3.1-3 */
        "\xC3", "\xE0\x80", "\xEF\xBF", "\xF0\x80\x80", "\xF7\xBF\xBF", "\xE2\x82", "\xF0\x9F\x98",
        "\xFE", "\xFF", "\xFE\xFE\xFF\xFF", /* 3.5 impossible bytes */
        "\xC0\xAF", "\xE0\x80\xAF", "\xF0\x80\x80\xAF", "\xF8\x80\x80\x80\xAF", /* 4 overlong */
        "\xC1\xBF", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80",
        "\xED\xAD\xBF", "\xED\xAE\x80", "\xED\xAF\xBF", "\xED\xB0\x80", "\xED\xBE\x80",
        "\xED\xBF\xBF", "\xED\xA0\x80\xED\xB0\x80", /* 5 surrogates */
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xF7\xBF\xBF\xBF", "\xF8\x88\x80\x80\x80",
        "\xFC\x84\x80\x80\x80\x80", "ok\xC3(", "\xE2(\xA1", "\xE2\x82(", "\xF0\x90(\xBC" };
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        CHECK(!utf8_is_valid(str_from_c(BAD[i])));
        CHECK(!utf8_is_text(str_from_c(BAD[i]), true));
    }
}

TEST(steps) {
    uint32_t point = 7;
    CHECK_EQ_I64(utf8_step(STR("\xE2\x82\xACx"), &point), 3);
    CHECK_EQ_I64(point, 0x20AC);
    CHECK_EQ_I64(utf8_step(STR("\xF0\x9F\x98\x80"), &point), 4);
    CHECK_EQ_I64(point, 0x1F600);
    CHECK_EQ_I64(utf8_step(STR(""), &point), 0);
    CHECK_EQ_I64(utf8_step(STR("\xFF"), &point), 0);
    CHECK_EQ_I64(point, 0x1F600);
}

TEST(counts) {
    CHECK_EQ_I64(utf8_count(STR("")), 0);
    CHECK_EQ_I64(utf8_count(STR("Ç\xC3\xABsht\xC3\xAB")), 6);
    CHECK_EQ_I64(utf8_count(STR("\xF0\x9F\x98\x80!")), 2);
    CHECK_EQ_I64(utf8_count(STR("a\xFF\xC3")), 3);
}

TEST(text) {
    CHECK(utf8_is_text(STR("Shkod\xC3\xABr, Rruga 28 N\xC3\xABntori"), false));
    CHECK(utf8_is_text(STR(""), false));
    CHECK(utf8_is_text(STR("a\nb\r\nc"), true));
    CHECK(!utf8_is_text(STR("a\nb"), false));
    CHECK(!utf8_is_text(STR("a\r\nb"), false));
    CHECK(!utf8_is_text(STR("a\rb"), true));
    CHECK(!utf8_is_text(STR("a\r"), true));
    CHECK(!utf8_is_text(STR("a\tb"), true));
    CHECK(!utf8_is_text(STR("a\0b"), true));
    CHECK(!utf8_is_text(STR("\x1B[2J"), true));
    CHECK(!utf8_is_text(STR("\x7F"), true));
    CHECK(!utf8_is_text(STR("\xC2\x80"), true));
    CHECK(!utf8_is_text(STR("\xC2\x9F"), true));
    CHECK(utf8_is_text(STR("\xC2\xA0"), false));
    CHECK(!utf8_is_text(STR("\xEF\xBB\xBFx"), true));
    static const char *const TURNING[] = { "\xE2\x80\xAA", "\xE2\x80\xAE", "\xE2\x81\xA6",
        "\xE2\x81\xA9" };
    for (size_t i = 0; i < COUNT_OF(TURNING); i++) {
        CHECK(!utf8_is_text(str_from_c(TURNING[i]), true));
    }
    CHECK(utf8_is_text(STR("\xE2\x80\xA9\xE2\x80\xAF\xE2\x81\xA5\xE2\x81\xAA"), false));
}

static struct str fold(struct arena *arena, struct str s) {
    struct str out = STR("failed");
    return utf8_fold(arena, s, &out) == OK ? out : STR("failed");
}

TEST(folds) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    CHECK_EQ_STR(
        fold(arena, STR("\xC3\x87\xC3\x8Blirim \xC3\xA7\xC3\xABshtje")), STR("celirim ceshtje"));
    CHECK_EQ_STR(fold(arena, STR("e\xCC\x88")), STR("e"));
    CHECK_EQ_STR(fold(arena, STR("STRASSE Stra\xC3\x9F\x65")), STR("strasse strasse"));
    CHECK_EQ_STR(fold(arena, STR("\xEF\xAC\x81n\xC2\xB2")), STR("fin2"));
    CHECK_EQ_STR(fold(arena, STR("\xC5\xA0\xC4\x8D\xC4\x87\xC5\xBE")), STR("sccz"));
    CHECK_EQ_STR(fold(arena, STR("\xC4\xB0zmir")), STR("izmir"));
    CHECK_EQ_STR(fold(arena, STR("\xCC\x88")), STR(""));
    CHECK_EQ_STR(fold(arena, STR("")), STR(""));
    CHECK(fold(arena, STR_NONE).p == NULL);
    struct str out = STR("kept");
    CHECK_EQ_I64(utf8_fold(arena, STR("\xFF"), &out), ERR_INPUT);
    CHECK_EQ_STR(out, STR("kept"));
}

static struct str normal(struct arena *arena, struct str s) {
    struct str out = STR("failed");
    return utf8_normal(arena, s, &out) == OK ? out : STR("failed");
}

/* The last ones are from UAX 15, figures 3 to 5. */
TEST(normals) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    CHECK_EQ_STR(normal(arena, STR("  C\xCC\xA7\x65\xCC\x88 \n")), STR("\xC3\x87\xC3\xAB"));
    CHECK_EQ_STR(normal(arena, STR("\xC2\xA0\xE2\x80\x83x y\xE3\x80\x80")), STR("x y"));
    CHECK_EQ_STR(normal(arena, STR(" \t ")), STR(""));
    CHECK(normal(arena, STR(" ")).p != NULL);
    CHECK_EQ_STR(normal(arena, STR("\xE2\x84\xAB")), STR("\xC3\x85"));
    CHECK_EQ_STR(normal(arena, STR("\xE2\x84\xA6")), STR("\xCE\xA9"));
    CHECK_EQ_STR(normal(arena, STR("q\xCC\x87\xCC\xA3")), STR("q\xCC\xA3\xCC\x87"));
    CHECK_EQ_STR(normal(arena, STR("\xE1\xBA\x9B\xCC\xA3")), STR("\xE1\xBA\x9B\xCC\xA3"));
    CHECK_EQ_STR(normal(arena, STR("\xEF\xAC\x81")), STR("\xEF\xAC\x81"));
    CHECK_EQ_STR(normal(arena, STR("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB")), STR("\xED\x95\x9C"));
    struct str out = STR("kept");
    CHECK_EQ_I64(utf8_normal(arena, STR("\xED\xA0\x80"), &out), ERR_INPUT);
    CHECK_EQ_STR(out, STR("kept"));
}

TEST_MAIN

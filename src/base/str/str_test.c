#include "str/str.h"

#include "test.h"

TEST(compare) {
    CHECK(str_eq(STR(""), STR_NONE));
    CHECK(!str_eq(STR("ab"), STR("abc")));
    CHECK(str_eq_c(STR("ab"), "ab"));
    CHECK(str_from_c(NULL).p == NULL);
    CHECK(str_compare(STR("a"), STR("b")) < 0);
    CHECK(str_compare(STR("ab"), STR("a")) > 0);
    CHECK(str_compare(STR("a"), STR("ab")) < 0);
    CHECK_EQ_I64(str_compare(STR("ab"), STR("ab")), 0);
    CHECK_EQ_I64(str_compare(STR_NONE, STR("")), 0);
    CHECK(str_is_empty(STR_NONE) && str_is_empty(STR("")) && !str_is_empty(STR(" ")));
}

TEST(parts) {
    CHECK(str_starts(STR("besa"), STR("be")) && str_starts(STR("besa"), STR("")));
    CHECK(!str_starts(STR("be"), STR("besa")));
    CHECK(str_ends(STR("besa"), STR("sa")) && !str_ends(STR("sa"), STR("besa")));
    CHECK(str_has(STR("besa"), STR("es")) && str_has(STR_NONE, STR("")));
    CHECK(!str_has(STR("besa"), STR("se")));
    CHECK_EQ_STR(str_trim(STR(" \t\r\n a b \n")), STR("a b"));
    CHECK_EQ_STR(str_trim(STR("  ")), STR(""));
    CHECK_EQ_STR(str_skip(STR("abc"), 9), STR(""));
    CHECK(str_skip(STR_NONE, 3).p == NULL);
    CHECK_EQ_STR(str_head(STR("abc"), 2), STR("ab"));
    CHECK_EQ_STR(str_head(STR("abc"), 9), STR("abc"));
}

TEST(cut) {
    struct str rest = STR("a,,b,");
    struct str part = STR_NONE;
    CHECK(str_cut(&rest, ',', &part));
    CHECK_EQ_STR(part, STR("a"));
    CHECK(str_cut(&rest, ',', &part));
    CHECK_EQ_STR(part, STR(""));
    CHECK(str_cut(&rest, ',', &part));
    CHECK_EQ_STR(part, STR("b"));
    CHECK(str_cut(&rest, ',', &part));
    CHECK_EQ_STR(part, STR(""));
    CHECK(!str_cut(&rest, ',', &part));
    rest = STR("");
    CHECK(str_cut(&rest, ',', &part) && part.n == 0);
    CHECK(!str_cut(&rest, ',', &part));
}

TEST(words) {
    struct str rest = STR("  a bc\n");
    struct str word = STR_NONE;
    CHECK(str_word(&rest, &word));
    CHECK_EQ_STR(word, STR("a"));
    CHECK(str_word(&rest, &word));
    CHECK_EQ_STR(word, STR("bc"));
    CHECK(!str_word(&rest, &word));
    CHECK_EQ_STR(word, STR("bc"));
}

TEST(whole_numbers) {
    int64_t n = 7;
    CHECK(str_to_i64(STR("0"), &n) && n == 0);
    CHECK(str_to_i64(STR("-12"), &n) && n == -12);
    CHECK(str_to_i64(STR("9223372036854775807"), &n) && n == INT64_MAX);
    CHECK(str_to_i64(STR("-9223372036854775808"), &n) && n == INT64_MIN);
    static const char *const BAD[] = { "", "-", "+1", " 1", "1 ", "--1", "0x1", "1.0", "1e3",
        "9223372036854775808", "-9223372036854775809", "99999999999999999999" };
    n = 7;
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        CHECK(!str_to_i64(str_from_c(BAD[i]), &n));
    }
    CHECK_EQ_I64(n, 7);
}

static bool is_near(double a, double b) {
    return a - b < 1e-9 && b - a < 1e-9;
}

TEST(fractions) {
    double n = 7;
    CHECK(str_to_real(STR("41.1533"), &n) && is_near(n, 41.1533));
    CHECK(str_to_real(STR("-0.5"), &n) && is_near(n, -0.5));
    CHECK(str_to_real(STR("20"), &n) && is_near(n, 20));
    static const char *const BAD[] = { "", "-", ".", ".5", "--5", "--0", "--0.5", "1.-5", "1.5.5",
        "1e5", "nan", "inf", "1,5", "0.1234567890123456" };
    n = 7;
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        CHECK(!str_to_real(str_from_c(BAD[i]), &n));
    }
    /* Nothing is read behind the slice: the sanitizer would see it. */
    char exact[3] = { '4', '1', '.' };
    (void)str_to_real((struct str){ exact, 3 }, &n);
    CHECK(is_near(n, 7));
}

TEST(hash_is_fnv1a) {
    CHECK(str_hash(STR("")) == 0xcbf29ce484222325u);
    CHECK(str_hash(STR("a")) == 0xaf63dc4c8601ec8cu);
    CHECK(str_hash(STR("foobar")) == 0x85944171f73967e8u);
}

TEST(bytes_and_text) {
    CHECK(bytes_eq(str_bytes(STR("ab")), str_bytes(STR("ab"))));
    CHECK_EQ_STR(bytes_str(str_bytes(STR("ab"))), STR("ab"));
}

TEST_MAIN

#include "screen/rule.h"

#include "test.h"

static const struct str names_of_test[] = { { "A", 1 }, { "B", 1 }, { "C", 1 }, { "D.1-x", 5 } };
static const struct rule_names names = { names_of_test, COUNT_OF(names_of_test) };

/* The rule printed again, or "at: why" when it is refused. */
static struct str requires_again(struct arena *arena, const char *text) {
    struct rule rule = { NULL, 0 };
    struct rule_fault fault = { 0, "" };
    if (rule_parse_requires(arena, str_from_c(text), &names, &rule, &fault) != OK) {
        return arena_print(arena, "%zu: %s", fault.at, fault.what);
    }
    return rule_print(arena, &rule, &names);
}

static struct str positive_again(struct arena *arena, const char *text) {
    struct rule rule = { NULL, 0 };
    struct rule_fault fault = { 0, "" };
    if (rule_parse_positive(arena, str_from_c(text), &rule, &fault) != OK) {
        return arena_print(arena, "%zu: %s", fault.at, fault.what);
    }
    return rule_print(arena, &rule, NULL);
}

#define CHECK_REQUIRES(text, want) CHECK_EQ_STR(requires_again(arena, text), STR(want))
#define CHECK_POSITIVE(text, want) CHECK_EQ_STR(positive_again(arena, text), STR(want))

TEST(parsing) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    CHECK_REQUIRES("A", "A");
    CHECK_REQUIRES(" A&B  &C ", "A & B & C");
    CHECK_REQUIRES("((A | B)) & (C)", "(A | B) & C");
    CHECK_REQUIRES("A | B & D.1-x", "A | B & D.1-x");
    CHECK_REQUIRES("A & (B & C)", "A & (B & C)");
    CHECK_REQUIRES("(A | B) | (C | A)", "A | B | (C | A)");
    CHECK_POSITIVE("S+M+W>=1", "S+M+W>=1");
    CHECK_POSITIVE("W + S >= 12|(M>=3)", "S+W>=12 | M>=3");
    CHECK_POSITIVE("(S>=2 | S>=1) & M+W>=1", "(S>=2 | S>=1) & M+W>=1");
}

TEST(refusals) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    CHECK_REQUIRES("", "0: a dimension or ( must stand here");
    CHECK_REQUIRES("A & ", "4: a dimension or ( must stand here");
    CHECK_REQUIRES("A & X", "4: unknown dimension");
    CHECK_REQUIRES("A B", "2: & or | must stand here");
    CHECK_REQUIRES("(A", "2: &, | or ) must stand here");
    CHECK_REQUIRES("A)", "1: & or | must stand here");
    CHECK_REQUIRES("A | | B", "4: a dimension or ( must stand here");
    CHECK_REQUIRES("!A", "0: a dimension or ( must stand here");
    CHECK_REQUIRES("((((((((((((((((A))))))))))))))))", "A");
    CHECK_REQUIRES("(((((((((((((((((A)))))))))))))))))", "17: too many brackets");
    CHECK_POSITIVE("S", "1: + or >= must stand here");
    CHECK_POSITIVE("S>1", "2: + or >= must stand here");
    CHECK_POSITIVE("S>=0", "4: a number from 1 to 999 must stand here");
    CHECK_POSITIVE("S>=1000", "7: a number from 1 to 999 must stand here");
    CHECK_POSITIVE("S>=-1", "3: a number from 1 to 999 must stand here");
    CHECK_POSITIVE("S+S>=2", "2: the same weight twice in one sum");
    CHECK_POSITIVE("X>=2", "0: S, M, W or ( must stand here");
    CHECK_POSITIVE("A & B", "0: S, M, W or ( must stand here");
}

TEST(limits) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    struct str text = STR("A");
    for (size_t i = 0; i < 31; i++) {
        text = arena_print(arena, "%.*s|A", STR_FMT(text));
    }
    struct rule rule = { NULL, 0 };
    struct rule_fault fault = { 0, "" };
    CHECK(rule_parse_requires(arena, text, &names, &rule, &fault) == OK);
    CHECK_EQ_I64(rule.n, 63);
    text = arena_print(arena, "%.*s|A", STR_FMT(text));
    CHECK(rule_parse_requires(arena, text, &names, &rule, &fault) == ERR_INPUT);
    CHECK_EQ_STR(str_from_c(fault.what), STR("too many operations"));
}

TEST(evaluation) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    struct rule rule = { NULL, 0 };
    struct rule_fault fault = { 0, "" };
    CHECK(rule_parse_requires(arena, STR("A | B & C"), &names, &rule, &fault) == OK);
    for (unsigned i = 0; i < 8; i++) {
        bool is_true[] = { (i & 1) != 0, (i & 2) != 0, (i & 4) != 0, false };
        CHECK(rule_requires_met(&rule, is_true) == (is_true[0] || (is_true[1] && is_true[2])));
    }
    struct rule none = { NULL, 0 };
    CHECK(!rule_requires_met(&none, NULL));
}

TEST_MAIN

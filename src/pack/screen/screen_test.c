#include "screen/screen.h"

#include "pack/pack_testing.h"

/* The signs stand in one text, separated by blanks. */
static enum err evaluate(const struct pack *pack, struct arena *arena, const char *set,
    bool is_child, struct str text, struct screen_result *out) {
    struct str signs[200];
    size_t n = 0;
    while (n < COUNT_OF(signs) && str_word(&text, &signs[n])) {
        n++;
    }
    return screen_evaluate(pack, arena, str_from_c(set), is_child, signs, n, out);
}

static bool is_met(const struct pack *pack, const char *set, bool is_child, const char *text) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    struct screen_result result = { .is_met = false };
    CHECK(evaluate(pack, arena, set, is_child, str_from_c(text), &result) == OK);
    return result.is_met;
}

/* Palermo protocol: act, means and purpose; for a child the means do not matter. */
TEST(act_means_purpose) {
    PACK_DONE struct pack *albania = ALBANIA;
    PACK_DONE struct pack *demo = DEMO;
    const struct pack *packs[] = { albania, demo };
    for (size_t i = 0; i < COUNT_OF(packs); i++) {
        const struct pack *pack = packs[i];
        CHECK(is_met(pack, "AL-2005", false, "A.recruit B.force C.ForcedBegging"));
        CHECK(!is_met(pack, "AL-2005", false, "A.recruit C.ForcedBegging"));
        CHECK(!is_met(pack, "AL-2005", false, "A.recruit B.force"));
        CHECK(!is_met(pack, "AL-2005", false, "B.force B.fraud C.ForcedBegging C.Other"));
        CHECK(!is_met(pack, "AL-2005", false, ""));
        CHECK(is_met(pack, "AL-2005", true, "A.recruit C.ForcedBegging"));
        CHECK(is_met(pack, "AL-2005", true, "A.recruit B.force C.ForcedBegging"));
        CHECK(!is_met(pack, "AL-2005", true, "A.recruit B.force"));
        CHECK(!is_met(pack, "AL-2005", true, "C.ForcedBegging"));
    }
}

/* ILO and EC 2009: a dimension is positive with two strong signs; one strong and one medium or
 * weak; three medium; or two medium and one weak. */
TEST(positive_dimension_of_ilo) {
    PACK_DONE struct pack *pack = ALBANIA;
    const struct rule *rule = &pack_rule_set(pack, STR("ILO-EC-2009"), false)->positive_rule;
    for (int s = 0; s < 4; s++) {
        for (int m = 0; m < 5; m++) {
            for (int w = 0; w < 5; w++) {
                bool is_want = s >= 2 || (s == 1 && m + w >= 1) || m >= 3 || (m == 2 && w >= 1);
                int counts[WEIGHT_COUNT] = { 0, s, m, w };
                CHECK(rule_is_positive(rule, counts) == is_want);
            }
        }
    }
}

TEST(ilo_with_signs) {
    PACK_DONE struct pack *pack = ALBANIA;
    static const char set[] = "ILO-EC-2009";
    /* deception (S M), exploitation (S M), coercion at destination (S S) */
    CHECK(is_met(pack, set, false, "D1.01 D1.02 D4.01 D4.02 D5.01 D5.02"));
    CHECK(!is_met(pack, set, false, "D1.01 D1.02 D4.01 D4.02"));
    CHECK(is_met(pack, set, true, "D1.01 D1.02 D4.01 D4.02"));
    CHECK(!is_met(pack, set, true, "D1.01 D4.01 D4.02"));
    /* M M W: vulnerability instead of deception; abuse of vulnerability at destination */
    CHECK(is_met(pack, set, false, "D3.01 D3.02 D3.15 D4.02 D4.03 D4.04 D6.01 D6.02 D6.06"));
    CHECK(!is_met(pack, set, false, "D3.01 D3.02 D4.02 D4.03 D4.04 D6.01 D6.02 D6.06"));
}

TEST(counts_and_weights_by_age) {
    PACK_DONE struct pack *pack = ALBANIA;
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    struct screen_result result = { .is_met = true };
    struct str ticked = STR("D2.02 D2.02 D2.03 D3.14 D1.10 D2.02");
    CHECK(evaluate(pack, arena, "ILO-EC-2009", false, ticked, &result) == OK);
    CHECK_EQ_I64(result.n, 6);
    CHECK(!result.is_met && result.positive.n == 0);
    CHECK_EQ_STR(result.dimensions[1].code, STR("D2"));
    CHECK_EQ_I64(result.dimensions[1].medium, 2);
    CHECK_EQ_I64(result.dimensions[2].medium, 1);
    CHECK_EQ_I64(result.dimensions[0].weak, 1);
    CHECK(evaluate(pack, arena, "ILO-EC-2009", true, ticked, &result) == OK);
    CHECK_EQ_I64(result.dimensions[1].strong, 2); /* strong for children */
    CHECK_EQ_I64(result.dimensions[2].medium, 0); /* no sign for children */
    CHECK_EQ_STR(result.positive, STR("D2"));
    CHECK(evaluate(pack, arena, "AL-2005", false, STR("C.Other A.recruit"), &result) == OK);
    CHECK_EQ_STR(result.positive, STR("A C"));
}

TEST(unknown_signs_and_sets) {
    PACK_DONE struct pack *pack = ALBANIA;
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    struct screen_result result = { .n = 77 };
    CHECK(evaluate(pack, arena, "AL-2005", false, STR("A.recruit D1.01"), &result) == ERR_INPUT);
    CHECK(evaluate(pack, arena, "AL-2006", false, STR("A.recruit"), &result) == ERR_INPUT);
    CHECK_EQ_I64(result.n, 77);
}

TEST(set_without_rule_is_never_met) {
    PACK_DONE struct pack *pack = ALBANIA;
    CHECK(pack_rule_set(pack, STR("UNODC"), false) == NULL);
    CHECK(!is_met(pack, "UNODC", false, "UG01 UG02 UG03 UC01 UB01"));
    CHECK(!is_met(pack, "UNODC", true, "UC01"));
}

TEST(rule_of_the_demo_country) {
    PACK_DONE struct pack *pack = DEMO;
    CHECK(is_met(pack, "XV-1", false, "X1.01 X2.02"));
    CHECK(is_met(pack, "XV-1", false, "X1.02 X1.03 X3.01 X3.03 X3.02"));
    CHECK(!is_met(pack, "XV-1", false, "X1.01 X3.01 X3.03"));
    CHECK(is_met(pack, "XV-1", true, "X1.02"));
    size_t n = 0;
    CHECK_EQ_I64((pack_rule_sets(pack, &n), n), 6);
    const struct sign *signs = pack_signs(pack, STR("XV-1"), &n);
    CHECK_EQ_I64(n, 10);
    CHECK_EQ_STR(signs[0].code, STR("X1.01"));
    CHECK(signs[1].weight[TRACK_ADULT] == WEIGHT_MEDIUM);
    CHECK(signs[1].weight[TRACK_CHILD] == WEIGHT_STRONG);
}

TEST_MAIN

#include "target/target.h"

#include "pack/pack_testing.h"

/* README of the pack: B01 to B09 add to 6,390, of which B03F is a part already counted. */
TEST(targets_of_the_brochure) {
    PACK_DONE struct pack *pack = ALBANIA;
    size_t n = 0;
    const struct indicator *rows = pack_indicators(pack, &n);
    CHECK_EQ_I64(n, 24);
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        bool is_top = str_starts(rows[i].code, STR("B0")) && rows[i].parent.n == 0;
        sum += is_top ? rows[i].target : 0;
    }
    CHECK_EQ_I64(sum, 6390);
}

TEST(columns) {
    PACK_DONE struct pack *pack = ALBANIA;
    const struct indicator *row = pack_indicator(pack, STR("B03F"));
    CHECK_EQ_STR(row->parent, STR("B03"));
    CHECK_EQ_STR(row->measure, STR("economic_reintegration_female"));
    CHECK_EQ_I64(row->target, 125);
    CHECK_EQ_I64(row->counts, 'P');
    CHECK(row->is_ascending);
    CHECK_EQ_I64(pack_indicator(pack, STR("B10"))->target, -1);
    CHECK_EQ_I64(pack_indicator(pack, STR("B10"))->counts, 'S');
    CHECK(!pack_indicator(pack, STR("O3.1"))->is_ascending);
    CHECK_EQ_I64(pack_indicator(pack, STR("I1"))->result_type, 3);
    CHECK(pack_indicator(pack, STR("B99")) == NULL);
}

TEST_MAIN

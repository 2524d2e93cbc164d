#include "date/clock.h"

#include "test.h"

TEST(fixed) {
    clock_fix(1583025000000);
    CHECK_EQ_I64(clock_now_ms(), 1583025000000);
    clock_set_offset_ms(5000);
    CHECK_EQ_I64(clock_now_ms(), 1583025000000);
    clock_fix(0);
    clock_set_offset_ms(0);
    CHECK(clock_now_ms() > 1700000000000);
}

TEST(offset) {
    int64_t before = clock_now_ms();
    clock_set_offset_ms(-86400000);
    int64_t shifted = clock_now_ms();
    clock_set_offset_ms(0);
    int64_t after = clock_now_ms();
    CHECK(shifted + 86400000 >= before && shifted + 86400000 <= after);
}

TEST(monotonic) {
    int64_t last = clock_mono_us();
    for (int i = 0; i < 1000; i++) {
        int64_t now = clock_mono_us();
        CHECK(now >= last);
        last = now;
    }
}

TEST_MAIN

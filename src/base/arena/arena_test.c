#include "arena/arena.h"

#include "test.h"

#include <string.h>

static bool is_zero(const unsigned char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (p[i] != 0) {
            return false;
        }
    }
    return true;
}

TEST(zeroed_and_aligned) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    for (size_t n = 0; n < 400; n++) {
        unsigned char *p = arena_take(arena, n);
        CHECK((uintptr_t)p % 16 == 0);
        CHECK(is_zero(p, n));
        memset(p, 0xAA, n);
    }
    CHECK(arena_used(arena) >= 400 * 399 / 2);
}

TEST(reset_wipes) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    for (int round = 0; round < 3; round++) {
        for (size_t n = 1; n <= 100 * 1024; n *= 3) {
            unsigned char *p = arena_take(arena, n);
            CHECK(is_zero(p, n));
            memset(p, 0xAA, n);
        }
        arena_reset(arena);
        CHECK_EQ_I64(arena_used(arena), 0);
    }
}

TEST(large_takes_up_to_the_cap) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    unsigned char *p = arena_take(arena, 1 << 20);
    p[(1 << 20) - 1] = 1;
    CHECK_EQ_I64(arena_used(arena), 1 << 20);
}

TEST(copies) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    CHECK(arena_str(arena, STR_NONE).p == NULL);
    CHECK(arena_str(arena, STR("")).p != NULL);
    struct str copy = arena_str(arena, STR("besa"));
    CHECK_EQ_STR(copy, STR("besa"));
    CHECK(copy.p[4] == '\0');
    CHECK(strcmp(arena_c(arena, STR("besa")), "besa") == 0);
    CHECK(strcmp(arena_c(arena, STR_NONE), "") == 0);
    CHECK(bytes_eq(arena_bytes(arena, str_bytes(STR("x"))), str_bytes(STR("x"))));
    CHECK_EQ_STR(arena_print(arena, "%d-%s", 7, "x"), STR("7-x"));
    CHECK_EQ_STR(arena_print(arena, "%s", ""), STR(""));
    int64_t *numbers = ARENA_ARRAY(arena, int64_t, 1000);
    CHECK(is_zero((const unsigned char *)numbers, 8000));
    CHECK(*ARENA_NEW(arena, int) == 0);
}

TEST(close_of_nothing) {
    arena_close(NULL);
    struct arena *arena = NULL;
    arena_done(&arena);
    CHECK(arena == NULL);
}

TEST_MAIN

#include "rand/rand.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

static const int64_t NOW_MS = 1795392000000; /* 2026-11-23 */

TEST(bytes_differ) {
    unsigned char a[32] = { 0 };
    unsigned char b[32] = { 0 };
    rand_bytes(a, sizeof(a));
    rand_bytes(b, sizeof(b));
    CHECK(memcmp(a, b, sizeof(a)) != 0);
    rand_bytes(a, 0);
}

TEST(below) {
    int seen[6] = { 0 };
    for (int i = 0; i < 6000; i++) {
        uint64_t n = rand_below(6);
        CHECK(n < 6);
        seen[n]++;
    }
    for (int i = 0; i < 6; i++) {
        CHECK(seen[i] > 700 && seen[i] < 1300); /* ten deviations */
    }
    CHECK(rand_below(1) == 0);
    CHECK(rand_below(UINT64_MAX) < UINT64_MAX);
}

static int compare_ids(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* The demonstration year makes thousands of rows at one fixed time. */
TEST(ids_never_repeat) {
    enum { N = 50000 };
    int64_t *ids = calloc(N, sizeof(int64_t));
    for (size_t i = 0; i < N; i++) {
        ids[i] = rand_id(i % 3 == 0 ? NOW_MS - 5 : NOW_MS);
        CHECK(ids[i] > 0);
    }
    qsort(ids, N, sizeof(int64_t), compare_ids);
    for (size_t i = 1; i < N; i++) {
        CHECK(ids[i] != ids[i - 1]);
    }
    free(ids);
}

TEST(ids_carry_their_time) {
    int64_t later = NOW_MS + 86400000;
    CHECK_EQ_I64((rand_id(later) >> 22) + 1577836800000, later);
    CHECK(rand_id(0) > 0);
    CHECK(rand_id(-1) > 0);
}

TEST(seeded_repeats) {
    unsigned char a[32] = { 0 };
    unsigned char b[32] = { 0 };
    rand_seed(7);
    rand_bytes(a, sizeof(a));
    int64_t id = rand_id(NOW_MS);
    uint64_t below = rand_below(1000000);
    rand_seed(7);
    rand_bytes(b, sizeof(b));
    CHECK(memcmp(a, b, sizeof(a)) == 0);
    CHECK_EQ_I64(rand_id(NOW_MS), id);
    CHECK(rand_below(1000000) == below);
    rand_bytes(b, sizeof(b));
    CHECK(memcmp(a, b, sizeof(a)) != 0);
    rand_seed(8);
    rand_bytes(b, sizeof(b));
    CHECK(memcmp(a, b, sizeof(a)) != 0);
}

TEST_MAIN

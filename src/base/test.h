/* test: the unit-test harness, one header and no library.
 *
 * Purpose     TEST(name) { CHECK(...); } registers itself; TEST_MAIN writes main. Prints "ok name"
 *             or "FAIL file:line: claim" and at the end "N passed, N failed"; exit 1 on a failure.
 * Invariants  A failed check does not stop its test; the test counts as failed once.
 * Threads     Checks may be made by the main thread only. */
#pragma once

#include "str/str.h"

#include <inttypes.h>
#include <stdio.h>

enum { TESTS_MAX = 256 };

struct test {
    const char *name;
    void (*run)(void);
};

static struct {
    struct test tests[TESTS_MAX];
    size_t n;
    int faults;
} test_state;

static inline void test_register(const char *name, void (*run)(void)) {
    if (test_state.n < TESTS_MAX) {
        test_state.tests[test_state.n] = (struct test){ name, run };
    }
    test_state.n++;
}

static inline void test_check(bool is_true, const char *claim, const char *file, int line) {
    if (!is_true) {
        test_state.faults++;
        printf("FAIL %s:%d: %s\n", file, line, claim);
    }
}

static inline void test_check_i64(
    int64_t got, int64_t want, const char *claim, const char *file, int line) {
    if (got != want) {
        test_state.faults++;
        printf("FAIL %s:%d: %s: got %" PRId64 ", want %" PRId64 "\n", file, line, claim, got, want);
    }
}

static inline void test_check_str(
    struct str got, struct str want, const char *claim, const char *file, int line) {
    if (!str_eq(got, want)) {
        test_state.faults++;
        printf("FAIL %s:%d: %s: got \"%.*s\", want \"%.*s\"\n", file, line, claim, STR_FMT(got),
            STR_FMT(want));
    }
}

static inline int test_run_all(void) {
    size_t passed = 0;
    size_t failed = test_state.n > TESTS_MAX ? test_state.n - TESTS_MAX : 0;
    for (size_t i = 0; i < test_state.n && i < TESTS_MAX; i++) {
        test_state.faults = 0;
        test_state.tests[i].run();
        if (test_state.faults == 0) {
            passed++;
            printf("ok %s\n", test_state.tests[i].name);
        } else {
            failed++;
            printf("FAIL %s\n", test_state.tests[i].name);
        }
        (void)fflush(stdout); /* so that the lines stand before those of a sanitizer */
    }
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed > 0 || passed == 0 ? 1 : 0;
}

#define CHECK(cond) test_check((cond), #cond, __FILE__, __LINE__)
#define CHECK_EQ_I64(got, want)                                                                    \
    test_check_i64((int64_t)(got), (int64_t)(want), #got, __FILE__, __LINE__)
/* Both sides are struct str; write the literal as STR("..."). */
#define CHECK_EQ_STR(got, want) test_check_str((got), (want), #got, __FILE__, __LINE__)

#define TEST(name)                                                                                 \
    static void test_##name(void);                                                                 \
    __attribute__((constructor)) static void test_register_##name(void) {                          \
        test_register(#name, test_##name);                                                         \
    }                                                                                              \
    static void test_##name(void)

#define TEST_MAIN                                                                                  \
    int main(void) {                                                                               \
        return test_run_all();                                                                     \
    }

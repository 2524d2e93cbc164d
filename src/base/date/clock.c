#include "date/clock.h"

#include "err/must.h"

#include <stdatomic.h>
#include <time.h>

/* An exception to "no mutable globals": an injected clock must be reachable from everywhere. */
static atomic_int_least64_t fixed_ms;
static atomic_int_least64_t ahead_ms;

int64_t clock_now_ms(void) {
    int64_t fixed = atomic_load(&fixed_ms);
    if (fixed != 0) {
        return fixed;
    }
    struct timespec now = { 0 };
    must(clock_gettime(CLOCK_REALTIME, &now) == 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + atomic_load(&ahead_ms);
}

void clock_set_offset_ms(int64_t offset_ms) {
    atomic_store(&ahead_ms, offset_ms);
}

void clock_fix(int64_t ms) {
    atomic_store(&fixed_ms, ms);
}

int64_t clock_mono_us(void) {
    struct timespec now = { 0 };
    must(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

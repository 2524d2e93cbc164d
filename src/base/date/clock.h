/* clock: what time it is, injectable.
 *
 * Purpose     The one place that asks the system for the time, so that tests and the demonstration
 *             year can set it.
 * Invariants  A fixed clock stands still and does not add the offset. The monotonic clock is always
 *             the system's: it is for measuring how long something took, never for a date.
 * Ownership   None. Threads: any. Units: milliseconds since 1970 UTC; microseconds for the
 * monotonic clock. Errors: none. */
#pragma once

#include <stdint.h>

int64_t clock_now_ms(void);
/* From now on the clock runs this much ahead of the system's (behind when negative). */
void clock_set_offset_ms(int64_t offset_ms);
/* From now on it is always this instant; 0 lets the clock run again. Only for tests. */
void clock_fix(int64_t ms);
int64_t clock_mono_us(void);

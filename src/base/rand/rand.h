/* rand: random bytes and identifiers.
 *
 * Purpose     One source of randomness that tests and the demonstration year can seed; everything
 *             secret (keys, tokens, codes) is drawn by the vault with libsodium instead.
 * Units       Ids are positive 63-bit numbers: milliseconds since 2020-01-01 in the upper bits and 22
 *             random bits below, so that rows of one time lie together on disk. They are never
 *             secrets: access rests on the scoped loader alone.
 * Threads     Any thread. */
#pragma once

#include "str/str.h"

void rand_bytes(void *out, size_t n);
/* A number below `bound` without bias. */
uint64_t rand_below(uint64_t bound);
/* A fresh id, always above the one before, so never the same twice in one process
 * (unless it is seeded again). Aborts when the clock is beyond 2089. */
int64_t rand_id(int64_t now_ms);
/* From now on all of the above follow from `seed`. Only for tests and the demonstration year. */
void rand_seed(uint64_t seed);

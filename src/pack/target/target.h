/* target: the logframe: what is counted and how much of it the programme promised.
 *
 * Invariants  A parent has no parent itself; a target of -1 means that none is set.
 * Ownership   The pack. Threads: any. Errors: none; NULL when unknown. */
#pragma once

#include "pack/pack.h"

struct indicator {
    struct str code;
    struct str parent; /* an indicator of which this one is a part, or empty */
    struct str label[LANG_COUNT];
    struct str unit;
    int64_t target;
    char counts;        /* 'S' or 'P' as in the file */
    struct str measure; /* what the program computes for it; "none": reported by hand */
    int64_t result_type;
    int64_t iati_measure;
    bool is_ascending; /* more is better */
    struct str source;
};
const struct indicator *pack_indicators(const struct pack *pack, size_t *out_n);
const struct indicator *pack_indicator(const struct pack *pack, struct str code);

/* pack_index: finds rows of a table by one or two texts.
 *
 * Invariants  Sorted by a, b and then by row, so that of equal keys the first row comes first.
 * Ownership   Lies in the arena and points to the rows. Threads: any, after it is built. */
#pragma once

#include "arena/arena.h"

#define INDEX_NO_B SIZE_MAX

struct pack_index_key {
    struct str a;
    struct str b;
    const void *row;
};

struct pack_index {
    struct pack_index_key *keys;
    size_t n;
};

/* The rows are n of row_b bytes each; a and b are struct str at these offsets. */
struct pack_index pack_index_build(struct arena *arena, const void *rows, size_t n, size_t row_b,
    size_t offset_a, size_t offset_b);
/* Sorts keys that the caller filled. */
void pack_index_sort(struct pack_index *index);
/* The first row of these texts or NULL; b is STR("") for an index of one text. */
const void *pack_index_find(const struct pack_index *index, struct str a, struct str b);
/* All keys with this a; NULL and 0 when there is none. */
const struct pack_index_key *pack_index_range(
    const struct pack_index *index, struct str a, size_t *out_n);

#include "pack/pack_index.h"

#include <stdlib.h>

static int compare_keys(const struct pack_index_key *x, const struct pack_index_key *y) {
    int order = str_compare(x->a, y->a);
    return order != 0 ? order : str_compare(x->b, y->b);
}

static int compare(const void *a, const void *b) {
    const struct pack_index_key *x = a;
    const struct pack_index_key *y = b;
    int order = compare_keys(x, y);
    if (order != 0) {
        return order;
    }
    uintptr_t row_x = (uintptr_t)x->row;
    uintptr_t row_y = (uintptr_t)y->row;
    return row_x < row_y ? -1 : row_x > row_y;
}

void pack_index_sort(struct pack_index *index) {
    if (index->n > 1) {
        qsort(index->keys, index->n, sizeof(index->keys[0]), compare);
    }
}

struct pack_index pack_index_build(struct arena *arena, const void *rows, size_t n, size_t row_b,
    size_t offset_a, size_t offset_b) {
    struct pack_index index = { ARENA_ARRAY(arena, struct pack_index_key, n), n };
    for (size_t i = 0; i < n; i++) {
        const char *row = (const char *)rows + i * row_b;
        struct pack_index_key *key = &index.keys[i];
        key->row = row;
        key->a = *(const struct str *)(const void *)(row + offset_a);
        key->b =
            offset_b == INDEX_NO_B ? STR("") : *(const struct str *)(const void *)(row + offset_b);
    }
    pack_index_sort(&index);
    return index;
}

/* The first key that is not before `key`. */
static size_t lower_bound(const struct pack_index *index, const struct pack_index_key *key) {
    size_t low = 0;
    size_t high = index->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_keys(&index->keys[middle], key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const void *pack_index_find(const struct pack_index *index, struct str a, struct str b) {
    struct pack_index_key key = { a, b, NULL };
    size_t at = lower_bound(index, &key);
    bool is_found = at < index->n && compare_keys(&index->keys[at], &key) == 0;
    return is_found ? index->keys[at].row : NULL;
}

const struct pack_index_key *pack_index_range(
    const struct pack_index *index, struct str a, size_t *out_n) {
    struct pack_index_key key = { a, STR(""), NULL };
    size_t at = lower_bound(index, &key);
    size_t n = 0;
    while (at + n < index->n && str_eq(index->keys[at + n].a, a)) {
        n++;
    }
    *out_n = n;
    return n == 0 ? NULL : &index->keys[at];
}

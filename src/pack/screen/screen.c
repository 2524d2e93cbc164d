#include "screen/screen.h"

#include "pack/pack_own.h"

const struct rule_set *pack_rule_sets(const struct pack *pack, size_t *out_n) {
    *out_n = pack->n_rule_sets;
    return pack->rule_sets;
}

const struct rule_set *pack_rule_set(const struct pack *pack, struct str set, bool is_child) {
    size_t n = 0;
    const struct pack_index_key *keys = pack_index_range(&pack->rule_set_index, set, &n);
    for (size_t i = 0; i < n; i++) {
        const struct rule_set *row = keys[i].row;
        if (row->track == (is_child ? TRACK_CHILD : TRACK_ADULT)) {
            return row;
        }
    }
    return NULL;
}

static size_t lower_bound(const struct pack *pack, struct str set) {
    size_t low = 0;
    size_t high = pack->n_signs;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(pack->signs[middle].set, set) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const struct sign *pack_signs(const struct pack *pack, struct str set, size_t *out_n) {
    size_t at = lower_bound(pack, set);
    size_t n = 0;
    while (at + n < pack->n_signs && str_eq(pack->signs[at + n].set, set)) {
        n++;
    }
    *out_n = n;
    return n == 0 ? NULL : &pack->signs[at];
}

const struct sign *pack_sign(const struct pack *pack, struct str set, struct str code) {
    return pack_index_find(&pack->sign_index, set, code);
}

/* --- evaluation ------------------------------------------------------------------------------- */

static void count_sign(const struct sign *sign, bool is_child, struct screen_dimension *into) {
    switch (sign->weight[is_child ? TRACK_CHILD : TRACK_ADULT]) {
    case WEIGHT_STRONG:
        into->strong++;
        break;
    case WEIGHT_MEDIUM:
        into->medium++;
        break;
    case WEIGHT_WEAK:
        into->weak++;
        break;
    default:
        break; /* the sign is not in the list of adults, or of children */
    }
}

static struct str join_positive(struct arena *arena, const struct screen_result *result) {
    struct str text = STR("");
    for (size_t i = 0; i < result->n; i++) {
        const struct screen_dimension *dimension = &result->dimensions[i];
        if (dimension->is_positive) {
            text = arena_print(arena, "%.*s%s%.*s", STR_FMT(text), text.n > 0 ? " " : "",
                STR_FMT(dimension->code));
        }
    }
    return text;
}

static void apply_rule(
    struct arena *arena, const struct rule_set *rule, struct screen_result *result) {
    bool *is_positive = ARENA_ARRAY(arena, bool, result->n);
    for (size_t i = 0; i < result->n; i++) {
        struct screen_dimension *dimension = &result->dimensions[i];
        const int counts[WEIGHT_COUNT] = { 0, dimension->strong, dimension->medium,
            dimension->weak };
        dimension->is_positive = rule_is_positive(&rule->positive_rule, counts);
        is_positive[i] = dimension->is_positive;
    }
    result->is_met = rule_requires_met(&rule->requires_rule, is_positive);
}

enum err screen_evaluate(const struct pack *pack, struct arena *arena, struct str set,
    bool is_child, const struct str *signs, size_t n, struct screen_result *out_result) {
    size_t n_all = 0;
    const struct sign *all = pack_signs(pack, set, &n_all);
    if (all == NULL) {
        return ERR_INPUT;
    }
    bool *is_seen = ARENA_ARRAY(arena, bool, n_all);
    for (size_t i = 0; i < n; i++) {
        const struct sign *sign = pack_sign(pack, set, signs[i]);
        if (sign == NULL) {
            return ERR_INPUT;
        }
        is_seen[sign - all] = true;
    }
    struct screen_result result = { .dimensions =
                                        ARENA_ARRAY(arena, struct screen_dimension, n_all) };
    for (size_t i = 0; i < n_all; i++) {
        if (i == 0 || !str_eq(all[i].dimension, all[i - 1].dimension)) {
            result.dimensions[result.n].code = all[i].dimension;
            result.n++;
        }
        if (is_seen[i]) {
            count_sign(&all[i], is_child, &result.dimensions[result.n - 1]);
        }
    }
    const struct rule_set *rule = pack_rule_set(pack, set, is_child);
    if (rule != NULL) {
        apply_rule(arena, rule, &result);
    }
    result.positive = join_positive(arena, &result);
    *out_result = result;
    return OK;
}

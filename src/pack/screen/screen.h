/* screen: the signs of trafficking and what they add up to.
 *
 * Purpose     Evaluates the ticked signs by the published rule of a set. The answer leads a worker,
 *             who may decide beside it with a second reader; it decides nothing alone.
 * Invariants  A sign counts once. A sign without weight for adults (or children) may be ticked but
 *             does not count there. A set without a rule is never met.
 * Ownership   The pack; results lie in the caller's arena. Threads: any.
 * Errors      ERR_INPUT: no such set, or a sign that is not in it. */
#pragma once

#include "pack/pack.h"
#include "screen/rule.h"

enum rule_track { TRACK_ADULT, TRACK_CHILD, TRACK_COUNT };

struct rule_set {
    struct str set;
    struct str title[LANG_COUNT];
    enum rule_track track;
    struct str requires;
    struct str positive;
    struct str source;
    struct rule requires_rule;
    struct rule positive_rule;
};
/* One row for each set and track. */
const struct rule_set *pack_rule_sets(const struct pack *pack, size_t *out_n);
/* NULL when the set has no rule. */
const struct rule_set *pack_rule_set(const struct pack *pack, struct str set, bool is_child);

struct sign {
    struct str set;
    struct str dimension;
    struct str code;
    struct str label[LANG_COUNT];
    enum weight weight[TRACK_COUNT];
    int64_t sort;
};
/* By dimension (in the order of the file), then by `sort`; NULL and 0 when there is no such set. */
const struct sign *pack_signs(const struct pack *pack, struct str set, size_t *out_n);
const struct sign *pack_sign(const struct pack *pack, struct str set, struct str code);

struct screen_dimension {
    struct str code;
    int strong;
    int medium;
    int weak;
    bool is_positive;
};

struct screen_result {
    bool is_met;
    struct str positive; /* codes of the positive dimensions, separated by blanks */
    struct screen_dimension *dimensions;
    size_t n;
};
enum err screen_evaluate(const struct pack *pack, struct arena *arena, struct str set,
    bool is_child, const struct str *signs, size_t n, struct screen_result *out_result) MUST_USE;

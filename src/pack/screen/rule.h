/* rule: the small expressions of rule_sets.csv, parsed once and evaluated often.
 *
 * Purpose     `requires` joins dimensions, A & (B | C); `positive` says when a dimension counts,
 *             S>=2 | S>=1 & M+W>=1, where S, M and W count strong, medium and weak signs.
 * Invariants  & binds tighter than |; there is no "not": more signs never make a rule false.
 *             A parsed rule cannot fail. At most RULE_OPS_MAX operations, RULE_DEPTH_MAX brackets.
 * Ownership   Operations lie in the arena. Threads: any.
 * Errors      ERR_INPUT with the place and the reason in *out_fault. */
#pragma once

#include "arena/arena.h"
#include "err/err.h"

enum {
    RULE_OPS_MAX = 64,
    RULE_DEPTH_MAX = 16,
    RULE_NUMBER_MAX = 999,
};

enum weight { WEIGHT_NONE, WEIGHT_STRONG, WEIGHT_MEDIUM, WEIGHT_WEAK, WEIGHT_COUNT };

enum rule_op_kind { RULE_NAME, RULE_AT_LEAST, RULE_AND, RULE_OR };

/* In the order of a stack machine: operands before their operator. */
struct rule_op {
    enum rule_op_kind kind;
    size_t name;             /* RULE_NAME: which of the names */
    bool adds[WEIGHT_COUNT]; /* RULE_AT_LEAST: which counts are added */
    int number;              /* RULE_AT_LEAST */
};

struct rule {
    struct rule_op *ops;
    size_t n;
};

struct rule_fault {
    size_t at; /* byte */
    const char *what;
};

struct rule_names {
    const struct str *names;
    size_t n;
};

/* *out_fault is set on failure. */
enum err rule_parse_requires(struct arena *arena, struct str text, const struct rule_names *names,
    struct rule *out_rule, struct rule_fault *out_fault) MUST_USE;
enum err rule_parse_positive(struct arena *arena, struct str text, struct rule *out_rule,
    struct rule_fault *out_fault) MUST_USE;
/* is_true: one for each name that was given to the parser. */
bool rule_requires_met(const struct rule *rule, const bool *is_true);
/* counts: by enum weight. */
bool rule_is_positive(const struct rule *rule, const int counts[WEIGHT_COUNT]);
/* The rule as text again, with the brackets it needs; names is NULL for `positive`. */
struct str rule_print(struct arena *arena, const struct rule *rule, const struct rule_names *names);

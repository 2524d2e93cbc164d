/* The expressions of rule_sets.csv: what is printed reads back the same, and more signs never make
 * a rule false. */
#include "fuzz.h"

#include "err/must.h"
#include "screen/rule.h"

enum {
    ARENA_MAX_B = 16 * 1024 * 1024,
    NAMES = 6,
    INPUT_MAX_B = 4096,
};

static const struct str dimensions[NAMES] = { { "A", 1 }, { "B", 1 }, { "C", 1 }, { "D1", 2 },
    { "D2", 2 }, { "x.y-z", 5 } };
static const struct rule_names names = { dimensions, NAMES };

static enum err parse(struct arena *arena, struct str text, bool is_requires, struct rule *out) {
    struct rule_fault fault = { SIZE_MAX, NULL };
    enum err e = is_requires ? rule_parse_requires(arena, text, &names, out, &fault)
                             : rule_parse_positive(arena, text, out, &fault);
    must(e == OK || e == ERR_INPUT);
    must((e == OK) == (fault.what == NULL));
    must(e == OK || fault.at <= text.n);
    return e;
}

static void check_same(const struct rule *a, const struct rule *b) {
    must(a->n == b->n && a->n > 0 && a->n <= RULE_OPS_MAX);
    for (size_t i = 0; i < a->n; i++) {
        const struct rule_op *x = &a->ops[i];
        const struct rule_op *y = &b->ops[i];
        must(x->kind == y->kind && x->name == y->name && x->number == y->number);
        for (size_t weight = 0; weight < WEIGHT_COUNT; weight++) {
            must(x->adds[weight] == y->adds[weight]);
        }
    }
}

static void check_requires(const struct rule *rule) {
    for (unsigned set = 0; set < 1u << NAMES; set++) {
        bool is_true[NAMES];
        for (unsigned i = 0; i < NAMES; i++) {
            is_true[i] = (set >> i & 1) != 0;
        }
        bool is_met = rule_requires_met(rule, is_true);
        must(set != 0 || !is_met);
        for (unsigned i = 0; i < NAMES && is_met; i++) {
            bool was = is_true[i];
            is_true[i] = true;
            must(rule_requires_met(rule, is_true));
            is_true[i] = was;
        }
    }
}

static void check_positive(const struct rule *rule) {
    const int none[WEIGHT_COUNT] = { 0 };
    const int all[WEIGHT_COUNT] = { 0, RULE_NUMBER_MAX, RULE_NUMBER_MAX, RULE_NUMBER_MAX };
    must(!rule_is_positive(rule, none));
    must(rule_is_positive(rule, all));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > INPUT_MAX_B) {
        return 0;
    }
    CLEANUP(arena_done) struct arena *arena = arena_open(ARENA_MAX_B);
    struct str text = { (const char *)data, size };
    for (int is_requires = 0; is_requires < 2; is_requires++) {
        struct rule rule = { NULL, 0 };
        struct rule again = { NULL, 0 };
        if (parse(arena, text, is_requires != 0, &rule) != OK) {
            must(rule.ops == NULL && rule.n == 0);
            continue;
        }
        const struct rule_names *printed = is_requires != 0 ? &names : NULL;
        must(parse(arena, rule_print(arena, &rule, printed), is_requires != 0, &again) == OK);
        check_same(&rule, &again);
        if (is_requires != 0) {
            check_requires(&rule);
        } else {
            check_positive(&rule);
        }
    }
    return 0;
}

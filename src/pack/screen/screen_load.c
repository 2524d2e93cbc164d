/* rule_sets.csv and signs.csv */
#include "screen/screen.h"

#include "pack/pack_part.h"

#include <stdlib.h>

enum { DIMENSIONS_MAX = 64 };

static const struct field rule_set_fields[] = {
    { NEEDED("set", FIELD_CODE), AT(rule_set, set) },
    LABELS(rule_set, title, "title"),
    { NEEDED("track", FIELD_CHOICE), AT(rule_set, track), CHOICES("adult child") },
    { NEEDED("requires", FIELD_TEXT), AT(rule_set, requires) },
    { NEEDED("positive", FIELD_TEXT), AT(rule_set, positive) },
    { MAY("source", FIELD_TEXT), AT(rule_set, source) },
    CHECK_COLUMN,
};

static const struct field sign_fields[] = {
    { NEEDED("set", FIELD_CODE), AT(sign, set) },
    { NEEDED("dimension", FIELD_CODE), AT(sign, dimension) },
    { NEEDED("code", FIELD_CODE), AT(sign, code) },
    LABELS(sign, label, "label"),
    { MAY("weight_adult", FIELD_CHOICE), AT(sign, weight[TRACK_ADULT]), CHOICES("S M W"),
        .least = WEIGHT_STRONG },
    { MAY("weight_child", FIELD_CHOICE), AT(sign, weight[TRACK_CHILD]), CHOICES("S M W"),
        .least = WEIGHT_STRONG },
    { NEEDED("sort", FIELD_NUMBER), AT(sign, sort), FROM_TO(0, 9999) },
    CHECK_COLUMN,
};

/* --- signs ------------------------------------------------------------------------------------ */

/* A sign and the first row of its dimension, which says where the dimension stands. */
struct placed_sign {
    const struct sign *sign;
    const struct sign *dimension;
};

static int compare_signs(const void *a, const void *b) {
    const struct placed_sign *x = a;
    const struct placed_sign *y = b;
    int order = str_compare(x->sign->set, y->sign->set);
    if (order != 0) {
        return order;
    }
    if (x->dimension != y->dimension) {
        return (uintptr_t)x->dimension < (uintptr_t)y->dimension ? -1 : 1;
    }
    if (x->sign->sort != y->sign->sort) {
        return x->sign->sort < y->sign->sort ? -1 : 1;
    }
    return str_compare(x->sign->code, y->sign->code);
}

static void signs_keep(struct load *load) {
    const struct load_table *table = &load->tables[FILE_SIGNS];
    const struct sign *rows = table->rows;
    struct pack_index dimensions = pack_index_build(load->scratch, rows, table->n,
        sizeof(struct sign), offsetof(struct sign, set), offsetof(struct sign, dimension));
    struct placed_sign *placed = ARENA_ARRAY(load->scratch, struct placed_sign, table->n);
    for (size_t i = 0; i < table->n; i++) {
        placed[i].sign = &rows[i];
        placed[i].dimension = pack_index_find(&dimensions, rows[i].set, rows[i].dimension);
    }
    if (table->n > 1) {
        qsort(placed, table->n, sizeof(placed[0]), compare_signs);
    }
    struct sign *sorted = ARENA_ARRAY(load->arena, struct sign, table->n);
    for (size_t i = 0; i < table->n; i++) {
        sorted[i] = *placed[i].sign;
    }
    load->pack->signs = sorted;
    load->pack->n_signs = table->n;
    load->pack->sign_index = pack_index_build(load->arena, sorted, table->n, sizeof(struct sign),
        offsetof(struct sign, set), offsetof(struct sign, code));
}

static size_t dimension_of(const struct rule_names *names, struct str dimension) {
    size_t i = 0;
    while (i < names->n && !str_eq(names->names[i], dimension)) {
        i++;
    }
    return i;
}

/* The dimensions of a set, in the order in which screen_evaluate counts them. */
struct dimensions {
    struct str codes[DIMENSIONS_MAX];
    struct rule_names names;
    bool is_over;
};

static void find_dimensions(const struct pack *pack, struct str set, struct dimensions *out) {
    size_t n = 0;
    const struct sign *signs = pack_signs(pack, set, &n);
    out->names = (struct rule_names){ out->codes, 0 };
    out->is_over = false;
    for (size_t i = 0; i < n; i++) {
        bool is_next = i == 0 || !str_eq(signs[i].dimension, signs[i - 1].dimension);
        if (is_next && out->names.n == DIMENSIONS_MAX) {
            out->is_over = true;
            return;
        }
        if (is_next) {
            out->codes[out->names.n] = signs[i].dimension;
            out->names.n++;
        }
    }
}

static bool is_named(const struct rule_set *rule, size_t name) {
    for (size_t i = 0; rule != NULL && i < rule->requires_rule.n; i++) {
        const struct rule_op *op = &rule->requires_rule.ops[i];
        if (op->kind == RULE_NAME && op->name == name) {
            return true;
        }
    }
    return false;
}

/* A dimension that no rule of its set names would never count: a slip of the pen. */
static void signs_check(struct load *load) {
    const struct load_table *table = &load->tables[FILE_SIGNS];
    const struct sign *rows = table->rows;
    for (size_t i = 0; i < table->n; i++) {
        const struct rule_set *adult = pack_rule_set(load->pack, rows[i].set, false);
        const struct rule_set *child = pack_rule_set(load->pack, rows[i].set, true);
        if (!load_is_good(load, FILE_SIGNS, i) || adult == NULL || child == NULL ||
            adult->requires_rule.n == 0 || child->requires_rule.n == 0) {
            continue;
        }
        struct dimensions dimensions;
        find_dimensions(load->pack, rows[i].set, &dimensions);
        size_t name = dimension_of(&dimensions.names, rows[i].dimension);
        if (!is_named(adult, name) && !is_named(child, name)) {
            load_fault(load, load_spot(load, FILE_SIGNS, i, "dimension"),
                "no rule of %.*s names %.*s", STR_FMT(load_shown(rows[i].set)),
                STR_FMT(load_shown(rows[i].dimension)));
        }
    }
}

const struct pack_part signs_part = {
    .file = "signs.csv",
    .row_b = sizeof(struct sign),
    .fields = sign_fields,
    .n_fields = COUNT_OF(sign_fields),
    .key_a = "set",
    .key_b = "code",
    .keep = signs_keep,
    .check = signs_check,
};

/* --- rule sets -------------------------------------------------------------------------------- */

static void rule_sets_keep(struct load *load) {
    const struct load_table *table = &load->tables[FILE_RULE_SETS];
    load->pack->rule_sets = table->rows;
    load->pack->n_rule_sets = table->n;
    load->pack->rule_set_index = pack_index_build(load->arena, table->rows, table->n,
        sizeof(struct rule_set), offsetof(struct rule_set, set), INDEX_NO_B);
}

static void fault_in_rule(struct load *load, size_t row, const char *column,
    const struct rule_fault *fault, struct str text) {
    load_fault(load, load_spot(load, FILE_RULE_SETS, row, column), "\"%.*s\", character %zu: %s",
        STR_FMT(load_shown(text)), fault->at + 1, fault->what);
}

static void parse_row(struct load *load, struct rule_set *rule, size_t row) {
    struct rule_fault fault = { 0, "" };
    struct dimensions dimensions;
    find_dimensions(load->pack, rule->set, &dimensions);
    bool has_names = dimensions.names.n > 0 && !dimensions.is_over;
    if (dimensions.is_over) {
        load_fault(load, load_spot(load, FILE_RULE_SETS, row, "set"),
            "%.*s has more than %d dimensions", STR_FMT(load_shown(rule->set)), DIMENSIONS_MAX);
    }
    if (dimensions.names.n == 0 && load->tables[FILE_SIGNS].is_whole) {
        load_fault(load, load_spot(load, FILE_RULE_SETS, row, "set"), "%.*s has no signs",
            STR_FMT(load_shown(rule->set)));
    }
    if (has_names && rule_parse_requires(load->arena, rule->requires, &dimensions.names,
                         &rule->requires_rule, &fault) != OK) {
        fault_in_rule(load, row, "requires", &fault, rule->requires);
    }
    if (rule_parse_positive(load->arena, rule->positive, &rule->positive_rule, &fault) != OK) {
        fault_in_rule(load, row, "positive", &fault, rule->positive);
    }
}

static void rule_sets_check(struct load *load) {
    struct rule_set *rows = load->tables[FILE_RULE_SETS].rows;
    for (size_t i = 0; i < load->tables[FILE_RULE_SETS].n; i++) {
        if (!load_is_good(load, FILE_RULE_SETS, i)) {
            continue;
        }
        parse_row(load, &rows[i], i);
        bool is_child = rows[i].track == TRACK_CHILD;
        if (pack_rule_set(load->pack, rows[i].set, !is_child) == NULL) {
            load_fault(load, load_spot(load, FILE_RULE_SETS, i, "track"),
                "%.*s has no rule for the other track", STR_FMT(load_shown(rows[i].set)));
        }
    }
}

const struct pack_part rule_sets_part = {
    .file = "rule_sets.csv",
    .row_b = sizeof(struct rule_set),
    .fields = rule_set_fields,
    .n_fields = COUNT_OF(rule_set_fields),
    .key_a = "set",
    .key_b = "track",
    .keep = rule_sets_keep,
    .check = rule_sets_check,
};

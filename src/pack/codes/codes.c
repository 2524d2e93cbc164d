#include "codes/codes.h"

#include "pack/pack_part.h"

#include <stdlib.h>

static const struct field fields[] = {
    { NEEDED("list", FIELD_CODE), AT(code, list) },
    { NEEDED("code", FIELD_CODE), AT(code, code) },
    LABELS(code, label, "label"),
    { MAY("parent", FIELD_CODE), AT(code, parent) },
    { MAY("maps_to", FIELD_WORDS), AT(code, maps_to) },
    { NEEDED("sort", FIELD_NUMBER), AT(code, sort), FROM_TO(0, 9999) },
    CHECK_COLUMN,
};

/* The lists that the program asks for: a pack has these and no others. */
static const char lists[] =
    "channel contact_type contact_who age_band gender reason risk identification safety_state "
    "assistance_state justice_state child_state data_state exploitation act means control_method "
    "recruitment relation decision_body service service_domain referral_state refusal_reason "
    "consent_purpose consent_giver consent_channel legal_basis data_class closure_reason "
    "alarm_state alarm_outcome danger transport_need status_basis trafficking_scope agency_kind "
    "goal_domain goal_state task_kind language yes_no_unknown";

/* The first code that is not before this list. */
static size_t lower_bound(const struct pack *pack, struct str list) {
    size_t low = 0;
    size_t high = pack->n_codes;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(pack->codes[middle].list, list) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const struct code *pack_codes(const struct pack *pack, struct str list, size_t *out_n) {
    size_t at = lower_bound(pack, list);
    size_t n = 0;
    while (at + n < pack->n_codes && str_eq(pack->codes[at + n].list, list)) {
        n++;
    }
    *out_n = n;
    return n == 0 ? NULL : &pack->codes[at];
}

const struct code *pack_code(const struct pack *pack, struct str list, struct str code) {
    return pack_index_find(&pack->code_index, list, code);
}

struct str pack_label(
    const struct pack *pack, enum language language, struct str list, struct str code) {
    const struct code *row = pack_code(pack, list, code);
    return row == NULL || language >= LANG_COUNT ? code : row->label[language];
}

static int compare_codes(const void *a, const void *b) {
    const struct code *x = a;
    const struct code *y = b;
    int order = str_compare(x->list, y->list);
    if (order != 0) {
        return order;
    }
    if (x->sort != y->sort) {
        return x->sort < y->sort ? -1 : 1;
    }
    return str_compare(x->code, y->code);
}

static void codes_keep(struct load *load) {
    const struct load_table *table = &load->tables[FILE_CODES];
    const struct code *rows = table->rows;
    struct code *sorted = ARENA_ARRAY(load->arena, struct code, table->n);
    for (size_t i = 0; i < table->n; i++) {
        sorted[i] = rows[i];
    }
    if (table->n > 1) {
        qsort(sorted, table->n, sizeof(sorted[0]), compare_codes);
    }
    load->pack->codes = sorted;
    load->pack->n_codes = table->n;
    load->pack->code_index = pack_index_build(load->arena, sorted, table->n, sizeof(struct code),
        offsetof(struct code, list), offsetof(struct code, code));
}

static bool is_list(struct str name) {
    struct str rest = str_from_c(lists);
    struct str list = STR_NONE;
    while (str_word(&rest, &list)) {
        if (str_eq(list, name)) {
            return true;
        }
    }
    return false;
}

static void check_code(struct load *load, const struct code *code, size_t row) {
    const struct code *up = pack_code(load->pack, code->list, code->parent);
    struct str list = load_shown(code->list);
    if (!is_list(code->list)) {
        load_fault(
            load, load_spot(load, FILE_CODES, row, "list"), "unknown list %.*s", STR_FMT(list));
    }
    if (code->parent.n > 0 && (up == NULL || up->parent.n > 0)) {
        load_fault(load, load_spot(load, FILE_CODES, row, "parent"),
            up == NULL ? "%.*s is not in list %.*s" : "%.*s of list %.*s has a parent itself",
            STR_FMT(load_shown(code->parent)), STR_FMT(list));
    }
    bool is_service = str_eq(code->list, STR("service"));
    if (is_service && pack_code(load->pack, STR("service_domain"), code->maps_to) == NULL) {
        load_fault(load, load_spot(load, FILE_CODES, row, "maps_to"),
            "\"%.*s\" is not in list service_domain", STR_FMT(load_shown(code->maps_to)));
    }
}

static void codes_check(struct load *load) {
    const struct load_table *table = &load->tables[FILE_CODES];
    const struct code *rows = table->rows;
    for (size_t i = 0; i < table->n; i++) {
        if (load_is_good(load, FILE_CODES, i)) {
            check_code(load, &rows[i], i);
        }
    }
    struct str rest = str_from_c(lists);
    struct str list = STR_NONE;
    while (table->is_whole && str_word(&rest, &list)) {
        size_t n = 0;
        if (pack_codes(load->pack, list, &n) == NULL) {
            load_fault(load, (struct pack_spot){ FILE_CODES, 1, 1 }, "list %.*s is missing",
                STR_FMT(list));
        }
    }
}

const struct pack_part codes_part = {
    .file = "codes.csv",
    .row_b = sizeof(struct code),
    .fields = fields,
    .n_fields = COUNT_OF(fields),
    .key_a = "list",
    .key_b = "code",
    .keep = codes_keep,
    .check = codes_check,
};

/* roles.csv */
#include "codes/codes.h"

#include "pack/pack_part.h"

_Static_assert(CAP_COUNT <= 64, "capabilities fit one word");

static const struct field fields[] = {
    { NEEDED("role", FIELD_CODE), AT(role_row, role) },
    LABELS(role_row, label, "name"),
    { NEEDED("agency_kinds", FIELD_CODES), AT(role_row, agency_kinds), IN_CODES("agency_kind") },
    { NEEDED("capabilities", FIELD_CODES), AT(role_row, capabilities) },
    CHECK_COLUMN,
};

const struct role_row *pack_role(const struct pack *pack, struct str role) {
    return pack_index_find(&pack->role_index, role, STR(""));
}

const struct role_row *pack_roles(const struct pack *pack, size_t *out_n) {
    *out_n = pack->n_roles;
    return pack->roles;
}

uint64_t pack_role_caps(const void *pack, struct str role) {
    const struct role_row *row = pack_role(pack, role);
    return row == NULL ? 0 : row->caps;
}

static uint64_t caps_of(const struct code_list *names) {
    uint64_t caps = 0;
    for (size_t i = 0; i < names->n; i++) {
        enum cap cap = CAP_NONE;
        if (cap_of_name(names->codes[i], &cap)) {
            caps |= UINT64_C(1) << cap;
        }
    }
    return caps;
}

static void roles_keep(struct load *load) {
    const struct load_table *table = &load->tables[FILE_ROLES];
    struct role_row *rows = table->rows;
    for (size_t i = 0; i < table->n; i++) {
        rows[i].caps = caps_of(&rows[i].capabilities);
    }
    load->pack->roles = rows;
    load->pack->n_roles = table->n;
    load->pack->role_index = pack_index_build(load->arena, rows, table->n, sizeof(struct role_row),
        offsetof(struct role_row, role), INDEX_NO_B);
}

static void roles_check(struct load *load) {
    for (size_t row = 0; row < load->pack->n_roles; row++) {
        const struct code_list *names = &load->pack->roles[row].capabilities;
        for (size_t i = 0; i < names->n; i++) {
            enum cap cap = CAP_NONE;
            if (!cap_of_name(names->codes[i], &cap)) {
                load_fault(load, load_spot(load, FILE_ROLES, row, "capabilities"),
                    "unknown capability %.*s", STR_FMT(names->codes[i]));
            }
        }
    }
}

const struct pack_part roles_part = {
    .file = "roles.csv",
    .row_b = sizeof(struct role_row),
    .fields = fields,
    .n_fields = COUNT_OF(fields),
    .key_a = "role",
    .keep = roles_keep,
    .check = roles_check,
};

/* codes: the code lists and the roles of a pack.
 *
 * Purpose     What a coded field may hold, how it is written in each language, and what a role may
 *             do. The lists themselves are named by the program: a pack fills every one of them.
 * Invariants  Codes are retired, never removed or reused: old rows must keep their label.
 * Ownership   The pack. Threads: any. Errors: none; NULL, 0 or the code itself when unknown. */
#pragma once

#include "caps.gen.h"
#include "pack/pack.h"

struct code {
    struct str list;
    struct str code;
    struct str label[LANG_COUNT];
    struct str parent;  /* a code without parent of the same list, or empty */
    struct str maps_to; /* codes of HTCDS, CTDC or of another list, separated by blanks */
    int64_t sort;
};
/* Sorted by `sort`; NULL and 0 when there is no such list. */
const struct code *pack_codes(const struct pack *pack, struct str list, size_t *out_n);
const struct code *pack_code(const struct pack *pack, struct str list, struct str code);
/* The label, or the code itself when unknown. */
struct str pack_label(
    const struct pack *pack, enum language language, struct str list, struct str code);

struct role_row {
    struct str role;
    struct str label[LANG_COUNT];
    struct code_list agency_kinds; /* of which agencies members may have it */
    struct code_list capabilities;
    uint64_t caps; /* bit `cap` for each enum cap */
};
const struct role_row *pack_role(const struct pack *pack, struct str role);
const struct role_row *pack_roles(const struct pack *pack, size_t *out_n);
/* For struct role_source of trust; 0 when unknown. */
uint64_t pack_role_caps(const void *pack, struct str role);

/* pack_own: what a pack is made of. Private to the layer: only its modules look inside.
 *
 * Invariants, ownership, threads: as in pack/pack.h. */
#pragma once

#include "codes/codes.h"
#include "pack/pack_index.h"
#include "plan/plan.h"
#include "screen/screen.h"
#include "target/target.h"

struct pack_box {
    double lon_min;
    double lon_max;
    double lat_min;
    double lat_max;
};

struct pack {
    struct arena *arena;
    size_t n_unsure;
    struct pack_settings settings;

    const struct place *places;
    size_t n_places;
    struct pack_index place_index;
    const struct place **by_level[PLACE_LEVEL_COUNT];
    size_t n_by_level[PLACE_LEVEL_COUNT];

    const struct agency_row *agencies;
    size_t n_agencies;
    struct pack_index agency_index;

    const struct help_line *help_lines;
    size_t n_help_lines;
    struct pack_index help_line_index;
    const struct help_line *offered;
    size_t n_offered;

    const struct timer *timers;
    size_t n_timers;
    struct pack_index timer_index; /* code, place */

    struct pack_index consent_index; /* purpose */

    const struct right *rights;
    size_t n_rights;
    struct pack_index right_index;

    const struct str *names[NAME_KIND_COUNT];
    size_t n_names[NAME_KIND_COUNT];

    const struct code *codes; /* sorted by list, sort */
    size_t n_codes;
    struct pack_index code_index; /* list, code */

    const struct role_row *roles;
    size_t n_roles;
    struct pack_index role_index;

    const struct indicator *indicators;
    size_t n_indicators;
    struct pack_index indicator_index;

    const struct rule_set *rule_sets;
    size_t n_rule_sets;
    struct pack_index rule_set_index; /* set */
    const struct sign *signs;         /* sorted by set, dimension, sort */
    size_t n_signs;
    struct pack_index sign_index; /* set, code */

    const struct outline *outlines;
    size_t n_outlines;
    struct pack_index outline_index;
    struct pack_box box;
};

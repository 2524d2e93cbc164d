/* places.csv */
#include "pack/pack_part.h"

static const struct field fields[] = {
    { NEEDED("code", FIELD_CODE), AT(place, code) },
    { MAY("parent", FIELD_CODE), AT(place, parent), IN_PLACES },
    { NEEDED("level", FIELD_CHOICE), AT(place, level),
        CHOICES("country county municipality unit settlement") },
    LABELS(place, label, "name"),
    { NEEDED("lat", FIELD_REAL), AT(place, lat), FROM_TO(-90, 90) },
    { NEEDED("lon", FIELD_REAL), AT(place, lon), FROM_TO(-180, 180) },
    { MAY("population", FIELD_NUMBER), AT(place, population), FROM_TO(0, 2000000000) },
    { MAY("population_year", FIELD_NUMBER), AT(place, population_year), FROM_TO(1900, 2100) },
    { NEEDED("programme", FIELD_BOOL), AT(place, is_programme) },
    { NEEDED("hotspot", FIELD_BOOL), AT(place, is_hotspot) },
    { MAY("iso", FIELD_CODE), AT(place, iso) },
    { MAY("instat", FIELD_NOTE) },
    { MAY("nuts", FIELD_NOTE) },
    { MAY("cec", FIELD_NOTE) },
    { MAY("lau", FIELD_NOTE) },
    { MAY("geonames", FIELD_NOTE) },
    CHECK_COLUMN,
};

const struct place *pack_place(const struct pack *pack, struct str code) {
    return pack_index_find(&pack->place_index, code, STR(""));
}

const struct place *const *pack_places(
    const struct pack *pack, enum place_level level, size_t *out_n) {
    bool is_level = level < PLACE_LEVEL_COUNT;
    *out_n = is_level ? pack->n_by_level[level] : 0;
    return is_level ? pack->by_level[level] : NULL;
}

static const struct place *above(const struct place *place, enum place_level level) {
    while (place != NULL && place->level > level) {
        place = place->up;
    }
    return place != NULL && place->level == level ? place : NULL;
}

const struct place *pack_county_of(const struct pack *pack, struct str code) {
    return above(pack_place(pack, code), PLACE_COUNTY);
}

const struct place *pack_municipality_of(const struct pack *pack, struct str code) {
    return above(pack_place(pack, code), PLACE_MUNICIPALITY);
}

bool pack_is_within(const struct pack *pack, struct str place_code, struct str area_code) {
    const struct place *area = pack_place(pack, area_code);
    const struct place *place = pack_place(pack, place_code);
    while (place != NULL && place != area) {
        place = place->up;
    }
    return area != NULL && place != NULL;
}

/* A settlement lies in a unit or a municipality, any other place one level below its parent. */
static bool is_level_below(enum place_level level, enum place_level up) {
    return level == up + 1 || (level == PLACE_SETTLEMENT && up == PLACE_MUNICIPALITY);
}

static void keep_levels(struct load *load) {
    struct pack *pack = load->pack;
    for (size_t level = 0; level < PLACE_LEVEL_COUNT; level++) {
        pack->by_level[level] = ARENA_ARRAY(load->arena, const struct place *, pack->n_places);
    }
    for (size_t i = 0; i < pack->n_places; i++) {
        const struct place *place = &pack->places[i];
        if (!load_is_good(load, FILE_PLACES, i)) {
            continue;
        }
        pack->by_level[place->level][pack->n_by_level[place->level]] = place;
        pack->n_by_level[place->level]++;
    }
}

static void places_keep(struct load *load) {
    const struct load_table *table = &load->tables[FILE_PLACES];
    struct pack *pack = load->pack;
    struct place *places = table->rows;
    pack->places = places;
    pack->n_places = table->n;
    pack->place_index = pack_index_build(load->arena, places, table->n, sizeof(struct place),
        offsetof(struct place, code), INDEX_NO_B);
    for (size_t i = 0; i < table->n; i++) {
        const struct place *up = pack_place(pack, places[i].parent);
        /* Only upward, so that walking up ends even in a pack with faults. */
        places[i].up = up != NULL && up->level < places[i].level ? up : NULL;
    }
    for (size_t i = 0; i < table->n; i++) {
        const struct place *municipality = above(&places[i], PLACE_MUNICIPALITY);
        if (municipality != NULL && municipality != &places[i]) {
            places[i].is_programme = places[i].is_programme || municipality->is_programme;
        }
    }
    keep_levels(load);
}

static void check_place(struct load *load, size_t i) {
    const struct place *place = &load->pack->places[i];
    const struct place *up = pack_place(load->pack, place->parent);
    struct pack_spot level = load_spot(load, FILE_PLACES, i, "level");
    struct pack_spot parent = load_spot(load, FILE_PLACES, i, "parent");
    if (place->level == PLACE_COUNTRY && place->parent.n > 0) {
        load_fault(load, parent, "a country has no parent");
    } else if (place->level != PLACE_COUNTRY && place->parent.n == 0) {
        load_fault(load, parent, "parent is empty");
    } else if (up != NULL && load_is_good(load, FILE_PLACES, (size_t)(up - load->pack->places)) &&
               !is_level_below(place->level, up->level)) {
        load_fault(load, level, "the level does not lie right below that of %.*s",
            STR_FMT(load_shown(up->code)));
    }
    bool is_low = place->level > PLACE_MUNICIPALITY;
    size_t programme = 0;
    while (!str_eq_c(STR("programme"), fields[programme].column)) {
        programme++;
    }
    if (is_low && str_eq(load->tables[FILE_PLACES].at[i].cells[programme], STR("1"))) {
        load_fault(load, load_spot(load, FILE_PLACES, i, "programme"),
            "programme stands at counties and municipalities; lower places inherit it");
    }
    if (place->level == PLACE_COUNTRY && place != load->pack->by_level[PLACE_COUNTRY][0]) {
        load_fault(load, level, "a second country");
    }
}

static void places_check(struct load *load) {
    for (size_t i = 0; i < load->pack->n_places; i++) {
        if (load_is_good(load, FILE_PLACES, i)) {
            check_place(load, i);
        }
    }
}

const struct pack_part places_part = {
    .file = "places.csv",
    .row_b = sizeof(struct place),
    .fields = fields,
    .n_fields = COUNT_OF(fields),
    .key_a = "code",
    .keep = places_keep,
    .check = places_check,
};

/* agencies.csv */
#include "pack/pack_part.h"

static const struct field fields[] = {
    { NEEDED("code", FIELD_CODE), AT(agency_row, code) },
    { NEEDED("kind", FIELD_CODE), AT(agency_row, kind), IN_CODES("agency_kind") },
    LABELS(agency_row, label, "name"),
    { MAY("seat", FIELD_CODE), AT(agency_row, seat), IN_PLACES },
    { MAY("area", FIELD_CODES), AT(agency_row, area), IN_PLACES },
    { NEEDED("partner", FIELD_BOOL), AT(agency_row, is_partner) },
    { MAY("services", FIELD_CODES), AT(agency_row, services), IN_CODES("service") },
    { MAY("web", FIELD_URL), AT(agency_row, web) },
    { MAY("email", FIELD_EMAIL), AT(agency_row, email) },
    { MAY("source", FIELD_NOTE) },
    CHECK_COLUMN,
};

const struct agency_row *pack_agency(const struct pack *pack, struct str code) {
    return pack_index_find(&pack->agency_index, code, STR(""));
}

const struct agency_row *pack_agencies(const struct pack *pack, size_t *out_n) {
    *out_n = pack->n_agencies;
    return pack->agencies;
}

bool pack_agency_serves(
    const struct pack *pack, const struct agency_row *agency, struct str place_code) {
    for (size_t i = 0; i < agency->area.n; i++) {
        if (pack_is_within(pack, place_code, agency->area.codes[i])) {
            return true;
        }
    }
    return false;
}

static void agencies_keep(struct load *load) {
    const struct load_table *table = &load->tables[FILE_AGENCIES];
    load->pack->agencies = table->rows;
    load->pack->n_agencies = table->n;
    load->pack->agency_index = pack_index_build(load->arena, table->rows, table->n,
        sizeof(struct agency_row), offsetof(struct agency_row, code), INDEX_NO_B);
}

/* A seat finer than a municipality could lead to the door of a shelter. */
static void agencies_check(struct load *load) {
    for (size_t i = 0; i < load->pack->n_agencies; i++) {
        const struct place *seat = pack_place(load->pack, load->pack->agencies[i].seat);
        bool is_good = load_is_good(load, FILE_AGENCIES, i);
        if (is_good && seat != NULL && seat->level != PLACE_MUNICIPALITY) {
            load_fault(load, load_spot(load, FILE_AGENCIES, i, "seat"), "%.*s is no municipality",
                STR_FMT(seat->code));
        }
    }
}

const struct pack_part agencies_part = {
    .file = "agencies.csv",
    .row_b = sizeof(struct agency_row),
    .fields = fields,
    .n_fields = COUNT_OF(fields),
    .key_a = "code",
    .keep = agencies_keep,
    .check = agencies_check,
};

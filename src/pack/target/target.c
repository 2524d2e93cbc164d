#include "target/target.h"

#include "pack/pack_part.h"

static const struct field fields[] = {
    { NEEDED("code", FIELD_CODE), AT(indicator, code) },
    { MAY("parent", FIELD_CODE), AT(indicator, parent), .refers = FILE_INDICATORS },
    LABELS(indicator, label, "name"),
    { NEEDED("unit", FIELD_CODE), AT(indicator, unit) },
    { MAY("target", FIELD_NUMBER), AT(indicator, target), FROM_TO(0, 1000000000) },
    { NEEDED("counts", FIELD_LETTER), AT(indicator, counts), CHOICES("S P") },
    { NEEDED("measure", FIELD_CODE), AT(indicator, measure) },
    { NEEDED("result_type", FIELD_NUMBER), AT(indicator, result_type), FROM_TO(1, 3) },
    { NEEDED("iati_measure", FIELD_NUMBER), AT(indicator, iati_measure), FROM_TO(1, 5) },
    { NEEDED("ascending", FIELD_BOOL), AT(indicator, is_ascending) },
    { MAY("source", FIELD_TEXT), AT(indicator, source) },
    CHECK_COLUMN,
};

const struct indicator *pack_indicators(const struct pack *pack, size_t *out_n) {
    *out_n = pack->n_indicators;
    return pack->indicators;
}

const struct indicator *pack_indicator(const struct pack *pack, struct str code) {
    return pack_index_find(&pack->indicator_index, code, STR(""));
}

static void indicators_keep(struct load *load) {
    const struct load_table *table = &load->tables[FILE_INDICATORS];
    load->pack->indicators = table->rows;
    load->pack->n_indicators = table->n;
    load->pack->indicator_index = pack_index_build(load->arena, table->rows, table->n,
        sizeof(struct indicator), offsetof(struct indicator, code), INDEX_NO_B);
}

static void indicators_check(struct load *load) {
    for (size_t i = 0; i < load->pack->n_indicators; i++) {
        const struct indicator *row = &load->pack->indicators[i];
        const struct indicator *up = pack_indicator(load->pack, row->parent);
        if (!load_is_good(load, FILE_INDICATORS, i)) {
            continue;
        }
        if (row->parent.n > 0 && up != NULL && up->parent.n > 0) {
            load_fault(load, load_spot(load, FILE_INDICATORS, i, "parent"),
                "%.*s has a parent itself", STR_FMT(load_shown(up->code)));
        }
        if (str_eq(row->unit, STR("percent")) && row->target > 100) {
            load_fault(load, load_spot(load, FILE_INDICATORS, i, "target"), "more than 100 %%");
        }
    }
}

const struct pack_part indicators_part = {
    .file = "indicators.csv",
    .row_b = sizeof(struct indicator),
    .fields = fields,
    .n_fields = COUNT_OF(fields),
    .key_a = "code",
    .keep = indicators_keep,
    .check = indicators_check,
};

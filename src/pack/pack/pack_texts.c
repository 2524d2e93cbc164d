/* consent_texts.csv, rights.csv, demo_names.csv */
#include "pack/pack_part.h"

/* --- consent texts ---------------------------------------------------------------------------- */

static const struct field consent_fields[] = {
    { NEEDED("purpose", FIELD_CODE), AT(consent_text, purpose), IN_CODES("consent_purpose") },
    { NEEDED("version", FIELD_NUMBER), AT(consent_text, version), FROM_TO(1, 9999) },
    LABELS(consent_text, text, "text"),
    CHECK_COLUMN,
};

const struct consent_text *pack_consent_text(const struct pack *pack, struct str purpose) {
    size_t n = 0;
    const struct pack_index_key *keys = pack_index_range(&pack->consent_index, purpose, &n);
    const struct consent_text *best = NULL;
    for (size_t i = 0; i < n; i++) {
        const struct consent_text *text = keys[i].row;
        best = best == NULL || text->version > best->version ? text : best;
    }
    return best;
}

const struct consent_text *pack_consent_version(
    const struct pack *pack, struct str purpose, int64_t version) {
    size_t n = 0;
    const struct pack_index_key *keys = pack_index_range(&pack->consent_index, purpose, &n);
    for (size_t i = 0; i < n; i++) {
        const struct consent_text *text = keys[i].row;
        if (text->version == version) {
            return text;
        }
    }
    return NULL;
}

static void consent_keep(struct load *load) {
    const struct load_table *table = &load->tables[FILE_CONSENT_TEXTS];
    load->pack->consent_index = pack_index_build(load->arena, table->rows, table->n,
        sizeof(struct consent_text), offsetof(struct consent_text, purpose), INDEX_NO_B);
}

/* Nobody can agree to a purpose that nothing explains. */
static void consent_check(struct load *load) {
    size_t n = 0;
    const struct code *purposes = pack_codes(load->pack, STR("consent_purpose"), &n);
    for (size_t i = 0; i < n && load->tables[FILE_CONSENT_TEXTS].is_whole; i++) {
        if (pack_consent_text(load->pack, purposes[i].code) == NULL) {
            load_fault(load, (struct pack_spot){ FILE_CONSENT_TEXTS, 1, 1 },
                "no text for purpose %.*s", STR_FMT(load_shown(purposes[i].code)));
        }
    }
}

const struct pack_part consent_texts_part = {
    .file = "consent_texts.csv",
    .row_b = sizeof(struct consent_text),
    .fields = consent_fields,
    .n_fields = COUNT_OF(consent_fields),
    .key_a = "purpose",
    .key_b = "version",
    .keep = consent_keep,
    .check = consent_check,
};

/* --- rights ----------------------------------------------------------------------------------- */

static const struct field right_fields[] = {
    { NEEDED("code", FIELD_CODE), AT(right, code) },
    { NEEDED("article", FIELD_TEXT), AT(right, article) },
    { NEEDED("track", FIELD_CHOICE), AT(right, track),
        CHOICES("all child trafficking foreigner abroad") },
    LABELS(right, label, "label"),
    { NEEDED("duty_of", FIELD_CODES), AT(right, duty_of) },
    { MAY("source", FIELD_TEXT), AT(right, source) },
    CHECK_COLUMN,
};

const struct right *pack_right(const struct pack *pack, struct str code) {
    return pack_index_find(&pack->right_index, code, STR(""));
}

const struct right *pack_rights(const struct pack *pack, size_t *out_n) {
    *out_n = pack->n_rights;
    return pack->rights;
}

static void rights_keep(struct load *load) {
    const struct load_table *table = &load->tables[FILE_RIGHTS];
    load->pack->rights = table->rows;
    load->pack->n_rights = table->n;
    load->pack->right_index = pack_index_build(load->arena, table->rows, table->n,
        sizeof(struct right), offsetof(struct right, code), INDEX_NO_B);
}

const struct pack_part rights_part = {
    .file = "rights.csv",
    .row_b = sizeof(struct right),
    .fields = right_fields,
    .n_fields = COUNT_OF(right_fields),
    .key_a = "code",
    .keep = rights_keep,
};

/* --- names for sample data -------------------------------------------------------------------- */

struct demo_name {
    enum name_kind kind;
    struct str name;
};

static const struct field name_fields[] = {
    { NEEDED("kind", FIELD_CHOICE), AT(demo_name, kind), CHOICES("given_f given_m family") },
    { NEEDED("name", FIELD_TEXT), AT(demo_name, name) },
};

const struct str *pack_demo_names(const struct pack *pack, enum name_kind kind, size_t *out_n) {
    bool is_kind = kind < NAME_KIND_COUNT;
    *out_n = is_kind ? pack->n_names[kind] : 0;
    return is_kind ? pack->names[kind] : NULL;
}

static void names_keep(struct load *load) {
    const struct load_table *table = &load->tables[FILE_DEMO_NAMES];
    const struct demo_name *rows = table->rows;
    for (size_t kind = 0; kind < NAME_KIND_COUNT; kind++) {
        struct str *names = ARENA_ARRAY(load->arena, struct str, table->n);
        size_t n = 0;
        for (size_t i = 0; i < table->n; i++) {
            if (rows[i].kind == kind) {
                names[n] = rows[i].name;
                n++;
            }
        }
        load->pack->names[kind] = names;
        load->pack->n_names[kind] = n;
    }
}

static void names_check(struct load *load) {
    static const char *const kinds[] = { "given_f", "given_m", "family" };
    for (size_t kind = 0; kind < NAME_KIND_COUNT; kind++) {
        if (load->tables[FILE_DEMO_NAMES].is_whole && load->pack->n_names[kind] == 0) {
            load_fault(load, (struct pack_spot){ FILE_DEMO_NAMES, 1, 1 }, "no name of kind %s",
                kinds[kind]);
        }
    }
}

const struct pack_part demo_names_part = {
    .file = "demo_names.csv",
    .row_b = sizeof(struct demo_name),
    .fields = name_fields,
    .n_fields = COUNT_OF(name_fields),
    .key_a = "kind",
    .key_b = "name",
    .keep = names_keep,
    .check = names_check,
};

/* pack.txt: key = value. */
#include "pack/pack_part.h"

static const struct field fields[] = {
    { NEEDED("code", FIELD_CODE), AT(pack_settings, code) },
    LABELS(pack_settings, name, "name"),
    { NEEDED("country", FIELD_CODE), AT(pack_settings, country), IN_PLACES },
    { NEEDED("languages", FIELD_CODES), AT(pack_settings, languages) },
    { NEEDED("timezone", FIELD_TEXT), AT(pack_settings, timezone) },
    { NEEDED("case_prefix", FIELD_CODE), AT(pack_settings, case_prefix) },
    { NEEDED("programme_from", FIELD_DAY), AT(pack_settings, programme_from) },
    { NEEDED("programme_to", FIELD_DAY), AT(pack_settings, programme_to) },
    { NEEDED("exit_url", FIELD_URL), AT(pack_settings, exit_url) },
    { NEEDED("currency", FIELD_CODE), AT(pack_settings, currency) },
    { NEEDED("default_rule_set", FIELD_CODE), AT(pack_settings, default_rule_set),
        .refers = FILE_RULE_SETS },
    { NEEDED("map_ratio_lat", FIELD_REAL), AT(pack_settings, map_ratio_lat), FROM_TO(-80, 80) },
};

const struct pack_settings *pack_settings(const struct pack *pack) {
    return &pack->settings;
}

static size_t field_of(struct str key) {
    size_t i = 0;
    while (i < COUNT_OF(fields) && !str_eq_c(key, fields[i].column)) {
        i++;
    }
    return i;
}

static void read_line(struct load *load, struct load_row *row, struct str line, size_t number) {
    struct pack_spot spot = { FILE_SETTINGS, number, 1 };
    struct str value = line;
    struct str key = STR_NONE;
    bool has_key = str_cut(&value, '=', &key) && value.p != NULL;
    if (!has_key) {
        load_fault(load, spot, "a line is: key = value");
        return;
    }
    size_t before = key.n + 1;
    size_t blanks = value.n;
    value = str_trim(value);
    blanks = value.n == 0 ? 0 : (size_t)(value.p - line.p) - before;
    size_t field = field_of(str_trim(key));
    if (field == COUNT_OF(fields)) {
        load_fault(load, spot, "unknown key \"%.*s\"", STR_FMT(load_shown(str_trim(key))));
        return;
    }
    if (row->spots[field].line != 0) {
        load_fault(load, spot, "%s stands in line %zu already", fields[field].column,
            row->spots[field].line);
        return;
    }
    spot.column = before + blanks + 1;
    row->spots[field] = spot;
    row->cells[field] = value;
    load_cell(load, &fields[field], value, &load->pack->settings, spot);
}

static void settings_read(struct load *load) {
    struct load_table *table = &load->tables[FILE_SETTINGS];
    struct str text = STR_NONE;
    if (!load_file(load, FILE_SETTINGS, &text)) {
        return;
    }
    table->at = ARENA_NEW(load->scratch, struct load_row);
    table->at->cells = ARENA_ARRAY(load->scratch, struct str, COUNT_OF(fields));
    table->at->spots = ARENA_ARRAY(load->scratch, struct pack_spot, COUNT_OF(fields));
    struct str line = STR_NONE;
    for (size_t number = 1; str_cut(&text, '\n', &line); number++) {
        struct str trimmed = str_trim(line);
        if (trimmed.n > 0 && !str_starts(trimmed, STR("#"))) {
            read_line(load, table->at, line, number);
        }
    }
    table->n = 1;
    table->is_whole = true;
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (table->at->spots[i].line == 0) {
            table->at->spots[i] = (struct pack_spot){ FILE_SETTINGS, 1, 1 };
            load_fault(load, table->at->spots[i], "key %s is missing", fields[i].column);
            table->is_whole = false;
        }
    }
}

static void settings_keep(struct load *load) {
    (void)load; /* they were read into their place */
}

static bool is_upper(struct str s, size_t least, size_t most) {
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < 'A' || s.p[i] > 'Z') {
            return false;
        }
    }
    return s.n >= least && s.n <= most;
}

static struct pack_spot spot_of(const struct load *load, const char *key) {
    return load_spot(load, FILE_SETTINGS, 0, key);
}

static void check_zone(struct load *load) {
    struct str name = load->pack->settings.timezone;
    struct zone *zone = NULL;
    enum err e = zone_open(arena_c(load->scratch, name), &zone);
    if (e != OK) {
        load_fault(load, spot_of(load, "timezone"), "%s",
            e == ERR_FILE ? "the time zone cannot be read" : "no such time zone");
        return;
    }
    zone_close(zone);
}

static void settings_check(struct load *load) {
    const struct pack_settings *s = &load->pack->settings;
    if (!load->tables[FILE_SETTINGS].is_whole) {
        return;
    }
    bool has_both = code_list_has(&s->languages, STR("sq")) &&
                    code_list_has(&s->languages, STR("en")) && s->languages.n == LANG_COUNT;
    if (!has_both) {
        load_fault(load, spot_of(load, "languages"), "languages are: sq en");
    }
    if (!is_upper(s->case_prefix, 2, 4)) {
        load_fault(load, spot_of(load, "case_prefix"), "case_prefix is 2 to 4 letters A to Z");
    }
    if (!is_upper(s->currency, 3, 3)) {
        load_fault(load, spot_of(load, "currency"), "currency is 3 letters A to Z");
    }
    if (s->programme_to.n < s->programme_from.n) {
        load_fault(load, spot_of(load, "programme_to"), "programme_to is before programme_from");
    }
    const struct place *country = pack_place(load->pack, s->country);
    if (country != NULL && country->level != PLACE_COUNTRY) {
        load_fault(load, spot_of(load, "country"), "%.*s is no country", STR_FMT(s->country));
    }
    check_zone(load);
}

const struct pack_part settings_part = {
    .file = "pack.txt",
    .fields = fields,
    .n_fields = COUNT_OF(fields),
    .read = settings_read,
    .keep = settings_keep,
    .check = settings_check,
};

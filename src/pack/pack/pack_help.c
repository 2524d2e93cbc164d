/* help_lines.csv */
#include "pack/pack_part.h"

#include <stdlib.h>

static const struct field fields[] = {
    { NEEDED("code", FIELD_CODE), AT(help_line, code) },
    { NEEDED("number", FIELD_TEXT), AT(help_line, number) },
    { NEEDED("kind", FIELD_CHOICE), AT(help_line, kind), CHOICES("phone web") },
    LABELS(help_line, label, "name"),
    LABELS(help_line, for_whom, "for"),
    { MAY("operator", FIELD_TEXT), AT(help_line, run_by) },
    { MAY("hours_sq", FIELD_TEXT), AT(help_line, hours[LANG_SQ]) },
    { MAY("hours_en", FIELD_TEXT), AT(help_line, hours[LANG_EN]) },
    { NEEDED("is_police", FIELD_BOOL), AT(help_line, is_police) },
    { MAY("url", FIELD_URL), AT(help_line, url) },
    { NEEDED("status", FIELD_CHOICE), AT(help_line, status),
        CHOICES("working doubtful unknown retired") },
    { MAY("verified_on", FIELD_DAY), AT(help_line, verified_on) },
    { MAY("verified_by", FIELD_TEXT), AT(help_line, verified_by) },
    { MAY("source", FIELD_NOTE) },
    { NEEDED("show_order", FIELD_NUMBER), AT(help_line, show_order), FROM_TO(0, 99) },
    CHECK_COLUMN,
};

const struct help_line *pack_help_line(const struct pack *pack, struct str code) {
    return pack_index_find(&pack->help_line_index, code, STR(""));
}

const struct help_line *pack_help_lines(const struct pack *pack, size_t *out_n) {
    *out_n = pack->n_help_lines;
    return pack->help_lines;
}

const struct help_line *pack_help_lines_offered(const struct pack *pack, size_t *out_n) {
    *out_n = pack->n_offered;
    return pack->offered;
}

static int compare_order(const void *a, const void *b) {
    const struct help_line *x = a;
    const struct help_line *y = b;
    if (x->show_order != y->show_order) {
        return x->show_order < y->show_order ? -1 : 1;
    }
    return str_compare(x->code, y->code);
}

static void help_lines_keep(struct load *load) {
    const struct load_table *table = &load->tables[FILE_HELP_LINES];
    struct pack *pack = load->pack;
    pack->help_lines = table->rows;
    pack->n_help_lines = table->n;
    pack->help_line_index = pack_index_build(load->arena, table->rows, table->n,
        sizeof(struct help_line), offsetof(struct help_line, code), INDEX_NO_B);
    struct help_line *offered = ARENA_ARRAY(load->arena, struct help_line, table->n);
    for (size_t i = 0; i < table->n; i++) {
        const struct help_line *line = &pack->help_lines[i];
        if (line->status == HELP_WORKING && line->show_order > 0) {
            offered[pack->n_offered] = *line;
            pack->n_offered++;
        }
    }
    if (pack->n_offered > 1) {
        qsort(offered, pack->n_offered, sizeof(offered[0]), compare_order);
    }
    pack->offered = offered;
}

static struct pack_spot spot_of(const struct load *load, size_t row, const char *column) {
    return load_spot(load, FILE_HELP_LINES, row, column);
}

static bool is_phone_number(struct str number) {
    bool has_digit = false;
    for (size_t i = 0; i < number.n; i++) {
        bool is_digit = number.p[i] >= '0' && number.p[i] <= '9';
        if (!is_digit && number.p[i] != ' ') {
            return false;
        }
        has_digit = has_digit || is_digit;
    }
    return has_digit;
}

/* What is shown to a person in need must be complete. */
static void check_offered(struct load *load, size_t row) {
    const struct help_line *line = &load->pack->help_lines[row];
    if (line->status != HELP_WORKING) {
        load_fault(load, spot_of(load, row, "show_order"), "only a working line is shown");
    }
    if (day_is_none(line->verified_on)) {
        load_fault(load, spot_of(load, row, "verified_on"), "a line that is shown was verified");
    }
    if (line->hours[LANG_SQ].n == 0) {
        load_fault(load, spot_of(load, row, "hours_sq"), "a line that is shown has hours");
    }
    for (size_t i = 0; i < row; i++) {
        if (load->pack->help_lines[i].show_order == line->show_order) {
            load_fault(load, spot_of(load, row, "show_order"), "the same order as %.*s",
                STR_FMT(load_shown(load->pack->help_lines[i].code)));
        }
    }
}

static void check_line(struct load *load, size_t row) {
    const struct help_line *line = &load->pack->help_lines[row];
    if (line->kind == HELP_PHONE && line->number.n > 0 && !is_phone_number(line->number)) {
        load_fault(load, spot_of(load, row, "number"),
            "the number of a phone holds digits and blanks only");
    }
    if (line->kind == HELP_WEB && line->url.n == 0) {
        load_fault(load, spot_of(load, row, "url"), "a line of kind web has an address");
    }
    if ((line->hours[LANG_SQ].n == 0) != (line->hours[LANG_EN].n == 0)) {
        bool is_sq = line->hours[LANG_SQ].n == 0;
        load_fault(load, spot_of(load, row, is_sq ? "hours_sq" : "hours_en"),
            "hours stand in both languages or in none");
    }
    if (line->show_order > 0) {
        check_offered(load, row);
    }
}

static void help_lines_check(struct load *load) {
    for (size_t row = 0; row < load->pack->n_help_lines; row++) {
        if (load_is_good(load, FILE_HELP_LINES, row)) {
            check_line(load, row);
        }
    }
    if (load->tables[FILE_HELP_LINES].is_whole && load->pack->n_offered == 0) {
        load_fault(load, (struct pack_spot){ FILE_HELP_LINES, 1, 1 }, "no line is shown");
    }
}

const struct pack_part help_lines_part = {
    .file = "help_lines.csv",
    .row_b = sizeof(struct help_line),
    .fields = fields,
    .n_fields = COUNT_OF(fields),
    .key_a = "code",
    .keep = help_lines_keep,
    .check = help_lines_check,
};

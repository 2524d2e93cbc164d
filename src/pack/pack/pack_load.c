#include "pack/pack_load.h"
#include "pack/pack_own.h"

#include "csv/csv.h"
#include "err/must.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct pack_part *const parts[FILE_COUNT] = {
    [FILE_SETTINGS] = &settings_part,
    [FILE_PLACES] = &places_part,
    [FILE_CODES] = &codes_part,
    [FILE_AGENCIES] = &agencies_part,
    [FILE_HELP_LINES] = &help_lines_part,
    [FILE_ROLES] = &roles_part,
    [FILE_TIMERS] = &timers_part,
    [FILE_RULE_SETS] = &rule_sets_part,
    [FILE_SIGNS] = &signs_part,
    [FILE_INDICATORS] = &indicators_part,
    [FILE_CONSENT_TEXTS] = &consent_texts_part,
    [FILE_RIGHTS] = &rights_part,
    [FILE_DEMO_NAMES] = &demo_names_part,
    [FILE_OUTLINES] = &outlines_part,
};

const struct pack_part *load_part(enum pack_file file) {
    must(file > FILE_NONE && file < FILE_COUNT);
    return parts[file];
}

/* --- faults ----------------------------------------------------------------------------------- */

void load_fault(struct load *load, struct pack_spot spot, const char *format, ...) {
    struct pack_faults *faults = load->faults;
    faults->n_all++;
    if (faults->n == PACK_FAULTS_MAX) {
        return;
    }
    char text[320];
    va_list list;
    va_start(list, format);
    (void)vsnprintf(text, sizeof(text), format, list); /* cut when longer: cells are shown cut */
    va_end(list);
    faults->faults[faults->n] = (struct pack_fault){
        .file = str_from_c(load_part(spot.file)->file),
        .line = spot.line,
        .column = spot.column,
        .what = arena_str(faults->arena, str_from_c(text)),
    };
    faults->n++;
}

static size_t field_of(const struct pack_part *part, const char *column) {
    for (size_t i = 0; i < part->n_fields; i++) {
        if (str_eq_c(str_from_c(part->fields[i].column), column)) {
            return i;
        }
    }
    must(false);
    return 0;
}

struct pack_spot load_spot(
    const struct load *load, enum pack_file file, size_t row, const char *column) {
    must(row < load->tables[file].n);
    return load->tables[file].at[row].spots[field_of(load_part(file), column)];
}

bool load_is_good(const struct load *load, enum pack_file file, size_t row) {
    return !load->tables[file].at[row].is_bad;
}

/* --- files ------------------------------------------------------------------------------------ */

static bool read_all(int fd, char *bytes, size_t n) {
    size_t got = 0;
    while (got < n) {
        ssize_t more = read(fd, bytes + got, n - got);
        if (more <= 0) {
            return false;
        }
        got += (size_t)more;
    }
    return true;
}

bool load_file(struct load *load, enum pack_file file, struct str *out_text) {
    const struct pack_spot whole = { file, 1, 1 };
    struct str path =
        arena_print(load->scratch, "%.*s/%s", STR_FMT(load->folder), load_part(file)->file);
    int fd = open(arena_c(load->scratch, path), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat is;
    if (fd < 0) {
        load_fault(load, whole, "the file is missing or cannot be opened");
        return false;
    }
    bool is_good = fstat(fd, &is) == 0 && S_ISREG(is.st_mode);
    if (!is_good) {
        load_fault(load, whole, "not a file");
    } else if (is.st_size > LOAD_FILE_MAX_B) {
        load_fault(load, whole, "larger than %d bytes", LOAD_FILE_MAX_B);
        is_good = false;
    } else {
        size_t n = (size_t)is.st_size;
        char *bytes = ARENA_ARRAY(load->arena, char, n + 1);
        is_good = read_all(fd, bytes, n);
        *out_text = (struct str){ bytes, n };
        if (!is_good) {
            load_fault(load, whole, "the file cannot be read");
        }
    }
    (void)close(fd); /* only read from */
    return is_good;
}

/* --- tables ----------------------------------------------------------------------------------- */

struct reading {
    struct load *load;
    enum pack_file file;
    const struct pack_part *part;
    struct csv csv;
    size_t n_columns;
    size_t field_at[CSV_CELLS_MAX];
};

static struct pack_spot spot_of(const struct reading *reading, size_t column) {
    struct csv_place place = csv_cell_place(&reading->csv, column);
    return (struct pack_spot){ reading->file, place.line, place.column };
}

/* The next row; false at the end and, with a fault, where the form of the file ends. */
static bool next_row(struct reading *reading, struct str **out_cells, size_t *out_n) {
    enum err e = csv_next(&reading->csv, reading->load->arena, out_cells, out_n);
    if (e == OK) {
        return true;
    }
    if (e != ERR_NOT_FOUND) {
        struct pack_spot spot = { reading->file, reading->csv.line, reading->csv.column };
        load_fault(reading->load, spot,
            e == ERR_FORM ? "quotes, a NUL or a lone CR where none may be" : "too long");
        reading->load->tables[reading->file].is_whole = false;
    }
    return false;
}

static bool read_header(struct reading *reading) {
    struct str *cells = NULL;
    size_t n = 0;
    bool has_row = next_row(reading, &cells, &n);
    bool has[LOAD_FIELDS_MAX] = { false };
    bool is_good = true;
    const struct pack_part *part = reading->part;
    must(part->n_fields <= LOAD_FIELDS_MAX);
    for (size_t column = 0; has_row && column < n; column++) {
        size_t field = 0;
        while (field < part->n_fields && !str_eq_c(cells[column], part->fields[field].column)) {
            field++;
        }
        if (field == part->n_fields || has[field]) {
            load_fault(reading->load, spot_of(reading, column), "%s column \"%.*s\"",
                field == part->n_fields ? "unknown" : "twice the",
                STR_FMT(load_shown(cells[column])));
            is_good = false;
            continue;
        }
        has[field] = true;
        reading->field_at[column] = field;
    }
    for (size_t field = 0; field < part->n_fields; field++) {
        if (!has[field]) {
            load_fault(reading->load, (struct pack_spot){ reading->file, 1, 1 },
                "column %s is missing", part->fields[field].column);
            is_good = false;
        }
    }
    reading->n_columns = n;
    return is_good;
}

static void read_row(struct reading *reading, const struct str *cells) {
    size_t n_faults = reading->load->faults->n_all;
    struct load_table *table = &reading->load->tables[reading->file];
    struct load_row *at = &table->at[table->n];
    size_t n = reading->part->n_fields;
    at->cells = ARENA_ARRAY(reading->load->scratch, struct str, n);
    at->spots = ARENA_ARRAY(reading->load->scratch, struct pack_spot, n);
    void *row = (char *)table->rows + table->n * reading->part->row_b;
    for (size_t column = 0; column < reading->n_columns; column++) {
        size_t field = reading->field_at[column];
        at->cells[field] = cells[column];
        at->spots[field] = spot_of(reading, column);
        load_cell(
            reading->load, &reading->part->fields[field], cells[column], row, at->spots[field]);
    }
    at->is_bad = reading->load->faults->n_all > n_faults;
    table->n++;
}

static size_t count_lines(struct str text) {
    size_t n = 1;
    for (size_t i = 0; i < text.n; i++) {
        n += text.p[i] == '\n';
    }
    return n < LOAD_ROWS_MAX ? n : LOAD_ROWS_MAX;
}

static void read_rows(struct reading *reading) {
    struct load_table *table = &reading->load->tables[reading->file];
    struct str *cells = NULL;
    size_t n = 0;
    while (next_row(reading, &cells, &n)) {
        struct pack_spot spot = spot_of(reading, 0);
        if (table->n == LOAD_ROWS_MAX) {
            load_fault(reading->load, spot, "more than %d rows", LOAD_ROWS_MAX);
            table->is_whole = false;
            return;
        }
        if (n != reading->n_columns) {
            load_fault(reading->load, spot, "%zu cells where the first row has %zu", n,
                reading->n_columns);
            table->is_whole = false;
            continue;
        }
        read_row(reading, cells);
    }
    if (table->n == 0 && table->is_whole) {
        load_fault(reading->load, (struct pack_spot){ reading->file, 1, 1 }, "no row");
        table->is_whole = false;
    }
}

void load_table(struct load *load, enum pack_file file) {
    struct load_table *table = &load->tables[file];
    struct str text = STR_NONE;
    if (!load_file(load, file, &text)) {
        return;
    }
    struct reading *reading = ARENA_NEW(load->scratch, struct reading);
    reading->load = load;
    reading->file = file;
    reading->part = load_part(file);
    csv_open(&reading->csv, text);
    size_t n = count_lines(text);
    table->rows = arena_take_array(load->arena, n, reading->part->row_b);
    table->at = ARENA_ARRAY(load->scratch, struct load_row, n);
    if (!read_header(reading)) {
        return;
    }
    table->is_whole = true;
    read_rows(reading);
}

/* --- what one cell does not tell -------------------------------------------------------------- */

void load_check_keys(struct load *load, enum pack_file file) {
    const struct pack_part *part = load_part(file);
    const struct load_table *table = &load->tables[file];
    if (part->key_a == NULL || table->n == 0) {
        return;
    }
    size_t field_a = field_of(part, part->key_a);
    size_t field_b = part->key_b == NULL ? field_a : field_of(part, part->key_b);
    struct pack_index keys = { ARENA_ARRAY(load->scratch, struct pack_index_key, table->n),
        table->n };
    for (size_t i = 0; i < keys.n; i++) {
        const struct load_row *row = &table->at[i];
        keys.keys[i] = (struct pack_index_key){ row->cells[field_a], row->cells[field_b], row };
    }
    pack_index_sort(&keys);
    for (size_t i = 1, first = 0; i < keys.n; i++) {
        if (keys.keys[i].a.n == 0 || !str_eq(keys.keys[i].a, keys.keys[first].a) ||
            !str_eq(keys.keys[i].b, keys.keys[first].b)) {
            first = i;
            continue;
        }
        const struct load_row *before = keys.keys[first].row;
        const struct load_row *row = keys.keys[i].row;
        struct str b = part->key_b == NULL ? STR("") : load_shown(row->cells[field_b]);
        load_fault(load, row->spots[field_b], "%.*s%s%.*s stands in line %zu already",
            STR_FMT(load_shown(row->cells[field_a])), b.n > 0 ? " " : "", STR_FMT(b),
            before->spots[field_b].line);
    }
}

static bool is_known(const struct pack *pack, const struct field *field, struct str code) {
    switch (field->refers) {
    case FILE_PLACES:
        return pack_place(pack, code) != NULL;
    case FILE_CODES:
        return pack_code(pack, str_from_c(field->list), code) != NULL;
    case FILE_INDICATORS:
        return pack_indicator(pack, code) != NULL;
    case FILE_RULE_SETS:
        return pack_rule_set(pack, code, false) != NULL;
    default:
        must(false);
        return false;
    }
}

static void check_cell(
    struct load *load, const struct field *field, const struct load_row *row, size_t i) {
    struct str rest = row->cells[i];
    struct str code = STR_NONE;
    while (str_word(&rest, &code)) {
        if (!is_known(load->pack, field, code)) {
            load_fault(load, row->spots[i], "%.*s is not in %s%s%s", STR_FMT(load_shown(code)),
                load_part(field->refers)->file, field->list == NULL ? "" : ", list ",
                field->list == NULL ? "" : field->list);
        }
    }
}

void load_check_refers(struct load *load, enum pack_file file) {
    const struct pack_part *part = load_part(file);
    const struct load_table *table = &load->tables[file];
    for (size_t i = 0; i < part->n_fields; i++) {
        const struct field *field = &part->fields[i];
        if (field->refers == FILE_NONE || !load->tables[field->refers].is_whole) {
            continue;
        }
        for (size_t row = 0; row < table->n; row++) {
            check_cell(load, field, &table->at[row], i);
        }
    }
}

#include "csv/csv.h"

#include "err/must.h"

#include <string.h>

void csv_open(struct csv *csv, struct str text) {
    *csv = (struct csv){ .line = 1, .column = 1, .fault = OK };
    csv->text = str_starts(text, STR("\xEF\xBB\xBF")) ? str_skip(text, 3) : text;
}

static bool is_end(const struct csv *csv) {
    return csv->at >= csv->text.n;
}

static char peek(const struct csv *csv, size_t ahead) {
    return ahead < csv->text.n - csv->at ? csv->text.p[csv->at + ahead] : '\0';
}

static void step(struct csv *csv) {
    char c = csv->text.p[csv->at];
    csv->at++;
    if (c == '\n') {
        csv->line++;
        csv->column = 1;
    } else if (((uint8_t)c & 0xC0u) != 0x80u) { /* the later bytes of one code point count not */
        csv->column++;
    }
}

/* A comma, a line end or the end of the text. */
static bool is_cell_end(const struct csv *csv) {
    char c = peek(csv, 0);
    return is_end(csv) || c == ',' || c == '\n' || (c == '\r' && peek(csv, 1) == '\n');
}

static enum err read_plain(struct csv *csv, struct str *out) {
    size_t from = csv->at;
    while (!is_cell_end(csv)) {
        char c = peek(csv, 0);
        if (c == '"' || c == '\r' || c == '\0') {
            return ERR_FORM;
        }
        if (csv->at - from == CSV_CELL_MAX_B) {
            return ERR_TOO_LARGE;
        }
        step(csv);
    }
    *out = (struct str){ csv->text.p + from, csv->at - from };
    return OK;
}

/* The text between the quotes, with doubled quotes made single. */
static struct str unquote(struct arena *arena, struct str raw, size_t doubled) {
    if (doubled == 0) {
        return raw;
    }
    char *p = arena_take(arena, raw.n - doubled + 1);
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        p[n] = raw.p[i];
        n++;
        i += raw.p[i] == '"';
    }
    return (struct str){ p, n };
}

static enum err read_quoted(struct csv *csv, struct arena *arena, struct str *out) {
    struct csv_place opened = { csv->line, csv->column };
    step(csv);
    size_t from = csv->at;
    size_t doubled = 0;
    for (;;) {
        if (is_end(csv)) {
            csv->line = opened.line;
            csv->column = opened.column;
            return ERR_FORM;
        }
        char c = peek(csv, 0);
        if (c == '\0') {
            return ERR_FORM;
        }
        if (c == '"' && peek(csv, 1) != '"') {
            break;
        }
        if (csv->at - from - doubled == CSV_CELL_MAX_B) {
            return ERR_TOO_LARGE;
        }
        if (c == '"') {
            doubled++;
            step(csv);
        }
        step(csv);
    }
    struct str raw = { csv->text.p + from, csv->at - from };
    step(csv);
    if (!is_cell_end(csv)) {
        return ERR_FORM;
    }
    *out = unquote(arena, raw, doubled);
    return OK;
}

static enum err read_row(
    struct csv *csv, struct arena *arena, struct str cells[CSV_CELLS_MAX], size_t *out_n) {
    size_t n = 0;
    for (;;) {
        if (n == CSV_CELLS_MAX) {
            return ERR_TOO_LARGE;
        }
        csv->places[n] = (struct csv_place){ csv->line, csv->column };
        bool is_quoted = !is_end(csv) && peek(csv, 0) == '"';
        TRY(is_quoted ? read_quoted(csv, arena, &cells[n]) : read_plain(csv, &cells[n]));
        n++;
        if (is_end(csv)) {
            break;
        }
        if (peek(csv, 0) == ',') {
            step(csv);
            continue;
        }
        if (peek(csv, 0) == '\r') {
            step(csv);
        }
        step(csv);
        break;
    }
    *out_n = n;
    return OK;
}

enum err csv_next(struct csv *csv, struct arena *arena, struct str **out_cells, size_t *out_n) {
    if (csv->fault != OK) {
        return csv->fault;
    }
    if (is_end(csv)) {
        return ERR_NOT_FOUND;
    }
    struct str cells[CSV_CELLS_MAX];
    size_t n = 0;
    csv->n = 0;
    csv->fault = read_row(csv, arena, cells, &n);
    if (csv->fault != OK) {
        return csv->fault;
    }
    csv->n = n;
    struct str *kept = ARENA_ARRAY(arena, struct str, n);
    memcpy(kept, cells, n * sizeof(cells[0]));
    *out_cells = kept;
    *out_n = n;
    return OK;
}

struct csv_place csv_cell_place(const struct csv *csv, size_t cell) {
    must(cell < csv->n);
    return csv->places[cell];
}

static size_t count_digits(struct str s) {
    size_t n = 0;
    while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9') {
        n++;
    }
    return n;
}

/* -12 or -3.5, and nothing else. */
static bool is_negative_number(struct str s) {
    if (!str_starts(s, STR("-"))) {
        return false;
    }
    struct str rest = str_skip(s, 1);
    size_t whole = count_digits(rest);
    rest = str_skip(rest, whole);
    if (whole == 0 || rest.n == 0) {
        return whole > 0;
    }
    size_t part = count_digits(str_skip(rest, 1));
    return rest.p[0] == '.' && part > 0 && part + 1 == rest.n;
}

/* A spreadsheet would take the cell for a formula. */
static bool is_formula(struct str cell) {
    return cell.n > 0 && cell.p[0] != '\0' && strchr("=+-@\t\r", cell.p[0]) != NULL &&
           !is_negative_number(cell);
}

/* Semicolon and TAB too: spreadsheets set to Albanian split at the semicolon unless quoted. */
static bool needs_quotes(struct str cell) {
    for (size_t i = 0; i < cell.n; i++) {
        if (cell.p[i] != '\0' && strchr(",;\"\r\n\t", cell.p[i]) != NULL) {
            return true;
        }
    }
    return cell.n > 0 && (cell.p[0] == ' ' || cell.p[cell.n - 1] == ' ');
}

void csv_add_cell(struct buf *buf, struct str cell, bool is_first) {
    if (!is_first) {
        buf_add_char(buf, ',');
    }
    bool has_quotes = needs_quotes(cell);
    if (has_quotes) {
        buf_add_char(buf, '"');
    }
    if (is_formula(cell)) {
        buf_add_char(buf, '\'');
    }
    for (size_t i = 0; i < cell.n; i++) {
        if (cell.p[i] == '"') {
            buf_add_char(buf, '"');
        }
        buf_add_char(buf, cell.p[i]);
    }
    if (has_quotes) {
        buf_add_char(buf, '"');
    }
}

void csv_end_row(struct buf *buf) {
    buf_add(buf, STR("\r\n"));
}

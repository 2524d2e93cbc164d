#include "gen.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *gen_take(size_t count, size_t size_b) {
    /* Each piece is chained to the one before, so that a leak checker sees them all as in use. */
    static void **last;
    size_t payload_b = count * size_b;
    void **piece = calloc(1, payload_b + 2 * sizeof(void *));
    if (piece == NULL || (size_b != 0 && payload_b / size_b != count)) {
        abort();
    }
    piece[0] = (void *)last;
    last = piece;
    return piece + 2;
}

void gen_usage(const char *usage) {
    fprintf(stderr, "usage: %s\n", usage);
    exit(GEN_EXIT_USAGE);
}

/* --- sources -------------------------------------------------------------------------------- */

static void file_fault(const char *path, const char *what) {
    fprintf(stderr, "%s: %s\n", path, what);
    exit(GEN_EXIT_FILE);
}

static bool file_text(const char *path, struct gen_text *text) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    char block[8192];
    size_t n = 0;
    while ((n = fread(block, 1, sizeof(block), file)) > 0) {
        gen_add(text, (struct str){ block, n });
    }
    bool is_read = ferror(file) == 0;
    (void)fclose(file); /* only read from */
    return is_read;
}

struct gen_source gen_read_bytes(const char *path) {
    struct gen_text text = { 0 };
    if (!file_text(path, &text)) {
        file_fault(path, "cannot be read");
    }
    if (text.p == NULL) {
        text.p = gen_take(1, 1);
    }
    return (struct gen_source){ path, gen_str(&text) };
}

/* Length of the UTF-8 character at s, 0 when it is none. */
static size_t utf8_length(struct str s) {
    static const struct {
        unsigned char mask;
        unsigned char lead;
        uint32_t least;
    } forms[] = { { 0x80, 0, 0 }, { 0xe0, 0xc0, 0x80 }, { 0xf0, 0xe0, 0x800 },
        { 0xf8, 0xf0, 0x10000 } };
    for (size_t form = 0; form < COUNT_OF(forms); form++) {
        unsigned char lead = (unsigned char)s.p[0];
        if ((lead & forms[form].mask) != forms[form].lead || s.n <= form) {
            continue;
        }
        uint32_t point = (uint32_t)lead & (uint32_t)(unsigned char)~forms[form].mask;
        for (size_t i = 1; i <= form; i++) {
            if (((unsigned char)s.p[i] & 0xc0) != 0x80) {
                return 0;
            }
            point = point << 6 | ((unsigned char)s.p[i] & 0x3f);
        }
        bool is_valid =
            point >= forms[form].least && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
        return is_valid ? form + 1 : 0;
    }
    return 0;
}

struct gen_source gen_read(const char *path) {
    struct gen_source source = gen_read_bytes(path);
    for (struct str rest = source.text; rest.n > 0;) {
        size_t n = utf8_length(rest);
        if (n == 0) {
            gen_fault(&source, rest.p, "not UTF-8");
        }
        if (iscntrl((unsigned char)rest.p[0]) && rest.p[0] != '\n' && rest.p[0] != '\t') {
            gen_fault(&source, rest.p, "a control character (lines end in a line feed only)");
        }
        rest = str_skip(rest, n);
    }
    return source;
}

size_t gen_line(const struct gen_source *source, const char *at) {
    size_t line = 1;
    for (const char *c = source->text.p; c < at; c++) {
        line += *c == '\n';
    }
    return line;
}

void gen_fault(const struct gen_source *source, const char *at, const char *format, ...) {
    const char *start = at;
    while (start > source->text.p && start[-1] != '\n') {
        start--;
    }
    fprintf(stderr, "%s:%zu:%zu: ", source->path, gen_line(source, at), (size_t)(at - start) + 1);
    va_list args;
    va_start(args, format);
    (void)vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(GEN_EXIT_FAULT);
}

const char *gen_base(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* --- text that is being written -------------------------------------------------------------- */

void gen_add(struct gen_text *text, struct str s) {
    if (text->n + s.n + 1 > text->cap) {
        size_t cap = (text->n + s.n + 1) * 2;
        char *p = gen_take(cap, 1);
        if (text->n > 0) {
            memcpy(p, text->p, text->n);
        }
        text->p = p;
        text->cap = cap;
    }
    if (s.n > 0) {
        memcpy(text->p + text->n, s.p, s.n);
        text->n += s.n;
    }
}

void gen_print(struct gen_text *text, const char *format, ...) {
    va_list args;
    va_start(args, format);
    char *p = NULL;
    int n = vasprintf(&p, format, args);
    va_end(args);
    if (n < 0) {
        abort();
    }
    gen_add(text, (struct str){ p, (size_t)n });
    free(p);
}

struct str gen_str(const struct gen_text *text) {
    return (struct str){ text->p, text->n };
}

void gen_literal(struct gen_text *text, struct str s) {
    gen_add(text, STR("\""));
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '"' || c == '\\' || c == '?') { /* ? because of trigraphs */
            gen_print(text, "\\%c", c);
        } else if (c == '\n') {
            gen_add(text, STR("\\n"));
        } else if ((unsigned char)c < 0x20 || c == 0x7f) {
            gen_print(text, "\\%03o", (unsigned)(unsigned char)c);
        } else {
            gen_add(text, (struct str){ &c, 1 });
        }
    }
    gen_add(text, STR("\""));
}

void gen_slice(struct gen_text *text, struct str s) {
    struct str shown = gen_is_none(s) ? STR("") : s;
    gen_add(text, STR("{ "));
    gen_literal(text, shown);
    gen_print(text, ", %zu }", shown.n);
}

void gen_line_at(struct gen_text *text, const struct gen_source *source, const char *at) {
    gen_print(text, "#line %zu ", gen_line(source, at));
    gen_literal(text, str_from_c(source->path));
    gen_add(text, STR("\n"));
}

void gen_line_back(struct gen_text *text, const char *path) {
    size_t line = 2;
    for (size_t i = 0; i < text->n; i++) {
        line += text->p[i] == '\n';
    }
    gen_print(text, "#line %zu ", line);
    gen_literal(text, str_from_c(path));
    gen_add(text, STR("\n"));
}

void gen_write(const char *path, const struct gen_text *text) {
    struct gen_text old = { 0 };
    if (file_text(path, &old) && str_eq(gen_str(&old), gen_str(text))) {
        return;
    }
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        file_fault(path, "cannot be written");
    }
    bool is_written = fwrite(text->p, 1, text->n, file) == text->n;
    if (fclose(file) != 0 || !is_written) {
        (void)remove(path); /* a half file would look like a good one to the next build */
        file_fault(path, "cannot be written");
    }
}

/* --- names ----------------------------------------------------------------------------------- */

static bool is_c_word(struct str s) {
    static const char *const words[] = { "auto", "bool", "break", "case", "char", "const",
        "continue", "default", "do", "double", "else", "enum", "extern", "false", "float", "for",
        "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed",
        "sizeof", "static", "struct", "switch", "true", "typedef", "union", "unsigned", "void",
        "volatile", "while", "asm", "typeof" };
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (str_eq_c(s, words[i])) {
            return true;
        }
    }
    return false;
}

static bool is_part(struct str s) {
    bool is_good = s.n > 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        is_good = is_good && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    }
    return is_good;
}

bool gen_is_name(struct str s) {
    return is_part(s) && s.p[0] >= 'a' && !is_c_word(s);
}

bool gen_is_key(struct str s) {
    bool is_good = s.n > 0 && s.p[0] >= 'a';
    struct str part = STR_NONE;
    while (str_cut(&s, '.', &part)) {
        is_good = is_good && is_part(part);
    }
    return is_good;
}

static struct str mapped(struct str s, int (*map)(int)) {
    char *p = gen_take(s.n + 1, 1);
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        p[i] = isalnum(c) ? (char)map(c) : '_';
    }
    return (struct str){ p, s.n };
}

struct str gen_upper(struct str s) {
    return mapped(s, toupper);
}

struct str gen_flat(struct str s) {
    return mapped(s, tolower);
}

/* --- tables ----------------------------------------------------------------------------------- */

/* Takes the next line that is neither blank nor a comment. */
static bool next_line(struct str *rest, struct str *out_line) {
    struct str line = STR_NONE;
    while (str_cut(rest, '\n', &line)) {
        if (str_trim(line).n > 0 && line.p[0] != '#') {
            *out_line = line;
            return true;
        }
    }
    return false;
}

static size_t count_char(struct str s, char c) {
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        n += s.p[i] == c;
    }
    return n;
}

static void read_cells(const struct gen_table *table, struct str line, struct str *out_cells) {
    struct str rest = line;
    struct str cell = STR_NONE;
    size_t column = 0;
    for (; str_cut(&rest, '\t', &cell); column++) {
        if (column >= table->n_columns) {
            gen_fault(&table->source, cell.p, "more cells than the %zu columns", table->n_columns);
        }
        if (cell.n == 0) {
            gen_fault(&table->source, cell.p, "an empty cell (write - for none)");
        }
        if (!str_eq(cell, str_trim(cell))) {
            gen_fault(&table->source, cell.p, "a cell begins or ends in a blank");
        }
        out_cells[column] = cell;
    }
    if (column < table->n_columns) {
        gen_fault(&table->source, line.p + line.n, "only %zu cells for %zu columns", column,
            table->n_columns);
    }
}

struct gen_table gen_table_read(const char *path) {
    struct gen_table table = { .source = gen_read(path) };
    struct str rest = table.source.text;
    struct str line = STR_NONE;
    if (!next_line(&rest, &line)) {
        gen_fault(&table.source, table.source.text.p, "no line with column names");
    }
    table.n_columns = count_char(line, '\t') + 1;
    table.columns = gen_take(table.n_columns, sizeof(struct str));
    read_cells(&table, line, table.columns);
    table.cells =
        gen_take((count_char(table.source.text, '\n') + 1) * table.n_columns, sizeof(struct str));
    for (; next_line(&rest, &line); table.n_rows++) {
        read_cells(&table, line, table.cells + table.n_rows * table.n_columns);
    }
    return table;
}

struct str gen_cell(const struct gen_table *table, size_t row, size_t column) {
    return table->cells[row * table->n_columns + column];
}

bool gen_is_none(struct str cell) {
    return str_eq_c(cell, "-");
}

void gen_table_columns(const struct gen_table *table, const char *columns) {
    struct str rest = str_from_c(columns);
    struct str name = STR_NONE;
    size_t column = 0;
    bool is_same = true;
    for (; str_word(&rest, &name); column++) {
        is_same = is_same && column < table->n_columns && str_eq(table->columns[column], name);
    }
    if (!is_same || column != table->n_columns) {
        gen_fault(&table->source, table->columns[0].p, "the columns must be: %s", columns);
    }
}

void gen_table_unique(const struct gen_table *table, size_t column) {
    for (size_t row = 0; row < table->n_rows; row++) {
        struct str cell = gen_cell(table, row, column);
        for (size_t before = 0; before < row; before++) {
            struct str other = gen_cell(table, before, column);
            if (str_eq(other, cell)) {
                gen_fault(&table->source, cell.p, "%.*s stands already in line %zu", STR_FMT(cell),
                    gen_line(&table->source, other.p));
            }
        }
    }
}

/* --- words ------------------------------------------------------------------------------------ */

bool gen_place(struct str *rest, struct str *out_name) {
    struct str before = STR_NONE;
    if (!str_cut(rest, '{', &before) || rest->p == NULL) {
        return false;
    }
    return str_cut(rest, '}', out_name);
}

bool gen_has_place(struct str text, struct str name) {
    struct str place = STR_NONE;
    while (gen_place(&text, &place)) {
        if (str_eq(place, name)) {
            return true;
        }
    }
    return false;
}

static void check_places(const struct gen_source *source, struct str text) {
    const char *open = NULL;
    for (const char *c = text.p; c < text.p + text.n; c++) {
        if ((*c == '{') == (open != NULL) && (*c == '{' || *c == '}')) {
            gen_fault(source, c, "braces only as {name}");
        }
        if (*c == '}' && !gen_is_name((struct str){ open + 1, (size_t)(c - open - 1) })) {
            gen_fault(source, open, "a place is {name}: small letters, digits and _");
        }
        open = *c == '{' ? c : *c == '}' ? NULL : open;
    }
    if (open != NULL) {
        gen_fault(source, open, "this brace is not closed");
    }
}

static struct str resolved(const struct gen_source *source, struct str raw) {
    struct gen_text text = { 0 };
    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.p[i];
        if (c == '\\') {
            i++;
            if (i == raw.n || raw.p[i] != 'n') {
                gen_fault(source, raw.p + i - 1, "a backslash only as \\n");
            }
            c = '\n';
        }
        gen_add(&text, (struct str){ &c, 1 });
    }
    return gen_str(&text);
}

static struct gen_word read_word(const struct gen_source *source, struct str line) {
    struct gen_word word = { 0 };
    struct str rest = line;
    if (!str_cut(&rest, '=', &word.key) || rest.p == NULL) {
        gen_fault(source, line.p, "a line is `key = text` or `key ?= text`");
    }
    word.is_unsure = str_ends(word.key, STR("?"));
    word.key = str_trim(str_head(word.key, word.key.n - (word.is_unsure ? 1 : 0)));
    word.raw = str_trim(rest);
    if (!gen_is_key(word.key)) {
        gen_fault(source, line.p, "a key is names joined by dots, as in home.title");
    }
    if (word.raw.n == 0) {
        gen_fault(source, line.p, "%.*s has no text", STR_FMT(word.key));
    }
    check_places(source, word.raw);
    word.text = resolved(source, word.raw);
    return word;
}

static int compare_words(const void *a, const void *b) {
    return str_compare(((const struct gen_word *)a)->key, ((const struct gen_word *)b)->key);
}

static void check_keys(const struct gen_words *words) {
    for (size_t i = 1; i < words->n; i++) {
        struct str key = words->items[i].key;
        if (str_eq(words->items[i - 1].key, key)) {
            const char *first = words->items[i - 1].key.p;
            const char *later = first > key.p ? first : key.p;
            gen_fault(&words->source, later, "%.*s stands here a second time", STR_FMT(key));
        }
    }
}

struct gen_words gen_words_read(const char *path) {
    struct gen_words words = { .source = gen_read(path) };
    words.items = gen_take(count_char(words.source.text, '\n') + 1, sizeof(struct gen_word));
    struct str rest = words.source.text;
    struct str line = STR_NONE;
    while (next_line(&rest, &line)) {
        words.items[words.n] = read_word(&words.source, line);
        words.n++;
    }
    qsort(words.items, words.n, sizeof(struct gen_word), compare_words);
    check_keys(&words);
    return words;
}

const struct gen_word *gen_words_find(const struct gen_words *words, struct str key) {
    struct gen_word wanted = { .key = key };
    return bsearch(&wanted, words->items, words->n, sizeof(struct gen_word), compare_words);
}

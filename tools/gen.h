/* gen: what the generators share: reading a source, naming its faults, writing what changed.
 *
 * Invariants  A fault of an input is printed as `file:line:column: what is wrong` and ends the run
 *             with 65, a wrong command line with 64, a file that cannot be used with 66. Slices
 * handed out point into the source, so that each of them can be named in a fault. Ownership   A
 * generator lives for one run; what it takes is never given back. Threads     One. */
#pragma once

#include "str/str.h"

enum { GEN_EXIT_USAGE = 64, GEN_EXIT_FAULT = 65, GEN_EXIT_FILE = 66 };

/* Zeroed; never NULL. */
void *gen_take(size_t count, size_t size_b);
void gen_usage(const char *usage) __attribute__((noreturn));

/* --- sources ------------------------------------------------------------------------------- */

struct gen_source {
    const char *path;
    struct str text;
};

/* Any bytes. */
struct gen_source gen_read_bytes(const char *path);
/* Must be UTF-8 without carriage returns or other control characters. */
struct gen_source gen_read(const char *path);
size_t gen_line(const struct gen_source *source, const char *at);
void gen_fault(const struct gen_source *source, const char *at, const char *format, ...)
    __attribute__((noreturn, format(printf, 3, 4)));
/* The part of a path behind its last slash. */
const char *gen_base(const char *path);

/* --- text that is being written ------------------------------------------------------------- */

struct gen_text {
    char *p;
    size_t n;
    size_t cap;
};

void gen_add(struct gen_text *text, struct str s);
void gen_print(struct gen_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct str gen_str(const struct gen_text *text);
/* "text" as a C literal, with its quotes. */
void gen_literal(struct gen_text *text, struct str s);
/* { "text", 4 }: a struct str inside a static table; the cell `-` becomes the empty text. */
void gen_slice(struct gen_text *text, struct str s);
/* Faults of the lines that follow are named in the source at `at` ... */
void gen_line_at(struct gen_text *text, const struct gen_source *source, const char *at);
/* ... and from here on in the generated file again. */
void gen_line_back(struct gen_text *text, const char *path);
/* Writes the file only when its bytes change, so that nothing is compiled for nothing. */
void gen_write(const char *path, const struct gen_text *text);

/* --- names ---------------------------------------------------------------------------------- */

/* [a-z][a-z0-9_]* and no word of C. */
bool gen_is_name(struct str s);
/* Names joined by single dots, as in `home.title`. */
bool gen_is_key(struct str s);
/* HOME_TITLE for home.title. */
struct str gen_upper(struct str s);
/* Like gen_upper but keeps the case: home_title. */
struct str gen_flat(struct str s);

/* --- tables (*.tsv) ------------------------------------------------------------------------- */

struct gen_table {
    struct gen_source source;
    struct str *cells; /* row by row; the column names are not among them */
    struct str *columns;
    size_t n_columns;
    size_t n_rows;
};

struct gen_table gen_table_read(const char *path);
struct str gen_cell(const struct gen_table *table, size_t row, size_t column);
bool gen_is_none(struct str cell);
/* The columns must be exactly these, separated by blanks. */
void gen_table_columns(const struct gen_table *table, const char *columns);
/* No two rows with the same text in this column. */
void gen_table_unique(const struct gen_table *table, size_t column);

/* --- words (*.words) ------------------------------------------------------------------------- */

struct gen_word {
    struct str key;
    struct str raw;  /* as in the file, for faults */
    struct str text; /* with \n resolved */
    bool is_unsure;
};

struct gen_words {
    struct gen_source source;
    struct gen_word *items; /* in the order of their keys */
    size_t n;
};

struct gen_words gen_words_read(const char *path);
/* NULL when there is none. */
const struct gen_word *gen_words_find(const struct gen_words *words, struct str key);
/* Takes the next place `{name}` out of *rest; false when none is left. */
bool gen_place(struct str *rest, struct str *out_name);
bool gen_has_place(struct str text, struct str name);

/* pack_load: reads a table as its columns are described, and notes every fault with its place.
 *
 * Purpose     Private to the layer: each module describes its file as struct pack_part.
 * Invariants  Reading never stops at the first fault. What depends on another file is checked after
 *             all are read, and only against files whose form is whole, so that one missing file
 *             does not give a hundred faults.
 * Ownership   Rows and texts lie in the pack's arena; raw cells and places in the scratch arena,
 *             which is gone after pack_open.
 * Threads     One. Errors: none; faults are noted. */
#pragma once

#include "pack/pack.h"

enum pack_file {
    FILE_NONE,
    FILE_SETTINGS,
    FILE_PLACES,
    FILE_CODES,
    FILE_AGENCIES,
    FILE_HELP_LINES,
    FILE_ROLES,
    FILE_TIMERS,
    FILE_RULE_SETS,
    FILE_SIGNS,
    FILE_INDICATORS,
    FILE_CONSENT_TEXTS,
    FILE_RIGHTS,
    FILE_DEMO_NAMES,
    FILE_OUTLINES,
    FILE_COUNT,
};

enum {
    LOAD_FILE_MAX_B = 1024 * 1024,
    LOAD_ROWS_MAX = 5000,
    LOAD_FIELDS_MAX = 24,
};

enum field_kind {
    FIELD_NOTE,   /* text, checked and not kept */
    FIELD_CHECK,  /* empty or ?: counted, not kept */
    FIELD_TEXT,   /* struct str */
    FIELD_CODE,   /* struct str */
    FIELD_CODES,  /* struct code_list */
    FIELD_WORDS,  /* struct str: codes separated by blanks */
    FIELD_NUMBER, /* int64_t from least to most; empty: -1 */
    FIELD_REAL,   /* double from least to most */
    FIELD_DAY,    /* struct day; empty: DAY_NONE */
    FIELD_BOOL,   /* bool: 0 or 1 */
    FIELD_CHOICE, /* an enum: the first of `choices` is `least`; empty: 0 */
    FIELD_LETTER, /* char: one of `choices` */
    FIELD_URL,    /* struct str: https:// */
    FIELD_EMAIL,  /* struct str */
};

struct field {
    const char *column;
    enum field_kind kind;
    bool is_needed;
    size_t offset;
    const char *choices;
    int least;
    int most;
    enum pack_file refers; /* where the code, or each of the codes, must exist */
    const char *list;      /* of FILE_CODES */
};

struct load;

struct pack_part {
    const char *file;
    size_t row_b;
    const struct field *fields;
    size_t n_fields;
    const char *key_a; /* columns that together are unique; NULL: none */
    const char *key_b;
    /* Reads a file that is no CSV table; NULL: it is one. */
    void (*read)(struct load *load);
    /* Puts the rows into the pack, so that lookups work. */
    void (*keep)(struct load *load);
    /* Checks what one cell does not tell; NULL: nothing. */
    void (*check)(struct load *load);
};

struct pack_spot {
    enum pack_file file;
    size_t line;
    size_t column;
};

/* One cell and its place for each field, in the order of the fields. */
struct load_row {
    struct str *cells;
    struct pack_spot *spots;
    bool is_bad; /* one of its cells has a fault */
};

struct load_table {
    bool is_whole;
    void *rows;
    size_t n;
    struct load_row *at;
};

struct load {
    struct pack *pack;
    struct str folder;
    struct arena *arena;   /* of the pack */
    struct arena *scratch; /* until the pack is open */
    struct pack_faults *faults;
    struct load_table tables[FILE_COUNT];
};

extern const struct pack_part settings_part;
extern const struct pack_part places_part;
extern const struct pack_part codes_part;
extern const struct pack_part agencies_part;
extern const struct pack_part help_lines_part;
extern const struct pack_part roles_part;
extern const struct pack_part timers_part;
extern const struct pack_part rule_sets_part;
extern const struct pack_part signs_part;
extern const struct pack_part indicators_part;
extern const struct pack_part consent_texts_part;
extern const struct pack_part rights_part;
extern const struct pack_part demo_names_part;
extern const struct pack_part outlines_part;

const struct pack_part *load_part(enum pack_file file);
/* The whole file in the pack's arena; false, and a fault, when it cannot be. */
bool load_file(struct load *load, enum pack_file file, struct str *out_text);
void load_table(struct load *load, enum pack_file file);
/* Reads one cell into the row as the field says. */
void load_cell(struct load *load, const struct field *field, struct str cell, void *row,
    struct pack_spot spot);
/* Two rows with the same key. */
void load_check_keys(struct load *load, enum pack_file file);
/* Codes that other files, or this one, must hold. */
void load_check_refers(struct load *load, enum pack_file file);

void load_fault(struct load *load, struct pack_spot spot, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Where the cell of that row and column begins. */
struct pack_spot load_spot(
    const struct load *load, enum pack_file file, size_t row, const char *column);
/* A cell as it may be put into a fault: cut, and nothing when it is no text. */
struct str load_shown(struct str cell);
bool load_is_code(struct str s);
/* All cells of the row are good, so that they can be compared with others. */
bool load_is_good(const struct load *load, enum pack_file file, size_t row);

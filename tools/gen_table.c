/* gen_table: tables/X.tsv -> X.gen.{h,c} or X.md (see README.md, "Tables"). */
#include "gen_table.h"

#include <stdlib.h>
#include <string.h>

void add_h(struct job *job, const char *text) {
    gen_add(&job->h, str_from_c(text));
}

void add_c(struct job *job, const char *text) {
    gen_add(&job->c, str_from_c(text));
}

struct str cell_of(const struct job *job, size_t row, size_t column) {
    return gen_cell(&job->t, row, column);
}

/* --- checks of one cell ------------------------------------------------------------------------
 */

struct str name_cell(const struct job *job, size_t row, size_t column) {
    struct str cell = cell_of(job, row, column);
    if (!gen_is_name(cell)) {
        gen_fault(&job->t.source, cell.p,
            "%.*s: a name is small letters, digits and _ and no word of C", STR_FMT(cell));
    }
    return cell;
}

struct str key_cell(const struct job *job, size_t row, size_t column) {
    struct str cell = cell_of(job, row, column);
    if (!gen_is_key(cell)) {
        gen_fault(&job->t.source, cell.p, "%.*s: names joined by dots are needed", STR_FMT(cell));
    }
    return cell;
}

int64_t number_cell(const struct job *job, size_t row, size_t column) {
    struct str cell = cell_of(job, row, column);
    int64_t number = 0;
    if (!str_to_i64(cell, &number)) {
        gen_fault(&job->t.source, cell.p, "%.*s is not a whole number", STR_FMT(cell));
    }
    return number;
}

size_t choice_cell(const struct job *job, size_t row, size_t column, const char *choices) {
    struct str cell = cell_of(job, row, column);
    struct str rest = str_from_c(choices);
    struct str choice = STR_NONE;
    for (size_t i = 0; str_word(&rest, &choice); i++) {
        if (str_eq(cell, choice)) {
            return i;
        }
    }
    gen_fault(&job->t.source, cell.p, "%.*s is none of: %s", STR_FMT(cell), choices);
}

void add_constant(struct gen_text *text, const char *prefix, struct str cell) {
    struct str name = gen_is_none(cell) ? STR("NONE") : gen_upper(cell);
    gen_print(text, "%s_%.*s", prefix, STR_FMT(name));
}

/* --- parts that most tables share ----------------------------------------------------------- */

void open_files(struct job *job, const char *h_includes, const char *c_includes) {
    const char *table = gen_base(job->t.source.path);
    gen_print(&job->h, "/* Generated from %s by gen_table; do not edit. */\n#pragma once\n\n%s\n",
        table, h_includes);
    gen_print(&job->c,
        "/* Generated from %s by gen_table; do not edit. */\n#include \"%s\"\n\n%s\n", table,
        job->h_name, c_includes);
}

void open_row(struct job *job, size_t row) {
    gen_line_at(&job->c, &job->t.source, cell_of(job, row, 0).p);
    add_c(job, "    { ");
}

void close_rows(struct job *job) {
    add_c(job, "};\n");
    gen_line_back(&job->c, job->c_name);
    add_c(job, "\n");
}

static void add_slices(struct job *job, size_t row, size_t first, size_t last) {
    for (size_t column = first; column <= last; column++) {
        gen_slice(&job->c, cell_of(job, row, column));
        add_c(job, column == last ? " },\n" : ", ");
    }
}

/* struct str PREFIX_FIELD(enum ENUM x) { return rows[..].FIELD; } */
static void emit_getter(struct job *job, const char *type, const char *name, const char *field) {
    gen_print(&job->h, "struct str %s_%s(enum %s %s);\n", type, name, type, type);
    gen_print(&job->c, "struct str %s_%s(enum %s %s) {\n    return row_of(%s)->%s;\n}\n\n", type,
        name, type, type, type, field);
}

static void emit_of_name(struct job *job, const char *type, const char *value) {
    gen_print(&job->h,
        "/* False, and the output untouched, when there is none. */\n"
        "bool %s_of_name(struct str name, enum %s *out_%s);\n",
        type, type, type);
    gen_print(&job->c,
        "bool %s_of_name(struct str name, enum %s *out_%s) {\n"
        "    for (size_t i = 1; i < COUNT_OF(rows); i++) {\n"
        "        if (str_eq(rows[i].name, name)) {\n"
        "            *out_%s = %s;\n            return true;\n        }\n    }\n"
        "    return false;\n}\n\n",
        type, type, type, type, value);
}

/* --- errors.tsv ----------------------------------------------------------------------------- */

static void emit_errors(struct job *job) {
    enum { NAME, HTTP, LEVEL, WORDS, MEANING };
    gen_table_columns(&job->t, "name http level words meaning");
    gen_table_unique(&job->t, NAME);
    open_files(job, "", "#include \"err/err.h\"\n#include \"err/must.h\"\n");
    add_h(job, "enum err {\n    OK = 0,\n");
    add_c(job, "static const struct row {\n    int http;\n    struct str name;\n"
               "    struct str level;\n    struct str words;\n    struct str meaning;\n"
               "} rows[] = {\n    { 200, { \"OK\", 2 }, { \"debug\", 5 }, { \"\", 0 }, "
               "{ \"It worked.\", 10 } },\n");
    for (size_t row = 0; row < job->t.n_rows; row++) {
        struct str name = cell_of(job, row, NAME);
        if (!str_starts(name, STR("ERR_")) || !str_eq(name, gen_upper(name))) {
            gen_fault(&job->t.source, name.p, "a name is ERR_ and capital letters");
        }
        int64_t http = number_cell(job, row, HTTP);
        if (http < 400 || http > 599) {
            gen_fault(&job->t.source, cell_of(job, row, HTTP).p, "a status from 400 to 599");
        }
        choice_cell(job, row, LEVEL, "debug info warning error");
        key_cell(job, row, WORDS);
        gen_print(&job->h, "    %.*s,\n", STR_FMT(name));
        open_row(job, row);
        gen_print(&job->c, "%d, ", (int)http);
        gen_slice(&job->c, name);
        add_c(job, ", ");
        add_slices(job, row, LEVEL, MEANING);
    }
    close_rows(job);
    add_h(job, "};\n\n/* With OK. */\n");
    gen_print(&job->h, "#define ERR_COUNT %zu\n", job->t.n_rows + 1);
    add_c(job, "static const struct row *row_of(enum err e) {\n"
               "    must((size_t)e < COUNT_OF(rows));\n    return &rows[e];\n}\n\n"
               "int err_http(enum err e) {\n    return row_of(e)->http;\n}\n\n");
    static const char *const fields[] = { "name", "level", "words", "meaning" };
    for (size_t i = 0; i < COUNT_OF(fields); i++) { /* declared in err/err.h */
        gen_print(&job->c, "struct str err_%s(enum err e) {\n    return row_of(e)->%s;\n}\n\n",
            fields[i], fields[i]);
    }
}

/* --- verbs.tsv ------------------------------------------------------------------------------ */

static void emit_verb_lookups(struct job *job) {
    add_c(job, "static const struct row *row_of(enum verb verb) {\n    size_t i = 0;\n"
               "    while (i < COUNT_OF(rows) && rows[i].verb != verb) {\n        i++;\n    }\n"
               "    must(i < COUNT_OF(rows));\n    return &rows[i];\n}\n\n");
    emit_getter(job, "verb", "name", "name");
    emit_getter(job, "verb", "kind", "kind");
    add_h(job, "/* A key of the words. */\n");
    emit_getter(job, "verb", "words", "words");
    emit_getter(job, "verb", "meaning", "meaning");
    add_h(job, "/* False, and the output untouched, when there is none. */\n"
               "bool verb_of_number(int64_t number, enum verb *out_verb);\n");
    add_c(job, "bool verb_of_number(int64_t number, enum verb *out_verb) {\n"
               "    for (size_t i = 1; i < COUNT_OF(rows); i++) {\n"
               "        if ((int64_t)rows[i].verb == number) {\n"
               "            *out_verb = rows[i].verb;\n            return true;\n        }\n"
               "    }\n    return false;\n}\n\n");
    emit_of_name(job, "verb", "rows[i].verb");
}

static void emit_verbs(struct job *job) {
    enum { NAME, NUMBER, KIND, WORDS, MEANING };
    gen_table_columns(&job->t, "name number kind words meaning");
    gen_table_unique(&job->t, NAME);
    gen_table_unique(&job->t, NUMBER);
    open_files(job, "#include \"str/str.h\"\n", "#include \"err/must.h\"\n");
    add_h(job, "/* The numbers stand in the ledger and never change. */\n"
               "enum verb {\n    VERB_NONE = 0,\n");
    add_c(job, "static const struct row {\n    enum verb verb;\n    struct str name;\n"
               "    struct str kind;\n    struct str words;\n    struct str meaning;\n"
               "} rows[] = {\n    { VERB_NONE, { \"\", 0 }, { \"\", 0 }, { \"\", 0 }, "
               "{ \"\", 0 } },\n");
    for (size_t row = 0; row < job->t.n_rows; row++) {
        struct str name = key_cell(job, row, NAME);
        int64_t number = number_cell(job, row, NUMBER);
        if (number < 1 || number > INT32_MAX) {
            gen_fault(&job->t.source, cell_of(job, row, NUMBER).p, "a number from 1 upwards");
        }
        name_cell(job, row, KIND);
        key_cell(job, row, WORDS);
        add_h(job, "    ");
        add_constant(&job->h, "VERB", name);
        gen_print(&job->h, " = %d,\n", (int)number);
        open_row(job, row);
        add_constant(&job->c, "VERB", name);
        add_c(job, ", ");
        gen_slice(&job->c, name);
        add_c(job, ", ");
        add_slices(job, row, KIND, MEANING);
    }
    close_rows(job);
    gen_print(&job->h, "};\n\n/* Without VERB_NONE. */\n#define VERB_COUNT %zu\n\n", job->t.n_rows);
    emit_verb_lookups(job);
}

/* --- capabilities.tsv ----------------------------------------------------------------------- */

static void emit_capabilities(struct job *job) {
    enum { NAME, MEANING };
    gen_table_columns(&job->t, "name meaning");
    gen_table_unique(&job->t, NAME);
    open_files(job, "#include \"str/str.h\"\n", "#include \"err/must.h\"\n");
    add_h(job, "enum cap {\n    CAP_NONE = 0,\n");
    add_c(job, "static const struct row {\n    struct str name;\n    struct str meaning;\n"
               "} rows[CAP_COUNT] = {\n    { { \"\", 0 }, { \"\", 0 } },\n");
    for (size_t row = 0; row < job->t.n_rows; row++) {
        add_h(job, "    ");
        add_constant(&job->h, "CAP", key_cell(job, row, NAME));
        gen_print(&job->h, " = %zu,\n", row + 1);
        open_row(job, row);
        add_slices(job, row, NAME, MEANING);
    }
    close_rows(job);
    add_h(job, "    CAP_COUNT\n};\n\n");
    add_c(job, "static const struct row *row_of(enum cap cap) {\n    must(cap < CAP_COUNT);\n"
               "    return &rows[cap];\n}\n\n");
    emit_getter(job, "cap", "name", "name");
    emit_getter(job, "cap", "meaning", "meaning");
    emit_of_name(job, "cap", "(enum cap)i");
}

/* --- settings.tsv --------------------------------------------------------------------------- */

enum { SET_NAME, SET_TYPE, SET_DEFAULT, SET_MIN, SET_MAX, SET_MEANING };
enum { SET_INT, SET_TEXT, SET_BOOL };
enum { SET_TEXT_MAX = 4096 };

static const char settings_h[] =
    "enum setting_type { SETTING_INT, SETTING_TEXT, SETTING_BOOL };\n\n"
    "struct settings_row {\n    struct str name;\n    enum setting_type type;\n"
    "    struct str preset;\n    int64_t min; /* of a text: bytes */\n    int64_t max;\n"
    "    struct str meaning;\n    size_t offset;\n};\n\n"
    "const struct settings_row *settings_rows(size_t *out_n);\n"
    "struct settings settings_default(void);\n"
    "/* ERR_NOT_FOUND: no such setting; ERR_INPUT: no such value. A text is not copied: it must\n"
    " * live as long as the settings. */\n"
    "MUST_USE enum err settings_set(struct settings *settings, struct str name, "
    "struct str value);\n";

static const char settings_c[] =
    "const struct settings_row *settings_rows(size_t *out_n) {\n"
    "    *out_n = COUNT_OF(rows);\n    return rows;\n}\n\n"
    "static bool set_int(const struct settings_row *row, struct str value, void *out) {\n"
    "    int64_t number = 0;\n"
    "    if (!str_to_i64(value, &number) || number < row->min || number > row->max) {\n"
    "        return false;\n    }\n"
    "    memcpy(out, &number, sizeof(number));\n    return true;\n}\n\n"
    "static bool set_text(const struct settings_row *row, struct str value, void *out) {\n"
    "    if ((int64_t)value.n < row->min || (int64_t)value.n > row->max) {\n"
    "        return false;\n    }\n"
    "    memcpy(out, &value, sizeof(value));\n    return true;\n}\n\n"
    "static bool set_bool(struct str value, void *out) {\n"
    "    bool is_on = str_eq(value, STR(\"yes\"));\n"
    "    if (!is_on && !str_eq(value, STR(\"no\"))) {\n        return false;\n    }\n"
    "    memcpy(out, &is_on, sizeof(is_on));\n    return true;\n}\n\n"
    "static bool set_row(struct settings *settings, const struct settings_row *row, "
    "struct str value) {\n"
    "    void *out = (char *)settings + row->offset;\n"
    "    switch (row->type) {\n"
    "    case SETTING_INT:\n        return set_int(row, value, out);\n"
    "    case SETTING_TEXT:\n        return set_text(row, value, out);\n"
    "    case SETTING_BOOL:\n        return set_bool(value, out);\n    }\n"
    "    return false;\n}\n\n"
    "struct settings settings_default(void) {\n    struct settings settings = { 0 };\n"
    "    for (size_t i = 0; i < COUNT_OF(rows); i++) {\n"
    "        must(set_row(&settings, &rows[i], rows[i].preset));\n    }\n"
    "    return settings;\n}\n\n"
    "enum err settings_set(struct settings *settings, struct str name, struct str value) {\n"
    "    for (size_t i = 0; i < COUNT_OF(rows); i++) {\n"
    "        if (str_eq(rows[i].name, name)) {\n"
    "            return set_row(settings, &rows[i], value) ? OK : ERR_INPUT;\n        }\n    }\n"
    "    return ERR_NOT_FOUND;\n}\n";

static void check_default(
    const struct job *job, size_t row, size_t type, int64_t min, int64_t max) {
    struct str preset = cell_of(job, row, SET_DEFAULT);
    int64_t size = gen_is_none(preset) ? 0 : (int64_t)preset.n;
    if (type == SET_BOOL) {
        choice_cell(job, row, SET_DEFAULT, "no yes");
        return;
    }
    int64_t number = type == SET_INT ? number_cell(job, row, SET_DEFAULT) : size;
    if (number < min || number > max) {
        gen_fault(&job->t.source, preset.p, "the default lies outside min and max");
    }
}

static int64_t limit_cell(const struct job *job, size_t row, size_t column, int64_t none) {
    return gen_is_none(cell_of(job, row, column)) ? none : number_cell(job, row, column);
}

static void emit_setting(struct job *job, size_t row) {
    static const char *const types[] = { "int64_t", "struct str", "bool" };
    static const char *const names[] = { "SETTING_INT", "SETTING_TEXT", "SETTING_BOOL" };
    struct str name = name_cell(job, row, SET_NAME);
    size_t type = choice_cell(job, row, SET_TYPE, "int text bool");
    int64_t min = limit_cell(job, row, SET_MIN, type == SET_INT ? -INT64_MAX : 0);
    int64_t max = limit_cell(job, row, SET_MAX,
        type == SET_INT    ? INT64_MAX
        : type == SET_TEXT ? SET_TEXT_MAX
                           : 0);
    check_default(job, row, type, min, max);
    gen_print(&job->h, "    %s %.*s;\n", types[type], STR_FMT(name));
    open_row(job, row);
    gen_slice(&job->c, name);
    gen_print(&job->c, ", %s, ", names[type]);
    gen_slice(&job->c, cell_of(job, row, SET_DEFAULT));
    gen_print(&job->c, ", INT64_C(%lld), INT64_C(%lld), ", (long long)min, (long long)max);
    gen_slice(&job->c, cell_of(job, row, SET_MEANING));
    gen_print(&job->c, ", offsetof(struct settings, %.*s) },\n", STR_FMT(name));
}

static void emit_settings(struct job *job) {
    gen_table_columns(&job->t, "name type default min max meaning");
    gen_table_unique(&job->t, SET_NAME);
    open_files(job, "#include \"err/err.h\"\n",
        "#include \"err/must.h\"\n\n#include <stddef.h>\n#include <string.h>\n");
    add_h(job, "struct settings {\n");
    add_c(job, "static const struct settings_row rows[] = {\n");
    for (size_t row = 0; row < job->t.n_rows; row++) {
        emit_setting(job, row);
    }
    add_h(job, "};\n\n");
    close_rows(job);
    add_h(job, settings_h);
    add_c(job, settings_c);
}

/* --- states.tsv ----------------------------------------------------------------------------- */

enum { STATE_MACHINE, STATE_FROM, STATE_TO, STATE_VERB, STATE_CAP, STATE_MEANING };

static const char states_h[] =
    "struct state_step {\n    struct str from; /* empty: the step that creates it */\n"
    "    struct str to;\n    enum verb verb; /* may be VERB_NONE */\n"
    "    enum cap cap;   /* may be CAP_NONE */\n    struct str meaning;\n};\n\n"
    "struct str machine_name(enum machine machine);\n"
    "/* Whether the machine has this state. */\n"
    "bool state_is(enum machine machine, struct str state);\n"
    "/* Whether one step leads from one to the other; an empty `from` asks for a first state. */\n"
    "bool state_may(enum machine machine, struct str from, struct str to);\n"
    "const struct state_step *state_steps(enum machine machine, size_t *out_n);\n";

static const char states_c[] =
    "static const struct row *row_of(enum machine machine) {\n"
    "    must(machine < MACHINE_COUNT);\n    return &rows[machine];\n}\n\n"
    "struct str machine_name(enum machine machine) {\n    return row_of(machine)->name;\n}\n\n"
    "bool state_is(enum machine machine, struct str state) {\n"
    "    const struct row *row = row_of(machine);\n"
    "    for (size_t i = 0; i < row->n; i++) {\n"
    "        if (str_eq(row->steps[i].to, state)) {\n            return true;\n        }\n    }\n"
    "    return false;\n}\n\n"
    "bool state_may(enum machine machine, struct str from, struct str to) {\n"
    "    const struct row *row = row_of(machine);\n"
    "    for (size_t i = 0; i < row->n; i++) {\n"
    "        if (str_eq(row->steps[i].from, from) && str_eq(row->steps[i].to, to)) {\n"
    "            return true;\n        }\n    }\n    return false;\n}\n\n"
    "const struct state_step *state_steps(enum machine machine, size_t *out_n) {\n"
    "    *out_n = row_of(machine)->n;\n    return row_of(machine)->steps;\n}\n";

/* The row `other` belongs to the same machine and both cells are the same text. */
static bool is_same_state(
    const struct job *job, size_t row, size_t column, size_t other, size_t other_column) {
    return str_eq(cell_of(job, row, STATE_MACHINE), cell_of(job, other, STATE_MACHINE)) &&
           str_eq(cell_of(job, row, column), cell_of(job, other, other_column));
}

static void check_step(const struct job *job, size_t row) {
    struct str from = cell_of(job, row, STATE_FROM);
    name_cell(job, row, STATE_MACHINE);
    bool is_reached = gen_is_none(from);
    for (size_t other = 0; other < job->t.n_rows; other++) {
        is_reached = is_reached || is_same_state(job, row, STATE_FROM, other, STATE_TO);
        if (other < row && is_same_state(job, row, STATE_FROM, other, STATE_FROM) &&
            is_same_state(job, row, STATE_TO, other, STATE_TO) &&
            str_eq(cell_of(job, row, STATE_VERB), cell_of(job, other, STATE_VERB))) {
            gen_fault(&job->t.source, from.p, "this step stands already in line %zu",
                gen_line(&job->t.source, cell_of(job, other, 0).p));
        }
    }
    if (!is_reached) {
        gen_fault(&job->t.source, from.p, "no step leads to %.*s", STR_FMT(from));
    }
    if (gen_is_none(cell_of(job, row, STATE_TO))) {
        gen_fault(&job->t.source, cell_of(job, row, STATE_TO).p, "a step leads to a state");
    }
}

static bool is_first_of_machine(const struct job *job, size_t row) {
    for (size_t before = 0; before < row; before++) {
        if (is_same_state(job, row, STATE_MACHINE, before, STATE_MACHINE)) {
            return false;
        }
    }
    return true;
}

static void emit_steps(struct job *job, size_t first) {
    struct str machine = cell_of(job, first, STATE_MACHINE);
    gen_print(&job->c, "static const struct state_step %.*s_steps[] = {\n", STR_FMT(machine));
    for (size_t row = first; row < job->t.n_rows; row++) {
        if (!is_same_state(job, row, STATE_MACHINE, first, STATE_MACHINE)) {
            continue;
        }
        open_row(job, row);
        gen_slice(&job->c, cell_of(job, row, STATE_FROM));
        add_c(job, ", ");
        gen_slice(&job->c, cell_of(job, row, STATE_TO));
        add_c(job, ", ");
        add_constant(&job->c, "VERB", cell_of(job, row, STATE_VERB));
        add_c(job, ", ");
        add_constant(&job->c, "CAP", cell_of(job, row, STATE_CAP));
        add_c(job, ", ");
        add_slices(job, row, STATE_MEANING, STATE_MEANING);
    }
    close_rows(job);
}

static void emit_states(struct job *job) {
    gen_table_columns(&job->t, "machine from to verb cap meaning");
    open_files(job, "#include \"caps.gen.h\"\n#include \"str/str.h\"\n#include \"verbs.gen.h\"\n",
        "#include \"err/must.h\"\n");
    struct gen_text machines = { 0 };
    add_h(job, "enum machine {\n");
    for (size_t row = 0; row < job->t.n_rows; row++) {
        check_step(job, row);
        if (!is_first_of_machine(job, row)) {
            continue;
        }
        struct str machine = cell_of(job, row, STATE_MACHINE);
        add_h(job, "    ");
        add_constant(&job->h, "MACHINE", machine);
        add_h(job, ",\n");
        emit_steps(job, row);
        gen_add(&machines, STR("    { "));
        gen_slice(&machines, machine);
        gen_print(&machines, ", %.*s_steps, COUNT_OF(%.*s_steps) },\n", STR_FMT(machine),
            STR_FMT(machine));
    }
    add_h(job, "    MACHINE_COUNT\n};\n\n");
    add_h(job, states_h);
    add_c(job, "static const struct row {\n    struct str name;\n"
               "    const struct state_step *steps;\n    size_t n;\n} rows[MACHINE_COUNT] = {\n");
    gen_add(&job->c, gen_str(&machines));
    add_c(job, "};\n\n");
    add_c(job, states_c);
}

/* --- inputs.tsv ----------------------------------------------------------------------------- */

enum { IN_INPUT, IN_FIELD, IN_TYPE, IN_REQUIRED, IN_MAX, IN_LIST, IN_WORDS };

static const char *const field_types[][2] = { { "text", "struct str" }, { "lines", "struct str" },
    { "code", "struct str" }, { "codes", "struct str_list" }, { "id", "int64_t" },
    { "i64", "int64_t" }, { "day", "struct day" }, { "instant", "struct instant" },
    { "bool", "bool" }, { "secret", "struct str" }, { "code_free", "struct str" } };
enum { FIELD_TEXT = 0, FIELD_LINES = 1, FIELD_CODE = 2, FIELD_CODES = 3 };

static const char inputs_h[] =
    "enum input_type {\n    FIELD_TEXT,\n    FIELD_LINES,\n    FIELD_CODE,\n    FIELD_CODES,\n"
    "    FIELD_ID,\n    FIELD_I64,\n    FIELD_DAY,\n    FIELD_INSTANT,\n    FIELD_BOOL,\n"
    "    FIELD_SECRET,\n    FIELD_CODE_FREE\n};\n\n"
    "struct str_list {\n    struct str *items;\n    size_t n;\n};\n\n"
    "struct input_row {\n    struct str field;\n    enum input_type type;\n    bool is_required;\n"
    "    int64_t max; /* of text, lines, secret, code_free: bytes; of codes: how many; of i64: "
    "the\n"
    "                  * greatest number; 0: none given */\n"
    "    struct str list;  /* of code and codes */\n    struct str words; /* key of the label */\n"
    "    size_t offset;\n};\n\n"
    "struct str input_name(enum input input);\n"
    "/* How large its struct is; 0 for INPUT_NONE. */\n"
    "size_t input_size(enum input input);\n"
    "const struct input_row *input_rows(enum input input, size_t *out_n);\n\n";

static const char inputs_c[] =
    "static const struct input_entry *entry_of(enum input input) {\n"
    "    must(input < INPUT_COUNT);\n    return &entries[input];\n}\n\n"
    "struct str input_name(enum input input) {\n    return entry_of(input)->name;\n}\n\n"
    "size_t input_size(enum input input) {\n    return entry_of(input)->size_b;\n}\n\n"
    "const struct input_row *input_rows(enum input input, size_t *out_n) {\n"
    "    *out_n = entry_of(input)->n;\n    return entry_of(input)->rows;\n}\n";

static bool is_same_input(const struct job *job, size_t row, size_t other) {
    return str_eq(cell_of(job, row, IN_INPUT), cell_of(job, other, IN_INPUT));
}

static size_t field_type(const struct job *job, size_t row) {
    return choice_cell(
        job, row, IN_TYPE, "text lines code codes id i64 day instant bool secret code_free");
}

static void check_field(const struct job *job, size_t row) {
    size_t type = field_type(job, row);
    bool has_list = !gen_is_none(cell_of(job, row, IN_LIST));
    if (has_list ? type != FIELD_CODE && type != FIELD_CODES : type == FIELD_CODE) {
        gen_fault(&job->t.source, cell_of(job, row, IN_LIST).p,
            "code needs a list, codes may have one, nothing else has one");
    }
    bool is_text = type == FIELD_TEXT || type == FIELD_LINES;
    if (limit_cell(job, row, IN_MAX, 0) < (is_text ? 1 : 0)) {
        gen_fault(&job->t.source, cell_of(job, row, IN_MAX).p, "text and lines have a max above 0");
    }
    key_cell(job, row, IN_WORDS);
    for (size_t before = 0; before < row; before++) {
        if (is_same_input(job, row, before) &&
            str_eq(cell_of(job, row, IN_FIELD), cell_of(job, before, IN_FIELD))) {
            gen_fault(&job->t.source, cell_of(job, row, IN_FIELD).p, "a second field of this name");
        }
    }
}

static void emit_field(struct job *job, size_t row) {
    check_field(job, row);
    size_t type = field_type(job, row);
    struct str field = name_cell(job, row, IN_FIELD);
    struct str type_name = gen_upper(cell_of(job, row, IN_TYPE));
    bool is_required = choice_cell(job, row, IN_REQUIRED, "no yes") == 1;
    gen_print(&job->h, "    %s %.*s;\n", field_types[type][1], STR_FMT(field));
    open_row(job, row);
    gen_slice(&job->c, field);
    gen_print(&job->c, ", FIELD_%.*s, %s, INT64_C(%lld), ", STR_FMT(type_name),
        is_required ? "true" : "false", (long long)limit_cell(job, row, IN_MAX, 0));
    gen_slice(&job->c, cell_of(job, row, IN_LIST));
    add_c(job, ", ");
    gen_slice(&job->c, cell_of(job, row, IN_WORDS));
    gen_print(&job->c, ", offsetof(struct in_%.*s, %.*s) },\n",
        STR_FMT(cell_of(job, row, IN_INPUT)), STR_FMT(field));
}

/* The rows of one input stand together. */
static size_t emit_input(struct job *job, size_t first) {
    struct str input = name_cell(job, first, IN_INPUT);
    for (size_t before = 0; before < first; before++) {
        if (is_same_input(job, first, before)) {
            gen_fault(
                &job->t.source, input.p, "the fields of %.*s must stand together", STR_FMT(input));
        }
    }
    gen_print(&job->h, "struct in_%.*s {\n", STR_FMT(input));
    gen_print(&job->c, "static const struct input_row %.*s_rows[] = {\n", STR_FMT(input));
    size_t row = first;
    for (; row < job->t.n_rows && is_same_input(job, row, first); row++) {
        emit_field(job, row);
    }
    add_h(job, "};\n\n");
    close_rows(job);
    return row;
}

static void emit_inputs(struct job *job) {
    gen_table_columns(&job->t, "input field type required max list words");
    open_files(job, "#include \"date/date.h\"\n#include \"str/str.h\"\n",
        "#include \"err/must.h\"\n\n#include <stddef.h>\n");
    struct gen_text entries = { 0 };
    struct gen_text names = { 0 };
    struct job fields = { .t = job->t, .c = job->c, .c_name = job->c_name };
    for (size_t row = 0; row < job->t.n_rows;) {
        struct str input = cell_of(job, row, IN_INPUT);
        gen_print(&names, "    INPUT_%.*s,\n", STR_FMT(gen_upper(input)));
        gen_add(&entries, STR("    { "));
        gen_slice(&entries, input);
        gen_print(&entries, ", sizeof(struct in_%.*s), %.*s_rows, COUNT_OF(%.*s_rows) },\n",
            STR_FMT(input), STR_FMT(input), STR_FMT(input));
        row = emit_input(&fields, row);
    }
    job->c = fields.c;
    add_h(job, "enum input {\n    INPUT_NONE = 0,\n");
    gen_add(&job->h, gen_str(&names));
    add_h(job, "    INPUT_COUNT\n};\n\n");
    add_h(job, inputs_h);
    gen_add(&job->h, gen_str(&fields.h));
    add_c(job, "static const struct input_entry {\n    struct str name;\n    size_t size_b;\n"
               "    const struct input_row *rows;\n    size_t n;\n} entries[INPUT_COUNT] = {\n"
               "    { { \"\", 0 }, 0, NULL, 0 },\n");
    gen_add(&job->c, gen_str(&entries));
    add_c(job, "};\n\n");
    add_c(job, inputs_c);
}

/* --- documentation --------------------------------------------------------------------------- */

static void add_doc_row(struct gen_text *md, const struct str *cells, size_t n) {
    for (size_t i = 0; i < n; i++) {
        gen_add(md, STR("| "));
        struct str rest = cells[i];
        struct str part = STR_NONE;
        for (bool is_first = true; str_cut(&rest, '|', &part); is_first = false) {
            gen_print(md, "%s%.*s", is_first ? "" : "\\|", STR_FMT(part));
        }
        gen_add(md, STR(" "));
    }
    gen_add(md, STR("|\n"));
}

static void emit_doc(const struct gen_table *table, const char *path) {
    struct gen_text md = { 0 };
    const char *base = gen_base(table->source.path);
    gen_print(&md, "# %.*s\n\nWritten from `tables/%s` by gen_table.\n\n", (int)strcspn(base, "."),
        base, base);
    add_doc_row(&md, table->columns, table->n_columns);
    for (size_t i = 0; i < table->n_columns; i++) {
        gen_add(&md, STR("|---"));
    }
    gen_add(&md, STR("|\n"));
    for (size_t row = 0; row < table->n_rows; row++) {
        add_doc_row(&md, &table->cells[row * table->n_columns], table->n_columns);
    }
    gen_write(path, &md);
}

/* --- command line ----------------------------------------------------------------------------- */

static const struct kind {
    const char *name;
    void (*emit)(struct job *job);
} kinds[] = {
    { "errors", emit_errors },
    { "verbs", emit_verbs },
    { "capabilities", emit_capabilities },
    { "settings", emit_settings },
    { "states", emit_states },
    { "inputs", emit_inputs },
    { "routes", emit_routes },
    { "handlers", emit_handlers },
    { "urls", emit_urls },
};

static const char usage[] = "gen_table KIND in.tsv out.h out.c, or gen_table doc in.tsv out.md\n"
                            "KIND: errors verbs capabilities settings states inputs, and from "
                            "routes.tsv: routes handlers urls";

int main(int argc, char **argv) {
    if (argc == 4 && str_eq_c(STR("doc"), argv[1])) {
        struct gen_table table = gen_table_read(argv[2]);
        emit_doc(&table, argv[3]);
        return 0;
    }
    for (size_t i = 0; argc == 5 && i < COUNT_OF(kinds); i++) {
        if (strcmp(argv[1], kinds[i].name) == 0) {
            struct job job = { .t = gen_table_read(argv[2]),
                .h_name = gen_base(argv[3]),
                .c_name = gen_base(argv[4]) };
            kinds[i].emit(&job);
            gen_write(argv[3], &job.h);
            gen_write(argv[4], &job.c);
            return 0;
        }
    }
    gen_usage(usage);
}

/* gen_sql: SQL text as tokens, the schema as a model, and the statements of a module.
 *
 * Purpose     One SQL text in the common subset, written in the SQLite dialect, becomes the text of
 *             both engines, typed C functions and the tables that store/ works from.
 * Invariants  Everything is first prepared by a real SQLite on the real schema; what SQLite refuses
 *             never reaches the compiler. Tokens point into their source, for the fault reports.
 * Ownership   As in gen.h: one run, nothing is given back.
 * Threads     One. */
#pragma once

#include "err/must.h"
#include "gen.h"

#include <sqlite3.h>

/* --- text (gen_sql_text.c) ------------------------------------------------------------------- */

enum sql_token_kind {
    SQL_END,
    SQL_WORD,
    SQL_NUMBER,
    SQL_TEXT,   /* 'text' or "name" */
    SQL_BLOB,   /* x'00' */
    SQL_DOLLAR, /* $$ body $$ of a PostgreSQL function */
    SQL_PARAM,  /* :name */
    SQL_SIGN,
    SQL_COMMENT /* -- to the end of the line */
};

struct sql_token {
    enum sql_token_kind kind;
    struct str text;
};

/* A run of tokens; `t[n]` is readable and of kind SQL_END. */
struct sql_tokens {
    const struct gen_source *source;
    struct sql_token *t;
    size_t n;
};

enum sql_engine { SQL_SQLITE, SQL_POSTGRES };

/* Names of the parameters, in the order of their numbers. */
struct sql_params {
    struct str names[64];
    size_t n;
};

struct sql_tokens sql_read(const struct gen_source *source, struct str part);
bool sql_is(const struct sql_token *token, const char *word);
bool sql_same(struct str a, const char *word);
/* The token at or behind i that is not a comment. */
size_t sql_next(const struct sql_tokens *tokens, size_t i);
/* The text for one engine: no comments, single blanks; :name becomes $n on PostgreSQL. */
struct str sql_text(const struct sql_tokens *tokens, enum sql_engine engine, bool is_schema,
    const struct sql_params *params);
/* The words behind `-- key` of a comment; false when the comment is about something else. */
bool sql_note(struct str comment, const char *key, struct str *out_rest);
const char *sql_c(struct str s);
/* Adds s as C literals of at most one source line each. */
void sql_literal(struct gen_text *out, struct str s, const char *indent);

/* --- schema (gen_sql_schema.c) -----------------------------------------------------------------
 * */

enum sql_type { SQL_TYPE_NONE, SQL_I64, SQL_REAL, SQL_STR, SQL_BYTES, SQL_SEALED };

struct sql_column {
    struct str name;
    enum sql_type type;
    char class;
    bool is_added; /* by a later migration */
};

struct sql_table {
    const struct gen_source *source; /* of its name */
    struct str name;
    int number;
    bool is_ledgered;
    bool is_protected;
    struct sql_column columns[96];
    size_t n_columns;
};

struct sql_migration {
    struct gen_source source;
    int number;
    struct str name;
    struct str sqlite[256];
    size_t n_sqlite;
    struct str postgres[256];
    size_t n_postgres;
    char sha256[65];
};

struct sql_schema {
    sqlite3 *db;
    struct sql_migration *migrations;
    size_t n_migrations;
    struct sql_table tables[255];
    size_t n_tables;
};

/* Reads, runs and checks the schema files. */
struct sql_schema *sql_schema_read(char **paths, size_t n);
struct sql_table *sql_table_find(struct sql_schema *schema, struct str name);
/* The type that every column of this name has; SQL_TYPE_NONE when there is none or no single one.
 * */
enum sql_type sql_type_by_name(const struct sql_schema *schema, struct str name);
bool sql_type_read(struct str word, enum sql_type *out_type);
bool sql_is_sealed_name(struct str name);
char sql_type_letter(enum sql_type type);
void sql_schema_write(const struct sql_schema *schema, const char *h_path, const char *c_path);

/* --- statements (gen_sql_statement.c, gen_sql_emit.c) ------------------------------------------
 * */

enum sql_kind {
    SQL_KIND_ONE,
    SQL_KIND_MAYBE,
    SQL_KIND_MANY,
    SQL_KIND_INSERT,
    SQL_KIND_UPDATE,
    SQL_KIND_DELETE
};

struct sql_field {
    struct str name;
    enum sql_type type;
};

struct sql_fields {
    struct sql_field f[96];
    size_t n;
};

struct sql_statement {
    const char *at; /* where it is named */
    struct str name;
    enum sql_kind kind;
    struct str sqlite;
    struct str postgres;
    struct sql_fields in;
    struct sql_fields out;
    int table; /* number of the ledgered table that it writes, or 0 */
};

struct sql_module {
    struct gen_source source;
    struct sql_statement *statements;
    size_t n;
};

struct sql_module *sql_module_read(struct sql_schema *schema, const char *path);
void sql_module_write(
    const struct sql_module *module, const char *name, const char *h_path, const char *c_path);

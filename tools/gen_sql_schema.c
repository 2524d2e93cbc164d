#include "gen_sql.h"

#include <ctype.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* What the comment behind a column says; kept until the whole schema is known. */
struct noted {
    const struct gen_source *source;
    const char *at;
    struct str table;
    struct str column;
    char class;
    bool is_added;
};

struct reader {
    struct sql_schema *schema;
    struct sql_migration *migration;
    struct noted noted[4096];
    size_t n_noted;
};

/* --- types -------------------------------------------------------------------------------------
 * */

bool sql_is_sealed_name(struct str name) {
    return str_ends(name, STR("_box"));
}

char sql_type_letter(enum sql_type type) {
    static const char letters[] = { 0, 'i', 'r', 't', 'b', 's' };
    return letters[type];
}

bool sql_type_read(struct str word, enum sql_type *out_type) {
    static const char *const names[] = { "", "i64", "real", "text", "bytes", "sealed" };
    for (size_t i = 1; i < COUNT_OF(names); i++) {
        if (str_eq_c(word, names[i])) {
            *out_type = (enum sql_type)i;
            return true;
        }
    }
    return false;
}

static enum sql_type declared_type(struct str name, const char *declared) {
    const struct str type = str_from_c(declared);
    if (sql_same(type, "INTEGER")) {
        return SQL_I64;
    }
    if (sql_same(type, "REAL")) {
        return SQL_REAL;
    }
    if (sql_same(type, "TEXT")) {
        return SQL_STR;
    }
    if (sql_same(type, "BLOB")) {
        return sql_is_sealed_name(name) ? SQL_SEALED : SQL_BYTES;
    }
    return SQL_TYPE_NONE;
}

struct sql_table *sql_table_find(struct sql_schema *schema, struct str name) {
    for (size_t i = 0; i < schema->n_tables; i++) {
        if (str_eq(schema->tables[i].name, name)) {
            return &schema->tables[i];
        }
    }
    return NULL;
}

enum sql_type sql_type_by_name(const struct sql_schema *schema, struct str name) {
    enum sql_type type = SQL_TYPE_NONE;
    for (size_t t = 0; t < schema->n_tables; t++) {
        const struct sql_table *table = &schema->tables[t];
        for (size_t c = 0; c < table->n_columns; c++) {
            if (!str_eq(table->columns[c].name, name)) {
                continue;
            }
            if (type != SQL_TYPE_NONE && type != table->columns[c].type) {
                return SQL_TYPE_NONE;
            }
            type = table->columns[c].type;
        }
    }
    return type;
}

/* --- one statement of a migration
 * ------------------------------------------------------------------ */

static void note_column(struct reader *r, struct str table, const struct sql_tokens *tokens,
    size_t first, size_t last, bool is_added) {
    const struct gen_source *source = tokens->source;
    const struct sql_token *name = &tokens->t[first];
    const char *line_end =
        memchr(name->text.p, '\n', (size_t)(source->text.p + source->text.n - name->text.p));
    if (line_end == NULL) {
        line_end = source->text.p + source->text.n;
    }
    if (tokens->t[last].text.p > line_end) {
        gen_fault(source, name->text.p, "a column stands on one line");
    }
    const char *behind = tokens->t[last].text.p + tokens->t[last].text.n;
    struct str note = str_trim((struct str){ behind, (size_t)(line_end - behind) });
    if (note.n > 0 && (note.p[0] == ',' || note.p[0] == ';')) {
        note = str_trim(str_skip(note, 1));
    }
    const bool is_comment = str_starts(note, STR("--"));
    note = str_trim(str_skip(note, 2));
    const bool is_class = is_comment && note.n > 0 && strchr("PCISHNJK", note.p[0]) != NULL &&
                          (note.n == 1 || note.p[1] == ' ');
    if (!is_class) {
        gen_fault(source, name->text.p,
            "the column %.*s needs a line of its own and a class behind it: -- P, C, I, S, H, N, J "
            "or K, and what it is",
            STR_FMT(name->text));
    }
    const bool is_sealed = strchr("ISHNJ", note.p[0]) != NULL;
    if (is_sealed != sql_is_sealed_name(name->text)) {
        gen_fault(source, name->text.p, "%s",
            is_sealed ? "a column of class I, S, H, N or J is sealed: its name ends in _box"
                      : "a name that ends in _box belongs to the classes I, S, H, N and J");
    }
    if (!gen_is_name(name->text)) {
        gen_fault(source, name->text.p, "not usable as a name in C: lower case, digits and _ only");
    }
    must(r->n_noted < COUNT_OF(r->noted));
    r->noted[r->n_noted++] =
        (struct noted){ source, name->text.p, table, name->text, note.p[0], is_added };
}

static bool is_constraint(const struct sql_token *token) {
    return sql_is(token, "PRIMARY") || sql_is(token, "FOREIGN") || sql_is(token, "CHECK") ||
           sql_is(token, "UNIQUE") || sql_is(token, "CONSTRAINT");
}

/* The columns between the outer brackets of CREATE TABLE; `open` is the place of the bracket. */
static void note_columns(
    struct reader *r, struct str table, const struct sql_tokens *tokens, size_t open) {
    size_t depth = 1;
    size_t first = open + 1;
    for (size_t i = open + 1; i < tokens->n && depth > 0; i++) {
        depth += sql_is(&tokens->t[i], "(");
        depth -= sql_is(&tokens->t[i], ")");
        const bool is_end = depth == 0 || (depth == 1 && sql_is(&tokens->t[i], ","));
        if (!is_end) {
            continue;
        }
        if (first == i) {
            gen_fault(tokens->source, tokens->t[i].text.p, "a comma too many");
        }
        if (!is_constraint(&tokens->t[first])) {
            note_column(r, table, tokens, first, i - 1, false);
        }
        first = i + 1;
    }
}

/* Tokens without comments; the notes above the statement are read from `tokens` by the callers. */
static struct sql_tokens bare(const struct sql_tokens *tokens) {
    struct sql_tokens out = { tokens->source, gen_take(tokens->n + 1, sizeof(struct sql_token)),
        0 };
    for (size_t i = 0; i < tokens->n; i++) {
        if (tokens->t[i].kind != SQL_COMMENT) {
            out.t[out.n++] = tokens->t[i];
        }
    }
    out.t[out.n] = tokens->t[tokens->n];
    return out;
}

static void read_notes(const struct sql_tokens *tokens, struct sql_table *table) {
    bool is_unledgered = false;
    struct str rest = STR_NONE;
    for (size_t i = 0; i < tokens->n && tokens->t[i].kind == SQL_COMMENT; i++) {
        const struct str comment = tokens->t[i].text;
        int64_t number = 0;
        if (sql_note(comment, "number:", &rest)) {
            if (!str_to_i64(rest, &number) || number < 1 || number > 255) {
                gen_fault(tokens->source, comment.p, "the number of a table is 1 to 255");
            }
            table->number = (int)number;
        } else if (sql_note(comment, "unledgered:", &rest)) {
            is_unledgered = true;
            if (rest.n == 0) {
                gen_fault(tokens->source, comment.p, "say why it is not ledgered");
            }
        } else if (sql_note(comment, "ledgered", &rest) && rest.n == 0) {
            table->is_ledgered = true;
        } else if (sql_note(comment, "protected", &rest) && rest.n == 0) {
            table->is_protected = true;
        }
    }
    const char *at = tokens->t[sql_next(tokens, 0)].text.p;
    if (table->number == 0) {
        gen_fault(tokens->source, at, "the table needs a line -- number: N above it");
    }
    if (table->is_ledgered == is_unledgered) {
        gen_fault(tokens->source, at,
            "the table needs one line above it: -- ledgered, or -- unledgered: reason");
    }
}

static void read_table(
    struct reader *r, const struct sql_tokens *tokens, const struct sql_tokens *plain) {
    const struct sql_token *name = &plain->t[2];
    struct sql_schema *schema = r->schema;
    if (!gen_is_name(name->text) || !sql_is(&plain->t[3], "(")) {
        gen_fault(
            plain->source, name->text.p, "CREATE TABLE name ( ... ) STRICT, name in lower case");
    }
    size_t last = plain->n - 1;
    if (!sql_is(&plain->t[last], "STRICT")) {
        gen_fault(plain->source, plain->t[last].text.p, "a table ends in ) STRICT");
    }
    must(schema->n_tables < COUNT_OF(schema->tables));
    struct sql_table *table = &schema->tables[schema->n_tables];
    *table = (struct sql_table){ .source = plain->source, .name = name->text };
    read_notes(tokens, table);
    for (size_t i = 0; i < schema->n_tables; i++) {
        if (schema->tables[i].number == table->number) {
            gen_fault(plain->source, name->text.p, "number %d belongs to table %.*s", table->number,
                STR_FMT(schema->tables[i].name));
        }
    }
    schema->n_tables++;
    note_columns(r, name->text, plain, 3);
}

/* ALTER TABLE x ADD COLUMN y ... */
static void read_added(struct reader *r, const struct sql_tokens *plain) {
    const struct str table = plain->t[2].text;
    struct str default_value = STR_NONE;
    for (size_t i = 5; i + 1 < plain->n; i++) {
        if (sql_is(&plain->t[i], "DEFAULT")) {
            default_value = plain->t[i + 1].text;
        }
    }
    const struct sql_table *known = sql_table_find(r->schema, table);
    const bool is_none = str_eq(default_value, STR("0")) || str_eq(default_value, STR("''")) ||
                         str_eq(default_value, STR("x''"));
    if (known != NULL && known->is_ledgered && !is_none && default_value.n > 0) {
        gen_fault(plain->source, plain->t[5].text.p,
            "an added column of a ledgered table has DEFAULT 0, '' or x'': "
            "only then do older rows keep their commitment");
    }
    note_column(r, table, plain, 5, plain->n - 1, true);
}

static void forbid(const struct sql_schema *schema, const struct sql_tokens *plain) {
    for (size_t i = 0; i < plain->n; i++) {
        const struct sql_token *token = &plain->t[i];
        const char *why = NULL;
        if (sql_is(token, "AUTOINCREMENT") || sql_is(token, "ROWID")) {
            why = "ids come from the program, and the rowid is kept";
        } else if (sql_is(token, "CASCADE")) {
            why = "no cascades: each changed row is written, and ledgered, by its own statement";
        } else if (sql_is(token, "DEFERRABLE") || sql_is(token, "DEFERRED")) {
            why = "checks are immediate, so that one piece of work cannot spoil a whole batch";
        } else if (sql_is(token, "SET") &&
                   (sql_is(token + 1, "NULL") || sql_is(token + 1, "DEFAULT"))) {
            why = "no changes of rows behind the ledger's back";
        } else if (sql_is(token, "REFERENCES")) {
            const struct str to = token[1].text;
            bool is_known = false;
            for (size_t t = 0; t < schema->n_tables; t++) {
                is_known = is_known || str_eq(schema->tables[t].name, to);
            }
            why = is_known ? NULL : "a table refers only to itself and to tables above it";
        }
        if (why != NULL) {
            gen_fault(plain->source, token->text.p, "%s", why);
        }
    }
}

static void run_sqlite(struct reader *r, const struct sql_tokens *plain, struct str text) {
    char *message = NULL;
    if (sqlite3_exec(r->schema->db, sql_c(text), NULL, NULL, &message) != SQLITE_OK) {
        const int offset = sqlite3_error_offset(r->schema->db);
        (void)offset; /* counts in the shortened text; the statement's first word is near enough */
        gen_fault(plain->source, plain->t[0].text.p, "SQLite: %s", message);
    }
}

/* What `-- engine:` above a statement says; empty when it is for both. */
static struct str engine_of(const struct sql_tokens *tokens) {
    struct str engine = STR_NONE;
    for (size_t i = 0; i < tokens->n && tokens->t[i].kind == SQL_COMMENT; i++) {
        if (sql_note(tokens->t[i].text, "engine:", &engine) && !str_eq(engine, STR("sqlite")) &&
            !str_eq(engine, STR("postgres"))) {
            gen_fault(tokens->source, tokens->t[i].text.p, "engine: sqlite or engine: postgres");
        }
    }
    return engine;
}

static void read_statement(struct reader *r, const struct sql_tokens *tokens) {
    struct sql_tokens plain = bare(tokens);
    while (plain.n > 0 && sql_is(&plain.t[plain.n - 1], ";")) {
        plain.n--;
    }
    if (plain.n == 0) {
        return;
    }
    const struct str engine = engine_of(tokens);
    const bool is_sqlite = !str_eq(engine, STR("postgres"));
    const bool is_postgres = !str_eq(engine, STR("sqlite"));
    struct sql_migration *m = r->migration;
    must(m->n_sqlite < COUNT_OF(m->sqlite) && m->n_postgres < COUNT_OF(m->postgres));
    if (is_sqlite && is_postgres) {
        if (sql_is(&plain.t[0], "CREATE") && sql_is(&plain.t[1], "TABLE")) {
            read_table(r, tokens, &plain);
        } else if (sql_is(&plain.t[0], "ALTER") && sql_is(&plain.t[3], "ADD")) {
            if (!sql_is(&plain.t[4], "COLUMN")) {
                gen_fault(plain.source, plain.t[4].text.p, "write ADD COLUMN");
            }
            read_added(r, &plain);
        }
        forbid(r->schema, &plain);
    }
    if (is_sqlite) {
        m->sqlite[m->n_sqlite] = sql_text(tokens, SQL_SQLITE, true, NULL);
        run_sqlite(r, &plain, m->sqlite[m->n_sqlite]);
        m->n_sqlite++;
    }
    if (is_postgres) {
        m->postgres[m->n_postgres++] = sql_text(tokens, SQL_POSTGRES, true, NULL);
    }
}

/* --- one migration
 * --------------------------------------------------------------------------------- */

static void hash_migration(struct sql_migration *m) {
    crypto_hash_sha256_state state;
    must(crypto_hash_sha256_init(&state) == 0);
    for (size_t i = 0; i < m->n_sqlite; i++) {
        must(crypto_hash_sha256_update(
                 &state, (const unsigned char *)m->sqlite[i].p, m->sqlite[i].n) == 0);
        must(crypto_hash_sha256_update(&state, (const unsigned char *)"\n", 1) == 0);
    }
    unsigned char hash[crypto_hash_sha256_BYTES];
    must(crypto_hash_sha256_final(&state, hash) == 0);
    (void)sodium_bin2hex(m->sha256, sizeof(m->sha256), hash, sizeof(hash));
}

static void read_name(struct sql_migration *m, const char *path) {
    struct str name = str_from_c(gen_base(path));
    int64_t number = 0;
    const bool is_good = name.n > 9 && str_to_i64(str_head(name, 4), &number) && number > 0 &&
                         name.p[4] == '-' && str_ends(name, STR(".sql"));
    if (!is_good) {
        gen_fault(&m->source, m->source.text.p, "the file is named NNNN-name.sql");
    }
    m->number = (int)number;
    m->name = str_head(str_skip(name, 5), name.n - 9);
}

static void read_migration(struct reader *r, const char *path) {
    struct sql_migration *m = r->migration;
    m->source = gen_read(path);
    read_name(m, path);
    const struct sql_tokens tokens = sql_read(&m->source, m->source.text);
    size_t first = 0;
    for (size_t i = 0; i < tokens.n; i++) {
        if (!sql_is(&tokens.t[i], ";")) {
            continue;
        }
        const char *start = tokens.t[first].text.p;
        const struct str chunk = { start, (size_t)(tokens.t[i].text.p + 1 - start) };
        const struct sql_tokens part = sql_read(&m->source, chunk);
        if (str_eq(engine_of(&part), STR("postgres"))) {
            /* SQLite cannot judge it; bodies between $$ are one token */
        } else if (sqlite3_complete(sql_c(chunk)) == 0) {
            continue; /* inside a trigger */
        }
        read_statement(r, &part);
        first = i + 1;
    }
    const size_t rest = sql_next(&tokens, first);
    if (rest < tokens.n) {
        gen_fault(&m->source, tokens.t[rest].text.p, "a statement without its ;");
    }
    hash_migration(m);
}

/* --- the whole
 * -------------------------------------------------------------------------------------- */

static const struct noted *noted_for(const struct reader *r, struct str table, struct str column) {
    for (size_t i = r->n_noted; i > 0; i--) {
        const struct noted *noted = &r->noted[i - 1];
        if (str_eq(noted->table, table) && str_eq(noted->column, column)) {
            return noted;
        }
    }
    return NULL;
}

static bool is_foreign(sqlite3 *db, struct str table, const char *column) {
    sqlite3_stmt *stmt = NULL;
    must(sqlite3_prepare_v2(db, "SELECT 1 FROM pragma_foreign_key_list(?1) WHERE \"from\" = ?2", -1,
             &stmt, NULL) == SQLITE_OK);
    (void)sqlite3_bind_text(stmt, 1, table.p, (int)table.n, SQLITE_STATIC);
    (void)sqlite3_bind_text(stmt, 2, column, -1, SQLITE_STATIC);
    const bool is_found = sqlite3_step(stmt) == SQLITE_ROW;
    (void)sqlite3_finalize(stmt);
    return is_found;
}

static void finish_column(struct reader *r, struct sql_table *table, sqlite3_stmt *info) {
    const char *column = (const char *)sqlite3_column_text(info, 0);
    const struct str name = str_from_c(sql_c(str_from_c(column)));
    const struct noted *noted = noted_for(r, table->name, name);
    if (noted == NULL) {
        gen_fault(table->source, table->name.p, "column %.*s.%s has no class", STR_FMT(table->name),
            column);
    }
    const enum sql_type type = declared_type(name, (const char *)sqlite3_column_text(info, 1));
    if (type == SQL_TYPE_NONE) {
        gen_fault(noted->source, noted->at, "the type is INTEGER, REAL, TEXT or BLOB");
    }
    if (sql_is_sealed_name(name) && type != SQL_SEALED) {
        gen_fault(noted->source, noted->at, "a sealed column is a BLOB");
    }
    const bool is_key = sqlite3_column_int(info, 3) > 0;
    if (sqlite3_column_int(info, 2) == 0 && !is_key &&
        !is_foreign(r->schema->db, table->name, column)) {
        gen_fault(noted->source, noted->at,
            "only a foreign key may be absent; else NOT NULL with 0, '' or x'' for none");
    }
    must(table->n_columns < COUNT_OF(table->columns));
    table->columns[table->n_columns++] =
        (struct sql_column){ name, type, noted->class, noted->is_added };
    const bool is_id = str_eq(name, STR("id"));
    if (is_id != is_key || (is_id && type != SQL_I64)) {
        gen_fault(noted->source, noted->at, "the key is id INTEGER PRIMARY KEY and nothing else");
    }
}

static const struct sql_column *column_find(const struct sql_table *table, const char *name) {
    for (size_t i = 0; i < table->n_columns; i++) {
        if (str_eq_c(table->columns[i].name, name)) {
            return &table->columns[i];
        }
    }
    return NULL;
}

static void finish_table(struct reader *r, struct sql_table *table) {
    sqlite3_stmt *info = NULL;
    must(sqlite3_prepare_v2(r->schema->db,
             "SELECT name, type, \"notnull\", pk FROM pragma_table_info(?1) ORDER BY cid", -1,
             &info, NULL) == SQLITE_OK);
    (void)sqlite3_bind_text(info, 1, table->name.p, (int)table->name.n, SQLITE_STATIC);
    while (sqlite3_step(info) == SQLITE_ROW) {
        finish_column(r, table, info);
    }
    (void)sqlite3_finalize(info);
    const struct sql_column *ver = column_find(table, "ver");
    const struct sql_column *salt = column_find(table, "row_salt");
    const bool has_both =
        ver != NULL && ver->type == SQL_I64 && salt != NULL && salt->type == SQL_BYTES;
    if (column_find(table, "id") == NULL) {
        gen_fault(table->source, table->name.p, "table %.*s has no id INTEGER PRIMARY KEY",
            STR_FMT(table->name));
    }
    if (table->is_ledgered && !has_both) {
        gen_fault(table->source, table->name.p,
            "ledgered table %.*s needs ver INTEGER NOT NULL and row_salt BLOB NOT NULL "
            "DEFAULT (randomblob(16))",
            STR_FMT(table->name));
    }
}

/* Drops tables that a later migration removed. */
static void keep_living(struct sql_schema *schema) {
    size_t kept = 0;
    for (size_t i = 0; i < schema->n_tables; i++) {
        const char *name = sql_c(schema->tables[i].name);
        if (sqlite3_table_column_metadata(
                schema->db, "main", name, NULL, NULL, NULL, NULL, NULL, NULL) == SQLITE_OK) {
            schema->tables[kept++] = schema->tables[i];
        }
    }
    schema->n_tables = kept;
}

struct sql_schema *sql_schema_read(char **paths, size_t n) {
    struct sql_schema *schema = gen_take(1, sizeof(*schema));
    struct reader *r = gen_take(1, sizeof(*r));
    r->schema = schema;
    schema->migrations = gen_take(n, sizeof(struct sql_migration));
    must(sqlite3_open(":memory:", &schema->db) == SQLITE_OK);
    (void)sqlite3_db_config(schema->db, SQLITE_DBCONFIG_DQS_DML, 0, (int *)NULL);
    (void)sqlite3_db_config(schema->db, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)NULL);
    for (size_t i = 0; i < n; i++) {
        r->migration = &schema->migrations[i];
        read_migration(r, paths[i]);
        if (i > 0 && r->migration->number <= schema->migrations[i - 1].number) {
            gen_fault(&r->migration->source, r->migration->source.text.p,
                "the files are not in the order of their numbers");
        }
        schema->n_migrations++;
    }
    keep_living(schema);
    for (size_t i = 0; i < schema->n_tables; i++) {
        finish_table(r, &schema->tables[i]);
    }
    return schema;
}

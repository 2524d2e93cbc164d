#include "gen_sql.h"

#include <stdio.h>
#include <string.h>

/* What SQLite reports while it prepares a statement. */
struct seen {
    struct sql_schema *schema;
    const struct sql_table *target;   /* that is written */
    const struct sql_table *open[16]; /* protected, read, and not through may_see */
    size_t n_open;
    bool has_two_targets;
};

/* One `-- name:` block while it is read. */
struct block {
    struct sql_schema *schema;
    const struct gen_source *source;
    struct sql_statement *statement;
    struct sql_tokens tokens; /* of the statement, without comments */
    struct sql_fields in;     /* declared by -- in: */
    struct sql_fields out;    /* declared by -- out: */
    bool is_sqlite;
    bool is_postgres;
    bool is_bounded;
    bool is_unscoped;
    bool is_scoped;
    sqlite3_stmt *stmt;
    struct seen seen;
};

/* --- the lines above a statement
 * ------------------------------------------------------------------- */

static bool read_kind(struct str word, enum sql_kind *out_kind) {
    static const char *const names[] = { ":one", ":maybe", ":many", ":insert", ":update",
        ":delete" };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (str_eq_c(word, names[i])) {
            *out_kind = (enum sql_kind)i;
            return true;
        }
    }
    return false;
}

static void read_head(struct block *b, struct str line) {
    struct str word = STR_NONE;
    if (!str_word(&line, &word) || !gen_is_name(word)) {
        gen_fault(b->source, line.p, "the name of a statement is in lower case and no word of C");
    }
    b->statement->name = word;
    b->statement->at = word.p;
    if (!str_word(&line, &word) || !read_kind(word, &b->statement->kind)) {
        gen_fault(b->source, b->statement->at,
            "behind the name stands :one, :maybe, :many, :insert, :update or :delete");
    }
    while (str_word(&line, &word)) {
        struct str scope = STR_NONE;
        if (!str_eq(word, STR("scope:")) || !str_word(&line, &scope) ||
            !str_eq(scope, STR("may_see"))) {
            gen_fault(b->source, word.p, "only scope: may_see may follow");
        }
        b->is_scoped = true;
    }
}

static void read_fields(const struct block *b, struct str list, struct sql_fields *fields) {
    struct str part = STR_NONE;
    while (str_cut(&list, ',', &part)) {
        struct str name = STR_NONE;
        struct str type = STR_NONE;
        struct str more = STR_NONE;
        struct sql_field *field = &fields->f[fields->n];
        if (!str_word(&part, &name) || !str_word(&part, &type) || str_word(&part, &more) ||
            !gen_is_name(name) || !sql_type_read(type, &field->type)) {
            gen_fault(b->source, list.p != NULL ? list.p : b->statement->at,
                "written: name type, name type; types are i64, real, text, bytes, sealed");
        }
        if ((field->type == SQL_SEALED) != sql_is_sealed_name(name)) {
            gen_fault(b->source, name.p, "sealed fields, and only those, end in _box");
        }
        field->name = name;
        must(++fields->n < COUNT_OF(fields->f));
    }
}

static void read_comment(struct block *b, struct str comment) {
    struct str rest = STR_NONE;
    if (sql_note(comment, "in:", &rest)) {
        read_fields(b, rest, &b->in);
    } else if (sql_note(comment, "out:", &rest)) {
        read_fields(b, rest, &b->out);
    } else if (sql_note(comment, "bounded:", &rest)) {
        b->is_bounded = rest.n > 0;
    } else if (sql_note(comment, "unscoped:", &rest)) {
        b->is_unscoped = rest.n > 0;
    } else if (sql_note(comment, "engine:", &rest)) {
        b->is_sqlite = str_eq(rest, STR("sqlite"));
        b->is_postgres = str_eq(rest, STR("postgres"));
        if (!b->is_sqlite && !b->is_postgres) {
            gen_fault(b->source, comment.p, "engine: sqlite or engine: postgres");
        }
    }
}

/* --- what SQLite says
 * -------------------------------------------------------------------------------- */

static void note_read(struct seen *seen, const struct sql_table *table, const char *through) {
    const bool is_scoped = through != NULL && strcmp(through, "may_see") == 0;
    if (table == NULL || !table->is_protected || is_scoped) {
        return;
    }
    if (seen->n_open < COUNT_OF(seen->open)) {
        seen->open[seen->n_open++] = table;
    }
}

static int authorize(void *self, int action, const char *first, const char *second, const char *db,
    const char *through) {
    (void)second;
    (void)db;
    struct seen *seen = self;
    const struct sql_table *table =
        first == NULL ? NULL : sql_table_find(seen->schema, str_from_c(first));
    const bool is_write =
        action == SQLITE_INSERT || action == SQLITE_UPDATE || action == SQLITE_DELETE;
    if (is_write && through == NULL) {
        seen->has_two_targets =
            seen->has_two_targets || (seen->target != NULL && seen->target != table);
        seen->target = table;
    } else if (action == SQLITE_READ) {
        note_read(seen, table, through);
    }
    return SQLITE_OK;
}

static bool has_word(const struct sql_tokens *tokens, const char *word) {
    for (size_t i = 0; i < tokens->n; i++) {
        if (sql_is(&tokens->t[i], word)) {
            return true;
        }
    }
    return false;
}

static void prepare(struct block *b) {
    b->seen = (struct seen){ .schema = b->schema };
    (void)sqlite3_set_authorizer(b->schema->db, authorize, &b->seen);
    const struct str text = b->statement->sqlite;
    const int rc = sqlite3_prepare_v2(b->schema->db, sql_c(text), -1, &b->stmt, NULL);
    (void)sqlite3_set_authorizer(b->schema->db, NULL, NULL);
    if (rc != SQLITE_OK) {
        gen_fault(b->source, b->tokens.t[0].text.p, "SQLite: %s", sqlite3_errmsg(b->schema->db));
    }
}

/* --- types
 * --------------------------------------------------------------------------------------------- */

static enum sql_type declared(struct sql_fields *fields, struct str name) {
    for (size_t i = 0; i < fields->n; i++) {
        if (str_eq(fields->f[i].name, name)) {
            return fields->f[i].type;
        }
    }
    return SQL_TYPE_NONE;
}

static void add_field(const struct block *b, struct sql_fields *fields, struct sql_field field) {
    if (declared(fields, field.name) != SQL_TYPE_NONE) {
        gen_fault(b->source, b->statement->at, "two columns are called %.*s", STR_FMT(field.name));
    }
    must(fields->n < COUNT_OF(fields->f));
    fields->f[fields->n++] = field;
}

static enum sql_type param_type(struct block *b, struct str name) {
    enum sql_type type = declared(&b->in, name);
    if (type == SQL_TYPE_NONE && (str_eq(name, STR("limit")) || str_eq(name, STR("offset")))) {
        type = SQL_I64;
    }
    if (type == SQL_TYPE_NONE) {
        type = sql_type_by_name(b->schema, name);
    }
    const struct sql_table *target = b->seen.target; /* decides where tables differ */
    for (size_t i = 0; type == SQL_TYPE_NONE && target != NULL && i < target->n_columns; i++) {
        type = str_eq(target->columns[i].name, name) ? target->columns[i].type : SQL_TYPE_NONE;
    }
    return type;
}

static void read_params(struct block *b) {
    const int n = sqlite3_bind_parameter_count(b->stmt);
    for (int i = 1; i <= n; i++) {
        const char *c = sqlite3_bind_parameter_name(b->stmt, i);
        const struct str name = str_from_c(sql_c(str_from_c(c + 1)));
        const enum sql_type type = param_type(b, name);
        if (!gen_is_name(name)) {
            gen_fault(b->source, b->statement->at, "parameter %s is not usable as a name in C", c);
        }
        if (type == SQL_TYPE_NONE) {
            gen_fault(b->source, b->statement->at,
                "the type of %s is not known from the schema; add -- in: %s i64", c, c + 1);
        }
        add_field(b, &b->statement->in, (struct sql_field){ name, type });
    }
}

static enum sql_type origin_type(const struct block *b, int i) {
    const char *table = sqlite3_column_table_name(b->stmt, i);
    const char *column = sqlite3_column_origin_name(b->stmt, i);
    const struct sql_table *known =
        table == NULL ? NULL : sql_table_find(b->schema, str_from_c(table));
    for (size_t c = 0; known != NULL && column != NULL && c < known->n_columns; c++) {
        if (str_eq_c(known->columns[c].name, column)) {
            return known->columns[c].type;
        }
    }
    return SQL_TYPE_NONE;
}

static void read_columns(struct block *b) {
    const int n = sqlite3_column_count(b->stmt);
    for (int i = 0; i < n; i++) {
        const struct str name = str_from_c(sql_c(str_from_c(sqlite3_column_name(b->stmt, i))));
        if (!gen_is_name(name)) {
            gen_fault(b->source, b->statement->at, "give the column \"%.*s\" a name with AS",
                STR_FMT(name));
        }
        const enum sql_type origin = origin_type(b, i);
        enum sql_type type = declared(&b->out, name);
        if (type == SQL_TYPE_NONE) {
            type = origin != SQL_TYPE_NONE ? origin : sql_type_by_name(b->schema, name);
        }
        if (type == SQL_TYPE_NONE) {
            gen_fault(b->source, b->statement->at,
                "the type of column %.*s is not known; add -- out: %.*s i64", STR_FMT(name),
                STR_FMT(name));
        }
        if (origin != SQL_TYPE_NONE && type != origin) {
            gen_fault(b->source, b->statement->at,
                "column %.*s is declared with another type than the schema has", STR_FMT(name));
        }
        if ((type == SQL_SEALED) != sql_is_sealed_name(name)) {
            gen_fault(b->source, b->statement->at,
                "column %.*s: sealed columns, and only those, end in _box", STR_FMT(name));
        }
        add_field(b, &b->statement->out, (struct sql_field){ name, type });
    }
}

static void check_used(const struct block *b, const struct sql_fields *declared_fields,
    struct sql_fields *used, const char *what) {
    for (size_t i = 0; i < declared_fields->n; i++) {
        if (declared(used, declared_fields->f[i].name) == SQL_TYPE_NONE) {
            gen_fault(b->source, declared_fields->f[i].name.p, "no such %s in the statement", what);
        }
    }
}

/* --- rules
 * -----------------------------------------------------------------------------------------------
 * */

/* `column = :param`: neither may be sealed without the other. */
static void check_sealed(struct block *b) {
    const struct sql_tokens *t = &b->tokens;
    for (size_t i = 0; i + 2 < t->n; i++) {
        if (t->t[i].kind != SQL_WORD || !sql_is(&t->t[i + 1], "=") ||
            t->t[i + 2].kind != SQL_PARAM) {
            continue;
        }
        const struct str param = str_skip(t->t[i + 2].text, 1);
        if (sql_is_sealed_name(t->t[i].text) != sql_is_sealed_name(param)) {
            gen_fault(b->source, t->t[i].text.p, "a sealed column takes a sealed parameter (_box)");
        }
    }
}

/* Moves *at behind the next item of a bracketed list; answers its first token and its length. */
static bool list_item(const struct sql_tokens *t, size_t *at, size_t *out_first, size_t *out_n) {
    if (*at >= t->n || sql_is(&t->t[*at], ")")) {
        return false;
    }
    *out_first = *at;
    size_t depth = 0;
    size_t i = *at;
    for (; i < t->n; i++) {
        if (depth == 0 && (sql_is(&t->t[i], ",") || sql_is(&t->t[i], ")"))) {
            break;
        }
        depth += sql_is(&t->t[i], "(");
        depth -= sql_is(&t->t[i], ")");
    }
    *out_n = i - *at;
    *at = i < t->n && sql_is(&t->t[i], ",") ? i + 1 : i;
    return true;
}

/* INSERT INTO t (columns) VALUES (values): a parameter that stands alone has its column's type. */
static void check_insert(struct block *b) {
    const struct sql_tokens *t = &b->tokens;
    const struct sql_table *table = b->seen.target;
    size_t values = 4;
    while (values < t->n && !sql_is(&t->t[values], "VALUES")) {
        values++;
    }
    if (table == NULL || values + 1 >= t->n || !sql_is(&t->t[3], "(")) {
        return; /* INSERT ... SELECT */
    }
    size_t at[2] = { 4, values + 2 };
    size_t column = 0;
    size_t value = 0;
    size_t n = 0;
    while (list_item(t, &at[0], &column, &n) && list_item(t, &at[1], &value, &n)) {
        if (n != 1 || t->t[value].kind != SQL_PARAM) {
            continue;
        }
        const enum sql_type type = declared(&b->statement->in, str_skip(t->t[value].text, 1));
        for (size_t c = 0; c < table->n_columns; c++) {
            if (str_eq(table->columns[c].name, t->t[column].text) &&
                table->columns[c].type != type) {
                gen_fault(b->source, t->t[value].text.p, "column %.*s has another type",
                    STR_FMT(t->t[column].text));
            }
        }
    }
}

static void check_write(struct block *b) {
    struct sql_statement *s = b->statement;
    static const char *const verbs[] = { "INSERT", "UPDATE", "DELETE" };
    const char *verb = verbs[s->kind - SQL_KIND_INSERT];
    if (!sql_is(&b->tokens.t[0], verb) || sqlite3_stmt_readonly(b->stmt) != 0) {
        gen_fault(b->source, s->at, "a statement of this kind begins with %s", verb);
    }
    if (b->seen.target == NULL || b->seen.has_two_targets) {
        gen_fault(b->source, s->at, "a statement writes one table of the schema");
    }
    if (s->kind == SQL_KIND_INSERT && !sql_is(&b->tokens.t[1], "INTO")) {
        gen_fault(b->source, s->at, "not on both engines; use INSERT INTO ... ON CONFLICT");
    }
    const size_t n = b->tokens.n;
    const bool returns_id =
        n > 2 && sql_is(&b->tokens.t[n - 2], "RETURNING") && sql_is(&b->tokens.t[n - 1], "id");
    if (b->seen.target->is_ledgered) {
        if (!returns_id) {
            gen_fault(b->source, s->at, "a write on the ledgered table %.*s ends in RETURNING id",
                STR_FMT(b->seen.target->name));
        }
        s->table = b->seen.target->number;
    }
    if (s->kind == SQL_KIND_INSERT) {
        check_insert(b);
    }
}

static bool has_limit(const struct sql_tokens *tokens) {
    size_t depth = 0;
    for (size_t i = 0; i < tokens->n; i++) {
        depth += sql_is(&tokens->t[i], "(");
        depth -= sql_is(&tokens->t[i], ")");
        if (depth == 0 && sql_is(&tokens->t[i], "LIMIT")) {
            return true;
        }
    }
    return false;
}

/* The first protected table that is read in the open; of a write its own table does not count:
 * the row was loaded through may_see before. */
static const struct sql_table *open_table(const struct seen *seen) {
    for (size_t i = 0; i < seen->n_open; i++) {
        if (seen->open[i] != seen->target) {
            return seen->open[i];
        }
    }
    return NULL;
}

static void check_rules(struct block *b) {
    const struct sql_statement *s = b->statement;
    const bool is_read = s->kind <= SQL_KIND_MANY;
    if (is_read && sqlite3_stmt_readonly(b->stmt) == 0) {
        gen_fault(b->source, s->at, "a statement of this kind only reads");
    }
    if (!is_read) {
        check_write(b);
    }
    if (s->kind == SQL_KIND_MANY && !b->is_bounded && !has_limit(&b->tokens)) {
        gen_fault(b->source, s->at, ":many needs a LIMIT, or a line -- bounded: reason");
    }
    const bool joins = has_word(&b->tokens, "may_see");
    if (b->is_scoped && !joins) {
        gen_fault(b->source, s->at, "scope: may_see, but the statement does not join may_see");
    }
    const struct sql_table *open = open_table(&b->seen);
    if (open != NULL && !joins && !b->is_unscoped) {
        gen_fault(b->source, s->at,
            "it reads the protected table %.*s: join may_see, or say -- unscoped: reason",
            STR_FMT(open->name));
    }
    check_sealed(b);
}

/* --- a block, a module
 * ---------------------------------------------------------------------------------- */

static struct sql_params params_of(const struct sql_statement *s) {
    struct sql_params params = { .n = 0 };
    for (size_t i = 0; i < s->in.n; i++) {
        must(params.n < COUNT_OF(params.names));
        params.names[params.n++] = s->in.f[i].name;
    }
    return params;
}

static void strip_comments(struct block *b) {
    size_t n = 0;
    for (size_t i = 0; i < b->tokens.n; i++) {
        if (b->tokens.t[i].kind != SQL_COMMENT) {
            b->tokens.t[n++] = b->tokens.t[i];
        }
    }
    if (n == 0 || !sql_is(&b->tokens.t[n - 1], ";")) {
        gen_fault(b->source, b->statement->at, "the statement does not end in ;");
    }
    n--;
    b->tokens.n = n;
    b->tokens.t[n] = (struct sql_token){ SQL_END, { b->tokens.t[n].text.p, 0 } };
    for (size_t i = 0; i < n; i++) {
        if (sql_is(&b->tokens.t[i], ";")) {
            gen_fault(b->source, b->tokens.t[i].text.p, "one statement a block");
        }
    }
}

static void finish_block(struct block *b) {
    struct sql_statement *s = b->statement;
    s->sqlite = sql_text(&b->tokens, SQL_SQLITE, false, NULL);
    prepare(b);
    read_params(b);
    read_columns(b);
    check_rules(b);
    if (s->kind > SQL_KIND_MANY) {
        s->out.n = 0;
    } else if (s->out.n == 0) {
        gen_fault(b->source, s->at, "the statement has no columns");
    }
    check_used(b, &b->in, &s->in, "parameter");
    check_used(b, &b->out, &s->out, "column");
    (void)sqlite3_finalize(b->stmt);
    if (b->is_postgres) {
        const struct sql_params params = params_of(s);
        s->postgres = sql_text(&b->tokens, SQL_POSTGRES, false, &params);
    }
}

/* The block for PostgreSQL of a statement whose block for SQLite stands before it. */
static void finish_postgres(const struct block *b, struct sql_module *module) {
    for (size_t i = 0; i < module->n; i++) {
        struct sql_statement *s = &module->statements[i];
        if (str_eq(s->name, b->statement->name) && s->postgres.n == 0) {
            const struct sql_params params = params_of(s);
            s->postgres = sql_text(&b->tokens, SQL_POSTGRES, false, &params);
            return;
        }
    }
    gen_fault(b->source, b->statement->at, "the block with engine: sqlite stands before this one");
}

static void read_block(
    struct sql_schema *schema, struct sql_module *module, struct str head, struct str body) {
    struct sql_statement scratch = { .table = 0 };
    struct block b = { .schema = schema,
        .source = &module->source,
        .statement = &scratch,
        .is_sqlite = true,
        .is_postgres = true };
    read_head(&b, head);
    b.tokens = sql_read(&module->source, body);
    for (size_t i = 0; i < b.tokens.n; i++) {
        if (b.tokens.t[i].kind == SQL_COMMENT) {
            read_comment(&b, b.tokens.t[i].text);
        }
    }
    strip_comments(&b);
    if (!b.is_sqlite) {
        finish_postgres(&b, module);
        return;
    }
    for (size_t i = 0; i < module->n; i++) {
        if (str_eq(module->statements[i].name, scratch.name)) {
            gen_fault(b.source, scratch.at, "this name is taken");
        }
    }
    finish_block(&b);
    module->statements[module->n++] = scratch;
}

struct sql_module *sql_module_read(struct sql_schema *schema, const char *path) {
    struct sql_module *module = gen_take(1, sizeof(*module));
    module->source = gen_read(path);
    const struct str text = module->source.text;
    const struct sql_tokens all = sql_read(&module->source, text);
    module->statements = gen_take(all.n + 1, sizeof(struct sql_statement));
    struct str head = STR_NONE;
    const char *body = NULL;
    for (size_t i = 0; i <= all.n; i++) {
        struct str line = STR_NONE;
        const bool is_end = i == all.n;
        const bool is_head =
            all.t[i].kind == SQL_COMMENT && sql_note(all.t[i].text, "name:", &line);
        if (!is_end && !is_head) {
            if (body == NULL && all.t[i].kind != SQL_COMMENT) {
                gen_fault(&module->source, all.t[i].text.p, "a statement without -- name:");
            }
            continue;
        }
        if (body != NULL) {
            read_block(
                schema, module, head, (struct str){ body, (size_t)(all.t[i].text.p - body) });
        }
        head = line;
        body = all.t[i].text.p + all.t[i].text.n;
    }
    for (size_t i = 0; i < module->n; i++) {
        if (module->statements[i].postgres.n == 0) {
            gen_fault(&module->source, module->statements[i].at, "no block with engine: postgres");
        }
    }
    return module;
}

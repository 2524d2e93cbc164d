#include "gen_sql.h"

#include <stdio.h>
#include <string.h>

/* --- schema
 * --------------------------------------------------------------------------------------- */

static void emit_texts(
    struct gen_text *out, int number, const char *engine, const struct str *texts, size_t n) {
    gen_print(out, "static const char *const %s_%d[] = {\n", engine, number);
    for (size_t i = 0; i < n; i++) {
        gen_add(out, STR("    "));
        sql_literal(out, texts[i], "    ");
        gen_add(out, STR(",\n"));
    }
    gen_add(out, STR("    NULL,\n};\n\n"));
}

static void emit_migrations(struct gen_text *out, const struct sql_schema *schema) {
    for (size_t i = 0; i < schema->n_migrations; i++) {
        const struct sql_migration *m = &schema->migrations[i];
        emit_texts(out, m->number, "sqlite", m->sqlite, m->n_sqlite);
        emit_texts(out, m->number, "postgres", m->postgres, m->n_postgres);
    }
    gen_add(out, STR("static const struct schema_migration migrations[] = {\n"));
    for (size_t i = 0; i < schema->n_migrations; i++) {
        const struct sql_migration *m = &schema->migrations[i];
        gen_print(out, "    { %d, \"%.*s\", sqlite_%d, postgres_%d,\n        \"%s\" },\n",
            m->number, STR_FMT(m->name), m->number, m->number, m->sha256);
    }
    gen_add(out, STR("};\n\n"));
}

static void emit_columns(struct gen_text *out, const struct sql_table *table) {
    gen_print(out, "static const struct schema_column columns_%d[] = {\n", table->number);
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sql_column *column = &table->columns[i];
        gen_print(out, "    { \"%.*s\", '%c', '%c', %s },\n", STR_FMT(column->name),
            sql_type_letter(column->type), column->class, column->is_added ? "true" : "false");
    }
    gen_add(out, STR("};\n\n"));
}

static void add_columns(struct gen_text *text, const struct sql_table *table) {
    for (size_t i = 0; i < table->n_columns; i++) {
        gen_print(text, "%s%.*s", i > 0 ? ", " : "", STR_FMT(table->columns[i].name));
    }
}

static void add_values(struct gen_text *text, const struct sql_table *table, char sign) {
    for (size_t i = 0; i < table->n_columns; i++) {
        gen_print(text, "%s%c%zu", i > 0 ? ", " : "", sign, i + 1);
    }
}

/* One of the three statements that every table has; `tail` differs between the engines only in the
 * sign before the number of a parameter. */
static void emit_whole(struct gen_text *out, const struct sql_table *table, const char *what,
    const char *in_kinds, const char *out_kinds, const char *tail) {
    gen_print(out, "        .%s = { .name = \"%.*s.%s\",\n", what, STR_FMT(table->name), what);
    for (size_t engine = 0; engine < 2; engine++) {
        const char sign = engine == 0 ? '?' : '$';
        struct gen_text text = { 0 };
        if (tail == NULL) {
            gen_print(&text, "INSERT INTO %.*s (", STR_FMT(table->name));
            add_columns(&text, table);
            gen_add(&text, STR(") VALUES ("));
            add_values(&text, table, sign);
            gen_add(&text, STR(")"));
        } else {
            gen_add(&text, STR("SELECT "));
            add_columns(&text, table);
            gen_print(&text, " FROM %.*s WHERE ", STR_FMT(table->name));
            for (const char *c = tail; *c != '\0'; c++) {
                gen_print(&text, "%c", *c == '?' ? sign : *c);
            }
        }
        gen_print(out, "            .%s = ", engine == 0 ? "sqlite" : "pg");
        sql_literal(out, gen_str(&text), "                ");
        gen_add(out, STR(",\n"));
    }
    gen_print(out, "            .in_kinds = \"%s\", .out_kinds = \"%s\", .is_write = %s },\n",
        in_kinds, out_kinds, tail == NULL ? "true" : "false");
}

static void emit_table(struct gen_text *out, const struct sql_table *table) {
    char kinds[COUNT_OF(table->columns) + 1] = { 0 };
    for (size_t i = 0; i < table->n_columns; i++) {
        kinds[i] = sql_type_letter(table->columns[i].type);
    }
    gen_print(out,
        "    { .number = %d, .name = \"%.*s\", .is_ledgered = %s, .is_protected = %s,\n"
        "        .columns = columns_%d, .n_columns = %zu,\n",
        table->number, STR_FMT(table->name), table->is_ledgered ? "true" : "false",
        table->is_protected ? "true" : "false", table->number, table->n_columns);
    emit_whole(out, table, "image", "i", kinds, "id = ?1");
    emit_whole(out, table, "scan", "ii", kinds, "id > ?1 ORDER BY id LIMIT ?2");
    emit_whole(out, table, "insert", kinds, "", NULL);
    gen_add(out, STR("    },\n"));
}

static void emit_accessors(struct gen_text *out) {
    gen_add(out, STR("const struct schema_migration *schema_migrations(size_t *out_n) {\n"
                     "    *out_n = COUNT_OF(migrations);\n    return migrations;\n}\n\n"
                     "const struct schema_table *schema_tables(size_t *out_n) {\n"
                     "    *out_n = COUNT_OF(tables);\n    return tables;\n}\n\n"
                     "const struct schema_table *schema_table(unsigned table) {\n"
                     "    for (size_t i = 0; i < COUNT_OF(tables); i++) {\n"
                     "        if (tables[i].number == table) {\n"
                     "            return &tables[i];\n        }\n    }\n    return NULL;\n}\n"));
}

void sql_schema_write(const struct sql_schema *schema, const char *h_path, const char *c_path) {
    struct gen_text h = { 0 };
    gen_add(
        &h, STR("/* Made by tools/gen_sql from schema/; do not edit. Migrations and tables are\n"
                " * reached through db/schema.h; this adds the lasting numbers of the tables. */\n"
                "#pragma once\n\n#include \"db/schema.h\"\n\nenum table {\n"));
    for (size_t i = 0; i < schema->n_tables; i++) {
        gen_print(&h, "    TABLE_%.*s = %d,\n", STR_FMT(gen_upper(schema->tables[i].name)),
            schema->tables[i].number);
    }
    gen_add(&h, STR("};\n"));
    struct gen_text c = { 0 };
    gen_print(&c,
        "/* Made by tools/gen_sql from schema/; do not edit. */\n#include \"%s\"\n\n"
        "/* A CREATE TABLE may be longer than the 4095 bytes that C promises for one literal. */\n"
        "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n",
        gen_base(h_path));
    emit_migrations(&c, schema);
    for (size_t i = 0; i < schema->n_tables; i++) {
        emit_columns(&c, &schema->tables[i]);
    }
    gen_add(&c, STR("static const struct schema_table tables[] = {\n"));
    for (size_t i = 0; i < schema->n_tables; i++) {
        emit_table(&c, &schema->tables[i]);
    }
    gen_add(&c, STR("};\n\n"));
    emit_accessors(&c);
    gen_write(h_path, &h);
    gen_write(c_path, &c);
}

/* --- statements
 * ----------------------------------------------------------------------------------- */

static const char *c_type(enum sql_type type) {
    static const char *const names[] = { "", "int64_t ", "double ", "struct str ", "struct bytes ",
        "struct sealed " };
    return names[type];
}

static void emit_struct(struct gen_text *out, const struct sql_statement *s, const char *suffix,
    const struct sql_fields *fields) {
    if (fields->n == 0) {
        return;
    }
    gen_print(out, "struct %.*s_%s {\n", STR_FMT(s->name), suffix);
    for (size_t i = 0; i < fields->n; i++) {
        gen_print(out, "    %s%.*s;\n", c_type(fields->f[i].type), STR_FMT(fields->f[i].name));
    }
    gen_add(out, STR("};\n\n"));
}

static void emit_signature(struct gen_text *out, const struct sql_statement *s) {
    const bool is_read = s->kind <= SQL_KIND_MANY;
    gen_print(out, "enum err %.*s(%s", STR_FMT(s->name),
        is_read ? "struct db *db, struct arena *arena" : "struct tx *tx");
    if (s->in.n > 0) {
        gen_print(out, ",\n    const struct %.*s_in *in", STR_FMT(s->name));
    }
    if (s->kind == SQL_KIND_MANY) {
        gen_print(out, ",\n    struct %.*s_row **out_rows, size_t *out_n", STR_FMT(s->name));
    } else if (is_read) {
        gen_print(out, ",\n    struct %.*s_row *out_row", STR_FMT(s->name));
    }
    gen_add(out, s->kind == SQL_KIND_MAYBE ? STR(", bool *out_found") : STR(""));
    gen_add(out, s->kind > SQL_KIND_INSERT ? STR(", int64_t *out_changed") : STR(""));
    gen_add(out, STR(")"));
}

static void emit_kinds(struct gen_text *out, const char *name, const struct sql_fields *fields) {
    gen_print(out, "    .%s = \"", name);
    for (size_t i = 0; i < fields->n; i++) {
        gen_print(out, "%c", sql_type_letter(fields->f[i].type));
    }
    gen_add(out, STR("\",\n"));
}

static void emit_static(struct gen_text *out, const struct sql_statement *s) {
    gen_print(out,
        "static const struct statement %.*s_statement = {\n    .name = \"%.*s\",\n"
        "    .sqlite = ",
        STR_FMT(s->name), STR_FMT(s->name));
    sql_literal(out, s->sqlite, "        ");
    gen_add(out, STR(",\n    .pg = "));
    sql_literal(out, s->postgres, "        ");
    gen_add(out, STR(",\n"));
    emit_kinds(out, "in_kinds", &s->in);
    emit_kinds(out, "out_kinds", &s->out);
    gen_print(out, "    .table = %d,\n    .is_write = %s,\n};\n\n", s->table,
        s->kind > SQL_KIND_MANY ? "true" : "false");
}

static void emit_take(struct gen_text *out, const struct sql_statement *s) {
    static const char *const values[] = { "", ".i", ".r", "", "", "" };
    static const char *const readers[] = { "", "", "", "value_as_str", "value_as_bytes",
        "value_as_sealed" };
    gen_print(out,
        "static void %.*s_take(const struct value *columns, void *row) {\n"
        "    struct %.*s_row *out = row;\n",
        STR_FMT(s->name), STR_FMT(s->name));
    for (size_t i = 0; i < s->out.n; i++) {
        const enum sql_type type = s->out.f[i].type;
        const bool is_slice = type >= SQL_STR;
        gen_print(out, "    out->%.*s = %s%scolumns[%zu]%s;\n", STR_FMT(s->out.f[i].name),
            readers[type], is_slice ? "(" : "", i, is_slice ? ")" : values[type]);
    }
    gen_add(out, STR("}\n\n"));
}

static void emit_values(struct gen_text *out, const struct sql_statement *s) {
    static const char *const makers[] = { "", "value_i64", "value_real", "value_str", "value_bytes",
        "value_sealed" };
    if (s->in.n == 0) {
        return;
    }
    gen_add(out, STR("    const struct value values[] = {\n"));
    for (size_t i = 0; i < s->in.n; i++) {
        gen_print(
            out, "        %s(in->%.*s),\n", makers[s->in.f[i].type], STR_FMT(s->in.f[i].name));
    }
    gen_add(out, STR("    };\n"));
}

static void emit_function(struct gen_text *out, const struct sql_statement *s) {
    const char *values = s->in.n > 0 ? "values" : "NULL";
    emit_signature(out, s);
    gen_add(out, STR(" {\n"));
    emit_values(out, s);
    if (s->kind > SQL_KIND_MANY) {
        gen_print(out, "    return tx_write(tx, &%.*s_statement, %s, %s);\n}\n\n", STR_FMT(s->name),
            values, s->kind == SQL_KIND_INSERT ? "NULL" : "out_changed");
        return;
    }
    gen_print(out,
        "    const struct query query = { db, arena, &%.*s_statement, %s, %.*s_take,\n"
        "        sizeof(struct %.*s_row) };\n",
        STR_FMT(s->name), values, STR_FMT(s->name), STR_FMT(s->name));
    if (s->kind == SQL_KIND_ONE) {
        gen_add(out, STR("    return db_one(&query, out_row);\n}\n\n"));
    } else if (s->kind == SQL_KIND_MAYBE) {
        gen_add(out, STR("    return db_maybe(&query, out_row, out_found);\n}\n\n"));
    } else {
        gen_add(out, STR("    void *rows = NULL;\n    size_t n = 0;\n"
                         "    TRY(db_many(&query, &rows, &n));\n"
                         "    *out_rows = rows;\n    *out_n = n;\n    return OK;\n}\n\n"));
    }
}

static void emit_list(struct gen_text *out, const struct sql_module *module, const char *name) {
    gen_print(out, "const struct statement *const *%s_statements(size_t *out_n) {\n", name);
    if (module->n == 0) {
        gen_add(out, STR("    *out_n = 0;\n    return NULL;\n}\n"));
        return;
    }
    gen_add(out, STR("    static const struct statement *const all[] = {\n"));
    for (size_t i = 0; i < module->n; i++) {
        gen_print(out, "        &%.*s_statement,\n", STR_FMT(module->statements[i].name));
    }
    gen_add(out, STR("    };\n    *out_n = COUNT_OF(all);\n    return all;\n}\n"));
}

void sql_module_write(
    const struct sql_module *module, const char *name, const char *h_path, const char *c_path) {
    struct gen_text h = { 0 };
    gen_print(&h,
        "/* Made by tools/gen_sql from %s; do not edit.\n"
        " * What is read lives in the arena. Errors: ERR_STORE, and of writes ERR_DUPLICATE,\n"
        " * ERR_CONFLICT, ERR_FULL. */\n"
        "#pragma once\n\n#include \"db/db.h\"\n#include \"tx/tx.h\"\n\n",
        gen_base(module->source.path));
    struct gen_text c = { 0 };
    gen_print(&c, "/* Made by tools/gen_sql from %s; do not edit. */\n#include \"%s\"\n\n",
        gen_base(module->source.path), gen_base(h_path));
    gen_add(&c, STR("#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n"));
    for (size_t i = 0; i < module->n; i++) {
        const struct sql_statement *s = &module->statements[i];
        emit_struct(&h, s, "in", &s->in);
        emit_struct(&h, s, "row", &s->out);
        emit_signature(&h, s);
        gen_add(&h, STR(" MUST_USE;\n\n"));
        emit_static(&c, s);
        if (s->kind <= SQL_KIND_MANY) {
            emit_take(&c, s);
        }
        emit_function(&c, s);
    }
    gen_print(&h,
        "/* Every statement of this file, so that a test prepares each on both engines. */\n"
        "const struct statement *const *%s_statements(size_t *out_n);\n",
        name);
    emit_list(&c, module, name);
    gen_write(h_path, &h);
    gen_write(c_path, &c);
}

/* schema: the migrations and tables that tools/gen_sql found in schema/.
 *
 * Purpose     Lets the store migrate, commit to rows and back up without knowing any table by name.
 *             schema.gen.h adds `enum table`, the lasting numbers by name.
 * Invariants  Static and const. Columns stand in the order of the schema; image and scan select all
 *             of them in that order, insert takes all of them.
 * Threads     Any. */
#pragma once

#include "db/statement.h"

struct schema_migration {
    int number;
    const char *name;
    const char *const *sqlite; /* statements, ended by NULL */
    const char *const *pg;
    const char *sha256; /* of the statements for SQLite without comments, hexadecimal */
};

struct schema_column {
    const char *name;
    char type;     /* as in statement.h */
    char class;    /* P C I S H N J K, as in tools/README.md */
    bool is_added; /* by a later migration: not part of the row image while it is "none" */
};

struct schema_table {
    uint8_t number;
    const char *name;
    bool is_ledgered;
    bool is_protected;
    const struct schema_column *columns;
    size_t n_columns;
    struct statement image;  /* in: id */
    struct statement scan;   /* in: id to start behind, limit; ordered by id */
    struct statement insert; /* in: all columns; for restoring only */
};

const struct schema_migration *schema_migrations(size_t *out_n);
const struct schema_table *schema_tables(size_t *out_n);
/* NULL when no table has this number. */
const struct schema_table *schema_table(unsigned table);

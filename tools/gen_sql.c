/* gen_sql: schema and statements to C; the rules are in tools/README.md. */
#include "gen_sql.h"

#include <sodium.h>
#include <string.h>

static const char usage[] = "gen_sql schema OUT.h OUT.c SCHEMA.sql...\n"
                            "       gen_sql statements NAME OUT.h OUT.c IN.sql SCHEMA.sql...";

int main(int argc, char **argv) {
    must(sodium_init() >= 0);
    if (argc >= 5 && strcmp(argv[1], "schema") == 0) {
        const struct sql_schema *schema = sql_schema_read(argv + 4, (size_t)argc - 4);
        sql_schema_write(schema, argv[2], argv[3]);
        (void)sqlite3_close(schema->db);
        return 0;
    }
    if (argc >= 7 && strcmp(argv[1], "statements") == 0 && gen_is_name(str_from_c(argv[2]))) {
        struct sql_schema *schema = sql_schema_read(argv + 6, (size_t)argc - 6);
        const struct sql_module *module = sql_module_read(schema, argv[5]);
        sql_module_write(module, argv[2], argv[3], argv[4]);
        (void)sqlite3_close(schema->db);
        return 0;
    }
    gen_usage(usage);
}

/* gen_table: what its emitters share. Each emitter reads one table and writes one .h and one .c. */
#pragma once

#include "gen.h"

struct job {
    struct gen_table t;
    struct gen_text h;
    struct gen_text c;
    const char *h_name;
    const char *c_name;
};

void add_h(struct job *job, const char *text);
void add_c(struct job *job, const char *text);
/* First lines of both files, with what each includes. */
void open_files(struct job *job, const char *h_includes, const char *c_includes);
/* A row of a static table; faults of the compiler in it are named in the .tsv. */
void open_row(struct job *job, size_t row);
void close_rows(struct job *job);

struct str cell_of(const struct job *job, size_t row, size_t column);
struct str name_cell(const struct job *job, size_t row, size_t column);
struct str key_cell(const struct job *job, size_t row, size_t column);
int64_t number_cell(const struct job *job, size_t row, size_t column);
/* The place of a cell in a list of words separated by blanks. */
size_t choice_cell(const struct job *job, size_t row, size_t column, const char *choices);
/* PREFIX_NAME, or PREFIX_NONE for `-`. */
void add_constant(struct gen_text *text, const char *prefix, struct str cell);

void emit_routes(struct job *job);
void emit_handlers(struct job *job);
void emit_urls(struct job *job);

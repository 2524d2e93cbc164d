/* csv: tables as text, RFC 4180.
 *
 * Purpose     Reads registers that agencies send, row by row, and writes tables that people open
 *             in a spreadsheet.
 * Invariants  Reader: commas, CRLF or LF, a byte-order mark is skipped, the last line end is
 *             optional, an empty line is a row of one empty cell. A fault is final: every later
 *             call gives it again. UTF-8 is not checked here.
 *             Writer: no cell can become a formula. Cells that begin with = + - @ TAB or CR get an
 *             apostrophe before them, except plain negative numbers such as -12 or -3.5.
 * Ownership   Cells point into the text or the arena and are valid while both are.
 * Threads     One thread at a time.
 * Units       Lines and columns count from 1, columns in code points.
 * Errors      ERR_NOT_FOUND after the last row; ERR_FORM on bad quoting, NUL or a CR alone (outside
 *             quotes); ERR_TOO_LARGE beyond the limits. With the last two csv.line and csv.column
 *             say where (for a quote that is never closed: where it was opened). */
#pragma once

#include "arena/arena.h"
#include "buf/buf.h"
#include "err/err.h"
#include "str/str.h"

enum {
    CSV_CELLS_MAX = 256,
    CSV_CELL_MAX_B = 64 * 1024,
};

struct csv_place {
    size_t line;
    size_t column;
};

struct csv {
    size_t line;
    size_t column;
    struct str text;
    size_t at;
    size_t n;
    enum err fault;
    struct csv_place places[CSV_CELLS_MAX];
};

void csv_open(struct csv *csv, struct str text);
MUST_USE enum err csv_next(
    struct csv *csv, struct arena *arena, struct str **out_cells, size_t *out_n);
/* Where a cell of the row read last begins. */
struct csv_place csv_cell_place(const struct csv *csv, size_t cell);

void csv_add_cell(struct buf *buf, struct str cell, bool is_first);
void csv_end_row(struct buf *buf);

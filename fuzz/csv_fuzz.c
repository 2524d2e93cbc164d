#include "fuzz.h"

#include "csv/csv.h"
#include "err/must.h"

enum {
    ARENA_MAX_B = 16 * 1024 * 1024,
    BUF_MAX_B = 16 * 1024 * 1024,
};

/* Reads all rows and writes them again; how reading ended is the answer. */
static enum err rewrite(struct arena *arena, struct str text, struct buf *buf) {
    struct csv csv;
    csv_open(&csv, text);
    for (;;) {
        struct str *cells = NULL;
        size_t n = 0;
        arena_reset(arena);
        enum err e = csv_next(&csv, arena, &cells, &n);
        must(csv.line >= 1 && csv.column >= 1);
        if (e != OK) {
            must(cells == NULL && n == 0);
            return e;
        }
        must(n >= 1 && n <= CSV_CELLS_MAX);
        for (size_t i = 0; i < n; i++) {
            must(cells[i].n <= CSV_CELL_MAX_B);
            must(csv_cell_place(&csv, i).line <= csv.line);
            csv_add_cell(buf, cells[i], i == 0);
        }
        csv_end_row(buf);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_done) struct arena *arena = arena_open(ARENA_MAX_B);
    BUF_DONE struct buf once = buf_open(BUF_MAX_B);
    BUF_DONE struct buf twice = buf_open(BUF_MAX_B);
    (void)rewrite(arena, (struct str){ (const char *)data, size }, &once); /* faults are expected */
    if (size > CSV_CELL_MAX_B / 2 || str_starts(buf_str(&once), STR("\xEF\xBB\xBF"))) {
        return 0; /* an apostrophe may pass the limit; a second byte-order mark is skipped */
    }
    must(rewrite(arena, buf_str(&once), &twice) == ERR_NOT_FOUND);
    must(buf_ok(&twice) && str_eq(buf_str(&once), buf_str(&twice)));
    return 0;
}

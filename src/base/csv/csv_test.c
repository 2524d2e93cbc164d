#include "csv/csv.h"

#include "test.h"

#include <string.h>

/* All rows in one text: cells in brackets, a slash after each row; then the error if any. */
static struct str read_all(struct arena *arena, struct str text) {
    struct csv csv;
    csv_open(&csv, text);
    struct str out = STR("");
    struct str *cells = NULL;
    size_t n = 0;
    enum err e = OK;
    while ((e = csv_next(&csv, arena, &cells, &n)) == OK) {
        for (size_t i = 0; i < n; i++) {
            out = arena_print(arena, "%.*s[%.*s]", STR_FMT(out), STR_FMT(cells[i]));
        }
        out = arena_print(arena, "%.*s/", STR_FMT(out));
    }
    if (e != ERR_NOT_FOUND) {
        out = arena_print(arena, "%.*s%s %zu:%zu", STR_FMT(out), e == ERR_FORM ? "form" : "large",
            csv.line, csv.column);
    }
    CHECK_EQ_I64(csv_next(&csv, arena, &cells, &n), e);
    return out;
}

#define CHECK_CSV(text, want) CHECK_EQ_STR(read_all(arena, STR(text)), STR(want))

TEST(rfc_4180_examples) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    CHECK_CSV("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", "[aaa][bbb][ccc]/[zzz][yyy][xxx]/");
    CHECK_CSV("aaa,bbb,ccc\r\nzzz,yyy,xxx", "[aaa][bbb][ccc]/[zzz][yyy][xxx]/");
    CHECK_CSV("field_name,field_name\r\naaa,bbb\r\n", "[field_name][field_name]/[aaa][bbb]/");
    CHECK_CSV("\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx", "[aaa][bbb][ccc]/[zzz][yyy][xxx]/");
    CHECK_CSV("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx", "[aaa][b\r\nbb][ccc]/[zzz][yyy][xxx]/");
    CHECK_CSV("\"aaa\",\"b\"\"bb\",\"ccc\"", "[aaa][b\"bb][ccc]/");
}

TEST(ends_and_blanks) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    CHECK_CSV("", "");
    CHECK_CSV("\xEF\xBB\xBF", "");
    CHECK_CSV("\xEF\xBB\xBF\"a\",b", "[a][b]/");
    CHECK_CSV("\n", "[]/");
    CHECK_CSV(",", "[][]/");
    CHECK_CSV("a,\n,b\n", "[a][]/[][b]/");
    CHECK_CSV("a\n\nb", "[a]/[]/[b]/");
    CHECK_CSV("\"\"", "[]/");
    CHECK_CSV("\"\"\"\"", "[\"]/");
    CHECK_CSV(" a , b ", "[ a ][ b ]/");
    CHECK_CSV("\"a\rb\"", "[a\rb]/");
}

TEST(refusals) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    CHECK_CSV("a\"b", "form 1:2");
    CHECK_CSV("x\n\"a\"b", "[x]/form 2:4");
    CHECK_CSV("x\n\xC3\xAB,\"a\nb", "[x]/form 2:3");
    CHECK_CSV("a\rb", "form 1:2");
    CHECK_CSV("a\r", "form 1:2");
    CHECK_CSV("\"a\"\r", "form 1:4");
    CHECK_CSV("a\0b", "form 1:2");
    CHECK_CSV("\"a\0b\"", "form 1:3");
    CHECK_CSV("\"", "form 1:1");
    CHECK_CSV("\"a\"\"", "form 1:1");
    CHECK_CSV("\"a\" ,b", "form 1:4");
    CHECK_CSV("ok\n\xC3\xAB\xC3\xAB,x\"", "[ok]/form 2:5");
}

TEST(places) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    struct csv csv;
    struct str *cells = NULL;
    size_t n = 0;
    csv_open(&csv, STR("a,\"b\nc\",\xC3\xAB,d\r\ne"));
    CHECK_EQ_I64(csv_next(&csv, arena, &cells, &n), OK);
    CHECK_EQ_I64(n, 4);
    static const struct csv_place WANT[] = { { 1, 1 }, { 1, 3 }, { 2, 4 }, { 2, 6 } };
    for (size_t i = 0; i < n; i++) {
        CHECK_EQ_I64(csv_cell_place(&csv, i).line, WANT[i].line);
        CHECK_EQ_I64(csv_cell_place(&csv, i).column, WANT[i].column);
    }
    CHECK_EQ_I64(csv_next(&csv, arena, &cells, &n), OK);
    CHECK_EQ_I64(csv_cell_place(&csv, 0).line, 3);
}

TEST(limits) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    struct csv csv;
    struct str *cells = NULL;
    size_t n = 7;
    char *p = arena_take(arena, CSV_CELL_MAX_B + 3);
    memset(p, ',', CSV_CELLS_MAX);
    csv_open(&csv, (struct str){ p, CSV_CELLS_MAX - 1 });
    CHECK_EQ_I64(csv_next(&csv, arena, &cells, &n), OK);
    CHECK_EQ_I64(n, CSV_CELLS_MAX);
    csv_open(&csv, (struct str){ p, CSV_CELLS_MAX });
    CHECK_EQ_I64(csv_next(&csv, arena, &cells, &n), ERR_TOO_LARGE);
    memset(p, 'x', CSV_CELL_MAX_B + 3);
    csv_open(&csv, (struct str){ p, CSV_CELL_MAX_B });
    CHECK_EQ_I64(csv_next(&csv, arena, &cells, &n), OK);
    CHECK_EQ_I64(cells[0].n, CSV_CELL_MAX_B);
    csv_open(&csv, (struct str){ p, CSV_CELL_MAX_B + 1 });
    CHECK_EQ_I64(csv_next(&csv, arena, &cells, &n), ERR_TOO_LARGE);
    p[0] = '"';
    p[CSV_CELL_MAX_B + 1] = '"';
    csv_open(&csv, (struct str){ p, CSV_CELL_MAX_B + 2 });
    CHECK_EQ_I64(csv_next(&csv, arena, &cells, &n), OK);
    p[CSV_CELL_MAX_B + 1] = 'x';
    p[CSV_CELL_MAX_B + 2] = '"';
    csv_open(&csv, (struct str){ p, CSV_CELL_MAX_B + 3 });
    CHECK_EQ_I64(csv_next(&csv, arena, &cells, &n), ERR_TOO_LARGE);
}

static struct str written(struct arena *arena, struct str cell) {
    BUF_DONE struct buf buf = buf_open(1000);
    csv_add_cell(&buf, cell, true);
    return arena_str(arena, buf_str(&buf));
}

#define CHECK_CELL(cell, want) CHECK_EQ_STR(written(arena, STR(cell)), STR(want))

TEST(writes) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    BUF_DONE struct buf buf = buf_open(1000);
    csv_add_cell(&buf, STR("a"), true);
    csv_add_cell(&buf, STR_NONE, false);
    csv_add_cell(&buf, STR("b,c"), false);
    csv_end_row(&buf);
    CHECK_EQ_STR(buf_str(&buf), STR("a,,\"b,c\"\r\n"));
    CHECK_CELL("a\"b", "\"a\"\"b\"");
    CHECK_CELL("a\nb", "\"a\nb\"");
    CHECK_CELL("a;b", "\"a;b\"");
    CHECK_CELL(" a", "\" a\"");
    CHECK_CELL("Shkod\xC3\xABr", "Shkod\xC3\xABr");
}

TEST(no_formulas) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    CHECK_CELL("=1+1", "'=1+1");
    CHECK_CELL("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
    CHECK_CELL("+355691234567", "'+355691234567");
    CHECK_CELL("@SUM(A1)", "'@SUM(A1)");
    CHECK_CELL("\t=1", "\"'\t=1\"");
    CHECK_CELL("\r=1", "\"'\r=1\"");
    CHECK_CELL("-1+2", "'-1+2");
    CHECK_CELL("-", "'-");
    CHECK_CELL("-3.", "'-3.");
    CHECK_CELL("-.5", "'-.5");
    CHECK_CELL("-12", "-12");
    CHECK_CELL("-3.5", "-3.5");
    CHECK_CELL("12", "12");
    CHECK_CELL("a=b", "a=b");
}

TEST_MAIN

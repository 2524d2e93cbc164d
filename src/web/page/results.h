/* results: figures against the targets, by county on a map, and one indicator by place, sex and
 * age.
 *
 * Purpose     6,390 is the sum of nine targets: it counts help line by line, so one person may
 *             stand in it more than once. The number of different persons always stands beside it.
 * Invariants  Whoever lacks results.detail sees no number from 1 to 4 (RESULTS_SMALL), no bar and
 *             no point of one, and where exactly one number of a list is hidden the next smallest
 *             is hidden too, so that no subtraction brings it back. What has no register says so.
 * Ownership   The request's arena. Threads: one request. */
#pragma once

#include "component_map.h"
#include "page/page.h"
#include "results/results.h"

/* Whether this number must not be shown to this person. */
bool results_hides(const struct request *rq, int64_t number);

/* Numbers of one list; `is_hidden` is set as the invariant says. */
struct results_number {
    int64_t number;
    bool is_hidden;
};
void results_hide(const struct request *rq, struct results_number *numbers, size_t n);

struct page_results {
    const struct frame *frame;
    const struct form *form;
    const struct pack *pack;
    struct day from;
    struct day to;
    bool is_period_wrong;
    struct str action;
    const struct figure *figures;
    size_t n_figures;
    const struct bar *bars;
    size_t n_bars;
    struct column columns[5];
    size_t n_columns;
    const struct table_row *lines;
    size_t n_lines;
    struct str map_desc;
    const struct map_county *counties;
    size_t n_counties;
    const struct map_point *points;
    size_t n_points;
    struct column county_columns[3];
    size_t n_county_columns;
    const struct table_row *county_lines;
    size_t n_county_lines;
    bool hides_small;
};

struct page_result {
    const struct frame *frame;
    const struct form *form;
    struct str back;
    struct str label;
    struct str code;
    struct str action;
    struct day from;
    struct day to;
    bool is_period_wrong;
    bool is_counted;
    bool hides_small;
    const struct figure *figures;
    size_t n_figures;
    const struct summary_row *rows;
    size_t n_rows;
    struct column columns[5];
    size_t n_columns;
    const struct table_row *lines;
    size_t n_lines;
};

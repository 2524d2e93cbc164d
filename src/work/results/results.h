/* results: figures against the targets of the logframe, counted now.
 *
 * Purpose     For each indicator of the pack the number of services and of distinct persons, in total
 *             and by place, sex and age. What has no register yet says so instead of showing zero.
 * Invariants  A figure is counted from the rows at the moment of asking, never kept. Persons are
 *             distinct over everything; the sum over places may be larger and is not used. Numbers
 *             below `SMALL` are hidden from whom may not see details (results.detail).
 * Source      Indicator definitions: domain report section 1; the brochure's nine lines.
 * Ownership   ctx arena. Threads: one request. Units: days inclusive. */
#pragma once

#include "pack/pack.h"
#include "results_sql.h"
#include "target/target.h"
#include "who/who.h"

enum { RESULTS_SMALL = 5 };

struct period {
    struct day from;
    struct day to;
};

struct result {
    const struct indicator *indicator;
    bool is_counted; /* false: no register yet */
    int64_t services;
    int64_t persons;
    int64_t value; /* what stands against the target: services or persons */
};

struct result_cell {
    struct str place;
    struct str gender;
    bool is_child;
    int64_t services;
    int64_t persons;
};

struct results {
    struct period period;
    struct result *lines;
    size_t n;
    int64_t services;   /* all services given */
    int64_t persons;    /* all persons helped, each once */
    int64_t arrived_ms; /* median, -1 = none */
    int64_t safe_ms;
};

/* From the programme's first day to its last or, when that is over, to today; or as asked for. */
struct period results_period(
    const struct pack *pack, struct day today, struct day from, struct day to);
enum err results_all(struct ctx *ctx, struct db *db, const struct pack *pack, struct period period,
    struct results *out) MUST_USE;
enum err results_one(struct ctx *ctx, struct db *db, const struct indicator *indicator,
    struct period period, struct result *out) MUST_USE;
enum err results_cells(struct ctx *ctx, struct db *db, const struct indicator *indicator,
    struct period period, struct result_cell **out_cells, size_t *out_n) MUST_USE;

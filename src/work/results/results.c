#include "results/results.h"

static const int64_t DAY_MS = (int64_t)24 * 60 * 60 * 1000;

struct period results_period(
    const struct pack *pack, struct day today, struct day from, struct day to) {
    const struct pack_settings *settings = pack_settings(pack);
    struct period period = { settings->programme_from, settings->programme_to };
    period.to = today.n > period.to.n ? today : period.to; /* the work went on after the end */
    period.from = day_is_none(from) ? period.from : from;
    period.to = day_is_none(to) ? period.to : to;
    return period;
}

struct span {
    int64_t from_at, to_at, from_on, to_on;
};

static struct span span_of(struct period period) {
    return (struct span){ .from_at = (int64_t)period.from.n * DAY_MS,
        .to_at = ((int64_t)period.to.n + 1) * DAY_MS,
        .from_on = period.from.n,
        .to_on = period.to.n };
}

struct total {
    int64_t services, persons;
};

/* One row for each measure that Besa can count: how to count it, and how by place, sex and age. */
struct measure {
    struct str name;
    enum err (*total)(struct ctx *ctx, struct db *db, const struct span *span, struct total *out);
    enum err (*cells)(struct ctx *ctx, struct db *db, const struct span *span,
        struct result_cell **out_cells, size_t *out_n);
};

/* Every table statement has rows of the same five columns. */
#define CELLS_OF(rows, n, out_cells, out_n)                                                        \
    do {                                                                                           \
        struct result_cell *cells = ARENA_ARRAY(ctx->arena, struct result_cell, (n));              \
        for (size_t i = 0; i < (n); i++) {                                                         \
            cells[i] = (struct result_cell){ .place = (rows)[i].place,                             \
                .gender = (rows)[i].gender,                                                        \
                .is_child = (rows)[i].is_child != 0,                                               \
                .services = (rows)[i].services,                                                    \
                .persons = (rows)[i].persons };                                                    \
        }                                                                                          \
        *(out_cells) = cells;                                                                      \
        *(out_n) = (n);                                                                            \
    } while (0)

#define MEASURE_BY_TIME(name)                                                                      \
    static enum err count_##name(                                                                  \
        struct ctx *ctx, struct db *db, const struct span *span, struct total *out) {              \
        struct name##_total_row row;                                                               \
        TRY(name##_total(db, ctx->arena,                                                           \
            &(struct name##_total_in){ .from_at = span->from_at, .to_at = span->to_at }, &row));   \
        *out = (struct total){ row.services, row.persons };                                        \
        return OK;                                                                                 \
    }                                                                                              \
    static enum err cells_##name(struct ctx *ctx, struct db *db, const struct span *span,          \
        struct result_cell **out_cells, size_t *out_n) {                                           \
        struct name##_table_row *rows = NULL;                                                      \
        size_t n = 0;                                                                              \
        TRY(name##_table(db, ctx->arena,                                                           \
            &(struct name##_table_in){ .from_at = span->from_at, .to_at = span->to_at }, &rows,    \
            &n));                                                                                  \
        CELLS_OF(rows, n, out_cells, out_n);                                                       \
        return OK;                                                                                 \
    }

MEASURE_BY_TIME(emergency)
MEASURE_BY_TIME(online)
MEASURE_BY_TIME(outreach)

static enum err count_tailored(
    struct ctx *ctx, struct db *db, const struct span *span, struct total *out) {
    struct tailored_total_row row;
    TRY(tailored_total(db, ctx->arena,
        &(struct tailored_total_in){ .from_on = span->from_on, .to_on = span->to_on }, &row));
    *out = (struct total){ row.services, row.persons };
    return OK;
}

static enum err cells_tailored(struct ctx *ctx, struct db *db, const struct span *span,
    struct result_cell **out_cells, size_t *out_n) {
    struct tailored_table_row *rows = NULL;
    size_t n = 0;
    TRY(tailored_table(db, ctx->arena,
        &(struct tailored_table_in){ .from_on = span->from_on, .to_on = span->to_on }, &rows, &n));
    CELLS_OF(rows, n, out_cells, out_n);
    return OK;
}

static enum err count_economic_of(struct ctx *ctx, struct db *db, const struct span *span,
    struct str gender, struct total *out) {
    struct economic_total_row row;
    TRY(economic_total(db, ctx->arena,
        &(struct economic_total_in){
            .from_on = span->from_on, .to_on = span->to_on, .only_gender = gender },
        &row));
    *out = (struct total){ row.services, row.persons };
    return OK;
}

static enum err cells_economic_of(struct ctx *ctx, struct db *db, const struct span *span,
    struct str gender, struct result_cell **out_cells, size_t *out_n) {
    struct economic_table_row *rows = NULL;
    size_t n = 0;
    TRY(economic_table(db, ctx->arena,
        &(struct economic_table_in){
            .from_on = span->from_on, .to_on = span->to_on, .only_gender = gender },
        &rows, &n));
    CELLS_OF(rows, n, out_cells, out_n);
    return OK;
}

static enum err count_economic(
    struct ctx *ctx, struct db *db, const struct span *span, struct total *out) {
    return count_economic_of(ctx, db, span, STR(""), out);
}

static enum err cells_economic(struct ctx *ctx, struct db *db, const struct span *span,
    struct result_cell **out_cells, size_t *out_n) {
    return cells_economic_of(ctx, db, span, STR(""), out_cells, out_n);
}

static enum err count_economic_female(
    struct ctx *ctx, struct db *db, const struct span *span, struct total *out) {
    return count_economic_of(ctx, db, span, STR("female"), out);
}

static enum err cells_economic_female(struct ctx *ctx, struct db *db, const struct span *span,
    struct result_cell **out_cells, size_t *out_n) {
    return cells_economic_of(ctx, db, span, STR("female"), out_cells, out_n);
}

static const struct measure MEASURES[] = {
    { { "emergency_support", 17 }, count_emergency, cells_emergency },
    { { "tailored_support", 16 }, count_tailored, cells_tailored },
    { { "economic_reintegration", 22 }, count_economic, cells_economic },
    { { "economic_reintegration_female", 29 }, count_economic_female, cells_economic_female },
    { { "online_counselling", 18 }, count_online, cells_online },
    { { "outreach", 8 }, count_outreach, cells_outreach },
};

static const struct measure *measure_of(const struct indicator *indicator) {
    for (size_t i = 0; i < COUNT_OF(MEASURES); i++) {
        if (str_eq(MEASURES[i].name, indicator->measure)) {
            return &MEASURES[i];
        }
    }
    return NULL;
}

enum err results_one(struct ctx *ctx, struct db *db, const struct indicator *indicator,
    struct period period, struct result *out) {
    const struct measure *measure = measure_of(indicator);
    struct span span = span_of(period);
    struct total total = { 0, 0 };
    if (measure != NULL) {
        TRY(measure->total(ctx, db, &span, &total));
    }
    *out = (struct result){ .indicator = indicator,
        .is_counted = measure != NULL,
        .services = total.services,
        .persons = total.persons,
        .value = indicator->counts == 'S' ? total.services : total.persons };
    return OK;
}

enum err results_cells(struct ctx *ctx, struct db *db, const struct indicator *indicator,
    struct period period, struct result_cell **out_cells, size_t *out_n) {
    const struct measure *measure = measure_of(indicator);
    struct span span = span_of(period);
    if (measure == NULL) {
        *out_cells = NULL;
        *out_n = 0;
        return OK;
    }
    return measure->cells(ctx, db, &span, out_cells, out_n);
}

static enum err clocks(struct ctx *ctx, struct db *db, const struct span *span, struct results *out) {
    struct clock_counts_row counts;
    struct arrived_median_row arrived;
    struct safe_median_row safe;
    bool is_found = false;
    TRY(clock_counts(db, ctx->arena,
        &(struct clock_counts_in){ .from_at = span->from_at, .to_at = span->to_at }, &counts));
    TRY(arrived_median(db, ctx->arena,
        &(struct arrived_median_in){
            .from_at = span->from_at, .to_at = span->to_at, .offset = counts.arrived_n / 2 },
        &arrived, &is_found));
    out->arrived_ms = is_found ? arrived.took_ms : -1;
    TRY(safe_median(db, ctx->arena,
        &(struct safe_median_in){
            .from_at = span->from_at, .to_at = span->to_at, .offset = counts.safe_n / 2 },
        &safe, &is_found));
    out->safe_ms = is_found ? safe.took_ms : -1;
    return OK;
}

enum err results_all(struct ctx *ctx, struct db *db, const struct pack *pack, struct period period,
    struct results *out) {
    size_t n = 0;
    const struct indicator *indicators = pack_indicators(pack, &n);
    struct span span = span_of(period);
    struct everybody_row everybody_row;
    struct results results = { .period = period, .n = n };
    results.lines = ARENA_ARRAY(ctx->arena, struct result, n);
    for (size_t i = 0; i < n; i++) {
        TRY(results_one(ctx, db, &indicators[i], period, &results.lines[i]));
    }
    TRY(everybody(db, ctx->arena,
        &(struct everybody_in){ .from_on = span.from_on, .to_on = span.to_on }, &everybody_row));
    results.services = everybody_row.services;
    results.persons = everybody_row.persons;
    TRY(clocks(ctx, db, &span, &results));
    *out = results;
    return OK;
}

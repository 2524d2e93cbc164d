#include "page/results.h"

#include "handlers.gen.h"
#include "results_one_view.h"
#include "results_view.h"

#include <stdlib.h>

enum {
    FIGURES = 5,
    LINE_COLUMNS = 5,
    COUNTY_COLUMNS = 3,
    RESULT_COLUMNS = 5,
    FACTS = 4,
    ARGS = 1,
    POINT_SMALLEST = 4,
    POINT_STEPS = 4,
    MINUTE_MS = 60 * 1000,
    DESC_COUNTIES = 4,
};

/* --- what is hidden --------------------------------------------------------------------------- */

static bool hides(const struct request *rq) {
    return !may(rq->who, CAP_RESULTS_DETAIL);
}

bool results_hides(const struct request *rq, int64_t number) {
    return hides(rq) && number > 0 && number < RESULTS_SMALL;
}

void results_hide(const struct request *rq, struct results_number *numbers, size_t n) {
    size_t n_hidden = 0;
    struct results_number *next = NULL;
    for (size_t i = 0; i < n; i++) {
        numbers[i].is_hidden = results_hides(rq, numbers[i].number);
        n_hidden += numbers[i].is_hidden;
        if (!numbers[i].is_hidden && numbers[i].number > 0 &&
            (next == NULL || numbers[i].number < next->number)) {
            next = &numbers[i];
        }
    }
    if (n_hidden == 1 && next != NULL) {
        next->is_hidden = true;
    }
}

/* "<5" for a small number, "hidden" for one that would give a small one away. */
static struct phrase said(struct request *rq, struct results_number n) {
    if (!n.is_hidden) {
        return SAY_NUMBER(n.number);
    }
    return n.number < RESULTS_SMALL ? SAY_TEXT(arena_print(rq->ctx->arena, "<%d", RESULTS_SMALL))
                                    : SAY_WORDS(W_RESULTS_HIDDEN);
}

static struct phrase said_alone(struct request *rq, int64_t number) {
    return said(rq, (struct results_number){ number, results_hides(rq, number) });
}

/* --- small helps ------------------------------------------------------------------------------ */

static struct phrase with_arg(
    struct request *rq, enum words words, struct str name, struct words_value value) {
    struct words_arg *args = ARENA_ARRAY(rq->ctx->arena, struct words_arg, ARGS);
    args[0] = (struct words_arg){ name, value };
    return (struct phrase){ .words = words, .args = args, .n_args = ARGS };
}

/* "41 of 50" */
static struct phrase of_target(struct request *rq, struct results_number n, int64_t target) {
    enum { BOTH = 2 };
    struct words_arg *args = ARENA_ARRAY(rq->ctx->arena, struct words_arg, BOTH);
    struct phrase number = said(rq, n);
    struct str text = number.words == W_NONE ? number.text : words_text(rq->lang, number.words);
    args[0] =
        (struct words_arg){ STR("n"), n.is_hidden ? words_value(text) : words_value(n.number) };
    args[1] = (struct words_arg){ STR("target"), words_value(target) };
    return (struct phrase){ .words = W_RESULTS_N_OF, .args = args, .n_args = BOTH };
}

/* One of the nine lines of the brochure whose targets add up to 6,390. */
static bool is_brochure_line(const struct indicator *indicator) {
    return str_starts(indicator->code, STR("B")) && str_is_empty(indicator->parent) &&
           indicator->target > 0;
}

static bool is_shown(const struct indicator *indicator) {
    return is_brochure_line(indicator) || !str_is_empty(indicator->parent) ||
           str_starts(indicator->code, STR("B"));
}

static struct period period_asked(struct request *rq, bool *out_is_wrong) {
    const struct in_period *in = rq->input;
    struct period period =
        results_period(rq->app->pack, day_of(rq->app->zone, rq->ctx->now_ms), in->from, in->to);
    *out_is_wrong = period.from.n > period.to.n;
    form_stored(rq->form, STR("from"), day_print(rq->ctx->arena, period.from));
    form_stored(rq->form, STR("to"), day_print(rq->ctx->arena, period.to));
    return period;
}

/* --- figures and bars ------------------------------------------------------------------------- */

static struct figure minutes_figure(
    struct request *rq, int64_t took_ms, enum words words, const char *timer) {
    int64_t limit_min = pack_timer_min(rq->app->pack, str_from_c(timer), STR(""));
    struct figure figure = { .number = SAY_TEXT(STR("–")),
        .text = with_arg(rq, words, STR("limit"), words_value(limit_min)) };
    if (took_ms >= 0) {
        figure.number = SAY_TEXT(arena_print(rq->ctx->arena, "%lld %.*s",
            (long long)(took_ms / MINUTE_MS), STR_FMT(words_text(rq->lang, W_CLOCK_MIN))));
    }
    return figure;
}

static struct figure youth_figure(struct request *rq, const struct results *results) {
    for (size_t i = 0; i < results->n; i++) {
        const struct result *line = &results->lines[i];
        if (!str_eq(line->indicator->measure, STR("youth_reached"))) {
            continue;
        }
        int64_t target = line->indicator->target;
        if (!line->is_counted) {
            return (struct figure){ .number = SAY_TEXT(STR("–")),
                .text = with_arg(rq, W_RESULTS_YOUTH_NOT_YET, STR("target"), words_value(target)) };
        }
        return (struct figure){ .number = said_alone(rq, line->value),
            .text = with_arg(rq, W_RESULTS_YOUTH, STR("target"), words_value(target)),
            .value = results_hides(rq, line->value) ? 0 : line->value,
            .max = target };
    }
    return (struct figure){ .number = SAY_TEXT(STR("–")), .text = SAY_WORDS(W_RESULTS_NOT_YET) };
}

static void fill_figures(
    struct request *rq, const struct results *results, struct page_results *page) {
    struct figure *figures = ARENA_ARRAY(rq->ctx->arena, struct figure, FIGURES);
    int64_t value = 0;
    int64_t target = 0;
    for (size_t i = 0; i < results->n; i++) {
        if (is_brochure_line(results->lines[i].indicator)) {
            value += results->lines[i].value;
            target += results->lines[i].indicator->target;
        }
    }
    figures[0] = (struct figure){ .number = said_alone(rq, value),
        .text = with_arg(rq, W_RESULTS_DIRECT, STR("target"), words_value(target)),
        .value = results_hides(rq, value) ? 0 : value,
        .max = target };
    figures[1] = (struct figure){ .number = said_alone(rq, results->persons),
        .text = SAY_WORDS(W_RESULTS_PERSONS) };
    figures[2] = youth_figure(rq, results);
    figures[3] = minutes_figure(rq, results->arrived_ms, W_RESULTS_TO_ARRIVAL, "T02O");
    figures[4] = minutes_figure(rq, results->safe_ms, W_RESULTS_TO_SAFE, "T02S");
    page->figures = figures;
    page->n_figures = FIGURES;
}

static struct cell text_cell(struct str text) {
    return (struct cell){ .text = SAY_TEXT(text) };
}

static struct table_row indicator_line(struct request *rq, const struct result *line) {
    struct cell *cells = ARENA_ARRAY(rq->ctx->arena, struct cell, LINE_COLUMNS);
    const struct indicator *indicator = line->indicator;
    cells[0] = text_cell(indicator->label[rq->lang]);
    cells[0].href = url_str_result_get(rq->ctx->arena, indicator->code);
    if (line->is_counted) {
        cells[1] = (struct cell){ .text = said_alone(rq, line->services) };
        cells[2] = (struct cell){ .text = said_alone(rq, line->persons) };
        cells[3] = (struct cell){ .text = said_alone(rq, line->value) };
    } else {
        cells[1] = text_cell(STR("–"));
        cells[2] = text_cell(STR("–"));
        cells[3] = (struct cell){ .text = SAY_WORDS(W_RESULTS_NOT_YET) };
    }
    cells[4] = indicator->target > 0 ? (struct cell){ .text = SAY_NUMBER(indicator->target) }
                                     : text_cell(STR("–"));
    return (struct table_row){ cells, LINE_COLUMNS };
}

static struct bar bar_of(struct request *rq, const struct result *line) {
    struct results_number n = { line->value, results_hides(rq, line->value) };
    struct bar bar = { .label = SAY_TEXT(line->indicator->label[rq->lang]),
        .max = line->indicator->target };
    if (!line->is_counted) {
        bar.said =
            with_arg(rq, W_RESULTS_NOT_YET_OF, STR("target"), words_value(line->indicator->target));
        return bar;
    }
    bar.said = of_target(rq, n, line->indicator->target);
    bar.value = n.is_hidden ? 0 : line->value;
    return bar;
}

static void fill_lines(
    struct request *rq, const struct results *results, struct page_results *page) {
    static const enum words heads[LINE_COLUMNS] = { W_RESULTS_INDICATOR, W_RESULTS_SERVICES,
        W_RESULTS_DIFFERENT, W_RESULTS_AGAINST, W_RESULTS_TARGET };
    struct bar *bars = ARENA_ARRAY(rq->ctx->arena, struct bar, results->n);
    struct table_row *lines = ARENA_ARRAY(rq->ctx->arena, struct table_row, results->n);
    for (size_t i = 0; i < results->n; i++) {
        const struct indicator *indicator = results->lines[i].indicator;
        if (is_shown(indicator) && indicator->target > 0) {
            bars[page->n_bars++] = bar_of(rq, &results->lines[i]);
        }
        lines[page->n_lines++] = indicator_line(rq, &results->lines[i]);
    }
    for (size_t i = 0; i < LINE_COLUMNS; i++) {
        page->columns[i] = (struct column){ .head = SAY_WORDS(heads[i]), .is_numeric = i > 0 };
    }
    page->n_columns = LINE_COLUMNS;
    page->bars = bars;
    page->lines = lines;
}

/* --- map -------------------------------------------------------------------------------------- */

/* A number for each place of one level. */
struct spread {
    const struct place *const *places;
    struct results_number *numbers;
    size_t n;
};

static struct spread spread_of(struct request *rq, enum place_level level) {
    struct spread spread = { 0 };
    spread.places = pack_places(rq->app->pack, level, &spread.n);
    spread.numbers = ARENA_ARRAY(rq->ctx->arena, struct results_number, spread.n);
    return spread;
}

static void spread_add(struct spread *spread, const struct place *place, int64_t persons) {
    for (size_t i = 0; place != NULL && i < spread->n; i++) {
        if (spread->places[i] == place) {
            spread->numbers[i].number += persons;
        }
    }
}

/* Added up over the brochure's lines, as the headline is: a person helped in two ways counts twice.
 * Of each place and line the persons of one sex and age are different ones. */
static enum err spread_fill(
    struct request *rq, struct period period, struct spread *counties, struct spread *towns) {
    size_t n = 0;
    const struct indicator *indicators = pack_indicators(rq->app->pack, &n);
    for (size_t i = 0; i < n; i++) {
        struct result_cell *cells = NULL;
        size_t n_cells = 0;
        if (!is_brochure_line(&indicators[i])) {
            continue;
        }
        TRY(results_cells(rq->ctx, rq->db, &indicators[i], period, &cells, &n_cells));
        for (size_t k = 0; k < n_cells; k++) {
            const struct pack *pack = rq->app->pack;
            spread_add(counties, pack_county_of(pack, cells[k].place), cells[k].persons);
            spread_add(towns, pack_municipality_of(pack, cells[k].place), cells[k].persons);
        }
    }
    results_hide(rq, counties->numbers, counties->n);
    results_hide(rq, towns->numbers, towns->n);
    return OK;
}

/* The shades of the key on the page. */
static int shade_of(struct results_number n) {
    static const int64_t from[] = { 1, RESULTS_SMALL, 50, 200, 500 };
    int shade = 0;
    for (size_t i = 0; i < COUNT_OF(from); i++) {
        shade += n.number >= from[i];
    }
    return n.is_hidden ? 1 : shade;
}

/* The largest first: where labels would cover each other, theirs stay. */
static int by_radius(const void *a, const void *b) {
    return ((const struct map_point *)b)->radius - ((const struct map_point *)a)->radius;
}

static void fill_points(struct request *rq, const struct spread *towns, struct page_results *page) {
    struct map_point *points = ARENA_ARRAY(rq->ctx->arena, struct map_point, towns->n);
    for (size_t i = 0; i < towns->n; i++) {
        const struct place *place = towns->places[i];
        struct results_number n = towns->numbers[i];
        if (n.number <= 0 || n.is_hidden) {
            continue;
        }
        int shade = shade_of(n);
        points[page->n_points++] = (struct map_point){ .lat = place->lat,
            .lon = place->lon,
            .radius = POINT_SMALLEST + (shade < POINT_STEPS ? shade : POINT_STEPS),
            .label = place->label[rq->lang] };
    }
    qsort(points, page->n_points, sizeof(points[0]), by_radius);
    page->points = points;
}

/* "Tiranë 412, Shkodër 96, ..." */
static struct str describe(struct request *rq, const struct spread *counties) {
    struct str text = STR("");
    int64_t below = INT64_MAX;
    for (size_t said_n = 0; said_n < DESC_COUNTIES; said_n++) {
        size_t best = counties->n;
        for (size_t i = 0; i < counties->n; i++) {
            struct results_number n = counties->numbers[i];
            bool is_next = !n.is_hidden && n.number > 0 && n.number < below;
            if (is_next && (best == counties->n || n.number > counties->numbers[best].number)) {
                best = i;
            }
        }
        if (best == counties->n) {
            break;
        }
        below = counties->numbers[best].number;
        text = arena_print(rq->ctx->arena, "%.*s%s%.*s %lld", STR_FMT(text),
            str_is_empty(text) ? "" : ", ", STR_FMT(counties->places[best]->label[rq->lang]),
            (long long)below);
    }
    return str_is_empty(text) ? words_text(rq->lang, W_RESULTS_MAP_NONE) : text;
}

static void fill_county_table(
    struct request *rq, const struct spread *counties, struct page_results *page) {
    static const enum words heads[COUNTY_COLUMNS] = { W_FIELD_COUNTY, W_RESULTS_PROGRAMME,
        W_RESULTS_HELPED };
    struct table_row *lines = ARENA_ARRAY(rq->ctx->arena, struct table_row, counties->n);
    for (size_t i = 0; i < counties->n; i++) {
        struct cell *cells = ARENA_ARRAY(rq->ctx->arena, struct cell, COUNTY_COLUMNS);
        bool is_in = counties->places[i]->is_programme;
        cells[0] = text_cell(counties->places[i]->label[rq->lang]);
        cells[1] = (struct cell){ .text = SAY_WORDS(is_in ? W_ALARM_YES : W_ALARM_NO) };
        cells[2] = (struct cell){ .text = said(rq, counties->numbers[i]) };
        lines[i] = (struct table_row){ cells, COUNTY_COLUMNS };
    }
    for (size_t i = 0; i < COUNTY_COLUMNS; i++) {
        page->county_columns[i] =
            (struct column){ .head = SAY_WORDS(heads[i]), .is_numeric = i == 2 };
    }
    page->n_county_columns = COUNTY_COLUMNS;
    page->county_lines = lines;
    page->n_county_lines = counties->n;
}

static enum err fill_map(struct request *rq, struct period period, struct page_results *page) {
    struct spread counties = spread_of(rq, PLACE_COUNTY);
    struct spread towns = spread_of(rq, PLACE_MUNICIPALITY);
    TRY(spread_fill(rq, period, &counties, &towns));
    struct map_county *shades = ARENA_ARRAY(rq->ctx->arena, struct map_county, counties.n);
    for (size_t i = 0; i < counties.n; i++) {
        shades[i] = (struct map_county){ counties.places[i]->code, shade_of(counties.numbers[i]) };
    }
    page->pack = rq->app->pack;
    page->counties = shades;
    page->n_counties = counties.n;
    page->map_desc = describe(rq, &counties);
    fill_points(rq, &towns, page);
    fill_county_table(rq, &counties, page);
    return OK;
}

enum err results_get(struct request *rq) {
    struct results results;
    struct page_results page = { .frame = page_frame(rq),
        .form = rq->form,
        .action = url_str_results_get(rq->ctx->arena),
        .hides_small = hides(rq) };
    struct period period = period_asked(rq, &page.is_period_wrong);
    page.from = period.from;
    page.to = period.to;
    TRY(results_all(rq->ctx, rq->db, rq->app->pack, period, &results));
    fill_figures(rq, &results, &page);
    fill_lines(rq, &results, &page);
    TRY(fill_map(rq, period, &page));
    view_results(&rq->out, &page);
    return reply_page(rq);
}

/* --- one indicator ---------------------------------------------------------------------------- */

static void fill_facts(
    struct request *rq, const struct indicator *indicator, struct page_result *page) {
    struct summary_row *rows = ARENA_ARRAY(rq->ctx->arena, struct summary_row, FACTS);
    bool counts_services = indicator->counts == 'S';
    rows[0] = (struct summary_row){ .key = SAY_WORDS(W_RESULTS_CODE),
        .value = SAY_TEXT(indicator->code) };
    rows[1] = (struct summary_row){ .key = SAY_WORDS(W_RESULTS_COUNTS),
        .value =
            SAY_WORDS(counts_services ? W_RESULTS_COUNTS_SERVICES : W_RESULTS_COUNTS_PERSONS) };
    rows[2] = (struct summary_row){ .key = SAY_WORDS(W_RESULTS_TARGET),
        .value = indicator->target > 0 ? SAY_NUMBER(indicator->target)
                                       : SAY_WORDS(W_RESULTS_NO_TARGET) };
    rows[3] = (struct summary_row){ .key = SAY_WORDS(W_RESULTS_SOURCE),
        .value = SAY_TEXT(indicator->source) };
    page->rows = rows;
    page->n_rows = FACTS;
}

static void fill_result_figures(
    struct request *rq, const struct result *result, struct page_result *page) {
    enum { BOTH = 2 };
    struct figure *figures = ARENA_ARRAY(rq->ctx->arena, struct figure, BOTH);
    int64_t target = result->indicator->target;
    bool counts_services = result->indicator->counts == 'S';
    figures[0] = (struct figure){ .number = said_alone(rq, result->services),
        .text = SAY_WORDS(W_RESULTS_SERVICES) };
    figures[1] = (struct figure){ .number = said_alone(rq, result->persons),
        .text = SAY_WORDS(W_RESULTS_DIFFERENT) };
    if (target > 0) {
        struct figure *against = &figures[counts_services ? 0 : 1];
        against->text =
            with_arg(rq, counts_services ? W_RESULTS_SERVICES_OF : W_RESULTS_DIFFERENT_OF,
                STR("target"), words_value(target));
        against->value = results_hides(rq, result->value) ? 0 : result->value;
        against->max = target;
    }
    page->figures = figures;
    page->n_figures = BOTH;
}

static struct table_row cell_line(struct request *rq, const struct result_cell *cell,
    struct results_number services, struct results_number persons) {
    struct cell *cells = ARENA_ARRAY(rq->ctx->arena, struct cell, RESULT_COLUMNS);
    bool is_hidden = services.is_hidden || persons.is_hidden;
    services.is_hidden = is_hidden;
    persons.is_hidden = is_hidden;
    cells[0] = str_is_empty(cell->place) ? (struct cell){ .text = SAY_WORDS(W_RESULTS_NO_PLACE) }
                                         : text_cell(page_place(rq, cell->place));
    cells[1] = str_is_empty(cell->gender) ? (struct cell){ .text = SAY_WORDS(W_RESULTS_NO_PLACE) }
                                          : text_cell(page_label(rq, STR("gender"), cell->gender));
    cells[2] =
        (struct cell){ .text = SAY_WORDS(cell->is_child ? W_RESULTS_CHILD : W_RESULTS_ADULT) };
    cells[3] = (struct cell){ .text = said(rq, services) };
    cells[4] = (struct cell){ .text = said(rq, persons) };
    return (struct table_row){ cells, RESULT_COLUMNS };
}

static enum err fill_cells(struct request *rq, const struct indicator *indicator,
    struct period period, struct page_result *page) {
    static const enum words heads[RESULT_COLUMNS] = { W_FIELD_PLACE, W_FIELD_GENDER, W_RESULTS_AGE,
        W_RESULTS_SERVICES, W_RESULTS_DIFFERENT };
    struct result_cell *cells = NULL;
    TRY(results_cells(rq->ctx, rq->db, indicator, period, &cells, &page->n_lines));
    struct arena *arena = rq->ctx->arena;
    struct results_number *services = ARENA_ARRAY(arena, struct results_number, page->n_lines);
    struct results_number *persons = ARENA_ARRAY(arena, struct results_number, page->n_lines);
    struct table_row *lines = ARENA_ARRAY(arena, struct table_row, page->n_lines);
    for (size_t i = 0; i < page->n_lines; i++) {
        services[i].number = cells[i].services;
        persons[i].number = cells[i].persons;
    }
    results_hide(rq, services, page->n_lines);
    results_hide(rq, persons, page->n_lines);
    for (size_t i = 0; i < page->n_lines; i++) {
        lines[i] = cell_line(rq, &cells[i], services[i], persons[i]);
    }
    for (size_t i = 0; i < RESULT_COLUMNS; i++) {
        page->columns[i] = (struct column){ .head = SAY_WORDS(heads[i]), .is_numeric = i > 2 };
    }
    page->n_columns = RESULT_COLUMNS;
    page->lines = lines;
    return OK;
}

enum err result_get(struct request *rq) {
    const struct indicator *indicator = pack_indicator(rq->app->pack, rq->texts[0]);
    struct result result;
    if (indicator == NULL) {
        return fail(rq->ctx, ERR_NOT_FOUND, "no such indicator");
    }
    struct page_result page = { .frame = page_frame(rq),
        .form = rq->form,
        .back = url_str_results_get(rq->ctx->arena),
        .label = indicator->label[rq->lang],
        .code = indicator->code,
        .action = url_str_result_get(rq->ctx->arena, indicator->code),
        .hides_small = hides(rq) };
    struct period period = period_asked(rq, &page.is_period_wrong);
    page.from = period.from;
    page.to = period.to;
    TRY(results_one(rq->ctx, rq->db, indicator, period, &result));
    page.is_counted = result.is_counted;
    if (result.is_counted) {
        fill_result_figures(rq, &result, &page);
        TRY(fill_cells(rq, indicator, period, &page));
    }
    fill_facts(rq, indicator, &page);
    view_results_one(&rq->out, &page);
    return reply_page(rq);
}

#include "component_besa.h"

#include "component_block.h"
#include "component_put.h"

enum { MS_PER_MIN = 60000, MIN_PER_H = 60, WHOLE = 100 };

/* --- figures and bars ------------------------------------------------------------------------- */

static void put_progress(struct out *o, const struct phrase *label, int64_t value, int64_t max) {
    int64_t shown = value < 0 ? 0 : value;
    emit_literal(o, "<progress class=\"besa-progress");
    emit_raw(o, value >= max ? STR(" besa-progress--reached") : STR(""));
    emit_literal(o, "\" max=\"");
    emit_attr(o, max);
    emit_literal(o, "\" value=\"");
    emit_attr(o, shown > max ? max : shown);
    emit_literal(o, "\"");
    put_spoken(o, STR("aria-label"), label);
    emit_literal(o, "></progress>");
}

void component_figures(struct out *o, const struct component_figures *p) {
    emit_literal(o, "<ul class=\"besa-figures\">\n");
    for (size_t i = 0; i < p->n_items; i++) {
        const struct figure *item = &p->items[i];
        emit_literal(o, "<li class=\"besa-figure\"><span class=\"besa-figure__number\">");
        put_phrase(o, &item->number);
        emit_literal(o, "</span>");
        put_phrase(o, &item->text);
        if (item->max > 0) {
            put_progress(o, &item->text, item->value, item->max);
        }
        emit_literal(o, "</li>\n");
    }
    emit_literal(o, "</ul>\n");
}

static int64_t percent(int64_t value, int64_t max) {
    if (max <= 0 || value <= 0) {
        return 0;
    }
    /* As real numbers: value times 100 could pass the range of int64_t. */
    return value >= max ? WHOLE : (int64_t)((double)value * WHOLE / (double)max);
}

/* Drawing only: hidden from screen readers, for whom the words beside it are. */
static void put_bar(struct out *o, const struct bar *bar) {
    bool is_reached = bar->max > 0 && bar->value >= bar->max;
    emit_literal(o, "<svg class=\"besa-bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" "
                    "aria-hidden=\"true\" focusable=\"false\">"
                    "<rect class=\"besa-bar__back\" width=\"100\" height=\"10\"/>"
                    "<rect class=\"besa-bar__fill");
    emit_raw(o, is_reached ? STR(" besa-bar__fill--reached\"") : STR("\""));
    emit_literal(o, " width=\"");
    emit_attr(o, percent(bar->value, bar->max));
    emit_literal(o, "\" height=\"10\"/></svg>");
}

void component_bars(struct out *o, const struct component_bars *p) {
    emit_literal(o, "<ul class=\"besa-bars\">\n");
    for (size_t i = 0; i < p->n_items; i++) {
        const struct bar *bar = &p->items[i];
        emit_literal(o, "<li class=\"besa-bars__row\"><span>");
        put_phrase(o, &bar->label);
        emit_literal(o, "</span> <span class=\"besa-bars__value\">");
        put_phrase(o, &bar->said);
        emit_literal(o, "</span> ");
        if (p->is_public) {
            put_progress(o, &bar->label, bar->value, bar->max > 0 ? bar->max : 1);
        } else {
            put_bar(o, bar);
        }
        emit_literal(o, "</li>\n");
    }
    emit_literal(o, "</ul>\n");
}

/* --- clocks and alarms ------------------------------------------------------------------------ */

static int64_t minutes(struct instant from, struct instant to) {
    return to.ms <= from.ms ? 0 : (to.ms - from.ms) / MS_PER_MIN;
}

/* As app.js writes it: "22 min", "1 h 05". */
static void put_duration(struct out *o, int64_t min) {
    if (min < MIN_PER_H) {
        emit(o, min);
        emit_literal(o, " ");
        put_words(o, W_CLOCK_MIN);
        return;
    }
    int64_t rest = min % MIN_PER_H;
    emit(o, min / MIN_PER_H);
    emit_literal(o, " ");
    put_words(o, W_CLOCK_H);
    emit_raw(o, rest < 10 ? STR(" 0") : STR(" "));
    emit(o, rest);
}

static void put_running(struct out *o, const struct alarm_clock *clock, struct instant now) {
    struct words_arg limit = { STR("limit"), words_value(clock->target_min) };
    struct phrase late = { .words = W_CLOCK_LATE, .args = &limit, .n_args = 1 };
    emit_literal(o, "<time datetime=\"");
    emit_attr(o, clock->since);
    emit_literal(o, "\" data-clock data-now=\"");
    emit_attr(o, now.ms);
    emit_literal(o, "\" data-since=\"");
    emit_attr(o, clock->since.ms);
    emit_literal(o, "\"");
    if (clock->target_min > 0) {
        emit_literal(o, " data-target-min=\"");
        emit_attr(o, clock->target_min);
        emit_literal(o, "\"");
        put_spoken(o, STR("data-late"), &late);
    }
    put_spoken(o, STR("data-h"), &SAY_WORDS(W_CLOCK_H));
    put_spoken(o, STR("data-min"), &SAY_WORDS(W_CLOCK_MIN));
    emit_literal(o, ">");
    put_duration(o, minutes(clock->since, now));
    emit_literal(o, "</time>");
}

static void put_clock_time(struct out *o, const struct alarm_clock *clock, struct instant now) {
    if (clock->state == CLOCK_WAITING || clock->since.ms == 0) {
        emit_literal(o, "–");
    } else if (clock->done.ms != 0) {
        put_duration(o, minutes(clock->since, clock->done));
    } else {
        put_running(o, clock, now);
    }
}

static void put_clock_state(struct out *o, const struct alarm_clock *clock) {
    static const enum words said[] = { W_CLOCK_RUNNING, W_CLOCK_LIMIT, W_CLOCK_DONE, W_CLOCK_LATE };
    struct words_arg at = { STR("at"), words_value(clock->done) };
    struct words_arg limit = { STR("limit"), words_value(clock->target_min) };
    const struct words_arg *arg = clock->state == CLOCK_DONE ? &at : &limit;
    emit_words(o, said[clock->state], arg, 1);
}

void component_clocks(struct out *o, const struct component_clocks *p) {
    static const char *const endings[] = { "\">", " besa-clock--waiting\">", " besa-clock--done\">",
        " besa-clock--late\">" };
    emit_literal(o, "<dl class=\"besa-clocks\">\n");
    for (size_t i = 0; i < p->n_clocks; i++) {
        const struct alarm_clock *clock = &p->clocks[i];
        emit_literal(o, "<div class=\"besa-clock");
        emit_raw(o, str_from_c(endings[clock->state]));
        emit_literal(o, "<dt class=\"besa-clock__name\">");
        put_phrase(o, &clock->name);
        emit_literal(o, "</dt>\n<dd class=\"besa-clock__time\">");
        put_clock_time(o, clock, p->now);
        emit_literal(o, "</dd>\n<dd class=\"besa-clock__state\">");
        put_clock_state(o, clock);
        emit_literal(o, "</dd></div>\n");
    }
    emit_literal(o, "</dl>\n");
}

void component_alarm(struct out *o, const struct component_alarm *p) {
    bool is_late = false;
    for (size_t i = 0; i < p->n_clocks; i++) {
        is_late = is_late || p->clocks[i].state == CLOCK_LATE;
    }
    emit_raw(o, is_late ? STR("<li class=\"besa-alarm besa-alarm--late\">\n")
                        : STR("<li class=\"besa-alarm\">\n"));
    emit_literal(o, "<div class=\"besa-alarm__head\"><h2 class=\"besa-alarm__title\">"
                    "<a class=\"govuk-link\"");
    put_href(o, p->href);
    emit_literal(o, ">");
    put_phrase(o, &p->title);
    emit_literal(o, "</a></h2> ");
    component_tag(o, &(struct component_tag){ .text = p->risk, .colour = p->risk_colour });
    emit_literal(o, "</div>\n");
    if (!phrase_is_none(&p->facts)) {
        emit_literal(o, "<p class=\"besa-alarm__facts\">");
        put_phrase(o, &p->facts);
        emit_literal(o, "</p>\n");
    }
    component_clocks(o,
        &(struct component_clocks){ .clocks = p->clocks, .n_clocks = p->n_clocks, .now = p->now });
}

void component_alarm_end(struct out *o, const struct component_alarm_end *p) {
    (void)p; /* templates always hand over a struct */
    emit_literal(o, "</li>\n");
}

/* --- sealed ----------------------------------------------------------------------------------- */

void component_sealed(struct out *o, const struct component_sealed *p) {
    if (!phrase_is_none(&p->opened)) {
        emit_literal(o, "<div class=\"besa-sealed besa-sealed--open\">");
        put_phrase(o, &p->opened);
        emit_literal(o, "</div>\n");
        return;
    }
    emit_literal(o, "<form class=\"besa-sealed\" method=\"post\" action=\"");
    emit_address(o, p->action);
    emit_literal(o, "\">\n");
    put_csrf(o, p->csrf);
    put_hidden(o, STR("once"), p->once);
    emit_literal(o, "<p class=\"besa-sealed__text\">");
    component_tag(
        o, &(struct component_tag){ .text = SAY_WORDS(W_SEALED_SEALED), .colour = TAG_SEALED });
    emit_literal(o, " ");
    put_phrase(o, &p->text);
    emit_literal(o, " ");
    put_words(o, W_SEALED_RECORDED);
    emit_literal(o, "</p>\n");
    component_button(o,
        &(struct component_button){
            .text = SAY_WORDS(W_SEALED_OPEN), .hidden = p->hidden, .variant = BUTTON_SECONDARY });
    emit_literal(o, "</form>\n");
}

/* --- filter ----------------------------------------------------------------------------------- */

void component_filter(struct out *o, const struct component_filter *p) {
    emit_literal(o, "<details class=\"besa-filter\" id=\"filter\">\n"
                    "<summary class=\"besa-filter__summary\">");
    put_words(o, W_FILTER_FILTER);
    emit_literal(
        o, "</summary>\n<div class=\"besa-filter__body\">\n<form method=\"get\" action=\"");
    emit_address(o, p->action);
    emit_literal(o, "\"");
    put_attr(o, STR("data-partial"), p->partial);
    emit_literal(o, ">\n");
}

void component_filter_end(struct out *o, const struct component_filter_end *p) {
    (void)p; /* templates always hand over a struct */
    component_button(o, &(struct component_button){ .text = SAY_WORDS(W_FILTER_APPLY) });
    emit_literal(o, "</form>\n</div>\n</details>\n");
}

void component_filter_chips(struct out *o, const struct component_filter_chips *p) {
    if (p->n_items == 0) {
        return;
    }
    emit_literal(o, "<ul class=\"besa-filter__chosen\">\n");
    for (size_t i = 0; i < p->n_items; i++) {
        emit_literal(o, "<li><a class=\"besa-filter__chip\"");
        put_href(o, p->items[i].href);
        put_attr(o, STR("data-partial"), p->partial);
        emit_literal(o, "><span class=\"govuk-visually-hidden\">");
        put_words(o, W_FILTER_REMOVE);
        emit_literal(o, " </span>");
        put_phrase(o, &p->items[i].text);
        emit_literal(o, "</a></li>\n");
    }
    emit_literal(o, "</ul>\n");
}

/* --- help cards, head of a case --------------------------------------------------------------- */

void component_cards(struct out *o, const struct component_cards *p) {
    emit_literal(o, "<ul class=\"besa-cards\">\n");
    for (size_t i = 0; i < p->n_items; i++) {
        const struct help_card *item = &p->items[i];
        emit_literal(o, "<li class=\"besa-card\"><a class=\"besa-card__link\"");
        if (item->tel.p != NULL) {
            emit_literal(o, " href=\"tel:");
            emit_tel(o, item->tel);
            emit_literal(o, "\"");
        } else {
            put_href(o, item->href);
        }
        emit_literal(o, "><span class=\"besa-card__number\">");
        put_phrase(o, &item->head);
        emit_literal(o, "</span> <span class=\"besa-card__text\">");
        put_phrase(o, &item->text);
        emit_literal(o, "</span></a></li>\n");
    }
    emit_literal(o, "</ul>\n");
}

void component_case_header(struct out *o, const struct component_case_header *p) {
    emit_literal(o, "<div class=\"besa-case-header\">\n<span class=\"govuk-caption-l\">");
    put_words(o, W_PAGE_CASE);
    emit_literal(o, " <span class=\"besa-nowrap\">");
    emit(o, p->number);
    emit_literal(o, "</span></span>\n<div class=\"besa-case-header__line\">"
                    "<h1 class=\"govuk-heading-xl\">");
    put_phrase(o, &p->title);
    emit_literal(o, "</h1> ");
    if (!phrase_is_none(&p->risk)) {
        component_tag(o, &(struct component_tag){ .text = p->risk, .colour = p->risk_colour });
    }
    emit_literal(o, "</div>\n");
    if (!phrase_is_none(&p->facts)) {
        emit_literal(o, "<p class=\"besa-case-header__facts\">");
        put_phrase(o, &p->facts);
        emit_literal(o, "</p>\n");
    }
    emit_literal(o, "</div>\n");
}

/* component_besa: parts that only Besa has: figures, bars, clocks, alarms, sealed text, filter,
 * help cards, chat.
 *
 * Invariants  Markup of look/components.md. A bar or a shade never carries meaning alone: the number
 *             stands beside it in words. Public pages use is_public bars: no SVG (Tor Browser
 *             "Safest" drops it), <progress> instead.
 * Threads     One thread at a time for one struct out. Units: minutes, instants. */
#pragma once

#include "component_phrase.h"

struct figure {
    struct phrase number;
    struct phrase text;
    int64_t value; /* with max: a bar of value of max */
    int64_t max;   /* 0: no bar */
};

struct component_figures {
    const struct figure *items;
    size_t n_items;
};

struct bar {
    struct phrase label;
    struct phrase said; /* "41 of 50" */
    int64_t value;
    int64_t max;
};

struct component_bars {
    const struct bar *items;
    size_t n_items;
    bool is_public;
};

enum clock_state { CLOCK_RUNNING, CLOCK_WAITING, CLOCK_DONE, CLOCK_LATE };

struct alarm_clock {
    struct phrase name;
    enum clock_state state;
    struct instant since; /* when it began; none: waiting */
    struct instant done;  /* when it was done */
    int64_t target_min;
};

struct component_clocks {
    const struct alarm_clock *clocks;
    size_t n_clocks;
    struct instant now; /* of the server */
};

/* Opens; the buttons follow; component_alarm_end closes. */
struct component_alarm {
    struct phrase title;
    struct str href;
    struct phrase risk;
    enum tag_colour risk_colour;
    struct phrase facts;
    const struct alarm_clock *clocks;
    size_t n_clocks;
    struct instant now;
};

struct component_alarm_end {
    char unused;
};

/* What is closed, and the button that opens it; or, with `opened`, what it says. */
struct component_sealed {
    struct phrase text;
    struct phrase hidden; /* what is opened, behind "Open" for screen readers */
    struct str action;
    struct str csrf;
    struct str once;
    struct phrase opened;
};

/* The form of a list's filter: controls and component_filter_end follow. */
struct component_filter {
    struct str action;
    struct str partial; /* region that is swapped, e.g. "#list" */
};

struct component_filter_end {
    char unused;
};

struct component_filter_chips {
    const struct link_chip {
        struct phrase text;
        struct str href; /* the list without this filter */
    } * items;
    size_t n_items;
    struct str partial;
};

struct help_card {
    struct phrase head; /* the number as people say it, or a verb */
    struct phrase text;
    struct str tel; /* instead of href */
    struct str href;
};

struct component_cards {
    const struct help_card *items;
    size_t n_items;
};

struct component_case_header {
    struct str number;
    struct phrase title;
    struct phrase risk;
    enum tag_colour risk_colour;
    struct phrase facts;
};

void component_figures(struct out *o, const struct component_figures *p);
void component_bars(struct out *o, const struct component_bars *p);
void component_clocks(struct out *o, const struct component_clocks *p);
void component_alarm(struct out *o, const struct component_alarm *p);
void component_alarm_end(struct out *o, const struct component_alarm_end *p);
void component_sealed(struct out *o, const struct component_sealed *p);
void component_filter(struct out *o, const struct component_filter *p);
void component_filter_end(struct out *o, const struct component_filter_end *p);
void component_filter_chips(struct out *o, const struct component_filter_chips *p);
void component_cards(struct out *o, const struct component_cards *p);
void component_case_header(struct out *o, const struct component_case_header *p);

/* roster: who is on duty in the next two weeks, by county.
 *
 * Invariants  Everybody with the board sees all teams; a line is added and ended only for the own
 *             agency. A programme county without anybody on duty is named, never left out.
 * Ownership   The request's arena. Threads: one request. */
#pragma once

#include "page/page.h"

struct page_roster_line {
    int64_t id;
    int64_t ver;
    int64_t turn;
    struct instant from;
    struct instant until;
    struct str agency;
    struct str person;
    bool is_now;
    bool may_end;
};

struct page_roster_county {
    struct str label;
    bool has_now; /* somebody is on duty at this moment */
    struct page_roster_line *lines;
    size_t n_lines;
};

struct page_roster {
    const struct frame *frame;
    const struct form *form;
    struct form_errors errors;
    bool has_errors;
    struct str board_url;
    const struct page_roster_county *counties;
    size_t n_counties;
    bool may_write;
    struct str action;
    struct str end_action;
    struct options county_options;
    struct options people;
    struct options turns;
};

/* alarm: the board of open alarms, one alarm, and raising one.
 *
 * Invariants  The place of an alarm is printed only while it is open for this person
 *             (alarm_open_post, an entry in the ledger). A late clock says so in words; colour
 *             only repeats it. On the page of an alarm there is at most one next step.
 * Ownership   The request's arena. Threads: one request. */
#pragma once

#include "page/page.h"

struct page_alarm_card {
    struct str title;
    struct str href;
    struct str risk;
    enum tag_colour risk_colour;
    struct str facts;
    struct str state;
    bool is_asked; /* the own agency is asked and has not answered */
    bool is_alone; /* nobody was on duty when it was raised */
    const struct alarm_clock *clocks;
    size_t n_clocks;
};

struct page_alarms {
    const struct frame *frame;
    struct instant now;
    const struct page_alarm_card *cards;
    size_t n_cards;
    struct str on_duty; /* empty: nobody */
};

struct page_alarm_duty {
    int64_t turn;
    struct str agency;
    struct str person;
    struct instant until;
};

struct page_alarm_new {
    const struct frame *frame;
    const struct form *form;
    struct form_errors errors;
    bool has_errors;
    struct str action;
    struct str case_url;
    struct str number;
    struct str someone;
    struct str open_url; /* the alarm that this case has already; absent: none */
    bool may_raise;      /* the own agency leads the case */
    struct str county;
    const struct page_alarm_duty *duty;
    size_t n_duty;
    int64_t accept_min;
    struct str police; /* number of the police line; absent: none in the pack */
    struct options places;
    struct options dangers;
    struct options transports;
};

struct page_alarm {
    const struct frame *frame;
    const struct form *form;
    struct str csrf;
    struct instant now;
    struct str board_url;
    struct str number;
    struct str case_url; /* absent: the case is not open to this person */
    struct str title;
    struct str risk;
    enum tag_colour risk_colour;
    int64_t ver;
    const struct alarm_clock *clocks;
    size_t n_clocks;
    bool is_asked;
    bool is_alone;
    struct str police;
    /* The place: either open, or may be opened, or sealed for others. */
    bool is_open;
    bool may_open;
    struct str open_action;
    const struct str *where;
    size_t n_where;
    const struct str *beware;
    size_t n_beware;
    /* The one next step. */
    enum words step;
    struct str step_action; /* absent: none for this person */
    struct str refuse_action;
    struct str close_action;
    struct str cancel_action;
    struct options outcomes;
    const struct summary_row *rows;
    size_t n_rows;
    const struct timeline_item *history;
    size_t n_history;
};

/* case: what all pages of one case share (head, tabs, sealed parts), its first page, and who
 * looked.
 *
 * Purpose     The first page answers "what now" and "what happened" on one screen.
 * Invariants  Text of a sealed part is in a page struct only while casefile_class_is_open says
 *             so for this person. The title of every page is the number of the case. Only the
 *             agency that leads holds keys of the case: others get no button to open them.
 * Ownership   The request's arena. Threads: one request. */
#pragma once

#include "page/page.h"

enum case_tab {
    TAB_OVERVIEW,
    TAB_IDENTIFICATION,
    TAB_SAFETY,
    TAB_PLAN,
    TAB_SERVICES,
    TAB_CONSENT,
    TAB_ACCESS,
    TAB_COUNT,
};

struct case_head {
    const struct frame *frame;
    const struct form *form;
    struct form_errors errors;
    bool has_errors;
    struct str back;
    struct str number;
    struct str someone;
    struct str risk;
    enum tag_colour risk_colour;
    struct phrase facts;
    struct link *tabs;
    size_t n_tabs;
};

/* One class of sealed content: closed with a button, closed without one, or open. */
struct sealed_part {
    enum words name;
    struct str class;
    const struct form *form;
    struct str action;
    bool may_open;
    bool is_open;
    struct str *lines; /* of the text; only when it is open */
    size_t n_lines;
};

/* A row of the summary: text, perhaps with a link to change it, or sealed, perhaps with a
 * button. */
struct case_fact {
    enum words key;
    struct str *lines;
    size_t n_lines;
    bool is_sealed;
    struct str class;
    struct str href; /* of the link, or what the button posts to */
    bool has_href;
    bool has_action;
};

struct case_task {
    struct str name;
    struct str href;
    bool has_href;
    bool is_done;
    struct instant at; /* when it was done, else when it is due */
    enum words status;
    enum tag_colour tag;
    bool may_end;
    struct str action;
};

struct case_page {
    struct case_head head;
    const struct form *form;
    struct str alarm_url;
    struct str refer_url;
    struct str safety_url;
    bool has_alarm; /* one is open now */
    bool may_raise;
    bool may_refer;
    bool has_buttons;
    struct case_task *tasks;
    size_t n_tasks;
    struct timeline_item *events;
    size_t n_events;
    bool has_more;
    bool may_change;
    struct str details_url;
    bool may_see_access;
    struct str access_url;
    struct case_fact *facts;
    size_t n_facts;
    struct sealed_part *parts; /* health and story */
    size_t n_parts;
};

struct case_access_page {
    struct case_head head;
    struct column *columns;
    size_t n_columns;
    struct table_row *rows;
    size_t n_rows;
    bool has_more;
};

/* What a region of the case is in, and where it may go from there. */
struct case_region {
    enum words title;
    struct str now;
    const struct form *form;
    struct str action;
    struct str machine;
    int64_t ver;
    struct option *moves;
    size_t n_moves;
    bool has_moves;
};

/* `input` is the one of the form on the page, whose faults the head lists. */
void case_head_fill(struct request *rq, enum case_tab tab, enum input input, struct case_head *out);
/* Opens the class when this person opened it during the last minutes. */
enum err case_part_fill(struct request *rq, enum data_class class, enum words name,
    struct sealed_part *out, struct casefile_opened *out_opened) MUST_USE;
/* The lines of a text that are not empty. */
struct str *case_lines(struct request *rq, struct str text, size_t *out_n);
void case_region_fill(struct request *rq, enum machine machine, struct case_region *out);
/* Whether this person may write into the case with this capability; never into a closed one. */
bool case_may(const struct request *rq, enum cap cap);

struct column *case_columns(struct request *rq, const enum words *heads, size_t n);
struct cell *case_cells(struct request *rq, struct table_row *row, size_t n);
/* Whether an alarm of this case is open now: then no second one is raised. */
enum err case_has_alarm(struct request *rq, bool *out_has_alarm) MUST_USE;
/* Words with one place. */
struct phrase case_say(
    struct request *rq, enum words words, struct str name, struct words_value value);
/* "name, agency" for people of the own agency, else the agency. */
struct str case_actor(struct request *rq, struct str name, struct str agency_code);

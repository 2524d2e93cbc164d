/* case_plan: what is agreed with the person, and what was given.
 *
 * Invariants  The text of a goal is shown only to the agency that wrote it, while the story
 *             class is open for this person. Ownership: the request's arena. Threads: one
 *             request. */
#pragma once

#include "page/case.h"

struct case_goal {
    struct str domain;
    struct str state;
    enum tag_colour colour;
    struct day due_on;
    bool has_due;
    bool is_late;
    struct str agency;
    struct str *lines;
    size_t n_lines;
    bool has_text;
    bool may_move;
    struct str action;
    int64_t ver;
    struct option *moves;
    size_t n_moves;
};

struct case_plan_page {
    struct case_head head;
    const struct form *form;
    struct case_region assistance;
    struct case_goal *goals;
    size_t n_goals;
    struct sealed_part part; /* the texts of the goals of the own agency */
    bool has_closed_texts;
    bool may_add;
    struct str action;
    struct options domains;
};

struct case_services_page {
    struct case_head head;
    const struct form *form;
    struct column *columns;
    size_t n_columns;
    struct table_row *rows;
    size_t n_rows;
    bool has_more;
    bool may_add;
    struct str action;
    struct options services;
    struct options places;
};

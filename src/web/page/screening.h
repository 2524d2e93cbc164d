/* screening: the signs, what the rule makes of them, and the human decision beside it.
 *
 * Invariants  The rule and the decision stand side by side; neither hides the other. A decision
 *             that differs needs a reason, and a second reader who is another person.
 * Ownership   The request's arena. Threads: one request. */
#pragma once

#include "page/page.h"

/* One dimension of a rule set ("Act", "Means" ...) with its signs as checkboxes. */
struct sign_group {
    struct control control;
    const struct option *options;
    size_t n_options;
};

struct sign_form {
    struct str set;
    struct str title;
    struct control child;
    const struct option *child_options;
    const struct sign_group *groups;
    size_t n_groups;
    bool is_open; /* of the other sets: it was sent and is shown again */
};

struct screening_page {
    const struct frame *frame;
    const struct form *form;
    struct form_errors errors;
    bool has_errors;
    struct str action;
    struct str back;
    struct str someone;
    const struct str *ticked;
    size_t n_ticked;
    const struct str *child_ticked;
    size_t n_child_ticked;
    bool is_child_sure;   /* the age says so: nothing to ask */
    struct sign_form own; /* the default rule set of the country */
    const struct sign_form *others;
    size_t n_others;
};

struct screening_result_page {
    const struct frame *frame;
    const struct form *form;
    struct form_errors errors;
    bool has_errors;
    struct str back;
    struct str someone;
    struct instant at;
    struct str staff_name;
    struct str set_title;
    bool is_child;
    struct str result;
    const struct str *positive; /* names of the dimensions that were met */
    size_t n_positive;
    const struct str *signs;
    size_t n_signs;
    bool is_decided;
    struct str decision;
    bool differs;
    bool is_reviewed;
    struct instant reviewed_at;
    bool may_review;
    struct str decide_action;
    struct str review_action;
    struct options decisions;
    int64_t ver;
    struct str case_new; /* absent: not now, or not for this person */
    enum button_variant case_variant;
    struct str again;
};

/* case_state: status, safety and the sealed details of a case.
 *
 * Invariants  Only steps that tables/states.tsv allows this person are offered; those that
 *             follow from another act (alarm, referral) never are. Details are written whole, so
 *             a part that holds something must have been opened before it is written again:
 *             nothing is emptied unseen.
 * Ownership   The request's arena. Threads: one request. */
#pragma once

#include "page/case.h"

struct case_identification_page {
    struct case_head head;
    const struct form *form;
    struct str status;
    struct column *columns;
    size_t n_columns;
    struct table_row *rows;
    size_t n_rows;
    bool may_claim;
    bool needs_second; /* a formal decision is among the choices */
    struct str action;
    int64_t ver;
    struct option *statuses;
    size_t n_statuses;
    struct options bases;
    struct case_region justice;
};

struct case_alarm {
    struct instant raised;
    struct str href;
    bool has_href;
    struct str state;
    enum tag_colour colour;
    struct str facts;
    struct alarm_clock *clocks;
    size_t n_clocks;
};

struct case_safety_page {
    struct case_head head;
    struct case_region safety;
    struct case_region child;
    bool may_raise;
    struct str alarm_url;
    struct case_alarm *alarms;
    size_t n_alarms;
    struct instant now;
    struct sealed_part part; /* closed, or open with the two texts */
    struct str *contact;
    size_t n_contact;
    struct str *location;
    size_t n_location;
};

struct case_details_page {
    struct case_head head;
    const struct form *form;
    struct str action;
    struct str case_url;
    int64_t ver;
    bool is_form;              /* else the parts to open first */
    bool keeps_ver;            /* it was sent, but what is stored cannot be shown beside it */
    struct sealed_part *parts; /* to open first */
    size_t n_parts;
    bool is_barred; /* one of them is not for this role */
    bool has_identity;
    bool has_safety;
    bool has_health;
    bool has_story;
};

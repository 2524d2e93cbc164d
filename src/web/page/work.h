/* work: the first page of everybody who is signed in: what waits for this person's agency.
 *
 * Invariants  Shows only what the role may read; every list is short and bounded. Roles without
 *             case rights are told what they may do here.
 * Ownership   The request's arena. Threads: one request. */
#pragma once

#include "page/page.h"

struct work_table {
    const struct column *columns;
    size_t n_columns;
    const struct table_row *rows;
    size_t n_rows;
};

struct work_right {
    enum words text;
    struct str href; /* absent: not done on a page */
};

struct work_page {
    const struct frame *frame;
    bool may_record;
    struct str contact_new;
    bool is_asked; /* an alarm waits for the answer of this agency */
    bool sees_alarms;
    bool sees_tasks;
    bool sees_referrals;
    bool sees_contacts;
    struct work_table alarms;
    struct work_table referrals;
    struct work_table contacts;
    const struct task *tasks;
    size_t n_tasks;
    bool has_more_tasks;
    const struct figure *figures;
    size_t n_figures;
    const struct work_right *rights; /* of roles that hold no cases */
    size_t n_rights;
};

/* contact: calls, chats and visits: the list, recording one, reading it, and the case out of it.
 *
 * Invariants  Silent, prank and wrong-number contacts are one tap. Safety is asked first. The
 *             caller stands apart from the person it is about. What was said is shown only while
 *             this person has it open; the opening is a post and an entry in the ledger.
 * Ownership   The request's arena. Threads: one request. */
#pragma once

#include "page/page.h"

struct contact_list_page {
    const struct frame *frame;
    bool may_record;
    struct str contact_new;
    const struct column *columns;
    size_t n_columns;
    const struct table_row *rows;
    size_t n_rows;
    struct str next;   /* absent: this is the last page */
    struct str newest; /* absent: this is the first page */
    bool has_pages;
};

struct contact_new_page {
    const struct frame *frame;
    const struct form *form;
    struct form_errors errors;
    bool has_errors;
    struct str action;
    struct str back;
    struct options kinds;
    struct options yes_no;
    struct options channels;
    struct options callers;
    struct options genders;
    struct options ages;
    struct options places;
    struct options reasons;
    struct options risks;
    bool has_caller; /* something was typed about the caller */
};

struct contact_page {
    const struct frame *frame;
    const struct form *form;
    struct str back;
    struct instant at;
    const struct summary_row *rows;
    size_t n_rows;
    bool is_ended;
    bool is_empty;  /* silent, prank ...: nothing more to do */
    bool is_urgent; /* imminent, and no case to raise the alarm in */
    bool is_hard;   /* a hard contact of one's own, ended */
    bool is_sealed; /* something is there that is not open */
    bool is_open;
    struct str open_action;
    struct str csrf;
    struct str once;
    const struct str *note; /* its lines */
    size_t n_note;
    const struct str *where;
    size_t n_where;
    struct str caller_name;
    struct str caller_phone;
    bool has_caller;
    struct str screening_href; /* absent: none, or not for this person */
    struct instant screening_at;
    struct str screening_result;
    struct str screening_decision;      /* "" = none yet */
    struct str screen;                  /* addresses of what may be done now; absent: not */
    enum button_variant screen_variant; /* the first thing to do is the green button */
    struct str case_new;
    struct str case_href;
    struct str case_number;
    struct str contact_new;
    struct str end_action;
    int64_t ver;
};

struct contact_case_page {
    const struct frame *frame;
    const struct form *form;
    struct form_errors errors;
    bool has_errors;
    struct str action;
    struct str back;
    struct options statuses;
    struct options ages;
    struct options genders;
    struct options places;
    struct options languages;
    struct options exploitations;
    struct options scopes;
    struct options risks;
};

/* referral: choosing what another agency sees, sending it, and answering.
 *
 * Purpose     refer: receiver, consent, services, parts. referral: for the sender exactly what
 *             goes out, then the button that sends; for the receiver the coded line, then the
 *             parts.
 * Invariants  Parts are printed only while they are open for this person (referral_open_post, an
 *             entry in the ledger), and only those whose class the person's role may open; that a
 *             part is there is always said. A draft with parts is sent from the page only after it
 *             was opened: nobody sends what they have not looked at.
 * Ownership   The request's arena. Threads: one request. */
#pragma once

#include "page/page.h"

struct page_refer {
    const struct frame *frame;
    const struct form *form;
    struct form_errors errors;
    bool has_errors;
    bool may_refer; /* the own agency leads the case */
    struct str number;
    struct str someone;
    struct str case_url;
    struct str consent_url;
    struct str action;
    struct options agencies;
    struct options consents;
    struct options services;
    struct options parts;
};

/* One part as the receiver sees it. */
struct page_referral_part {
    enum words label;
    bool is_barred; /* this person's role may not open it */
    bool is_long;   /* stands behind one more click */
    const struct str *lines;
    size_t n_lines; /* 0: nothing was written there */
};

struct page_referral {
    const struct frame *frame;
    const struct form *form;
    struct form_errors errors;
    struct str csrf;
    struct str list_url;
    struct str case_url; /* absent: the case is not open to this person */
    struct str number;
    struct str someone;
    struct str risk;
    enum tag_colour risk_colour;
    struct str state;
    enum tag_colour state_colour;
    struct str to;
    int64_t ver;
    bool is_sender;
    bool is_draft;
    bool is_late;
    const struct summary_row *rows;
    size_t n_rows;
    /* Content. */
    struct str part_names;
    bool has_parts;
    bool is_open;
    bool is_ended; /* the keys are gone: nothing can be opened any more */
    struct str open_action;
    const struct page_referral_part *parts;
    size_t n_parts;
    /* What can be done; absent: not by this person, or not now. */
    struct str send_action;
    struct str accept_action;
    struct str refuse_action;
    struct str complete_action;
    struct str withdraw_action;
    struct options reasons;
    const struct timeline_item *history;
    size_t n_history;
};

struct page_referrals {
    const struct frame *frame;
    struct column columns[6];
    size_t n_columns;
    const struct table_row *received;
    size_t n_received;
    const struct table_row *sent;
    size_t n_sent;
};

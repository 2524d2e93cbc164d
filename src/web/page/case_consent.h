/* case_consent: who can see what, what the person agreed to, and asking for consent.
 *
 * Invariants  Withdrawing says before the button what it ends. The wording that is read aloud is
 *             that of the pack, in the highest version. Ownership: the request's arena. Threads:
 *             one request. */
#pragma once

#include "page/case.h"

struct case_consent_row {
    struct str purpose;
    struct str recipient;
    struct str classes;
    struct str basis;
    struct str giver;
    struct str channel;
    struct instant given;
    struct day until;
    struct instant withdrawn;
    bool has_recipient;
    bool has_classes;
    bool has_until;
    bool is_withdrawn;
    bool is_over;
    bool may_withdraw;
    struct str action;
};

struct consent_reading {
    struct str purpose;
    struct str text;
};

struct case_consent_page {
    struct case_head head;
    const struct form *form;
    struct column *columns;
    size_t n_columns;
    struct table_row *shares;
    size_t n_shares;
    struct str data_state;
    struct case_consent_row *consents;
    size_t n_consents;
    bool may_record;
    struct str action;
    struct options purposes;          /* with the text to read aloud as hint */
    struct consent_reading *readings; /* the same in the other language */
    size_t n_readings;
    struct str other_language;
    struct options recipients;
    struct options classes;
    struct options bases;
    struct options givers;
    struct options channels;
    struct options languages;
};

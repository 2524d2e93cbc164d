/* sign_in: signing in and out, and the language of staff pages.
 *
 * Invariants  A failed sign-in says one thing whatever was wrong. What is secret is never printed.
 *             A session of the vault whose entry in the ledger failed is ended at once.
 * Ownership   The request's arena. Threads: one request. */
#pragma once

#include "page/page.h"

struct sign_in_page {
    const struct frame *frame;
    const struct form *form;
    struct form_errors errors;
    bool has_errors;
    struct str action;
};

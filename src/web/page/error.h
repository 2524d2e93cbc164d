/* error: the page for what did not work and has no page of its own to show again.
 *
 * Purpose     Says what happened, that nothing saved is lost, and what to do. On public pages the
 *             help numbers stand on it: somebody in danger may have come by a bad link.
 * Invariants  Needs no database and no session; cannot fail. Says nothing about the cause (that is
 *             in the log, under the same number).
 * Ownership   The request's arena. Threads: one request. */
#pragma once

#include "page/page.h"

struct error_page {
    const struct frame *frame;
    enum words title;
    enum words what;
    enum words what_now;
    struct str number; /* of the request, as in the log; absent when nobody needs it */
    bool is_signed_in;
    bool is_albanian;
    const struct help_card *lines;
    size_t n_lines;
};

/* Prints into rq->out; the caller sets the status. */
void page_error(struct request *rq, enum err e);

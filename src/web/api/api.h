/* api: the same acts for scripts, as JSON.
 *
 * Purpose     api.c gives page handlers their second name: one handler decides, here only the
 *             address in the answer is that of the API. api_read.c prints records; openapi.c
 *             describes it all.
 * Invariants  Coded facts only: nothing sealed is opened or printed here. A list has `items` and
 *             `next` (the value of `before` for the page after, or null). Every record that can be
 *             changed carries `ver`. Ids are whole numbers of up to 63 bits: read them as such.
 *             Instants are RFC 3339 in UTC, days YYYY-MM-DD, both null for "none".
 * Answers     A POST: 201 with id and href of what was made, 200 with those of what was moved on.
 *             Errors: RFC 9457 (http/reply.h).
 * Ownership   The request's arena. Threads: one request. */
#pragma once

#include "http/request.h"

enum {
    API_LIST_MAX = 50,
    API_INNER_MAX = 100, /* tasks, shares, consents of one case */
};

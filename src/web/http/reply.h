/* reply: from what a handler answered to headers and bytes.
 *
 * Purpose     One place for the headers that every answer carries (ASVS 5.0: 3.4).
 * Invariants  Public answers never set a cookie, whatever a handler asks. Nothing but hash-named
 *             assets may be cached. HTML is packed only for whom asks; the token against forged
 *             posts stands in packed pages, which is safe because no other site can make a browser
 *             send the session cookie (SameSite=Strict), so nobody can measure chosen guesses
 *             (BREACH).
 * Ownership   Slices of the request or its arena.
 * Threads     One request. */
#pragma once

#include "http/request.h"

enum { REPLY_HEADERS_MAX = 20, REPLY_MAX_B = 8 * 1024 * 1024 };

struct reply_header {
    const char *name;
    const char *value;
};

/* Empties the reply for another try: status 200, no cookie, nothing printed. */
void reply_reset(struct request *rq);
/* The media type and all headers that do not depend on the connection. */
size_t reply_headers(struct request *rq, struct reply_header out[REPLY_HEADERS_MAX]);
/* The bytes to send, in rq->reply or `packed`; *out_is_gzip tells whether they are packed. */
struct bytes reply_bytes(struct request *rq, struct buf *packed, bool *out_is_gzip);
/* gzip, level 5; false when it does not get smaller. */
bool gzip(struct bytes bytes, struct buf *out);
/* RFC 9457; `errors` may have none. */
void reply_problem(struct request *rq, enum err e, const struct form_errors *errors);
/* A few words for requests that never became one. */
struct str reply_refusal(struct arena *arena, int status);

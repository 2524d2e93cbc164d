/* front: what is refused before any body is read; pure functions.
 *
 * Purpose     Decides from method, target and headers whether a request may go on at all. Three
 *             parts refuse: parse.h the raw bytes (grammar, framing, sizes; it says what
 *             libmicrohttpd does and does not do by itself), these functions what the bytes mean,
 *             and session.h who may post from where. After each refusal the connection is closed.
 * Invariants  Answers are 0 (go on) or the status of the refusal. A target is a path of letters,
 *             digits and - . _ ~ / with an optional query: no address of ours needs a percent sign
 *             in its path, so any there is refused, and with it each doubly decoded, hidden or
 *             absolute path. A header that is used may come only once.
 * Ownership   Slices of the request.
 * Threads     Any. */
#pragma once

#include "routes.gen.h"

enum { FRONT_BODY_MAX_B = 64 * 1024 };

enum front_method { FRONT_GET, FRONT_HEAD, FRONT_POST };

/* The headers that Besa reads; all others are ignored. Absent: p == NULL. */
struct heads {
    struct str host;
    struct str cookie;
    struct str authorization;
    struct str content_type;
    struct str content_length;
    struct str expect;
    struct str origin;
    struct str sec_fetch_site;
    struct str idempotency_key;
    struct str accept_encoding;
    struct str partial;
    bool is_bad; /* one of them came twice */
};
void heads_take(struct heads *heads, struct str name, struct str value);

/* 405: known but used nowhere; 501: unknown. */
int front_method(struct str method, enum front_method *out_method);
/* The path, and the query without ?. */
int front_target(struct str target, struct str *out_path, struct str *out_query);
/* Host, Expect, doubled headers. */
int front_heads(const struct heads *heads);
/* Whether this body may come: size, media type, charset. */
int front_body(enum front_method method, enum audience audience, const struct heads *heads);
/* The words behind the number on the status line. */
struct str front_reason(int status);

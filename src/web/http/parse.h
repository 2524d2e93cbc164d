/* parse: the bytes of HTTP itself, pure functions.
 *
 * Purpose     struct head_check is a strict HTTP/1.1 grammar that runs over the raw bytes of a
 *             connection before libmicrohttpd sees them (intake.h). It exists because libmicrohttpd
 *             0.9.75, also with MHD_OPTION_STRICT_FOR_CLIENT = 1, was measured to accept: a bare LF
 *             as line end, folded headers (whose second line it even appends to the NAME), an empty
 *             header name, NUL (it cuts the value there), control characters and a lone CR in
 *             values, two Host, two Content-Length, Content-Length with Transfer-Encoding, any
 *             chunked body, absolute targets, empty lines before the request, several blanks,
 *             methods in small letters, HTTP/1.2, Upgrade, and any number of headers that fits its
 *             memory; a Transfer-Encoding it does not know is waited for until the time is over. It
 *             refuses by itself only: a blank before the colon, a line without colon, no Host, a
 *             Content-Length that is no number, HTTP/2.0, a missing version, a blank in the target.
 * Invariants  Refuses (the status to answer is in brackets): whatever is not
 *                 METHOD SP target SP HTTP/1.1 CRLF *( name ":" OWS value CRLF ) CRLF
 *             with methods of capital letters, visible ASCII in the target, token characters in
 *             names, no control character but TAB in values (400); another version (505); any
 *             Transfer-Encoding or Upgrade (501); none or two Host, two or malformed Content-Length
 *             (400); a target beyond 2 KiB (414); over 64 headers or a head beyond 16 KiB (431).
 *             Behind the head exactly Content-Length bytes are body, then the next head begins:
 *             both parsers agree on where a request ends, so that nothing can be smuggled. After a
 *             refusal every further call refuses.
 * Threads     One at a time for one struct. No ownership. */
#pragma once

#include "str/str.h"

enum {
    HEAD_MAX_B = 16 * 1024,
    HEAD_FIELDS_MAX = 64,
    HEAD_TARGET_MAX_B = 2048,
    HEAD_METHOD_MAX_B = 16,
    HEAD_NAME_KEPT_B = 20,
};

struct head_check {
    uint8_t state; /* 0: between requests */
    uint8_t name_n;
    uint8_t at; /* in the version, or which known header a value belongs to */
    bool has_host;
    bool has_length;
    bool has_digits;
    uint16_t n_fields;
    uint16_t line_n;  /* of the method or the target */
    uint16_t refused; /* status, or 0 */
    uint32_t head_n;
    uint64_t length;
    uint64_t body_left;
    char name[HEAD_NAME_KEPT_B];
};

/* 0 when all is well so far, else the status of the refusal. */
int head_check_feed(struct head_check *check, struct bytes bytes);
/* Whether a request has begun whose head is not complete. */
bool head_check_is_in_head(const struct head_check *check);
bool head_check_is_in_body(const struct head_check *check);

/* The value of a cookie. False when it is not there; ERR-like: *out_is_bad when the header is not
 * well formed or the cookie is there twice. */
bool cookie_find(struct str header, struct str name, struct str *out_value, bool *out_is_bad);
/* Whether a comma list such as Accept-Encoding has this word without q=0. */
bool list_accepts(struct str header, struct str word);
/* Letters of ASCII in either size are the same. */
bool same_letters(struct str a, struct str b);

/* json: RFC 8259, read strictly into a tree and written without a tree.
 *
 * Purpose     Packs, tokens of other systems, exports, the log.
 * Invariants  Reader: no comments, no trailing commas, no byte-order mark, no duplicate keys, valid
 *             UTF-8 only, no half surrogate pairs, no number beyond a double. Text may hold U+0000
 *             (\u0000): check it with utf8_is_text before it goes to a library.
 *             Writer: what it writes can be read by the reader and put into a script element
 *             (</ is written <\/, <! as \u003c!, U+2028 and U+2029 escaped); control characters are
 *             escaped, malformed UTF-8 becomes U+FFFD.
 * Ownership   The whole tree, keys and text included, lies in the arena; the input may go. The
 *             largest input takes less than 4 MiB of it.
 * Threads     One thread at a time. Never setlocale(LC_NUMERIC): numbers are read by strtod.
 * Errors      ERR_FORM not JSON; ERR_TOO_LARGE beyond one of the limits below. */
#pragma once

#include "arena/arena.h"
#include "buf/buf.h"
#include "err/err.h"
#include "str/str.h"

enum {
    JSON_DEPTH_MAX = 32,
    JSON_MAX_B = 1024 * 1024,
    JSON_NODES_MAX = 10000,
};

enum json_kind {
    JSON_NULL,
    JSON_BOOL,   /* number is 0 or 1 */
    JSON_NUMBER, /* a whole number that fits: number is exact, real the nearest double */
    JSON_REAL,   /* any other: real */
    JSON_TEXT,   /* text */
    JSON_ARRAY,  /* n values from first along next */
    JSON_OBJECT, /* the same, each with its key, in the order of the input */
};

struct json {
    enum json_kind kind;
    struct str text;
    int64_t number;
    double real;
    struct json *first;
    struct json *next;
    struct str key;
    size_t n;
};

/* Unlike other outputs *out_at (may be NULL) is set on failure: the byte where reading stopped. */
MUST_USE enum err json_parse(
    struct arena *arena, struct str text, struct json **out, size_t *out_at);
/* NULL when there is no such key, or the value is NULL or no object. */
const struct json *json_get(const struct json *object, struct str key);

/* Start with (struct json_out){ .buf = &buf }. Calls in a wrong order are faults and abort;
 * overflow shows in buf_ok. */
struct json_out {
    struct buf *buf;
    unsigned depth;
    uint32_t is_object; /* one bit per open level */
    bool has_before;    /* a value stands before, so a comma is due */
    bool has_key;
};

void json_begin_object(struct json_out *out);
void json_begin_array(struct json_out *out);
/* Closes the object or array opened last. */
void json_end(struct json_out *out);
void json_key(struct json_out *out, struct str key);
/* An absent text (p == NULL) is written null. */
void json_str(struct json_out *out, struct str text);
void json_i64(struct json_out *out, int64_t number);
/* As short as reads back the same; NaN and the infinities are written null. */
void json_real(struct json_out *out, double number);
void json_bool(struct json_out *out, bool is_true);
void json_null(struct json_out *out);

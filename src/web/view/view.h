/* view: what a template may print, decided by type.
 *
 * Purpose     Templates (views/) are compiled to calls of these. What has no branch in the _Generic
 *             lists cannot be printed: struct sealed, char *, bool and enums do not compile.
 * Invariants  Text is escaped where it is printed; struct markup is the one thing that is not, and
 *             only view.c and components make it. Inside attributes numbers and times are written
 * for machines (1234, 2026-11-23, 2026-11-23T16:40:00Z), elsewhere for people (1 234, 23.11.2026,
 * 17:40 in the zone of the output). Ownership   struct out borrows its buffer and zone (NULL: UTC).
 * Threads     One thread at a time for one struct out. */
#pragma once

#include "buf/buf.h"
#include "date/date.h"
#include "words/words.h"

struct out {
    struct buf *buf;
    enum language lang;
    const struct zone *zone;
};

/* Finished HTML of the program itself; never text of persons. */
struct markup {
    struct str html;
};

/* {expr} between tags. */
#define emit(o, x)                                                                                 \
    _Generic((x), struct str                                                                       \
             : emit_str, int64_t                                                                   \
             : emit_i64, int                                                                       \
             : emit_int, size_t                                                                    \
             : emit_size, struct day                                                               \
             : emit_day, struct instant                                                            \
             : emit_instant, struct markup                                                         \
             : emit_markup)((o), (x))

/* {expr} in an attribute that people read: title, alt, placeholder, label, content, aria-label ...
 */
#define emit_spoken(o, x)                                                                          \
    _Generic((x), struct str                                                                       \
             : emit_str, int64_t                                                                   \
             : emit_i64, int                                                                       \
             : emit_int, size_t                                                                    \
             : emit_size, struct day                                                               \
             : emit_day, struct instant                                                            \
             : emit_instant)((o), (x))

/* {expr} in any other attribute. */
#define emit_attr(o, x)                                                                            \
    _Generic((x), struct str                                                                       \
             : emit_str, int64_t                                                                   \
             : emit_plain_i64, int                                                                 \
             : emit_plain_int, size_t                                                              \
             : emit_plain_size, struct day                                                         \
             : emit_plain_day, struct instant                                                      \
             : emit_plain_instant)((o), (x))

/* {expr} inside an address, behind its first part: percent-encoded. */
#define emit_query(o, x)                                                                           \
    _Generic((x), struct str                                                                       \
             : emit_query_str, int64_t                                                             \
             : emit_plain_i64, int                                                                 \
             : emit_plain_int, size_t                                                              \
             : emit_plain_size, struct day                                                         \
             : emit_plain_day, struct instant                                                      \
             : emit_plain_instant)((o), (x))

/* Literal text of a template: not escaped. */
#define emit_literal(o, literal) emit_raw((o), STR(literal))

void emit_raw(struct out *o, struct str html);
void emit_str(struct out *o, struct str text);
void emit_i64(struct out *o, int64_t number);
void emit_int(struct out *o, int number);
void emit_size(struct out *o, size_t number);
void emit_day(struct out *o, struct day day);
void emit_instant(struct out *o, struct instant instant);
void emit_markup(struct out *o, struct markup markup);
void emit_plain_i64(struct out *o, int64_t number);
void emit_plain_int(struct out *o, int number);
void emit_plain_size(struct out *o, size_t number);
void emit_plain_day(struct out *o, struct day day);
void emit_plain_instant(struct out *o, struct instant instant);
void emit_query_str(struct out *o, struct str text);
/* A whole address: one of this site (/..., ?..., #...) or https:, mailto:, tel:; else only "#". */
void emit_address(struct out *o, struct str address);
/* The digits of a telephone number, + and *, for tel: and sms:. */
void emit_tel(struct out *o, struct str number);
/* "nëntor 2026" or "November 2026"; month 1 to 12. */
void emit_month(struct out *o, int year, int month);

/* A value for a place `{name}` in a text of the words. */
struct words_value {
    enum { WORDS_STR, WORDS_I64, WORDS_DAY, WORDS_INSTANT } kind;
    union {
        struct str str;
        int64_t i64;
        struct day day;
        struct instant instant;
    };
};

struct words_arg {
    struct str name;
    struct words_value value;
};

#define words_value(x)                                                                             \
    _Generic((x), struct str                                                                       \
             : words_value_str, int64_t                                                            \
             : words_value_i64, int                                                                \
             : words_value_int, size_t                                                             \
             : words_value_size, struct day                                                        \
             : words_value_day, struct instant                                                     \
             : words_value_instant)(x)

struct words_value words_value_str(struct str text);
struct words_value words_value_i64(int64_t number);
struct words_value words_value_int(int number);
struct words_value words_value_size(size_t number);
struct words_value words_value_day(struct day day);
struct words_value words_value_instant(struct instant instant);

/* The text in the language of the output, places filled in, all escaped. A line break becomes <br>
 * between tags and stays a line break in an attribute (emit_words_attr). */
void emit_words(struct out *o, enum words words, const struct words_arg *args, size_t n_args);
void emit_words_attr(struct out *o, enum words words, const struct words_arg *args, size_t n_args);

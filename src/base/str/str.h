/* str: text as a slice.
 *
 * Purpose     The one type for text and the one for raw bytes inside Besa. `char *` is used only at
 *             the borders of libraries.
 * Invariants  A slice never owns its bytes and need not be NUL-terminated; n bytes from p are valid.
 *             A slice with p == NULL is "absent" (SQL NULL); one with p != NULL and n == 0 is empty.
 * Ownership   Whoever made the bytes: an arena, a static table, a mapped pack.
 * Threads     Values; any thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_USE __attribute__((warn_unused_result))
#define CLEANUP(fn) __attribute__((cleanup(fn)))
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

struct str {
    const char *p;
    size_t n;
};

struct bytes {
    const uint8_t *p;
    size_t n;
};

#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_NONE ((struct str){ NULL, 0 })
/* For printf("%.*s"). */
#define STR_FMT(s) (int)(s).n, (s).p

struct str str_from_c(const char *c);
bool str_eq(struct str a, struct str b);
bool str_eq_c(struct str a, const char *c);
int str_compare(struct str a, struct str b);
bool str_is_empty(struct str s);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_has(struct str s, struct str needle);
struct str str_trim(struct str s);
struct str str_skip(struct str s, size_t n);
struct str str_head(struct str s, size_t n);
/* Takes the part of *rest before `separator` and moves *rest behind it; false when *rest is used
 * up. An empty text gives one empty part. */
bool str_cut(struct str *rest, char separator, struct str *out_part);
/* Takes the next word (separated by blanks); false when none is left. */
bool str_word(struct str *rest, struct str *out_word);
/* Reads a whole decimal number, optional minus; false on anything else or overflow. */
bool str_to_i64(struct str s, int64_t *out_number);
/* Reads a plain decimal fraction such as 41.1533; false on anything else. */
bool str_to_real(struct str s, double *out_number);
uint64_t str_hash(struct str s);

struct bytes str_bytes(struct str s);
struct str bytes_str(struct bytes b);
bool bytes_eq(struct bytes a, struct bytes b);

/* buf: a growing piece of text or bytes with a maximum.
 *
 * Invariants  Never longer than its maximum: what would pass it is dropped and the overflow mark
 *             stays set, so that one check at the end is enough (buf_ok).
 * Ownership   The buffer owns its memory until buf_done; buf_str is valid until the next change.
 * Threads     One thread at a time. */
#pragma once

#include "str/str.h"

struct buf {
    char *p;
    size_t n;
    size_t cap;
    size_t max;
    bool is_over;
};

#define BUF_DONE CLEANUP(buf_done)

struct buf buf_open(size_t max_b);
void buf_done(struct buf *buf);
/* Wipes and empties, keeps the memory. */
void buf_reset(struct buf *buf);
void buf_add(struct buf *buf, struct str s);
void buf_add_bytes(struct buf *buf, const void *p, size_t n);
void buf_add_char(struct buf *buf, char c);
void buf_add_i64(struct buf *buf, int64_t number);
void buf_print(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_add_hex(struct buf *buf, struct bytes b);
struct str buf_str(const struct buf *buf);
bool buf_ok(const struct buf *buf);
/* Gives the memory away (free() by the receiver) and leaves the buffer empty. */
char *buf_give(struct buf *buf, size_t *out_n);

#include "buf/buf.h"

#include "err/must.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAP = 256 };

struct buf buf_open(size_t max_b) {
    return (struct buf){ .max = max_b };
}

void buf_done(struct buf *buf) {
    if (buf->p != NULL) {
        explicit_bzero(buf->p, buf->n);
        free(buf->p);
    }
    *buf = (struct buf){ .max = buf->max };
}

void buf_reset(struct buf *buf) {
    if (buf->p != NULL) {
        explicit_bzero(buf->p, buf->n);
    }
    buf->n = 0;
    buf->is_over = false;
}

/* Makes room for n more bytes and a NUL behind them (vsnprintf writes one); false when the n bytes
 * would pass the maximum. */
static bool buf_room(struct buf *buf, size_t n) {
    if (buf->is_over || n > buf->max - buf->n) {
        buf->is_over = true;
        return false;
    }
    if (buf->n + n < buf->cap) {
        return true;
    }
    size_t cap = buf->cap == 0 ? FIRST_CAP : buf->cap;
    while (cap <= buf->n + n) {
        cap *= 2;
    }
    char *p = malloc(cap);
    must(p != NULL);
    if (buf->p != NULL) { /* not realloc: the old bytes may hold opened text and must be wiped */
        memcpy(p, buf->p, buf->n);
        explicit_bzero(buf->p, buf->n);
        free(buf->p);
    }
    buf->p = p;
    buf->cap = cap;
    return true;
}

void buf_add_bytes(struct buf *buf, const void *p, size_t n) {
    if (n > 0 && buf_room(buf, n)) {
        memcpy(buf->p + buf->n, p, n);
        buf->n += n;
    }
}

void buf_add(struct buf *buf, struct str s) {
    buf_add_bytes(buf, s.p, s.n);
}

void buf_add_char(struct buf *buf, char c) {
    buf_add_bytes(buf, &c, 1);
}

void buf_add_i64(struct buf *buf, int64_t number) {
    char digits[24];
    int n = snprintf(digits, sizeof(digits), "%" PRId64, number);
    buf_add_bytes(buf, digits, (size_t)n);
}

void buf_print(struct buf *buf, const char *format, ...) {
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    must(n >= 0);
    if (buf_room(buf, (size_t)n)) {
        (void)vsnprintf(buf->p + buf->n, (size_t)n + 1, format, again); /* sized above */
        buf->n += (size_t)n;
    }
    va_end(again);
}

void buf_add_hex(struct buf *buf, struct bytes b) {
    static const char DIGITS[] = "0123456789abcdef";
    for (size_t i = 0; i < b.n; i++) {
        buf_add_char(buf, DIGITS[b.p[i] >> 4]);
        buf_add_char(buf, DIGITS[b.p[i] & 15]);
    }
}

struct str buf_str(const struct buf *buf) {
    return buf->p == NULL ? STR("") : (struct str){ buf->p, buf->n };
}

bool buf_ok(const struct buf *buf) {
    return !buf->is_over;
}

char *buf_give(struct buf *buf, size_t *out_n) {
    char *p = buf->p;
    *out_n = buf->n;
    *buf = (struct buf){ .max = buf->max };
    return p;
}

#include "wire/wire.h"

#include <string.h>

struct wire wire_of(struct bytes message) {
    return (struct wire){ .p = message.p, .n = message.n };
}

void wire_fixed(struct wire *w, void *out, size_t n) {
    if (w->is_broken || n > w->n) {
        w->is_broken = true;
        memset(out, 0, n);
        return;
    }
    if (n > 0) {
        memcpy(out, w->p, n);
        w->p += n;
        w->n -= n;
    }
}

static uint64_t wire_number(struct wire *w, size_t n) {
    uint8_t bytes[8] = { 0 };
    wire_fixed(w, bytes, n);
    uint64_t number = 0;
    for (size_t i = 0; i < n; i++) {
        number = number << 8 | bytes[i];
    }
    return number;
}

uint8_t wire_u8(struct wire *w) {
    return (uint8_t)wire_number(w, 1);
}

uint16_t wire_u16(struct wire *w) {
    return (uint16_t)wire_number(w, 2);
}

uint32_t wire_u32(struct wire *w) {
    return (uint32_t)wire_number(w, 4);
}

int64_t wire_i64(struct wire *w) {
    return (int64_t)wire_number(w, 8);
}

struct bytes wire_bytes(struct wire *w, size_t max_b) {
    size_t n = wire_u32(w);
    if (w->is_broken || n > max_b || n > w->n) {
        w->is_broken = true;
        return (struct bytes){ NULL, 0 };
    }
    struct bytes bytes = { w->p, n };
    w->p += n;
    w->n -= n;
    return bytes;
}

bool wire_ok(const struct wire *w) {
    return !w->is_broken;
}

bool wire_end(const struct wire *w) {
    return !w->is_broken && w->n == 0;
}

static void wire_put_number(struct buf *b, uint64_t number, size_t n) {
    for (size_t i = n; i > 0; i--) {
        buf_add_char(b, (char)(number >> (8 * (i - 1)) & 0xff));
    }
}

void wire_put_u8(struct buf *b, uint8_t number) {
    wire_put_number(b, number, 1);
}

void wire_put_u16(struct buf *b, uint16_t number) {
    wire_put_number(b, number, 2);
}

void wire_put_u32(struct buf *b, uint32_t number) {
    wire_put_number(b, number, 4);
}

void wire_put_i64(struct buf *b, int64_t number) {
    wire_put_number(b, (uint64_t)number, 8);
}

void wire_put_bytes(struct buf *b, struct bytes bytes) {
    wire_put_u32(b, (uint32_t)bytes.n);
    buf_add_bytes(b, bytes.p, bytes.n);
}

void wire_put_fixed(struct buf *b, const void *p, size_t n) {
    buf_add_bytes(b, p, n);
}

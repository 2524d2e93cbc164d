/* wire: the byte form of messages to the vault, ledger entries and signed statements.
 *
 * Purpose     One canonical encoding: big-endian numbers, byte strings with a 32-bit length.
 * Invariants  A reader never passes its end: the first read that would marks it broken and all later
 *             ones give zeros; wire_ok at the end is the one check. A message ends exactly where its
 *             last field does (wire_end).
 * Ownership   A reader's strings point into the message.
 * Threads     Values. */
#pragma once

#include "buf/buf.h"

struct wire {
    const uint8_t *p;
    size_t n;
    bool is_broken;
};

struct wire wire_of(struct bytes message);
uint8_t wire_u8(struct wire *w);
uint16_t wire_u16(struct wire *w);
uint32_t wire_u32(struct wire *w);
int64_t wire_i64(struct wire *w);
/* A string with its length before it, at most max_b long. */
struct bytes wire_bytes(struct wire *w, size_t max_b);
/* Exactly n bytes without a length. */
void wire_fixed(struct wire *w, void *out, size_t n);
bool wire_ok(const struct wire *w);
bool wire_end(const struct wire *w);

void wire_put_u8(struct buf *b, uint8_t number);
void wire_put_u16(struct buf *b, uint16_t number);
void wire_put_u32(struct buf *b, uint32_t number);
void wire_put_i64(struct buf *b, int64_t number);
void wire_put_bytes(struct buf *b, struct bytes bytes);
void wire_put_fixed(struct buf *b, const void *p, size_t n);

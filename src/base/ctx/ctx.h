/* ctx: what every call of one piece of work shares: its memory, its time, and why it failed.
 *
 * Invariants  now_ms is read once, when the work begins, from the injected clock: one request has
 *             one time. The cause chain is for the log and never for a page.
 * Ownership   The arena belongs to whoever opened the ctx.
 * Threads     One thread at a time. Units: instants in milliseconds since 1970 UTC. */
#pragma once

#include "arena/arena.h"
#include "err/err.h"

enum { CTX_CAUSE_MAX = 240 };

struct ctx {
    struct arena *arena;
    int64_t now_ms;
    char cause[CTX_CAUSE_MAX];
};

/* Notes why, keeps an earlier note before it, and gives `e` back, so that one can write
 * return fail(ctx, ERR_CONFLICT, "referral %lld is closed", id). Never put sealed text here. */
enum err fail(struct ctx *ctx, enum err e, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#include "arena/arena.h"

#include "err/must.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ALIGNMENT = 16,
    FIRST_CHUNK_B = 16 * 1024,
    KEPT_CHUNK_B = 64 * 1024,
};

struct chunk {
    struct chunk *next;
    size_t size_b;
    size_t used_b;
    _Alignas(ALIGNMENT) unsigned char bytes[];
};

struct arena {
    struct chunk *chunks;
    size_t cap_b;
    size_t used_b;
};

static struct chunk *chunk_open(size_t size_b) {
    struct chunk *chunk = calloc(1, sizeof(struct chunk) + size_b);
    must(chunk != NULL);
    chunk->size_b = size_b;
    return chunk;
}

static void chunk_close(struct chunk *chunk) {
    explicit_bzero(chunk->bytes, chunk->used_b);
    free(chunk);
}

struct arena *arena_open(size_t cap_b) {
    struct arena *arena = calloc(1, sizeof(*arena));
    must(arena != NULL);
    arena->cap_b = cap_b;
    arena->chunks = chunk_open(FIRST_CHUNK_B);
    return arena;
}

void arena_close(struct arena *arena) {
    if (arena == NULL) {
        return;
    }
    while (arena->chunks != NULL) {
        struct chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        chunk_close(chunk);
    }
    free(arena);
}

void arena_done(struct arena **arena) {
    arena_close(*arena);
    *arena = NULL;
}

void arena_reset(struct arena *arena) {
    while (arena->chunks->next != NULL || arena->chunks->size_b > KEPT_CHUNK_B) {
        struct chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        chunk_close(chunk);
        if (arena->chunks == NULL) {
            arena->chunks = chunk_open(FIRST_CHUNK_B);
        }
    }
    explicit_bzero(arena->chunks->bytes, arena->chunks->used_b);
    arena->chunks->used_b = 0;
    arena->used_b = 0;
}

size_t arena_used(const struct arena *arena) {
    return arena->used_b;
}

void *arena_take(struct arena *arena, size_t size_b) {
    must(size_b <= arena->cap_b);
    size_t need_b = (size_b + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    must(arena->used_b + need_b <= arena->cap_b);
    struct chunk *chunk = arena->chunks;
    if (chunk->size_b - chunk->used_b < need_b) {
        size_t next_b = chunk->size_b * 2;
        struct chunk *fresh = chunk_open(next_b > need_b ? next_b : need_b);
        fresh->next = chunk;
        arena->chunks = fresh;
        chunk = fresh;
    }
    void *p = chunk->bytes + chunk->used_b;
    chunk->used_b += need_b;
    arena->used_b += need_b;
    return p;
}

void *arena_take_array(struct arena *arena, size_t count, size_t size_b) {
    size_t total_b = 0;
    must(!__builtin_mul_overflow(count, size_b, &total_b));
    return arena_take(arena, total_b);
}

struct str arena_str(struct arena *arena, struct str s) {
    if (s.p == NULL) {
        return s;
    }
    char *copy = arena_take(arena, s.n + 1);
    if (s.n > 0) {
        memcpy(copy, s.p, s.n);
    }
    return (struct str){ copy, s.n };
}

struct bytes arena_bytes(struct arena *arena, struct bytes b) {
    return str_bytes(arena_str(arena, bytes_str(b)));
}

char *arena_c(struct arena *arena, struct str s) {
    char *copy = arena_take(arena, s.n + 1);
    if (s.n > 0) {
        memcpy(copy, s.p, s.n);
    }
    return copy;
}

struct str arena_print(struct arena *arena, const char *format, ...) {
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    must(n >= 0);
    char *text = arena_take(arena, (size_t)n + 1);
    (void)vsnprintf(text, (size_t)n + 1, format, again); /* sized by the call above */
    va_end(again);
    return (struct str){ text, (size_t)n };
}

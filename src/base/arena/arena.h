/* arena: memory with one lifetime.
 *
 * Purpose     Everything a request, a job or a loaded pack needs is taken from one arena and given
 *             back at once.
 * Invariants  Memory comes zeroed and aligned to 16. An arena never grows beyond its cap: reaching it
 *             is a fault of the program (inputs are bounded before they get here) and aborts, as does
 *             lack of memory. Reset and close overwrite what was used, because request memory holds
 *             opened text of persons.
 * Threads     One thread at a time. */
#pragma once

#include "str/str.h"

struct arena;

struct arena *arena_open(size_t cap_b);
void arena_close(struct arena *arena);
void arena_done(struct arena **arena);
void arena_reset(struct arena *arena);
size_t arena_used(const struct arena *arena);

void *arena_take(struct arena *arena, size_t size_b) __attribute__((malloc, returns_nonnull));
void *arena_take_array(struct arena *arena, size_t count, size_t size_b)
    __attribute__((returns_nonnull));
struct str arena_str(struct arena *arena, struct str s);
struct bytes arena_bytes(struct arena *arena, struct bytes b);
/* A NUL-terminated copy, for library borders. */
char *arena_c(struct arena *arena, struct str s) __attribute__((returns_nonnull));
struct str arena_print(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#define ARENA_NEW(arena, type) ((type *)arena_take((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_take_array((arena), (count), sizeof(type)))

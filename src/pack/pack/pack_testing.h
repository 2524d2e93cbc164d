/* pack_testing: opens the packs of this repository in unit tests (run in the root of it).
 *
 * Ownership   The caller closes the pack. Threads: one. Errors: a failed check, and NULL. */
#pragma once

#include "pack/pack.h"
#include "test.h"

#ifndef PACKS_FOLDER
#define PACKS_FOLDER "packs"
#endif

static inline struct pack *pack_testing_open(const char *folder) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    struct pack_faults *faults = ARENA_NEW(arena, struct pack_faults);
    struct pack *pack = NULL;
    faults->arena = arena;
    enum err e = pack_open(str_from_c(folder), &pack, faults);
    for (size_t i = 0; i < faults->n; i++) {
        const struct pack_fault *fault = &faults->faults[i];
        printf("%s/%.*s:%zu:%zu: %.*s\n", folder, STR_FMT(fault->file), fault->line, fault->column,
            STR_FMT(fault->what));
    }
    CHECK_EQ_I64(e, OK);
    CHECK_EQ_I64(faults->n_all, 0);
    return pack;
}

#define PACK_DONE CLEANUP(pack_done)
#define ALBANIA pack_testing_open(PACKS_FOLDER "/albania")
#define DEMO pack_testing_open(PACKS_FOLDER "/demo")

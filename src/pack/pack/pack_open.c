#include "pack/pack_load.h"
#include "pack/pack_own.h"

#include "err/must.h"

#include <stdlib.h>
#include <string.h>

/* Enough for every file at its limits. */
static const size_t arena_max_b = (size_t)256 * 1024 * 1024;

static int compare_faults(const void *a, const void *b) {
    const struct pack_fault *x = a;
    const struct pack_fault *y = b;
    int order = str_compare(x->file, y->file);
    if (order != 0) {
        return order;
    }
    if (x->line != y->line) {
        return x->line < y->line ? -1 : 1;
    }
    if (x->column != y->column) {
        return x->column < y->column ? -1 : 1;
    }
    return str_compare(x->what, y->what);
}

static void read_parts(struct load *load) {
    for (enum pack_file file = FILE_NONE + 1; file < FILE_COUNT; file++) {
        const struct pack_part *part = load_part(file);
        if (part->read != NULL) {
            part->read(load);
        } else {
            load_table(load, file);
        }
    }
    for (enum pack_file file = FILE_NONE + 1; file < FILE_COUNT; file++) {
        load_part(file)->keep(load);
    }
    for (enum pack_file file = FILE_NONE + 1; file < FILE_COUNT; file++) {
        load_check_keys(load, file);
        load_check_refers(load, file);
        if (load_part(file)->check != NULL) {
            load_part(file)->check(load);
        }
    }
}

enum err pack_open(struct str folder, struct pack **out_pack, struct pack_faults *out_faults) {
    must(out_faults->arena != NULL);
    out_faults->n = 0;
    out_faults->n_all = 0;
    struct arena *arena = arena_open(arena_max_b);
    CLEANUP(arena_done) struct arena *scratch = arena_open(arena_max_b);
    struct pack *pack = ARENA_NEW(arena, struct pack);
    struct load *load = ARENA_NEW(scratch, struct load);
    pack->arena = arena;
    load->pack = pack;
    load->folder = folder;
    load->arena = arena;
    load->scratch = scratch;
    load->faults = out_faults;
    read_parts(load);
    if (out_faults->n > 0) {
        qsort(out_faults->faults, out_faults->n, sizeof(out_faults->faults[0]), compare_faults);
        pack_close(pack);
        return ERR_PACK;
    }
    *out_pack = pack;
    return OK;
}

void pack_close(struct pack *pack) {
    if (pack != NULL) {
        arena_close(pack->arena);
    }
}

void pack_done(struct pack **pack) {
    pack_close(*pack);
    *pack = NULL;
}

size_t pack_unsure(const struct pack *pack) {
    return pack->n_unsure;
}

bool code_list_has(const struct code_list *list, struct str code) {
    for (size_t i = 0; i < list->n; i++) {
        if (str_eq(list->codes[i], code)) {
            return true;
        }
    }
    return false;
}

/* timers.csv */
#include "pack/pack_part.h"

static const struct field fields[] = {
    { NEEDED("code", FIELD_CODE), AT(timer, code) },
    LABELS(timer, label, "label"),
    { NEEDED("from_event", FIELD_CODE), AT(timer, from_event) },
    { NEEDED("to_event", FIELD_CODE), AT(timer, to_event) },
    { NEEDED("minutes", FIELD_NUMBER), AT(timer, minutes), FROM_TO(1, 10000000) },
    { MAY("place", FIELD_CODE), AT(timer, place), IN_PLACES },
    { NEEDED("basis", FIELD_CODE), AT(timer, basis) },
    { MAY("source", FIELD_TEXT), AT(timer, source) },
    CHECK_COLUMN,
};

const struct timer *pack_timers(const struct pack *pack, size_t *out_n) {
    *out_n = pack->n_timers;
    return pack->timers;
}

const struct timer *pack_timer(const struct pack *pack, struct str code, struct str place_code) {
    const struct place *place = pack_place(pack, place_code);
    for (; place != NULL; place = place->up) {
        const struct timer *timer = pack_index_find(&pack->timer_index, code, place->code);
        if (timer != NULL) {
            return timer;
        }
    }
    return pack_index_find(&pack->timer_index, code, STR(""));
}

int64_t pack_timer_min(const struct pack *pack, struct str code, struct str place_code) {
    const struct timer *timer = pack_timer(pack, code, place_code);
    return timer == NULL ? -1 : timer->minutes;
}

static void timers_keep(struct load *load) {
    const struct load_table *table = &load->tables[FILE_TIMERS];
    load->pack->timers = table->rows;
    load->pack->n_timers = table->n;
    load->pack->timer_index = pack_index_build(load->arena, table->rows, table->n,
        sizeof(struct timer), offsetof(struct timer, code), offsetof(struct timer, place));
}

static void timers_check(struct load *load) {
    for (size_t i = 0; i < load->pack->n_timers; i++) {
        const struct timer *timer = &load->pack->timers[i];
        const struct timer *general =
            pack_index_find(&load->pack->timer_index, timer->code, STR(""));
        if (!load_is_good(load, FILE_TIMERS, i)) {
            continue;
        }
        struct pack_spot to_event = load_spot(load, FILE_TIMERS, i, "to_event");
        if (timer->to_event.n > 0 && str_eq(timer->from_event, timer->to_event)) {
            load_fault(load, to_event, "the time ends where it begins");
        }
        if (general == NULL) {
            load_fault(load, load_spot(load, FILE_TIMERS, i, "place"),
                "%.*s has no row without place", STR_FMT(load_shown(timer->code)));
        } else if (!str_eq(general->from_event, timer->from_event) ||
                   !str_eq(general->to_event, timer->to_event)) {
            load_fault(load, to_event, "other events than the row without place");
        }
    }
}

const struct pack_part timers_part = {
    .file = "timers.csv",
    .row_b = sizeof(struct timer),
    .fields = fields,
    .n_fields = COUNT_OF(fields),
    .key_a = "code",
    .key_b = "place",
    .keep = timers_keep,
    .check = timers_check,
};

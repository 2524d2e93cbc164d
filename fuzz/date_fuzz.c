#include "fuzz.h"

#include "date/date.h"
#include "err/must.h"

#include <string.h>

enum { ARENA_MAX_B = 1024 * 1024 };

static void try_text(struct arena *arena, struct str text) {
    struct day day = DAY_NONE;
    if (day_parse(text, &day) == OK) {
        must(str_eq(day_print(arena, day), text));
        must(day_age(day, day) == 0);
        struct day next = day_add(day, 1);
        must(day_is_none(next) || next.n == day.n + 1);
        struct day month = day_add_months(day, 1);
        must(day_is_none(month) || (month.n - day.n >= 28 && month.n - day.n <= 31));
    }
    struct instant instant = { 0 };
    if (instant_parse(text, &instant) == OK) {
        struct instant again = { 0 };
        must(instant.ms != 0);
        must(instant_parse(instant_print(arena, instant), &again) == OK);
        must(again.ms == instant.ms);
    }
}

/* Whatever the file says, offsets are bounded, and a local time found is the one asked for. */
static void try_zone(const struct zone *zone, int64_t ms) {
    int32_t offset_s = zone_offset_s(zone, ms);
    must(offset_s >= -26 * 3600 && offset_s <= 26 * 3600);
    struct local local = local_of(zone, ms);
    int64_t back_ms = 0;
    if (local_to_ms(zone, local, &back_ms) == OK) {
        struct local again = local_of(zone, back_ms);
        must(again.year == local.year && again.month == local.month && again.day == local.day);
        must(again.hour == local.hour && again.minute == local.minute);
        must(again.second == local.second);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const int64_t TIMES_MS[] = { INT64_MIN, INT64_MAX, -1, 0, 1583025000000, 1774746000000,
        1774745999999, 2147483648000, 4102444800000, 32503680000000 };
    CLEANUP(arena_done) struct arena *arena = arena_open(ARENA_MAX_B);
    try_text(arena, (struct str){ (const char *)data, size });
    int64_t own_ms = 0;
    memcpy(&own_ms, data, size == 0 ? 0 : size < sizeof(own_ms) ? size : sizeof(own_ms));
    try_zone(NULL, own_ms);
    (void)instant_print(arena, (struct instant){ own_ms });
    struct day any = { (int32_t)own_ms };
    (void)day_print(arena, any); /* any number prints without a fault */
    (void)day_add_months(any, (int32_t)(own_ms >> 32));
    CLEANUP(zone_done) struct zone *zone = NULL;
    if (zone_read((struct bytes){ data, size }, &zone) != OK) {
        must(zone == NULL);
        return 0;
    }
    try_zone(zone, own_ms);
    for (size_t i = 0; i < COUNT_OF(TIMES_MS); i++) {
        try_zone(zone, TIMES_MS[i]);
    }
    return 0;
}

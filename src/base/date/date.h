/* date: days, instants, and the zone that joins them.
 *
 * Purpose     Due days, ages and times of day as people in one place mean them; instants as the
 *             database keeps them.
 * Invariants  Gregorian calendar, years 1 to 9999; parsing and making give nothing outside. Leap
 *             seconds do not exist. An instant of 0 and DAY_NONE mean "none": parsing never gives
 *             them (the first millisecond of 1970 is refused). A zone pointer of NULL means UTC.
 * Ownership   Printed text lies in the arena. A zone owns its memory until zone_close.
 * Threads     Values and open zones are read-only: any thread.
 * Units       day.n days since 1970-01-01; ms milliseconds since 1970 UTC; offsets in seconds east.
 * Errors      ERR_INPUT not a date, not an instant, no such local time, not a name of a zone;
 *             ERR_NOT_FOUND no such zone; ERR_FILE the zone file cannot be read or understood. */
#pragma once

#include "arena/arena.h"
#include "err/err.h"
#include "str/str.h"

struct day {
    int32_t n;
};

struct instant {
    int64_t ms;
};

struct local {
    int year;
    int month;
    int day;
    int hour;
    int minute;
    int second;
};

struct zone;

#define DAY_NONE ((struct day){ INT32_MIN })

/* Exactly 2026-11-23. */
MUST_USE enum err day_parse(struct str text, struct day *out);
MUST_USE enum err day_make(int year, int month, int day, struct day *out);
/* All 0 for DAY_NONE. */
void day_split(struct day day, int *out_year, int *out_month, int *out_day);
bool day_is_none(struct day day);
/* STR_NONE for DAY_NONE. */
struct str day_print(struct arena *arena, struct day day);
/* DAY_NONE stays none, and so becomes what would leave the years 1 to 9999. */
struct day day_add(struct day day, int32_t days);
/* The same day of another month, or the last of that month when it is shorter. */
struct day day_add_months(struct day day, int32_t months);
/* Full years; whoever is born on 29 February turns older on 1 March in other years. -1 when either
 * is none or `on` is before `born`. */
int day_age(struct day born, struct day on);

/* RFC 3339 with Z or an offset: 2020-03-01T02:10+01:00. Seconds may be missing; of a fraction the
 * milliseconds are kept; second 60 is refused. */
MUST_USE enum err instant_parse(struct str text, struct instant *out);
/* 2020-03-01T01:10:00Z, with .123 before the Z when there are milliseconds; STR_NONE for none. */
struct str instant_print(struct arena *arena, struct instant instant);

/* E.g. "Europe/Tirane", read from /usr/share/zoneinfo. */
MUST_USE enum err zone_open(const char *iana_name, struct zone **out);
/* The same from the bytes of a TZif file (RFC 8536, version 2 or later); they may go then. */
MUST_USE enum err zone_read(struct bytes tzif, struct zone **out);
void zone_close(struct zone *zone);
void zone_done(struct zone **zone);
int32_t zone_offset_s(const struct zone *zone, int64_t ms);
struct day day_of(const struct zone *zone, int64_t ms);
struct local local_of(const struct zone *zone, int64_t ms);
/* A time that the clocks jump over is refused (ERR_INPUT); of one that comes twice, the first. */
MUST_USE enum err local_to_ms(const struct zone *zone, struct local local, int64_t *out);

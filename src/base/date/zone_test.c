#include "date/date.h"

#include "test.h"

#include <string.h>

static int64_t at(const char *text) {
    struct instant out = { 0 };
    CHECK_EQ_I64(instant_parse(str_from_c(text), &out), OK);
    return out.ms;
}

static struct zone *open_zone(const char *name) {
    struct zone *zone = NULL;
    CHECK_EQ_I64(zone_open(name, &zone), OK);
    return zone;
}

/* EU rule: last Sunday of March and October, 01:00 UTC. */
static void check_tirane(const struct zone *zone) {
    CHECK_EQ_I64(zone_offset_s(zone, at("2026-01-15T12:00Z")), 3600);
    CHECK_EQ_I64(zone_offset_s(zone, at("2026-03-29T00:59:59Z")), 3600);
    CHECK_EQ_I64(zone_offset_s(zone, at("2026-03-29T01:00:00Z")), 7200);
    CHECK_EQ_I64(zone_offset_s(zone, at("2026-10-25T00:59:59Z")), 7200);
    CHECK_EQ_I64(zone_offset_s(zone, at("2026-10-25T01:00:00Z")), 3600);
    CHECK_EQ_I64(zone_offset_s(zone, at("2037-07-01T00:00Z")), 7200);
    CHECK_EQ_I64(zone_offset_s(zone, at("2038-01-19T03:14:08Z")), 3600);
    CHECK_EQ_I64(zone_offset_s(zone, at("2040-03-25T00:59:59Z")), 3600);
    CHECK_EQ_I64(zone_offset_s(zone, at("2040-03-25T01:00:00Z")), 7200);
    CHECK_EQ_I64(zone_offset_s(zone, at("2040-10-28T00:59:59Z")), 7200);
    CHECK_EQ_I64(zone_offset_s(zone, at("2040-10-28T01:00:00Z")), 3600);
    CHECK_EQ_I64(zone_offset_s(zone, at("9999-07-01T00:00Z")), 7200);
    CHECK_EQ_I64(zone_offset_s(zone, at("2026-03-29T00:59:59.999Z")), 3600);
}

TEST(tirane) {
    CLEANUP(zone_done) struct zone *zone = open_zone("Europe/Tirane");
    check_tirane(zone);
    CHECK_EQ_I64(zone_offset_s(zone, at("1900-01-01T00:00Z")), 4760); /* local mean time */
    CHECK_EQ_I64(zone_offset_s(zone, at("1930-07-01T00:00Z")), 3600);
    CHECK_EQ_I64(zone_offset_s(zone, INT64_MIN), 4760);
    CHECK_EQ_I64(zone_offset_s(zone, INT64_MAX), 3600);
}

TEST(days_and_times_of_tirane) {
    CLEANUP(zone_done) struct zone *zone = open_zone("Europe/Tirane");
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    CHECK_EQ_STR(day_print(arena, day_of(zone, at("2026-11-22T22:59:59Z"))), STR("2026-11-22"));
    CHECK_EQ_STR(day_print(arena, day_of(zone, at("2026-11-22T23:00:00Z"))), STR("2026-11-23"));
    struct local local = local_of(zone, at("2026-07-31T22:30:15Z"));
    CHECK(local.year == 2026 && local.month == 8 && local.day == 1);
    CHECK(local.hour == 0 && local.minute == 30 && local.second == 15);
    int64_t ms = 7;
    CHECK_EQ_I64(local_to_ms(zone, local, &ms), OK);
    CHECK_EQ_I64(ms, at("2026-07-31T22:30:15Z"));
    CHECK_EQ_I64(local_to_ms(zone, (struct local){ 2026, 3, 29, 1, 59, 59 }, &ms), OK);
    CHECK_EQ_I64(ms, at("2026-03-29T00:59:59Z"));
    CHECK_EQ_I64(local_to_ms(zone, (struct local){ 2026, 3, 29, 3, 0, 0 }, &ms), OK);
    CHECK_EQ_I64(ms, at("2026-03-29T01:00:00Z"));
    CHECK_EQ_I64(local_to_ms(zone, (struct local){ 2026, 10, 25, 2, 30, 0 }, &ms), OK);
    CHECK_EQ_I64(ms, at("2026-10-25T00:30:00Z")); /* comes twice: the first */
    CHECK_EQ_I64(local_to_ms(zone, (struct local){ 2026, 10, 25, 3, 0, 0 }, &ms), OK);
    CHECK_EQ_I64(ms, at("2026-10-25T02:00:00Z"));
    CHECK_EQ_I64(local_to_ms(zone, (struct local){ 2040, 7, 1, 2, 30, 0 }, &ms), OK);
    CHECK_EQ_I64(ms, at("2040-07-01T00:30:00Z"));
    static const struct local BAD[] = { { 2026, 3, 29, 2, 0, 0 }, { 2026, 3, 29, 2, 30, 0 },
        { 2026, 3, 29, 2, 59, 59 }, { 2026, 2, 29, 0, 0, 0 }, { 2026, 1, 1, 24, 0, 0 },
        { 2026, 1, 1, -1, 0, 0 }, { 2026, 1, 1, 0, 60, 0 }, { 2026, 1, 1, 0, 0, 60 } };
    ms = 7;
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        CHECK_EQ_I64(local_to_ms(zone, BAD[i], &ms), ERR_INPUT);
    }
    CHECK_EQ_I64(ms, 7);
}

TEST(other_zones) {
    CLEANUP(zone_done) struct zone *sydney = open_zone("Australia/Sydney");
    CHECK_EQ_I64(zone_offset_s(sydney, at("2026-01-01T00:00Z")), 11 * 3600);
    CHECK_EQ_I64(zone_offset_s(sydney, at("2050-01-01T00:00Z")), 11 * 3600);
    CHECK_EQ_I64(zone_offset_s(sydney, at("2050-12-31T23:00Z")), 11 * 3600);
    CHECK_EQ_I64(zone_offset_s(sydney, at("2050-07-01T00:00Z")), 10 * 3600);
    CLEANUP(zone_done) struct zone *new_york = open_zone("America/New_York");
    CHECK_EQ_I64(zone_offset_s(new_york, at("2045-03-12T06:59:59Z")), -5 * 3600);
    CHECK_EQ_I64(zone_offset_s(new_york, at("2045-03-12T07:00:00Z")), -4 * 3600);
    CHECK_EQ_I64(zone_offset_s(new_york, at("2045-11-05T05:59:59Z")), -4 * 3600);
    CHECK_EQ_I64(zone_offset_s(new_york, at("2045-11-05T06:00:00Z")), -5 * 3600);
    CLEANUP(zone_done) struct zone *utc = open_zone("UTC");
    CHECK_EQ_I64(zone_offset_s(utc, at("2045-03-12T06:59:59Z")), 0);
    CLEANUP(zone_done) struct zone *kathmandu = open_zone("Asia/Kathmandu");
    CHECK_EQ_I64(zone_offset_s(kathmandu, at("2060-01-01T00:00Z")), 20700);
}

TEST(names) {
    struct zone *zone = NULL;
    CHECK_EQ_I64(zone_open("Europe/Nowhere", &zone), ERR_NOT_FOUND);
    CHECK_EQ_I64(zone_open("Europe/Tirane/x", &zone), ERR_NOT_FOUND);
    CHECK_EQ_I64(zone_open("../../../etc/passwd", &zone), ERR_INPUT);
    CHECK_EQ_I64(zone_open("/etc/passwd", &zone), ERR_INPUT);
    CHECK_EQ_I64(zone_open("", &zone), ERR_INPUT);
    CHECK_EQ_I64(zone_open(NULL, &zone), ERR_INPUT);
    CHECK_EQ_I64(zone_open("Europe", &zone), ERR_FILE);
    CHECK(zone == NULL);
    zone_close(NULL);
}

/* A slim file: no transitions, one type, all in the footer. */
static enum err read_slim(const char *footer, size_t cut_b, struct zone **out) {
    static const char BLOCK[] = "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                                "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4"
                                "\0\0\x0E\x10\0\0CET";
    char file[256] = { 0 };
    size_t block_n = sizeof(BLOCK); /* with the NUL after CET */
    memcpy(file, BLOCK, block_n);
    memcpy(file + block_n, BLOCK, block_n);
    int n = snprintf(file + 2 * block_n, sizeof(file) - 2 * block_n, "\n%s\n", footer);
    return zone_read((struct bytes){ (uint8_t *)file, 2 * block_n + (size_t)n - cut_b }, out);
}

TEST(slim_files) {
    CLEANUP(zone_done) struct zone *zone = NULL;
    CHECK_EQ_I64(read_slim("CET-1CEST,M3.5.0,M10.5.0/3", 0, &zone), OK);
    check_tirane(zone);
    zone_done(&zone);
    CHECK_EQ_I64(read_slim("", 0, &zone), OK);
    CHECK_EQ_I64(zone_offset_s(zone, at("2026-07-01T00:00Z")), 3600);
    zone_done(&zone);
    CHECK_EQ_I64(read_slim("<+0330>-3:30", 0, &zone), OK);
    CHECK_EQ_I64(zone_offset_s(zone, at("2026-07-01T00:00Z")), 12600);
    zone_done(&zone);
    CHECK_EQ_I64(read_slim("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 0, &zone), OK); /* Nuuk */
    CHECK_EQ_I64(zone_offset_s(zone, at("2026-03-29T00:59:59Z")), -7200);
    CHECK_EQ_I64(zone_offset_s(zone, at("2026-03-29T01:00:00Z")), -3600);
    zone_done(&zone);
    CHECK_EQ_I64(read_slim("STD0DST,J60/0,J300/0", 0, &zone), OK);
    CHECK_EQ_I64(zone_offset_s(zone, at("2024-02-29T12:00Z")), 0);
    CHECK_EQ_I64(zone_offset_s(zone, at("2024-03-01T00:00Z")), 3600);
    zone_done(&zone);
    CHECK_EQ_I64(read_slim("STD0DST,59/0,300/0", 0, &zone), OK);
    CHECK_EQ_I64(zone_offset_s(zone, at("2024-02-29T00:00Z")), 3600);
}

TEST(broken_files) {
    struct zone *zone = NULL;
    static const char *const BAD[] = { "CE-1", "CET", "CET-25", "CET-1CEST", "CET-1CEST,M3.5.0",
        "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0",
        "CET-1CEST,M3.5.0,M10.5.0/168", "CET-1CEST,M3.5.0,M10.5.0 ", "<+03-3", "CET-1:60",
        "CET-1CEST,J0,J3", "CET-1CEST,366,3", "CET-1CEST,M0.1.0,M10.5.0", "CET-1,x" };
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        CHECK_EQ_I64(read_slim(BAD[i], 0, &zone), ERR_FILE);
    }
    for (size_t cut_b = 1; cut_b < 100; cut_b++) {
        CHECK_EQ_I64(read_slim("CET-1", cut_b, &zone), ERR_FILE);
    }
    CHECK_EQ_I64(zone_read((struct bytes){ NULL, 0 }, &zone), ERR_FILE);
    CHECK(zone == NULL);
}

TEST_MAIN

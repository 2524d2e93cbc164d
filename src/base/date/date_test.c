#include "date/date.h"

#include "test.h"

static struct day day(const char *text) {
    struct day out = DAY_NONE;
    CHECK_EQ_I64(day_parse(str_from_c(text), &out), OK);
    return out;
}

TEST(known_days) {
    CHECK_EQ_I64(day("1970-01-01").n, 0);
    CHECK_EQ_I64(day("1969-12-31").n, -1);
    CHECK_EQ_I64(day("2000-03-01").n, 11017);
    CHECK_EQ_I64(day("2038-01-19").n, 24855);
    CHECK_EQ_I64(day("1900-01-01").n, -25567);
    CHECK_EQ_I64(day("0001-01-01").n, -719162);
    CHECK_EQ_I64(day("9999-12-31").n, 2932896);
    CHECK_EQ_I64(day("1858-11-17").n, -40587); /* modified Julian day 0 */
}

TEST(leap_years) {
    struct day out = DAY_NONE;
    static const int LEAP[] = { 4, 1600, 1904, 2000, 2020, 2024, 2400 };
    static const int PLAIN[] = { 1, 1700, 1800, 1900, 2023, 2026, 2100, 2200 };
    for (size_t i = 0; i < COUNT_OF(LEAP); i++) {
        CHECK_EQ_I64(day_make(LEAP[i], 2, 29, &out), OK);
    }
    for (size_t i = 0; i < COUNT_OF(PLAIN); i++) {
        CHECK_EQ_I64(day_make(PLAIN[i], 2, 29, &out), ERR_INPUT);
    }
}

TEST(every_day_there_and_back) {
    int want_y = 1;
    int want_m = 1;
    int want_d = 1;
    for (int32_t n = -719162; n <= 2932896; n++) {
        int y = 0;
        int m = 0;
        int d = 0;
        struct day back = DAY_NONE;
        day_split((struct day){ n }, &y, &m, &d);
        if (y != want_y || m != want_m || d != want_d || day_make(y, m, d, &back) != OK ||
            back.n != n) {
            CHECK_EQ_I64(n, INT32_MIN); /* the calendar does not run on here */
            return;
        }
        want_d++;
        if (day_make(want_y, want_m, want_d, &back) != OK) {
            want_d = 1;
            want_m = want_m % 12 + 1;
            want_y += want_m == 1;
        }
    }
    CHECK_EQ_I64(want_y, 10000);
}

TEST(refused_days) {
    static const char *const BAD[] = { "", "2026", "2026-11", "2026-11-3", "2026-1-03", "26-11-03",
        "2026-11-031", "2026-11-23 ", " 2026-11-23", "2026/11/23", "2026-13-01", "2026-00-01",
        "2026-01-00", "2026-01-32", "2026-04-31", "2026-02-29", "0000-01-01", "-001-01-01",
        "2026-11-2x", "+026-11-23", "2026-11-23T" };
    struct day out = { 7 };
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        CHECK_EQ_I64(day_parse(str_from_c(BAD[i]), &out), ERR_INPUT);
    }
    CHECK_EQ_I64(day_parse(STR_NONE, &out), ERR_INPUT);
    CHECK_EQ_I64(out.n, 7);
}

TEST(printed_days) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    CHECK_EQ_STR(day_print(arena, day("2026-11-23")), STR("2026-11-23"));
    CHECK_EQ_STR(day_print(arena, day("0987-06-05")), STR("0987-06-05"));
    CHECK(day_print(arena, DAY_NONE).p == NULL);
    int y = 7;
    int m = 7;
    int d = 7;
    day_split(DAY_NONE, &y, &m, &d);
    CHECK(y == 0 && m == 0 && d == 0);
}

TEST(adding) {
    CHECK_EQ_I64(day_add(day("2024-02-28"), 1).n, day("2024-02-29").n);
    CHECK_EQ_I64(day_add(day("2026-01-01"), -1).n, day("2025-12-31").n);
    CHECK(day_is_none(day_add(DAY_NONE, 5)));
    CHECK(day_is_none(day_add(day("9999-12-31"), 1)));
    CHECK(day_is_none(day_add(day("0001-01-01"), -1)));
    CHECK(day_is_none(day_add(day("2026-01-01"), INT32_MAX)));
    CHECK(day_is_none(day_add(day("1960-01-01"), INT32_MIN)));
    CHECK_EQ_I64(day_add_months(day("2026-01-31"), 1).n, day("2026-02-28").n);
    CHECK_EQ_I64(day_add_months(day("2024-01-31"), 1).n, day("2024-02-29").n);
    CHECK_EQ_I64(day_add_months(day("2024-02-29"), 12).n, day("2025-02-28").n);
    CHECK_EQ_I64(day_add_months(day("2026-11-23"), 3).n, day("2027-02-23").n);
    CHECK_EQ_I64(day_add_months(day("2026-03-31"), -1).n, day("2026-02-28").n);
    CHECK_EQ_I64(day_add_months(day("2026-01-15"), -13).n, day("2024-12-15").n);
    CHECK_EQ_I64(day_add_months(day("2026-08-31"), 0).n, day("2026-08-31").n);
    CHECK(day_is_none(day_add_months(DAY_NONE, 1)));
    CHECK(day_is_none(day_add_months(day("9999-12-01"), 1)));
    CHECK(day_is_none(day_add_months(day("2026-01-01"), INT32_MAX)));
    CHECK(day_is_none(day_add_months(day("2026-01-01"), INT32_MIN)));
}

TEST(ages) {
    CHECK_EQ_I64(day_age(day("2008-11-23"), day("2026-11-22")), 17);
    CHECK_EQ_I64(day_age(day("2008-11-23"), day("2026-11-23")), 18);
    CHECK_EQ_I64(day_age(day("2008-02-29"), day("2026-02-28")), 17);
    CHECK_EQ_I64(day_age(day("2008-02-29"), day("2026-03-01")), 18);
    CHECK_EQ_I64(day_age(day("2008-02-29"), day("2028-02-29")), 20);
    CHECK_EQ_I64(day_age(day("2026-11-23"), day("2026-11-23")), 0);
    CHECK_EQ_I64(day_age(day("2026-11-24"), day("2026-11-23")), -1);
    CHECK_EQ_I64(day_age(DAY_NONE, day("2026-11-23")), -1);
    CHECK_EQ_I64(day_age(day("2026-11-23"), DAY_NONE), -1);
}

static int64_t instant(const char *text) {
    struct instant out = { 0 };
    CHECK_EQ_I64(instant_parse(str_from_c(text), &out), OK);
    return out.ms;
}

/* The first four after RFC 3339, section 5.8. */
TEST(known_instants) {
    CHECK_EQ_I64(instant("1985-04-12T23:20:50.52Z"), 482196050520);
    CHECK_EQ_I64(instant("1996-12-19T16:39:57-08:00"), instant("1996-12-20T00:39:57Z"));
    CHECK_EQ_I64(instant("1996-12-20T00:39:57Z"), 851042397000);
    CHECK_EQ_I64(instant("1937-01-01T12:00:27.87+00:20"), -1041337172130);
    CHECK_EQ_I64(instant("2020-03-01T02:10+01:00"), 1583025000000);
    CHECK_EQ_I64(instant("2001-09-09T01:46:40Z"), 1000000000000);
    CHECK_EQ_I64(instant("2038-01-19T03:14:08Z"), INT64_C(2147483648000));
    CHECK_EQ_I64(instant("2020-03-01t01:10z"), 1583025000000);
    CHECK_EQ_I64(instant("2020-03-01T01:10:00.123999999Z"), 1583025000123);
    CHECK_EQ_I64(instant("2020-03-01T01:10-00:00"), 1583025000000);
}

TEST(refused_instants) {
    static const char *const BAD[] = { "", "2020-03-01", "2020-03-01T02:10", "2020-03-01 02:10Z",
        "2020-03-01T2:10Z", "2020-03-01T24:00Z", "2020-03-01T02:60Z", "2020-03-01T02:10:60Z",
        "2016-12-31T23:59:60Z", "2020-03-01T02:10:Z", "2020-03-01T02:10:00.Z",
        "2020-03-01T02:10:00,5Z", "2020-03-01T02:10+0100", "2020-03-01T02:10+01",
        "2020-03-01T02:10+24:00", "2020-03-01T02:10+01:60", "2020-03-01T02:10ZZ",
        "2020-02-30T02:10Z", "2020-03-01T02Z", "1970-01-01T00:00Z", "0001-01-01T00:00+00:01",
        "9999-12-31T23:59-00:01" };
    struct instant out = { 7 };
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        CHECK_EQ_I64(instant_parse(str_from_c(BAD[i]), &out), ERR_INPUT);
    }
    CHECK_EQ_I64(out.ms, 7);
}

TEST(printed_instants) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    CHECK_EQ_STR(
        instant_print(arena, (struct instant){ 1583025000000 }), STR("2020-03-01T01:10:00Z"));
    CHECK_EQ_STR(
        instant_print(arena, (struct instant){ 1583025000007 }), STR("2020-03-01T01:10:00.007Z"));
    CHECK_EQ_STR(instant_print(arena, (struct instant){ -1 }), STR("1969-12-31T23:59:59.999Z"));
    CHECK_EQ_STR(instant_print(arena, (struct instant){ instant("9999-12-31T23:59:59Z") }),
        STR("9999-12-31T23:59:59Z"));
    CHECK(instant_print(arena, (struct instant){ 0 }).p == NULL);
    CHECK(instant_print(arena, (struct instant){ INT64_MIN }).n > 0);
    CHECK(instant_print(arena, (struct instant){ INT64_MAX }).n > 0);
}

TEST(without_a_zone_it_is_utc) {
    CHECK_EQ_I64(zone_offset_s(NULL, 0), 0);
    CHECK_EQ_I64(day_of(NULL, -1).n, -1);
    CHECK_EQ_I64(day_of(NULL, INT64_MAX).n, day("9999-12-31").n);
    CHECK_EQ_I64(day_of(NULL, INT64_MIN).n, day("0001-01-01").n);
    int64_t ms = 0;
    CHECK_EQ_I64(local_to_ms(NULL, (struct local){ 2020, 3, 1, 1, 10, 0 }, &ms), OK);
    CHECK_EQ_I64(ms, 1583025000000);
}

TEST_MAIN

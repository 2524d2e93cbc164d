#include "date/date.h"

enum {
    FIRST_YEAR = 1,
    LAST_YEAR = 9999,
    DAY_S = 86400,
    DAYS_TO_1970 = 719468, /* from 0000-03-01, where a 400-year cycle begins */
    CYCLE_DAYS = 146097,
};

static const int64_t DAY_MS = INT64_C(1000) * DAY_S;
static const int32_t FIRST_DAY = -719162; /* 0001-01-01 */
static const int32_t LAST_DAY = 2932896;  /* 9999-12-31 */

static bool is_leap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int year, int month) {
    static const int DAYS[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return DAYS[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0 ? 1 : 0);
}

/* Years are counted from March, so that the leap day is the last one of a year. */
enum err day_make(int year, int month, int day, struct day *out) {
    if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1 ||
        day > month_days(year, month)) {
        return ERR_INPUT;
    }
    int from_march = (month + 9) % 12;
    int y = month <= 2 ? year - 1 : year;
    int cycle = y / 400;
    int of_cycle = y % 400;
    int of_year = (153 * from_march + 2) / 5 + day - 1;
    int days = of_cycle * 365 + of_cycle / 4 - of_cycle / 100 + of_year;
    *out = (struct day){ cycle * CYCLE_DAYS + days - DAYS_TO_1970 };
    return OK;
}

void day_split(struct day day, int *out_year, int *out_month, int *out_day) {
    if (day_is_none(day)) {
        *out_year = 0;
        *out_month = 0;
        *out_day = 0;
        return;
    }
    int64_t n = (int64_t)day.n + DAYS_TO_1970;
    int64_t cycle = floor_div(n, CYCLE_DAYS);
    int days = (int)(n - cycle * CYCLE_DAYS);
    int of_cycle = (days - days / 1460 + days / 36524 - days / 146096) / 365;
    int of_year = days - (365 * of_cycle + of_cycle / 4 - of_cycle / 100);
    int from_march = (5 * of_year + 2) / 153;
    *out_day = of_year - (153 * from_march + 2) / 5 + 1;
    *out_month = from_march < 10 ? from_march + 3 : from_march - 9;
    *out_year = (int)(cycle * 400) + of_cycle + (*out_month <= 2 ? 1 : 0);
}

bool day_is_none(struct day day) {
    return day.n == INT32_MIN;
}

/* A number of exactly n digits at the start of *rest. */
static bool take_digits(struct str *rest, size_t n, int *out) {
    if (rest->n < n) {
        return false;
    }
    int number = 0;
    for (size_t i = 0; i < n; i++) {
        char c = rest->p[i];
        if (c < '0' || c > '9') {
            return false;
        }
        number = number * 10 + (c - '0');
    }
    *rest = str_skip(*rest, n);
    *out = number;
    return true;
}

static bool take_char(struct str *rest, char c) {
    if (rest->n == 0 || rest->p[0] != c) {
        return false;
    }
    *rest = str_skip(*rest, 1);
    return true;
}

static bool take_day(struct str *rest, struct day *out) {
    int year = 0;
    int month = 0;
    int day = 0;
    return take_digits(rest, 4, &year) && take_char(rest, '-') && take_digits(rest, 2, &month) &&
           take_char(rest, '-') && take_digits(rest, 2, &day) &&
           day_make(year, month, day, out) == OK;
}

enum err day_parse(struct str text, struct day *out) {
    struct day day = DAY_NONE;
    if (!take_day(&text, &day) || text.n > 0) {
        return ERR_INPUT;
    }
    *out = day;
    return OK;
}

struct str day_print(struct arena *arena, struct day day) {
    if (day_is_none(day)) {
        return STR_NONE;
    }
    int y = 0;
    int m = 0;
    int d = 0;
    day_split(day, &y, &m, &d);
    return arena_print(arena, "%04d-%02d-%02d", y, m, d);
}

struct day day_add(struct day day, int32_t days) {
    int64_t n = (int64_t)day.n + days;
    if (day_is_none(day) || n < FIRST_DAY || n > LAST_DAY) {
        return DAY_NONE;
    }
    return (struct day){ (int32_t)n };
}

struct day day_add_months(struct day day, int32_t months) {
    int y = 0;
    int m = 0;
    int d = 0;
    day_split(day, &y, &m, &d);
    int64_t total = (int64_t)y * 12 + (m - 1) + months;
    int64_t year = floor_div(total, 12);
    if (day_is_none(day) || year < FIRST_YEAR || year > LAST_YEAR) {
        return DAY_NONE;
    }
    int month = (int)(total - year * 12) + 1;
    int last = month_days((int)year, month);
    struct day moved = DAY_NONE;
    return day_make((int)year, month, d < last ? d : last, &moved) == OK ? moved : DAY_NONE;
}

int day_age(struct day born, struct day on) {
    if (day_is_none(born) || day_is_none(on) || on.n < born.n) {
        return -1;
    }
    int y[2] = { 0 };
    int m[2] = { 0 };
    int d[2] = { 0 };
    day_split(born, &y[0], &m[0], &d[0]);
    day_split(on, &y[1], &m[1], &d[1]);
    bool is_before = m[1] < m[0] || (m[1] == m[0] && d[1] < d[0]);
    return y[1] - y[0] - (is_before ? 1 : 0);
}

/* :ss and .fff, both optional, into milliseconds. */
static bool take_seconds(struct str *rest, int *out_ms) {
    int second = 0;
    int ms = 0;
    if (take_char(rest, ':')) {
        if (!take_digits(rest, 2, &second) || second > 59) {
            return false;
        }
        if (take_char(rest, '.')) {
            int digit = 0;
            int scale = 100;
            if (!take_digits(rest, 1, &digit)) {
                return false;
            }
            do {
                ms += digit * scale;
                scale /= 10;
            } while (take_digits(rest, 1, &digit));
        }
    }
    *out_ms = second * 1000 + ms;
    return true;
}

/* Z or +hh:mm, into minutes. */
static bool take_offset(struct str *rest, int *out_minutes) {
    if (take_char(rest, 'Z') || take_char(rest, 'z')) {
        *out_minutes = 0;
        return true;
    }
    bool is_west = take_char(rest, '-');
    int hour = 0;
    int minute = 0;
    if ((!is_west && !take_char(rest, '+')) || !take_digits(rest, 2, &hour) ||
        !take_char(rest, ':') || !take_digits(rest, 2, &minute) || hour > 23 || minute > 59) {
        return false;
    }
    *out_minutes = (hour * 60 + minute) * (is_west ? -1 : 1);
    return true;
}

enum err instant_parse(struct str text, struct instant *out) {
    struct day day = DAY_NONE;
    int hour = 0;
    int minute = 0;
    int ms_of_minute = 0;
    int offset_min = 0;
    if (!take_day(&text, &day) || (!take_char(&text, 'T') && !take_char(&text, 't')) ||
        !take_digits(&text, 2, &hour) || !take_char(&text, ':') ||
        !take_digits(&text, 2, &minute) || hour > 23 || minute > 59 ||
        !take_seconds(&text, &ms_of_minute) || !take_offset(&text, &offset_min) || text.n > 0) {
        return ERR_INPUT;
    }
    int64_t ms = day.n * DAY_MS + (int64_t)(hour * 60 + minute - offset_min) * 60000 + ms_of_minute;
    if (ms == 0 || ms < FIRST_DAY * DAY_MS || ms >= (LAST_DAY + 1) * DAY_MS) {
        return ERR_INPUT;
    }
    *out = (struct instant){ ms };
    return OK;
}

struct str instant_print(struct arena *arena, struct instant instant) {
    if (instant.ms == 0) {
        return STR_NONE;
    }
    struct local at = local_of(NULL, instant.ms);
    int ms = (int)((instant.ms % 1000 + 1000) % 1000);
    struct str whole = arena_print(arena, "%04d-%02d-%02dT%02d:%02d:%02d", at.year, at.month,
        at.day, at.hour, at.minute, at.second);
    return ms == 0 ? arena_print(arena, "%.*sZ", STR_FMT(whole))
                   : arena_print(arena, "%.*s.%03dZ", STR_FMT(whole), ms);
}

/* Instants far outside the calendar are brought to its ends, so that no arithmetic overflows. */
static int64_t local_s(const struct zone *zone, int64_t ms) {
    int64_t s = floor_div(ms, 1000);
    int64_t first = (int64_t)FIRST_DAY * DAY_S;
    int64_t last = ((int64_t)LAST_DAY + 1) * DAY_S - 1;
    s += zone_offset_s(zone, ms);
    return s < first ? first : s > last ? last : s;
}

struct day day_of(const struct zone *zone, int64_t ms) {
    return (struct day){ (int32_t)floor_div(local_s(zone, ms), DAY_S) };
}

struct local local_of(const struct zone *zone, int64_t ms) {
    int64_t s = local_s(zone, ms);
    struct day day = { (int32_t)floor_div(s, DAY_S) };
    int of_day = (int)(s - (int64_t)day.n * DAY_S);
    struct local at = { .hour = of_day / 3600, .minute = of_day / 60 % 60, .second = of_day % 60 };
    day_split(day, &at.year, &at.month, &at.day);
    return at;
}

enum err local_to_ms(const struct zone *zone, struct local local, int64_t *out) {
    struct day day = DAY_NONE;
    TRY(day_make(local.year, local.month, local.day, &day));
    if (local.hour < 0 || local.hour > 23 || local.minute < 0 || local.minute > 59 ||
        local.second < 0 || local.second > 59) {
        return ERR_INPUT;
    }
    int64_t as_utc_ms =
        day.n * DAY_MS + ((int64_t)local.hour * 3600 + local.minute * 60 + local.second) * 1000;
    int32_t before_s = zone_offset_s(zone, as_utc_ms - DAY_MS);
    int32_t after_s = zone_offset_s(zone, as_utc_ms + DAY_MS);
    int32_t east_s = before_s > after_s ? before_s : after_s; /* the earlier instant first */
    int32_t west_s = before_s > after_s ? after_s : before_s;
    int64_t ms = as_utc_ms - (int64_t)east_s * 1000;
    if (zone_offset_s(zone, ms) != east_s) {
        ms = as_utc_ms - (int64_t)west_s * 1000;
        if (zone_offset_s(zone, ms) != west_s) {
            return ERR_INPUT;
        }
    }
    *out = ms;
    return OK;
}

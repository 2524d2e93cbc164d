#include "date/date.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum {
    FILE_MAX_B = 64 * 1024,
    ARENA_MAX_B = 512 * 1024,
    TRANSITIONS_MAX = 4000,
    HEADER_B = 44,
    NAME_MAX_B = 64,
    OFFSET_MAX_S = 26 * 3600,
    DAY_S = 86400,
};

/* When a footer rule changes the clocks: Mm.w.d, Jn or n, and the local time of day. */
struct rule {
    char form; /* 'M', 'J' or '0' */
    int month;
    int week;
    int day;
    int32_t time_s;
};

struct zone {
    struct arena *arena;
    size_t n;
    int64_t *at_s;     /* when each offset begins, ascending */
    int32_t *offset_s; /* the offset from then on */
    int32_t first_s;   /* the offset before all of them */
    bool has_footer;   /* the rest tells what holds after the last transition */
    bool has_summer;
    int32_t standard_s;
    int32_t summer_s;
    struct rule to_summer;
    struct rule to_standard;
};

struct counts {
    size_t leaps;
    size_t times;
    size_t types;
    size_t chars;
    size_t standards;
    size_t utcs;
};

static int64_t big_endian(const uint8_t *p, size_t n) {
    uint64_t number = (p[0] & 0x80u) != 0 ? UINT64_MAX : 0;
    for (size_t i = 0; i < n; i++) {
        number = number << 8 | p[i];
    }
    return (int64_t)number;
}

static bool take(struct bytes *rest, size_t n, const uint8_t **out) {
    if (rest->n < n) {
        return false;
    }
    *out = rest->p;
    *rest = (struct bytes){ rest->p + n, rest->n - n };
    return true;
}

static bool take_header(struct bytes *rest, struct counts *out) {
    const uint8_t *p = NULL;
    if (!take(rest, HEADER_B, &p) || memcmp(p, "TZif", 4) != 0 || p[4] < '2') {
        return false;
    }
    int64_t n[6];
    for (size_t i = 0; i < COUNT_OF(n); i++) {
        n[i] = big_endian(p + 20 + 4 * i, 4);
        if (n[i] < 0 || n[i] > FILE_MAX_B) {
            return false;
        }
    }
    *out = (struct counts){
        .utcs = (size_t)n[0],
        .standards = (size_t)n[1],
        .leaps = (size_t)n[2],
        .times = (size_t)n[3],
        .types = (size_t)n[4],
        .chars = (size_t)n[5],
    };
    return true;
}

/* The second data block; the counts come from its header. */
static bool take_transitions(struct bytes *rest, struct counts counts, struct zone *zone) {
    const uint8_t *times = NULL;
    const uint8_t *kinds = NULL;
    const uint8_t *types = NULL;
    const uint8_t *ignored = NULL;
    if (counts.leaps > 0 || counts.times > TRANSITIONS_MAX || counts.types == 0 ||
        counts.types > 256 || !take(rest, counts.times * 8, &times) ||
        !take(rest, counts.times, &kinds) || !take(rest, counts.types * 6, &types) ||
        !take(rest, counts.chars + counts.standards + counts.utcs, &ignored)) {
        return false;
    }
    for (size_t i = 0; i < counts.types; i++) {
        int64_t offset_s = big_endian(types + 6 * i, 4);
        if (offset_s < -OFFSET_MAX_S || offset_s > OFFSET_MAX_S) {
            return false;
        }
    }
    zone->n = counts.times;
    zone->at_s = ARENA_ARRAY(zone->arena, int64_t, counts.times);
    zone->offset_s = ARENA_ARRAY(zone->arena, int32_t, counts.times);
    zone->first_s = (int32_t)big_endian(types, 4);
    for (size_t i = 0; i < counts.times; i++) {
        zone->at_s[i] = big_endian(times + 8 * i, 8);
        if (kinds[i] >= counts.types || (i > 0 && zone->at_s[i] <= zone->at_s[i - 1])) {
            return false;
        }
        zone->offset_s[i] = (int32_t)big_endian(types + (size_t)6 * kinds[i], 4);
    }
    return true;
}

static bool take_char(struct str *rest, char c) {
    if (rest->n == 0 || rest->p[0] != c) {
        return false;
    }
    *rest = str_skip(*rest, 1);
    return true;
}

static bool take_number(struct str *rest, int max, int *out) {
    int number = 0;
    size_t n = 0;
    while (n < rest->n && n < 3 && rest->p[n] >= '0' && rest->p[n] <= '9') {
        number = number * 10 + (rest->p[n] - '0');
        n++;
    }
    if (n == 0 || number > max) {
        return false;
    }
    *rest = str_skip(*rest, n);
    *out = number;
    return true;
}

/* CET or <+03>; the name itself is of no use here. */
static bool take_name(struct str *rest) {
    bool is_quoted = take_char(rest, '<');
    size_t n = 0;
    while (n < rest->n && rest->p[n] != '>') {
        char low = (char)(rest->p[n] | 0x20);
        if (!is_quoted && (low < 'a' || low > 'z')) {
            break;
        }
        n++;
    }
    *rest = str_skip(*rest, n);
    return n >= 3 && (!is_quoted || take_char(rest, '>'));
}

/* [+-]h[:m[:s]] in seconds. */
static bool take_time(struct str *rest, int hours_max, int32_t *out) {
    bool is_negative = take_char(rest, '-');
    if (!is_negative) {
        (void)take_char(rest, '+'); /* optional */
    }
    int h = 0;
    int m = 0;
    int s = 0;
    if (!take_number(rest, hours_max, &h) || (take_char(rest, ':') && !take_number(rest, 59, &m)) ||
        (take_char(rest, ':') && !take_number(rest, 59, &s))) {
        return false;
    }
    *out = (h * 3600 + m * 60 + s) * (is_negative ? -1 : 1);
    return true;
}

static bool take_rule(struct str *rest, struct rule *out) {
    struct rule rule = { .form = '0', .time_s = 2 * 3600 };
    bool is_good = false;
    if (!take_char(rest, ',')) {
        return false;
    }
    if (take_char(rest, 'M')) {
        rule.form = 'M';
        is_good = take_number(rest, 12, &rule.month) && take_char(rest, '.') &&
                  take_number(rest, 5, &rule.week) && take_char(rest, '.') &&
                  take_number(rest, 6, &rule.day) && rule.month > 0 && rule.week > 0;
    } else if (take_char(rest, 'J')) {
        rule.form = 'J';
        is_good = take_number(rest, 365, &rule.day) && rule.day > 0;
    } else {
        is_good = take_number(rest, 365, &rule.day);
    }
    if (!is_good || (take_char(rest, '/') && !take_time(rest, 167, &rule.time_s))) {
        return false;
    }
    *out = rule;
    return true;
}

/* POSIX TZ, e.g. CET-1CEST,M3.5.0,M10.5.0/3; there the offset counts westward. */
static bool read_footer(struct str text, struct zone *zone) {
    int32_t west_s = 0;
    if (text.n == 0) {
        return true;
    }
    if (!take_name(&text) || !take_time(&text, 24, &west_s)) {
        return false;
    }
    zone->standard_s = -west_s;
    zone->summer_s = zone->standard_s + 3600;
    zone->has_footer = true;
    if (text.n == 0) {
        return true;
    }
    zone->has_summer = true;
    if (!take_name(&text)) {
        return false;
    }
    if (text.n > 0 && text.p[0] != ',') {
        if (!take_time(&text, 24, &west_s)) {
            return false;
        }
        zone->summer_s = -west_s;
    }
    return take_rule(&text, &zone->to_summer) && take_rule(&text, &zone->to_standard) &&
           text.n == 0;
}

static bool read_file_bytes(struct bytes file, struct zone *zone) {
    struct counts counts = { 0 };
    const uint8_t *ignored = NULL;
    if (!take_header(&file, &counts) ||
        !take(&file,
            counts.times * 5 + counts.types * 6 + counts.chars + counts.leaps * 8 +
                counts.standards + counts.utcs,
            &ignored) ||
        !take_header(&file, &counts) || !take_transitions(&file, counts, zone)) {
        return false;
    }
    struct str footer = bytes_str(file);
    if (footer.n < 2 || footer.p[0] != '\n' || footer.p[footer.n - 1] != '\n') {
        return false;
    }
    return read_footer((struct str){ footer.p + 1, footer.n - 2 }, zone);
}

enum err zone_read(struct bytes tzif, struct zone **out) {
    if (tzif.n > FILE_MAX_B) {
        return ERR_FILE;
    }
    struct arena *arena = arena_open(ARENA_MAX_B);
    struct zone *zone = ARENA_NEW(arena, struct zone);
    zone->arena = arena;
    if (!read_file_bytes(tzif, zone)) {
        zone_close(zone);
        return ERR_FILE;
    }
    *out = zone;
    return OK;
}

static bool is_zone_name(struct str name) {
    if (name.n == 0 || name.n > NAME_MAX_B || name.p[0] == '/' || str_has(name, STR(".."))) {
        return false;
    }
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        char low = (char)(c | 0x20);
        bool is_good = (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || c == '/' ||
                       c == '_' || c == '-' || c == '+';
        if (!is_good) {
            return false;
        }
    }
    return true;
}

static enum err read_whole(int fd, struct arena *arena, struct bytes *out) {
    uint8_t *p = arena_take(arena, FILE_MAX_B + 1);
    size_t n = 0;
    while (n <= FILE_MAX_B) {
        ssize_t got = read(fd, p + n, FILE_MAX_B + 1 - n);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return ERR_FILE;
        }
        if (got == 0) {
            break;
        }
        n += (size_t)got;
    }
    *out = (struct bytes){ p, n };
    return OK;
}

enum err zone_open(const char *iana_name, struct zone **out) {
    if (!is_zone_name(str_from_c(iana_name))) {
        return ERR_INPUT;
    }
    CLEANUP(arena_done) struct arena *arena = arena_open(ARENA_MAX_B);
    struct str path = arena_print(arena, "/usr/share/zoneinfo/%s", iana_name);
    int fd = open(path.p, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : ERR_FILE;
    }
    struct bytes file = { NULL, 0 };
    enum err e = read_whole(fd, arena, &file);
    (void)close(fd); /* only read from */
    return e == OK ? zone_read(file, out) : e;
}

void zone_close(struct zone *zone) {
    if (zone != NULL) {
        arena_close(zone->arena);
    }
}

void zone_done(struct zone **zone) {
    zone_close(*zone);
    *zone = NULL;
}

/* Days since 1970 of the first of a month; years here are always within the calendar. */
static int32_t first_of(int year, int month) {
    struct day day = { 0 };
    return day_make(year, month, 1, &day) == OK ? day.n : 0;
}

/* The day of a rule in a year, as days since 1970. */
static int32_t rule_day(const struct rule *rule, int year) {
    int32_t new_year = first_of(year, 1);
    bool is_leap = first_of(year, 3) - new_year == 60;
    if (rule->form == '0') {
        return new_year + rule->day;
    }
    if (rule->form == 'J') { /* 29 February has no number */
        return new_year + rule->day - 1 + (is_leap && rule->day >= 60 ? 1 : 0);
    }
    int32_t first = first_of(year, rule->month);
    int32_t end =
        rule->month == 12 ? new_year + 365 + (is_leap ? 1 : 0) : first_of(year, rule->month + 1);
    int weekday = (first % 7 + 7 + 4) % 7; /* 1970-01-01 was a Thursday; 0 is Sunday */
    int32_t day = first + (rule->day - weekday + 7) % 7 + 7 * (rule->week - 1);
    return day >= end ? day - 7 : day;
}

static int64_t rule_s(const struct rule *rule, int year, int32_t offset_s) {
    return (int64_t)rule_day(rule, year) * DAY_S + rule->time_s - offset_s;
}

static int32_t footer_offset_s(const struct zone *zone, int64_t s) {
    if (!zone->has_summer) {
        return zone->standard_s;
    }
    int year = local_of(NULL, (s + zone->standard_s) * 1000).year;
    int64_t summer = rule_s(&zone->to_summer, year, zone->standard_s);
    int64_t standard = rule_s(&zone->to_standard, year, zone->summer_s);
    bool is_summer = summer < standard ? s >= summer && s < standard /* north of the equator */
                                       : s >= summer || s < standard;
    return is_summer ? zone->summer_s : zone->standard_s;
}

int32_t zone_offset_s(const struct zone *zone, int64_t ms) {
    static const int64_t CALENDAR_END_MS = INT64_C(253402300800000);
    if (zone == NULL) {
        return 0;
    }
    if (ms >= CALENDAR_END_MS) {
        ms = CALENDAR_END_MS - 1;
    }
    int64_t s = ms / 1000 - (ms % 1000 < 0 ? 1 : 0);
    if (zone->has_footer && (zone->n == 0 || s >= zone->at_s[zone->n - 1])) {
        return footer_offset_s(zone, s < -CALENDAR_END_MS / 1000 ? -CALENDAR_END_MS / 1000 : s);
    }
    size_t low = 0; /* transitions before `low` have happened, those from `high` have not */
    size_t high = zone->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->at_s[middle] <= s) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 ? zone->first_s : zone->offset_s[low - 1];
}

#include "view/view.h"

#include "err/must.h"

#include <inttypes.h>
#include <stdio.h>

static const char *const months[LANG_COUNT][12] = {
    [LANG_SQ] = { "janar", "shkurt", "mars", "prill", "maj", "qershor", "korrik", "gusht",
        "shtator", "tetor", "nëntor", "dhjetor" },
    [LANG_EN] = { "January", "February", "March", "April", "May", "June", "July", "August",
        "September", "October", "November", "December" },
};

/* What groups the digits of a number; in Albanian a no-break space. */
static const struct str group_marks[LANG_COUNT] = {
    [LANG_SQ] = { "\xc2\xa0", 2 },
    [LANG_EN] = { ",", 1 },
};

/* Shown where there is no day or instant: an en dash. */
#define NONE_SHOWN STR("–")

/* --- text ------------------------------------------------------------------------------------- */

void emit_raw(struct out *o, struct str html) {
    buf_add(o->buf, html);
}

static struct str escape_of(char c) {
    switch (c) {
    case '&':
        return STR("&amp;");
    case '<':
        return STR("&lt;");
    case '>':
        return STR("&gt;");
    case '"':
        return STR("&quot;");
    case '\'':
        return STR("&#39;");
    default:
        return STR_NONE;
    }
}

void emit_str(struct out *o, struct str text) {
    size_t done = 0;
    for (size_t i = 0; i < text.n; i++) {
        struct str escape = escape_of(text.p[i]);
        if (escape.p != NULL) {
            buf_add_bytes(o->buf, text.p + done, i - done);
            buf_add(o->buf, escape);
            done = i + 1;
        }
    }
    if (text.n > done) {
        buf_add_bytes(o->buf, text.p + done, text.n - done);
    }
}

void emit_markup(struct out *o, struct markup markup) {
    buf_add(o->buf, markup.html);
}

/* --- numbers ---------------------------------------------------------------------------------- */

void emit_i64(struct out *o, int64_t number) {
    char digits[24];
    int n = snprintf(digits, sizeof(digits), "%" PRId64, number);
    for (int i = 0; i < n; i++) {
        int left = n - i;
        if (i > 0 && left % 3 == 0 && digits[i - 1] != '-') {
            buf_add(o->buf, group_marks[o->lang]);
        }
        buf_add_char(o->buf, digits[i]);
    }
}

void emit_int(struct out *o, int number) {
    emit_i64(o, number);
}

void emit_size(struct out *o, size_t number) {
    must(number <= INT64_MAX);
    emit_i64(o, (int64_t)number);
}

void emit_plain_i64(struct out *o, int64_t number) {
    buf_add_i64(o->buf, number);
}

void emit_plain_int(struct out *o, int number) {
    buf_add_i64(o->buf, number);
}

void emit_plain_size(struct out *o, size_t number) {
    must(number <= INT64_MAX);
    buf_add_i64(o->buf, (int64_t)number);
}

/* --- days and instants ------------------------------------------------------------------------ */

static void add_date(struct out *o, int year, int month, int day) {
    if (o->lang == LANG_SQ) {
        buf_print(o->buf, "%02d.%02d.%d", day, month, year);
    } else {
        must(month >= 1 && month <= 12);
        buf_print(o->buf, "%d %s %d", day, months[o->lang][month - 1], year);
    }
}

void emit_day(struct out *o, struct day day) {
    if (day_is_none(day)) {
        buf_add(o->buf, NONE_SHOWN);
        return;
    }
    int year = 0;
    int month = 0;
    int day_of_month = 0;
    day_split(day, &year, &month, &day_of_month);
    add_date(o, year, month, day_of_month);
}

void emit_instant(struct out *o, struct instant instant) {
    if (instant.ms == 0) {
        buf_add(o->buf, NONE_SHOWN);
        return;
    }
    struct local local = local_of(o->zone, instant.ms);
    add_date(o, local.year, local.month, local.day);
    buf_print(o->buf, ", %02d:%02d", local.hour, local.minute);
}

void emit_plain_day(struct out *o, struct day day) {
    if (day_is_none(day)) {
        return;
    }
    int year = 0;
    int month = 0;
    int day_of_month = 0;
    day_split(day, &year, &month, &day_of_month);
    buf_print(o->buf, "%04d-%02d-%02d", year, month, day_of_month);
}

void emit_plain_instant(struct out *o, struct instant instant) {
    if (instant.ms == 0) {
        return;
    }
    struct local utc = local_of(NULL, instant.ms);
    buf_print(o->buf, "%04d-%02d-%02dT%02d:%02d:%02dZ", utc.year, utc.month, utc.day, utc.hour,
        utc.minute, utc.second);
}

void emit_month(struct out *o, int year, int month) {
    must(month >= 1 && month <= 12);
    buf_print(o->buf, "%s %d", months[o->lang][month - 1], year);
}

/* --- addresses -------------------------------------------------------------------------------- */

static bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void emit_query_str(struct out *o, struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (is_unreserved(text.p[i])) {
            buf_add_char(o->buf, text.p[i]);
        } else {
            buf_print(o->buf, "%%%02X", (unsigned)(uint8_t)text.p[i]);
        }
    }
}

/* Not //host, and not /\host, which browsers read the same way. */
static bool is_own_address(struct str address) {
    if (str_starts(address, STR("/"))) {
        return !str_starts(address, STR("//")) && !str_starts(address, STR("/\\"));
    }
    return str_starts(address, STR("?")) || str_starts(address, STR("#"));
}

static bool has_control(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if ((uint8_t)text.p[i] <= ' ' || text.p[i] == 0x7f) {
            return true;
        }
    }
    return false;
}

void emit_address(struct out *o, struct str address) {
    bool is_known = is_own_address(address) || str_starts(address, STR("https://")) ||
                    str_starts(address, STR("mailto:")) || str_starts(address, STR("tel:"));
    /* A blank or control character is dropped by browsers and could hide another scheme or host. */
    emit_str(o, is_known && !has_control(address) ? address : STR("#"));
}

void emit_tel(struct out *o, struct str number) {
    for (size_t i = 0; i < number.n; i++) {
        char c = number.p[i];
        if ((c >= '0' && c <= '9') || c == '+' || c == '*') {
            buf_add_char(o->buf, c);
        }
    }
}

/* --- words ------------------------------------------------------------------------------------ */

struct words_value words_value_str(struct str text) {
    return (struct words_value){ .kind = WORDS_STR, .str = text };
}

struct words_value words_value_i64(int64_t number) {
    return (struct words_value){ .kind = WORDS_I64, .i64 = number };
}

struct words_value words_value_int(int number) {
    return words_value_i64(number);
}

struct words_value words_value_size(size_t number) {
    must(number <= INT64_MAX);
    return words_value_i64((int64_t)number);
}

struct words_value words_value_day(struct day day) {
    return (struct words_value){ .kind = WORDS_DAY, .day = day };
}

struct words_value words_value_instant(struct instant instant) {
    return (struct words_value){ .kind = WORDS_INSTANT, .instant = instant };
}

static void emit_value(struct out *o, const struct words_value *value) {
    switch (value->kind) {
    case WORDS_STR:
        emit_str(o, value->str);
        break;
    case WORDS_I64:
        emit_i64(o, value->i64);
        break;
    case WORDS_DAY:
        emit_day(o, value->day);
        break;
    case WORDS_INSTANT:
        emit_instant(o, value->instant);
        break;
    }
}

/* A place without its value stays as it is: gen_view checks the names, so only a text chosen at run
 * time can get here. */
static void emit_place(
    struct out *o, struct str name, const struct words_arg *args, size_t n_args) {
    for (size_t i = 0; i < n_args; i++) {
        if (str_eq(args[i].name, name)) {
            emit_value(o, &args[i].value);
            return;
        }
    }
    emit_literal(o, "{");
    emit_str(o, name);
    emit_literal(o, "}");
}

static void emit_lines(struct out *o, struct str text, struct str line_break) {
    struct str line = STR_NONE;
    for (bool is_first = true; str_cut(&text, '\n', &line); is_first = false) {
        if (!is_first) {
            emit_raw(o, line_break);
        }
        emit_str(o, line);
    }
}

static void emit_filled(struct out *o, struct str text, const struct words_arg *args, size_t n_args,
    struct str line_break) {
    struct str rest = text;
    struct str part = STR_NONE;
    while (str_cut(&rest, '{', &part)) {
        emit_lines(o, part, line_break);
        if (rest.p != NULL && str_cut(&rest, '}', &part)) {
            emit_place(o, part, args, n_args);
        }
    }
}

void emit_words(struct out *o, enum words words, const struct words_arg *args, size_t n_args) {
    emit_filled(o, words_text(o->lang, words), args, n_args, STR("<br>\n"));
}

void emit_words_attr(struct out *o, enum words words, const struct words_arg *args, size_t n_args) {
    emit_filled(o, words_text(o->lang, words), args, n_args, STR("\n"));
}

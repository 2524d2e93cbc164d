#include "err/must.h"
#include "utf8/utf8.h"
#include "json/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_in_object(const struct json_out *out) {
    return out->depth > 0 && (out->is_object >> (out->depth - 1) & 1u) != 0;
}

/* What stands before every value: a comma where one is due. */
static void begin_value(struct json_out *out) {
    must(is_in_object(out) == out->has_key);
    must(out->depth > 0 || !out->has_before);
    if (out->has_before && !out->has_key) {
        buf_add_char(out->buf, ',');
    }
    out->has_before = true;
    out->has_key = false;
}

static void begin_list(struct json_out *out, bool is_object) {
    begin_value(out);
    must(out->depth < JSON_DEPTH_MAX);
    uint32_t bit = 1u << out->depth;
    out->is_object = is_object ? out->is_object | bit : out->is_object & ~bit;
    out->depth++;
    out->has_before = false;
    buf_add_char(out->buf, is_object ? '{' : '[');
}

void json_begin_object(struct json_out *out) {
    begin_list(out, true);
}

void json_begin_array(struct json_out *out) {
    begin_list(out, false);
}

void json_end(struct json_out *out) {
    must(out->depth > 0 && !out->has_key);
    buf_add_char(out->buf, is_in_object(out) ? '}' : ']');
    out->depth--;
    out->has_before = true;
}

/* The escape for code point `point` with `next` behind it, if it needs one. */
static void add_point(struct buf *buf, struct str raw, uint32_t point, char next) {
    static const char FROM[] = "\"\\\b\f\n\r\t";
    static const char TO[] = "\"\\bfnrt";
    const char *hit = point < 0x80 ? memchr(FROM, (int)point, sizeof(FROM) - 1) : NULL;
    bool is_control = point < 0x20 || (point >= 0x7F && point <= 0x9F);
    bool is_separator = point == 0x2028 || point == 0x2029;
    if (hit != NULL) {
        buf_add_char(buf, '\\');
        buf_add_char(buf, TO[hit - FROM]);
    } else if (is_control || is_separator || (point == '<' && next == '!')) {
        buf_print(buf, "\\u%04x", (unsigned)point);
    } else {
        buf_add(buf, raw);
        if (point == '<' && next == '/') {
            buf_add_char(buf, '\\'); /* the slash itself follows as the next code point */
        }
    }
}

static void add_text(struct buf *buf, struct str text) {
    buf_add_char(buf, '"');
    while (text.n > 0) {
        uint32_t point = 0;
        size_t n = utf8_step(text, &point);
        if (n == 0) {
            buf_add(buf, STR("\xEF\xBF\xBD"));
            n = 1;
        } else {
            add_point(buf, str_head(text, n), point, text.n > n ? text.p[n] : '\0');
        }
        text = str_skip(text, n);
    }
    buf_add_char(buf, '"');
}

void json_key(struct json_out *out, struct str key) {
    must(is_in_object(out) && !out->has_key);
    if (out->has_before) {
        buf_add_char(out->buf, ',');
    }
    add_text(out->buf, key);
    buf_add_char(out->buf, ':');
    out->has_key = true;
}

void json_str(struct json_out *out, struct str text) {
    if (text.p == NULL) {
        json_null(out);
        return;
    }
    begin_value(out);
    add_text(out->buf, text);
}

void json_i64(struct json_out *out, int64_t number) {
    begin_value(out);
    buf_add_i64(out->buf, number);
}

void json_real(struct json_out *out, double number) {
    if (!isfinite(number)) {
        json_null(out);
        return;
    }
    begin_value(out);
    char digits[40];
    for (int precision = 15; precision <= 17; precision++) {
        (void)snprintf(digits, sizeof(digits), "%.*g", precision, number); /* at most 24 long */
        double back = strtod(digits, NULL);
        if (!(back < number) && !(back > number)) {
            break;
        }
    }
    buf_add(out->buf, str_from_c(digits));
    if (strpbrk(digits, ".e") == NULL) { /* stays a fraction for whoever reads it */
        buf_add(out->buf, STR(".0"));
    }
}

void json_bool(struct json_out *out, bool is_true) {
    begin_value(out);
    buf_add(out->buf, is_true ? STR("true") : STR("false"));
}

void json_null(struct json_out *out) {
    begin_value(out);
    buf_add(out->buf, STR("null"));
}

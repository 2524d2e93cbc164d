#include "json/json.h"

#include "err/must.h"
#include "utf8/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct input {
    struct arena *arena;
    struct str text;
    size_t at;
    size_t nodes;
};

static enum err read_value(struct input *in, unsigned depth, struct json **out);

static char peek(const struct input *in) {
    return in->at < in->text.n ? in->text.p[in->at] : '\0';
}

static void skip_blanks(struct input *in) {
    while (peek(in) == ' ' || peek(in) == '\t' || peek(in) == '\n' || peek(in) == '\r') {
        in->at++;
    }
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static size_t skip_digits(struct input *in) {
    size_t from = in->at;
    while (is_digit(peek(in))) {
        in->at++;
    }
    return in->at - from;
}

/* Moves over the grammar of a number. */
static enum err scan_number(struct input *in, bool *out_is_whole) {
    bool is_whole = true;
    in->at += peek(in) == '-';
    if (peek(in) == '0') {
        in->at++;
    } else if (skip_digits(in) == 0) {
        return ERR_FORM;
    }
    if (peek(in) == '.') {
        is_whole = false;
        in->at++;
        if (skip_digits(in) == 0) {
            return ERR_FORM;
        }
    }
    if (peek(in) == 'e' || peek(in) == 'E') {
        is_whole = false;
        in->at++;
        in->at += peek(in) == '+' || peek(in) == '-';
        if (skip_digits(in) == 0) {
            return ERR_FORM;
        }
    }
    *out_is_whole = is_whole;
    return OK;
}

static enum err read_number(struct input *in, struct json *node) {
    size_t from = in->at;
    bool is_whole = false;
    TRY(scan_number(in, &is_whole));
    struct str digits = { in->text.p + from, in->at - from };
    if (is_whole && str_to_i64(digits, &node->number)) {
        node->kind = JSON_NUMBER;
        node->real = (double)node->number;
        return OK;
    }
    char *end = NULL;
    const char *c = arena_c(in->arena, digits);
    node->kind = JSON_REAL;
    node->real = strtod(c, &end);
    if (end != c + digits.n || !isfinite(node->real)) {
        in->at = from;
        return ERR_FORM;
    }
    return OK;
}

/* Four hexadecimal digits at `at`, all before `end`. */
static bool read_hex(const struct input *in, size_t at, size_t end, uint32_t *out) {
    if (end - at < 4) {
        return false;
    }
    uint32_t number = 0;
    for (size_t i = at; i < at + 4; i++) {
        char c = in->text.p[i];
        char low = (char)(c | 0x20);
        if (is_digit(c)) {
            number = number * 16 + (uint32_t)(c - '0');
        } else if (low >= 'a' && low <= 'f') {
            number = number * 16 + (uint32_t)(low - 'a') + 10;
        } else {
            return false;
        }
    }
    *out = number;
    return true;
}

static size_t encode(uint32_t point, char *out) {
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xC0u | point >> 6);
        out[1] = (char)(0x80u | (point & 0x3Fu));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xE0u | point >> 12);
        out[1] = (char)(0x80u | (point >> 6 & 0x3Fu));
        out[2] = (char)(0x80u | (point & 0x3Fu));
        return 3;
    }
    out[0] = (char)(0xF0u | point >> 18);
    out[1] = (char)(0x80u | (point >> 12 & 0x3Fu));
    out[2] = (char)(0x80u | (point >> 6 & 0x3Fu));
    out[3] = (char)(0x80u | (point & 0x3Fu));
    return 4;
}

/* \uXXXX, or two of them that make one code point; in->at stands on the backslash. */
static enum err read_point(struct input *in, size_t end, uint32_t *out) {
    uint32_t point = 0;
    if (!read_hex(in, in->at + 2, end, &point) || (point >= 0xDC00 && point <= 0xDFFF)) {
        return ERR_FORM;
    }
    if (point < 0xD800 || point > 0xDBFF) {
        in->at += 6;
        *out = point;
        return OK;
    }
    uint32_t low = 0;
    struct str rest = { in->text.p + in->at + 6, end - in->at - 6 };
    if (!str_starts(rest, STR("\\u")) || !read_hex(in, in->at + 8, end, &low) || low < 0xDC00 ||
        low > 0xDFFF) {
        return ERR_FORM;
    }
    in->at += 12;
    *out = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
    return OK;
}

static enum err read_escape(struct input *in, size_t end, char *text, size_t *n) {
    static const char FROM[] = "\"\\/bfnrt";
    static const char TO[] = "\"\\/\b\f\n\r\t";
    char c = in->text.p[in->at + 1];
    if (c == 'u') {
        uint32_t point = 0;
        TRY(read_point(in, end, &point));
        *n += encode(point, text + *n);
        return OK;
    }
    const char *hit = memchr(FROM, c, sizeof(FROM) - 1);
    if (hit == NULL) {
        return ERR_FORM;
    }
    text[*n] = TO[hit - FROM];
    *n += 1;
    in->at += 2;
    return OK;
}

static enum err read_text(struct input *in, struct str *out) {
    if (peek(in) != '"') {
        return ERR_FORM;
    }
    in->at++;
    size_t end = in->at;
    while (end < in->text.n && in->text.p[end] != '"') {
        end += in->text.p[end] == '\\' ? 2 : 1;
    }
    if (end >= in->text.n) {
        in->at = in->text.n;
        return ERR_FORM;
    }
    char *text = arena_take(in->arena, end - in->at + 1); /* escapes only ever shrink */
    size_t n = 0;
    while (in->at < end) {
        char c = in->text.p[in->at];
        if ((uint8_t)c < 0x20) {
            return ERR_FORM;
        }
        if (c == '\\') {
            TRY(read_escape(in, end, text, &n));
        } else {
            text[n] = c;
            n++;
            in->at++;
        }
    }
    in->at = end + 1;
    *out = (struct str){ text, n };
    return OK;
}

static int compare_keys(const void *a, const void *b) {
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

/* Sorts instead of comparing all with all, so that a hostile object costs no more than others. */
static bool has_duplicates(struct arena *arena, const struct json *object) {
    if (object->n < 2) {
        return false;
    }
    struct str *keys = ARENA_ARRAY(arena, struct str, object->n);
    size_t n = 0;
    for (const struct json *at = object->first; at != NULL; at = at->next) {
        keys[n] = at->key;
        n++;
    }
    qsort(keys, n, sizeof(keys[0]), compare_keys);
    for (size_t i = 1; i < n; i++) {
        if (str_eq(keys[i - 1], keys[i])) {
            return true;
        }
    }
    return false;
}

static enum err read_member(struct input *in, unsigned depth, bool is_object, struct json **out) {
    struct str key = STR_NONE;
    skip_blanks(in);
    if (is_object) {
        TRY(read_text(in, &key));
        skip_blanks(in);
        if (peek(in) != ':') {
            return ERR_FORM;
        }
        in->at++;
    }
    TRY(read_value(in, depth, out));
    (*out)->key = key;
    skip_blanks(in);
    return OK;
}

/* An array or object; in->at stands on its bracket. */
static enum err read_list(struct input *in, unsigned depth, struct json *node) {
    bool is_object = peek(in) == '{';
    char closing = is_object ? '}' : ']';
    if (depth == JSON_DEPTH_MAX) {
        return ERR_TOO_LARGE;
    }
    node->kind = is_object ? JSON_OBJECT : JSON_ARRAY;
    in->at++;
    skip_blanks(in);
    if (peek(in) == closing) {
        in->at++;
        return OK;
    }
    struct json **tail = &node->first;
    for (;;) {
        TRY(read_member(in, depth + 1, is_object, tail));
        tail = &(*tail)->next;
        node->n++;
        if (peek(in) != ',') {
            break;
        }
        in->at++;
    }
    if (peek(in) != closing || (is_object && has_duplicates(in->arena, node))) {
        return ERR_FORM;
    }
    in->at++;
    return OK;
}

static enum err read_word(struct input *in, struct json *node) {
    static const struct {
        struct str word;
        enum json_kind kind;
        int64_t number;
    } WORDS[] = {
        { { "null", 4 }, JSON_NULL, 0 },
        { { "true", 4 }, JSON_BOOL, 1 },
        { { "false", 5 }, JSON_BOOL, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        if (str_starts(str_skip(in->text, in->at), WORDS[i].word)) {
            in->at += WORDS[i].word.n;
            node->kind = WORDS[i].kind;
            node->number = WORDS[i].number;
            return OK;
        }
    }
    return ERR_FORM;
}

static enum err read_value(struct input *in, unsigned depth, struct json **out) {
    skip_blanks(in);
    if (in->at == in->text.n) {
        return ERR_FORM;
    }
    if (in->nodes == JSON_NODES_MAX) {
        return ERR_TOO_LARGE;
    }
    in->nodes++;
    struct json *node = ARENA_NEW(in->arena, struct json);
    char c = peek(in);
    if (c == '{' || c == '[') {
        TRY(read_list(in, depth, node));
    } else if (c == '"') {
        node->kind = JSON_TEXT;
        TRY(read_text(in, &node->text));
    } else if (c == '-' || is_digit(c)) {
        TRY(read_number(in, node));
    } else {
        TRY(read_word(in, node));
    }
    *out = node;
    return OK;
}

static enum err read_document(struct input *in, struct json **out) {
    if (in->text.n > JSON_MAX_B) {
        return ERR_TOO_LARGE;
    }
    while (in->at < in->text.n) {
        uint32_t point = 0;
        size_t n = utf8_step(str_skip(in->text, in->at), &point);
        if (n == 0) {
            return ERR_FORM;
        }
        in->at += n;
    }
    in->at = 0;
    struct json *root = NULL;
    TRY(read_value(in, 0, &root));
    skip_blanks(in);
    if (in->at != in->text.n) {
        return ERR_FORM;
    }
    *out = root;
    return OK;
}

enum err json_parse(struct arena *arena, struct str text, struct json **out, size_t *out_at) {
    struct input in = { .arena = arena, .text = text };
    enum err e = read_document(&in, out);
    if (e != OK && out_at != NULL) {
        *out_at = in.at;
    }
    return e;
}

const struct json *json_get(const struct json *object, struct str key) {
    if (object == NULL || object->kind != JSON_OBJECT) {
        return NULL;
    }
    const struct json *at = object->first;
    while (at != NULL && !str_eq(at->key, key)) {
        at = at->next;
    }
    return at;
}

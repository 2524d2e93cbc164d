#include "utf8/utf8.h"

#include "err/must.h"

#include <utf8proc.h>

/* The length of a sequence and the bits of its first byte; 0 for a byte that begins none. */
static size_t lead(uint8_t byte, uint32_t *out_bits) {
    if (byte < 0x80) {
        *out_bits = byte;
        return 1;
    }
    if (byte >= 0xC2 && byte <= 0xDF) {
        *out_bits = byte & 0x1Fu;
        return 2;
    }
    if (byte >= 0xE0 && byte <= 0xEF) {
        *out_bits = byte & 0x0Fu;
        return 3;
    }
    if (byte >= 0xF0 && byte <= 0xF4) {
        *out_bits = byte & 0x07u;
        return 4;
    }
    return 0;
}

size_t utf8_step(struct str s, uint32_t *out_point) {
    static const uint32_t LEAST[] = { 0, 0, 0x80, 0x800, 0x10000 };
    uint32_t point = 0;
    size_t n = s.n == 0 ? 0 : lead((uint8_t)s.p[0], &point);
    if (n == 0 || n > s.n) {
        return 0;
    }
    for (size_t i = 1; i < n; i++) {
        uint8_t byte = (uint8_t)s.p[i];
        if ((byte & 0xC0u) != 0x80u) {
            return 0;
        }
        point = point << 6 | (byte & 0x3Fu);
    }
    if (point < LEAST[n] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
        return 0;
    }
    *out_point = point;
    return n;
}

bool utf8_is_valid(struct str s) {
    uint32_t point = 0;
    while (s.n > 0) {
        size_t n = utf8_step(s, &point);
        if (n == 0) {
            return false;
        }
        s = str_skip(s, n);
    }
    return true;
}

size_t utf8_count(struct str s) {
    uint32_t point = 0;
    size_t count = 0;
    while (s.n > 0) {
        size_t n = utf8_step(s, &point);
        s = str_skip(s, n == 0 ? 1 : n);
        count++;
    }
    return count;
}

static bool is_forbidden(uint32_t point) {
    return point < 0x20 || (point >= 0x7F && point <= 0x9F) || point == 0xFEFF ||
           (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

bool utf8_is_text(struct str s, bool may_have_lines) {
    while (s.n > 0) {
        uint32_t point = 0;
        size_t n = utf8_step(s, &point);
        if (n == 0) {
            return false;
        }
        bool is_line_end = point == '\n' || (point == '\r' && s.n > 1 && s.p[1] == '\n');
        if (is_forbidden(point) && !(is_line_end && may_have_lines)) {
            return false;
        }
        s = str_skip(s, n);
    }
    return true;
}

/* All code points of s in an array of the arena, with room for the terminator that
 * utf8proc_reencode adds. */
static enum err decompose(struct arena *arena, struct str s, utf8proc_option_t options,
    utf8proc_int32_t **out_points, utf8proc_ssize_t *out_n) {
    if (!utf8_is_valid(s)) {
        return ERR_INPUT;
    }
    const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s.p;
    utf8proc_ssize_t length = (utf8proc_ssize_t)s.n;
    utf8proc_ssize_t n = utf8proc_decompose(p, length, NULL, 0, options);
    if (n < 0) {
        return ERR_INPUT;
    }
    utf8proc_int32_t *points = ARENA_ARRAY(arena, utf8proc_int32_t, (size_t)n + 1);
    must(utf8proc_decompose(p, length, points, n, options) == n);
    *out_points = points;
    *out_n = n;
    return OK;
}

static struct str reencode(
    utf8proc_int32_t *points, utf8proc_ssize_t n, utf8proc_option_t options) {
    utf8proc_ssize_t size_b = utf8proc_reencode(points, n, options);
    must(size_b >= 0);
    return (struct str){ (const char *)points, (size_t)size_b };
}

enum err utf8_fold(struct arena *arena, struct str s, struct str *out) {
    static const utf8proc_option_t OPTIONS =
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK;
    if (s.n == 0) {
        *out = s;
        return OK;
    }
    utf8proc_int32_t *points = NULL;
    utf8proc_ssize_t n = 0;
    TRY(decompose(arena, s, OPTIONS, &points, &n));
    *out = reencode(points, n, OPTIONS);
    return OK;
}

static bool is_space(utf8proc_int32_t point) {
    utf8proc_category_t category = utf8proc_category(point);
    return point == ' ' || (point >= '\t' && point <= '\r') || point == 0x85 ||
           category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP;
}

enum err utf8_normal(struct arena *arena, struct str s, struct str *out) {
    static const utf8proc_option_t OPTIONS = UTF8PROC_COMPOSE | UTF8PROC_STABLE;
    if (s.n == 0) {
        *out = s;
        return OK;
    }
    utf8proc_int32_t *points = NULL;
    utf8proc_ssize_t n = 0;
    TRY(decompose(arena, s, OPTIONS, &points, &n));
    while (n > 0 && is_space(points[0])) {
        points++;
        n--;
    }
    while (n > 0 && is_space(points[n - 1])) {
        n--;
    }
    *out = reencode(points, n, OPTIONS);
    return OK;
}

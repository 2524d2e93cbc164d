#include "str/str.h"

#include <string.h>

struct str str_from_c(const char *c) {
    return c == NULL ? STR_NONE : (struct str){ c, strlen(c) };
}

bool str_eq(struct str a, struct str b) {
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_eq_c(struct str a, const char *c) {
    return str_eq(a, str_from_c(c));
}

int str_compare(struct str a, struct str b) {
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n == 0 ? 0 : memcmp(a.p, b.p, n);
    if (order != 0) {
        return order;
    }
    return a.n < b.n ? -1 : a.n > b.n;
}

bool str_is_empty(struct str s) {
    return s.n == 0;
}

bool str_starts(struct str s, struct str prefix) {
    return s.n >= prefix.n && str_eq(str_head(s, prefix.n), prefix);
}

bool str_ends(struct str s, struct str suffix) {
    return s.n >= suffix.n && str_eq(str_skip(s, s.n - suffix.n), suffix);
}

bool str_has(struct str s, struct str needle) {
    if (needle.n == 0) {
        return true;
    }
    return s.n >= needle.n && memmem(s.p, s.n, needle.p, needle.n) != NULL;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s) {
    while (s.n > 0 && is_blank(s.p[0])) {
        s = str_skip(s, 1);
    }
    while (s.n > 0 && is_blank(s.p[s.n - 1])) {
        s.n--;
    }
    return s;
}

struct str str_skip(struct str s, size_t n) {
    if (n > s.n) {
        n = s.n;
    }
    return s.p == NULL ? s : (struct str){ s.p + n, s.n - n };
}

struct str str_head(struct str s, size_t n) {
    return n < s.n ? (struct str){ s.p, n } : s;
}

bool str_cut(struct str *rest, char separator, struct str *out_part) {
    if (rest->p == NULL) {
        return false;
    }
    const char *hit = rest->n == 0 ? NULL : memchr(rest->p, separator, rest->n);
    if (hit == NULL) {
        *out_part = *rest;
        *rest = STR_NONE;
        return true;
    }
    size_t n = (size_t)(hit - rest->p);
    *out_part = str_head(*rest, n);
    *rest = str_skip(*rest, n + 1);
    return true;
}

bool str_word(struct str *rest, struct str *out_word) {
    struct str s = *rest;
    while (s.n > 0 && is_blank(s.p[0])) {
        s = str_skip(s, 1);
    }
    size_t n = 0;
    while (n < s.n && !is_blank(s.p[n])) {
        n++;
    }
    *rest = str_skip(s, n);
    if (n == 0) {
        return false;
    }
    *out_word = str_head(s, n);
    return true;
}

bool str_to_i64(struct str s, int64_t *out_number) {
    bool is_negative = s.n > 0 && s.p[0] == '-';
    struct str digits = is_negative ? str_skip(s, 1) : s;
    if (digits.n == 0 || digits.n > 19) {
        return false;
    }
    int64_t number = 0;
    for (size_t i = 0; i < digits.n; i++) {
        int digit = digits.p[i] - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, is_negative ? -digit : digit, &number)) {
            return false;
        }
    }
    *out_number = number;
    return true;
}

bool str_to_real(struct str s, double *out_number) {
    bool is_negative = s.n > 0 && s.p[0] == '-';
    struct str rest = is_negative ? str_skip(s, 1) : s;
    struct str whole = STR_NONE;
    if (rest.n == 0 || !str_cut(&rest, '.', &whole)) {
        return false;
    }
    int64_t whole_number = 0;
    if (str_starts(whole, STR("-")) || !str_to_i64(whole, &whole_number)) {
        return false;
    }
    double number = (double)whole_number;
    if (rest.p != NULL) {
        int64_t part = 0;
        if (rest.n > 15 || str_starts(rest, STR("-")) || !str_to_i64(rest, &part)) {
            return false;
        }
        double scale = 1;
        for (size_t i = 0; i < rest.n; i++) {
            scale *= 10;
        }
        number += (double)part / scale;
    }
    *out_number = is_negative ? -number : number;
    return true;
}

uint64_t str_hash(struct str s) {
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a: tables of trusted keys only */
    for (size_t i = 0; i < s.n; i++) {
        hash = (hash ^ (uint8_t)s.p[i]) * 0x100000001b3u;
    }
    return hash;
}

struct bytes str_bytes(struct str s) {
    return (struct bytes){ (const uint8_t *)s.p, s.n };
}

struct str bytes_str(struct bytes b) {
    return (struct str){ (const char *)b.p, b.n };
}

bool bytes_eq(struct bytes a, struct bytes b) {
    return str_eq(bytes_str(a), bytes_str(b));
}

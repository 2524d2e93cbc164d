#include "http/parse.h"

enum {
    AT_START, /* must stay 0 */
    AT_METHOD,
    AT_TARGET,
    AT_VERSION,
    AT_LINE_LF,
    AT_FIELD,
    AT_NAME,
    AT_BLANK, /* between colon and value */
    AT_VALUE,
    AT_VALUE_LF,
    AT_END_LF,
    AT_BODY,
};

enum { FIELD_OTHER, FIELD_HOST, FIELD_LENGTH };

enum { LENGTH_DIGITS_MAX = 10 };

/* --- letters ---------------------------------------------------------------------------------- */

static char small(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool same_letters(struct str a, struct str b) {
    if (a.n != b.n) {
        return false;
    }
    for (size_t i = 0; i < a.n; i++) {
        if (small(a.p[i]) != small(b.p[i])) {
            return false;
        }
    }
    return true;
}

static bool is_in(const char *set, uint8_t c) {
    for (; *set != '\0'; set++) {
        if ((uint8_t)*set == c) {
            return true;
        }
    }
    return false;
}

/* RFC 9110 tchar. */
static bool is_token(uint8_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           is_in("!#$%&'*+-.^_`|~", c);
}

/* --- the grammar ------------------------------------------------------------------------------ */

/* The name is complete: is it one that decides where the request ends? */
static int end_name(struct head_check *check) {
    struct str name = { check->name, check->name_n };
    check->at = FIELD_OTHER;
    check->n_fields++;
    if (check->n_fields > HEAD_FIELDS_MAX) {
        return 431;
    }
    if (str_eq(name, STR("transfer-encoding")) || str_eq(name, STR("upgrade"))) {
        return 501;
    }
    if (str_eq(name, STR("host"))) {
        if (check->has_host) {
            return 400;
        }
        check->has_host = true;
        check->at = FIELD_HOST;
    } else if (str_eq(name, STR("content-length"))) {
        if (check->has_length) {
            return 400;
        }
        check->has_length = true;
        check->at = FIELD_LENGTH;
    }
    check->state = AT_BLANK;
    return 0;
}

static int feed_name(struct head_check *check, uint8_t c) {
    if (c == ':') {
        return end_name(check);
    }
    if (!is_token(c)) {
        return 400;
    }
    if (check->name_n < HEAD_NAME_KEPT_B) {
        check->name[check->name_n++] = small((char)c);
    } else {
        check->name[0] = '\0'; /* longer than all that matter: never one of them */
    }
    return 0;
}

/* Plain digits, with no blank behind them. */
static int feed_length(struct head_check *check, uint8_t c) {
    if (c < '0' || c > '9') {
        return 400;
    }
    if (check->line_n++ >= LENGTH_DIGITS_MAX) {
        return 413;
    }
    check->has_digits = true;
    check->length = check->length * 10 + (uint64_t)(c - '0');
    return 0;
}

static int feed_value(struct head_check *check, uint8_t c) {
    if (c == '\r') {
        check->state = AT_VALUE_LF;
        return check->at == FIELD_LENGTH && !check->has_digits ? 400 : 0;
    }
    if (check->state == AT_BLANK && (c == ' ' || c == '\t')) {
        return 0;
    }
    if ((c < ' ' && c != '\t') || c == 0x7f) {
        return 400;
    }
    check->state = AT_VALUE;
    return check->at == FIELD_LENGTH ? feed_length(check, c) : 0;
}

static int feed_first_line(struct head_check *check, uint8_t c) {
    static const char version[] = "HTTP/1.1\r";
    switch (check->state) {
    case AT_START:
    case AT_METHOD:
        if (c == ' ' && check->state == AT_METHOD) {
            check->state = AT_TARGET;
            check->line_n = 0;
            return 0;
        }
        check->state = AT_METHOD;
        return c >= 'A' && c <= 'Z' && ++check->line_n <= HEAD_METHOD_MAX_B ? 0 : 400;
    case AT_TARGET:
        if (c == ' ' && check->line_n > 0) {
            check->state = AT_VERSION;
            check->at = 0;
            return 0;
        }
        if (c <= ' ' || c >= 0x7f) {
            return 400;
        }
        return ++check->line_n <= HEAD_TARGET_MAX_B ? 0 : 414;
    default:
        if (c != (uint8_t)version[check->at]) {
            return check->at == 5 || check->at == 7 ? 505 : 400; /* the two digits */
        }
        check->at++;
        check->state = version[check->at] == '\0' ? AT_LINE_LF : AT_VERSION;
        return 0;
    }
}

static int feed_field(struct head_check *check, uint8_t c) {
    if (c == '\r') {
        check->state = AT_END_LF;
        return 0;
    }
    check->state = AT_NAME;
    check->name_n = 0;
    check->line_n = 0;
    return c == ':' ? 400 : feed_name(check, c); /* a blank, and so a folded line, is no token */
}

static int feed_end(struct head_check *check) {
    if (!check->has_host) {
        return 400;
    }
    uint64_t body = check->length;
    *check = (struct head_check){ .state = body > 0 ? AT_BODY : AT_START, .body_left = body };
    return 0;
}

static int feed_one(struct head_check *check, uint8_t c) {
    if (++check->head_n > HEAD_MAX_B) {
        return 431;
    }
    switch (check->state) {
    case AT_START:
    case AT_METHOD:
    case AT_TARGET:
    case AT_VERSION:
        return feed_first_line(check, c);
    case AT_LINE_LF:
    case AT_VALUE_LF:
        check->state = AT_FIELD;
        return c == '\n' ? 0 : 400;
    case AT_FIELD:
        return feed_field(check, c);
    case AT_NAME:
        return feed_name(check, c);
    case AT_BLANK:
    case AT_VALUE:
        return feed_value(check, c);
    default:
        return c == '\n' ? feed_end(check) : 400;
    }
}

int head_check_feed(struct head_check *check, struct bytes bytes) {
    size_t i = 0;
    while (i < bytes.n && check->refused == 0) {
        if (check->state == AT_BODY) {
            uint64_t left = bytes.n - i;
            uint64_t taken = left < check->body_left ? left : check->body_left;
            check->body_left -= taken;
            i += (size_t)taken;
            check->state = check->body_left > 0 ? AT_BODY : AT_START;
            continue;
        }
        check->refused = (uint16_t)feed_one(check, bytes.p[i++]);
    }
    return check->refused;
}

bool head_check_is_in_head(const struct head_check *check) {
    return check->state != AT_START && check->state != AT_BODY;
}

bool head_check_is_in_body(const struct head_check *check) {
    return check->state == AT_BODY;
}

/* --- values of headers ------------------------------------------------------------------------ */

/* RFC 6265 cookie-octet. */
static bool is_cookie_text(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = (uint8_t)text.p[i];
        if (c <= ' ' || c >= 0x7f || is_in("\",;\\", c)) {
            return false;
        }
    }
    return true;
}

bool cookie_find(struct str header, struct str name, struct str *out_value, bool *out_is_bad) {
    struct str rest = header;
    struct str part = STR_NONE;
    bool is_found = false;
    *out_is_bad = false;
    while (header.n > 0 && str_cut(&rest, ';', &part)) {
        part = str_trim(part);
        if (!str_starts(part, name) || part.n <= name.n || part.p[name.n] != '=') {
            continue; /* cookies of others on this host are not ours to judge */
        }
        struct str value = str_skip(part, name.n + 1);
        if (is_found || !is_cookie_text(value)) {
            *out_is_bad = true;
            return false;
        }
        is_found = true;
        *out_value = value;
    }
    return is_found;
}

bool list_accepts(struct str header, struct str word) {
    struct str rest = header;
    struct str part = STR_NONE;
    while (header.n > 0 && str_cut(&rest, ',', &part)) {
        struct str name = STR_NONE;
        struct str weight = part;
        if (!str_cut(&weight, ';', &name) || !same_letters(str_trim(name), word)) {
            continue;
        }
        weight = str_trim(weight);
        double q = 1;
        bool has_q =
            weight.n > 2 && (str_starts(weight, STR("q=")) || str_starts(weight, STR("Q=")));
        return weight.p == NULL || weight.n == 0 ||
               (has_q && str_to_real(str_skip(weight, 2), &q) && q > 0);
    }
    return false;
}

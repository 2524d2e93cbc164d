#include "http/front.h"

#include "http/parse.h"

enum { HOST_MAX_B = 255 };

void heads_take(struct heads *heads, struct str name, struct str value) {
    const struct {
        struct str name;
        struct str *slot;
    } known[] = {
        { STR("host"), &heads->host },
        { STR("cookie"), &heads->cookie },
        { STR("authorization"), &heads->authorization },
        { STR("content-type"), &heads->content_type },
        { STR("content-length"), &heads->content_length },
        { STR("expect"), &heads->expect },
        { STR("origin"), &heads->origin },
        { STR("sec-fetch-site"), &heads->sec_fetch_site },
        { STR("idempotency-key"), &heads->idempotency_key },
        { STR("accept-encoding"), &heads->accept_encoding },
        { STR("x-partial"), &heads->partial },
    };
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (same_letters(name, known[i].name)) {
            heads->is_bad = heads->is_bad || known[i].slot->p != NULL;
            *known[i].slot = value.p == NULL ? STR("") : value;
        }
    }
}

int front_method(struct str method, enum front_method *out_method) {
    static const struct str used[] = { { "GET", 3 }, { "HEAD", 4 }, { "POST", 4 } };
    static const struct str unused[] = { { "PUT", 3 }, { "PATCH", 5 }, { "DELETE", 6 },
        { "OPTIONS", 7 }, { "TRACE", 5 }, { "CONNECT", 7 } };
    for (size_t i = 0; i < COUNT_OF(used); i++) {
        if (str_eq(method, used[i])) {
            *out_method = (enum front_method)i;
            return 0;
        }
    }
    for (size_t i = 0; i < COUNT_OF(unused); i++) {
        if (str_eq(method, unused[i])) {
            return 405;
        }
    }
    return 501;
}

static bool is_path_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '-' || c == '.' || c == '_' || c == '~';
}

/* No empty segment but the last, none of dots alone. */
static bool is_plain_path(struct str path) {
    for (size_t i = 0; i < path.n; i++) {
        if (!is_path_char(path.p[i])) {
            return false;
        }
    }
    struct str rest = str_skip(path, 1);
    struct str segment = STR_NONE;
    while (str_cut(&rest, '/', &segment)) {
        bool is_last = rest.p == NULL;
        if ((segment.n == 0 && !is_last) || str_eq(segment, STR(".")) ||
            str_eq(segment, STR(".."))) {
            return false;
        }
    }
    return true;
}

int front_target(struct str target, struct str *out_path, struct str *out_query) {
    if (target.n > HEAD_TARGET_MAX_B) {
        return 414;
    }
    if (target.n == 0 || target.p[0] != '/') {
        return 400;
    }
    size_t n = 0;
    while (n < target.n && target.p[n] != '?') {
        n++;
    }
    struct str query = str_skip(target, n + 1);
    for (size_t i = 0; i < query.n; i++) {
        char c = query.p[i];
        if (c <= ' ' || c >= 0x7f || c == '#' || c == '\\' || c == '"' || c == '<' || c == '>') {
            return 400;
        }
    }
    if (!is_plain_path(str_head(target, n))) {
        return 400;
    }
    *out_path = str_head(target, n);
    *out_query = query.p == NULL ? STR("") : query;
    return 0;
}

int front_heads(const struct heads *heads) {
    if (heads->is_bad || heads->host.n == 0 || heads->host.n > HOST_MAX_B) {
        return 400;
    }
    for (size_t i = 0; i < heads->host.n; i++) {
        char c = heads->host.p[i];
        if (c == '/' || c == '~' || !(is_path_char(c) || c == ':' || c == '[' || c == ']')) {
            return 400;
        }
    }
    if (heads->expect.p != NULL && !same_letters(heads->expect, STR("100-continue"))) {
        return 417;
    }
    return 0;
}

/* "type" or "type; charset=utf-8". */
static bool is_type(struct str header, struct str type) {
    struct str rest = header;
    struct str name = STR_NONE;
    if (!str_cut(&rest, ';', &name) || !same_letters(str_trim(name), type)) {
        return false;
    }
    rest = str_trim(rest);
    return rest.n == 0 || same_letters(rest, STR("charset=utf-8")) ||
           same_letters(rest, STR("charset=\"utf-8\""));
}

int front_body(enum front_method method, enum audience audience, const struct heads *heads) {
    int64_t length = 0;
    if (heads->content_length.p != NULL &&
        (!str_to_i64(heads->content_length, &length) || length < 0)) {
        return 400;
    }
    if (length > FRONT_BODY_MAX_B) {
        return 413;
    }
    if (method != FRONT_POST) {
        return length == 0 ? 0 : 400;
    }
    if (length == 0 && heads->content_type.p == NULL) {
        return 0;
    }
    struct str type = audience == AUDIENCE_API ? STR("application/json")
                                               : STR("application/x-www-form-urlencoded");
    return is_type(heads->content_type, type) ? 0 : 415;
}

struct str front_reason(int status) {
    switch (status) {
    case 400:
        return STR("Bad Request");
    case 405:
        return STR("Method Not Allowed");
    case 408:
        return STR("Request Timeout");
    case 413:
        return STR("Content Too Large");
    case 414:
        return STR("URI Too Long");
    case 415:
        return STR("Unsupported Media Type");
    case 417:
        return STR("Expectation Failed");
    case 431:
        return STR("Request Header Fields Too Large");
    case 501:
        return STR("Not Implemented");
    case 503:
        return STR("Service Unavailable");
    case 505:
        return STR("HTTP Version Not Supported");
    default:
        return STR("Refused");
    }
}

#include "session/session.h"

#include "http/parse.h"
#include "http/request.h"

#include <sodium.h>

enum { CSRF_B = 32 };

static const unsigned char csrf_label[] = "besa-csrf";

bool session_is_secure(const struct settings *settings) {
    return str_starts(settings->origin, STR("https://"));
}

static struct str cookie_name(const struct settings *settings) {
    return session_is_secure(settings) ? STR("__Host-s") : STR("s");
}

/* --- in --------------------------------------------------------------------------------------- */

/* Small letters only, as it was given out. */
static bool is_hex(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            return false;
        }
    }
    return true;
}

bool session_token(const struct settings *settings, struct str cookies,
    uint8_t out_token[KEY_TOKEN_B], bool *out_is_bad) {
    struct str value = STR_NONE;
    size_t n = 0;
    if (!cookie_find(cookies, cookie_name(settings), &value, out_is_bad)) {
        return false;
    }
    if (value.n != 2 * (size_t)KEY_TOKEN_B || !is_hex(value)) {
        return false;
    }
    return sodium_hex2bin(out_token, KEY_TOKEN_B, value.p, value.n, NULL, &n, NULL) == 0 &&
           n == KEY_TOKEN_B;
}

bool session_language(struct str cookies, enum language *out_language) {
    struct str value = STR_NONE;
    bool is_bad = false;
    return cookie_find(cookies, STR("l"), &value, &is_bad) && language_of_code(value, out_language);
}

/* --- out -------------------------------------------------------------------------------------- */

static const char *secure_of(const struct request *rq) {
    return session_is_secure(rq->app->settings) ? "; Secure" : "";
}

void session_give(struct request *rq, const uint8_t token[KEY_TOKEN_B]) {
    char hex[2 * KEY_TOKEN_B + 1];
    sodium_bin2hex(hex, sizeof(hex), token, KEY_TOKEN_B);
    rq->reply.set_cookie =
        arena_print(rq->ctx->arena, "%.*s=%s; Path=/; HttpOnly; SameSite=Strict%s",
            STR_FMT(cookie_name(rq->app->settings)), hex, secure_of(rq));
    sodium_memzero(hex, sizeof(hex));
}

void session_take_back(struct request *rq) {
    rq->reply.set_cookie =
        arena_print(rq->ctx->arena, "%.*s=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict%s",
            STR_FMT(cookie_name(rq->app->settings)), secure_of(rq));
    rq->reply.clears_site = true;
}

void session_set_language(struct request *rq, enum language language) {
    rq->reply.set_cookie = arena_print(rq->ctx->arena,
        "l=%.*s; Path=/s; Max-Age=31536000; HttpOnly; SameSite=Strict%s",
        STR_FMT(language_code(language)), secure_of(rq));
}

/* --- forged posts ----------------------------------------------------------------------------- */

struct str csrf_of_token(struct arena *arena, const uint8_t token[KEY_TOKEN_B]) {
    uint8_t hash[CSRF_B];
    char *hex = arena_take(arena, 2 * CSRF_B + 1);
    (void)crypto_generichash(hash, sizeof(hash), csrf_label, sizeof(csrf_label) - 1, token,
        KEY_TOKEN_B); /* fails only for sizes out of range */
    sodium_bin2hex(hex, 2 * CSRF_B + 1, hash, sizeof(hash));
    return (struct str){ hex, 2 * (size_t)CSRF_B };
}

struct str session_csrf(const struct request *rq) {
    return rq->who == NULL ? STR("") : csrf_of_token(rq->ctx->arena, rq->who->token);
}

bool csrf_fits(const uint8_t token[KEY_TOKEN_B], struct str csrf) {
    uint8_t want[CSRF_B];
    uint8_t got[CSRF_B];
    size_t n = 0;
    if (csrf.n != 2 * (size_t)CSRF_B || !is_hex(csrf) ||
        sodium_hex2bin(got, sizeof(got), csrf.p, csrf.n, NULL, &n, NULL) != 0 || n != CSRF_B) {
        return false;
    }
    (void)crypto_generichash(want, sizeof(want), csrf_label, sizeof(csrf_label) - 1, token,
        KEY_TOKEN_B); /* fails only for sizes out of range */
    return sodium_memcmp(want, got, CSRF_B) == 0;
}

/* "https://besa.example" and Host "besa.example". */
static bool is_origin_of_host(struct str origin, struct str host) {
    static const struct str schemes[] = { { "https://", 8 }, { "http://", 7 } };
    for (size_t i = 0; i < COUNT_OF(schemes); i++) {
        if (str_starts(origin, schemes[i])) {
            return same_letters(str_skip(origin, schemes[i].n), host);
        }
    }
    return false;
}

bool session_is_same_site(const struct settings *settings, const struct heads *heads) {
    if (heads->sec_fetch_site.p != NULL && !str_eq(heads->sec_fetch_site, STR("same-origin")) &&
        !str_eq(heads->sec_fetch_site, STR("none"))) {
        return false;
    }
    if (heads->origin.p == NULL || str_eq(heads->origin, STR("null"))) {
        return true;
    }
    bool has_origin = str_starts(settings->origin, STR("http"));
    return has_origin ? same_letters(heads->origin, settings->origin)
                      : is_origin_of_host(heads->origin, heads->host);
}

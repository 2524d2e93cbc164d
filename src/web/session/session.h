/* session: the two cookies, the token against forged posts, and where a post may come from.
 *
 * Purpose     A session is a token of 32 random bytes that only the browser keeps; the vault knows
 *             its hash. This module carries the token in and out and nothing else.
 * Invariants  The session cookie is __Host-s (Secure) when the origin is https, else s: HttpOnly,
 *             SameSite=Strict, Path=/, no Max-Age, 64 hexadecimal digits. The language cookie l is
 *             for staff pages only (Path=/s). Public pages neither read nor set a cookie. The
 *             forged-post token is BLAKE2b keyed with the session token, so that it ends with the
 *             session and needs no store. Comparison takes constant time.
 * Source      docs/security: ASVS 5.0 3.3, 3.5, 7.2.
 * Threads     Any. Ownership: texts lie in the arena given. */
#pragma once

#include "arena/arena.h"
#include "http/front.h"
#include "settings.gen.h"
#include "vault/key.h"
#include "words/words.h"

struct request;

bool session_is_secure(const struct settings *settings);
/* False: no such cookie, or not 64 hexadecimal digits. *out_is_bad: the header is faulty. */
bool session_token(const struct settings *settings, struct str cookies,
    uint8_t out_token[KEY_TOKEN_B], bool *out_is_bad);
/* False when there is no cookie l or no such language. */
bool session_language(struct str cookies, enum language *out_language);

/* For sign_in_post: the answer carries the cookie. */
void session_give(struct request *rq, const uint8_t token[KEY_TOKEN_B]);
/* For sign_out_post: takes the cookies away and asks the browser to forget this site. */
void session_take_back(struct request *rq);
/* For language_post. */
void session_set_language(struct request *rq, enum language language);

/* For the hidden field csrf; empty when nobody is signed in. */
struct str session_csrf(const struct request *rq);
struct str csrf_of_token(struct arena *arena, const uint8_t token[KEY_TOKEN_B]);
bool csrf_fits(const uint8_t token[KEY_TOKEN_B], struct str csrf);
/* A post of a page must come from a page of ours: Sec-Fetch-Site same-origin or none, Origin that
 * of the settings, or else that of Host. Absent headers pass (old browsers); csrf decides then.
 * "null" is as if absent, because that is what browsers send from our own pages: they all carry
 * Referrer-Policy no-referrer, and then the Fetch standard hides the origin of a form post. */
bool session_is_same_site(const struct settings *settings, const struct heads *heads);

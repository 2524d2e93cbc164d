/* utf8: what text is, and the two forms in which it is compared and kept.
 *
 * Purpose     Input is checked with utf8_is_text, kept as utf8_normal and searched as utf8_fold.
 * Invariants  Valid means RFC 3629: no surrogate, no overlong form, nothing above U+10FFFF.
 *             Results of fold and normal are valid again, and a second pass changes nothing.
 * Ownership   Results lie in the arena. One call takes at most 25 times the length of its input
 *             from it, because U+FDFA becomes 18 code points.
 * Threads     Any thread.
 * Units       n of a slice is bytes; utf8_count gives code points.
 * Errors      ERR_INPUT when the text is not valid UTF-8. */
#pragma once

#include "arena/arena.h"
#include "err/err.h"
#include "str/str.h"

/* The first code point of s and its length in bytes; 0 when s is empty or begins malformed (then
 * *out_point is untouched). */
size_t utf8_step(struct str s, uint32_t *out_point);
bool utf8_is_valid(struct str s);
/* Code points; a byte that belongs to none counts as one. */
size_t utf8_count(struct str s);
/* Valid, no control characters, no U+FEFF, no direction overrides (they can make a text read
 * differently from what it says). \n and \r\n only when it may have lines; never a TAB. */
bool utf8_is_text(struct str s, bool may_have_lines);
/* For searching: compatibility form, case folded, without diacritics (Ç becomes c, Ë e). */
MUST_USE enum err utf8_fold(struct arena *arena, struct str s, struct str *out);
/* For keeping: NFC, without white space (of any script) at both ends. */
MUST_USE enum err utf8_normal(struct arena *arena, struct str s, struct str *out);

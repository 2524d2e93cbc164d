/* words: the sentences of the program in each language.
 *
 * Purpose     Every text a person reads comes from words/sq.words or words/en.words by its key.
 * Invariants  Both languages hold every key with the same places `{name}`: the build stops else.
 *             W_NONE is the empty text.
 * Ownership   Static tables.
 * Threads     Any thread. */
#pragma once

#include "words.gen.h"

enum language { LANG_SQ, LANG_EN, LANG_COUNT };

struct str words_text(enum language language, enum words words);
/* The key as in the file, e.g. "home.title". */
struct str words_key(enum words words);
/* False, and *out_words untouched, when there is no such key. */
bool words_of_key(struct str key, enum words *out_words);
/* How many texts a native reader must still check (marked ?= in the file). */
size_t words_unsure(enum language language);

/* "sq" or "en", as in an HTML lang attribute. */
struct str language_code(enum language language);
bool language_of_code(struct str code, enum language *out_language);

#include "words/words.h"

#include "err/must.h"

static const struct str codes[LANG_COUNT] = {
    [LANG_SQ] = { "sq", 2 },
    [LANG_EN] = { "en", 2 },
};

_Static_assert(COUNT_OF(words_texts) == LANG_COUNT, "gen_words writes one text for each language");

struct str words_text(enum language language, enum words words) {
    must(language < LANG_COUNT && words < WORDS_COUNT);
    return words_texts[language][words];
}

struct str words_key(enum words words) {
    must(words < WORDS_COUNT);
    return words_keys[words];
}

bool words_of_key(struct str key, enum words *out_words) {
    size_t low = W_NONE + 1;
    size_t high = WORDS_COUNT;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(key, words_keys[middle]);
        if (order == 0) {
            *out_words = (enum words)middle;
            return true;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return false;
}

size_t words_unsure(enum language language) {
    must(language < LANG_COUNT);
    return words_unsure_counts[language];
}

struct str language_code(enum language language) {
    must(language < LANG_COUNT);
    return codes[language];
}

bool language_of_code(struct str code, enum language *out_language) {
    for (size_t i = 0; i < LANG_COUNT; i++) {
        if (str_eq(code, codes[i])) {
            *out_language = (enum language)i;
            return true;
        }
    }
    return false;
}

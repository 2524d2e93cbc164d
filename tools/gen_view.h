/* gen_view: the watcher of the HTML in a template: where a character stands, and what is refused.
 */
#pragma once

#include "gen.h"

enum html_state {
    HTML_TEXT,
    HTML_TAG_NAME,
    HTML_TAG, /* inside a tag, between attributes */
    HTML_ATTR_NAME,
    HTML_ATTR_EQUALS, /* behind = */
    HTML_VALUE,       /* in double quotes */
    HTML_VALUE_OTHER, /* in single quotes: no {...} here */
    HTML_VALUE_BARE   /* without quotes: no {...} here */
};

enum { HTML_NAME_MAX = 32 };

struct html {
    enum html_state state;
    char tag[HTML_NAME_MAX];
    char attr[HTML_NAME_MAX];
    char prefix[HTML_NAME_MAX]; /* first literal characters of the value */
    size_t n_value;             /* literal characters of the value so far */
    bool has_src;
};

/* Moves on by the character at `at` of the source; a fault ends the run. */
void html_step(struct html *html, const struct gen_source *source, const char *at);
/* What {...} at `at` meets: ends the name of a tag or attribute, refuses a value without quotes. */
void html_brace(struct html *html, const struct gen_source *source, const char *at);
bool html_is_same(const struct html *a, const struct html *b);
/* Whether the attribute holds an address. */
bool html_is_address(const struct html *html);
/* Which function of view.h prints a value here. */
const char *html_emitter(const struct html *html);

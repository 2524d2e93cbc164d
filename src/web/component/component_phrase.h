/* component_phrase: what a component says, and the small types that components share.
 *
 * Purpose     One type for every piece of wording: words of the program, text, a day, an instant, a
 *             number, or finished markup. In a template: .label.words=@form.continue,
 *             .value.text=p.name, .value.is_day=true .value.day=p.due_on.
 * Invariants  Everything but html is escaped where it is printed. The first of html, text, number,
 *             day, instant, words that is set is the one printed. Nothing set is "none": the part
 *             of the component is left out.
 * Ownership   Borrows all text; used up before the call returns.
 * Threads     Values; any thread. */
#pragma once

#include "view/view.h"

struct phrase {
    struct str text;
    enum words words;
    const struct words_arg *args; /* for the places of words */
    size_t n_args;
    struct instant at;
    bool is_day;
    struct day day;
    bool is_number;
    int64_t number;
    struct markup html;
};

#define SAY_TEXT(s) ((struct phrase){ .text = (s) })
#define SAY_WORDS(id) ((struct phrase){ .words = (id) })
#define SAY_AT(instant_) ((struct phrase){ .at = (instant_) })
#define SAY_DAY(day_) ((struct phrase){ .is_day = true, .day = (day_) })
#define SAY_NUMBER(number_) ((struct phrase){ .is_number = true, .number = (number_) })
#define SAY_HTML(markup_) ((struct phrase){ .html = (markup_) })

/* One choice of radios, checkboxes or a select. In radios and checkboxes one without a value is the
 * divider ("or") and its label the text of it. */
struct option {
    struct str value;
    struct str label;
    struct str hint;
};

/* Of headings, labels and legends. */
enum size { SIZE_NONE, SIZE_S, SIZE_M, SIZE_L, SIZE_XL };

/* Red: high or due; orange: medium; grey: low; plain (blue): not started; green: done. */
enum tag_colour {
    TAG_NONE, /* in a cell or a task: plain text instead of a tag */
    TAG_PLAIN,
    TAG_GREY,
    TAG_GREEN,
    TAG_TEAL,
    TAG_BLUE,
    TAG_PURPLE,
    TAG_MAGENTA,
    TAG_RED,
    TAG_ORANGE,
    TAG_YELLOW,
    TAG_SEALED
};

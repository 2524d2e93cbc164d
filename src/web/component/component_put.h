/* component_put: how components print their parts; for component_*.c only.
 *
 * Invariants  put_attr leaves the attribute out when its value is absent (p == NULL). Names of
 *             attributes and the endings of ids are literals of the program.
 * Threads     One thread at a time for one struct out. */
#pragma once

#include "component_input.h"

bool phrase_is_none(const struct phrase *phrase);
/* `phrase`, or these words when it is none. */
struct phrase phrase_or(const struct phrase *phrase, enum words words);
/* Between tags. */
void put_phrase(struct out *o, const struct phrase *phrase);
/* ` name="..."` that people read; left out when the phrase is none. */
void put_spoken(struct out *o, struct str name, const struct phrase *phrase);
void put_words(struct out *o, enum words words);
/* The hidden field against forged posts; nothing when there is no token. */
void put_csrf(struct out *o, struct str csrf);
void put_hidden(struct out *o, struct str name, struct str value);

void put_attr(struct out *o, struct str name, struct str value);
void put_href(struct out *o, struct str address);
/* A blank and the classes, when there are any. */
void put_classes(struct out *o, struct str classes);
/* ` block--s` to ` block--xl`; nothing for SIZE_NONE. */
void put_size(struct out *o, struct str block, enum size size);

struct str control_id(const struct control *control);
/* Ends "-hint", "-stored", "-error" of what is there; `also` (may be absent) stands last. */
void put_described_by(struct out *o, const struct control *control, struct str id, struct str also);
void put_hint(struct out *o, struct str id, struct str ending, const struct phrase *hint);
void put_error(struct out *o, struct str id, const struct phrase *error);
/* The form group and, in it, label (or fieldset with legend), hint, what is stored now, error. */
void put_group_begin(struct out *o, const struct control *control);
void put_label(struct out *o, const struct control *control);
void put_notes(struct out *o, const struct control *control);
/* True when a fieldset was opened, which put_fieldset_end closes. */
bool put_fieldset_begin(struct out *o, const struct control *control);
void put_fieldset_end(struct out *o, bool has_fieldset);

/* Radios and checkboxes. */
struct choices {
    const struct control *control;
    struct str block; /* govuk-radios, govuk-checkboxes */
    struct str type;
    bool is_small;
    bool is_inline;
    const struct option *options;
    size_t n_options;
    bool (*is_chosen)(const void *of, struct str name, struct str value);
    const void *of;
};

void put_choices(struct out *o, const struct choices *choices);

/* component_input: form controls by themselves; pages mostly use component_field.h.
 *
 * Invariants  Markup of govuk-frontend 6.6.0 (test/component). Every control has a label or a
 *             legend; an id that is not given is the name. Ids that are made: x-hint, x-stored,
 *             x-error, x-2 (second choice), x-day, x-month, x-year.
 * Threads     One thread at a time for one struct out. */
#pragma once

#include "component_phrase.h"

/* What all controls share. */
struct control {
    struct str name;
    struct str id;
    struct phrase label; /* of radios, checkboxes and dates: the legend */
    enum size label_size;
    bool is_heading;  /* the label is the h1 of the page */
    bool is_optional; /* says so behind the label */
    struct phrase hint;
    struct phrase error;
    struct phrase stored; /* what is stored now, when the answer was given on an older state */
    struct str described_by;
    struct str classes;
    struct str group_classes;
};

enum spelling { SPELLING_DEFAULT, SPELLING_ON, SPELLING_OFF };

struct component_input {
    struct control control;
    struct str value;
    struct str type; /* default "text" */
    struct str inputmode;
    struct str autocomplete;
    int width; /* in characters: 2, 3, 4, 5, 10, 20, 30; 0 = full */
    enum spelling spelling;
};

struct component_textarea {
    struct control control;
    struct str value;
    int rows; /* default 5 */
    struct str autocomplete;
    enum spelling spelling;
};

struct component_radios {
    struct control control;
    struct str value;
    const struct option *options;
    size_t n_options;
    bool is_small;
    bool is_inline;
};

struct component_checkboxes {
    struct control control;
    const struct str *values;
    size_t n_values;
    const struct option *options;
    size_t n_options;
    bool is_small;
};

struct component_select {
    struct control control;
    struct phrase prompt; /* first choice, with the value "" */
    struct str value;
    const struct option *options;
    size_t n_options;
};

enum { DATE_PARTS = 3 };

struct component_date_input {
    struct control control; /* parts: name-day, name-month, name-year; no name: day, ... */
    struct str values[DATE_PARTS];
    bool is_wrong[DATE_PARTS]; /* none marked and an error: all are */
    bool is_birthday;          /* autocomplete */
};

struct component_file {
    struct control control;
    struct str accept;
};

struct component_label {
    struct phrase text;
    struct str for_id;
    enum size size;
    bool is_heading;
    bool is_optional;
    struct str classes;
};

struct component_hint {
    struct phrase text;
    struct str id;
    struct str classes;
};

struct component_error_message {
    struct phrase text;
    struct str id;
    struct str classes;
};

/* Opens; component_fieldset_end closes. */
struct component_fieldset {
    struct phrase legend;
    enum size legend_size;
    bool is_heading;
    bool is_optional;
    struct str described_by;
    struct str classes;
};

struct component_fieldset_end {
    char unused;
};

struct error_item {
    struct phrase text;
    struct str href;
};

struct component_error_summary {
    struct phrase title; /* default: There is a problem */
    struct phrase description;
    const struct error_item *errors;
    size_t n_errors;
    struct str classes;
};

enum button_variant {
    BUTTON_PRIMARY,
    BUTTON_SECONDARY,
    BUTTON_WARNING, /* only for exit, alarm, and what cannot be undone */
    BUTTON_INVERSE
};

struct component_button {
    struct phrase text;
    struct phrase hidden; /* read by screen readers behind the text */
    enum button_variant variant;
    struct str href; /* then it is a link */
    struct str name;
    struct str value;
    struct str id;
    struct str classes;
};

void component_input(struct out *o, const struct component_input *p);
void component_textarea(struct out *o, const struct component_textarea *p);
void component_radios(struct out *o, const struct component_radios *p);
void component_checkboxes(struct out *o, const struct component_checkboxes *p);
void component_select(struct out *o, const struct component_select *p);
void component_date_input(struct out *o, const struct component_date_input *p);
void component_file(struct out *o, const struct component_file *p);
void component_label(struct out *o, const struct component_label *p);
void component_hint(struct out *o, const struct component_hint *p);
void component_error_message(struct out *o, const struct component_error_message *p);
void component_fieldset(struct out *o, const struct component_fieldset *p);
void component_fieldset_end(struct out *o, const struct component_fieldset_end *p);
void component_error_summary(struct out *o, const struct component_error_summary *p);
void component_button(struct out *o, const struct component_button *p);

/* component_field: a form control with everything that belongs to it, in one call.
 *
 * Purpose     Label, hint, the value that was typed or is stored, what is wrong with it, and, when
 *             somebody else changed it meanwhile, "Now stored: ...". In a template:
 *             {c field_text .form=p.form .name="caller_name" .label=@field.caller_name}
 * Invariants  The id is the name, so that the error summary finds it (a day: name-day). form may be
 *             NULL: an empty field. Labels are SIZE_S unless said; is_heading makes the label the h1
 *             of the page, size L.
 * Ownership   Joined texts lie in the arena of the form.
 * Threads     One thread at a time for one struct out. */
#pragma once

#include "component_phrase.h"
#include "form/form.h"

/* <form method="post">; component_form_end closes. csrf and once come from the form, unless given. */
struct component_form_begin {
    const struct form *form;
    struct str action;
    struct str csrf;
    struct str once;
    struct str partial; /* region that app.js swaps */
    struct str classes;
    bool has_file;
};

struct component_form_end {
    char unused;
};

/* First in main, when something is wrong: rows of input_errors(form, input). */
struct component_form_errors {
    const struct form *form;
    struct form_errors errors;
};

struct component_field_text {
    const struct form *form;
    struct str name;
    enum words label;
    enum words hint;
    enum size size;
    bool is_heading;
    bool is_optional;
    int width;
    struct str type; /* default text; password for a secret */
    struct str inputmode;
    struct str autocomplete; /* default off: these are other people's names */
    bool is_spelled;         /* spelling is checked by the browser */
};

struct component_field_lines {
    const struct form *form;
    struct str name;
    enum words label;
    enum words hint;
    enum size size;
    bool is_heading;
    bool is_optional;
    int rows;
};

/* One code of a list. */
struct component_field_code_radios {
    const struct form *form;
    struct str name;
    enum words label;
    enum words hint;
    enum size size;
    bool is_heading;
    bool is_optional;
    bool is_small;
    bool is_inline;
    const struct option *options;
    size_t n_options;
};

struct component_field_code_select {
    const struct form *form;
    struct str name;
    enum words label;
    enum words hint;
    enum words prompt; /* default: Choose */
    enum size size;
    bool is_heading;
    bool is_optional;
    const struct option *options;
    size_t n_options;
};

struct component_field_codes {
    const struct form *form;
    struct str name;
    enum words label;
    enum words hint;
    enum size size;
    bool is_heading;
    bool is_optional;
    bool is_small;
    const struct option *options;
    size_t n_options;
};

struct component_field_day {
    const struct form *form;
    struct str name;
    enum words label;
    enum words hint; /* default: For example, 23 11 2026 */
    enum size size;
    bool is_heading;
    bool is_optional;
};

/* One checkbox with the value 1. */
struct component_field_bool {
    const struct form *form;
    struct str name;
    enum words label;
    enum words hint;
    bool is_small;
};

struct component_field_hidden {
    const struct form *form;
    struct str name;
    struct str value; /* default: the form's */
    int64_t number;   /* with is_number */
    bool is_number;
};

void component_form_begin(struct out *o, const struct component_form_begin *p);
void component_form_end(struct out *o, const struct component_form_end *p);
void component_form_errors(struct out *o, const struct component_form_errors *p);
void component_field_text(struct out *o, const struct component_field_text *p);
void component_field_lines(struct out *o, const struct component_field_lines *p);
void component_field_code_radios(struct out *o, const struct component_field_code_radios *p);
void component_field_code_select(struct out *o, const struct component_field_code_select *p);
void component_field_codes(struct out *o, const struct component_field_codes *p);
void component_field_day(struct out *o, const struct component_field_day *p);
void component_field_bool(struct out *o, const struct component_field_bool *p);
void component_field_hidden(struct out *o, const struct component_field_hidden *p);

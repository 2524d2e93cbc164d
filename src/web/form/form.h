/* form: what came in, as it came in, so that a page can be shown again with it.
 *
 * Purpose     Keeps every field of a query, a form body or a JSON body as text, beside the value
 *             that is stored now and what is wrong with the field. Pages read it by name: a value
 *             that was sent wins over the stored one; in a form that was sent, what is missing is
 *             empty.
 * Invariants  application/x-www-form-urlencoded, strictly: a percent sign is followed by two
 *             hexadecimal digits, names and values are valid UTF-8 without NUL, a name is
 *             [a-z0-9_-]{1,40}, at most FORM_FIELDS_MAX names and FORM_ITEMS_MAX values. Fields of
 *             type secret are never shown again: form_value gives "" for them.
 * Ownership   Everything lies in the arena of the request. Functions that read take NULL as a form
 *             without fields.
 * Threads     One request.
 * Errors      ERR_FORM: not of this form. ERR_TOO_LARGE: more than the limits. */
#pragma once

#include "arena/arena.h"
#include "err/err.h"
#include "words/words.h"

enum {
    FORM_FIELDS_MAX = 128,
    FORM_ITEMS_MAX = 512,
    FORM_NAME_MAX_B = 40,
};

struct form_field {
    struct str name;
    struct str value;  /* the first one that was sent */
    struct str stored; /* what the page has as default, or what is in the database now */
    enum words error;  /* W_NONE: nothing is wrong */
    struct str *items; /* all that were sent under this name */
    size_t n_items;    /* 0: it was not sent */
    size_t cap_items;
    bool is_secret;
    bool is_list; /* came as an array (JSON) */
    char kind;    /* of a JSON value: t text, n number, b bool; f: from a form */
};

struct form {
    struct arena *arena;
    struct form_field *fields;
    size_t n_fields;
    size_t n_items;
    bool is_sent;  /* a POST that failed: the page shows what was typed */
    bool is_stale; /* somebody else changed it: show stored and typed side by side */
    struct str csrf;
    struct str once;
    enum words top_error; /* of the whole form; W_NONE: none */
};

/* What the summary at the head of the page lists, in the order of the input's fields. */
struct form_error_row {
    struct str name;
    enum words label;
    enum words error;
};
struct form_errors {
    const struct form_error_row *rows;
    size_t n;
};

struct form *form_open(struct arena *arena);
/* Adds the fields of a query (without ?) or of a body. */
enum err form_read(struct form *form, struct str text) MUST_USE;
/* One more value under a name. */
enum err form_add(struct form *form, struct str name, struct str value) MUST_USE;
/* NULL when there is none; also finds fields that only have a stored value or an error. */
struct form_field *form_find(const struct form *form, struct str name);

/* What the control shows. */
struct str form_value(const struct form *form, struct str name);
/* Whether a choice is marked: sent, or else among the stored words (separated by blanks). */
bool form_has(const struct form *form, struct str name, struct str item);
/* What is wrong with it, or W_NONE. */
enum words form_error(const struct form *form, struct str name);
/* What is stored now, for a form that is stale; STR_NONE when it is the same as was typed. */
struct str form_other(const struct form *form, struct str name);
/* For GET handlers: the default, or what is in the database now. Copies the text. */
void form_stored(struct form *form, struct str name, struct str value);
/* Keeps the first error of a field. */
void form_fault(struct form *form, struct str name, enum words error);
bool form_is_good(const struct form *form);

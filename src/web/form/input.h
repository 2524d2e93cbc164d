/* input: from a form or JSON to the struct of a row in tables/inputs.tsv.
 *
 * Purpose     Handlers get only what the table describes, already checked: form, length, text,
 *             code.
 * Invariants  A field that the table does not name is an error, and so is a single field that comes
 *             twice. All faults are found, not only the first. Texts are valid, in NFC, trimmed,
 *             with \n as line end; a secret is kept byte by byte. Numbers are 0 or greater, ids 1
 *             or greater; what was left out is 0, "", false, an instant of 0 or DAY_NONE.
 * Forms       code of its list; code_free [A-Za-z0-9_.-]{1,max or 40}; codes a repeated field or an
 *             array; day YYYY-MM-DD, or from field-day, field-month, field-year; instant
 *             YYYY-MM-DDTHH:MM in the zone of the pack, or RFC 3339; bool 1 yes true, 0 no false or
 *             nothing; JSON has true and false, numbers for id and i64 (or their digits as text),
 *             null for "left out".
 * Ownership   The arena of the form.
 * Threads     One request.
 * Errors      ERR_INPUT: the faults are in the form. ERR_FORM: JSON that is none or no object. */
#pragma once

#include "date/date.h"
#include "form/form.h"
#include "inputs.gen.h"

/* Where codes and local times come from; trust and tests know no pack. */
typedef bool input_has_code(const void *self, struct str list, struct str code);
struct input_source {
    input_has_code *has_code;
    const void *self;
    const struct zone *zone;
};

/* Takes csrf and once out of the form: they belong to no input. */
void input_take_marks(struct form *form);
/* Puts the values of a JSON object into the form. */
enum err input_read_json(struct form *form, struct str body) MUST_USE;
/* Checks the form and makes the struct; *out_input is NULL for INPUT_NONE. */
enum err input_parse(struct form *form, enum input input, const struct input_source *source,
    const void **out_input) MUST_USE;
/* The faults in the order of the table's rows, then those of unknown fields. */
struct form_errors input_errors(const struct form *form, enum input input);

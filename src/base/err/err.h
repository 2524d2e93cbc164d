/* err: the closed list of ways in which a call can fail.
 *
 * Purpose     Every fallible function returns `enum err`; the list is tables/errors.tsv, from which
 *             the names, HTTP status and log level are generated.
 * Invariants  OK is 0. Output parameters are not touched when the answer is not OK. */
#pragma once

#include "errors.gen.h"
#include "str/str.h"

/* The name as in the table, e.g. "ERR_CONFLICT". */
struct str err_name(enum err e);
/* The status with which the web layer answers. */
int err_http(enum err e);
/* How the log names it: one of debug, info, warning, error. */
struct str err_level(enum err e);
/* The key of the sentence shown to people (words). */
struct str err_words(enum err e);
/* What it means, one sentence for colleagues. */
struct str err_meaning(enum err e);

#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum err try_err = (call);                                                                 \
        if (try_err != OK) {                                                                       \
            return try_err;                                                                        \
        }                                                                                          \
    } while (0)

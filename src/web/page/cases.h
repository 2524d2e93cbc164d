/* cases: the list of the cases that the own agency holds or shares.
 *
 * Invariants  Coded facts only: no name, not even a sealed one. At most 25 rows; older ones
 *             follow by the id of the last (`before`). Ownership: the request's arena. Threads:
 *             one request. */
#pragma once

#include "page/page.h"

struct cases_page {
    const struct frame *frame;
    const struct form *form;
    struct str url;
    bool may_record;
    struct str record_url;
    struct options risks;
    struct options identifications;
    struct options places;
    struct link_chip *chips;
    size_t n_chips;
    struct column *columns;
    size_t n_columns;
    struct table_row *rows;
    size_t n_rows;
    bool is_filtered;
    bool is_later; /* not the newest rows */
    bool has_next;
    struct str next_url;
};

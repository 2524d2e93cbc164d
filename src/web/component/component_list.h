/* component_list: rows of things: summary list, task list, table.
 *
 * Invariants  As component_block.h.
 * Threads     One thread at a time for one struct out. */
#pragma once

#include "component_phrase.h"

struct summary_action {
    struct phrase text; /* default: Change */
    struct phrase hidden;
    struct str href;
    struct str post; /* instead of href: a small form that opens a sealed value */
    struct str csrf; /* csrf and once go with post */
    struct str once;
    struct str classes;
};

struct summary_row {
    struct phrase key;
    struct phrase value;
    enum tag_colour tag; /* the value stands in a tag */
    const struct summary_action *actions;
    size_t n_actions;
    struct str classes;
};

struct component_summary_list {
    const struct summary_row *rows;
    size_t n_rows;
    bool is_narrow; /* in a third of the page */
    bool is_borderless;
    struct str classes;
};

struct task {
    struct phrase name;
    struct str href; /* absent: cannot be done now */
    struct phrase hint;
    struct phrase status;
    enum tag_colour tag; /* TAG_NONE: plain text */
    bool cannot_start;
    struct str classes;
};

struct component_task_list {
    const struct task *items;
    size_t n_items;
    struct str id; /* prefix of ids, default "task-list" */
    struct str classes;
};

struct column {
    struct phrase head;
    bool is_numeric;
    bool is_wide; /* as a card: over the whole width */
    struct str classes;
};

struct cell {
    struct phrase text;
    struct str href;
    enum tag_colour tag;
    bool is_whole; /* a number of a case: never broken */
    struct str classes;
};

struct table_row {
    const struct cell *cells;
    size_t n_cells;
};

struct component_table {
    struct phrase caption;
    enum size caption_size;
    bool is_caption_hidden;
    const struct column *columns;
    size_t n_columns;
    const struct table_row *rows;
    size_t n_rows;
    bool has_row_heads; /* the first cell names the row */
    bool is_cards;      /* cards on phones */
    bool is_small;
    bool is_scrolling; /* wide: scrolls in a box of its own; needs a caption */
    struct str classes;
};

void component_summary_list(struct out *o, const struct component_summary_list *p);
void component_task_list(struct out *o, const struct component_task_list *p);
void component_table(struct out *o, const struct component_table *p);

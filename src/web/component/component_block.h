/* component_block: the parts of a page that are not forms.
 *
 * Invariants  Markup of govuk-frontend 6.6.0 and moj-frontend 11.1.0 (test/component,
 *             look/components.md). Addresses go through emit_address: one that is not of this site,
 *             https:, mailto: or tel: becomes "#".
 * Threads     One thread at a time for one struct out. */
#pragma once

#include "component_phrase.h"

struct component_tag {
    struct phrase text;
    enum tag_colour colour;
};

struct component_back_link {
    struct phrase text; /* default: Back */
    struct str href;
    bool is_inverse;
    struct str classes;
};

struct component_skip_link {
    struct phrase text;
    struct str href; /* default "#content", as upstream; pages of ours have #main-content */
    struct str classes;
};

struct link {
    struct phrase text;
    struct str href; /* absent: plain text */
    bool is_current;
};

struct component_breadcrumbs {
    const struct link *items;
    size_t n_items;
    struct phrase label;
    bool is_collapsing; /* on phones: first and last only */
    bool is_inverse;
    struct str classes;
};

struct component_details {
    struct phrase summary;
    struct phrase text;
    struct str id;
    bool is_open;
    struct str classes;
};

struct component_inset_text {
    struct phrase text;
    struct str id;
    struct str classes;
};

struct component_warning_text {
    struct phrase text;
    struct phrase icon_text; /* default: Warning */
    struct str classes;
};

struct component_notification_banner {
    struct phrase title; /* default: Success, Important */
    struct phrase text;
    struct phrase body; /* finished markup instead of the one line of text */
    bool is_success;
    struct str title_id;
    int heading_level; /* default 2 */
    struct str role;   /* default alert when a success, else region */
    struct str classes;
};

struct component_panel {
    struct phrase title;
    struct phrase text;
    int heading_level; /* default 1 */
    bool is_interruption;
    const struct link *actions; /* of an interruption */
    size_t n_actions;
    struct str classes;
};

/* One page number; 0 is the gap "⋯". */
struct page_link {
    int64_t number;
    struct str href;
    bool is_current;
    struct phrase label; /* default: Page N */
};

struct component_pagination {
    const struct page_link *items;
    size_t n_items;
    struct link previous;
    struct phrase previous_label;
    struct link next;
    struct phrase next_label;
    struct phrase label; /* of the landmark */
    struct str partial;  /* region that app.js swaps, e.g. "#list" */
    struct str classes;
};

struct component_service_navigation {
    const struct link *items; /* absent text: left out */
    size_t n_items;
    struct phrase label; /* default: Menu */
    bool is_exact;       /* is_current means this very page, not a page below it */
    bool is_inverse;
    struct str classes;
};

struct component_sub_navigation {
    const struct link *items;
    size_t n_items;
    struct phrase label;
};

struct timeline_item {
    struct phrase title;
    struct phrase byline;
    struct instant at;
    struct phrase text;
};

struct component_timeline {
    const struct timeline_item *items;
    size_t n_items;
};

struct component_page_title {
    struct phrase title;
    struct phrase caption;
    struct phrase action;
    struct str href;
    enum size size; /* default SIZE_L */
};

void component_tag(struct out *o, const struct component_tag *p);
void component_back_link(struct out *o, const struct component_back_link *p);
void component_skip_link(struct out *o, const struct component_skip_link *p);
void component_breadcrumbs(struct out *o, const struct component_breadcrumbs *p);
void component_details(struct out *o, const struct component_details *p);
void component_inset_text(struct out *o, const struct component_inset_text *p);
void component_warning_text(struct out *o, const struct component_warning_text *p);
void component_notification_banner(struct out *o, const struct component_notification_banner *p);
void component_panel(struct out *o, const struct component_panel *p);
void component_pagination(struct out *o, const struct component_pagination *p);
void component_service_navigation(struct out *o, const struct component_service_navigation *p);
void component_sub_navigation(struct out *o, const struct component_sub_navigation *p);
void component_timeline(struct out *o, const struct component_timeline *p);
void component_page_title(struct out *o, const struct component_page_title *p);

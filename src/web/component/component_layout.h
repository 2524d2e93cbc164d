/* component_layout: what stands around a page: head, header, menu, footer.
 *
 * Purpose     Staff: {c page_begin .frame=p.frame .title.words=@title.cases .menu=MENU_CASES} ...
 *             {c page_end .frame=p.frame}. Public: {c public_begin ...} ... {c public_end ...}.
 *             Between the two stands what belongs into <main>.
 * Invariants  One <main id="main-content">; the title begins "Gabim: " or "Error: " when something
 *             is wrong; the menu shows only what the frame allows. On public pages the first stop of
 *             the Tab key is the way out (/dil), then the skip link; the button that stays in view is
 *             a child of body. No script or style but those of static/.
 * Ownership   Borrows all text.
 * Threads     One thread at a time for one struct out. */
#pragma once

#include "component_besa.h"

enum menu {
    MENU_NONE,
    MENU_WORK,
    MENU_CONTACTS,
    MENU_ALARMS,
    MENU_CASES,
    MENU_REFERRALS,
    MENU_RESULTS,
    MENU_COUNT
};

/* The same for all staff pages of one request. */
struct frame {
    struct str person; /* absent: nobody is signed in, no menu */
    struct str agency;
    struct str csrf;
    bool may_see[MENU_COUNT];
    bool is_demo; /* says that all data are invented */
};

struct component_page_begin {
    const struct frame *frame;
    struct phrase title;
    enum menu menu;
    struct str back; /* absent: no back link */
    bool has_errors;
    int refresh_s; /* 0: the page does not load itself again */
};

struct component_page_end {
    const struct frame *frame;
};

struct component_public_begin {
    struct phrase title;
    struct str other_url; /* this page in the other language; absent: its home page */
    struct str back;
    bool has_errors;
};

struct component_public_end {
    const struct help_card *lines; /* of an error page: the help lines, by number */
    size_t n_lines;
};

void component_page_begin(struct out *o, const struct component_page_begin *p);
void component_page_end(struct out *o, const struct component_page_end *p);
void component_public_begin(struct out *o, const struct component_public_begin *p);
void component_public_end(struct out *o, const struct component_public_end *p);

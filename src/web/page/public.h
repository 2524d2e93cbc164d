/* public: the page for people who look for help, and the way out of it.
 *
 * Invariants  Nothing of the visitor is read: no query, no cookie, no header. The page is printed
 *             once for each language and served from memory; it needs neither database nor vault.
 *             Its title is the name of the site and nothing more. It never tells a visitor that
 *             anything is known about them.
 * Ownership   The two pages live as long as the program. Threads: any. */
#pragma once

#include "page/page.h"

struct page_home {
    const struct help_card *cards;
    size_t n_cards;
};

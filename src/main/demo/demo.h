/* demo: an invented country's people and a year of their work.
 *
 * Purpose     Fills every screen, through the same work functions as the pages. Deterministic: the same
 *             seed, number of cases and last day give the same year (keys and passphrases are always
 *             drawn anew).
 * Invariants  Nobody is real: names are drawn separately from the pack's lists of common names. Only a
 *             folder with the mark `demo` is ever filled.
 * Ownership   Everything in the house's arena. Threads: one. */
#pragma once

#include "house/house.h"

struct demo_person {
    struct str username;
    struct str passphrase;
    struct str role;
    struct str agency;
    int64_t staff_id;
    bool is_shown; /* one of each role is shown to whoever starts the demonstration */
};

struct demo_people {
    struct demo_person *items;
    size_t n;
};

/* Founds every agency of the pack with people for the roles that it may have. */
enum err demo_people_make(struct house *house, struct demo_people *out) MUST_USE;
/* One line a person; kept in the folder, for the demonstration only. */
enum err demo_people_save(struct house *house, const struct demo_people *people) MUST_USE;
enum err demo_people_load(
    struct ctx *ctx, const struct folder *folder, struct demo_people *out) MUST_USE;
/* Signs a person in with the current code. */
enum err demo_sign_in(
    struct house *house, struct ctx *ctx, const struct demo_person *person, struct who *out) MUST_USE;

struct demo_order {
    uint64_t seed;
    int64_t cases;
    int64_t until_ms;
};
enum err demo_year(
    struct house *house, const struct demo_people *people, const struct demo_order *order) MUST_USE;

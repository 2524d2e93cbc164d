/* pack: the country: its places, agencies, help lines, time limits and wording, from a folder.
 *
 * Purpose     What a country changes between releases; packs/albania/README.md describes the
 *             files. Code lists and roles: codes/codes.h; targets: target/target.h; signs and
 *             rules: screen/screen.h; the map: plan/plan.h.
 * Invariants  A pack that opens has no fault: codes are unique, every code that a table names
 *             exists, both languages are filled, the parent of a place is of a higher level. So
 *             callers need not check again. A pack holds wording and lists, never a rule of access
 *             but the capabilities of roles (release, security review). Arrays are in the order of
 *             the file unless said otherwise.
 * Ownership   The pack owns everything it gives out, until pack_close.
 * Threads     Immutable after pack_open: any thread may read.
 * Errors      ERR_PACK with the list of faults; nothing else. */
#pragma once

#include "arena/arena.h"
#include "date/date.h"
#include "err/err.h"
#include "words/words.h"

enum {
    PACK_FAULTS_MAX = 200,
    PACK_TEXT_MAX = 400, /* code points of one text */
    PACK_CODE_MAX = 40,  /* bytes of a code */
};

struct pack;

struct pack_fault {
    struct str file; /* inside the folder */
    size_t line;     /* from 1; 1 and 1 also stand for the whole file */
    size_t column;   /* from 1, in code points: where the cell begins */
    struct str what;
};

/* Start with { .arena = arena }: the texts are put there, at most 80 KiB. */
struct pack_faults {
    struct arena *arena;
    struct pack_fault faults[PACK_FAULTS_MAX]; /* sorted by file, line, column */
    size_t n;
    size_t n_all; /* also those beyond the maximum */
};

/* On failure *out_pack is untouched; *out_faults is set in any case. */
enum err pack_open(
    struct str folder, struct pack **out_pack, struct pack_faults *out_faults) MUST_USE;
void pack_close(struct pack *pack);
void pack_done(struct pack **pack);
/* How many rows a person must still confirm (`check` is ?). */
size_t pack_unsure(const struct pack *pack);

/* Codes in one cell, separated by blanks there. */
struct code_list {
    const struct str *codes;
    size_t n;
};
bool code_list_has(const struct code_list *list, struct str code);

struct pack_settings {
    struct str code;
    struct str name[LANG_COUNT];
    struct str country; /* the place of level country */
    struct code_list languages;
    struct str timezone;
    struct str case_prefix;
    struct day programme_from;
    struct day programme_to;
    struct str exit_url;
    struct str currency;
    struct str default_rule_set;
    double map_ratio_lat;
};
const struct pack_settings *pack_settings(const struct pack *pack);

enum place_level {
    PLACE_COUNTRY,
    PLACE_COUNTY,
    PLACE_MUNICIPALITY,
    PLACE_UNIT,
    PLACE_SETTLEMENT,
    PLACE_LEVEL_COUNT,
};
struct place {
    struct str code;
    struct str parent;
    enum place_level level;
    struct str label[LANG_COUNT];
    double lat;
    double lon;
    int64_t population; /* -1: not known */
    int64_t population_year;
    bool is_programme; /* units and settlements: that of their municipality */
    bool is_hotspot;
    struct str iso;
    const struct place *up; /* NULL for the country */
};
/* NULL when there is none, as in all lookups below. */
const struct place *pack_place(const struct pack *pack, struct str code);
const struct place *const *pack_places(
    const struct pack *pack, enum place_level level, size_t *out_n);
/* The place itself or the one above it of that level. */
const struct place *pack_county_of(const struct pack *pack, struct str code);
const struct place *pack_municipality_of(const struct pack *pack, struct str code);
/* True for the place itself; false when either is unknown. */
bool pack_is_within(const struct pack *pack, struct str place_code, struct str area_code);

struct agency_row {
    struct str code;
    struct str kind; /* list agency_kind */
    struct str label[LANG_COUNT];
    struct str seat; /* a municipality or empty, never an address */
    struct code_list area;
    bool is_partner;
    struct code_list services; /* list service */
    struct str web;
    struct str email;
};
const struct agency_row *pack_agency(const struct pack *pack, struct str code);
const struct agency_row *pack_agencies(const struct pack *pack, size_t *out_n);
bool pack_agency_serves(
    const struct pack *pack, const struct agency_row *agency, struct str place_code);

enum help_kind { HELP_PHONE, HELP_WEB };
enum help_status { HELP_WORKING, HELP_DOUBTFUL, HELP_UNKNOWN, HELP_RETIRED };
struct help_line {
    struct str code;
    struct str number; /* of a phone: digits and blanks only */
    enum help_kind kind;
    struct str label[LANG_COUNT];
    struct str for_whom[LANG_COUNT];
    struct str run_by;
    struct str hours[LANG_COUNT];
    bool is_police;
    struct str url; /* https:// or empty */
    enum help_status status;
    struct day verified_on;
    struct str verified_by;
    int64_t show_order; /* 0: not offered */
};
const struct help_line *pack_help_line(const struct pack *pack, struct str code);
const struct help_line *pack_help_lines(const struct pack *pack, size_t *out_n);
/* Those to show to people: working, in the order of show_order; at least one. */
const struct help_line *pack_help_lines_offered(const struct pack *pack, size_t *out_n);

struct timer {
    struct str code;
    struct str label[LANG_COUNT];
    struct str from_event;
    struct str to_event;
    int64_t minutes;
    struct str place; /* empty: everywhere else */
    struct str basis;
    struct str source;
};
const struct timer *pack_timers(const struct pack *pack, size_t *out_n);
/* The row of the place or of the nearest place above it, else the general one. An unknown or empty
 * place takes the general one. */
const struct timer *pack_timer(const struct pack *pack, struct str code, struct str place_code);
/* Its minutes; -1 when there is no such timer. */
int64_t pack_timer_min(const struct pack *pack, struct str code, struct str place_code);

struct consent_text {
    struct str purpose; /* list consent_purpose */
    int64_t version;
    struct str text[LANG_COUNT];
};
/* The highest version. */
const struct consent_text *pack_consent_text(const struct pack *pack, struct str purpose);
/* What a person agreed to at that time. */
const struct consent_text *pack_consent_version(
    const struct pack *pack, struct str purpose, int64_t version);

enum right_track { RIGHT_ALL, RIGHT_CHILD, RIGHT_TRAFFICKING, RIGHT_FOREIGNER, RIGHT_ABROAD };
struct right {
    struct str code;
    struct str article;
    enum right_track track;
    struct str label[LANG_COUNT];
    struct code_list duty_of;
    struct str source;
};
const struct right *pack_right(const struct pack *pack, struct str code);
const struct right *pack_rights(const struct pack *pack, size_t *out_n);

/* Names of nobody, for sample data. */
enum name_kind { NAME_GIVEN_F, NAME_GIVEN_M, NAME_FAMILY, NAME_KIND_COUNT };
const struct str *pack_demo_names(const struct pack *pack, enum name_kind kind, size_t *out_n);

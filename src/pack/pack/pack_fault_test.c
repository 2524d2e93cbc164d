/* Every kind of fault, in a copy of packs/demo with one text replaced. */
#include "pack/pack.h"

#include "pack/pack_testing.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const file_names[] = { "pack.txt", "places.csv", "counties.geojson",
    "agencies.csv", "help_lines.csv", "codes.csv", "roles.csv", "timers.csv", "rule_sets.csv",
    "signs.csv", "indicators.csv", "consent_texts.csv", "rights.csv", "demo_names.csv" };

struct change {
    const char *file;
    const char *from; /* its first occurrence; NULL: the file is left out */
    const char *to;
    size_t line;
    size_t column;
    const char *what;
    size_t n_all; /* faults that come of it */
};

static struct str read_whole(struct arena *arena, const char *path) {
    enum { FILE_MAX_B = 256 * 1024 };
    char *bytes = arena_take(arena, FILE_MAX_B);
    FILE *file = fopen(path, "rbe");
    CHECK(file != NULL);
    size_t n = file == NULL ? 0 : fread(bytes, 1, FILE_MAX_B, file);
    if (file != NULL) {
        (void)fclose(file); /* only read from */
    }
    return (struct str){ bytes, n };
}

static void write_whole(const char *path, struct str text) {
    FILE *file = fopen(path, "wbe");
    CHECK(file != NULL);
    if (file != NULL) {
        CHECK_EQ_I64(fwrite(text.p, 1, text.n, file), text.n);
        CHECK_EQ_I64(fclose(file), 0);
    }
}

static struct str replaced(struct arena *arena, struct str text, const struct change *change) {
    struct str from = str_from_c(change->from);
    size_t at = 0;
    while (at + from.n <= text.n && memcmp(text.p + at, from.p, from.n) != 0) {
        at++;
    }
    if (at + from.n > text.n) {
        printf("FAIL %s: \"%s\" is not there\n", change->file, change->from);
        CHECK(false);
        return text;
    }
    return arena_print(
        arena, "%.*s%s%.*s", (int)at, text.p, change->to, STR_FMT(str_skip(text, at + from.n)));
}

static void fill_folder(struct arena *arena, const char *folder, const struct change *change) {
    for (size_t i = 0; i < COUNT_OF(file_names); i++) {
        bool is_changed = strcmp(change->file, file_names[i]) == 0;
        if (is_changed && change->from == NULL) {
            continue;
        }
        struct str from = arena_print(arena, "%s/demo/%s", PACKS_FOLDER, file_names[i]);
        struct str to = arena_print(arena, "%s/%s", folder, file_names[i]);
        struct str text = read_whole(arena, arena_c(arena, from));
        text = is_changed ? replaced(arena, text, change) : text;
        write_whole(arena_c(arena, to), text);
    }
}

static void empty_folder(struct arena *arena, const char *folder) {
    for (size_t i = 0; i < COUNT_OF(file_names); i++) {
        struct str path = arena_print(arena, "%s/%s", folder, file_names[i]);
        (void)unlink(arena_c(arena, path)); /* one of them may be missing */
    }
    CHECK_EQ_I64(rmdir(folder), 0);
}

static void open_broken(
    struct arena *arena, const struct change *change, struct pack_faults *faults) {
    char folder[] = "/tmp/besa_pack_XXXXXX";
    CHECK(mkdtemp(folder) != NULL);
    fill_folder(arena, folder, change);
    struct pack *const untouched = (struct pack *)(void *)&faults->n;
    struct pack *pack = untouched;
    faults->arena = arena;
    CHECK_EQ_I64(pack_open(str_from_c(folder), &pack, faults), ERR_PACK);
    CHECK(pack == untouched);
    empty_folder(arena, folder);
}

static void check_change(const struct change *change) {
    CLEANUP(arena_done) struct arena *arena = arena_open(64 << 20);
    struct pack_faults *faults = ARENA_NEW(arena, struct pack_faults);
    open_broken(arena, change, faults);
    bool is_found = false;
    for (size_t i = 0; i < faults->n; i++) {
        const struct pack_fault *fault = &faults->faults[i];
        is_found = is_found || (str_eq_c(fault->file, change->file) &&
                                   fault->line == change->line && fault->column == change->column &&
                                   str_has(fault->what, str_from_c(change->what)));
    }
    CHECK(is_found);
    CHECK_EQ_I64(faults->n_all, change->n_all);
    for (size_t i = 0; i < faults->n && (!is_found || faults->n_all != change->n_all); i++) {
        const struct pack_fault *fault = &faults->faults[i];
        printf("  \"%s\" gave %.*s:%zu:%zu: %.*s\n", change->to, STR_FMT(fault->file), fault->line,
            fault->column, STR_FMT(fault->what));
    }
}

static void check_changes(const struct change *changes, size_t n) {
    for (size_t i = 0; i < n; i++) {
        check_change(&changes[i]);
    }
}

#define CHECK_CHANGES(changes) check_changes((changes), COUNT_OF(changes))

TEST(form_of_a_table) {
    static const struct change changes[] = {
        { "timers.csv", NULL, "", 1, 1, "missing or cannot be opened", 1 },
        { "codes.csv", NULL, "", 1, 1, "missing or cannot be opened", 1 },
        { "places.csv", "hotspot,iso", "hotspott,iso", 1, 80, "unknown column \"hotspott\"", 2 },
        { "places.csv", "hotspot,iso", "hotspott,iso", 1, 1, "column hotspot is missing", 2 },
        { "places.csv", "lat,lon", "lat,lat", 1, 39, "twice the column", 2 },
        { "places.csv", "XV-N-02,XV-N,", "XV-N-02,", 7, 1, "17 cells where the first row has 18",
            1 },
        { "rights.csv", "\n", "\n\n", 2, 1, "1 cells where the first row has 8", 1 },
        { "rights.csv", "XR02,Charter 2", "XR02,Charter \"2", 3, 14, "quotes", 1 },
        { "rights.csv", "XR02,Charter 2", "XR02,\"Charter 2", 4, 21, "quotes", 1 },
        { "demo_names.csv", "Brinna", "Bri\rna", 3, 12, "lone CR", 1 },
    };
    CHECK_CHANGES(changes);
}

TEST(text_of_a_cell) {
    static const struct change changes[] = {
        { "rights.csv", "ask for", "\xFFsk for", 3, 20, "not UTF-8", 1 },
        { "rights.csv", "ask for", "ask\tfor", 3, 20, "control", 1 },
        { "rights.csv", "ask for",
            "ask \xE2\x80\xAE"
            "for",
            3, 20, "invisible", 1 },
        { "rights.csv", "ask for prosecution,", "\"ask\nfor\",", 3, 20, "line end", 1 },
        { "rights.csv", "ask for prosecution,", ",", 3, 20, "label_sq is empty", 1 },
        { "rights.csv", ",ask for prosecution,PROS", ",,PROS", 3, 40, "label_en is empty", 1 },
        { "rights.csv", "ask for prosecution,", " ask for,", 3, 20, "blanks at an end", 1 },
        { "rights.csv", "prosecution,PROSECUTOR,inv", "prosecution,PROS/X,inv", 3, 60,
            "\"PROS/X\" is not a code", 1 },
        { "rights.csv", "XR02,", "XR\xC3\xAB,", 3, 1, "is not a code", 1 },
        { "rights.csv", "XR02,", "XR020000000000000000000000000000000000000000,", 3, 1,
            "is not a code", 1 },
        { "rights.csv", "invented,\n", "invented,!\n", 2, 95, "check is empty or ?", 1 },
    };
    CHECK_CHANGES(changes);
}

TEST(text_too_long) {
    char text[2 * (PACK_TEXT_MAX + 1) + 9] = "";
    for (size_t i = 0; i < PACK_TEXT_MAX; i++) {
        memcpy(text + 2 * i, "\xC3\xAB", 2);
    }
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    struct str most = arena_print(arena, "%sX,ask for prosecution,PROS", text);
    const struct change change = { "rights.csv", "ask for prosecution,ask for prosecution,PROS",
        arena_c(arena, most), 3, 20, "401 characters; at most 400", 1 };
    check_change(&change);
}

TEST(values) {
    static const struct change changes[] = {
        { "places.csv", "11.3733", "11,3733", 3, 1, "19 cells", 1 },
        { "places.csv", "11.3733", "91.3733", 3, 44, "is not a number from -90 to 90", 1 },
        { "places.csv", "11.3733", "north", 3, 44, "\"north\" is not a number", 1 },
        { "places.csv", "142000", "142 000", 3, 61, "is not a whole number", 1 },
        { "places.csv", "142000", "-1", 3, 61, "is not a whole number", 1 },
        { "places.csv", ",2024,1,0,", ",2024,yes,0,", 3, 73, "\"yes\" is neither 0 nor 1", 1 },
        { "places.csv", "XV-N,XV,county", "XV-N,XV,province", 3, 9, "is none of: country", 1 },
        { "help_lines.csv", "working,2024-07-01", "working,2024-02-30", 2, 171, "is not a day", 1 },
        { "help_lines.csv", "working", "works", 2, 163, "is none of: working", 1 },
        { "help_lines.csv", "555 0100", "555-0100", 2, 7, "digits and blanks only", 1 },
        { "help_lines.csv", "https://talk", "http://talk", 4, 146, "begins https://", 1 },
        { "help_lines.csv", "https://talk.lantern.example", "", 4, 146, "has an address", 1 },
        { "agencies.csv", "https://lantern", "javascript:lantern", 2, 60, "begins https://", 1 },
        { "agencies.csv", "desk@lantern", "desk.lantern", 2, 84, "not an e-mail", 1 },
        { "timers.csv", ",5,,", ",0,,", 2, 124, "from 1 to", 1 },
        { "indicators.csv", "persons,20,P", "persons,20,X", 2, 77, "is none of: S P", 1 },
        { "signs.csv", "others,S,S,1", "others,S,X,1", 2, 107, "is none of: S M W", 1 },
        { "demo_names.csv", "given_f", "given_x", 2, 1, "is none of", 1 },
    };
    CHECK_CHANGES(changes);
}

TEST(duplicates) {
    static const struct change changes[] = {
        { "places.csv", "XV-N-02,", "XV-N-01,", 7, 1, "stands in line 6 already", 1 },
        { "codes.csv", "risk,R3,", "risk,R2,", 83, 6, "stands in line 82 already", 1 },
        { "signs.csv", "X1.02", "X1.01", 3, 9, "stands in line 2 already", 1 },
        { "timers.csv", "T02A,", "T01,", 3, 90, "stands in line 2 already", 2 },
        { "consent_texts.csv", "\nP2,", "\nP1,", 3, 4, "stands in line 2 already", 2 },
        { "demo_names.csv", "Brinna", "Arvela", 3, 9, "stands in line 2 already", 1 },
        { "rule_sets.csv", ",child,", ",adult,", 3, 91, "stands in line 2 already", 3 },
    };
    CHECK_CHANGES(changes);
}

TEST(unknown_codes) {
    static const struct change changes[] = {
        { "places.csv", "XV-N-02,XV-N,", "XV-N-02,XV-Q,", 7, 9, "XV-Q is not in places.csv", 1 },
        { "agencies.csv", "HARBOUR,shelter", "HARBOUR,house", 3, 9,
            "house is not in codes.csv, list agency_kind", 1 },
        { "agencies.csv", "ACC SAFE", "ACC SAVE", 3, 70, "SAVE is not in codes.csv, list service",
            1 },
        { "agencies.csv", "XV-N XV-M", "XV-N XV-Q", 4, 58, "XV-Q is not in places.csv", 1 },
        { "agencies.csv", "XV-M-01,XV,", "XV-M-01-U1,XV,", 2, 43, "XV-M-01-U1 is no municipality",
            1 },
        { "roles.csv", "contact.record", "contact.delete", 2, 52,
            "unknown capability contact.delete", 1 },
        { "roles.csv", "hotline,contact", "hotlines,contact", 2, 44, "hotlines is not in", 1 },
        { "codes.csv", "risk,R0", "risks,R0", 80, 1, "unknown list risks", 1 },
        { "codes.csv", "anxiety,MH,", "anxiety,MX,", 47, 31, "MX is not in list reason", 1 },
        { "codes.csv", "anxiety,MH,", "anxiety,MH_LOW,", 47, 31, "has a parent itself", 1 },
        { "codes.csv", ",,shelter,1", ",,house,1", 209, 42, "is not in list service_domain", 1 },
        { "timers.csv", "XV-N-03", "XV-N-99", 6, 107, "XV-N-99 is not in places.csv", 1 },
        { "indicators.csv", "V03F,V03", "V03F,V33", 5, 6, "V33 is not in indicators.csv", 1 },
        { "consent_texts.csv", "\nP2,", "\nP22,", 3, 1, "P22 is not in", 2 },
        { "consent_texts.csv", "\nP2,", "\nP22,", 1, 1, "no text for purpose P2", 2 },
        { "pack.txt", "set = XV-1", "set = XV-2", 15, 20, "XV-2 is not in rule_sets.csv", 1 },
        { "pack.txt", "country = XV", "country = XV-N", 5, 11, "XV-N is no country", 1 },
    };
    CHECK_CHANGES(changes);
}

TEST(what_cells_say_together) {
    static const struct change changes[] = {
        { "places.csv", "XV-N-02,XV-N,", "XV-N-02,XV,", 7, 12, "does not lie right below", 1 },
        { "places.csv", "XV-N-02,XV-N,", "XV-N-02,,", 7, 9, "parent is empty", 1 },
        { "places.csv", "XV-N-02,XV-N,", "XV-N-02,XV-N-03-farholm,", 7, 25,
            "does not lie right below", 1 },
        { "places.csv", "XV,,country", "XV,XV,country", 2, 4, "a country has no parent", 1 },
        { "places.csv", "XV-N,XV,county,", "XV-N,,country,", 3, 7, "a second country", 5 },
        { "places.csv", "Docks,10.7300,-29.3300,21000,2024,0", "Docks,10.7,-29.3,21000,2024,1", 15,
            75, "lower places inherit it", 1 },
        { "help_lines.csv", "working,2024-07-01", "retired,2024-07-01", 2, 196, "only a working",
            1 },
        { "help_lines.csv", "working,2024-07-01", "working,", 2, 171, "was verified", 1 },
        { "help_lines.csv", "invented,2,", "invented,1,", 3, 203, "the same order as GUARD", 1 },
        { "timers.csv", "alarm_raised,alarm_accepted", "alarm_raised,alarm_raised", 3, 73,
            "the time ends where it begins", 1 },
        { "timers.csv", "alarm_arrived,240", "alarm_there,240", 6, 89, "other events", 1 },
        { "timers.csv", "alarm_arrived,90,,", "alarm_arrived,90,XV-N-02,", 5, 78,
            "no row without place", 2 },
        { "rule_sets.csv", "A & B & C", "A & B & E", 2, 111, "character 9: unknown dimension", 1 },
        { "rule_sets.csv", "A & B & C", "A & B C", 2, 111, "character 7: & or |", 1 },
        { "rule_sets.csv", "S+M+W>=1", "S+M+W=1", 2, 121, "character 6: + or >=", 1 },
        { "rule_sets.csv", "XV-1,", "XV-9,", 6, 1, "XV-9 has no signs", 4 },
        { "signs.csv", "XV-1,X3,X3.03", "XV-1,X4,X3.03", 11, 6, "no rule of XV-1 names X4", 1 },
        { "indicators.csv", "percent,95", "percent,950", 12, 60, "more than 100 %", 1 },
        { "indicators.csv", "V03F,V03", "V03F,V03F", 5, 6, "has a parent itself", 1 },
    };
    CHECK_CHANGES(changes);
}

TEST(pack_txt) {
    static const struct change changes[] = {
        { "pack.txt", "case_prefix = XV\n", "", 1, 1, "key case_prefix is missing", 1 },
        { "pack.txt", "case_prefix", "prefix", 9, 1, "unknown key \"prefix\"", 2 },
        { "pack.txt", "name_en", "name_sq", 4, 1, "name_sq stands in line 3 already", 2 },
        { "pack.txt", "case_prefix = XV", "case_prefix XV", 9, 1, "key = value", 2 },
        { "pack.txt", "case_prefix = XV", "case_prefix = xv", 9, 15, "2 to 4 letters", 1 },
        { "pack.txt", "2024-07-01", "01.07.2024", 10, 18, "is not a day", 1 },
        { "pack.txt", "2026-06-30", "2023-06-30", 11, 16, "before programme_from", 1 },
        { "pack.txt", "https", "http", 12, 12, "begins https://", 1 },
        { "pack.txt", "Atlantic/Azores", "Atlantic/Atlantis", 8, 12, "no such time zone", 1 },
        { "pack.txt", "sq en", "sq", 7, 13, "languages are: sq en", 1 },
        { "pack.txt", "10.77", "", 16, 16, "map_ratio_lat is empty", 1 },
    };
    CHECK_CHANGES(changes);
}

TEST(outlines) {
    static const char file[] = "counties.geojson";
    static const struct change changes[] = {
        { "counties.geojson", NULL, "", 1, 1, "missing", 1 },
        { file, "\"id\":\"XV-N\"", "\"id\":\"XV-Q\"", 1, 1, "XV-Q: no county in places.csv", 2 },
        { file, "\"id\":\"XV-N\"", "\"id\":\"XV-Q\"", 1, 1, "XV-N: a county without outline", 2 },
        { file, "\"id\":\"XV-N\"", "\"id\":\"XV-M\"", 1, 1, "XV-M: a second outline", 2 },
        { file, "[-30.2,10.9],", "", 1, 1, "closed rings", 1 },
        { file, "[-30.2,10.9],", "[-230.2,10.9],", 1, 1, "closed rings", 1 },
        { file, "MultiPolygon", "Point", 1, 1, "XV-N: the geometry", 1 },
        { file, "\"features\":[", "\"features\":\n[,", 2, 2, "not JSON", 1 },
        { file, "FeatureCollection", "Feature", 1, 1, "not a FeatureCollection", 1 },
    };
    CHECK_CHANGES(changes);
}

TEST(faults_are_sorted_and_bounded) {
    CLEANUP(arena_done) struct arena *arena = arena_open(64 << 20);
    struct pack_faults *faults = ARENA_NEW(arena, struct pack_faults);
    const struct change change = { "codes.csv", "channel,phone", "c/,phone", 0, 0, "", 0 };
    open_broken(arena, &change, faults);
    CHECK(faults->n >= 1 && faults->n == faults->n_all);
    struct pack *pack = NULL;
    CHECK_EQ_I64(pack_open(STR("/nowhere"), &pack, faults), ERR_PACK);
    CHECK_EQ_I64(faults->n, COUNT_OF(file_names));
    CHECK(pack == NULL);
    for (size_t i = 1; i < faults->n; i++) {
        CHECK(str_compare(faults->faults[i - 1].file, faults->faults[i].file) < 0);
    }
}

TEST(many_faults_are_counted) {
    CLEANUP(arena_done) struct arena *arena = arena_open(64 << 20);
    struct pack_faults *faults = ARENA_NEW(arena, struct pack_faults);
    struct str rows = STR("kind,name\n");
    for (size_t i = 0; i < 300; i++) {
        rows = arena_print(arena, "%.*sgiven_x,Name%zu\n", STR_FMT(rows), i);
    }
    const struct change change = { "demo_names.csv", "kind,name\n", arena_c(arena, rows), 0, 0, "",
        0 };
    open_broken(arena, &change, faults);
    CHECK_EQ_I64(faults->n, PACK_FAULTS_MAX);
    CHECK_EQ_I64(faults->n_all, 300);
    for (size_t i = 0; i < faults->n; i++) {
        CHECK_EQ_I64(faults->faults[i].line, i + 2);
    }
}

TEST_MAIN

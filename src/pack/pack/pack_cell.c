/* One cell: is it what its column promises. */
#include "pack/pack_load.h"
#include "pack/pack_own.h"

#include "utf8/utf8.h"

#include <string.h>

enum { CODES_MAX = 64 };

static bool is_code_char(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
}

bool load_is_code(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        if (!is_code_char(s.p[i])) {
            return false;
        }
    }
    return s.n > 0 && s.n <= PACK_CODE_MAX;
}

struct str load_shown(struct str cell) {
    enum { SHOWN_MAX_B = 60 };
    if (!utf8_is_text(cell, false)) {
        return STR("(unreadable)");
    }
    size_t n = cell.n < SHOWN_MAX_B ? cell.n : SHOWN_MAX_B;
    while (n < cell.n && ((uint8_t)cell.p[n] & 0xC0u) == 0x80u) {
        n--;
    }
    return str_head(cell, n);
}

static void read_text(struct load *load, const struct field *field, struct str cell, void *out,
    struct pack_spot spot) {
    (void)load;
    (void)field;
    (void)spot;
    memcpy(out, &cell, sizeof(cell));
}

static void read_note(struct load *load, const struct field *field, struct str cell, void *out,
    struct pack_spot spot) {
    (void)load;
    (void)field;
    (void)cell;
    (void)out;
    (void)spot;
}

static void read_check(struct load *load, const struct field *field, struct str cell, void *out,
    struct pack_spot spot) {
    (void)field;
    (void)out;
    if (!str_eq(cell, STR("?")) && cell.n > 0) {
        load_fault(load, spot, "check is empty or ?");
    }
}

static void read_code(struct load *load, const struct field *field, struct str cell, void *out,
    struct pack_spot spot) {
    (void)field;
    if (cell.n > 0 && !load_is_code(cell)) {
        load_fault(load, spot, "\"%.*s\" is not a code: A-Z a-z 0-9 _ . - and at most %d of them",
            STR_FMT(load_shown(cell)), PACK_CODE_MAX);
        return;
    }
    memcpy(out, &cell, sizeof(cell));
}

static void read_codes(struct load *load, const struct field *field, struct str cell, void *out,
    struct pack_spot spot) {
    struct str codes[CODES_MAX];
    size_t n = 0;
    struct str rest = cell;
    struct str word = STR_NONE;
    while (str_word(&rest, &word)) {
        struct code_list before = { codes, n };
        if (!load_is_code(word)) {
            load_fault(load, spot, "\"%.*s\" is not a code", STR_FMT(load_shown(word)));
        } else if (code_list_has(&before, word)) {
            load_fault(load, spot, "%.*s stands there twice", STR_FMT(word));
        } else if (n == CODES_MAX) {
            load_fault(load, spot, "more than %d codes", CODES_MAX);
            return;
        } else {
            codes[n] = word;
            n++;
        }
    }
    if (field->kind == FIELD_WORDS) {
        memcpy(out, &cell, sizeof(cell));
        return;
    }
    struct str *kept = ARENA_ARRAY(load->arena, struct str, n);
    if (n > 0) {
        memcpy(kept, codes, n * sizeof(codes[0]));
    }
    struct code_list list = { kept, n };
    memcpy(out, &list, sizeof(list));
}

static void read_number(struct load *load, const struct field *field, struct str cell, void *out,
    struct pack_spot spot) {
    int64_t number = -1;
    if (cell.n > 0 &&
        (!str_to_i64(cell, &number) || number < field->least || number > field->most)) {
        load_fault(load, spot, "\"%.*s\" is not a whole number from %d to %d",
            STR_FMT(load_shown(cell)), field->least, field->most);
        return;
    }
    memcpy(out, &number, sizeof(number));
}

static void read_real(struct load *load, const struct field *field, struct str cell, void *out,
    struct pack_spot spot) {
    double number = 0;
    if (!str_to_real(cell, &number) || number < field->least || number > field->most) {
        load_fault(load, spot, "\"%.*s\" is not a number from %d to %d", STR_FMT(load_shown(cell)),
            field->least, field->most);
        return;
    }
    memcpy(out, &number, sizeof(number));
}

static void read_day(struct load *load, const struct field *field, struct str cell, void *out,
    struct pack_spot spot) {
    (void)field;
    struct day day = DAY_NONE;
    if (cell.n > 0 && day_parse(cell, &day) != OK) {
        load_fault(load, spot, "\"%.*s\" is not a day as in 2026-11-23", STR_FMT(load_shown(cell)));
        return;
    }
    memcpy(out, &day, sizeof(day));
}

static void read_bool(struct load *load, const struct field *field, struct str cell, void *out,
    struct pack_spot spot) {
    (void)field;
    bool is_true = str_eq(cell, STR("1"));
    if (!is_true && !str_eq(cell, STR("0"))) {
        load_fault(load, spot, "\"%.*s\" is neither 0 nor 1", STR_FMT(load_shown(cell)));
        return;
    }
    memcpy(out, &is_true, sizeof(is_true));
}

/* Enums are kept as unsigned int, which is how gcc and clang make those without negative values. */
_Static_assert(sizeof(enum place_level) == sizeof(unsigned), "enums are as wide as unsigned");

static void read_choice(struct load *load, const struct field *field, struct str cell, void *out,
    struct pack_spot spot) {
    struct str rest = str_from_c(field->choices);
    struct str word = STR_NONE;
    for (unsigned i = 0; cell.n > 0 && str_word(&rest, &word); i++) {
        if (str_eq(word, cell)) {
            unsigned choice = i + (unsigned)field->least;
            char letter = cell.p[0];
            bool is_letter = field->kind == FIELD_LETTER;
            memcpy(out, is_letter ? (const void *)&letter : &choice,
                is_letter ? sizeof(letter) : sizeof(choice));
            return;
        }
    }
    if (cell.n > 0) {
        load_fault(
            load, spot, "\"%.*s\" is none of: %s", STR_FMT(load_shown(cell)), field->choices);
    }
}

static void read_url(struct load *load, const struct field *field, struct str cell, void *out,
    struct pack_spot spot) {
    (void)field;
    const struct str begin = STR("https://");
    bool is_plain = true;
    for (size_t i = 0; i < cell.n; i++) {
        is_plain = is_plain && cell.p[i] > ' ' && cell.p[i] < 0x7F &&
                   strchr("\"'<>\\`{}|^", cell.p[i]) == NULL;
    }
    if (cell.n > 0 && (!str_starts(cell, begin) || cell.n == begin.n || !is_plain)) {
        load_fault(load, spot, "\"%.*s\" is not an address that begins https://",
            STR_FMT(load_shown(cell)));
        return;
    }
    memcpy(out, &cell, sizeof(cell));
}

static void read_email(struct load *load, const struct field *field, struct str cell, void *out,
    struct pack_spot spot) {
    (void)field;
    struct str rest = cell;
    struct str name = STR_NONE;
    bool has_name = cell.n > 0 && str_cut(&rest, '@', &name) && name.n > 0 && rest.n > 2;
    bool is_plain = !str_has(cell, STR(" ")) && !str_has(rest, STR("@"));
    if (cell.n > 0 && (!has_name || !is_plain || !str_has(rest, STR(".")))) {
        load_fault(load, spot, "\"%.*s\" is not an e-mail address", STR_FMT(load_shown(cell)));
        return;
    }
    memcpy(out, &cell, sizeof(cell));
}

typedef void (*cell_reader)(
    struct load *, const struct field *, struct str, void *, struct pack_spot);

static const cell_reader readers[] = {
    [FIELD_NOTE] = read_note,
    [FIELD_CHECK] = read_check,
    [FIELD_TEXT] = read_text,
    [FIELD_CODE] = read_code,
    [FIELD_CODES] = read_codes,
    [FIELD_WORDS] = read_codes,
    [FIELD_NUMBER] = read_number,
    [FIELD_REAL] = read_real,
    [FIELD_DAY] = read_day,
    [FIELD_BOOL] = read_bool,
    [FIELD_CHOICE] = read_choice,
    [FIELD_LETTER] = read_choice,
    [FIELD_URL] = read_url,
    [FIELD_EMAIL] = read_email,
};

static bool is_clean(struct load *load, struct str cell, struct pack_spot spot) {
    if (!utf8_is_valid(cell)) {
        load_fault(load, spot, "not UTF-8");
        return false;
    }
    if (!utf8_is_text(cell, false)) {
        load_fault(load, spot, "holds a line end, a control or an invisible character");
        return false;
    }
    if (utf8_count(cell) > PACK_TEXT_MAX) {
        load_fault(load, spot, "%zu characters; at most %d", utf8_count(cell), PACK_TEXT_MAX);
        return false;
    }
    if (!str_eq(str_trim(cell), cell)) {
        load_fault(load, spot, "blanks at an end");
        return false;
    }
    return true;
}

void load_cell(struct load *load, const struct field *field, struct str cell, void *row,
    struct pack_spot spot) {
    if (!is_clean(load, cell, spot)) {
        return;
    }
    if (cell.n == 0 && field->is_needed) {
        load_fault(load, spot, "%s is empty", field->column);
        return;
    }
    readers[field->kind](load, field, cell, (char *)row + field->offset, spot);
    load->pack->n_unsure += field->kind == FIELD_CHECK && cell.n > 0;
}

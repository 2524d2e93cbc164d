#include "form/input.h"

#include "test.h"

#include <string.h>

#define ARENA CLEANUP(arena_done) struct arena *arena = arena_open(8 << 20)

/* Every list has the codes R0 to R4, sq, and cb1. */
static bool has_code(const void *self, struct str list, struct str code) {
    static const char *const codes[] = { "R0", "R1", "R2", "R3", "R4", "sq", "en", "cb1", "A0" };
    (void)self;
    for (size_t i = 0; i < COUNT_OF(codes) && list.n > 0; i++) {
        if (str_eq_c(code, codes[i])) {
            return true;
        }
    }
    return false;
}

static const struct input_source source = { has_code, NULL, NULL };

static const void *parse(
    struct arena *arena, enum input input, const char *text, struct form **out_form) {
    const void *in = NULL;
    struct form *form = form_open(arena);
    bool is_json = text[0] == '{';
    enum err e =
        is_json ? input_read_json(form, str_from_c(text)) : form_read(form, str_from_c(text));
    if (!is_json) {
        input_take_marks(form);
    }
    *out_form = form;
    CHECK_EQ_I64(e, OK);
    return e == OK && input_parse(form, input, &source, &in) == OK ? in : NULL;
}

static enum words fault(enum input input, const char *text, const char *field) {
    ARENA;
    struct form *form = NULL;
    CHECK(parse(arena, input, text, &form) == NULL);
    return form_error(form, str_from_c(field));
}

TEST(fills_a_struct) {
    ARENA;
    struct form *form = NULL;
    const struct in_goal *in = parse(arena, INPUT_GOAL,
        "domain=R1&text=%20Pun%C3%AB%0D%0Adhe+shkoll%C3%AB+&due_on=2026-12-24&csrf=x&once="
        "y12345678",
        &form);
    CHECK(in != NULL);
    if (in != NULL) {
        CHECK_EQ_STR(in->domain, STR("R1"));
        CHECK_EQ_STR(in->text, STR("Pun\xc3\xab\ndhe shkoll\xc3\xab"));
        CHECK_EQ_I64(in->due_on.n, 20811);
        CHECK_EQ_STR(form->csrf, STR("x"));
        CHECK_EQ_STR(form->once, STR("y12345678"));
    }
    in = parse(arena, INPUT_GOAL, "{\"domain\":\"R1\",\"text\":\"a\\nb\",\"due_on\":null}", &form);
    CHECK(in != NULL && day_is_none(in->due_on));
}

TEST(leaves_none) {
    ARENA;
    struct form *form = NULL;
    const struct in_contact *in =
        parse(arena, INPUT_CONTACT, "channel=R1&kind=R2&note=&risk=", &form);
    CHECK(in != NULL);
    if (in != NULL) {
        CHECK(in->note.p != NULL && in->note.n == 0 && in->risk.p != NULL && in->risk.n == 0);
        CHECK(in->gender.p != NULL && in->gender.n == 0 && !in->is_about_self);
    }
}

TEST(reads_days_in_parts) {
    ARENA;
    struct form *form = NULL;
    const struct in_period *in =
        parse(arena, INPUT_PERIOD, "from-day=1&from-month=2&from-year=2026", &form);
    CHECK(in != NULL && in->from.n == 20485 && day_is_none(in->to));
    in = parse(arena, INPUT_PERIOD, "from-day=&from-month=&from-year=", &form);
    CHECK(in != NULL && day_is_none(in->from));
    static const char *const bad[] = { "from-day=1&from-month=2",
        "from-day=31&from-month=2&from-year=2026", "from-day=x&from-month=2&from-year=2026",
        "from-day=-1&from-month=2&from-year=2026",
        "from-day=1&from-day=1&from-month=2&from-year=2026",
        "from-day=1&from-month=13&from-year=2026", "from-day=1&from-month=2&from-year=26000",
        "from=2026-02-01&from-day=1&from-month=2&from-year=2026", "from=2026-2-1",
        "from=2026-02-30", "from=now" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        CHECK(fault(INPUT_PERIOD, bad[i], "from") == W_INVALID_DAY);
    }
    CHECK(fault(INPUT_PERIOD, "to-hour=1", "to-hour") == W_INVALID_UNKNOWN);
    CHECK(fault(INPUT_PERIOD, "{\"from-day\":\"1\"}", "from-day") == W_INVALID_UNKNOWN);
}

TEST(finds_every_fault) {
    ARENA;
    struct form *form = NULL;
    CHECK(parse(arena, INPUT_CONTACT,
              "channel=no&note=%01&risk=R1&risk=R2&is_about_self=maybe&extra=1&"
              "caller_phone=%F0%9F%98%80%E2%80%AE&csrf=a&csrf=b",
              &form) == NULL);
    struct form_errors errors = input_errors(form, INPUT_CONTACT);
    CHECK_EQ_I64(errors.n, 8);
    CHECK_EQ_STR(errors.rows[0].name, STR("channel"));
    CHECK(errors.rows[0].error == W_INVALID_CODE);
    CHECK_EQ_STR(errors.rows[1].name, STR("kind"));
    CHECK(errors.rows[1].error == W_INVALID_REQUIRED);
    CHECK(form_error(form, STR("risk")) == W_INVALID_TWICE);
    CHECK(form_error(form, STR("note")) == W_INVALID_TEXT);
    CHECK(form_error(form, STR("caller_phone")) == W_INVALID_TEXT);
    CHECK(form_error(form, STR("is_about_self")) == W_INVALID_CHOICE);
    CHECK(form_error(form, STR("extra")) == W_INVALID_UNKNOWN);
    CHECK(form_error(form, STR("csrf")) == W_INVALID_UNKNOWN);
}

TEST(checks_numbers) {
    static const char *const bad[] = { "ver=-1", "ver=+1", "ver=01", "ver=1.0", "ver=1e3",
        "ver=%201", "ver=9223372036854775808", "ver=0x1", "{\"ver\":-1}", "{\"ver\":\"x\"}" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        CHECK(fault(INPUT_VERSION, bad[i], "ver") == W_INVALID_NUMBER);
    }
    CHECK(fault(INPUT_VERSION, "ver=", "ver") == W_INVALID_REQUIRED);
    CHECK(fault(INPUT_VERSION, "", "ver") == W_INVALID_REQUIRED);
    CHECK(fault(INPUT_LIST, "before=0", "before") == W_INVALID_NUMBER);
    CHECK(fault(INPUT_ROSTER, "turn=10", "turn") == W_INVALID_NUMBER);
    ARENA;
    struct form *form = NULL;
    const struct in_version *in = parse(arena, INPUT_VERSION, "ver=0", &form);
    CHECK(in != NULL && in->ver == 0);
    in = parse(arena, INPUT_VERSION, "{\"ver\":9223372036854775807}", &form);
    CHECK(in != NULL && in->ver == INT64_MAX);
    in = parse(arena, INPUT_VERSION, "{\"ver\":\"12\"}", &form);
    CHECK(in != NULL && in->ver == 12);
}

TEST(checks_kinds_of_json) {
    CHECK(fault(INPUT_VERSION, "{\"ver\":true}", "ver") == W_INVALID_KIND);
    CHECK(fault(INPUT_VERSION, "{\"ver\":[1]}", "ver") == W_INVALID_KIND);
    CHECK(fault(INPUT_VERSION, "{\"ver\":1.5}", "ver") == W_INVALID_KIND);
    CHECK(fault(INPUT_VERSION, "{\"ver\":{}}", "ver") == W_INVALID_KIND);
    CHECK(fault(INPUT_CONTACT, "{\"is_about_self\":\"true\"}", "is_about_self") == W_INVALID_KIND);
    CHECK(fault(INPUT_CONTACT, "{\"is_about_self\":1}", "is_about_self") == W_INVALID_KIND);
    CHECK(fault(INPUT_CONTACT, "{\"note\":1}", "note") == W_INVALID_KIND);
    CHECK(fault(INPUT_CONTACT, "{\"risk\":[\"R1\"]}", "risk") == W_INVALID_KIND);
    CHECK(fault(INPUT_SCREENING, "{\"signs\":\"cb1\"}", "signs") == W_INVALID_KIND);
    CHECK(fault(INPUT_SCREENING, "{\"signs\":[\"cb1\",1]}", "signs") == W_INVALID_KIND);
    CHECK(fault(INPUT_SCREENING, "{\"signs\":[[\"cb1\"]]}", "signs") == W_INVALID_KIND);
    CHECK(fault(INPUT_SCREENING, "{\"signs\":[null]}", "signs") == W_INVALID_KIND);
    CHECK(fault(INPUT_VERSION, "{\"ver\":1,\"csrf\":\"x\"}", "csrf") == W_INVALID_UNKNOWN);
    ARENA;
    CHECK_EQ_I64(input_read_json(form_open(arena), STR("[]")), ERR_FORM);
    CHECK_EQ_I64(input_read_json(form_open(arena), STR("{")), ERR_FORM);
    CHECK_EQ_I64(input_read_json(form_open(arena), STR("{\"a\":1,\"a\":1}")), ERR_FORM);
    CHECK_EQ_I64(input_read_json(form_open(arena), STR("{\"a b\":1}")), ERR_FORM);
}

TEST(checks_lists) {
    ARENA;
    struct form *form = NULL;
    const struct in_consent *in = parse(arena, INPUT_CONSENT,
        "purpose=R1&classes=&classes=R1&classes=R2&basis=R1&giver=R1&channel=R1&language=sq",
        &form);
    CHECK(in != NULL && in->classes.n == 2 && str_eq(in->classes.items[1], STR("R2")));
    CHECK(fault(INPUT_CONSENT, "classes=R1&classes=R1", "classes") == W_INVALID_CODE);
    CHECK(fault(INPUT_CONSENT, "classes=R1&classes=x", "classes") == W_INVALID_CODE);
    CHECK(fault(INPUT_CONSENT, "classes=R1&classes=R2&classes=R3&classes=R4&classes=R0&classes=sq",
              "classes") == W_INVALID_TOO_MANY);
    CHECK(fault(INPUT_REFERRAL, "services=", "services") == W_INVALID_REQUIRED);
    CHECK(fault(INPUT_REFERRAL, "{\"services\":[]}", "services") == W_INVALID_REQUIRED);
}

TEST(reads_instants) {
    ARENA;
    struct form *form = NULL;
    const struct in_roster *in = parse(arena, INPUT_ROSTER,
        "county=a&username=b&turn=9&from=2026-11-23T16:40&until=2026-11-23T16:40:00%2B01:00",
        &form);
    CHECK(in != NULL && in->from.ms == 1795452000000 && in->until.ms == in->from.ms - 3600000);
    static const char *const bad[] = { "from=2026-11-23", "from=2026-11-23+16:40",
        "from=2026-11-23T24:00", "from=2026-11-23T16:60", "from=2026-11-23T1640",
        "from=2026-02-29T16:40", "from=2026-11-23Tab:cd" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        CHECK(fault(INPUT_ROSTER, bad[i], "from") == W_INVALID_INSTANT);
    }
}

TEST(keeps_lengths) {
    char text[400] = "region=";
    memset(text + 7, 'a', 21);
    CHECK(fault(INPUT_CASE_STATE, text, "region") == W_INVALID_TOO_LONG);
    CHECK(fault(INPUT_CASE_STATE, "state=123456789", "state") == W_INVALID_CODE);
    CHECK(fault(INPUT_CASE_STATE, "state=a%20b", "state") == W_INVALID_CODE);
    CHECK(fault(INPUT_CASE_STATE, "region=%E3%80%80", "region") == W_INVALID_REQUIRED);
    CHECK(fault(INPUT_CASE_STATE, "region=a%0Ab", "region") == W_INVALID_TEXT);
}

TEST(secrets_are_exact_and_never_shown) {
    ARENA;
    struct form *form = NULL;
    const struct in_sign_in *in =
        parse(arena, INPUT_SIGN_IN, "username=a&passphrase=+e%CC%88+&code=123456", &form);
    CHECK(in != NULL && str_eq(in->passphrase, STR(" e\xcc\x88 ")));
    CHECK_EQ_STR(form_value(form, STR("passphrase")), STR(""));
    CHECK_EQ_STR(form_value(form, STR("username")), STR("a"));
    CHECK(fault(INPUT_SIGN_IN, "passphrase=", "passphrase") == W_INVALID_REQUIRED);
}

TEST(takes_nothing_where_nothing_is_asked) {
    ARENA;
    struct form *form = NULL;
    CHECK(parse(arena, INPUT_NONE, "csrf=a", &form) == NULL);
    CHECK(form_is_good(form));
    CHECK(fault(INPUT_NONE, "a=1", "a") == W_INVALID_UNKNOWN);
}

TEST_MAIN

#include "json/json.h"

#include "test.h"

#include <math.h>
#include <string.h>

static enum err parse(struct arena *arena, struct str text, struct json **out) {
    return json_parse(arena, text, out, NULL);
}

/* After the names y_* and n_* of JSONTestSuite (Nicolas Seriot). */
TEST(accepts) {
    static const char *const GOOD[] = { "[]", "{}", "[[]   ]", "[\"\"]", "[null]", "[1\n]", " [1] ",
        "[1,null,null,null,2]", "[2] ", "[123e65]", "[0e+1]", "[0e1]", "[ 4]", "[-0]", "[-123]",
        "[-1]", "[1E22]", "[1E-2]", "[1E+2]", "[123e45]", "[123.456e78]", "[1e-2]", "[123.456789]",
        "[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]",
        "{\"asd\":\"sdf\", \"dfg\":\"fgh\"}", "{\"\":0}", "{\"foo\\u0000bar\": 42}", "{\"a\":[]}",
        "{\n\"a\": \"b\"\n}", "[\"\\u0060\\u012a\\u12AB\"]", "[\"\\uD801\\udc37\"]",
        "[\"\\ud83d\\ude39\\ud83d\\udc8d\"]", "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "[\"\\\\u0000\"]",
        "[\"a/*b*/c/*d//e\"]", "[\"\\u0012\"]", "[\"\\uFFFF\"]", "[\"\xF4\x8F\xBF\xBF\"]",
        "[\"\xEF\xBF\xBF\"]", "[\"\\u0000\"]", "[\"\xE2\x80\xA8\"]", "[\"\x7F\"]", "false", "42",
        "-0.1", "null", "\"asd\"", "true", "\"\"", "[\"a\"]\n", "\t\r\n []",
        "[100000000000000000000]" };
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    for (size_t i = 0; i < COUNT_OF(GOOD); i++) {
        struct json *json = NULL;
        enum err e = parse(arena, str_from_c(GOOD[i]), &json);
        CHECK_EQ_I64(e, OK);
        if (e != OK) {
            printf("refused: %s\n", GOOD[i]);
        }
    }
}

TEST(refuses) {
    static const char *const BAD[] = { "", " ", "[1 true]", "[a\xE5]", "[\"\": 1]", "[\"\"],",
        "[,1]", "[1,,2]", "[\"x\",,]", "[\"x\"]]", "[\"\",]", "[\"x\"", "[x", "[3[4]]", "[\xFF]",
        "[1:2]", "[,]", "[-]", "[   , \"\"]", "[\"a\",\n4\n,1,", "[1,]", "[\"\va\"\\f]", "[*]",
        "[1,\n1\n,1", "[{}", "[fals]", "[nul]", "[tru]", "[++1234]", "[+1]", "[+Inf]", "[-01]",
        "[-1.0.]", "[-2.]", "[-NaN]", "[.-1]", "[.2e-3]", "[0.1.2]", "[0.3e+]", "[0.3e]", "[0.e1]",
        "[0E+]", "[0e]", "[1.0e+]", "[1.0e-]", "[1 000.0]", "[1eE2]", "[2.e+3]", "[2.]", "[9.e+3]",
        "[Inf]", "[NaN]", "[1+2]", "[0x1]", "[0x42]", "[Infinity]", "[0e+-1]", "[- 1]", "[-012]",
        "[-.123]", "[-1x]", "[1ea]", "[1e\xE5]", "[.123]", "[1.2a-3]", "[012]", "[1e400]",
        "[-1e400]", "{[: \"x\"}", "{\"x\", null}", "{\"x\"::\"b\"}", "{\"a\":\"a\" 123}",
        "{key: 'value'}", "{\"a\" b}", "{:\"b\"}", "{\"a\" \"b\"}", "{\"a\":", "{\"a\"", "{1:1}",
        "{null:null}", "{\"id\":0,,,,,}", "{'a':0}", "{\"id\":0,}", "{\"a\":\"b\"}/**/",
        "{\"a\":\"b\"}#", "{\"a\":\"b\",,\"c\":\"d\"}", "{a: \"b\"}", "{\"a\":\"a",
        "{ \"foo\" : \"bar\", \"a\" }", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}",
        "[\"\\uD800\\\"]", "[\"\\uD800\\u\"]", "[\"\\uD800\\u1\"]", "[\"\\uD800\\u1x\"]",
        "[\"\\uD800\"]", "[\"\\uDC00\"]", "[\"\\uD800\\uD800\"]", "[\"\\uD800abc\"]", "[\xC3\xA9]",
        "[\"\\\0\"]", "[\"\\x00\"]", "[\"\\\\\\\"]", "[\"\\\t\"]", "[\"\\a\"]", "[\"\\\"]",
        "[\"\\uqqqq\"]", "[\"\\u00A\"]", "[\"\xED\xA0\x80\"]", "[\"\xC0\xAF\"]", "[\"\xFF\"]",
        "[\\u0020\"asd\"]", "[\\n]", "\"", "['x']", "abc", "[\"new\nline\"]", "[\"\t\"]",
        "\"\\UA66D\"", "\"\"x", "<.>", "[<null>]", "[1]x", "[1]]", "1]", "{}}", "[True]", "[", "{",
        "]", "\xEF\xBB\xBF[]", "\xEF\xBB\xBF", "2@", "[\"a", "\\u0061", "nulll", "-", "[\f]",
        "[\xC2\xA0]", "\xE2\x81\xA0", "\"\\u", "\"\\", "[1]//" };
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        struct json *json = NULL;
        enum err e = parse(arena, str_from_c(BAD[i]), &json);
        CHECK_EQ_I64(e, ERR_FORM);
        CHECK(json == NULL);
        if (e == OK) {
            printf("accepted: %s\n", BAD[i]);
        }
    }
}

TEST(tree) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    struct json *json = NULL;
    CHECK_EQ_I64(
        parse(
            arena, STR("{\"a\":[1,-2.5,true],\"b\":\"x\\u00eb\\ud83d\\ude00\",\"c\":null}"), &json),
        OK);
    CHECK(json->kind == JSON_OBJECT && json->n == 3);
    const struct json *a = json_get(json, STR("a"));
    CHECK(a->kind == JSON_ARRAY && a->n == 3);
    CHECK(a->first->kind == JSON_NUMBER && a->first->number == 1);
    CHECK(a->first->next->kind == JSON_REAL && fabs(a->first->next->real + 2.5) < 1e-12);
    CHECK(a->first->next->next->kind == JSON_BOOL && a->first->next->next->number == 1);
    CHECK(a->first->next->next->next == NULL);
    CHECK_EQ_STR(json_get(json, STR("b"))->text, STR("x\xC3\xAB\xF0\x9F\x98\x80"));
    CHECK(json_get(json, STR("c"))->kind == JSON_NULL);
    CHECK(json_get(json, STR("d")) == NULL);
    CHECK(json_get(NULL, STR("d")) == NULL);
    CHECK(json_get(a, STR("")) == NULL);
}

TEST(numbers_are_exact) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    struct json *json = NULL;
    CHECK_EQ_I64(parse(arena, STR("9007199254740993"), &json), OK);
    CHECK_EQ_I64(json->number, 9007199254740993);
    CHECK_EQ_I64(parse(arena, STR("-9223372036854775808"), &json), OK);
    CHECK(json->kind == JSON_NUMBER && json->number == INT64_MIN);
    CHECK_EQ_I64(parse(arena, STR("9223372036854775808"), &json), OK);
    CHECK(json->kind == JSON_REAL && json->real > 9.2e18);
    CHECK_EQ_I64(parse(arena, STR("1e2"), &json), OK);
    CHECK(json->kind == JSON_REAL && fabs(json->real - 100) < 1e-12);
}

TEST(says_where) {
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    struct json *json = NULL;
    size_t at = 99;
    CHECK_EQ_I64(json_parse(arena, STR("[1, x]"), &json, &at), ERR_FORM);
    CHECK_EQ_I64(at, 4);
    CHECK_EQ_I64(json_parse(arena, STR("[\"\xFF\"]"), &json, &at), ERR_FORM);
    CHECK_EQ_I64(at, 2);
    at = 99;
    CHECK_EQ_I64(json_parse(arena, STR("[]"), &json, &at), OK);
    CHECK_EQ_I64(at, 99);
}

TEST(limits) {
    CLEANUP(arena_done) struct arena *arena = arena_open(8 << 20);
    struct json *json = NULL;
    char deep[2 * JSON_DEPTH_MAX + 2];
    memset(deep, '[', JSON_DEPTH_MAX + 1);
    memset(deep + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
    CHECK_EQ_I64(parse(arena, (struct str){ deep + 1, 2 * JSON_DEPTH_MAX }, &json), OK);
    CHECK_EQ_I64(parse(arena, (struct str){ deep, sizeof(deep) }, &json), ERR_TOO_LARGE);
    BUF_DONE struct buf buf = buf_open(2 * JSON_MAX_B);
    buf_add(&buf, STR("[0"));
    for (int i = 0; i < JSON_NODES_MAX - 2; i++) {
        buf_add(&buf, STR(",0"));
    }
    buf_add(&buf, STR("]"));
    CHECK_EQ_I64(parse(arena, buf_str(&buf), &json), OK);
    CHECK_EQ_I64(json->n, JSON_NODES_MAX - 1);
    buf.n--;
    buf_add(&buf, STR(",0]"));
    CHECK_EQ_I64(parse(arena, buf_str(&buf), &json), ERR_TOO_LARGE);
    buf_reset(&buf);
    buf_add(&buf, STR("0"));
    while (buf.n < JSON_MAX_B) {
        buf_add_char(&buf, ' ');
    }
    CHECK_EQ_I64(parse(arena, buf_str(&buf), &json), OK);
    buf_add_char(&buf, ' ');
    CHECK_EQ_I64(parse(arena, buf_str(&buf), &json), ERR_TOO_LARGE);
}

/* The claim in the header about the arena. */
TEST(largest_input_fits_4_mib) {
    CLEANUP(arena_done) struct arena *arena = arena_open(4 << 20);
    BUF_DONE struct buf buf = buf_open(JSON_MAX_B);
    buf_add_char(&buf, '{');
    for (int i = 0; i < JSON_NODES_MAX - 1; i++) {
        buf_print(&buf, "%s\"%050d\":\"%045d\"", i > 0 ? "," : "", i, i);
    }
    buf_add_char(&buf, '}');
    CHECK(buf_ok(&buf) && buf.n > JSON_MAX_B * 9 / 10);
    struct json *json = NULL;
    CHECK_EQ_I64(parse(arena, buf_str(&buf), &json), OK);
    CHECK_EQ_I64(json->n, JSON_NODES_MAX - 1);
}

TEST(writes) {
    BUF_DONE struct buf buf = buf_open(1000);
    struct json_out out = { .buf = &buf };
    json_begin_object(&out);
    json_key(&out, STR("a"));
    json_begin_array(&out);
    json_i64(&out, INT64_MIN);
    json_real(&out, 0.1);
    json_real(&out, 5);
    json_real(&out, (double)NAN);
    json_begin_object(&out);
    json_end(&out);
    json_begin_array(&out);
    json_end(&out);
    json_bool(&out, true);
    json_end(&out);
    json_key(&out, STR("b"));
    json_null(&out);
    json_key(&out, STR("c"));
    json_str(&out, STR_NONE);
    json_key(&out, STR("d"));
    json_bool(&out, false);
    json_end(&out);
    CHECK_EQ_STR(buf_str(&buf), STR("{\"a\":[-9223372036854775808,0.1,5.0,null,{},[],true],"
                                    "\"b\":null,\"c\":null,\"d\":false}"));
}

TEST(escapes) {
    BUF_DONE struct buf buf = buf_open(1000);
    struct json_out out = { .buf = &buf };
    json_str(&out, STR("\"\\/\b\f\n\r\t\x01\0\x7F\xC2\x85</script><!--<b>\xE2\x80\xA8\xE2\x80\xA9"
                       "\xC3\xAB\xFF\xF0\x9F\x98\x80<"));
    CHECK_EQ_STR(buf_str(&buf),
        STR("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u0000\\u007f\\u0085<\\/script>\\u003c!--<b>"
            "\\u2028\\u2029\xC3\xAB\xEF\xBF\xBD\xF0\x9F\x98\x80<\""));
}

TEST_MAIN

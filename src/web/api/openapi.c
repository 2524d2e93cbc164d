#include "api/api.h"

#include "codes/codes.h"
#include "err/must.h"
#include "handlers.gen.h"
#include "json/json.h"

#include <pthread.h>
#include <stdio.h>

enum { OPENAPI_MAX_B = 1024 * 1024 };

/* Printed at the first request from tables/routes.tsv, tables/inputs.tsv and the code lists of the
 * pack, none of which changes while the program runs; after that only read. */
static struct document {
    pthread_mutex_t mutex;
    struct buf buf;
} document = { .mutex = PTHREAD_MUTEX_INITIALIZER };

static void key_text(struct json_out *json, const char *key, struct str text) {
    json_key(json, str_from_c(key));
    json_str(json, text);
}

static void key_c(struct json_out *json, const char *key, const char *text) {
    key_text(json, key, str_from_c(text));
}

static void key_i64(struct json_out *json, const char *key, int64_t number) {
    json_key(json, str_from_c(key));
    json_i64(json, number);
}

static void key_object(struct json_out *json, const char *key) {
    json_key(json, str_from_c(key));
    json_begin_object(json);
}

static void key_array(struct json_out *json, const char *key) {
    json_key(json, str_from_c(key));
    json_begin_array(json);
}

static struct str words_at(struct str key) {
    enum words words = W_NONE;
    return words_of_key(key, &words) ? words_text(LANG_EN, words) : key;
}

/* --- fields ----------------------------------------------------------------------------------- */

/* The codes that the pack holds now; a list that another part checks has none. */
static void put_codes(struct json_out *json, const struct pack *pack, struct str list) {
    size_t n = 0;
    const struct code *codes = pack_codes(pack, list, &n);
    key_c(json, "type", "string");
    if (n == 0) {
        key_c(json, "pattern", "^[A-Za-z0-9_.-]{1,40}$");
        return;
    }
    key_array(json, "enum");
    for (size_t i = 0; i < n; i++) {
        json_str(json, codes[i].code);
    }
    json_end(json);
}

static void put_text_type(struct json_out *json, const struct input_row *row) {
    key_c(json, "type", "string");
    if (row->is_required) {
        key_i64(json, "minLength", 1);
    }
    if (row->max > 0) {
        key_i64(json, "maxLength", row->max);
    }
}

static void put_number_type(struct json_out *json, const struct input_row *row) {
    key_c(json, "type", "integer");
    key_c(json, "format", "int64");
    key_i64(json, "minimum", row->type == FIELD_ID ? 1 : 0);
    if (row->type == FIELD_I64 && row->max > 0) {
        key_i64(json, "maximum", row->max);
    }
}

static void put_codes_type(
    struct json_out *json, const struct pack *pack, const struct input_row *row) {
    key_c(json, "type", "array");
    key_object(json, "items");
    put_codes(json, pack, row->list);
    json_end(json);
    json_key(json, STR("uniqueItems"));
    json_bool(json, true);
    if (row->is_required) {
        key_i64(json, "minItems", 1);
    }
    if (row->max > 0) {
        key_i64(json, "maxItems", row->max);
    }
}

static void put_schema(
    struct json_out *json, const struct pack *pack, const struct input_row *row) {
    json_begin_object(json);
    switch (row->type) {
    case FIELD_TEXT:
    case FIELD_LINES:
    case FIELD_SECRET:
        put_text_type(json, row);
        break;
    case FIELD_CODE:
    case FIELD_CODE_FREE:
        put_codes(json, pack, row->type == FIELD_CODE ? row->list : STR(""));
        break;
    case FIELD_CODES:
        put_codes_type(json, pack, row);
        break;
    case FIELD_ID:
    case FIELD_I64:
        put_number_type(json, row);
        break;
    case FIELD_DAY:
    case FIELD_INSTANT:
        key_c(json, "type", "string");
        key_c(json, "format", row->type == FIELD_DAY ? "date" : "date-time");
        break;
    case FIELD_BOOL:
        key_c(json, "type", "boolean");
        break;
    }
    key_text(json, "description", words_at(row->words));
    json_end(json);
}

/* The body that a POST takes: fields that are not named are refused. */
static void put_input(struct json_out *json, const struct pack *pack, enum input input) {
    size_t n = 0;
    const struct input_row *rows = input_rows(input, &n);
    bool has_required = false;
    json_key(json, input_name(input));
    json_begin_object(json);
    key_c(json, "type", "object");
    json_key(json, STR("additionalProperties"));
    json_bool(json, false);
    key_object(json, "properties");
    for (size_t i = 0; i < n; i++) {
        has_required = has_required || rows[i].is_required;
        json_key(json, rows[i].field);
        put_schema(json, pack, &rows[i]);
    }
    json_end(json);
    if (has_required) {
        key_array(json, "required");
        for (size_t i = 0; i < n; i++) {
            if (rows[i].is_required) {
                json_str(json, rows[i].field);
            }
        }
        json_end(json);
    }
    json_end(json);
}

/* --- one operation ---------------------------------------------------------------------------- */

static void put_ref(struct json_out *json, const char *kind, struct str name) {
    char room[80];
    int n = snprintf(room, sizeof(room), "#/components/%s/%.*s", kind, STR_FMT(name));
    must(n > 0 && (size_t)n < sizeof(room));
    json_key(json, STR("$ref"));
    json_str(json, (struct str){ room, (size_t)n });
}

/* What stands in braces in the path: an id, or {code_x}. */
static void put_path_parameters(struct json_out *json, struct str path) {
    struct str left = path;
    struct str part = STR_NONE;
    while (str_cut(&left, '/', &part)) {
        if (part.n < 3 || part.p[0] != '{') {
            continue;
        }
        struct str name = str_skip(str_head(part, part.n - 1), 1);
        json_begin_object(json);
        key_text(json, "name", name);
        key_c(json, "in", "path");
        json_key(json, STR("required"));
        json_bool(json, true);
        key_object(json, "schema");
        if (str_starts(name, STR("code_"))) {
            key_c(json, "type", "string");
            key_c(json, "pattern", "^[A-Za-z0-9_.-]{1,40}$");
        } else {
            key_c(json, "type", "integer");
            key_c(json, "format", "int64");
            key_i64(json, "minimum", 1);
        }
        json_end(json);
        json_end(json);
    }
}

static void put_query_parameters(struct json_out *json, const struct pack *pack, enum input input) {
    size_t n = 0;
    const struct input_row *rows = input_rows(input, &n);
    for (size_t i = 0; i < n; i++) {
        json_begin_object(json);
        key_text(json, "name", rows[i].field);
        key_c(json, "in", "query");
        json_key(json, STR("required"));
        json_bool(json, rows[i].is_required);
        json_key(json, STR("schema"));
        put_schema(json, pack, &rows[i]);
        json_end(json);
    }
}

static void put_once_parameter(struct json_out *json) {
    json_begin_object(json);
    key_c(json, "name", "Idempotency-Key");
    key_c(json, "in", "header");
    key_c(json, "description", "The same request with the same key is done once.");
    key_object(json, "schema");
    key_c(json, "type", "string");
    key_i64(json, "minLength", 8);
    key_i64(json, "maxLength", 64);
    json_end(json);
    json_end(json);
}

static void put_body(struct json_out *json, enum input input) {
    key_object(json, "requestBody");
    json_key(json, STR("required"));
    json_bool(json, true);
    key_object(json, "content");
    key_object(json, "application/json");
    key_object(json, "schema");
    put_ref(json, "schemas", input_name(input));
    json_end(json);
    json_end(json);
    json_end(json);
    json_end(json);
}

static void put_response(
    struct json_out *json, const char *status, const char *description, const char *schema) {
    key_object(json, status);
    key_c(json, "description", description);
    key_object(json, "content");
    key_object(json, "application/json");
    key_object(json, "schema");
    put_ref(json, "schemas", str_from_c(schema));
    json_end(json);
    json_end(json);
    json_end(json);
    json_end(json);
}

static bool is_list(const struct route_row *row) {
    return row->input == INPUT_CASE_LIST || row->input == INPUT_LIST ||
           row->input == INPUT_PERIOD || str_ends(row->path, STR("/alarms")) ||
           str_ends(row->path, STR("/referrals"));
}

/* An act on what is there answers 200, one that makes something 201. */
static bool moves_on(const struct route_row *row) {
    return row->input == INPUT_VERSION || row->input == INPUT_ALARM_CLOSE ||
           row->input == INPUT_REFUSAL || row->input == INPUT_DECISION ||
           row->input == INPUT_CASE_DETAILS;
}

static void put_responses(struct json_out *json, const struct route_row *row) {
    static const char *const refusals[] = { "400", "401", "403", "404", "409", "422", "503" };
    key_object(json, "responses");
    if (row->method == METHOD_GET) {
        put_response(json, "200", "Found", is_list(row) ? "List" : "Record");
    } else if (moves_on(row)) {
        put_response(json, "200", "Done", "Made");
    } else {
        put_response(json, "201", "Made", "Made");
    }
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        key_object(json, refusals[i]);
        put_ref(json, "responses", STR("Problem"));
        json_end(json);
    }
    json_end(json);
}

static void put_operation(
    struct json_out *json, const struct pack *pack, const struct route_row *row) {
    bool is_get = row->method == METHOD_GET;
    key_object(json, is_get ? "get" : "post");
    key_text(json, "operationId", row->name);
    key_text(json, "summary", words_at(row->title));
    if (row->cap != CAP_NONE) {
        key_text(json, "x-capability", cap_name(row->cap));
    }
    key_array(json, "parameters");
    put_path_parameters(json, row->path);
    if (is_get) {
        put_query_parameters(json, pack, row->input);
    } else {
        put_once_parameter(json);
    }
    json_end(json);
    if (!is_get && row->input != INPUT_NONE) {
        put_body(json, row->input);
    }
    put_responses(json, row);
    json_end(json);
}

/* --- the whole -------------------------------------------------------------------------------- */

/* One entry for each path, at its first row, with the operations of all rows of that path. */
static void put_paths(struct json_out *json, const struct pack *pack) {
    key_object(json, "paths");
    for (int i = 0; i < ROUTE_COUNT; i++) {
        const struct route_row *row = route_row((enum route)i);
        bool is_first = row->audience == AUDIENCE_API;
        for (int k = 0; k < i && is_first; k++) {
            is_first = !str_eq(route_row((enum route)k)->path, row->path);
        }
        if (!is_first) {
            continue;
        }
        json_key(json, row->path);
        json_begin_object(json);
        for (int k = i; k < ROUTE_COUNT; k++) {
            if (str_eq(route_row((enum route)k)->path, row->path)) {
                put_operation(json, pack, route_row((enum route)k));
            }
        }
        json_end(json);
    }
    json_end(json);
}

static void put_property(struct json_out *json, const char *name, const char *type) {
    key_object(json, name);
    key_c(json, "type", type);
    json_end(json);
}

static void put_made(struct json_out *json) {
    key_object(json, "Made");
    key_c(json, "type", "object");
    key_object(json, "properties");
    key_object(json, "id");
    key_c(json, "type", "integer");
    key_c(json, "format", "int64");
    json_end(json);
    key_object(json, "href");
    key_c(json, "type", "string");
    key_c(json, "description", "Where to go on; its `ver` is needed for the next step.");
    json_end(json);
    json_end(json);
    key_array(json, "required");
    json_str(json, STR("id"));
    json_str(json, STR("href"));
    json_end(json);
    json_end(json);
}

static void put_list(struct json_out *json) {
    key_object(json, "List");
    key_c(json, "type", "object");
    key_object(json, "properties");
    key_object(json, "items");
    key_c(json, "type", "array");
    key_object(json, "items");
    put_ref(json, "schemas", STR("Record"));
    json_end(json);
    json_end(json);
    key_object(json, "next");
    key_array(json, "type");
    json_str(json, STR("integer"));
    json_str(json, STR("null"));
    json_end(json);
    key_c(json, "description", "The value of `before` for the next page.");
    json_end(json);
    json_end(json);
    key_array(json, "required");
    json_str(json, STR("items"));
    json_str(json, STR("next"));
    json_end(json);
    json_end(json);
}

static void put_problem(struct json_out *json) {
    key_object(json, "Problem");
    key_c(json, "type", "object");
    key_c(json, "description", "RFC 9457");
    key_object(json, "properties");
    put_property(json, "type", "string");
    put_property(json, "title", "string");
    put_property(json, "status", "integer");
    put_property(json, "detail", "string");
    put_property(json, "code", "string");
    put_property(json, "instance", "string");
    key_object(json, "errors");
    key_c(json, "type", "array");
    key_object(json, "items");
    key_c(json, "type", "object");
    key_object(json, "properties");
    put_property(json, "field", "string");
    put_property(json, "code", "string");
    put_property(json, "detail", "string");
    json_end(json);
    json_end(json);
    json_end(json);
    json_end(json);
    key_array(json, "required");
    json_str(json, STR("type"));
    json_str(json, STR("title"));
    json_str(json, STR("status"));
    json_end(json);
    json_end(json);
}

static void put_record(struct json_out *json) {
    key_object(json, "Record");
    key_c(json, "type", "object");
    key_c(json, "description", "Coded facts; `ver` where it can be changed. Nothing sealed.");
    key_object(json, "properties");
    key_object(json, "id");
    key_c(json, "type", "integer");
    key_c(json, "format", "int64");
    json_end(json);
    key_object(json, "ver");
    key_c(json, "type", "integer");
    key_i64(json, "minimum", 1);
    json_end(json);
    json_end(json);
    json_end(json);
}

static bool has_body(enum input input) {
    for (int i = 0; i < ROUTE_COUNT; i++) {
        const struct route_row *row = route_row((enum route)i);
        if (row->audience == AUDIENCE_API && row->method != METHOD_GET && row->input == input) {
            return true;
        }
    }
    return false;
}

static void put_components(struct json_out *json, const struct pack *pack) {
    key_object(json, "components");
    key_object(json, "schemas");
    for (int input = INPUT_NONE + 1; input < INPUT_COUNT; input++) {
        if (has_body((enum input)input)) {
            put_input(json, pack, (enum input)input);
        }
    }
    put_made(json);
    put_list(json);
    put_record(json);
    put_problem(json);
    json_end(json);
    key_object(json, "responses");
    key_object(json, "Problem");
    key_c(json, "description", "It was not done; why");
    key_object(json, "content");
    key_object(json, "application/problem+json");
    key_object(json, "schema");
    put_ref(json, "schemas", STR("Problem"));
    json_end(json);
    json_end(json);
    json_end(json);
    json_end(json);
    json_end(json);
    key_object(json, "securitySchemes");
    key_object(json, "token");
    key_c(json, "type", "http");
    key_c(json, "scheme", "bearer");
    json_end(json);
    json_end(json);
    json_end(json);
}

static void put_info(struct json_out *json) {
    key_c(json, "openapi", "3.1.0");
    key_object(json, "info");
    key_c(json, "title", "Besa");
    key_c(json, "version", "1");
    key_c(json, "description",
        "The acts of Besa for scripts. The lengths of texts are bytes of UTF-8. An id may be "
        "larger "
        "than 2^53.");
    key_object(json, "license");
    key_c(json, "name", "AGPL-3.0-or-later");
    key_c(json, "identifier", "AGPL-3.0-or-later");
    json_end(json);
    json_end(json);
    key_array(json, "servers");
    json_begin_object(json);
    key_c(json, "url", "/");
    json_end(json);
    json_end(json);
    key_array(json, "security");
    json_begin_object(json);
    key_array(json, "token");
    json_end(json);
    json_end(json);
    json_end(json);
}

static struct buf document_print(const struct pack *pack) {
    struct buf buf = buf_open(OPENAPI_MAX_B);
    struct json_out json = { .buf = &buf };
    json_begin_object(&json);
    put_info(&json);
    put_paths(&json, pack);
    put_components(&json, pack);
    json_end(&json);
    must(buf_ok(&buf));
    return buf;
}

enum err openapi(struct request *rq) {
    must(pthread_mutex_lock(&document.mutex) == 0);
    if (document.buf.n == 0) {
        document.buf = document_print(rq->app->pack);
    }
    struct str text = buf_str(&document.buf);
    must(pthread_mutex_unlock(&document.mutex) == 0);
    buf_add(&rq->reply.body, text);
    return reply_json(rq);
}

#include "http/reply.h"

#include "asset.gen.h"
#include "dispatch/dispatch.h"
#include "handlers.gen.h"
#include "http/parse.h"
#include "session/session.h"
#include "json/json.h"

#include <limits.h>
#include <string.h>
#include <zlib.h>

enum { GZIP_FROM_B = 1024, GZIP_LEVEL = 5, GZIP_WINDOW = 15 + 16, GZIP_MEMORY = 8 };

#define POLICY_SHARED                                                                              \
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action "        \
    "'self'; "                                                                                     \
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; "                                \
    "require-trusted-types-for 'script'; trusted-types 'none'"

/* --- what handlers call ----------------------------------------------------------------------- */

void reply_reset(struct request *rq) {
    struct buf body = rq->reply.body;
    buf_reset(&body);
    body.is_over = false;
    rq->reply = (struct reply){ .kind = REPLY_HTML, .status = 200, .body = body };
    rq->reply.is_public = rq->audience == AUDIENCE_PUBLIC;
    rq->out = (struct out){ .buf = &rq->reply.body, .lang = rq->lang, .zone = rq->app->zone };
}

enum err reply_page(struct request *rq) {
    rq->reply.kind = REPLY_HTML;
    if (!buf_ok(&rq->reply.body)) {
        return fail(rq->ctx, ERR_TOO_LARGE, "a page of more than %d bytes", REPLY_MAX_B);
    }
    return OK;
}

enum err reply_json(struct request *rq) {
    rq->reply.kind = REPLY_JSON;
    if (!buf_ok(&rq->reply.body)) {
        return fail(rq->ctx, ERR_TOO_LARGE, "an answer of more than %d bytes", REPLY_MAX_B);
    }
    return OK;
}

enum err reply_done(struct request *rq, struct str url, int64_t made_id) {
    rq->reply.location = url;
    rq->reply.made_id = made_id;
    if (!rq->is_api) {
        rq->reply.kind = REPLY_REDIRECT;
        rq->reply.status = 303;
        return OK;
    }
    struct json_out json = { .buf = &rq->reply.body };
    rq->reply.status = made_id != 0 ? 201 : 200;
    json_begin_object(&json);
    if (made_id != 0) {
        json_key(&json, STR("id"));
        json_i64(&json, made_id);
    }
    json_key(&json, STR("href"));
    json_str(&json, url);
    json_end(&json);
    return reply_json(rq);
}

/* Handler of GET /static/{code_file}. */
enum err asset(struct request *rq) {
    const struct asset_row *row = asset_find(rq->path);
    if (row == NULL) {
        return ERR_NOT_FOUND;
    }
    rq->reply.kind = REPLY_ASSET;
    rq->reply.asset = row->bytes;
    rq->reply.asset_gz =
        dispatch_packed_asset(rq->dispatch, (size_t)(row - asset_row((enum asset)0)));
    rq->reply.type = row->type;
    return OK;
}

/* --- problems --------------------------------------------------------------------------------- */

static struct str words_of_err(const struct request *rq, enum err e) {
    enum words words = W_NONE;
    return words_of_key(err_words(e), &words) ? words_text(rq->lang, words) : err_meaning(e);
}

static void add_fault(
    struct json_out *json, const struct request *rq, const struct form_error_row *row) {
    json_begin_object(json);
    json_key(json, STR("field"));
    json_str(json, row->name);
    json_key(json, STR("code"));
    json_str(json, words_key(row->error));
    json_key(json, STR("detail"));
    json_str(json, words_text(rq->lang, row->error));
    json_end(json);
}

void reply_problem(struct request *rq, enum err e, const struct form_errors *errors) {
    struct json_out json = { .buf = &rq->reply.body };
    struct str name = err_name(e);
    rq->reply.kind = REPLY_JSON;
    rq->reply.status = err_http(e);
    rq->reply.type = STR("application/problem+json; charset=utf-8");
    json_begin_object(&json);
    json_key(&json, STR("type"));
    json_str(&json, arena_print(rq->ctx->arena, "urn:besa:%.*s", STR_FMT(name)));
    json_key(&json, STR("title"));
    json_str(&json, err_meaning(e));
    json_key(&json, STR("status"));
    json_i64(&json, err_http(e));
    json_key(&json, STR("detail"));
    json_str(&json, words_of_err(rq, e));
    json_key(&json, STR("code"));
    json_str(&json, name);
    json_key(&json, STR("instance"));
    json_str(&json, arena_print(rq->ctx->arena, "urn:besa:request:%lld", (long long)rq->id));
    if (errors != NULL && errors->n > 0) {
        json_key(&json, STR("errors"));
        json_begin_array(&json);
        for (size_t i = 0; i < errors->n; i++) {
            add_fault(&json, rq, &errors->rows[i]);
        }
        json_end(&json);
    }
    json_end(&json);
}

struct str reply_refusal(struct arena *arena, int status) {
    return arena_print(arena, "%d %.*s\n", status, STR_FMT(front_reason(status)));
}

/* --- headers ---------------------------------------------------------------------------------- */

static const char *type_of(struct request *rq) {
    const struct reply *reply = &rq->reply;
    if (reply->type.n > 0) {
        return arena_c(rq->ctx->arena, reply->type);
    }
    switch (reply->kind) {
    case REPLY_JSON:
        return "application/json; charset=utf-8";
    case REPLY_TEXT:
    case REPLY_REDIRECT:
        return "text/plain; charset=utf-8";
    default:
        return "text/html; charset=utf-8";
    }
}

/* For some statuses only. */
static size_t add_special(struct request *rq, struct reply_header *out, size_t n) {
    const struct reply *reply = &rq->reply;
    if (reply->location.n > 0 && (reply->status == 303 || reply->status == 201)) {
        out[n++] = (struct reply_header){ "Location", arena_c(rq->ctx->arena, reply->location) };
    }
    if (reply->set_cookie.n > 0 && rq->audience == AUDIENCE_STAFF) {
        out[n++] =
            (struct reply_header){ "Set-Cookie", arena_c(rq->ctx->arena, reply->set_cookie) };
    }
    if (reply->clears_site) {
        out[n++] =
            (struct reply_header){ "Clear-Site-Data", "\"cache\", \"cookies\", \"storage\"" };
    }
    if (reply->status == 401 && rq->audience == AUDIENCE_API) {
        out[n++] = (struct reply_header){ "WWW-Authenticate", "Bearer" };
    }
    if (reply->status == 503) {
        out[n++] = (struct reply_header){ "Retry-After", "2" };
    }
    if (reply->status == 405) {
        bool is_other = false;
        enum route route = (enum route)0;
        int64_t args[ROUTE_ARGS_MAX] = { 0 };
        struct str texts[ROUTE_ARGS_MAX] = { { NULL, 0 } };
        bool has_get = route_find(METHOD_GET, rq->path, &route, args, texts, &is_other);
        bool has_post = route_find(METHOD_POST, rq->path, &route, args, texts, &is_other);
        const char *both = has_post ? "GET, HEAD, POST" : "GET, HEAD";
        out[n++] = (struct reply_header){ "Allow", has_get ? both : "POST" };
    }
    return n;
}

size_t reply_headers(struct request *rq, struct reply_header out[REPLY_HEADERS_MAX]) {
    static const struct reply_header always[] = {
        { "X-Content-Type-Options", "nosniff" },
        { "Referrer-Policy", "no-referrer" },
        { "Content-Security-Policy", POLICY_SHARED },
        { "Cross-Origin-Opener-Policy", "same-origin" },
        { "Cross-Origin-Resource-Policy", "same-origin" },
    };
    bool is_asset = rq->reply.kind == REPLY_ASSET;
    size_t n = 0;
    out[n++] = (struct reply_header){ "Content-Type", type_of(rq) };
    out[n++] = (struct reply_header){ "Cache-Control",
        is_asset ? "public, max-age=31536000, immutable" : "no-store" };
    for (size_t i = 0; i < COUNT_OF(always); i++) {
        out[n++] = always[i];
    }
    if (session_is_secure(rq->app->settings)) {
        out[n++] = (struct reply_header){ "Strict-Transport-Security",
            "max-age=31536000; includeSubDomains" };
    }
    if (is_asset || rq->reply.kind == REPLY_HTML) {
        out[n++] = (struct reply_header){ "Vary", "Accept-Encoding" };
    }
    return add_special(rq, out, n);
}

/* --- bytes ------------------------------------------------------------------------------------ */

bool gzip(struct bytes bytes, struct buf *out) {
    z_stream z = { 0 };
    unsigned char chunk[16 * 1024];
    if (bytes.n > UINT_MAX || deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY,
                                  Z_DEFAULT_STRATEGY) != Z_OK) {
        return false;
    }
    z.next_in = (unsigned char *)(uintptr_t)bytes.p; /* zlib only reads it */
    z.avail_in = (unsigned)bytes.n;
    int state = Z_OK;
    while (state == Z_OK) {
        z.next_out = chunk;
        z.avail_out = sizeof(chunk);
        state = deflate(&z, Z_FINISH);
        buf_add_bytes(out, chunk, sizeof(chunk) - z.avail_out);
    }
    (void)deflateEnd(&z); /* only frees */
    explicit_bzero(chunk, sizeof(chunk));
    return state == Z_STREAM_END && buf_ok(out) && out->n < bytes.n;
}

struct bytes reply_bytes(struct request *rq, struct buf *packed, bool *out_is_gzip) {
    const struct reply *reply = &rq->reply;
    bool accepts = list_accepts(rq->heads->accept_encoding, STR("gzip"));
    *out_is_gzip = false;
    if (reply->kind == REPLY_REDIRECT) {
        return (struct bytes){ NULL, 0 };
    }
    if (reply->kind == REPLY_ASSET) {
        *out_is_gzip = accepts && reply->asset_gz.n > 0;
        return *out_is_gzip ? reply->asset_gz : reply->asset;
    }
    struct bytes plain = str_bytes(buf_str(&reply->body));
    if (reply->kind == REPLY_HTML && accepts && plain.n > GZIP_FROM_B && gzip(plain, packed)) {
        *out_is_gzip = true;
        return str_bytes(buf_str(packed));
    }
    return plain;
}

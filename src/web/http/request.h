/* request: one request on its way through the house.
 *
 * Purpose     What a handler gets and what it answers with.
 * Invariants  By the time a handler runs, the route row has decided: who asks (or nobody, on public
 *             pages), that the capability is there, that the record in the address is one that this
 *             person may see (loaded into the field named by the scope), and that the input is
 *             parsed, bounded and complete. A GET handler has no tx: it cannot write. A handler
 *             never commits; a POST handler writes and has the ledger entry written by the work
 *             function.
 * Ownership   Everything lives in ctx->arena, which is wiped when the answer is sent.
 * Threads     One at a time: GET on a server thread, POST on the writer. */
#pragma once

#include "casework/casework.h"
#include "contact/contact.h"
#include "dispatch/alarm.h"
#include "form/form.h"
#include "http/front.h"
#include "pack/pack.h"
#include "referral/referral.h"
#include "routes.gen.h"
#include "view/view.h"
#include "who/who.h"

struct app;
struct dispatch;

enum reply_kind {
    REPLY_HTML,
    REPLY_JSON,
    REPLY_TEXT,
    REPLY_REDIRECT,
    REPLY_ASSET,
};

struct reply {
    enum reply_kind kind;
    int status;
    struct buf body;
    struct str location; /* where to go next, or where the made thing is */
    int64_t made_id;     /* for scripts: the id of what was made, 0 = nothing */
    struct str set_cookie;
    bool is_public;     /* no store either way; public pages carry no cookie and no staff policy */
    bool clears_site;   /* signed out: the browser forgets what it keeps of this site */
    struct str type;    /* media type of REPLY_TEXT and REPLY_ASSET when not the usual one */
    struct bytes asset; /* of REPLY_ASSET: bytes that live as long as the program */
    struct bytes asset_gz;
};

struct request {
    struct ctx *ctx;
    const struct app *app;
    struct db *db; /* a snapshot for GET; the writer's view for POST */
    struct tx *tx; /* POST only */
    struct vault *vault;
    enum route route;
    const struct route_row *row;
    int64_t args[ROUTE_ARGS_MAX];
    struct str texts[ROUTE_ARGS_MAX];
    bool is_api;
    bool is_partial;
    enum language lang;
    const struct who *who;
    const void *input;
    struct form *form;
    struct casefile *casefile;
    struct contact *contact;
    struct alarm *alarm;
    struct referral *referral;
    struct reply reply;
    struct out out; /* prints into reply.body */
    /* What follows is the dispatcher's; handlers need none of it. */
    struct dispatch *dispatch;
    const struct heads *heads;
    struct str path;  /* as in the request line, without query */
    struct str query; /* without ? */
    struct str body;
    enum front_method method;
    enum audience audience;
    enum route asked; /* the route of the address; `route` may become its page after an error */
    int64_t id;       /* of this request, for log and people */
    enum err err;     /* what it ended with */
    bool has_route;
    bool is_refusal; /* the job only notes that this person may not do this */
    bool may_retry;  /* the page is shown again in spite of ERR_FORBIDDEN */
};

/* What the whole program shares; made in main, immutable while serving. */
struct app {
    const struct pack *pack;
    const struct settings *settings;
    struct role_source roles;
    struct zone *zone;
    bool is_demo;
    struct vault_identity identity;
};

/* After a POST: pages go to `url` (303), scripts get 201 or 200 with the id and the address. */
enum err reply_done(struct request *rq, struct str url, int64_t made_id) MUST_USE;
/* A page was printed into rq->out. */
enum err reply_page(struct request *rq) MUST_USE;
/* JSON was printed into rq->reply.body. */
enum err reply_json(struct request *rq) MUST_USE;

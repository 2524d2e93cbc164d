#include "dispatch/dispatch.h"

#include "asset.gen.h"
#include "codes/codes.h"
#include "date/clock.h"
#include "err/must.h"
#include "form/input.h"
#include "handlers.gen.h"
#include "http/parse.h"
#include "http/reply.h"
#include "log/log.h"
#include "page/error.h"
#include "rand/rand.h"
#include "session/session.h"
#include "urls.gen.h"

#include <pthread.h>
#include <stdlib.h>

enum {
    SEATS_MAX = 128,
    PACKED_MAX_B = 16 << 20,
};

/* What a thread needs to read: taken for as long as one request runs on it. */
struct seat {
    struct db *db;
    struct vault *vault;
    int vault_fd;
    bool is_taken;
};

struct dispatch {
    struct dispatch_config config;
    pthread_mutex_t mutex; /* guards is_taken of the seats */
    pthread_cond_t is_given;
    struct seat seats[SEATS_MAX];
    size_t n_seats;
    struct arena *arena;
    struct bytes packed[ASSET_COUNT];
};

/* --- opening, closing ------------------------------------------------------------------------- */

static void pack_assets(struct dispatch *d) {
    for (size_t i = 0; i < ASSET_COUNT; i++) {
        struct bytes plain = asset_row((enum asset)i)->bytes;
        BUF_DONE struct buf buf = buf_open(plain.n + 1024);
        if (gzip(plain, &buf)) {
            d->packed[i] = arena_bytes(d->arena, str_bytes(buf_str(&buf)));
        }
    }
}

struct bytes dispatch_packed_asset(const struct dispatch *dispatch, size_t asset) {
    must(asset < ASSET_COUNT);
    return dispatch->packed[asset];
}

enum err dispatch_open(const struct dispatch_config *config, struct dispatch **out) {
    if (config->n_vault_fds <= DISPATCH_SLOW_WORKERS || config->n_vault_fds > SEATS_MAX) {
        return ERR_USAGE;
    }
    struct dispatch *d = calloc(1, sizeof(*d));
    must(d != NULL);
    d->config = *config;
    d->n_seats = config->n_vault_fds;
    for (size_t i = 0; i < d->n_seats; i++) {
        d->seats[i].vault_fd = config->vault_fds[i];
    }
    must(pthread_mutex_init(&d->mutex, NULL) == 0);
    must(pthread_cond_init(&d->is_given, NULL) == 0);
    d->arena = arena_open(PACKED_MAX_B);
    pack_assets(d);
    *out = d;
    return OK;
}

void dispatch_close(struct dispatch *d) {
    if (d == NULL) {
        return;
    }
    for (size_t i = 0; i < d->n_seats; i++) {
        must(!d->seats[i].is_taken);
        db_close(d->seats[i].db);
        vault_close(d->seats[i].vault);
    }
    must(pthread_cond_destroy(&d->is_given) == 0);
    must(pthread_mutex_destroy(&d->mutex) == 0);
    arena_close(d->arena);
    free(d);
}

/* --- seats ------------------------------------------------------------------------------------ */

static struct seat *take_free_seat(struct dispatch *d) {
    for (size_t i = 0; i < d->n_seats; i++) {
        if (!d->seats[i].is_taken) {
            d->seats[i].is_taken = true;
            return &d->seats[i];
        }
    }
    return NULL;
}

static void seat_give(struct dispatch *d, struct seat *seat) {
    must(pthread_mutex_lock(&d->mutex) == 0);
    seat->is_taken = false;
    must(pthread_cond_signal(&d->is_given) == 0);
    must(pthread_mutex_unlock(&d->mutex) == 0);
}

/* There are as many seats as threads, so nobody waits unless main gave too few. */
static enum err seat_take(struct dispatch *d, struct seat **out) {
    must(pthread_mutex_lock(&d->mutex) == 0);
    struct seat *seat = take_free_seat(d);
    while (seat == NULL) {
        must(pthread_cond_wait(&d->is_given, &d->mutex) == 0);
        seat = take_free_seat(d);
    }
    must(pthread_mutex_unlock(&d->mutex) == 0);
    enum err e = OK;
    if (seat->db == NULL) {
        e = db_open(d->config.store, DB_READER, &seat->db);
    } else if (db_is_broken(seat->db)) {
        e = db_reopen(seat->db);
    }
    if (seat->vault == NULL) {
        seat->vault = vault_open_socket(seat->vault_fd);
    }
    if (e != OK) {
        seat_give(d, seat);
        return e;
    }
    *out = seat;
    return OK;
}

/* The person's keys are reached through the vault connection of the thread that works. */
static void use_vault(struct request *rq, struct vault *vault) {
    rq->vault = vault;
    if (rq->who != NULL) {
        struct who *who = ARENA_NEW(rq->ctx->arena, struct who);
        *who = *rq->who;
        who->vault = vault;
        rq->who = who;
    }
}

static enum err sit_down(struct request *rq, struct seat **out) {
    TRY(seat_take(rq->dispatch, out));
    rq->db = (*out)->db;
    rq->tx = NULL;
    use_vault(rq, (*out)->vault);
    return OK;
}

static void stand_up(struct request *rq, struct seat *seat) {
    rq->db = NULL;
    rq->vault = NULL;
    seat_give(rq->dispatch, seat);
}

/* --- preparing -------------------------------------------------------------------------------- */

static enum audience audience_of(struct str path) {
    if (str_starts(path, STR("/s/")) || str_eq(path, STR("/s"))) {
        return AUDIENCE_STAFF;
    }
    return str_starts(path, STR("/api/v1/")) ? AUDIENCE_API : AUDIENCE_PUBLIC;
}

static enum language first_language(const struct request *rq) {
    enum language language = LANG_SQ;
    switch (rq->audience) {
    case AUDIENCE_STAFF:
        (void)session_language(rq->heads->cookie, &language); /* Albanian when there is none */
        return language;
    case AUDIENCE_API:
        return LANG_EN;
    default:
        return str_eq(rq->path, STR("/en")) || str_starts(rq->path, STR("/en/")) ? LANG_EN
                                                                                 : LANG_SQ;
    }
}

void dispatch_prepare(struct dispatch *dispatch, struct request *rq) {
    rq->dispatch = dispatch;
    rq->app = dispatch->config.app;
    rq->id = rand_id(rq->ctx->now_ms);
    rq->audience = audience_of(rq->path);
    rq->is_api = rq->audience == AUDIENCE_API;
    rq->is_partial = str_eq(rq->heads->partial, STR("1"));
    rq->lang = first_language(rq);
    rq->form = form_open(rq->ctx->arena);
    rq->reply.body = buf_open(REPLY_MAX_B);
    reply_reset(rq);
}

enum err dispatch_route(struct request *rq) {
    bool has_other_method = false;
    enum route_method method = rq->method == FRONT_POST ? METHOD_POST : METHOD_GET;
    if (!route_find(method, rq->path, &rq->route, rq->args, rq->texts, &has_other_method)) {
        return has_other_method ? ERR_METHOD : ERR_NOT_FOUND;
    }
    rq->has_route = true;
    rq->asked = rq->route;
    rq->row = route_row(rq->route);
    return OK;
}

/* --- load ------------------------------------------------------------------------------------- */

/* In this order work is sent away; the last class never is. */
enum shed { SHED_RESULTS, SHED_LISTS, SHED_WORK, SHED_NEVER };

static enum shed shed_class(enum route route) {
    switch (route) {
    case ROUTE_RESULTS_GET:
    case ROUTE_RESULT_GET:
    case ROUTE_API_RESULTS_GET:
        return SHED_RESULTS;
    case ROUTE_CASES_GET:
    case ROUTE_CONTACTS_GET:
    case ROUTE_REFERRALS_GET:
    case ROUTE_API_CASES_GET:
    case ROUTE_API_REFERRALS_GET:
        return SHED_LISTS;
    case ROUTE_CONTACT_NEW_GET: /* hotline intake and what saves lives */
    case ROUTE_CONTACT_NEW_POST:
    case ROUTE_API_CONTACT_POST:
    case ROUTE_ALARMS_GET:
    case ROUTE_ALARM_GET:
    case ROUTE_ALARM_NEW_GET:
    case ROUTE_ALARM_NEW_POST:
    case ROUTE_API_ALARM_POST:
    case ROUTE_API_ALARMS_GET:
        return SHED_NEVER;
    default:
        return SHED_WORK;
    }
}

bool dispatch_sheds(const struct request *rq, int64_t wait_ms) {
    static const struct {
        int64_t wait_ms;
        int64_t in_flight;
        size_t jobs;
    } limits[] = {
        [SHED_RESULTS] = { 250, 64, 64 },
        [SHED_LISTS] = { 500, 128, 256 },
        [SHED_WORK] = { 2000, 256, 1024 },
    };
    const struct dispatch_config *config = &rq->dispatch->config;
    if (!rq->has_route || rq->audience == AUDIENCE_PUBLIC || shed_class(rq->route) == SHED_NEVER) {
        return false;
    }
    enum shed class = shed_class(rq->route);
    return wait_ms > limits[class].wait_ms ||
           metrics_in_flight_now(config->metrics) > limits[class].in_flight ||
           writer_waiting(config->writer) > limits[class].jobs;
}

/* --- who asks --------------------------------------------------------------------------------- */

static enum err ask_session(struct request *rq) {
    struct who *who = ARENA_NEW(rq->ctx->arena, struct who);
    uint8_t token[KEY_TOKEN_B];
    bool is_bad = false;
    if (!session_token(rq->app->settings, rq->heads->cookie, token, &is_bad)) {
        return is_bad ? ERR_FORM : ERR_SIGN_IN;
    }
    TRY(who_of_session(rq->ctx, rq->db, rq->vault, &rq->app->roles, token, who));
    rq->who = who;
    enum language language = rq->lang;
    if (!session_language(rq->heads->cookie, &language)) {
        (void)language_of_code(who->language, &language); /* else it stays */
    }
    rq->lang = language;
    return OK;
}

static enum err ask_token(struct request *rq) {
    static const struct str scheme = { "Bearer ", 7 };
    struct who *who = ARENA_NEW(rq->ctx->arena, struct who);
    struct str text = rq->heads->authorization;
    if (text.n <= scheme.n || !same_letters(str_head(text, scheme.n), scheme)) {
        return ERR_SIGN_IN;
    }
    TRY(who_of_token(rq->ctx, rq->db, rq->vault, &rq->app->roles, str_skip(text, scheme.n), who));
    rq->who = who;
    (void)language_of_code(who->language, &rq->lang); /* else English */
    return OK;
}

/* Signing in needs nobody; the page before it and the choice of language may have somebody. */
static enum err ask_who(struct request *rq) {
    enum err e = OK;
    switch (rq->row->audience) {
    case AUDIENCE_PUBLIC:
        return OK;
    case AUDIENCE_API:
        e = ask_token(rq);
        break;
    case AUDIENCE_STAFF:
        if (rq->route == ROUTE_SIGN_IN_POST) {
            return OK;
        }
        e = ask_session(rq);
        if (e == ERR_SIGN_IN &&
            (rq->route == ROUTE_SIGN_IN_GET || rq->route == ROUTE_LANGUAGE_POST)) {
            e = OK;
        }
        break;
    }
    rq->out.lang = rq->lang;
    return e;
}

/* --- input ------------------------------------------------------------------------------------ */

static bool has_code(const void *pack, struct str list, struct str code) {
    return pack_code(pack, list, code) != NULL;
}

static enum err parse_input(struct request *rq, struct form *form) {
    const struct input_source source = { has_code, rq->app->pack, rq->app->zone };
    return input_parse(form, rq->row->input, &source, &rq->input);
}

/* Reads the body of a post, or the query of a page that people signed in for. Links to public pages
 * grow tails on their way through other sites (?fbclid=...): there the query is not looked at. */
static enum err read_form(struct request *rq) {
    if (rq->method != FRONT_POST) {
        return rq->audience == AUDIENCE_PUBLIC ? OK : form_read(rq->form, rq->query);
    }
    if (rq->query.n > 0) {
        return fail(rq->ctx, ERR_FORM, "a post has no query");
    }
    if (rq->is_api) {
        return rq->body.n == 0 ? OK : input_read_json(rq->form, rq->body);
    }
    TRY(form_read(rq->form, rq->body));
    input_take_marks(rq->form);
    return OK;
}

static enum err check_origin(struct request *rq) {
    if (rq->method != FRONT_POST || rq->is_api) {
        return OK;
    }
    if (!session_is_same_site(rq->app->settings, rq->heads)) {
        return fail(rq->ctx, ERR_FORBIDDEN, "a post from another site");
    }
    if (rq->who != NULL && !csrf_fits(rq->who->token, rq->form->csrf)) {
        rq->may_retry = true; /* it came from here: most likely signed in anew in another window */
        return fail(rq->ctx, ERR_FORBIDDEN, "the mark against forged posts does not fit");
    }
    return OK;
}

/* --- the steps before the handler ------------------------------------------------------------- */

static enum err check_request(struct request *rq) {
    TRY(ask_who(rq));
    if (rq->row->cap != CAP_NONE && (rq->who == NULL || !may(rq->who, rq->row->cap))) {
        rq->is_refusal = rq->who != NULL;
        return fail(rq->ctx, ERR_FORBIDDEN, "%.*s is missing", STR_FMT(cap_name(rq->row->cap)));
    }
    TRY(scope_load(rq));
    TRY(read_form(rq));
    TRY(check_origin(rq));
    return parse_input(rq, rq->form);
}

/* Every page that is shown carries fresh marks for the forms on it, also when it is shown again. */
static void mark_forms(struct request *rq) {
    uint8_t mark[16];
    BUF_DONE struct buf hex = buf_open(2 * sizeof(mark));
    rand_bytes(mark, sizeof(mark));
    buf_add_hex(&hex, (struct bytes){ mark, sizeof(mark) });
    rq->form->csrf = rq->who != NULL ? session_csrf(rq) : STR("");
    rq->form->once = arena_str(rq->ctx->arena, buf_str(&hex));
}

static enum err run_handler(struct request *rq) {
    if (rq->row->method == METHOD_GET && rq->row->audience == AUDIENCE_STAFF) {
        mark_forms(rq);
    }
    return route_handlers[rq->route](rq);
}

/* --- errors ----------------------------------------------------------------------------------- */

static enum log_level level_of(enum err e) {
    struct str level = err_level(e);
    if (str_eq(level, STR("error"))) {
        return LOG_ERROR;
    }
    return str_eq(level, STR("warning")) ? LOG_WARNING : LOG_DEBUG;
}

/* Of visitors of public pages only what is broken on our side is noted, without a word of them. */
static void log_error(const struct request *rq, enum err e) {
    if (e == ERR_VAULT) {
        metrics_count(rq->dispatch->config.metrics, METRICS_VAULT_ERRORS);
    }
    if (e == ERR_STORE || e == ERR_FULL || e == ERR_TAMPERED || e == ERR_UNLEDGERED) {
        metrics_count(rq->dispatch->config.metrics, METRICS_STORE_ERRORS);
    }
    if (rq->audience == AUDIENCE_PUBLIC && err_http(e) < 500) {
        return;
    }
    struct str route = rq->has_route ? route_row(rq->asked)->name : STR("-");
    struct str cause = rq->db != NULL && rq->ctx->cause[0] == '\0' && err_http(e) >= 500
                           ? str_from_c(db_cause(rq->db))
                           : str_from_c(rq->ctx->cause);
    LOG(level_of(e), "request.error", LOG_T("err", err_name(e)), LOG_T("route", route),
        LOG_N("request", rq->id), LOG_T("cause", cause));
}

static bool is_shown_again(const struct request *rq, enum err e) {
    if (rq->method != FRONT_POST || rq->is_api || !rq->has_route) {
        return false;
    }
    switch (e) {
    case ERR_INPUT:
    case ERR_CONFLICT:
    case ERR_STALE:
    case ERR_DUPLICATE:
    case ERR_CONSENT:
    case ERR_CREDENTIALS:
    case ERR_BUSY:
    case ERR_FULL:
    case ERR_STORE:
    case ERR_VAULT:
        return true;
    default:
        return e == ERR_FORBIDDEN && rq->may_retry;
    }
}

/* The page of the same address, filled with what was typed. False: this person has none. */
static bool show_again(struct request *rq, enum err e) {
    bool is_other = false;
    enum route route = ROUTE_COUNT;
    if (rq->db == NULL || !is_shown_again(rq, e) ||
        !route_find(METHOD_GET, rq->path, &route, rq->args, rq->texts, &is_other)) {
        return false;
    }
    rq->route = route;
    rq->row = route_row(route);
    rq->form->is_sent = true;
    rq->form->is_stale = e == ERR_STALE;
    (void)words_of_key(err_words(e), &rq->form->top_error); /* else none */
    if ((rq->row->cap != CAP_NONE && (rq->who == NULL || !may(rq->who, rq->row->cap))) ||
        scope_load(rq) != OK || parse_input(rq, form_open(rq->ctx->arena)) != OK) {
        return false;
    }
    reply_reset(rq);
    if (run_handler(rq) != OK) {
        return false;
    }
    if (rq->reply.status == 200) {
        rq->reply.status = err_http(e);
    }
    return true;
}

static void answer_error(struct request *rq, enum err e) {
    rq->err = e;
    log_error(rq, e);
    reply_reset(rq);
    if (rq->is_api) {
        struct form_errors errors = { NULL, 0 };
        if (e == ERR_INPUT && rq->row != NULL) {
            errors = input_errors(rq->form, rq->row->input);
        }
        reply_problem(rq, e, &errors);
        return;
    }
    if (e == ERR_SIGN_IN && rq->audience == AUDIENCE_STAFF) {
        rq->reply.kind = REPLY_REDIRECT;
        rq->reply.status = 303;
        rq->reply.location = url_str_sign_in_get(rq->ctx->arena);
        return;
    }
    if (show_again(rq, e)) {
        return;
    }
    reply_reset(rq);
    rq->reply.status = err_http(e);
    page_error(rq, e);
    if (rq->reply.status == 200) {
        rq->reply.status = err_http(e);
    }
}

/* With a seat and a snapshot, because the page that is shown again reads. */
static void answer_error_seated(struct request *rq, enum err e) {
    struct seat *seat = NULL;
    if (is_shown_again(rq, e) && sit_down(rq, &seat) == OK) {
        if (db_snapshot_begin(rq->db) == OK) {
            answer_error(rq, e);
            db_snapshot_end(rq->db);
            stand_up(rq, seat);
            return;
        }
        stand_up(rq, seat);
    }
    answer_error(rq, e); /* without a db no page is shown again */
}

void dispatch_refuse(struct request *rq, enum err e) {
    if (e == ERR_BUSY) {
        metrics_count(rq->dispatch->config.metrics, METRICS_SHED);
    }
    rq->is_refusal = false;
    answer_error(rq, e);
}

/* --- lanes ------------------------------------------------------------------------------------ */

/* On a server thread, within a snapshot. */
static enum dispatch_next begin_seated(struct request *rq) {
    enum err e = check_request(rq);
    if (e == OK && rq->row->lane == LANE_WRITE) {
        return DISPATCH_WRITE;
    }
    if (e == OK && rq->row->lane == LANE_SLOW) {
        return DISPATCH_SLOW;
    }
    if (e == ERR_FORBIDDEN && rq->is_refusal) {
        return DISPATCH_WRITE; /* the refusal is an entry in the ledger */
    }
    if (e == OK) {
        e = run_handler(rq);
    }
    if (e != OK) {
        answer_error(rq, e);
    }
    return DISPATCH_ANSWER;
}

static enum dispatch_next begin_static(struct request *rq) {
    enum err e = run_handler(rq);
    if (e != OK) {
        answer_error(rq, e);
    }
    return DISPATCH_ANSWER;
}

enum dispatch_next dispatch_begin(struct request *rq) {
    struct seat *seat = NULL;
    if (rq->row->lane == LANE_STATIC) {
        return begin_static(rq);
    }
    enum err e = sit_down(rq, &seat);
    if (e != OK) {
        answer_error(rq, e);
        return DISPATCH_ANSWER;
    }
    e = db_snapshot_begin(rq->db);
    enum dispatch_next next = DISPATCH_ANSWER;
    if (e == OK) {
        next = begin_seated(rq);
        db_snapshot_end(rq->db);
    } else {
        answer_error(rq, e);
    }
    stand_up(rq, seat);
    return next;
}

static enum err run_write(struct tx *tx, struct request *rq) {
    if (rq->is_refusal) {
        return who_note(rq->ctx, tx, rq->who, VERB_ACCESS_REFUSE, pseudonym_none());
    }
    bool is_answered = false;
    TRY(scope_load(rq));
    TRY(once_find(rq, &is_answered));
    if (is_answered) {
        return OK;
    }
    TRY(run_handler(rq));
    return once_keep(rq, tx);
}

enum err dispatch_job(struct tx *tx, struct request *rq) {
    rq->tx = tx;
    rq->db = tx_db(tx);
    use_vault(rq, rq->dispatch->config.writer_vault);
    enum err e = run_write(tx, rq);
    if (e != OK && err_http(e) >= 500 && rq->ctx->cause[0] == '\0') {
        (void)fail(rq->ctx, e, "%s", db_cause(rq->db)); /* noted while it is still this job's */
    }
    rq->tx = NULL;
    rq->db = NULL;
    rq->vault = NULL;
    return e;
}

void dispatch_slow(struct request *rq) {
    struct seat *seat = NULL;
    enum err e = sit_down(rq, &seat);
    if (e == OK) {
        e = run_handler(rq);
        stand_up(rq, seat);
    }
    rq->err = e;
}

void dispatch_finish(struct request *rq, enum err e) {
    if (rq->is_refusal) {
        if (e != OK) {
            LOG(LOG_ERROR, "request.refusal_not_noted", LOG_T("err", err_name(e)),
                LOG_N("request", rq->id));
        }
        rq->is_refusal = false;
        e = ERR_FORBIDDEN;
    }
    rq->err = e;
    if (e != OK) {
        answer_error_seated(rq, e);
    }
}

enum err dispatch_write(struct request *rq, enum err (*run)(struct tx *tx, void *arg), void *arg) {
    return writer_call(rq->dispatch->config.writer, run, arg);
}

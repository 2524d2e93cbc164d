#include "dispatch/dispatch.h"

#include "err/must.h"

/* The number of the id {name} in the address. */
static bool find_arg(const struct route_row *row, struct str name, size_t *out_at) {
    struct str rest = str_skip(row->path, 1);
    struct str segment = STR_NONE;
    size_t at = 0;
    while (str_cut(&rest, '/', &segment)) {
        if (segment.n < 2 || segment.p[0] != '{' || str_starts(segment, STR("{code_"))) {
            continue;
        }
        if (str_eq(str_skip(str_head(segment, segment.n - 1), 1), name)) {
            *out_at = at;
            return true;
        }
        at++;
    }
    return false;
}

static enum err load_casefile(struct request *rq, int64_t casefile_id) {
    return casefile_load(rq->ctx, rq->db, rq->who, casefile_id, &rq->casefile);
}

static enum err load_contact(struct request *rq, int64_t contact_id) {
    return contact_load(rq->ctx, rq->db, rq->who, contact_id, &rq->contact);
}

static enum err load_alarm(struct request *rq, int64_t alarm_id) {
    return alarm_load(rq->ctx, rq->db, rq->who, alarm_id, &rq->alarm);
}

static enum err load_referral(struct request *rq, int64_t referral_id) {
    return referral_load(rq->ctx, rq->db, rq->who, referral_id, &rq->referral);
}

static const struct loader {
    struct str scope;
    enum err (*load)(struct request *rq, int64_t id);
} loaders[] = {
    { { "casefile", 8 }, load_casefile },
    { { "contact", 7 }, load_contact },
    { { "alarm", 5 }, load_alarm },
    { { "referral", 8 }, load_referral },
};

enum err scope_load(struct request *rq) {
    struct str scope = rq->row->scope;
    size_t at = 0;
    if (scope.n == 0) {
        return OK;
    }
    must(rq->who != NULL); /* a row with a scope is for people who are signed in */
    must(find_arg(rq->row, scope, &at));
    for (size_t i = 0; i < COUNT_OF(loaders); i++) {
        if (str_eq(loaders[i].scope, scope)) {
            return loaders[i].load(rq, rq->args[at]);
        }
    }
    must(scope.n == 0); /* tables/routes.tsv names a scope without a loader */
    return ERR_NOT_FOUND;
}

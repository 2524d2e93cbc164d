#include "api/api.h"

#include "handlers.gen.h"
#include "urls.gen.h"

/* What the page handler answered is put anew: with the address that a script goes on with. */
static enum err answer(struct request *rq, struct str url, int64_t id, int status) {
    buf_reset(&rq->reply.body);
    TRY(reply_done(rq, url, id));
    rq->reply.status = status;
    return OK;
}

static enum err made(struct request *rq, struct str url) {
    return answer(rq, url, rq->reply.made_id, 201);
}

/* --- contact, screening, case ----------------------------------------------------------------- */

enum err api_contact_post(struct request *rq) {
    TRY(contact_new_post(rq));
    return made(rq, url_str_api_contact_get(rq->ctx->arena, rq->reply.made_id));
}

/* The decision is posted below this address with ver 1. */
enum err api_screening_post(struct request *rq) {
    TRY(screening_post(rq));
    return made(
        rq, url_str_api_decision_post(rq->ctx->arena, rq->contact->row.id, rq->reply.made_id));
}

enum err api_decision_post(struct request *rq) {
    TRY(screening_decide_post(rq));
    return answer(
        rq, url_str_api_contact_get(rq->ctx->arena, rq->contact->row.id), rq->args[1], 200);
}

enum err api_case_post(struct request *rq) {
    TRY(case_new_post(rq));
    return made(rq, url_str_api_case_get(rq->ctx->arena, rq->reply.made_id));
}

static enum err case_moved(struct request *rq) {
    int64_t casefile_id = rq->casefile->row.id;
    return answer(rq, url_str_api_case_get(rq->ctx->arena, casefile_id), casefile_id, 200);
}

enum err api_details_post(struct request *rq) {
    TRY(case_details_post(rq));
    return case_moved(rq);
}

static enum err made_in_case(struct request *rq) {
    return made(rq, url_str_api_case_get(rq->ctx->arena, rq->casefile->row.id));
}

enum err api_consent_post(struct request *rq) {
    TRY(consent_post(rq));
    return made_in_case(rq);
}

enum err api_service_post(struct request *rq) {
    TRY(service_post(rq));
    return made_in_case(rq);
}

/* --- alarms ----------------------------------------------------------------------------------- */

enum err api_alarm_post(struct request *rq) {
    TRY(alarm_new_post(rq));
    return made(rq, url_str_api_alarm_get(rq->ctx->arena, rq->reply.made_id));
}

static enum err alarm_moved(struct request *rq) {
    int64_t alarm_id = rq->alarm->row.id;
    return answer(rq, url_str_api_alarm_get(rq->ctx->arena, alarm_id), alarm_id, 200);
}

enum err api_alarm_accept_post(struct request *rq) {
    TRY(alarm_accept_post(rq));
    return alarm_moved(rq);
}

enum err api_alarm_depart_post(struct request *rq) {
    TRY(alarm_depart_post(rq));
    return alarm_moved(rq);
}

enum err api_alarm_arrive_post(struct request *rq) {
    TRY(alarm_arrive_post(rq));
    return alarm_moved(rq);
}

enum err api_alarm_safe_post(struct request *rq) {
    TRY(alarm_safe_post(rq));
    return alarm_moved(rq);
}

enum err api_alarm_close_post(struct request *rq) {
    TRY(alarm_close_post(rq));
    return alarm_moved(rq);
}

/* --- referrals -------------------------------------------------------------------------------- */

enum err api_referral_post(struct request *rq) {
    TRY(refer_post(rq));
    return made(rq, url_str_api_referral_get(rq->ctx->arena, rq->reply.made_id));
}

static enum err referral_moved(struct request *rq) {
    int64_t referral_id = rq->referral->row.id;
    return answer(rq, url_str_api_referral_get(rq->ctx->arena, referral_id), referral_id, 200);
}

enum err api_referral_send_post(struct request *rq) {
    TRY(referral_send_post(rq));
    return referral_moved(rq);
}

enum err api_referral_accept_post(struct request *rq) {
    TRY(referral_accept_post(rq));
    return referral_moved(rq);
}

enum err api_referral_refuse_post(struct request *rq) {
    TRY(referral_refuse_post(rq));
    return referral_moved(rq);
}

enum err api_referral_complete_post(struct request *rq) {
    TRY(referral_complete_post(rq));
    return referral_moved(rq);
}

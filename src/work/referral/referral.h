/* referral: asking another agency to help, with only the parts that it needs.
 *
 * Purpose     Draft, look at exactly what the other will see, send; the receiver accepts, refuses with
 *             a reason, completes; the sender may take it back; silence expires.
 * Invariants  Each chosen part is a snapshot sealed anew under keys of this referral alone, handed to
 *             sender and receiver; the receiver gets no key of the case. Sending needs a consent that
 *             covers receiver and classes, or a legal ground. On acceptance the receiver takes part in
 *             the case (share) and sees its coded line; refusal, withdrawal and expiry end the keys.
 * Units       due_at: timer T05 (urgent T05E) of the pack.
 * Ownership   ctx arena. Threads: one request. */
#pragma once

#include "casework/casework.h"
#include "consent/consent.h"
#include "referral_sql.h"

struct referral {
    struct referral_see_row row;
    struct pseudonym case_pseudonym;
    bool is_sender;
};

struct referral_content {
    struct str message;
    struct str identity; /* JSON as in the case */
    struct casefile_opened opened;
    bool has_identity, has_contact, has_location, has_health, has_story;
};

enum err referral_load(struct ctx *ctx, struct db *db, const struct who *who, int64_t referral_id,
    struct referral **out) MUST_USE;
/* Makes a draft; parts are names out of: identity contact location health story. */
enum err referral_draft(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct pack *pack, struct casefile *casefile, const struct in_referral *in,
    int64_t *out_id) MUST_USE;
enum err referral_send(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct pack *pack, const struct referral *referral, int64_t ver) MUST_USE;
/* Notes that the receiver has it on screen. */
enum err referral_open(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct referral *referral) MUST_USE;
enum err referral_is_open(struct ctx *ctx, struct db *db, const struct who *who,
    const struct referral *referral, int64_t open_ms, bool *out_is_open) MUST_USE;
enum err referral_unseal(struct ctx *ctx, struct db *db, const struct who *who,
    const struct referral *referral, struct referral_content *out) MUST_USE;
enum err referral_accept(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct referral *referral, int64_t ver) MUST_USE;
enum err referral_refuse(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct referral *referral, const struct in_refusal *in) MUST_USE;
enum err referral_complete(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct referral *referral, int64_t ver) MUST_USE;
enum err referral_withdraw(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct referral *referral, int64_t ver) MUST_USE;
/* The clock's part: ends what nobody answered in time. */
enum err referral_expire_overdue(struct ctx *ctx, struct tx *tx, int64_t *out_n) MUST_USE;

/* consent: who may see what, for what, until when; or on which legal ground without asking.
 *
 * Purpose     Purpose x recipient x classes, dated, in the language in which it was explained, with the
 *             version of the text. Withdrawing is one act and ends the sharing that rests on it.
 * Invariants  Sharing needs a standing consent for exactly that recipient that covers every class
 *             shared, or a coded legal basis. Refusal never blocks services (nothing here is asked
 *             before a service is recorded).
 * Source      Law 124/2024 on the protection of personal data; domain report 9.6.
 * Ownership   ctx arena. Threads: one request. */
#pragma once

#include "casework/casework.h"
#include "consent_sql.h"

enum err consent_record(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct pack *pack, const struct casefile *casefile, const struct in_consent *in,
    int64_t *out_id) MUST_USE;
/* Ends the consent and every share and referral that rests on it. */
enum err consent_withdraw(struct ctx *ctx, struct tx *tx, const struct who *who,
    struct casefile *casefile, int64_t consent_id) MUST_USE;
/* OK when the consent stands now for this receiver and covers these classes (letters), else
 * ERR_CONSENT. */
enum err consent_covers(struct ctx *ctx, struct db *db, int64_t casefile_id, int64_t consent_id,
    int64_t to_id, const char *classes) MUST_USE;

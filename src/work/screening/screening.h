/* screening: signs, what the rule makes of them, and what a human decides beside it.
 *
 * Purpose     The national rule (AL-2005: act, means and purpose; for a child act and purpose) and the
 *             graded ILO/EC rule are data of the pack. A rule never decides: its result stands beside
 *             the decision of the person who screened, and a second reader confirms a difference.
 * Invariants  A screening is not changed once decided; a new one is made. The reader is not the one
 *             who decided.
 * Source      Domain report 3.5 and 3.6 (strategy 2005-07; ILO and European Commission, 2009).
 * Ownership   ctx arena. Threads: one request. */
#pragma once

#include "contact/contact.h"
#include "screening_sql.h"

enum err screening_record(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct pack *pack, const struct contact *contact, const struct in_screening *in,
    int64_t *out_id) MUST_USE;
enum err screening_load(struct ctx *ctx, struct db *db, const struct contact *contact,
    int64_t screening_id, struct screening_see_row *out) MUST_USE;
enum err screening_make_decision(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct contact *contact, int64_t screening_id, const struct in_decision *in) MUST_USE;
enum err screening_confirm(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct contact *contact, int64_t screening_id) MUST_USE;
/* Whether decision and result differ, so that a second reader is asked. */
bool screening_differs(const struct screening_see_row *row);

/* support: services given to a person, and the plan agreed with them.
 *
 * Purpose     One row for each service given; goals of the individual plan. Both may be written by the
 *             agency that leads and by those that take part.
 * Invariants  A service never depends on official status, consent or work with the police: whoever may
 *             see the case may record what was given. Notes (H) and goals (N) are sealed to the agency
 *             that wrote them. A service lies in the past or today, never in the future.
 * Ownership   ctx arena. Threads: one request. */
#pragma once

#include "casework/casework.h"
#include "support_sql.h"

enum err service_record(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct pack *pack, const struct casefile *casefile, const struct in_service *in,
    int64_t *out_id) MUST_USE;
enum err goal_set_up(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct casefile *casefile, const struct in_goal *in, int64_t *out_id) MUST_USE;
enum err goal_move(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct casefile *casefile, int64_t goal_id, const struct in_goal_state *in) MUST_USE;

struct goal_line {
    struct goals_of_case_row row;
    struct str text; /* absent when another agency wrote it or it is not open */
};
/* Goals; their texts are opened when `is_open` (the story class). */
enum err goal_lines(struct ctx *ctx, struct db *db, const struct who *who,
    const struct casefile *casefile, bool is_open, struct goal_line **out_lines,
    size_t *out_n) MUST_USE;

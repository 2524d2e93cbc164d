/* alarm: danger now, the team on duty, and three clocks.
 *
 * Purpose     Whoever sees danger raises an alarm; the teams on duty for the county are asked turn by
 *             turn; accepted, arrived and safe are measured; silence moves on to the next turn.
 * Invariants  One open alarm for a case. The place is sealed for exactly the agencies on duty, and
 *             the keys of the case with it, so that the team that accepts can lead at once: on
 *             acceptance the case passes to the team and every other agency's grants end. An alarm is
 *             never lost for want of a team: with nobody on duty it stays on the board, unanswered
 *             and late. Escalation needs no key.
 * Legal basis Imminent danger (vital interest): no consent is asked for the alarm itself.
 * Units       Instants UTC milliseconds; limits from the pack's timers T02A, T02O, T02S, by place.
 * Ownership   ctx arena. Threads: one request. */
#pragma once

#include "alarm_sql.h"
#include "casework/casework.h"

struct alarm {
    struct alarm_see_row row;
    struct pseudonym case_pseudonym;
};

struct alarm_place {
    struct str where;
    struct str beware;
};

enum err alarm_load(struct ctx *ctx, struct db *db, const struct who *who, int64_t alarm_id,
    struct alarm **out) MUST_USE;
enum err alarm_raise(struct ctx *ctx, struct tx *tx, const struct who *who, const struct pack *pack,
    struct casefile *casefile, const struct in_alarm *in, int64_t *out_id) MUST_USE;
/* Notes that the place is opened; then it is open for this person for a while. */
enum err alarm_open_place(
    struct ctx *ctx, struct tx *tx, const struct who *who, const struct alarm *alarm) MUST_USE;
enum err alarm_place_is_open(struct ctx *ctx, struct db *db, const struct who *who,
    const struct alarm *alarm, int64_t open_ms, bool *out_is_open) MUST_USE;
enum err alarm_unseal(struct ctx *ctx, struct db *db, const struct who *who,
    const struct alarm *alarm, struct alarm_place *out) MUST_USE;

enum err alarm_take(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct alarm *alarm, int64_t ver) MUST_USE;
enum err alarm_decline(
    struct ctx *ctx, struct tx *tx, const struct who *who, const struct alarm *alarm) MUST_USE;
/* `to` is departed, arrived, safe or cancelled; by the team (or, for cancelled, whoever raised it
 * before anybody accepted). */
enum err alarm_move(struct ctx *ctx, struct tx *tx, const struct who *who, struct alarm *alarm,
    struct str to, int64_t ver) MUST_USE;
enum err alarm_finish(struct ctx *ctx, struct tx *tx, const struct who *who, struct alarm *alarm,
    const struct in_alarm_close *in) MUST_USE;
/* The clock's part: asks the next turn of alarms that stay unanswered. Gives how many moved on. */
enum err alarm_escalate_silent(
    struct ctx *ctx, struct tx *tx, const struct pack *pack, int64_t *out_n) MUST_USE;

enum err duty_add(struct ctx *ctx, struct tx *tx, const struct who *who, const struct pack *pack,
    const struct in_roster *in, int64_t *out_id) MUST_USE;
enum err duty_end(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct in_roster_end *in) MUST_USE;

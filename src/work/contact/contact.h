/* contact: one call, chat, visit or report.
 *
 * Purpose     What the hotline, a counsellor or an outreach worker records first. The caller and the
 *             person it is about are kept apart; a name is asked only if the person wants it.
 * Invariants  A contact belongs to the agency that took it: contact_load answers ERR_NOT_FOUND to any
 *             other. What was said (N), who called (I) and where the person is (S) are sealed; codes
 *             are clear. Silent, prank and wrong-number contacts end at once and hold no text.
 * Ownership   Rows live in the ctx arena. Threads: one request. */
#pragma once

#include "casework/casework.h"
#include "contact_sql.h"

struct contact {
    struct contact_see_row row;
    struct pseudonym pseudonym;
};

struct contact_opened {
    struct str note;
    struct str caller_name;
    struct str caller_phone;
    struct str where;
};

enum err contact_load(struct ctx *ctx, struct db *db, const struct who *who, int64_t contact_id,
    struct contact **out) MUST_USE;
enum err contact_list(struct ctx *ctx, struct db *db, const struct who *who, int64_t before_id,
    int64_t limit, struct contact_page_row **out_rows, size_t *out_n) MUST_USE;
enum err contact_record(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct pack *pack, const struct in_contact *in, int64_t *out_id) MUST_USE;
enum err contact_finish(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct contact *contact, int64_t ver) MUST_USE;
/* Notes the opening; then it is open for this person for a while. */
enum err contact_open(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct contact *contact) MUST_USE;
enum err contact_is_open(struct ctx *ctx, struct db *db, const struct who *who,
    const struct contact *contact, int64_t open_ms, bool *out_is_open) MUST_USE;
enum err contact_unseal(struct ctx *ctx, struct db *db, const struct who *who,
    const struct contact *contact, struct contact_opened *out) MUST_USE;
/* Opens a case from a contact; where the person is goes over into it. */
enum err contact_make_case(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct pack *pack, const struct contact *contact, const struct in_case_new *in,
    int64_t *out_casefile_id) MUST_USE;
/* Kinds of contact that carry no counselling (silent, prank, wrong number ...). */
bool contact_kind_is_empty(struct str kind);

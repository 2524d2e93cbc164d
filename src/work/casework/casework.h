/* casework: the case, its six parallel state regions, its sealed parts, its next steps.
 *
 * Purpose     A case is held by one agency; others share it by an accepted alarm or referral. It has
 *             no single status: identification, safety, assistance, justice, child protection and data
 *             move on their own (domain report section 10). Services never wait for official status.
 * Invariants  casefile_load is the only way to a case: it answers ERR_NOT_FOUND unless the person's
 *             agency holds or shares it. A state moves only along tables/states.tsv and only for whom
 *             the row names. A child, or anyone of unknown age, starts in child state E1 with the task
 *             of telling the child protection unit. A formal decision needs two agencies: police and
 *             social service.
 * Ownership   Rows live in the ctx arena.
 * Threads     One request.
 * Errors      ERR_STALE when `ver` is not the stored one; ERR_CONFLICT when the step does not exist;
 *             ERR_FORBIDDEN when it exists but not for this person. */
#pragma once

#include "casework_sql.h"
#include "inputs.gen.h"
#include "pack/pack.h"
#include "seal/seal.h"
#include "states.gen.h"

struct casefile {
    struct casefile_see_row row;
    struct pseudonym pseudonym;
    bool is_holder;
};

enum err casefile_load(struct ctx *ctx, struct db *db, const struct who *who, int64_t casefile_id,
    struct casefile **out) MUST_USE;

struct casefile_filter {
    struct str risk, identification, place, number;
    int64_t before_id; /* 0 = from the newest */
};
enum err casefile_list(struct ctx *ctx, struct db *db, const struct who *who,
    const struct casefile_filter *filter, int64_t limit, struct casefile_page_row **out_rows,
    size_t *out_n) MUST_USE;

/* What is known of a person when a case is opened. */
struct casefile_new {
    struct str gender, age_band, place, language, exploitation, scope, risk, identification, basis;
    struct str call_name, safe_contact, location;
};
enum err casefile_open(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct pack *pack, const struct casefile_new *in, int64_t *out_id) MUST_USE;

/* True for children and for anyone whose age is not known. */
bool age_is_child(struct str age_band);

/* Moves one region; the input names region and target state. */
enum err casefile_state_move(struct ctx *ctx, struct tx *tx, const struct who *who,
    struct casefile *casefile, const struct in_case_state *in) MUST_USE;
/* The same for steps that follow from another act (an alarm, a referral); no ver, no ledger entry of
 * its own: the caller's entry covers it. Does nothing when the region is not in such a state. */
enum err casefile_follow(struct ctx *ctx, struct tx *tx, struct casefile *casefile,
    enum machine machine, struct str to) MUST_USE;

/* Records a claim about the status and moves the identification region. */
enum err status_claim_record(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct pack *pack, struct casefile *casefile, const struct in_status_claim *in) MUST_USE;

/* Writes the sealed parts anew: fields left empty are emptied. Needs all classes to be open. */
enum err casefile_details_write(struct ctx *ctx, struct tx *tx, const struct who *who,
    struct casefile *casefile, const struct in_case_details *in) MUST_USE;

/* The opened parts; a part that is not open is absent (p == NULL). */
struct casefile_opened {
    struct str call_name, full_name, born, document, phone; /* identity */
    struct str safe_contact, location;                      /* safety */
    struct str health;
    struct str story;
};
/* Notes that this person opens this class of this case; then it is open for settings.open_min. */
enum err casefile_class_open(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct casefile *casefile, struct str class) MUST_USE;
/* Whether it is open for this person now. */
enum err casefile_class_is_open(struct ctx *ctx, struct db *db, const struct who *who,
    const struct casefile *casefile, enum data_class class, int64_t open_ms,
    bool *out_is_open) MUST_USE;
/* Opens the parts whose classes are in `classes` (letters). */
enum err casefile_unseal(struct ctx *ctx, struct db *db, const struct who *who,
    const struct casefile *casefile, const char *classes, struct casefile_opened *out) MUST_USE;

/* Identity is one box: a small JSON object. */
struct str casefile_identity_text(struct ctx *ctx, const struct casefile_opened *opened);
enum err casefile_identity_read(
    struct ctx *ctx, struct str text, struct casefile_opened *out) MUST_USE;

/* The owner of keys under which this agency writes into the case: the case for its holder, the share
 * for an agency that takes part. */
int64_t casefile_key_owner(const struct casefile *casefile);

enum err task_set(struct ctx *ctx, struct tx *tx, const struct pack *pack, int64_t casefile_id,
    int64_t agency_id, struct str kind, struct str timer, struct str place) MUST_USE;
enum err task_finish(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct casefile *casefile, int64_t task_id) MUST_USE;

/* seal: sealed fields for the work layer.
 *
 * Purpose     Loads the keys of a case (or contact, or referral), has the vault seal and open its
 *             fields, and hands keys to other agencies.
 * Invariants  Each box is bound to table, row, column and class: moved elsewhere it does not open. An
 *             empty text is stored as an empty box. What is opened lives in the request's arena only.
 *             Whoever opens must have written the ledger entry before (work layer, one verb a class).
 * Errors      ERR_SEALED: the agency holds no key. ERR_TAMPERED: a box or signature does not fit.
 * Threads     One request. */
#pragma once

#include "db/sealed.h"
#include "schema.gen.h"
#include "who/who.h"

/* The data keys of one owner, newest epoch of each class. */
struct keyring {
    int64_t owner_id;
    struct data_key keys[KEY_CLASSES];
    size_t n;
    struct listing receivers[4]; /* get new keys beside the own agency */
    size_t n_receivers;
    int64_t consent_id; /* under which they get them */
};

struct seal_field {
    enum data_class class;
    enum table table;
    int64_t row_id;
    struct str column;
    struct str plain;
    struct sealed box;
};

/* Loads what exists; a new owner gives an empty keyring. */
enum err keyring_load(
    struct ctx *ctx, struct db *db, int64_t owner_id, struct keyring **out) MUST_USE;
/* New keys made on this keyring are handed to that agency too. */
enum err keyring_add_receiver(struct ctx *ctx, struct db *db, struct keyring *keyring,
    int64_t agency_id, int64_t consent_id) MUST_USE;
/* Seals plain into box for each field, making and storing keys that are missing. */
enum err seal_fields(struct ctx *ctx, struct tx *tx, const struct who *who, struct keyring *keyring,
    struct seal_field *fields, size_t n) MUST_USE;
/* Opens box into plain for each field. */
enum err unseal_fields(struct ctx *ctx, const struct who *who, struct keyring *keyring,
    struct seal_field *fields, size_t n) MUST_USE;
/* Hands all keys of the owner to another agency. */
enum err keyring_share(struct ctx *ctx, struct tx *tx, const struct who *who,
    struct keyring *keyring, int64_t to_agency_id, int64_t consent_id) MUST_USE;
/* Takes them back: standing grants of that agency end. */
enum err keyring_unshare(
    struct ctx *ctx, struct tx *tx, int64_t owner_id, int64_t agency_id) MUST_USE;
/* Ends the keys of an owner altogether (a refused referral's parcel). */
enum err keyring_end(struct ctx *ctx, struct tx *tx, int64_t owner_id) MUST_USE;
/* The capability that opening a class needs, and the verb that notes it. */
enum cap class_cap(enum data_class class);
enum verb class_verb(enum data_class class);

/* key: the shapes of keys, listings and grants, as they stand in the database and on the wire.
 *
 * Purpose     Shared by the vault (which alone sees seeds) and by seal (which loads the evidence).
 * Invariants  Nothing here is secret: public keys, signatures, and keys sealed to somebody.
 *             A listing is the key directory's line about one principal, signed by the node; a grant
 *             is a data key sealed to an agency, signed by the staff member who gave it.
 * Source      Key hierarchy and signed grants: docs/keys.md; libsodium 1.0.18 primitives.
 * Threads     Values. */
#pragma once

#include "str/str.h"

enum {
    KEY_SEED_B = 32,
    KEY_PUB_B = 32,
    KEY_SIG_B = 64,
    KEY_KID_B = 16,
    KEY_TOKEN_B = 32,
    KEY_PSEUDONYM_B = 16,
    KEY_GRANTS_MAX = 16,
    KEY_CLASSES = 5,
};

/* The classes of sealed fields; the letters stand in the schema. */
enum data_class {
    CLASS_IDENTITY = 'I',
    CLASS_SAFETY = 'S',
    CLASS_HEALTH = 'H',
    CLASS_NARRATIVE = 'N',
    CLASS_EVIDENCE = 'J',
};

enum principal_kind {
    PRINCIPAL_AGENCY = 1,
    PRINCIPAL_STAFF = 2,
};

struct listing {
    int64_t id;
    enum principal_kind kind;
    int64_t agency_id;
    int64_t epoch;
    uint8_t x_pub[KEY_PUB_B];
    uint8_t ed_pub[KEY_PUB_B];
    uint8_t sig[KEY_SIG_B];
};

/* An agency's key, sealed to one member; signed with the agency's own key. */
struct member_key {
    struct listing agency;
    struct listing member;
    struct bytes sealed_key;
    uint8_t sig[KEY_SIG_B];
};

struct grant {
    struct listing to;
    struct listing by;
    int64_t consent_id;
    int64_t expires_at;
    struct bytes sealed_key;
    uint8_t sig[KEY_SIG_B];
};

/* One data key with the evidence that the caller may use it. A new one has is_new set: the vault
 * draws it and fills kid, sig and, of each grant, by, sealed_key and sig. */
struct data_key {
    bool is_new;
    int64_t dek_id;
    int64_t owner_id;
    enum data_class class;
    int64_t epoch;
    uint8_t kid[KEY_KID_B];
    struct listing maker;
    uint8_t sig[KEY_SIG_B];
    struct grant grants[KEY_GRANTS_MAX];
    size_t n_grants;
};

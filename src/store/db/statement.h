/* statement: one SQL statement in the text of both engines, and the values that go in and out.
 *
 * Purpose     What tools/gen_sql emits; nobody else makes a struct statement. A connection keeps
 *             the prepared form under the address of the statement, so each is static and const.
 * Invariants  Kinds are letters: i i64, r real, t text, b bytes, s sealed. in_kinds has one for
 *             each parameter in its order, out_kinds one for each column. A `table` other than 0 is
 *             the number of a ledgered table: the statement then returns the id of each row it
 *             touched. NULL is not used in programs: an absent slice is bound as empty; a NULL that
 *             is read has kind VALUE_NULL, the number 0 and a slice with p == NULL.
 * Ownership   Slices in a value belong to whoever made them; see db.h for those that are read.
 * Threads     Values and constants. */
#pragma once

#include "db/sealed.h"

/* The numbers are part of the row image (db_row_image): never change them. */
enum value_kind { VALUE_NULL = 0, VALUE_I64 = 1, VALUE_REAL = 2, VALUE_TEXT = 3, VALUE_BLOB = 4 };

struct value {
    enum value_kind kind;
    int64_t i;
    double r;
    struct bytes b;
};

struct statement {
    const char *name;
    const char *sqlite;
    const char *pg;
    const char *in_kinds;
    const char *out_kinds;
    uint8_t table;
    bool is_write;
};

static inline struct value value_i64(int64_t i) {
    return (struct value){ .kind = VALUE_I64, .i = i };
}

static inline struct value value_real(double r) {
    return (struct value){ .kind = VALUE_REAL, .r = r };
}

static inline struct value value_bytes(struct bytes b) {
    return (struct value){ .kind = VALUE_BLOB, .b = b };
}

static inline struct value value_sealed(struct sealed s) {
    return (struct value){ .kind = VALUE_BLOB, .b = s.box };
}

static inline struct value value_str(struct str s) {
    return (struct value){ .kind = VALUE_TEXT, .b = { (const uint8_t *)s.p, s.n } };
}

static inline struct str value_as_str(struct value v) {
    return (struct str){ (const char *)v.b.p, v.b.n };
}

static inline struct bytes value_as_bytes(struct value v) {
    return v.b;
}

static inline struct sealed value_as_sealed(struct value v) {
    return (struct sealed){ v.b };
}

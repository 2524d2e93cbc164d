/* The PostgreSQL engine: libpq, prepared statements, everything binary. */
#include "db/db_engine.h"
#include "err/must.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 96, NAME_SIZE = 24 };

/* The numbers of PostgreSQL's own types, from pg_type.dat; fixed for ever. */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_FLOAT4 = 700,
    OID_FLOAT8 = 701,
    OID_NUMERIC = 1700
};

static const char nothing[1];

static PGconn *conn_of(const struct db *db) {
    return db->handle;
}

/* --- errors --------------------------------------------------------------------------------------
 * */

static enum err state_err(const char *state) {
    static const struct {
        const char *state;
        enum err e;
    } known[] = { { "23505", ERR_DUPLICATE }, { "23503", ERR_CONFLICT }, { "23514", ERR_CONFLICT },
        { "23502", ERR_CONFLICT }, { "23001", ERR_CONFLICT }, { "P0001", ERR_CONFLICT },
        { "53100", ERR_FULL } };
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (strcmp(known[i].state, state) == 0) {
            return known[i].e;
        }
    }
    return ERR_STORE;
}

/* Messages of class 22 (data) may quote a value; the others name tables and constraints only. */
static enum err failed(struct db *db, const PGresult *result, const char *what) {
    const char *state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *text = result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    if (PQstatus(conn_of(db)) != CONNECTION_OK) {
        db->is_broken = true;
    }
    if (state == NULL) {
        return db_fail(db, ERR_STORE, "%.80s: the connection to PostgreSQL failed", what);
    }
    const bool is_data = strncmp(state, "22", 2) == 0;
    return db_fail(db, state_err(state), "%.80s: %s (%s)", what,
        is_data || text == NULL ? "a value was refused" : text, state);
}

/* --- opening
 * --------------------------------------------------------------------------------------- */

static enum err check_store(const struct store *store) {
    PQconninfoOption *options = PQconninfoParse(store->address, NULL);
    if (options == NULL) {
        return ERR_INPUT;
    }
    PQconninfoFree(options);
    return OK;
}

static void no_notice(void *self, const PGresult *result) {
    (void)self;
    (void)result;
}

static enum err exec(struct db *db, const char *sql) {
    PGresult *result = PQexec(conn_of(db), sql);
    const ExecStatusType status = PQresultStatus(result);
    enum err e = OK;
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        e = failed(db, result, sql);
    } else if (strcmp(sql, "COMMIT") == 0 && strcmp(PQcmdStatus(result), "COMMIT") != 0) {
        /* PostgreSQL answers COMMIT of a failed transaction with a friendly ROLLBACK. */
        e = db_fail(db, ERR_STORE, "COMMIT: the transaction had failed");
    }
    PQclear(result);
    return e;
}

static enum err pg_open(struct db *db) {
    void *old = db->handle;
    PGconn *conn = PQconnectdb(db->store->address);
    must(conn != NULL);
    db->handle = conn;
    enum err e = OK;
    if (PQstatus(conn) != CONNECTION_OK) {
        e = db_fail(db, ERR_STORE, "PostgreSQL cannot be reached");
    } else {
        (void)PQsetNoticeReceiver(conn, no_notice, NULL);
        e = exec(db, "SET client_encoding = 'UTF8'; SET TimeZone = 'UTC';"
                     "SELECT set_config('synchronous_commit', 'on', false) "
                     "WHERE current_setting('synchronous_commit') IN ('off', 'local')");
    }
    if (e == OK && db->use == DB_READER) {
        e = exec(db, "SET default_transaction_read_only = on");
    }
    if (e != OK) {
        PQfinish(conn);
        db->handle = old;
    }
    return e;
}

static void pg_close_handle(void *handle) {
    PQfinish(handle);
}

/* --- values
 * ------------------------------------------------------------------------------------------ */

static void put_u64(uint64_t number, char *out) {
    for (int i = 0; i < 8; i++) {
        out[i] = (char)(uint8_t)(number >> (56 - 8 * i));
    }
}

static uint64_t get_be(const uint8_t *p, size_t n) {
    uint64_t number = 0;
    for (size_t i = 0; i < n; i++) {
        number = number << 8 | p[i];
    }
    return number;
}

static int16_t get_i16(const uint8_t *p) {
    return (int16_t)get_be(p, 2);
}

/* sum() of integers and avg() are numeric: groups of four decimal digits, the first one worth
 * 10000^weight. Whole numbers beyond 63 bits do not occur in counts. */
static struct value read_numeric(struct bytes b) {
    const int n_groups = get_i16(b.p);
    const int weight = get_i16(b.p + 2);
    const bool is_minus = get_be(b.p + 4, 2) == 0x4000;
    struct value v = { .kind = VALUE_REAL };
    uint64_t whole = 0;
    for (int i = 0; i <= weight; i++) {
        whole = whole * 10000 + (i < n_groups ? get_be(b.p + 8 + 2 * i, 2) : 0);
    }
    for (int i = 0; i < n_groups; i++) {
        v.r = v.r * 10000 + (double)get_be(b.p + 8 + 2 * i, 2);
    }
    for (int i = n_groups - 1; i < weight; i++) {
        v.r *= 10000;
    }
    for (int i = weight; i < n_groups - 1; i++) {
        v.r /= 10000;
    }
    v.r = is_minus ? -v.r : v.r;
    v.i = is_minus ? (int64_t)(0 - whole) : (int64_t)whole;
    return v;
}

static struct value read_number(Oid type, struct bytes b) {
    struct value v = { .kind = VALUE_I64 };
    uint64_t bits = get_be(b.p, b.n <= 8 ? b.n : 8);
    uint32_t bits32 = (uint32_t)bits;
    float single = 0;
    switch (type) {
    case OID_NUMERIC:
        return read_numeric(b);
    case OID_FLOAT8:
        memcpy(&v.r, &bits, sizeof(v.r));
        v.i = (int64_t)v.r;
        return v;
    case OID_FLOAT4:
        memcpy(&single, &bits32, sizeof(single));
        v.r = (double)single;
        v.i = (int64_t)v.r;
        return v;
    case OID_INT2:
        v.i = (int16_t)bits;
        break;
    case OID_INT4:
        v.i = (int32_t)bits;
        break;
    default: /* int8, bool */
        v.i = (int64_t)bits;
        break;
    }
    v.r = (double)v.i;
    return v;
}

static bool is_number(Oid type) {
    return type == OID_INT8 || type == OID_INT4 || type == OID_INT2 || type == OID_BOOL ||
           type == OID_FLOAT8 || type == OID_FLOAT4 || type == OID_NUMERIC;
}

static struct value column(const PGresult *result, int row, int i, char kind) {
    if (PQgetisnull(result, row, i) != 0) {
        return (struct value){ .kind = VALUE_NULL };
    }
    const struct bytes b = { (const uint8_t *)PQgetvalue(result, row, i),
        (size_t)PQgetlength(result, row, i) };
    if (kind == 't') {
        return (struct value){ .kind = VALUE_TEXT, .b = b };
    }
    if (kind == 'b' || kind == 's') {
        return value_bytes(b);
    }
    struct value v = read_number(PQftype(result, i), b);
    v.kind = kind == 'i' ? VALUE_I64 : VALUE_REAL;
    if (kind == 'i') {
        v.r = 0;
    } else {
        v.i = 0;
    }
    return v;
}

/* The types that come back must fit the letters; checked once for each result. */
static bool is_fitting(const PGresult *result, const char *kinds) {
    const int n = PQnfields(result);
    if ((size_t)n != strlen(kinds)) {
        return false;
    }
    for (int i = 0; i < n; i++) {
        const Oid type = PQftype(result, i);
        const bool is_bytes = type == OID_BYTEA;
        const bool wants_number = kinds[i] == 'i' || kinds[i] == 'r';
        const bool wants_bytes = kinds[i] == 'b' || kinds[i] == 's';
        if (wants_number != is_number(type) || wants_bytes != is_bytes) {
            return false;
        }
    }
    return true;
}

/* --- statements
 * ---------------------------------------------------------------------------------------- */

static void drop_prepared(void *prepared) {
    free(prepared); /* the server forgets it with the connection */
}

static enum err check_columns(struct db *db, const char *name, const struct statement *statement) {
    PGresult *about = PQdescribePrepared(conn_of(db), name);
    enum err e = OK;
    if (PQresultStatus(about) != PGRES_COMMAND_OK) {
        e = failed(db, about, statement->name);
    } else if (!statement->is_write && !is_fitting(about, statement->out_kinds)) {
        e = db_fail(db, ERR_STORE, "%s: columns do not fit on PostgreSQL", statement->name);
    }
    PQclear(about);
    return e;
}

static enum err prepare(struct db *db, const struct statement *statement, void **out_prepared) {
    Oid types[COLUMNS_MAX];
    const size_t n = strlen(statement->in_kinds);
    must(n <= COLUMNS_MAX);
    for (size_t i = 0; i < n; i++) {
        const char kind = statement->in_kinds[i];
        types[i] = kind == 'i'   ? OID_INT8
                   : kind == 'r' ? OID_FLOAT8
                   : kind == 't' ? OID_TEXT
                                 : OID_BYTEA;
    }
    char *name = calloc(1, NAME_SIZE);
    must(name != NULL);
    (void)snprintf(name, NAME_SIZE, "b%llu", (unsigned long long)db->name_seq++);
    PGresult *result = PQprepare(conn_of(db), name, statement->pg, (int)n, types);
    enum err e = OK;
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        e = failed(db, result, statement->name);
    }
    PQclear(result);
    if (e == OK) {
        e = check_columns(db, name, statement);
    }
    if (e != OK) {
        free(name);
        return e;
    }
    *out_prepared = name;
    return OK;
}

struct params {
    const char *values[COLUMNS_MAX];
    int lengths[COLUMNS_MAX];
    int formats[COLUMNS_MAX];
    char numbers[COLUMNS_MAX][8];
};

static void bind(struct params *params, size_t n, const struct value *in) {
    for (size_t i = 0; i < n; i++) {
        uint64_t bits = (uint64_t)in[i].i;
        if (in[i].kind == VALUE_REAL) {
            memcpy(&bits, &in[i].r, sizeof(bits));
        }
        params->formats[i] = 1;
        params->lengths[i] = 8;
        params->values[i] = params->numbers[i];
        put_u64(bits, params->numbers[i]);
        if (in[i].kind == VALUE_NULL) {
            params->values[i] = NULL;
        } else if (in[i].kind == VALUE_TEXT || in[i].kind == VALUE_BLOB) {
            must(in[i].b.n < (size_t)1 << 30);
            params->values[i] = in[i].b.p != NULL ? (const char *)in[i].b.p : nothing;
            params->lengths[i] = (int)in[i].b.n;
        }
    }
}

static enum err give_rows(
    const PGresult *result, const struct statement *statement, db_row_fn *row, void *self) {
    const char *kinds = statement->is_write ? "i" : statement->out_kinds;
    const int n = (int)strlen(kinds);
    const int n_rows = PQntuples(result);
    if (n_rows > 0 && !is_fitting(result, kinds)) {
        return ERR_STORE;
    }
    for (int r = 0; r < n_rows; r++) {
        struct value values[COLUMNS_MAX];
        for (int i = 0; i < n; i++) {
            values[i] = column(result, r, i, kinds[i]);
        }
        TRY(row(self, values));
    }
    return OK;
}

static enum err run(struct db *db, void *prepared, const struct statement *statement,
    const struct value *in, db_row_fn *row, void *self) {
    struct params params;
    const size_t n = strlen(statement->in_kinds);
    must(n <= COLUMNS_MAX);
    bind(&params, n, in);
    PGresult *result = PQexecPrepared(
        conn_of(db), prepared, (int)n, params.values, params.lengths, params.formats, 1);
    const ExecStatusType status = PQresultStatus(result);
    enum err e = OK;
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        e = failed(db, result, statement->name);
    } else {
        if (statement->is_write) {
            db->changes = strtoll(PQcmdTuples(result), NULL, 10);
        }
        e = row != NULL ? give_rows(result, statement, row, self) : OK;
    }
    PQclear(result);
    return e;
}

/* --- care: PostgreSQL looks after itself
 * ---------------------------------------------------------------- */

static enum err checkpoint(struct db *db, bool is_truncate) {
    (void)db;
    (void)is_truncate;
    return OK;
}

static enum err check(struct db *db) {
    return exec(db, "SELECT 1");
}

static bool is_in_tx(const struct db *db) {
    const PGTransactionStatusType status = PQtransactionStatus(conn_of(db));
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

const struct db_engine db_pg = {
    .is_pg = true,
    .check_store = check_store,
    .open = pg_open,
    .close = pg_close_handle,
    .exec = exec,
    .prepare = prepare,
    .drop_prepared = drop_prepared,
    .run = run,
    .checkpoint = checkpoint,
    .check = check,
    .is_in_tx = is_in_tx,
};

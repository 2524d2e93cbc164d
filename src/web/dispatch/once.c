#include "dispatch/dispatch.h"

#include "once_sql.h"
#include "rand/rand.h"

#include <sodium.h>

enum { HASH_B = 32, KEY_MIN_B = 8, KEY_MAX_B = 64, SWEEP_ROWS = 500 };

static const int64_t KEPT_MS = (int64_t)24 * 60 * 60 * 1000;

/* Each piece with its length, so that no two different lists of pieces hash alike. */
static void hash_piece(crypto_generichash_state *state, struct str piece) {
    uint64_t n = piece.n;
    (void)crypto_generichash_update(state, (const unsigned char *)&n, sizeof(n));
    (void)crypto_generichash_update(state, (const unsigned char *)piece.p, piece.n);
}

static struct bytes hash_end(struct arena *arena, crypto_generichash_state *state) {
    uint8_t *hash = arena_take(arena, HASH_B);
    (void)crypto_generichash_final(state, hash, HASH_B); /* fails only when called twice */
    return (struct bytes){ hash, HASH_B };
}

static struct str key_of(const struct request *rq) {
    return rq->is_api ? rq->heads->idempotency_key : rq->form->once;
}

static bool is_key(struct str key) {
    for (size_t i = 0; i < key.n; i++) {
        if (key.p[i] <= ' ' || key.p[i] >= 0x7f) {
            return false;
        }
    }
    return key.n >= KEY_MIN_B && key.n <= KEY_MAX_B;
}

static struct bytes once_key(const struct request *rq) {
    crypto_generichash_state state;
    int64_t staff_id = rq->who == NULL ? 0 : rq->who->staff_id;
    (void)crypto_generichash_init(&state, NULL, 0, HASH_B); /* fails only for sizes out of range */
    hash_piece(&state, STR("besa-once"));
    hash_piece(&state, (struct str){ (const char *)&staff_id, sizeof(staff_id) });
    hash_piece(&state, rq->row->name);
    hash_piece(&state, key_of(rq));
    return hash_end(rq->ctx->arena, &state);
}

/* Address and fields; not the mark against forged posts, which changes with each session. */
static struct bytes request_hash(const struct request *rq) {
    crypto_generichash_state state;
    (void)crypto_generichash_init(&state, NULL, 0, HASH_B); /* fails only for sizes out of range */
    hash_piece(&state, rq->path);
    for (size_t i = 0; i < rq->form->n_fields; i++) {
        const struct form_field *field = &rq->form->fields[i];
        if (field->n_items == 0) {
            continue;
        }
        hash_piece(&state, field->name);
        for (size_t item = 0; item < field->n_items; item++) {
            hash_piece(&state, field->items[item]);
        }
        hash_piece(&state, STR("-"));
    }
    return hash_end(rq->ctx->arena, &state);
}

/* `location` keeps the id of what was made before the address: "123 /s/cases/123". */
static enum err answer_again(struct request *rq, struct str location) {
    struct str made = STR_NONE;
    struct str url = location;
    int64_t made_id = 0;
    if (!str_cut(&url, ' ', &made) || !str_to_i64(made, &made_id)) {
        return fail(rq->ctx, ERR_STORE, "an answer kept in once has no id");
    }
    return reply_done(rq, url, made_id);
}

enum err once_find(struct request *rq, bool *out_is_answered) {
    struct once_get_row row;
    bool is_found = false;
    *out_is_answered = false;
    if (key_of(rq).n == 0) {
        return OK;
    }
    if (!is_key(key_of(rq))) {
        return fail(rq->ctx, ERR_FORM, "a key of once has 8 to 64 visible letters");
    }
    TRY(once_get(rq->db, rq->ctx->arena, &(struct once_get_in){ .once_key = once_key(rq) }, &row,
        &is_found));
    if (!is_found) {
        return OK;
    }
    if (!bytes_eq(row.request_hash, request_hash(rq))) {
        return fail(rq->ctx, ERR_CONFLICT, "the key of once was used for another request");
    }
    TRY(answer_again(rq, row.location));
    rq->reply.status = (int)row.status;
    *out_is_answered = true;
    return OK;
}

enum err once_keep(struct request *rq, struct tx *tx) {
    if (key_of(rq).n == 0 || rq->reply.location.n == 0) {
        return OK;
    }
    return once_add(tx, &(struct once_add_in){ .id = rand_id(rq->ctx->now_ms),
                            .once_key = once_key(rq),
                            .request_hash = request_hash(rq),
                            .status = rq->reply.status,
                            .location = arena_print(rq->ctx->arena, "%lld %.*s",
                                (long long)rq->reply.made_id, STR_FMT(rq->reply.location)),
                            .at = rq->ctx->now_ms });
}

enum err once_sweep(struct ctx *ctx, struct tx *tx) {
    int64_t changed = 0;
    return once_drop_old(tx,
        &(struct once_drop_old_in){ .before_at = ctx->now_ms - KEPT_MS, .limit = SWEEP_ROWS },
        &changed);
}

#include "ledger/ledger.h"

#include "json/json.h"
#include "ledger_sql.h"
#include "schema.gen.h"
#include "wire/wire.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* What the last entry says of one row. */
struct claim {
    uint8_t table;
    int64_t row_id;
    int64_t ver;
    int64_t seq;
    uint8_t commitment[32];
};

struct claims {
    struct claim *items;
    size_t n;
    size_t cap;
};

/* A salt of another length may give the same HMAC (its key is padded with zeros). */
enum { PAGE = 512, PAGE_ARENA_B = 64 << 20, ROW_SALT_B = 16 };

struct verifier {
    struct ctx *ctx;
    struct db *db;
    const struct vault_identity *identity;
    struct ledger_report *report;
    struct arena *page;
    struct merkle tree;
    struct claims claims;
    struct checkpoint_page_row *notes; /* those kept, in order of size */
    size_t n_notes;
    size_t next_note;
    int64_t witness_size;
    uint8_t witness_root[MERKLE_HASH_B];
};

/* Keeps the first fault; the worst verdict wins. */
static void found(
    struct verifier *v, enum ledger_verdict verdict, const char *what, long long where) {
    if (v->report->verdict == LEDGER_GOOD) {
        v->report->fault = arena_print(v->ctx->arena, "%s %lld", what, where);
        v->report->verdict = verdict;
    }
}

static void claims_add(struct claims *claims, const struct claim *claim) {
    if (claims->n == claims->cap) {
        claims->cap = claims->cap == 0 ? 1024 : claims->cap * 2;
        claims->items = realloc(claims->items, claims->cap * sizeof(*claims->items));
        if (claims->items == NULL) {
            abort(); /* out of memory ends the process */
        }
    }
    claims->items[claims->n++] = *claim;
}

void checkpoint_key_id(
    struct str origin, const struct vault_identity *identity, uint8_t out[4]) {
    static const uint8_t TYPE[] = { '\n', 0x01 };
    uint8_t digest[32];
    crypto_hash_sha256_state state;
    (void)crypto_hash_sha256_init(&state); /* these never fail */
    (void)crypto_hash_sha256_update(&state, (const uint8_t *)origin.p, origin.n);
    (void)crypto_hash_sha256_update(&state, TYPE, sizeof(TYPE));
    (void)crypto_hash_sha256_update(&state, identity->ed_pub, KEY_PUB_B);
    (void)crypto_hash_sha256_final(&state, digest);
    memcpy(out, digest, 4);
}

bool checkpoint_read(struct str note, const struct vault_identity *identity, int64_t *out_size,
    uint8_t out_root[MERKLE_HASH_B]) {
    uint8_t signature[4 + KEY_SIG_B];
    struct str rest = note;
    struct str origin;
    struct str size;
    struct str root;
    struct str blank;
    struct str line;
    size_t n = 0;
    if (note.n == 0 || !str_cut(&rest, '\n', &origin) || !str_cut(&rest, '\n', &size) ||
        !str_cut(&rest, '\n', &root) || !str_cut(&rest, '\n', &blank) ||
        !str_cut(&rest, '\n', &line) || blank.n != 0 || !str_to_i64(size, out_size) ||
        rest.p == NULL || rest.n != 0) { /* nothing may stand outside what is signed */
        return false;
    }
    struct str text = str_head(note, origin.n + size.n + root.n + 3);
    struct str dash = STR("\xe2\x80\x94 ");
    struct str name = str_skip(line, dash.n);
    struct str base64 = str_skip(name, origin.n + 1);
    uint8_t key_id[4];
    if (!str_starts(line, dash) || !str_starts(name, origin) ||
        !str_starts(str_skip(name, origin.n), STR(" "))) {
        return false;
    }
    checkpoint_key_id(origin, identity, key_id);
    bool is_read = sodium_base642bin(out_root, MERKLE_HASH_B, root.p, root.n, NULL, &n, NULL,
                       sodium_base64_VARIANT_ORIGINAL) == 0 &&
                   n == MERKLE_HASH_B;
    is_read = is_read && sodium_base642bin(signature, sizeof(signature), base64.p, base64.n, NULL, &n,
                             NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
              n == sizeof(signature) && memcmp(signature, key_id, sizeof(key_id)) == 0;
    return is_read && crypto_sign_verify_detached(signature + 4, (const uint8_t *)text.p, text.n,
                          identity->ed_pub) == 0;
}

static bool entry_rows(struct verifier *v, struct wire *w, int64_t seq) {
    size_t n = wire_u16(w);
    for (size_t i = 0; i < n && wire_ok(w); i++) {
        struct claim claim = { .seq = seq };
        claim.table = wire_u8(w);
        claim.row_id = wire_i64(w);
        claim.ver = wire_i64(w);
        wire_fixed(w, claim.commitment, sizeof(claim.commitment));
        if (wire_ok(w)) {
            claims_add(&v->claims, &claim);
        }
    }
    return wire_end(w);
}

/* The columns beside the entry are for searching; they must say the same. */
static bool entry_fits(struct verifier *v, const struct ledger_page_row *row, int64_t seq) {
    struct wire w = wire_of(row->entry);
    uint8_t names[3][KEY_PSEUDONYM_B];
    uint8_t skipped[3 + 16 + 32];
    bool fits = wire_u8(&w) == 1;
    fits = wire_i64(&w) == seq && fits;
    fits = wire_i64(&w) == row->at && fits;
    fits = wire_u16(&w) == row->verb && fits;
    const struct bytes columns[3] = { row->actor, row->agency, row->subject };
    for (size_t i = 0; i < 3; i++) {
        wire_fixed(&w, names[i], KEY_PSEUDONYM_B);
        fits = bytes_eq((struct bytes){ names[i], KEY_PSEUDONYM_B }, columns[i]) && fits;
    }
    wire_fixed(&w, skipped, sizeof(skipped));
    return entry_rows(v, &w, seq) && fits;
}

static void check_note(struct verifier *v, int64_t size, struct str note) {
    int64_t noted = 0;
    uint8_t root[MERKLE_HASH_B];
    uint8_t expected[MERKLE_HASH_B];
    merkle_root(&v->tree, expected);
    if (!checkpoint_read(note, v->identity, &noted, root) || noted != size ||
        memcmp(root, expected, sizeof(root)) != 0) {
        found(v, LEDGER_ALTERED, "checkpoint does not fit the entries at size", size);
    }
}

/* Checkpoints that were kept at exactly this size, and the witness's. */
static void check_notes_here(struct verifier *v, int64_t at) {
    int64_t size = (int64_t)v->tree.size;
    if (v->next_note < v->n_notes && v->notes[v->next_note].id == size) {
        check_note(v, size, v->notes[v->next_note].note);
        if (v->notes[v->next_note].at != at) {
            found(v, LEDGER_ALTERED, "checkpoint of another time at size", size);
        }
        v->next_note++;
    }
    if (v->witness_size == size) {
        uint8_t root[MERKLE_HASH_B];
        merkle_root(&v->tree, root);
        if (memcmp(root, v->witness_root, sizeof(root)) != 0) {
            found(v, LEDGER_ROLLED_BACK, "history differs from the witness at size", size);
        }
    }
}

static void check_entry(struct verifier *v, const struct ledger_page_row *row) {
    int64_t seq = (int64_t)v->tree.size + 1;
    uint8_t leaf[MERKLE_HASH_B];
    if (row->id != seq) {
        found(v, LEDGER_MISSING, "no entry", seq);
    }
    merkle_leaf(row->entry, leaf);
    if (row->leaf.n != MERKLE_HASH_B || memcmp(row->leaf.p, leaf, MERKLE_HASH_B) != 0 ||
        !entry_fits(v, row, row->id)) {
        found(v, LEDGER_ALTERED, "entry is altered:", row->id);
    }
    merkle_add(&v->tree, leaf);
    check_notes_here(v, row->at);
}

static enum err check_entries(struct verifier *v) {
    int64_t after = 0;
    for (;;) {
        struct ledger_page_row *rows = NULL;
        size_t n = 0;
        arena_reset(v->page);
        TRY(ledger_page(
            v->db, v->page, &(struct ledger_page_in){ .id = after, .limit = PAGE }, &rows, &n));
        for (size_t i = 0; i < n; i++) {
            check_entry(v, &rows[i]);
        }
        if (n == 0) {
            v->report->entries = (int64_t)v->tree.size;
            return OK;
        }
        after = rows[n - 1].id;
    }
}

static enum err load_notes(struct verifier *v) {
    int64_t after = 0;
    size_t cap = 0;
    for (;;) {
        struct checkpoint_page_row *rows = NULL;
        size_t n = 0;
        TRY(checkpoint_page(v->db, v->ctx->arena,
            &(struct checkpoint_page_in){ .id = after, .limit = PAGE }, &rows, &n));
        if (n == 0) {
            v->report->checkpoints = (int64_t)v->n_notes;
            return OK;
        }
        if (v->n_notes + n > cap) {
            cap = (v->n_notes + n) * 2;
            struct checkpoint_page_row *more = ARENA_ARRAY(v->ctx->arena, struct checkpoint_page_row, cap);
            if (v->n_notes > 0) {
                memcpy(more, v->notes, v->n_notes * sizeof(*more));
            }
            v->notes = more;
        }
        memcpy(v->notes + v->n_notes, rows, n * sizeof(*rows));
        v->n_notes += n;
        after = rows[n - 1].id;
    }
}

static enum err check_head(struct verifier *v) {
    struct ledger_head_get_row head;
    enum err e = ledger_head_get(v->db, v->ctx->arena, &head);
    if (e == ERR_NOT_FOUND) {
        found(v, LEDGER_MISSING, "no head at size", (long long)v->tree.size);
        return OK;
    }
    TRY(e);
    v->report->checkpoint = head.checkpoint;
    size_t frontier_n = merkle_frontier_n(v->tree.size) * MERKLE_HASH_B;
    if (head.size != (int64_t)v->tree.size) {
        found(v, LEDGER_MISSING, "entries end before the head's size", head.size);
    } else if (head.frontier.n != frontier_n ||
               memcmp(head.frontier.p, v->tree.frontier, frontier_n) != 0) {
        found(v, LEDGER_ALTERED, "head does not fit the entries at size", head.size);
    }
    if (v->tree.size > 0) {
        check_note(v, (int64_t)v->tree.size, head.checkpoint);
    }
    if (v->next_note < v->n_notes) {
        found(v, LEDGER_MISSING, "no entry for the checkpoint of size", v->notes[v->next_note].id);
    }
    struct ledger_count_row entries;
    struct checkpoint_count_row notes;
    TRY(ledger_count(v->db, v->ctx->arena, &entries));
    TRY(checkpoint_count(v->db, v->ctx->arena, &notes));
    if (entries.entries != (int64_t)v->tree.size) { /* ids below 1 are not read in order */
        found(v, LEDGER_ALTERED, "entries outside the order, in all", entries.entries);
    }
    if (notes.notes != (int64_t)v->n_notes) {
        found(v, LEDGER_ALTERED, "checkpoints outside the order, in all", notes.notes);
    }
    if (v->witness_size > (int64_t)v->tree.size) {
        found(v, LEDGER_ROLLED_BACK, "the witness has seen size", v->witness_size);
    }
    return OK;
}

static int claim_order(const void *a, const void *b) {
    const struct claim *x = a;
    const struct claim *y = b;
    if (x->table != y->table) {
        return x->table < y->table ? -1 : 1;
    }
    if (x->row_id != y->row_id) {
        return x->row_id < y->row_id ? -1 : 1;
    }
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

/* Keeps of each row the last claim only. */
static void claims_settle(struct claims *claims) {
    size_t kept = 0;
    if (claims->n > 0) {
        qsort(claims->items, claims->n, sizeof(*claims->items), claim_order);
    }
    for (size_t i = 0; i < claims->n; i++) {
        const struct claim *claim = &claims->items[i];
        bool is_last = i + 1 == claims->n || claims->items[i + 1].table != claim->table ||
                       claims->items[i + 1].row_id != claim->row_id;
        if (is_last) {
            claims->items[kept++] = *claim;
        }
    }
    claims->n = kept;
}

static void check_row(
    struct verifier *v, enum table table, const struct image *image, size_t *at) {
    const struct claim *claims = v->claims.items;
    while (*at < v->claims.n && claims[*at].table == (uint8_t)table &&
           claims[*at].row_id < image->id) {
        found(v, LEDGER_MISSING, "a row is gone:", claims[*at].row_id);
        (*at)++;
    }
    bool is_claimed = *at < v->claims.n && claims[*at].table == (uint8_t)table &&
                      claims[*at].row_id == image->id;
    if (!is_claimed) {
        found(v, LEDGER_ALTERED, "a row without an entry:", image->id);
        return;
    }
    uint8_t commitment[32];
    ledger_commitment(image, commitment);
    if (image->salt.n != ROW_SALT_B || claims[*at].ver != image->ver ||
        memcmp(claims[*at].commitment, commitment, sizeof(commitment)) != 0) {
        found(v, LEDGER_ALTERED, "a row differs from its last entry:", image->id);
    }
    (*at)++;
    v->report->rows++;
}

static enum err check_table(struct verifier *v, enum table table, size_t *at) {
    int64_t after = INT64_MIN;
    struct image lowest; /* the one id that a scan "greater than" never meets */
    arena_reset(v->page);
    enum err e = db_row_image(v->db, v->page, table, INT64_MIN, &lowest.image, &lowest.salt, &lowest.ver);
    if (e != ERR_NOT_FOUND) {
        TRY(e);
        found(v, LEDGER_ALTERED, "a row without an entry in table", (long long)table);
    }
    while (*at < v->claims.n && v->claims.items[*at].table < (uint8_t)table) {
        found(v, LEDGER_ALTERED, "an entry names an unknown table:", v->claims.items[*at].seq);
        (*at)++;
    }
    for (;;) {
        struct image *images = NULL;
        size_t n = 0;
        arena_reset(v->page);
        TRY(db_scan_images(v->db, v->page, table, after, &images, &n));
        for (size_t i = 0; i < n; i++) {
            check_row(v, table, &images[i], at);
        }
        if (n == 0) {
            break;
        }
        after = images[n - 1].id;
    }
    while (*at < v->claims.n && v->claims.items[*at].table == (uint8_t)table) {
        found(v, LEDGER_MISSING, "a row is gone:", v->claims.items[*at].row_id);
        (*at)++;
    }
    return OK;
}

static enum err check_rows(struct verifier *v) {
    size_t n = 0;
    size_t at = 0;
    const struct schema_table *tables = schema_tables(&n);
    claims_settle(&v->claims);
    for (size_t i = 0; i < n; i++) {
        if (tables[i].is_ledgered) {
            TRY(check_table(v, (enum table)tables[i].number, &at));
        }
    }
    if (at < v->claims.n) {
        found(v, LEDGER_ALTERED, "an entry names an unknown table:", v->claims.items[at].seq);
    }
    return OK;
}

static enum err verify(struct verifier *v) {
    TRY(load_notes(v));
    TRY(check_entries(v));
    TRY(check_head(v));
    return check_rows(v);
}

enum err ledger_verify(struct ctx *ctx, struct db *db, const struct vault_identity *identity,
    struct str witness, struct ledger_report *out) {
    struct ledger_report report = { .fault = STR(""), .checkpoint = STR("") };
    struct verifier v = { .ctx = ctx,
        .db = db,
        .identity = identity,
        .report = &report,
        .page = arena_open(PAGE_ARENA_B),
        .witness_size = -1 };
    bool is_read = str_is_empty(witness) ||
                   checkpoint_read(witness, identity, &v.witness_size, v.witness_root);
    enum err e = is_read ? verify(&v) : fail(ctx, ERR_INPUT, "the witness's note is not ours");
    free(v.claims.items);
    arena_close(v.page);
    if (e == OK) {
        *out = report;
    }
    return e;
}

static enum err load_leaves(
    struct db *db, struct arena *page, uint8_t (*leaves)[MERKLE_HASH_B], int64_t size) {
    int64_t after = 0;
    while (after < size) {
        struct ledger_leaf_page_row *rows = NULL;
        size_t n = 0;
        arena_reset(page);
        TRY(ledger_leaf_page(
            db, page, &(struct ledger_leaf_page_in){ .id = after, .limit = PAGE }, &rows, &n));
        for (size_t i = 0; i < n && after < size; i++) {
            if (rows[i].id != after + 1 || rows[i].leaf.n != MERKLE_HASH_B) {
                return ERR_TAMPERED;
            }
            memcpy(leaves[after++], rows[i].leaf.p, MERKLE_HASH_B);
        }
        if (n == 0) {
            return ERR_TAMPERED;
        }
    }
    return OK;
}

static void hex_field(struct json_out *json, struct arena *a, struct str key, struct bytes value) {
    struct buf hex = buf_open(2 * value.n + 1);
    buf_add_hex(&hex, value);
    json_key(json, key);
    json_str(json, arena_str(a, buf_str(&hex)));
    buf_done(&hex);
}

static enum err write_proof(struct ctx *ctx, struct db *db, int64_t seq,
    const struct ledger_head_get_row *head, uint8_t (*leaves)[MERKLE_HASH_B], struct buf *out) {
    struct ledger_entry_get_row entry;
    uint8_t proof[MERKLE_DEPTH_MAX][MERKLE_HASH_B];
    TRY(ledger_entry_get(db, ctx->arena, &(struct ledger_entry_get_in){ .id = seq }, &entry));
    size_t n = merkle_proof((const uint8_t(*)[MERKLE_HASH_B])leaves, (uint64_t)head->size,
        (uint64_t)seq - 1, proof);
    struct json_out json = { .buf = out };
    json_begin_object(&json);
    json_key(&json, STR("sequence"));
    json_i64(&json, seq);
    hex_field(&json, ctx->arena, STR("entry"), entry.entry);
    json_key(&json, STR("proof"));
    json_begin_array(&json);
    for (size_t i = 0; i < n; i++) {
        struct buf hex = buf_open(2 * MERKLE_HASH_B + 1);
        buf_add_hex(&hex, (struct bytes){ proof[i], MERKLE_HASH_B });
        json_str(&json, arena_str(ctx->arena, buf_str(&hex)));
        buf_done(&hex);
    }
    json_end(&json);
    json_key(&json, STR("checkpoint"));
    json_str(&json, head->checkpoint);
    json_end(&json);
    return buf_ok(out) ? OK : ERR_TOO_LARGE;
}

enum err ledger_prove(struct ctx *ctx, struct db *db, int64_t seq, struct buf *out_json) {
    struct ledger_head_get_row head;
    TRY(ledger_head_get(db, ctx->arena, &head));
    if (seq < 1 || seq > head.size) {
        return fail(ctx, ERR_NOT_FOUND, "no entry %lld", (long long)seq);
    }
    uint8_t(*leaves)[MERKLE_HASH_B] = calloc((size_t)head.size, MERKLE_HASH_B);
    if (leaves == NULL) {
        abort(); /* out of memory ends the process */
    }
    struct arena *page = arena_open(PAGE_ARENA_B);
    enum err e = load_leaves(db, page, leaves, head.size);
    arena_close(page);
    if (e == OK) {
        e = write_proof(ctx, db, seq, &head, leaves, out_json);
    }
    free(leaves);
    return e;
}

#include "seal/seal.h"

#include "rand/rand.h"
#include "seal_sql.h"
#include "wire/wire.h"

#include <string.h>

enum { FIELDS_MAX = 64 };

enum cap class_cap(enum data_class class) {
    switch (class) {
    case CLASS_IDENTITY:
        return CAP_CASE_IDENTITY;
    case CLASS_SAFETY:
        return CAP_CASE_SAFETY;
    case CLASS_HEALTH:
        return CAP_CASE_HEALTH;
    case CLASS_NARRATIVE:
        return CAP_CASE_NARRATIVE;
    case CLASS_EVIDENCE:
        return CAP_CASE_EVIDENCE;
    }
    return CAP_COUNT; /* nobody has it */
}

enum verb class_verb(enum data_class class) {
    switch (class) {
    case CLASS_IDENTITY:
        return VERB_CASE_OPEN_IDENTITY;
    case CLASS_SAFETY:
        return VERB_CASE_OPEN_SAFETY;
    case CLASS_HEALTH:
        return VERB_CASE_OPEN_HEALTH;
    case CLASS_NARRATIVE:
        return VERB_CASE_OPEN_NARRATIVE;
    case CLASS_EVIDENCE:
        break;
    }
    return VERB_CASE_OPEN_EVIDENCE;
}

static bool copy_exact(uint8_t *to, size_t n, struct bytes from) {
    if (from.n == n) {
        memcpy(to, from.p, n);
    }
    return from.n == n;
}

static bool fill(struct listing *out, int64_t id, enum principal_kind kind, int64_t agency_id,
    int64_t epoch, const struct bytes keys[3]) {
    *out = (struct listing){ .id = id, .kind = kind, .agency_id = agency_id, .epoch = epoch };
    return copy_exact(out->x_pub, KEY_PUB_B, keys[0]) &&
           copy_exact(out->ed_pub, KEY_PUB_B, keys[1]) && copy_exact(out->sig, KEY_SIG_B, keys[2]);
}

static bool key_fill(const struct keyring_get_row *row, struct data_key *key) {
    key->dek_id = row->id;
    key->owner_id = row->owner_id;
    key->class = (enum data_class)row->class.p[0];
    key->epoch = row->epoch;
    return copy_exact(key->kid, KEY_KID_B, row->kid) &&
           copy_exact(key->sig, KEY_SIG_B, row->dek_sig) &&
           fill(&key->maker, row->maker_id, PRINCIPAL_STAFF, row->m_agency_id, row->m_epoch,
               (struct bytes[3]){ row->m_x, row->m_ed, row->m_sig });
}

static bool grant_fill(const struct keyring_get_row *row, struct grant *grant) {
    grant->consent_id = row->consent_id;
    grant->expires_at = row->expires_at;
    grant->sealed_key = row->sealed_key;
    return copy_exact(grant->sig, KEY_SIG_B, row->g_sig) &&
           fill(&grant->to, row->to_id, PRINCIPAL_AGENCY, row->to_id, row->t_epoch,
               (struct bytes[3]){ row->t_x, row->t_ed, row->t_sig }) &&
           fill(&grant->by, row->by_id, PRINCIPAL_STAFF, row->b_agency_id, row->b_epoch,
               (struct bytes[3]){ row->b_x, row->b_ed, row->b_sig });
}

static struct data_key *key_of_class(struct keyring *keyring, enum data_class class) {
    for (size_t i = 0; i < keyring->n; i++) {
        if (keyring->keys[i].class == class) {
            return &keyring->keys[i];
        }
    }
    return NULL;
}

enum err keyring_load(struct ctx *ctx, struct db *db, int64_t owner_id, struct keyring **out) {
    struct keyring_get_row *rows = NULL;
    size_t n = 0;
    TRY(keyring_get(
        db, ctx->arena, &(struct keyring_get_in){ .owner_id = owner_id }, &rows, &n));
    struct keyring *keyring = ARENA_NEW(ctx->arena, struct keyring);
    keyring->owner_id = owner_id;
    for (size_t i = 0; i < n; i++) {
        struct data_key *key = key_of_class(keyring, (enum data_class)rows[i].class.p[0]);
        bool fits = true;
        if (key == NULL && keyring->n < KEY_CLASSES) {
            key = &keyring->keys[keyring->n++];
            fits = key_fill(&rows[i], key);
        }
        if (fits && key != NULL && key->dek_id == rows[i].id && key->n_grants < KEY_GRANTS_MAX) {
            fits = grant_fill(&rows[i], &key->grants[key->n_grants++]);
        }
        if (!fits) {
            return fail(ctx, ERR_TAMPERED, "keys of %lld", (long long)owner_id);
        }
    }
    *out = keyring;
    return OK;
}

enum err keyring_add_receiver(struct ctx *ctx, struct db *db, struct keyring *keyring,
    int64_t agency_id, int64_t consent_id) {
    if (keyring->n_receivers == COUNT_OF(keyring->receivers)) {
        return fail(ctx, ERR_TOO_LARGE, "too many receivers");
    }
    TRY(listing_load(ctx, db, agency_id, &keyring->receivers[keyring->n_receivers]));
    keyring->n_receivers++;
    keyring->consent_id = consent_id;
    return OK;
}

static struct data_key *key_new(
    struct ctx *ctx, const struct who *who, struct keyring *keyring, enum data_class class) {
    struct data_key *key = &keyring->keys[keyring->n++];
    *key = (struct data_key){ .is_new = true,
        .dek_id = rand_id(ctx->now_ms),
        .owner_id = keyring->owner_id,
        .class = class,
        .epoch = 1 };
    key->grants[key->n_grants++].to = who->member.agency;
    for (size_t i = 0; i < keyring->n_receivers; i++) {
        struct grant *grant = &key->grants[key->n_grants++];
        grant->to = keyring->receivers[i];
        grant->consent_id = keyring->consent_id;
    }
    return key;
}

static enum err grant_store(
    struct ctx *ctx, struct tx *tx, const struct data_key *key, const struct grant *grant) {
    return dek_grant_add(tx,
        &(struct dek_grant_add_in){ .id = rand_id(ctx->now_ms),
            .dek_id = key->dek_id,
            .to_id = grant->to.id,
            .to_epoch = grant->to.epoch,
            .by_id = grant->by.id,
            .consent_id = grant->consent_id,
            .expires_at = grant->expires_at,
            .sealed_key = grant->sealed_key,
            .sig = { grant->sig, KEY_SIG_B } });
}

static enum err key_store(struct ctx *ctx, struct tx *tx, struct data_key *key) {
    char class = (char)key->class;
    TRY(dek_add(tx,
        &(struct dek_add_in){ .id = key->dek_id,
            .owner_id = key->owner_id,
            .class = { &class, 1 },
            .epoch = key->epoch,
            .kid = { key->kid, KEY_KID_B },
            .maker_id = key->maker.id,
            .sig = { key->sig, KEY_SIG_B } }));
    for (size_t i = 0; i < key->n_grants; i++) {
        TRY(grant_store(ctx, tx, key, &key->grants[i]));
    }
    key->is_new = false;
    return OK;
}

/* What a box is bound to. */
static struct bytes field_aad(struct ctx *ctx, const struct seal_field *field) {
    struct str text = arena_print(ctx->arena, "%d|%lld|%.*s|%c", (int)field->table,
        (long long)field->row_id, STR_FMT(field->column), (char)field->class);
    return str_bytes(text);
}

static size_t key_index(const struct keyring *keyring, const struct data_key *key) {
    return (size_t)(key - keyring->keys);
}

enum err seal_fields(struct ctx *ctx, struct tx *tx, const struct who *who, struct keyring *keyring,
    struct seal_field *fields, size_t n) {
    struct vault_item items[FIELDS_MAX];
    size_t places[FIELDS_MAX];
    size_t n_items = 0;
    for (size_t i = 0; i < n && i < FIELDS_MAX; i++) {
        fields[i].box = (struct sealed){ { (const uint8_t *)"", 0 } };
        if (str_is_empty(fields[i].plain)) {
            continue;
        }
        struct data_key *key = key_of_class(keyring, fields[i].class);
        key = key != NULL ? key : key_new(ctx, who, keyring, fields[i].class);
        places[n_items] = i;
        items[n_items++] = (struct vault_item){ .key = key_index(keyring, key),
            .aad = field_aad(ctx, &fields[i]),
            .in = str_bytes(fields[i].plain) };
    }
    if (n > FIELDS_MAX || n_items == 0) {
        return n > FIELDS_MAX ? ERR_TOO_LARGE : OK;
    }
    struct vault_work work = { .token = who->token,
        .mine = &who->member,
        .now_ms = ctx->now_ms,
        .keys = keyring->keys,
        .n_keys = keyring->n,
        .items = items,
        .n_items = n_items };
    TRY(vault_seal(who->vault, ctx->arena, &work));
    for (size_t i = 0; i < keyring->n; i++) {
        if (keyring->keys[i].is_new) {
            TRY(key_store(ctx, tx, &keyring->keys[i]));
        }
    }
    for (size_t i = 0; i < n_items; i++) {
        fields[places[i]].box = (struct sealed){ items[i].out };
    }
    return OK;
}

enum err unseal_fields(struct ctx *ctx, const struct who *who, struct keyring *keyring,
    struct seal_field *fields, size_t n) {
    struct vault_item items[FIELDS_MAX];
    size_t places[FIELDS_MAX];
    struct data_key *keys = ARENA_ARRAY(ctx->arena, struct data_key, KEY_CLASSES);
    size_t n_items = 0;
    size_t n_keys = 0;
    for (size_t i = 0; i < n && i < FIELDS_MAX; i++) {
        fields[i].plain = STR("");
        if (fields[i].box.box.n == 0) {
            continue;
        }
        const struct data_key *key = key_of_class(keyring, fields[i].class);
        if (key == NULL) {
            return ERR_SEALED;
        }
        size_t k = 0; /* only the keys that are needed go to the vault */
        while (k < n_keys && keys[k].dek_id != key->dek_id) {
            k++;
        }
        if (k == n_keys) {
            keys[n_keys++] = *key;
        }
        places[n_items] = i;
        items[n_items++] = (struct vault_item){
            .key = k, .aad = field_aad(ctx, &fields[i]), .in = fields[i].box.box
        };
    }
    if (n > FIELDS_MAX || n_items == 0) {
        return n > FIELDS_MAX ? ERR_TOO_LARGE : OK;
    }
    struct vault_work work = { .token = who->token,
        .mine = &who->member,
        .now_ms = ctx->now_ms,
        .keys = keys,
        .n_keys = n_keys,
        .items = items,
        .n_items = n_items };
    TRY(vault_unseal(who->vault, ctx->arena, &work));
    for (size_t i = 0; i < n_items; i++) {
        fields[places[i]].plain = bytes_str(items[i].out);
    }
    return OK;
}

enum err keyring_share(struct ctx *ctx, struct tx *tx, const struct who *who,
    struct keyring *keyring, int64_t to_agency_id, int64_t consent_id) {
    if (keyring->n == 0) {
        return OK;
    }
    struct grant to = { .consent_id = consent_id };
    TRY(listing_load(ctx, tx_db(tx), to_agency_id, &to.to));
    struct grant *grants = ARENA_ARRAY(ctx->arena, struct grant, keyring->n);
    struct vault_work work = { .token = who->token,
        .mine = &who->member,
        .now_ms = ctx->now_ms,
        .keys = keyring->keys,
        .n_keys = keyring->n };
    TRY(vault_grant(who->vault, ctx->arena, &work, &to, 1, grants));
    for (size_t i = 0; i < keyring->n; i++) {
        TRY(grant_store(ctx, tx, &keyring->keys[i], &grants[i]));
    }
    return OK;
}

enum err keyring_unshare(struct ctx *ctx, struct tx *tx, int64_t owner_id, int64_t agency_id) {
    int64_t changed = 0;
    (void)ctx; /* kept for the same shape as its neighbours */
    return dek_grant_end(
        tx, &(struct dek_grant_end_in){ .owner_id = owner_id, .to_id = agency_id }, &changed);
}

enum err keyring_end(struct ctx *ctx, struct tx *tx, int64_t owner_id) {
    int64_t changed = 0;
    (void)ctx; /* kept for the same shape as its neighbours */
    return dek_end(tx, &(struct dek_end_in){ .owner_id = owner_id }, &changed);
}

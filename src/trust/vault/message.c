#include "vault/message.h"

enum { SEALED_KEY_MAX_B = 256 };

void message_put_listing(struct buf *b, const struct listing *listing) {
    wire_put_i64(b, listing->id);
    wire_put_u8(b, (uint8_t)listing->kind);
    wire_put_i64(b, listing->agency_id);
    wire_put_i64(b, listing->epoch);
    wire_put_fixed(b, listing->x_pub, KEY_PUB_B);
    wire_put_fixed(b, listing->ed_pub, KEY_PUB_B);
    wire_put_fixed(b, listing->sig, KEY_SIG_B);
}

void message_listing(struct wire *w, struct listing *out) {
    out->id = wire_i64(w);
    out->kind = wire_u8(w) == PRINCIPAL_AGENCY ? PRINCIPAL_AGENCY : PRINCIPAL_STAFF;
    out->agency_id = wire_i64(w);
    out->epoch = wire_i64(w);
    wire_fixed(w, out->x_pub, KEY_PUB_B);
    wire_fixed(w, out->ed_pub, KEY_PUB_B);
    wire_fixed(w, out->sig, KEY_SIG_B);
}

void message_put_member_key(struct buf *b, const struct member_key *key) {
    message_put_listing(b, &key->agency);
    message_put_listing(b, &key->member);
    wire_put_bytes(b, key->sealed_key);
    wire_put_fixed(b, key->sig, KEY_SIG_B);
}

void message_member_key(struct wire *w, struct member_key *out) {
    message_listing(w, &out->agency);
    message_listing(w, &out->member);
    out->sealed_key = wire_bytes(w, SEALED_KEY_MAX_B);
    wire_fixed(w, out->sig, KEY_SIG_B);
}

void message_put_grant(struct buf *b, const struct grant *grant) {
    message_put_listing(b, &grant->to);
    message_put_listing(b, &grant->by);
    wire_put_i64(b, grant->consent_id);
    wire_put_i64(b, grant->expires_at);
    wire_put_bytes(b, grant->sealed_key);
    wire_put_fixed(b, grant->sig, KEY_SIG_B);
}

void message_grant(struct wire *w, struct grant *out) {
    message_listing(w, &out->to);
    message_listing(w, &out->by);
    out->consent_id = wire_i64(w);
    out->expires_at = wire_i64(w);
    out->sealed_key = wire_bytes(w, SEALED_KEY_MAX_B);
    wire_fixed(w, out->sig, KEY_SIG_B);
}

void message_put_data_key(struct buf *b, const struct data_key *key) {
    wire_put_u8(b, key->is_new);
    wire_put_i64(b, key->dek_id);
    wire_put_i64(b, key->owner_id);
    wire_put_u8(b, (uint8_t)key->class);
    wire_put_i64(b, key->epoch);
    wire_put_fixed(b, key->kid, KEY_KID_B);
    message_put_listing(b, &key->maker);
    wire_put_fixed(b, key->sig, KEY_SIG_B);
    wire_put_u8(b, (uint8_t)key->n_grants);
    for (size_t i = 0; i < key->n_grants; i++) {
        message_put_grant(b, &key->grants[i]);
    }
}

void message_data_key(struct wire *w, struct data_key *out) {
    out->is_new = wire_u8(w) != 0;
    out->dek_id = wire_i64(w);
    out->owner_id = wire_i64(w);
    out->class = (enum data_class)wire_u8(w);
    out->epoch = wire_i64(w);
    wire_fixed(w, out->kid, KEY_KID_B);
    message_listing(w, &out->maker);
    wire_fixed(w, out->sig, KEY_SIG_B);
    out->n_grants = wire_u8(w);
    if (out->n_grants > KEY_GRANTS_MAX) {
        out->n_grants = 0;
        w->is_broken = true;
    }
    for (size_t i = 0; i < out->n_grants; i++) {
        message_grant(w, &out->grants[i]);
    }
}

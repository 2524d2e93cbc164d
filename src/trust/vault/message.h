/* message: how requests to the vault stand on the wire; used by both ends.
 *
 * A request is op u8 and the fields of its struct in order; a reply is enum err u16 and, when OK, the
 * output fields. Frames on the socket carry a 32-bit length before them. */
#pragma once

#include "vault/vault.h"
#include "wire/wire.h"

enum { MESSAGE_MAX_B = 1 << 20 };

enum vault_op {
    OP_IDENTITY = 1,
    OP_MAKE_STAFF,
    OP_MAKE_AGENCY,
    OP_ADD_MEMBER,
    OP_SIGN_IN,
    OP_SESSION,
    OP_SIGN_OUT,
    OP_SIGN_OUT_ALL,
    OP_MAKE_TOKEN,
    OP_OPEN_TOKEN,
    OP_CHANGE_PASSPHRASE,
    OP_RECOVER,
    OP_SEAL,
    OP_UNSEAL,
    OP_GRANT,
    OP_SIGN_CHECKPOINT,
    OP_DEMO_CODE,
};

void message_put_listing(struct buf *b, const struct listing *listing);
void message_listing(struct wire *w, struct listing *out);
void message_put_member_key(struct buf *b, const struct member_key *key);
void message_member_key(struct wire *w, struct member_key *out);
void message_put_grant(struct buf *b, const struct grant *grant);
void message_grant(struct wire *w, struct grant *out);
void message_put_data_key(struct buf *b, const struct data_key *key);
void message_data_key(struct wire *w, struct data_key *out);

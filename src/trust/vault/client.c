#include "vault/core.h"

#include "err/must.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LOCAL_ARENA_B = 8 << 20 };

/* Either a socket to the vault process, or the same code in this process (command-line tools). */
struct vault {
    int fd;
    struct core *core;
    struct scratch *scratch;
    struct arena *arena;
    struct buf request;
    struct buf reply;
};

static struct vault *vault_new(int fd) {
    struct vault *v = calloc(1, sizeof(*v));
    must(v != NULL);
    v->fd = fd;
    v->request = buf_open(MESSAGE_MAX_B);
    v->reply = buf_open(MESSAGE_MAX_B);
    return v;
}

struct vault *vault_open_socket(int fd) {
    return vault_new(fd);
}

enum err vault_open_local(struct vault_node *node, struct vault **out) {
    struct core *core = NULL;
    TRY(core_open(node, &core));
    struct vault *v = vault_new(-1);
    v->core = core;
    v->scratch = scratch_open();
    v->arena = arena_open(LOCAL_ARENA_B);
    *out = v;
    return OK;
}

void vault_close(struct vault *v) {
    if (v == NULL) {
        return;
    }
    if (v->fd >= 0) {
        (void)close(v->fd); /* nothing is buffered */
    }
    if (v->core != NULL) {
        core_close(v->core);
        scratch_close(v->scratch);
        arena_close(v->arena);
    }
    buf_done(&v->request);
    buf_done(&v->reply);
    free(v);
}

static bool send_all(int fd, const void *p, size_t n) {
    const uint8_t *at = p;
    while (n > 0) {
        ssize_t sent = send(fd, at, n, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return false;
        }
        at += sent;
        n -= (size_t)sent;
    }
    return true;
}

static bool receive_all(int fd, void *p, size_t n) {
    uint8_t *at = p;
    while (n > 0) {
        ssize_t got = recv(fd, at, n, 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        at += got;
        n -= (size_t)got;
    }
    return true;
}

static bool exchange(struct vault *v) {
    uint8_t head[4];
    struct buf framed = buf_open(sizeof(head) + MESSAGE_MAX_B);
    wire_put_bytes(&framed, str_bytes(buf_str(&v->request)));
    bool is_sent = buf_ok(&framed) && send_all(v->fd, framed.p, framed.n);
    buf_done(&framed);
    if (!is_sent || !receive_all(v->fd, head, sizeof(head))) {
        return false;
    }
    struct wire w = wire_of((struct bytes){ head, sizeof(head) });
    size_t n = wire_u32(&w);
    uint8_t chunk[4096];
    bool is_got = n <= MESSAGE_MAX_B;
    while (is_got && n > 0) {
        size_t part = n < sizeof(chunk) ? n : sizeof(chunk);
        is_got = receive_all(v->fd, chunk, part);
        buf_add_bytes(&v->reply, chunk, part);
        n -= part;
    }
    sodium_memzero(chunk, sizeof(chunk));
    return is_got;
}

static struct buf *begin(struct vault *v, enum vault_op op) {
    buf_reset(&v->request);
    buf_reset(&v->reply);
    wire_put_u8(&v->request, (uint8_t)op);
    return &v->request;
}

static enum err call(struct vault *v, struct wire *out) {
    if (!buf_ok(&v->request)) {
        return ERR_TOO_LARGE;
    }
    if (v->core != NULL) {
        core_answer(v->core, v->scratch, v->arena, str_bytes(buf_str(&v->request)), &v->reply);
        arena_reset(v->arena);
    } else if (!exchange(v)) {
        return ERR_VAULT;
    }
    buf_reset(&v->request);
    *out = wire_of(str_bytes(buf_str(&v->reply)));
    enum err e = (enum err)wire_u16(out);
    return wire_ok(out) ? e : ERR_VAULT;
}

static enum err finish(struct vault *v, const struct wire *w) {
    enum err e = wire_end(w) ? OK : ERR_VAULT;
    buf_reset(&v->reply);
    return e;
}

static enum err call_empty(struct vault *v) {
    struct wire w;
    TRY(call(v, &w));
    return finish(v, &w);
}

static struct bytes take(struct wire *w, struct arena *a) {
    return arena_bytes(a, wire_bytes(w, MESSAGE_MAX_B));
}

enum err vault_identity(struct vault *v, struct vault_identity *out) {
    struct wire w;
    (void)begin(v, OP_IDENTITY);
    TRY(call(v, &w));
    wire_fixed(&w, out->ed_pub, KEY_PUB_B);
    return finish(v, &w);
}

enum err vault_make_staff(struct vault *v, struct arena *a, const struct vault_new_staff *in,
    struct vault_staff_keys *out) {
    struct wire w;
    struct buf *b = begin(v, OP_MAKE_STAFF);
    wire_put_i64(b, in->staff_id);
    wire_put_i64(b, in->agency_id);
    wire_put_bytes(b, str_bytes(in->passphrase));
    wire_put_u8(b, (uint8_t)in->cost);
    TRY(call(v, &w));
    message_listing(&w, &out->listing);
    out->salt = take(&w, a);
    out->auth_hash = take(&w, a);
    out->seed_wrap = take(&w, a);
    out->recovery_salt = take(&w, a);
    out->recovery_wrap = take(&w, a);
    out->totp_wrap = take(&w, a);
    out->totp_secret = bytes_str(take(&w, a));
    out->recovery_code = bytes_str(take(&w, a));
    return finish(v, &w);
}

enum err vault_make_agency(struct vault *v, struct arena *a, int64_t agency_id,
    const struct listing *members, size_t n, struct vault_agency_keys *out) {
    struct wire w;
    struct buf *b = begin(v, OP_MAKE_AGENCY);
    wire_put_i64(b, agency_id);
    wire_put_u8(b, (uint8_t)n);
    for (size_t i = 0; i < n; i++) {
        message_put_listing(b, &members[i]);
    }
    TRY(call(v, &w));
    message_listing(&w, &out->listing);
    out->sealed_keys = ARENA_ARRAY(a, struct bytes, n);
    out->sigs = ARENA_ARRAY(a, struct bytes, n);
    for (size_t i = 0; i < n; i++) {
        out->sealed_keys[i] = take(&w, a);
        out->sigs[i] = take(&w, a);
    }
    return finish(v, &w);
}

enum err vault_add_member(struct vault *v, struct arena *a, const uint8_t *token, int64_t now_ms,
    const struct member_key *mine, const struct listing *member, struct bytes *out_sealed_key,
    struct bytes *out_sig) {
    struct wire w;
    struct buf *b = begin(v, OP_ADD_MEMBER);
    wire_put_fixed(b, token, KEY_TOKEN_B);
    message_put_member_key(b, mine);
    wire_put_i64(b, now_ms);
    message_put_listing(b, member);
    TRY(call(v, &w));
    *out_sealed_key = take(&w, a);
    *out_sig = take(&w, a);
    return finish(v, &w);
}

enum err vault_sign_in(struct vault *v, const struct vault_sign_in *in,
    uint8_t out_token[KEY_TOKEN_B], int64_t *out_totp_step) {
    struct wire w;
    struct buf *b = begin(v, OP_SIGN_IN);
    wire_put_u8(b, in->is_known);
    wire_put_i64(b, in->staff_id);
    wire_put_bytes(b, in->salt);
    wire_put_bytes(b, in->auth_hash);
    wire_put_bytes(b, in->seed_wrap);
    wire_put_bytes(b, in->totp_wrap);
    wire_put_bytes(b, str_bytes(in->passphrase));
    wire_put_bytes(b, str_bytes(in->code));
    wire_put_i64(b, in->totp_after);
    wire_put_i64(b, in->now_ms);
    TRY(call(v, &w));
    wire_fixed(&w, out_token, KEY_TOKEN_B);
    *out_totp_step = wire_i64(&w);
    return finish(v, &w);
}

enum err vault_session(
    struct vault *v, const uint8_t *token, int64_t now_ms, int64_t *out_staff_id) {
    struct wire w;
    struct buf *b = begin(v, OP_SESSION);
    wire_put_fixed(b, token, KEY_TOKEN_B);
    wire_put_i64(b, now_ms);
    TRY(call(v, &w));
    *out_staff_id = wire_i64(&w);
    return finish(v, &w);
}

enum err vault_sign_out(struct vault *v, const uint8_t *token) {
    wire_put_fixed(begin(v, OP_SIGN_OUT), token, KEY_TOKEN_B);
    return call_empty(v);
}

enum err vault_sign_out_all(struct vault *v, int64_t staff_id) {
    wire_put_i64(begin(v, OP_SIGN_OUT_ALL), staff_id);
    return call_empty(v);
}

void vault_token_hash(const uint8_t *token, uint8_t out_hash[32]) {
    static const uint8_t LABEL[] = "besa-token";
    (void)crypto_generichash(out_hash, 32, token, KEY_TOKEN_B, LABEL, sizeof(LABEL));
}

enum err vault_make_token(struct vault *v, struct arena *a, const uint8_t *token, int64_t now_ms,
    uint8_t out_new[KEY_TOKEN_B], struct bytes *out_hash, struct bytes *out_seed_wrap) {
    struct wire w;
    struct buf *b = begin(v, OP_MAKE_TOKEN);
    wire_put_fixed(b, token, KEY_TOKEN_B);
    wire_put_i64(b, now_ms);
    TRY(call(v, &w));
    wire_fixed(&w, out_new, KEY_TOKEN_B);
    *out_hash = take(&w, a);
    *out_seed_wrap = take(&w, a);
    return finish(v, &w);
}

enum err vault_open_token(struct vault *v, const uint8_t *token, int64_t staff_id,
    struct bytes seed_wrap, int64_t now_ms) {
    struct buf *b = begin(v, OP_OPEN_TOKEN);
    wire_put_fixed(b, token, KEY_TOKEN_B);
    wire_put_i64(b, staff_id);
    wire_put_bytes(b, seed_wrap);
    wire_put_i64(b, now_ms);
    return call_empty(v);
}

static enum err take_passphrase(struct vault *v, struct arena *a, struct vault_passphrase *out) {
    struct wire w;
    TRY(call(v, &w));
    out->salt = take(&w, a);
    out->auth_hash = take(&w, a);
    out->seed_wrap = take(&w, a);
    return finish(v, &w);
}

enum err vault_change_passphrase(struct vault *v, struct arena *a, const uint8_t *token,
    int64_t now_ms, struct str passphrase, enum vault_cost cost, struct vault_passphrase *out) {
    struct buf *b = begin(v, OP_CHANGE_PASSPHRASE);
    wire_put_fixed(b, token, KEY_TOKEN_B);
    wire_put_bytes(b, str_bytes(passphrase));
    wire_put_u8(b, (uint8_t)cost);
    wire_put_i64(b, now_ms);
    return take_passphrase(v, a, out);
}

enum err vault_recover(struct vault *v, struct arena *a, struct str code, struct bytes salt,
    struct bytes wrap, struct str passphrase, struct vault_passphrase *out) {
    struct buf *b = begin(v, OP_RECOVER);
    wire_put_bytes(b, str_bytes(code));
    wire_put_bytes(b, salt);
    wire_put_bytes(b, wrap);
    wire_put_bytes(b, str_bytes(passphrase));
    return take_passphrase(v, a, out);
}

static struct buf *begin_work(struct vault *v, enum vault_op op, const struct vault_work *work) {
    struct buf *b = begin(v, op);
    wire_put_fixed(b, work->token, KEY_TOKEN_B);
    message_put_member_key(b, work->mine);
    wire_put_i64(b, work->now_ms);
    wire_put_u8(b, (uint8_t)work->n_keys);
    for (size_t i = 0; i < work->n_keys; i++) {
        message_put_data_key(b, &work->keys[i]);
    }
    wire_put_u16(b, (uint16_t)work->n_items);
    for (size_t i = 0; i < work->n_items; i++) {
        wire_put_u8(b, (uint8_t)work->items[i].key);
        wire_put_bytes(b, work->items[i].aad);
        wire_put_bytes(b, work->items[i].in);
    }
    return b;
}

static void take_items(struct wire *w, struct arena *a, struct vault_work *work) {
    for (size_t i = 0; i < work->n_items; i++) {
        work->items[i].out = take(w, a);
    }
}

static void take_grant(struct wire *w, struct arena *a, struct grant *grant) {
    grant->sealed_key = take(w, a);
    wire_fixed(w, grant->sig, KEY_SIG_B);
}

enum err vault_seal(struct vault *v, struct arena *a, struct vault_work *work) {
    struct wire w;
    (void)begin_work(v, OP_SEAL, work);
    TRY(call(v, &w));
    for (size_t i = 0; i < work->n_keys; i++) {
        struct data_key *key = &work->keys[i];
        if (!key->is_new) {
            continue;
        }
        wire_fixed(&w, key->kid, KEY_KID_B);
        wire_fixed(&w, key->sig, KEY_SIG_B);
        key->maker = work->mine->member;
        for (size_t g = 0; g < key->n_grants; g++) {
            take_grant(&w, a, &key->grants[g]);
            key->grants[g].by = work->mine->member;
        }
    }
    take_items(&w, a, work);
    return finish(v, &w);
}

enum err vault_unseal(struct vault *v, struct arena *a, struct vault_work *work) {
    struct wire w;
    (void)begin_work(v, OP_UNSEAL, work);
    TRY(call(v, &w));
    take_items(&w, a, work);
    return finish(v, &w);
}

enum err vault_grant(struct vault *v, struct arena *a, struct vault_work *work,
    const struct grant *to, size_t n_to, struct grant *out_grants) {
    struct wire w;
    struct buf *b = begin_work(v, OP_GRANT, work);
    wire_put_u8(b, (uint8_t)n_to);
    for (size_t i = 0; i < n_to; i++) {
        message_put_grant(b, &to[i]);
    }
    TRY(call(v, &w));
    for (size_t i = 0; i < work->n_keys * n_to; i++) {
        out_grants[i] = to[i % n_to];
        out_grants[i].by = work->mine->member;
        take_grant(&w, a, &out_grants[i]);
    }
    return finish(v, &w);
}

enum err vault_sign_checkpoint(struct vault *v, struct str text, uint8_t out_sig[KEY_SIG_B]) {
    struct wire w;
    struct buf *b = begin(v, OP_SIGN_CHECKPOINT);
    wire_put_bytes(b, str_bytes(text));
    TRY(call(v, &w));
    wire_fixed(&w, out_sig, KEY_SIG_B);
    return finish(v, &w);
}

enum err vault_demo_code(struct vault *v, struct arena *a, struct bytes totp_wrap, int64_t now_ms,
    struct str *out_code) {
    struct wire w;
    struct buf *b = begin(v, OP_DEMO_CODE);
    wire_put_bytes(b, totp_wrap);
    wire_put_i64(b, now_ms);
    TRY(call(v, &w));
    *out_code = bytes_str(take(&w, a));
    return finish(v, &w);
}

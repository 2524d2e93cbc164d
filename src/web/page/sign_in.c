#include "page/sign_in.h"

#include "dispatch/dispatch.h"
#include "handlers.gen.h"
#include "session/session.h"
#include "sign_in_view.h"
#include "vault/vault.h"

#include <sodium.h>

/* A code counts once: it is not put back into the field. */
static void forget_code(struct form *form) {
    struct form_field *code = form_find(form, STR("code"));
    if (code != NULL) {
        code->value = STR("");
    }
}

enum err sign_in_get(struct request *rq) {
    if (rq->who != NULL) {
        return reply_done(rq, url_str_work_get(rq->ctx->arena), 0);
    }
    forget_code(rq->form);
    struct sign_in_page page = { .frame = page_frame(rq),
        .form = rq->form,
        .errors = input_errors(rq->form, INPUT_SIGN_IN),
        .has_errors = !form_is_good(rq->form),
        .action = url_str_sign_in_post(rq->ctx->arena) };
    view_sign_in(&rq->out, &page);
    return reply_page(rq);
}

struct try_note {
    struct ctx *ctx;
    const struct sign_in_result *result;
};

static enum err note_try(struct tx *tx, void *arg) {
    const struct try_note *note = arg;
    return sign_in_note(note->ctx, tx, note->result);
}

static enum err answer_try(struct request *rq, const struct sign_in_result *result) {
    struct try_note note = { rq->ctx, result };
    if (result->err != OK && result->err != ERR_CREDENTIALS) {
        return result->err; /* too many tries, or the vault: nobody's mistake to be counted */
    }
    enum err e = dispatch_write(rq, note_try, &note);
    if (result->err != OK) {
        return e != OK ? e : result->err;
    }
    if (e != OK) {
        TRY(vault_sign_out(rq->vault, result->token)); /* no session without its entry */
        return e;
    }
    session_give(rq, result->token);
    return reply_done(rq, url_str_work_get(rq->ctx->arena), 0);
}

enum err sign_in_post(struct request *rq) {
    const struct in_sign_in *in = rq->input;
    struct sign_in_result result = { .err = ERR_CREDENTIALS };
    enum err e = sign_in_check(rq->ctx, rq->db, rq->vault,
        &(struct sign_in_try){
            .username = in->username, .passphrase = in->passphrase, .code = in->code },
        &result);
    if (e == OK) {
        e = answer_try(rq, &result);
    }
    sodium_memzero(&result, sizeof(result));
    return e;
}

enum err sign_out_post(struct request *rq) {
    TRY(who_note(rq->ctx, rq->tx, rq->who, VERB_SESSION_CLOSE, pseudonym_none()));
    TRY(vault_sign_out(rq->vault, rq->who->token));
    session_take_back(rq);
    return reply_done(rq, url_str_sign_in_get(rq->ctx->arena), 0);
}

/* Back to the first page: our pages send no address of where they come from. */
enum err language_post(struct request *rq) {
    const struct in_language *in = rq->input;
    enum language language = LANG_SQ;
    if (!language_of_code(in->language, &language)) {
        return fail(rq->ctx, ERR_INPUT, "Besa has no words in this language");
    }
    session_set_language(rq, language);
    struct str url =
        rq->who == NULL ? url_str_sign_in_get(rq->ctx->arena) : url_str_work_get(rq->ctx->arena);
    return reply_done(rq, url, 0);
}

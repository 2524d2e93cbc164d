#include "page/system.h"

#include "handlers.gen.h"
#include "ledger_sql.h"

/* The signed note of the head (C2SP tlog-checkpoint); none before the first commit. */
enum err checkpoint_get(struct request *rq) {
    struct ledger_head_get_row head;
    TRY(ledger_head_get(rq->db, rq->ctx->arena, &head));
    if (str_is_empty(head.checkpoint)) {
        return fail(rq->ctx, ERR_NOT_FOUND, "the ledger is empty");
    }
    rq->reply.kind = REPLY_TEXT;
    buf_add(&rq->reply.body, head.checkpoint);
    return OK;
}

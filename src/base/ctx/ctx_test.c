#include "ctx/ctx.h"

#include "test.h"

#include <string.h>

TEST(gives_the_error_back_and_keeps_the_cause) {
    struct ctx ctx = { 0 };
    CHECK_EQ_I64(fail(&ctx, ERR_CONFLICT, "referral %d is closed", 7), ERR_CONFLICT);
    CHECK_EQ_STR(str_from_c(ctx.cause), STR("referral 7 is closed"));
    CHECK_EQ_I64(fail(&ctx, ERR_STORE, "step %s", "x"), ERR_STORE);
    CHECK_EQ_STR(str_from_c(ctx.cause), STR("referral 7 is closed; step x"));
}

TEST(cause_is_cut) {
    struct ctx ctx = { 0 };
    for (int i = 0; i < 50; i++) {
        CHECK_EQ_I64(fail(&ctx, ERR_STORE, "%0100d", i), ERR_STORE);
    }
    CHECK_EQ_I64(strlen(ctx.cause), CTX_CAUSE_MAX - 1);
}

static enum err pass_up(enum err e) {
    TRY(e);
    return ERR_BUSY;
}

TEST(try_passes_up) {
    CHECK_EQ_I64(pass_up(OK), ERR_BUSY);
    CHECK_EQ_I64(pass_up(ERR_INPUT), ERR_INPUT);
}

TEST_MAIN

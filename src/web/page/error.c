#include "page/error.h"

#include "error_public_view.h"
#include "error_view.h"

static enum words title_of(enum err e) {
    switch (err_http(e)) {
    case 403:
        return W_ERRORS_TITLE_FORBIDDEN;
    case 404:
    case 405:
        return W_ERRORS_TITLE_NOT_FOUND;
    case 503:
        return W_ERRORS_TITLE_BUSY;
    default:
        return err_http(e) >= 500 ? W_ERRORS_TITLE_BROKEN : W_ERRORS_TITLE_REFUSED;
    }
}

static enum words now_of(enum err e) {
    if (err_http(e) == 503) {
        return W_ERRORS_NOW_WAIT;
    }
    return err_http(e) >= 500 ? W_ERRORS_NOW_TELL : W_ERRORS_NOW_BACK;
}

/* "116 111" as it stands in the pack is said as it is; web addresses are named. */
static struct help_card card_of(struct request *rq, const struct help_line *line) {
    struct str label = line->label[rq->lang];
    struct str text = arena_print(
        rq->ctx->arena, "%.*s. %.*s", STR_FMT(label), STR_FMT(line->for_whom[rq->lang]));
    if (line->kind == HELP_PHONE) {
        return (struct help_card){
            .head = SAY_TEXT(line->number), .text = SAY_TEXT(text), .tel = line->number
        };
    }
    return (struct help_card){
        .head = SAY_TEXT(label), .text = SAY_TEXT(line->for_whom[rq->lang]), .href = line->url
    };
}

static void public_error(struct request *rq, struct error_page *page, enum err e) {
    size_t n = 0;
    const struct help_line *lines = pack_help_lines_offered(rq->app->pack, &n);
    struct help_card *cards = ARENA_ARRAY(rq->ctx->arena, struct help_card, n);
    for (size_t i = 0; i < n; i++) {
        cards[i] = card_of(rq, &lines[i]);
    }
    page->lines = cards;
    page->n_lines = n;
    page->is_albanian = rq->lang == LANG_SQ;
    page->what = err_http(e) == 404 || err_http(e) == 405 ? W_ERRORS_PUBLIC_NOT_FOUND
                                                          : W_ERRORS_PUBLIC_BROKEN;
    view_error_public(&rq->out, page);
}

void page_error(struct request *rq, enum err e) {
    struct error_page page = { .title = title_of(e), .what_now = now_of(e) };
    if (rq->audience == AUDIENCE_PUBLIC) {
        public_error(rq, &page, e);
        return;
    }
    page.frame = page_frame(rq);
    page.is_signed_in = rq->who != NULL;
    if (!words_of_key(err_words(e), &page.what)) {
        page.what = W_ERROR_STORE;
    }
    if (err_http(e) >= 500) {
        page.number = arena_print(rq->ctx->arena, "%lld", (long long)rq->id);
    }
    view_error(&rq->out, &page);
}

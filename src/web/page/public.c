#include "page/public.h"

#include "err/must.h"
#include "handlers.gen.h"
#include "public_home_view.h"

#include <pthread.h>

enum {
    HOME_MAX_B = 64 * 1024,
    SHORT_NUMBER = 6, /* 116111 is said 116 111 */
    HALF = 3,
};

/* Printed at the first visit; after that only read. The pack of a running program never changes. */
static struct home {
    pthread_mutex_t mutex;
    struct buf page[LANG_COUNT];
} home = { .mutex = PTHREAD_MUTEX_INITIALIZER };

static struct str said_number(struct arena *arena, struct str number) {
    return number.n == SHORT_NUMBER
               ? arena_print(arena, "%.*s %.*s", HALF, number.p, HALF, number.p + HALF)
               : number;
}

/* "For children and ...: ALO 116. 24 hours, 7 days, free." */
static struct str line_text(
    struct arena *arena, const struct help_line *line, enum language language) {
    return arena_print(arena, "%.*s: %.*s. %.*s.", STR_FMT(line->for_whom[language]),
        STR_FMT(line->label[language]), STR_FMT(line->hours[language]));
}

static struct help_card card_of(
    struct arena *arena, const struct help_line *line, enum language language) {
    struct help_card card = { .text = SAY_TEXT(line_text(arena, line, language)) };
    if (line->kind == HELP_PHONE) {
        card.head = SAY_TEXT(said_number(arena, line->number));
        card.tel = line->number;
    } else {
        card.head = SAY_TEXT(line->number);
        card.href = line->url;
    }
    return card;
}

static struct buf home_print(struct request *rq, enum language language) {
    size_t n = 0;
    const struct help_line *lines = pack_help_lines_offered(rq->app->pack, &n);
    struct help_card *cards = ARENA_ARRAY(rq->ctx->arena, struct help_card, n);
    struct buf page = buf_open(HOME_MAX_B);
    struct out out = { .buf = &page, .lang = language, .zone = rq->app->zone };
    for (size_t i = 0; i < n; i++) {
        cards[i] = card_of(rq->ctx->arena, &lines[i], language);
    }
    view_public_home(&out, &(struct page_home){ .cards = cards, .n_cards = n });
    must(buf_ok(&page)); /* a pack with so many lines does not open */
    return page;
}

static enum err home_get(struct request *rq, enum language language) {
    must(pthread_mutex_lock(&home.mutex) == 0);
    if (home.page[language].n == 0) {
        home.page[language] = home_print(rq, language);
    }
    struct str page = buf_str(&home.page[language]);
    must(pthread_mutex_unlock(&home.mutex) == 0);
    buf_add(&rq->reply.body, page);
    return reply_page(rq);
}

enum err home_sq(struct request *rq) {
    return home_get(rq, LANG_SQ);
}

enum err home_en(struct request *rq) {
    return home_get(rq, LANG_EN);
}

/* To an ordinary page; the browser forgets what it keeps of this site. */
enum err leave(struct request *rq) {
    rq->reply.kind = REPLY_REDIRECT;
    rq->reply.status = 303;
    rq->reply.location = pack_settings(rq->app->pack)->exit_url;
    rq->reply.clears_site = true;
    return OK;
}

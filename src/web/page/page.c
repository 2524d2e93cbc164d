#include "page/page.h"

#include "settings.gen.h"
#include "who_sql.h"

enum { MINUTE_MS = 60 * 1000, OPTIONS_MAX = 400 };

static struct str sentence(struct request *rq, struct str label) {
    if (label.n == 0 || label.p[0] < 'a' || label.p[0] > 'z') {
        return label;
    }
    struct str copy = arena_str(rq->ctx->arena, label);
    char *first = (char *)(uintptr_t)copy.p; /* the arena's own bytes */
    *first = (char)(*first - 'a' + 'A');
    return copy;
}

const struct frame *page_frame(struct request *rq) {
    struct frame *frame = ARENA_NEW(rq->ctx->arena, struct frame);
    frame->is_demo = rq->app->is_demo;
    if (rq->who == NULL) {
        return frame;
    }
    frame->person = rq->who->display_name;
    frame->agency = page_agency(rq, rq->who->agency_code);
    frame->csrf = rq->form != NULL ? rq->form->csrf : STR("");
    frame->may_see[MENU_WORK] = true;
    frame->may_see[MENU_CONTACTS] = may(rq->who, CAP_CONTACT_READ);
    frame->may_see[MENU_ALARMS] = may(rq->who, CAP_ALARM_BOARD);
    frame->may_see[MENU_CASES] = may(rq->who, CAP_CASE_READ);
    frame->may_see[MENU_REFERRALS] = may(rq->who, CAP_REFERRAL_READ);
    frame->may_see[MENU_RESULTS] = may(rq->who, CAP_RESULTS_READ);
    return frame;
}

struct options page_options(struct request *rq, struct str list) {
    size_t n = 0;
    const struct code *codes = pack_codes(rq->app->pack, list, &n);
    struct options options = { ARENA_ARRAY(rq->ctx->arena, struct option, n), n };
    for (size_t i = 0; i < n; i++) {
        options.items[i] = (struct option){ .value = codes[i].code,
            .label = sentence(rq, codes[i].label[rq->lang]) };
    }
    return options;
}

static void add_place(struct request *rq, struct options *options, const struct place *place) {
    if (options->n < OPTIONS_MAX) {
        struct str label = place->label[rq->lang];
        if (place->up != NULL && place->level == PLACE_MUNICIPALITY) {
            label = arena_print(rq->ctx->arena, "%.*s (%.*s)", STR_FMT(label),
                STR_FMT(place->up->label[rq->lang]));
        }
        options->items[options->n++] = (struct option){ .value = place->code, .label = label };
    }
}

static void add_places(
    struct request *rq, struct options *options, enum place_level level, bool is_programme) {
    size_t n = 0;
    const struct place *const *places = pack_places(rq->app->pack, level, &n);
    for (size_t i = 0; i < n; i++) {
        if (places[i]->is_programme == is_programme) {
            add_place(rq, options, places[i]);
        }
    }
}

struct options page_places(struct request *rq) {
    struct options options = { ARENA_ARRAY(rq->ctx->arena, struct option, OPTIONS_MAX), 0 };
    add_places(rq, &options, PLACE_MUNICIPALITY, true);
    add_places(rq, &options, PLACE_MUNICIPALITY, false);
    return options;
}

struct options page_counties(struct request *rq) {
    struct options options = { ARENA_ARRAY(rq->ctx->arena, struct option, OPTIONS_MAX), 0 };
    add_places(rq, &options, PLACE_COUNTY, true);
    add_places(rq, &options, PLACE_COUNTY, false);
    return options;
}

enum err page_agencies(struct request *rq, struct options *out) {
    struct agency_list_row *rows = NULL;
    size_t n = 0;
    TRY(agency_list(rq->db, rq->ctx->arena, &rows, &n));
    struct options options = { ARENA_ARRAY(rq->ctx->arena, struct option, n), 0 };
    for (size_t i = 0; i < n; i++) {
        if (rows[i].id != rq->who->agency_id) {
            options.items[options.n++] =
                (struct option){ .value = rows[i].code, .label = page_agency(rq, rows[i].code) };
        }
    }
    *out = options;
    return OK;
}

struct str page_label(struct request *rq, struct str list, struct str code) {
    return str_is_empty(code)
               ? code
               : sentence(rq, pack_label(rq->app->pack, rq->lang, list, code));
}

struct str page_labels(struct request *rq, struct str list, struct str codes) {
    struct str text = STR("");
    struct str rest = codes;
    struct str code;
    while (str_word(&rest, &code)) {
        struct str label = pack_label(rq->app->pack, rq->lang, list, code);
        text = arena_print(rq->ctx->arena, "%.*s%s%.*s", STR_FMT(text),
            str_is_empty(text) ? "" : ", ", STR_FMT(label));
    }
    return sentence(rq, text);
}

struct str page_place(struct request *rq, struct str code) {
    const struct place *place = pack_place(rq->app->pack, code);
    return place == NULL ? code : place->label[rq->lang];
}

struct str page_agency(struct request *rq, struct str code) {
    const struct agency_row *agency = pack_agency(rq->app->pack, code);
    return agency == NULL ? code : agency->label[rq->lang];
}

struct str page_someone(
    struct request *rq, struct str gender, struct str age_band, struct str place) {
    struct str where = page_place(rq, place);
    return arena_print(rq->ctx->arena, "%.*s, %.*s%s%.*s",
        STR_FMT(page_label(rq, STR("gender"), gender)),
        STR_FMT(pack_label(rq->app->pack, rq->lang, STR("age_band"), age_band)),
        str_is_empty(where) ? "" : ", ", STR_FMT(where));
}

enum tag_colour page_risk_colour(struct str risk) {
    if (str_eq(risk, STR("R4")) || str_eq(risk, STR("R3"))) {
        return TAG_RED;
    }
    return str_eq(risk, STR("R2")) ? TAG_ORANGE : TAG_GREY;
}

enum tag_colour page_state_colour(struct str state) {
    if (str_eq(state, STR("raised")) || str_eq(state, STR("sent")) ||
        str_eq(state, STR("refused")) || str_eq(state, STR("expired"))) {
        return TAG_RED;
    }
    if (str_eq(state, STR("accepted")) || str_eq(state, STR("completed")) ||
        str_eq(state, STR("safe"))) {
        return TAG_GREEN;
    }
    return str_eq(state, STR("draft")) || str_eq(state, STR("closed")) ? TAG_GREY : TAG_PLAIN;
}

struct instant page_at(int64_t ms) {
    return (struct instant){ ms };
}

int64_t page_open_ms(const struct request *rq) {
    return rq->app->settings->open_min * MINUTE_MS;
}

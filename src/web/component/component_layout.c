#include "component_layout.h"

#include "asset.gen.h"
#include "component_block.h"
#include "component_put.h"
#include "urls.gen.h"

#define MAIN "main-content"

static enum language other_language(const struct out *o) {
    return o->lang == LANG_SQ ? LANG_EN : LANG_SQ;
}

/* Each language is named in itself. */
static enum words language_name(enum language language) {
    return language == LANG_SQ ? W_LANGUAGE_SQ : W_LANGUAGE_EN;
}

/* --- head ------------------------------------------------------------------------------------- */

static void put_asset(struct out *o, struct str before, enum asset asset, struct str after) {
    emit_raw(o, before);
    emit_address(o, asset_address(asset));
    emit_raw(o, after);
}

static void put_head_begin(struct out *o, const struct phrase *title, bool has_errors) {
    emit_literal(o, "<!DOCTYPE html>\n<html class=\"govuk-template\"");
    put_attr(o, STR("lang"), language_code(o->lang));
    emit_literal(o, ">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    if (has_errors) {
        put_words(o, W_FORM_ERROR);
        emit_literal(o, ": ");
    }
    if (!phrase_is_none(title)) {
        put_phrase(o, title);
        emit_literal(o, " – ");
    }
}

static void put_head_end(struct out *o, enum words name, enum asset css, enum asset js) {
    put_words(o, name);
    emit_literal(o, "</title>\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    put_asset(o, STR("<link rel=\"icon\" href=\""), ASSET_FAVICON_SVG,
        STR("\" type=\"image/svg+xml\">\n"));
    put_asset(o, STR("<link rel=\"stylesheet\" href=\""), css, STR("\">\n"));
    put_asset(o, STR("<script src=\""), js, STR("\" defer></script>\n"));
}

static void put_skip(struct out *o) {
    component_skip_link(o, &(struct component_skip_link){ .href = STR("#" MAIN) });
}

static void put_header_begin(struct out *o, enum words name) {
    emit_literal(o, "<header>\n<div class=\"govuk-generic-header besa-header\">\n"
                    "<div class=\"govuk-generic-header__container govuk-width-container\">\n"
                    "<div class=\"govuk-generic-header__logo\"><a href=\"");
    if (name == W_PAGE_STAFF_NAME) {
        url_work_get(o);
    } else if (o->lang == LANG_SQ) {
        url_home_sq(o);
    } else {
        url_home_en(o);
    }
    emit_literal(o, "\" class=\"govuk-generic-header__homepage-link\">");
    put_words(o, name);
    emit_literal(o, "</a></div>\n");
}

static void put_main_begin(struct out *o, struct str back) {
    emit_literal(o, "<div class=\"govuk-width-container\">\n");
    if (back.p != NULL) {
        emit_literal(o, "<nav");
        put_spoken(o, STR("aria-label"), &SAY_WORDS(W_PAGE_BACK));
        emit_literal(o, ">");
        component_back_link(o, &(struct component_back_link){ .href = back });
        emit_literal(o, "</nav>\n");
    }
    emit_literal(o, "<main class=\"govuk-main-wrapper\" id=\"" MAIN "\">\n");
}

/* --- staff ------------------------------------------------------------------------------------ */

/* Changing the language is a post: it changes the session. */
static void put_language_form(struct out *o, const struct frame *frame) {
    enum language other = other_language(o);
    emit_literal(o, "<li><form method=\"post\" action=\"");
    url_language_post(o);
    emit_literal(o, "\">");
    put_csrf(o, frame->csrf);
    emit_literal(o, "<button type=\"submit\" class=\"besa-header__button\" name=\"language\"");
    put_attr(o, STR("value"), language_code(other));
    put_attr(o, STR("lang"), language_code(other));
    emit_literal(o, ">");
    put_words(o, language_name(other));
    emit_literal(o, "</button></form></li>\n");
}

static void put_sign_out(struct out *o, const struct frame *frame) {
    emit_literal(o, "<li><form method=\"post\" action=\"");
    url_sign_out_post(o);
    emit_literal(o, "\">");
    put_csrf(o, frame->csrf);
    emit_literal(o, "<button type=\"submit\" class=\"besa-header__button\">");
    put_words(o, W_PAGE_SIGN_OUT);
    emit_literal(o, "</button></form></li>\n");
}

static void put_staff_header(struct out *o, const struct frame *frame) {
    put_header_begin(o, W_PAGE_STAFF_NAME);
    emit_literal(o, "<ul class=\"besa-header__end\">\n");
    if (frame->person.p != NULL) {
        emit_literal(o, "<li>");
        emit(o, frame->person);
        if (frame->agency.n > 0) {
            emit_literal(o, ", ");
            emit(o, frame->agency);
        }
        emit_literal(o, "</li>\n");
    }
    put_language_form(o, frame);
    if (frame->person.p != NULL) {
        put_sign_out(o, frame);
    }
    emit_literal(o, "</ul>\n</div>\n</div>\n");
}

static const struct menu_row {
    enum words text;
    void (*url)(struct out *o);
} menu_rows[MENU_COUNT] = {
    [MENU_WORK] = { W_MENU_WORK, url_work_get },
    [MENU_CONTACTS] = { W_MENU_CONTACTS, url_contacts_get },
    [MENU_ALARMS] = { W_MENU_ALARMS, url_alarms_get },
    [MENU_CASES] = { W_MENU_CASES, url_cases_get },
    [MENU_REFERRALS] = { W_MENU_REFERRALS, url_referrals_get },
    [MENU_RESULTS] = { W_MENU_RESULTS, url_results_get },
};

static void put_menu_row(struct out *o, const struct menu_row *row, bool is_current) {
    emit_literal(o, "<li class=\"govuk-service-navigation__item");
    emit_raw(o, is_current ? STR(" govuk-service-navigation__item--active\">") : STR("\">"));
    emit_literal(o, "<a class=\"govuk-service-navigation__link\" href=\"");
    row->url(o);
    emit_raw(o, is_current ? STR("\" aria-current=\"true\">"
                                 "<strong class=\"govuk-service-navigation__active-fallback\">")
                           : STR("\">"));
    put_words(o, row->text);
    emit_raw(o, is_current ? STR("</strong></a></li>\n") : STR("</a></li>\n"));
}

static void put_menu(struct out *o, const struct frame *frame, enum menu current) {
    emit_literal(o, "<div class=\"govuk-service-navigation\">\n"
                    "<div class=\"govuk-width-container\">\n"
                    "<div class=\"govuk-service-navigation__container\">\n<nav");
    put_spoken(o, STR("aria-label"), &SAY_WORDS(W_PAGE_MENU));
    emit_literal(o, " class=\"govuk-service-navigation__wrapper\">\n"
                    "<ul class=\"govuk-service-navigation__list\">\n");
    for (size_t i = MENU_WORK; i < MENU_COUNT; i++) {
        if (frame->may_see[i]) {
            put_menu_row(o, &menu_rows[i], i == (size_t)current);
        }
    }
    emit_literal(o, "</ul>\n</nav>\n</div>\n</div>\n</div>\n");
}

void component_page_begin(struct out *o, const struct component_page_begin *p) {
    put_head_begin(o, &p->title, p->has_errors);
    put_head_end(o, W_PAGE_STAFF_NAME, ASSET_STAFF_CSS, ASSET_APP_JS);
    emit_literal(o, "<meta name=\"robots\" content=\"noindex\">\n");
    if (p->refresh_s > 0) {
        emit_literal(o, "<noscript><meta http-equiv=\"refresh\" content=\"");
        emit_attr(o, p->refresh_s);
        emit_literal(o, "\"></noscript>\n");
    }
    emit_literal(o, "</head>\n<body class=\"govuk-template__body\">\n");
    put_skip(o);
    put_staff_header(o, p->frame);
    if (p->frame->person.p != NULL) {
        put_menu(o, p->frame, p->menu);
    }
    emit_literal(o, "</header>\n");
    put_main_begin(o, p->back);
}

void component_page_end(struct out *o, const struct component_page_end *p) {
    emit_literal(o,
        "</main>\n</div>\n<footer class=\"besa-footer\">\n"
        "<div class=\"govuk-width-container\">\n<ul class=\"besa-footer__list\">\n<li>");
    put_words(o, W_PAGE_FOOTER);
    emit_literal(o, "</li>\n");
    if (p->frame->is_demo) {
        emit_literal(o, "<li><strong>");
        put_words(o, W_PAGE_DEMO);
        emit_literal(o, "</strong></li>\n");
    }
    emit_literal(o, "</ul>\n</div>\n</footer>\n</body>\n</html>\n");
}

/* --- public ----------------------------------------------------------------------------------- */

/* Unseen until it has the focus; the one that is seen comes with put_exit. */
static void put_exit_skip(struct out *o) {
    emit_literal(o, "<a href=\"");
    url_leave(o);
    emit_literal(o, "\" class=\"govuk-skip-link\" rel=\"nofollow noreferrer\">");
    put_words(o, W_PAGE_EXIT);
    emit_literal(o, "</a>\n");
}

static void put_exit(struct out *o) {
    emit_literal(o, "<aside class=\"besa-exit\"");
    put_spoken(o, STR("aria-label"), &SAY_WORDS(W_PAGE_EXIT_LABEL));
    emit_literal(o, "><div class=\"govuk-width-container\"><a href=\"");
    url_leave(o);
    emit_literal(o, "\" class=\"govuk-button govuk-button--warning besa-exit__button\" "
                    "rel=\"nofollow noreferrer\" data-exit>");
    put_words(o, W_PAGE_EXIT);
    emit_literal(o, "</a></div></aside>\n");
}

static void put_other_url(struct out *o, struct str other_url) {
    if (other_url.p != NULL) {
        emit_address(o, other_url);
    } else if (o->lang == LANG_SQ) {
        url_home_en(o);
    } else {
        url_home_sq(o);
    }
}

/* Albanian always stands first. */
static void put_languages(struct out *o, struct str other_url) {
    emit_literal(o, "<nav");
    put_spoken(o, STR("aria-label"), &SAY_WORDS(W_LANGUAGE_LABEL));
    emit_literal(o, "><ul class=\"besa-header__end\">\n");
    for (enum language language = LANG_SQ; language < LANG_COUNT; language++) {
        struct str code = language_code(language);
        if (language == o->lang) {
            emit_literal(o, "<li><span aria-current=\"true\"");
            put_attr(o, STR("lang"), code);
            emit_literal(o, ">");
            put_words(o, language_name(language));
            emit_literal(o, "</span></li>\n");
        } else {
            emit_literal(o, "<li><a href=\"");
            put_other_url(o, other_url);
            emit_literal(o, "\" rel=\"alternate\"");
            put_attr(o, STR("lang"), code);
            put_attr(o, STR("hreflang"), code);
            emit_literal(o, ">");
            put_words(o, language_name(language));
            emit_literal(o, "</a></li>\n");
        }
    }
    emit_literal(o, "</ul></nav>\n");
}

void component_public_begin(struct out *o, const struct component_public_begin *p) {
    put_head_begin(o, &p->title, p->has_errors);
    put_head_end(o, W_PAGE_PUBLIC_NAME, ASSET_PUBLIC_CSS, ASSET_EXIT_JS);
    emit_literal(o, "<meta name=\"referrer\" content=\"no-referrer\">\n</head>\n"
                    "<body class=\"govuk-template__body besa-exit-room\">\n");
    emit_literal(o, "<nav");
    put_spoken(o, STR("aria-label"), &SAY_WORDS(W_PAGE_SKIP));
    emit_literal(o, ">");
    put_exit_skip(o);
    put_skip(o);
    emit_literal(o, "</nav>\n");
    put_header_begin(o, W_PAGE_PUBLIC_NAME);
    put_languages(o, p->other_url);
    emit_literal(o, "</div>\n</div>\n</header>\n");
    put_exit(o);
    put_main_begin(o, p->back);
}

void component_public_end(struct out *o, const struct component_public_end *p) {
    emit_literal(o, "</main>\n</div>\n<footer class=\"besa-footer\">\n"
                    "<div class=\"govuk-width-container\">\n");
    if (p->n_lines > 0) {
        component_cards(o, &(struct component_cards){ .items = p->lines, .n_items = p->n_lines });
    }
    emit_literal(o, "<ul class=\"besa-footer__list\">\n<li>");
    put_words(o, W_PAGE_FOOTER);
    emit_literal(o, "</li>\n</ul>\n</div>\n</footer>\n</body>\n</html>\n");
}

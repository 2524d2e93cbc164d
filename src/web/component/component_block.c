#include "component_block.h"

#include "component_put.h"

/* --- small ones ------------------------------------------------------------------------------- */

void component_tag(struct out *o, const struct component_tag *p) {
    static const char *const colours[] = {
        [TAG_NONE] = "",
        [TAG_PLAIN] = "",
        [TAG_GREY] = " govuk-tag--grey",
        [TAG_GREEN] = " govuk-tag--green",
        [TAG_TEAL] = " govuk-tag--teal",
        [TAG_BLUE] = " govuk-tag--blue",
        [TAG_PURPLE] = " govuk-tag--purple",
        [TAG_MAGENTA] = " govuk-tag--magenta",
        [TAG_RED] = " govuk-tag--red",
        [TAG_ORANGE] = " govuk-tag--orange",
        [TAG_YELLOW] = " govuk-tag--yellow",
        [TAG_SEALED] = " besa-tag--sealed",
    };
    emit_literal(o, "<strong class=\"govuk-tag");
    emit_raw(o, str_from_c(colours[p->colour]));
    emit_literal(o, "\">");
    put_phrase(o, &p->text);
    emit_literal(o, "</strong>");
}

void component_back_link(struct out *o, const struct component_back_link *p) {
    struct phrase text = phrase_or(&p->text, W_PAGE_BACK);
    emit_literal(o, "<a class=\"govuk-back-link");
    emit_raw(o, p->is_inverse ? STR(" govuk-back-link--inverse") : STR(""));
    put_classes(o, p->classes);
    emit_literal(o, "\"");
    put_href(o, p->href.p == NULL ? STR("#") : p->href);
    emit_literal(o, ">");
    put_phrase(o, &text);
    emit_literal(o, "</a>\n");
}

void component_skip_link(struct out *o, const struct component_skip_link *p) {
    struct phrase text = phrase_or(&p->text, W_PAGE_SKIP);
    emit_literal(o, "<a class=\"govuk-skip-link");
    put_classes(o, p->classes);
    emit_literal(o, "\"");
    put_href(o, p->href.p == NULL ? STR("#content") : p->href);
    emit_literal(o, ">");
    put_phrase(o, &text);
    emit_literal(o, "</a>\n");
}

static void put_crumb(struct out *o, const struct link *item) {
    if (item->href.p == NULL) {
        emit_literal(o, "<li class=\"govuk-breadcrumbs__list-item\" aria-current=\"page\">");
        put_phrase(o, &item->text);
        emit_literal(o, "</li>\n");
        return;
    }
    emit_literal(o, "<li class=\"govuk-breadcrumbs__list-item\">"
                    "<a class=\"govuk-breadcrumbs__link\"");
    put_href(o, item->href);
    emit_literal(o, ">");
    put_phrase(o, &item->text);
    emit_literal(o, "</a></li>\n");
}

void component_breadcrumbs(struct out *o, const struct component_breadcrumbs *p) {
    struct phrase label = phrase_or(&p->label, W_PAGE_BREADCRUMB);
    emit_literal(o, "<nav class=\"govuk-breadcrumbs");
    emit_raw(o, p->is_inverse ? STR(" govuk-breadcrumbs--inverse") : STR(""));
    emit_raw(o, p->is_collapsing ? STR(" govuk-breadcrumbs--collapse-on-mobile") : STR(""));
    put_classes(o, p->classes);
    emit_literal(o, "\"");
    put_spoken(o, STR("aria-label"), &label);
    emit_literal(o, ">\n<ol class=\"govuk-breadcrumbs__list\">\n");
    for (size_t i = 0; i < p->n_items; i++) {
        put_crumb(o, &p->items[i]);
    }
    emit_literal(o, "</ol>\n</nav>\n");
}

void component_details(struct out *o, const struct component_details *p) {
    emit_literal(o, "<details");
    put_attr(o, STR("id"), p->id);
    emit_literal(o, " class=\"govuk-details");
    put_classes(o, p->classes);
    emit_raw(o, p->is_open ? STR("\" open>\n") : STR("\">\n"));
    emit_literal(o, "<summary class=\"govuk-details__summary\">"
                    "<span class=\"govuk-details__summary-text\">");
    put_phrase(o, &p->summary);
    emit_literal(o, "</span></summary>\n<div class=\"govuk-details__text\">");
    put_phrase(o, &p->text);
    emit_literal(o, "</div>\n</details>\n");
}

void component_inset_text(struct out *o, const struct component_inset_text *p) {
    emit_literal(o, "<div");
    put_attr(o, STR("id"), p->id);
    emit_literal(o, " class=\"govuk-inset-text");
    put_classes(o, p->classes);
    emit_literal(o, "\">");
    put_phrase(o, &p->text);
    emit_literal(o, "</div>\n");
}

void component_warning_text(struct out *o, const struct component_warning_text *p) {
    struct phrase icon_text = phrase_or(&p->icon_text, W_PAGE_WARNING);
    emit_literal(o, "<div class=\"govuk-warning-text");
    put_classes(o, p->classes);
    emit_literal(o, "\">\n<span class=\"govuk-warning-text__icon\" aria-hidden=\"true\">!</span>\n"
                    "<strong class=\"govuk-warning-text__text\">"
                    "<span class=\"govuk-visually-hidden\">");
    put_phrase(o, &icon_text);
    emit_literal(o, "</span> ");
    put_phrase(o, &p->text);
    emit_literal(o, "</strong>\n</div>\n");
}

/* --- notification banner, panel --------------------------------------------------------------- */

/* `<h2` or `</h2`. */
static void put_heading_tag(struct out *o, struct str begin, int level, int usual_level) {
    emit_raw(o, begin);
    emit_attr(o, level == 0 ? usual_level : level);
}

static void put_banner_head(
    struct out *o, const struct component_notification_banner *p, struct str id) {
    struct phrase title = phrase_or(&p->title, p->is_success ? W_PAGE_SUCCESS : W_PAGE_IMPORTANT);
    emit_literal(o, "<div class=\"govuk-notification-banner__header\">\n");
    put_heading_tag(o, STR("<h"), p->heading_level, 2);
    emit_literal(o, " class=\"govuk-notification-banner__title\"");
    put_attr(o, STR("id"), id);
    emit_literal(o, ">");
    put_phrase(o, &title);
    put_heading_tag(o, STR("</h"), p->heading_level, 2);
    emit_literal(o, ">\n</div>\n");
}

void component_notification_banner(struct out *o, const struct component_notification_banner *p) {
    struct str id = p->title_id.p == NULL ? STR("govuk-notification-banner-title") : p->title_id;
    struct str role = p->is_success ? STR("alert") : STR("region");
    emit_literal(o, "<div class=\"govuk-notification-banner");
    emit_raw(o, p->is_success ? STR(" govuk-notification-banner--success") : STR(""));
    put_classes(o, p->classes);
    emit_literal(o, "\"");
    put_attr(o, STR("role"), p->role.p == NULL ? role : p->role);
    put_attr(o, STR("aria-labelledby"), id);
    emit_literal(o, ">\n");
    put_banner_head(o, p, id);
    emit_literal(o, "<div class=\"govuk-notification-banner__content\">\n");
    put_phrase(o, &p->body);
    if (!phrase_is_none(&p->text)) {
        emit_literal(o, "<p class=\"govuk-notification-banner__heading\">");
        put_phrase(o, &p->text);
        emit_literal(o, "</p>\n");
    }
    emit_literal(o, "</div>\n</div>\n");
}

/* Without an address it sends the form around the panel. */
static void put_panel_action(struct out *o, const struct link *action) {
    if (action->href.p == NULL) {
        emit_literal(o, "<button type=\"submit\" class=\"govuk-button govuk-button--inverse\">");
        put_phrase(o, &action->text);
        emit_literal(o, "</button>\n");
        return;
    }
    emit_literal(o, "<a class=\"govuk-link govuk-link--inverse\"");
    put_href(o, action->href);
    emit_literal(o, ">");
    put_phrase(o, &action->text);
    emit_literal(o, "</a>\n");
}

void component_panel(struct out *o, const struct component_panel *p) {
    emit_literal(o, "<div class=\"govuk-panel");
    emit_raw(o,
        p->is_interruption ? STR(" govuk-panel--interruption") : STR(" govuk-panel--confirmation"));
    put_classes(o, p->classes);
    emit_literal(o, "\">\n");
    put_heading_tag(o, STR("<h"), p->heading_level, 1);
    emit_literal(o, " class=\"govuk-panel__title\">");
    put_phrase(o, &p->title);
    put_heading_tag(o, STR("</h"), p->heading_level, 1);
    emit_literal(o, ">\n");
    if (!phrase_is_none(&p->text)) {
        emit_literal(o, "<div class=\"govuk-panel__body\">");
        put_phrase(o, &p->text);
        emit_literal(o, "</div>\n");
    }
    if (p->is_interruption && p->n_actions > 0) {
        emit_literal(o, "<div class=\"govuk-panel__actions\"><div class=\"govuk-button-group\">\n");
        for (size_t i = 0; i < p->n_actions; i++) {
            put_panel_action(o, &p->actions[i]);
        }
        emit_literal(o, "</div></div>\n");
    }
    emit_literal(o, "</div>\n");
}

/* --- pagination ------------------------------------------------------------------------------- */

static void put_arrow(struct out *o, bool is_next) {
    emit_literal(o, "<svg class=\"govuk-pagination__icon govuk-pagination__icon--");
    emit_raw(o, is_next ? STR("next") : STR("prev"));
    emit_literal(o, "\" xmlns=\"http://www.w3.org/2000/svg\" height=\"13\" width=\"15\" "
                    "aria-hidden=\"true\" focusable=\"false\" viewBox=\"0 0 15 13\">\n<path d=\"");
    emit_raw(o, is_next ? STR("m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 "
                              "3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z")
                        : STR("m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-"
                              "3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z"));
    emit_literal(o, "\"></path>\n</svg>\n");
}

static void put_arrow_text(struct out *o, const struct link *link, const struct phrase *label,
    bool is_block, bool is_next) {
    bool has_label = is_block && !phrase_is_none(label);
    emit_literal(o, "<span class=\"govuk-pagination__link-title");
    emit_raw(o, is_block && phrase_is_none(label)
                    ? STR(" govuk-pagination__link-title--decorated\">")
                    : STR("\">"));
    if (phrase_is_none(&link->text)) {
        put_words(o, is_next ? W_PAGE_NEXT : W_PAGE_PREVIOUS);
        emit_literal(o, "<span class=\"govuk-visually-hidden\"> ");
        put_words(o, W_PAGE_PAGE);
        emit_literal(o, "</span>");
    } else {
        put_phrase(o, &link->text);
    }
    emit_literal(o, "</span>\n");
    if (has_label) {
        emit_literal(o, "<span class=\"govuk-visually-hidden\">:</span>\n"
                        "<span class=\"govuk-pagination__link-label\">");
        put_phrase(o, label);
        emit_literal(o, "</span>\n");
    }
}

static void put_arrow_link(struct out *o, const struct component_pagination *p, bool is_next) {
    const struct link *link = is_next ? &p->next : &p->previous;
    bool is_block = p->n_items == 0;
    if (link->href.p == NULL) {
        return;
    }
    emit_raw(o, is_next ? STR("<div class=\"govuk-pagination__next\">\n")
                        : STR("<div class=\"govuk-pagination__prev\">\n"));
    emit_literal(o, "<a class=\"govuk-link govuk-pagination__link\"");
    put_href(o, link->href);
    put_attr(o, STR("rel"), is_next ? STR("next") : STR("prev"));
    put_attr(o, STR("data-partial"), p->partial);
    emit_literal(o, ">\n");
    if (is_block || !is_next) {
        put_arrow(o, is_next);
    }
    put_arrow_text(o, link, is_next ? &p->next_label : &p->previous_label, is_block, is_next);
    if (!is_block && is_next) {
        put_arrow(o, is_next);
    }
    emit_literal(o, "</a>\n</div>\n");
}

static void put_page_link(
    struct out *o, const struct component_pagination *p, const struct page_link *item) {
    if (item->number == 0) {
        emit_literal(o, "<li class=\"govuk-pagination__item govuk-pagination__item--ellipsis\">"
                        "&ctdot;</li>\n");
        return;
    }
    struct words_arg arg = { STR("number"), words_value(item->number) };
    struct phrase label = { .words = W_PAGE_NUMBER, .args = &arg, .n_args = 1 };
    emit_literal(o, "<li class=\"govuk-pagination__item");
    emit_raw(o, item->is_current ? STR(" govuk-pagination__item--current\">") : STR("\">"));
    emit_literal(o, "<a class=\"govuk-link govuk-pagination__link\"");
    put_href(o, item->href);
    put_spoken(o, STR("aria-label"), phrase_is_none(&item->label) ? &label : &item->label);
    put_attr(o, STR("aria-current"), item->is_current ? STR("page") : STR_NONE);
    put_attr(o, STR("data-partial"), p->partial);
    emit_literal(o, ">");
    emit(o, item->number);
    emit_literal(o, "</a></li>\n");
}

void component_pagination(struct out *o, const struct component_pagination *p) {
    struct phrase label = phrase_or(&p->label, W_PAGE_PAGES);
    bool has_arrow = p->previous.href.p != NULL || p->next.href.p != NULL;
    emit_literal(o, "<nav class=\"govuk-pagination");
    emit_raw(o, p->n_items == 0 && has_arrow ? STR(" govuk-pagination--block") : STR(""));
    put_classes(o, p->classes);
    emit_literal(o, "\"");
    put_spoken(o, STR("aria-label"), &label);
    emit_literal(o, ">\n");
    put_arrow_link(o, p, false);
    if (p->n_items > 0) {
        emit_literal(o, "<ul class=\"govuk-pagination__list\">\n");
        for (size_t i = 0; i < p->n_items; i++) {
            put_page_link(o, p, &p->items[i]);
        }
        emit_literal(o, "</ul>\n");
    }
    put_arrow_link(o, p, true);
    emit_literal(o, "</nav>\n");
}

/* --- navigation ------------------------------------------------------------------------------- */

static void put_menu_text(struct out *o, const struct link *item) {
    if (item->is_current) {
        emit_literal(o, "<strong class=\"govuk-service-navigation__active-fallback\">");
        put_phrase(o, &item->text);
        emit_literal(o, "</strong>");
    } else {
        put_phrase(o, &item->text);
    }
}

static void put_menu_item(struct out *o, const struct link *item, bool is_exact) {
    struct str current = is_exact ? STR("page") : STR("true");
    emit_literal(o, "<li class=\"govuk-service-navigation__item");
    emit_raw(o, item->is_current ? STR(" govuk-service-navigation__item--active\">") : STR("\">"));
    if (item->href.p == NULL) {
        emit_literal(o, "<span class=\"govuk-service-navigation__text\"");
    } else {
        emit_literal(o, "<a class=\"govuk-service-navigation__link\"");
        put_href(o, item->href);
    }
    put_attr(o, STR("aria-current"), item->is_current ? current : STR_NONE);
    emit_literal(o, ">");
    put_menu_text(o, item);
    emit_raw(o, item->href.p == NULL ? STR("</span></li>\n") : STR("</a></li>\n"));
}

/* No button that folds the menu: upstream's needs its script. */
void component_service_navigation(struct out *o, const struct component_service_navigation *p) {
    struct phrase label = phrase_or(&p->label, W_PAGE_MENU);
    emit_literal(o, "<div class=\"govuk-service-navigation");
    emit_raw(o, p->is_inverse ? STR(" govuk-service-navigation--inverse") : STR(""));
    put_classes(o, p->classes);
    emit_literal(o, "\">\n<div class=\"govuk-width-container\">\n"
                    "<div class=\"govuk-service-navigation__container\">\n<nav");
    put_spoken(o, STR("aria-label"), &label);
    emit_literal(o, " class=\"govuk-service-navigation__wrapper\">\n"
                    "<ul class=\"govuk-service-navigation__list\" id=\"navigation\">\n");
    for (size_t i = 0; i < p->n_items; i++) {
        if (!phrase_is_none(&p->items[i].text)) {
            put_menu_item(o, &p->items[i], p->is_exact);
        }
    }
    emit_literal(o, "</ul>\n</nav>\n</div>\n</div>\n</div>\n");
}

void component_sub_navigation(struct out *o, const struct component_sub_navigation *p) {
    emit_literal(o, "<nav class=\"moj-sub-navigation\"");
    put_spoken(o, STR("aria-label"), &p->label);
    emit_literal(o, ">\n<ul class=\"moj-sub-navigation__list\">\n");
    for (size_t i = 0; i < p->n_items; i++) {
        const struct link *item = &p->items[i];
        emit_literal(
            o, "<li class=\"moj-sub-navigation__item\"><a class=\"moj-sub-navigation__link\"");
        put_attr(o, STR("aria-current"), item->is_current ? STR("page") : STR_NONE);
        put_href(o, item->href);
        emit_literal(o, ">");
        put_phrase(o, &item->text);
        emit_literal(o, "</a></li>\n");
    }
    emit_literal(o, "</ul>\n</nav>\n");
}

/* --- timeline, title of a page ---------------------------------------------------------------- */

static void put_timeline_item(struct out *o, const struct timeline_item *item) {
    emit_literal(o, "<div class=\"moj-timeline__item\">\n<div class=\"moj-timeline__header\">\n"
                    "<h3 class=\"moj-timeline__title\">");
    put_phrase(o, &item->title);
    emit_literal(o, "</h3>\n");
    if (!phrase_is_none(&item->byline)) {
        emit_literal(o, "<p class=\"moj-timeline__byline\">");
        put_phrase(o, &item->byline);
        emit_literal(o, "</p>\n");
    }
    emit_literal(o, "</div>\n<p class=\"moj-timeline__date\"><time datetime=\"");
    emit_attr(o, item->at);
    emit_literal(o, "\">");
    emit(o, item->at);
    emit_literal(o, "</time></p>\n");
    if (!phrase_is_none(&item->text)) {
        emit_literal(o, "<div class=\"moj-timeline__description\">");
        put_phrase(o, &item->text);
        emit_literal(o, "</div>\n");
    }
    emit_literal(o, "</div>\n");
}

void component_timeline(struct out *o, const struct component_timeline *p) {
    emit_literal(o, "<div class=\"moj-timeline\">\n");
    for (size_t i = 0; i < p->n_items; i++) {
        put_timeline_item(o, &p->items[i]);
    }
    emit_literal(o, "</div>\n");
}

static void put_title(struct out *o, const struct component_page_title *p) {
    enum size size = p->size == SIZE_NONE ? SIZE_L : p->size;
    static const char *const endings[] = { "", "s", "m", "l", "xl" };
    if (!phrase_is_none(&p->caption)) {
        emit_literal(o, "<span class=\"govuk-caption-");
        emit_raw(o, str_from_c(endings[size == SIZE_S ? SIZE_M : size]));
        emit_literal(o, "\">");
        put_phrase(o, &p->caption);
        emit_literal(o, "</span>\n");
    }
    emit_literal(o, "<h1 class=\"govuk-heading-");
    emit_raw(o, str_from_c(endings[size]));
    emit_literal(o, "\">");
    put_phrase(o, &p->title);
    emit_literal(o, "</h1>\n");
}

void component_page_title(struct out *o, const struct component_page_title *p) {
    if (phrase_is_none(&p->action)) {
        put_title(o, p);
        return;
    }
    emit_literal(o, "<div class=\"moj-page-header-actions\">\n"
                    "<div class=\"moj-page-header-actions__title\">");
    put_title(o, p);
    emit_literal(o, "</div>\n<div class=\"moj-page-header-actions__actions\">");
    emit_literal(o, "<a class=\"govuk-button\" draggable=\"false\"");
    put_href(o, p->href);
    emit_literal(o, ">");
    put_phrase(o, &p->action);
    emit_literal(o, "</a></div>\n</div>\n");
}

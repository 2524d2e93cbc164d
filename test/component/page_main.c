/* page_main: a staff page with a form that was refused and is stale, and a public page, from all
 * components that fixture_main does not reach; page_test.py looks at what is printed. */
#include <stdio.h>

#include "component.h"
#include "err/must.h"

enum { ARENA_B = 1 << 20, PAGE_B = 1 << 20 };

static struct form *refused_form(struct arena *arena) {
    struct form *form = form_open(arena);
    must(form_read(form, STR("caller_name=%3Cb%3EAna%3C%2Fb%3E&place=kukes&signs=kukes"
                             "&from-day=31&from-month=2&from-year=2026&note=%0Aline&is_child=1")) ==
         OK);
    form->is_sent = true;
    form->is_stale = true;
    form->csrf = STR("token");
    form->once = STR("once-1");
    form->top_error = W_FORM_STORED_NOTHING;
    form_stored(form, STR("caller_name"), STR("Ana & Bea"));
    form_stored(form, STR("place"), STR("tirane"));
    form_stored(form, STR("signs"), STR("tirane kukes"));
    form_stored(form, STR("from"), STR("2026-11-23"));
    form_stored(form, STR("is_child"), STR("0"));
    form_fault(form, STR("caller_name"), W_FORM_PROBLEM);
    form_fault(form, STR("from"), W_FORM_PROBLEM);
    return form;
}

static void put_fields(struct out *o, const struct form *form) {
    const struct option places[] = {
        { STR("tirane"), STR("Tiranë"), STR_NONE },
        { STR_NONE, STR("ose"), STR_NONE },
        { STR("kukes"), STR("Kukës & <Has>"), STR("Hint \"2\"") },
    };
    component_form_begin(
        o, &(struct component_form_begin){ .form = form, .action = STR("/s/contacts/new") });
    component_field_text(o, &(struct component_field_text){
                                .form = form, .name = STR("caller_name"), .label = W_PAGE_CASE });
    component_field_lines(
        o, &(struct component_field_lines){
               .form = form, .name = STR("note"), .label = W_PAGE_CASE, .is_optional = true });
    component_field_code_radios(o, &(struct component_field_code_radios){ .form = form,
                                       .name = STR("place"),
                                       .label = W_PAGE_CASE,
                                       .options = places,
                                       .n_options = COUNT_OF(places) });
    component_field_code_select(o, &(struct component_field_code_select){ .form = form,
                                       .name = STR("reason"),
                                       .label = W_PAGE_CASE,
                                       .options = places,
                                       .n_options = 1 });
    component_field_codes(o, &(struct component_field_codes){ .form = form,
                                 .name = STR("signs"),
                                 .label = W_PAGE_CASE,
                                 .hint = W_DATE_HINT,
                                 .options = places,
                                 .n_options = COUNT_OF(places) });
    component_field_day(
        o, &(struct component_field_day){ .form = form, .name = STR("from"), .label = W_DATE_DAY });
    component_field_bool(o, &(struct component_field_bool){
                                .form = form, .name = STR("is_child"), .label = W_PAGE_CASE });
    component_field_hidden(
        o, &(struct component_field_hidden){ .name = STR("ver"), .number = 7, .is_number = true });
    component_button(o, &(struct component_button){ .text = SAY_WORDS(W_FORM_CHANGE) });
    component_form_end(o, &(struct component_form_end){ 0 });
}

static void put_parts(struct out *o) {
    struct instant now = { 1795453200000 };
    struct alarm_clock clocks[] = {
        { SAY_TEXT(STR("a")), CLOCK_DONE, { 1795451880000 }, { 1795452000000 }, 15 },
        { SAY_TEXT(STR("b")), CLOCK_LATE, { 1795447680000 }, { 0 }, 60 },
        { SAY_TEXT(STR("c")), CLOCK_WAITING, { 0 }, { 0 }, 240 },
    };
    struct bar bars[] = { { SAY_TEXT(STR("Bar")), SAY_TEXT(STR("41 of 50")), 41, 50 } };
    struct figure figures[] = { { SAY_NUMBER(4492), SAY_TEXT(STR("of 6390")), 4492, 6390 } };
    struct timeline_item items[] = { { .title = SAY_TEXT(STR("T")), .at = now } };
    struct link links[] = { { SAY_TEXT(STR("Tab")), STR("/s/cases/1"), true } };
    emit_literal(o, "<ul class=\"besa-alarms\">\n");
    component_alarm(o, &(struct component_alarm){ .title = SAY_TEXT(STR("Alarm 1")),
                           .href = STR("javascript:alert(1)"),
                           .risk = SAY_TEXT(STR("R0")),
                           .risk_colour = TAG_RED,
                           .clocks = clocks,
                           .n_clocks = COUNT_OF(clocks),
                           .now = now });
    component_alarm_end(o, &(struct component_alarm_end){ 0 });
    emit_literal(o, "</ul>\n");
    component_bars(o, &(struct component_bars){ .items = bars, .n_items = 1 });
    component_figures(o, &(struct component_figures){ .items = figures, .n_items = 1 });
    component_timeline(o, &(struct component_timeline){ .items = items, .n_items = 1 });
    component_sub_navigation(o, &(struct component_sub_navigation){
                                    .items = links, .n_items = 1, .label = SAY_TEXT(STR("P")) });
    component_sealed(
        o, &(struct component_sealed){
               .text = SAY_TEXT(STR("Note")), .action = STR("/s/x"), .csrf = STR("t") });
    component_filter(
        o, &(struct component_filter){ .action = STR("/s/cases"), .partial = STR("#list") });
    component_filter_end(o, &(struct component_filter_end){ 0 });
    component_case_header(o, &(struct component_case_header){ .number = STR("AL-2026-00417"),
                                 .title = SAY_TEXT(STR("Girl, 17")) });
}

static void put_staff(struct out *o, struct arena *arena) {
    struct form *form = refused_form(arena);
    struct form_error_row rows[] = { { STR("caller_name"), W_PAGE_CASE, W_FORM_PROBLEM },
        { STR("from"), W_DATE_DAY, W_FORM_PROBLEM } };
    struct frame frame = { .person = STR("A. <Hoxha>"), .agency = STR("ERT"), .csrf = STR("c") };
    frame.may_see[MENU_WORK] = true;
    frame.may_see[MENU_CASES] = true;
    component_page_begin(o, &(struct component_page_begin){ .frame = &frame,
                                .title = SAY_TEXT(STR("Title")),
                                .menu = MENU_CASES,
                                .back = STR("/s"),
                                .has_errors = true });
    component_form_errors(
        o, &(struct component_form_errors){ .form = form, .errors = { rows, 2 } });
    put_fields(o, form);
    put_parts(o);
    component_page_end(o, &(struct component_page_end){ .frame = &frame });
}

static void put_public(struct out *o) {
    struct help_card lines[] = { { SAY_TEXT(STR("116 006")), SAY_TEXT(STR("24 h")), STR("116 006"),
        STR_NONE } };
    component_public_begin(o, &(struct component_public_begin){ .title = SAY_TEXT(STR("404")) });
    component_public_end(o, &(struct component_public_end){ .lines = lines, .n_lines = 1 });
}

int main(int argc, char **argv) {
    struct arena *arena = arena_open(ARENA_B);
    struct buf buf = buf_open(PAGE_B);
    struct out out = { .buf = &buf, .lang = LANG_SQ };
    if (argc == 2 && str_eq_c(STR("public"), argv[1])) {
        put_public(&out);
    } else {
        put_staff(&out, arena);
    }
    (void)fwrite(buf.p, 1, buf.n, stdout); /* the test looks at what arrives */
    buf_done(&buf);
    arena_close(arena);
    return 0;
}

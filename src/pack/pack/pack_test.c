#include "pack/pack.h"

#include "pack/pack_testing.h"

TEST(both_packs_open) {
    PACK_DONE struct pack *albania = ALBANIA;
    PACK_DONE struct pack *demo = DEMO;
    CHECK(albania != NULL && demo != NULL);
    CHECK(pack_unsure(albania) > pack_unsure(demo));
}

TEST(settings) {
    PACK_DONE struct pack *pack = ALBANIA;
    const struct pack_settings *s = pack_settings(pack);
    CHECK_EQ_STR(s->code, STR("albania"));
    CHECK_EQ_STR(s->name[LANG_SQ], STR("Shqipëri"));
    CHECK_EQ_STR(s->country, STR("AL"));
    CHECK_EQ_STR(s->timezone, STR("Europe/Tirane"));
    CHECK_EQ_STR(s->case_prefix, STR("AL"));
    CHECK_EQ_STR(s->exit_url, STR("https://www.google.com/search?q=moti+sot"));
    CHECK_EQ_STR(s->default_rule_set, STR("AL-2005"));
    struct day from = DAY_NONE;
    CHECK(day_parse(STR("2019-12-20"), &from) == OK);
    CHECK_EQ_I64(s->programme_from.n, from.n);
    CHECK(s->map_ratio_lat > 41.14 && s->map_ratio_lat < 41.16);
}

TEST(places) {
    PACK_DONE struct pack *pack = ALBANIA;
    size_t n = 0;
    CHECK_EQ_I64((pack_places(pack, PLACE_COUNTRY, &n), n), 1);
    CHECK_EQ_I64((pack_places(pack, PLACE_COUNTY, &n), n), 12);
    CHECK_EQ_I64((pack_places(pack, PLACE_MUNICIPALITY, &n), n), 61);
    CHECK(pack_places(pack, PLACE_LEVEL_COUNT, &n) == NULL);
    const struct place *const *counties = pack_places(pack, PLACE_COUNTY, &n);
    CHECK_EQ_STR(counties[1]->code, STR("AL-09")); /* as in the file */
    const struct place *place = pack_place(pack, STR("AL-07-AL133-valbone"));
    CHECK_EQ_STR(place->label[LANG_SQ], STR("Valbonë"));
    CHECK(place->is_programme && place->population == -1);
    CHECK(place->up == pack_place(pack, STR("AL-07-AL133")));
    CHECK_EQ_STR(pack_county_of(pack, place->code)->code, STR("AL-07"));
    CHECK_EQ_STR(pack_municipality_of(pack, place->code)->code, STR("AL-07-AL133"));
    CHECK(pack_municipality_of(pack, STR("AL-07")) == NULL);
    CHECK(pack_county_of(pack, STR("AL")) == NULL);
    CHECK(pack_place(pack, STR("al-07")) == NULL && pack_place(pack, STR("")) == NULL);
    CHECK(pack_is_within(pack, place->code, STR("AL")));
    CHECK(pack_is_within(pack, STR("AL-07"), STR("AL-07")));
    CHECK(!pack_is_within(pack, STR("AL-07"), place->code));
    CHECK(!pack_is_within(pack, STR("AL-07"), STR("AL-08")));
    CHECK(!pack_is_within(pack, STR("nowhere"), STR("nowhere")));
}

TEST(settlement_in_a_unit) {
    PACK_DONE struct pack *pack = DEMO;
    const struct str fernrow = STR("XV-M-01-fernrow");
    CHECK_EQ_STR(pack_place(pack, fernrow)->up->code, STR("XV-M-01-U1"));
    CHECK_EQ_STR(pack_municipality_of(pack, fernrow)->code, STR("XV-M-01"));
    CHECK(pack_place(pack, fernrow)->is_programme);
    CHECK(!pack_place(pack, STR("XV-N-03-farholm"))->is_programme);
}

TEST(agencies) {
    PACK_DONE struct pack *pack = ALBANIA;
    size_t n = 0;
    CHECK_EQ_STR(pack_agencies(pack, &n)[0].code, STR("UNICEF"));
    CHECK_EQ_I64(n, 49);
    const struct agency_row *tdh = pack_agency(pack, STR("TDH"));
    CHECK(tdh->is_partner && tdh->area.n == 4 && code_list_has(&tdh->services, STR("PSY")));
    CHECK(pack_agency_serves(pack, tdh, STR("AL-07-AL133-valbone")));
    CHECK(!pack_agency_serves(pack, tdh, STR("AL-12")));
    CHECK(!pack_agency_serves(pack, tdh, STR("AL")));
    CHECK(!pack_agency_serves(pack, tdh, STR("nowhere")));
    CHECK(!pack_agency_serves(pack, pack_agency(pack, STR("UKGOV")), STR("AL")));
    CHECK(pack_agency(pack, STR("NONE")) == NULL);
}

TEST(help_lines) {
    PACK_DONE struct pack *pack = ALBANIA;
    size_t n = 0;
    const struct help_line *lines = pack_help_lines_offered(pack, &n);
    CHECK_EQ_I64(n, 3);
    CHECK_EQ_STR(lines[0].number, STR("129"));
    CHECK(lines[0].is_police && lines[0].kind == HELP_PHONE);
    CHECK_EQ_STR(lines[2].url, STR("https://nukjevetem.al"));
    CHECK_EQ_I64((pack_help_lines(pack, &n), n), 9);
    CHECK(pack_help_line(pack, STR("OLD"))->status == HELP_RETIRED);
    CHECK(day_is_none(pack_help_line(pack, STR("OLD"))->verified_on));
}

TEST(timers) {
    PACK_DONE struct pack *pack = ALBANIA;
    const struct str t02o = STR("T02O");
    CHECK_EQ_I64(pack_timer_min(pack, t02o, STR("AL-07-AL133-valbone")), 240);
    CHECK_EQ_I64(pack_timer_min(pack, t02o, STR("AL-07-AL133")), 240);
    CHECK_EQ_I64(pack_timer_min(pack, t02o, STR("AL-07")), 120);
    CHECK_EQ_I64(pack_timer_min(pack, t02o, STR("AL-11-AL224")), 120);
    CHECK_EQ_I64(pack_timer_min(pack, t02o, STR("")), 120);
    CHECK_EQ_I64(pack_timer_min(pack, t02o, STR("nowhere")), 120);
    CHECK_EQ_I64(pack_timer_min(pack, STR("T99"), STR("AL")), -1);
    CHECK_EQ_STR(pack_timer(pack, t02o, STR("AL"))->to_event, STR("alarm_arrived"));
}

TEST(texts) {
    PACK_DONE struct pack *pack = DEMO;
    CHECK_EQ_I64(pack_consent_text(pack, STR("P10"))->version, 1);
    CHECK(pack_consent_version(pack, STR("P10"), 1) == pack_consent_text(pack, STR("P10")));
    CHECK(pack_consent_version(pack, STR("P10"), 2) == NULL);
    CHECK(pack_consent_text(pack, STR("P12")) == NULL);
    size_t n = 0;
    CHECK_EQ_I64((pack_rights(pack, &n), n), 19);
    CHECK(pack_right(pack, STR("XR01"))->track == RIGHT_ALL);
    CHECK_EQ_I64((pack_demo_names(pack, NAME_GIVEN_F, &n), n), 20);
    CHECK_EQ_STR(pack_demo_names(pack, NAME_GIVEN_F, &n)[0], STR("Arvela"));
    CHECK_EQ_I64((pack_demo_names(pack, NAME_FAMILY, &n), n), 30);
}

TEST_MAIN

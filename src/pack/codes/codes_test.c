#include "codes/codes.h"

#include "pack/pack_testing.h"

TEST(lists_are_sorted) {
    PACK_DONE struct pack *pack = ALBANIA;
    size_t n = 0;
    const struct code *codes = pack_codes(pack, STR("reason"), &n);
    CHECK_EQ_I64(n, 53);
    for (size_t i = 0; i < n; i++) {
        CHECK_EQ_I64(codes[i].sort, i + 1);
        CHECK_EQ_STR(codes[i].list, STR("reason"));
    }
    CHECK_EQ_STR(codes[1].parent, STR("MH"));
    CHECK_EQ_STR(pack_codes(pack, STR("act"), &n)[0].code, STR("recruit"));
    CHECK_EQ_STR(pack_codes(pack, STR("yes_no_unknown"), &n)[n - 1].list, STR("yes_no_unknown"));
    CHECK(pack_codes(pack, STR("zzz"), &n) == NULL && n == 0);
    CHECK(pack_codes(pack, STR(""), &n) == NULL && n == 0);
}

TEST(labels) {
    PACK_DONE struct pack *pack = ALBANIA;
    CHECK_EQ_STR(pack_label(pack, LANG_SQ, STR("risk"), STR("R4")), STR("i menjëhershëm"));
    CHECK_EQ_STR(pack_label(pack, LANG_EN, STR("risk"), STR("R4")), STR("imminent"));
    CHECK_EQ_STR(pack_label(pack, LANG_EN, STR("risk"), STR("R9")), STR("R9"));
    CHECK_EQ_STR(pack_label(pack, LANG_EN, STR("none"), STR("R4")), STR("R4"));
    CHECK_EQ_STR(pack_code(pack, STR("service"), STR("MED"))->maps_to, STR("health"));
    CHECK(pack_code(pack, STR("risk"), STR("MED")) == NULL);
}

TEST(roles_and_capabilities) {
    PACK_DONE struct pack *pack = ALBANIA;
    size_t n = 0;
    CHECK_EQ_STR(pack_roles(pack, &n)[0].role, STR("operator"));
    CHECK_EQ_I64(n, 17);
    CHECK_EQ_I64(pack_role_caps(pack, STR("donor")), UINT64_C(1) << CAP_RESULTS_READ);
    uint64_t admin = UINT64_C(1) << CAP_USER_ADMIN | UINT64_C(1) << CAP_HELP_WRITE;
    CHECK_EQ_I64(pack_role_caps(pack, STR("admin")), admin);
    CHECK_EQ_I64(pack_role_caps(pack, STR("root")), 0);
    CHECK_EQ_I64(pack_role_caps(pack, STR("")), 0);
    CHECK(code_list_has(&pack_role(pack, STR("team"))->agency_kinds, STR("mobile_unit")));
}

/* Nobody who runs the system may open a person's data; donors see results only. */
TEST(no_role_of_the_system_opens_a_case) {
    PACK_DONE struct pack *albania = ALBANIA;
    PACK_DONE struct pack *demo = DEMO;
    const struct pack *packs[] = { albania, demo };
    static const char *const roles[] = { "admin", "donor", "coordinator", "data_officer" };
    for (size_t i = 0; i < COUNT_OF(packs); i++) {
        for (size_t k = 0; k < COUNT_OF(roles); k++) {
            uint64_t caps = pack_role_caps(packs[i], str_from_c(roles[k]));
            CHECK(caps != 0 && (caps >> CAP_CASE_READ & 1) == 0);
            CHECK((caps >> CAP_CASE_IDENTITY & 1) == 0);
        }
    }
}

TEST_MAIN

#include "plan/plan.h"

#include "pack/pack_testing.h"

static bool is_near(double a, double b) {
    return a - b < 0.01 && b - a < 0.01;
}

TEST(every_county_has_an_outline) {
    PACK_DONE struct pack *albania = ALBANIA;
    PACK_DONE struct pack *demo = DEMO;
    size_t n = 0;
    CHECK_EQ_I64((pack_outlines(albania, &n), n), 12);
    CHECK_EQ_I64((pack_outlines(demo, &n), n), 3);
    const struct outline *outline = pack_outline(demo, STR("XV-N"));
    CHECK_EQ_I64(outline->n_rings, 1);
    CHECK_EQ_I64(outline->rings[0].n, 7);
    CHECK(is_near(outline->rings[0].points[0][0], -30.2));
    CHECK(is_near(outline->rings[0].points[0][1], 10.9));
    CHECK(pack_outline(demo, STR("XV")) == NULL);
}

/* Veland: longitude -30.2 to -28.3, latitude 9.7 to 11.8; higher than wide in a square. */
TEST(projection_fits_the_box) {
    PACK_DONE struct pack *pack = DEMO;
    double x = 0;
    double y = 0;
    pack_project(pack, 11.8, -29.25, 100, 100, &x, &y);
    CHECK(is_near(x, 50) && is_near(y, 2));
    pack_project(pack, 9.7, -29.25, 100, 100, &x, &y);
    CHECK(is_near(x, 50) && is_near(y, 98));
    double west = 0;
    double east = 0;
    pack_project(pack, 10.75, -30.2, 100, 100, &west, &y);
    pack_project(pack, 10.75, -28.3, 100, 100, &east, &y);
    CHECK(is_near(y, 50) && is_near(west + east, 100));
    /* 1.9 degrees of longitude at 10.77 N are 1.9 * cos(10.77) of latitude, of 96 for 2.1 */
    CHECK(is_near(east - west, 1.9 * 0.982385 / 2.1 * 96));
    pack_project(pack, 10.75, -30.2, 50, 200, &west, &y);
    pack_project(pack, 10.75, -28.3, 50, 200, &east, &y);
    CHECK(is_near(west, 1) && is_near(east, 49) && is_near(y, 100));
}

TEST(all_places_lie_in_the_picture) {
    PACK_DONE struct pack *pack = ALBANIA;
    for (enum place_level level = PLACE_COUNTRY; level < PLACE_LEVEL_COUNT; level++) {
        size_t n = 0;
        const struct place *const *places = pack_places(pack, level, &n);
        for (size_t i = 0; i < n; i++) {
            double x = -1;
            double y = -1;
            pack_project(pack, places[i]->lat, places[i]->lon, 300, 600, &x, &y);
            CHECK(x > 0 && x < 300 && y > 0 && y < 600);
        }
    }
}

TEST_MAIN

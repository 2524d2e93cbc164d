#include "component_map.h"

#include "component_put.h"
#include "plan/plan.h"

enum {
    WIDTH = 340,
    HEIGHT = 640,
    LABEL_GAP = 4,
    LABEL_DOWN = 4,
    PLACED_MAX = 160,
    LETTER = 8, /* width of one, a little more than the mean */
    LINE = 13,
};

static int shade_of(const struct component_map *p, struct str code) {
    for (size_t i = 0; i < p->n_counties; i++) {
        if (str_eq(p->counties[i].code, code)) {
            int shade = p->counties[i].shade;
            return shade < 0 ? 0 : shade >= MAP_SHADES ? MAP_SHADES - 1 : shade;
        }
    }
    return 0;
}

static void put_ring(struct out *o, const struct pack *pack, const struct ring *ring) {
    /* The last point is the first: Z closes it. */
    for (size_t i = 0; i + 1 < ring->n; i++) {
        double x = 0;
        double y = 0;
        pack_project(pack, ring->points[i][1], ring->points[i][0], WIDTH, HEIGHT, &x, &y);
        buf_print(o->buf, "%c%.1f,%.1f", i == 0 ? 'M' : 'L', x, y);
    }
    emit_literal(o, "Z");
}

static void put_county(
    struct out *o, const struct component_map *p, const struct outline *outline) {
    const struct place *place = pack_place(p->pack, outline->code);
    bool is_programme = place != NULL && place->is_programme;
    emit_literal(o, "<path class=\"besa-map__county besa-map__county--");
    emit_attr(o, shade_of(p, outline->code));
    emit_raw(o, is_programme ? STR(" besa-map__county--programme\" d=\"") : STR("\" d=\""));
    for (size_t i = 0; i < outline->n_rings; i++) {
        put_ring(o, p->pack, &outline->rings[i]);
    }
    emit_literal(o, "\"/>\n");
}

/* Where points and labels stand already: a later label that would cover one of them is left out.
 * The table beside the map names every county. */
struct placed {
    struct {
        double x, y, width;
    } at[PLACED_MAX];
    size_t n;
};

static double width_of(struct str label) {
    size_t n = 0;
    for (size_t i = 0; i < label.n; i++) {
        n += ((unsigned char)label.p[i] & 0xC0) != 0x80; /* code points */
    }
    return (double)n * LETTER;
}

static bool place_label(struct placed *placed, double x, double y, double width) {
    for (size_t i = 0; i < placed->n; i++) {
        double dy = y - placed->at[i].y;
        bool is_beside = x + width < placed->at[i].x || x > placed->at[i].x + placed->at[i].width;
        if (!is_beside && dy > -LINE && dy < LINE) {
            return false;
        }
    }
    if (placed->n == PLACED_MAX || x < 0 || x + width > WIDTH) {
        return false;
    }
    placed->at[placed->n].x = x;
    placed->at[placed->n].y = y;
    placed->at[placed->n++].width = width;
    return true;
}

/* On the right of its point, or else on the left. */
static void put_point_label(
    struct out *o, struct placed *placed, const struct map_point *point, double x, double y) {
    double gap = point->radius + LABEL_GAP;
    double width = width_of(point->label);
    double left = x + gap;
    if (!place_label(placed, left, y, width)) {
        left = x - gap - width;
        if (!place_label(placed, left, y, width)) {
            return;
        }
    }
    bool is_left = left < x;
    buf_print(o->buf, "<text class=\"besa-map__label\" x=\"%.1f\" y=\"%.1f\"%s>",
        is_left ? x - gap : x + gap, y + LABEL_DOWN, is_left ? " text-anchor=\"end\"" : "");
    emit(o, point->label);
    emit_literal(o, "</text>\n");
}

/* All points first, so that no label covers one. */
static void put_circles(struct out *o, struct placed *placed, const struct component_map *p) {
    for (size_t i = 0; i < p->n_points; i++) {
        double x = 0;
        double y = 0;
        int radius = p->points[i].radius;
        pack_project(p->pack, p->points[i].lat, p->points[i].lon, WIDTH, HEIGHT, &x, &y);
        buf_print(o->buf, "<circle class=\"besa-map__point\" cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"/>\n",
            x, y, radius);
        if (placed->n < PLACED_MAX) {
            placed->at[placed->n].x = x - radius;
            placed->at[placed->n].y = y;
            placed->at[placed->n++].width = 2 * radius;
        }
    }
}

static void put_points(struct out *o, const struct component_map *p) {
    struct placed placed = { .n = 0 };
    put_circles(o, &placed, p);
    for (size_t i = 0; i < p->n_points; i++) {
        double x = 0;
        double y = 0;
        pack_project(p->pack, p->points[i].lat, p->points[i].lon, WIDTH, HEIGHT, &x, &y);
        put_point_label(o, &placed, &p->points[i], x, y);
    }
}

void component_map(struct out *o, const struct component_map *p) {
    size_t n = 0;
    const struct outline *outlines = pack_outlines(p->pack, &n);
    buf_print(o->buf, "<svg class=\"besa-map\" viewBox=\"0 0 %d %d\" role=\"img\"", WIDTH, HEIGHT);
    emit_literal(o, " aria-labelledby=\"map-title map-desc\">\n<title id=\"map-title\">");
    put_phrase(o, &p->title);
    emit_literal(o, "</title>\n<desc id=\"map-desc\">");
    put_phrase(o, &p->desc);
    emit_literal(o, "</desc>\n");
    for (size_t i = 0; i < n; i++) {
        put_county(o, p, &outlines[i]);
    }
    put_points(o, p);
    emit_literal(o, "</svg>\n");
}

#include "plan/plan.h"

#include "pack/pack_part.h"

#include "json/json.h"

#include <math.h>

static const double pi = 3.14159265358979323846;
static const double margin_part = 0.02;

enum {
    RING_POINTS_MIN = 4,
    GEOMETRY_ARRAYS_MAX = 500,
};

/* --- drawing ---------------------------------------------------------------------------------- */

const struct outline *pack_outlines(const struct pack *pack, size_t *out_n) {
    *out_n = pack->n_outlines;
    return pack->outlines;
}

const struct outline *pack_outline(const struct pack *pack, struct str code) {
    return pack_index_find(&pack->outline_index, code, STR(""));
}

void pack_project(const struct pack *pack, double lat, double lon, double width, double height,
    double *out_x, double *out_y) {
    const struct pack_box *box = &pack->box;
    double ratio = cos(pack->settings.map_ratio_lat * pi / 180);
    double across = (box->lon_max - box->lon_min) * ratio;
    double down = box->lat_max - box->lat_min;
    double room_x = width * (1 - 2 * margin_part);
    double room_y = height * (1 - 2 * margin_part);
    double scale = room_x / across < room_y / down ? room_x / across : room_y / down;
    *out_x = (width - across * scale) / 2 + (lon - box->lon_min) * ratio * scale;
    *out_y = (height - down * scale) / 2 + (box->lat_max - lat) * scale;
}

/* --- counties.geojson ------------------------------------------------------------------------- */

static void fault(struct load *load, struct str code, const char *what) {
    struct pack_spot spot = { FILE_OUTLINES, 1, 1 };
    load_fault(load, spot, "%.*s%s%s", STR_FMT(load_shown(code)), code.n > 0 ? ": " : "", what);
}

static bool is_kind(const struct json *value, enum json_kind kind) {
    return value != NULL && value->kind == kind;
}

static bool is_text(const struct json *value, struct str text) {
    return is_kind(value, JSON_TEXT) && str_eq(value->text, text);
}

static bool read_degrees(const struct json *value, double most, double *out) {
    bool is_number = is_kind(value, JSON_NUMBER) || is_kind(value, JSON_REAL);
    if (!is_number || !(value->real >= -most && value->real <= most)) {
        return false;
    }
    *out = value->real;
    return true;
}

static bool read_ring(struct load *load, const struct json *array, struct ring *out) {
    if (!is_kind(array, JSON_ARRAY) || array->n < RING_POINTS_MIN) {
        return false;
    }
    double(*points)[2] = arena_take_array(load->arena, array->n, sizeof(points[0]));
    size_t n = 0;
    for (const struct json *point = array->first; point != NULL; point = point->next) {
        if (!is_kind(point, JSON_ARRAY) || point->n < 2 ||
            !read_degrees(point->first, 180, &points[n][0]) ||
            !read_degrees(point->first->next, 90, &points[n][1])) {
            return false;
        }
        n++;
    }
    *out = (struct ring){ points, n };
    return !(points[0][0] < points[n - 1][0] || points[0][0] > points[n - 1][0] ||
             points[0][1] < points[n - 1][1] || points[0][1] > points[n - 1][1]);
}

static bool read_polygon(struct load *load, const struct json *polygon, struct outline *outline) {
    if (!is_kind(polygon, JSON_ARRAY) || polygon->n == 0) {
        return false;
    }
    for (const struct json *ring = polygon->first; ring != NULL; ring = ring->next) {
        if (outline->n_rings == GEOMETRY_ARRAYS_MAX ||
            !read_ring(load, ring, &outline->rings[outline->n_rings])) {
            return false;
        }
        outline->n_rings++;
    }
    return true;
}

static bool read_geometry(struct load *load, const struct json *geometry, struct outline *outline) {
    const struct json *coordinates = json_get(geometry, STR("coordinates"));
    const struct json *type = json_get(geometry, STR("type"));
    outline->rings = ARENA_ARRAY(load->arena, struct ring, GEOMETRY_ARRAYS_MAX);
    if (is_text(type, STR("Polygon"))) {
        return read_polygon(load, coordinates, outline);
    }
    if (!is_text(type, STR("MultiPolygon")) || !is_kind(coordinates, JSON_ARRAY)) {
        return false;
    }
    for (const struct json *polygon = coordinates->first; polygon != NULL;
         polygon = polygon->next) {
        if (!read_polygon(load, polygon, outline)) {
            return false;
        }
    }
    return outline->n_rings > 0;
}

static bool read_feature(struct load *load, const struct json *feature, struct outline *out) {
    const struct json *id = json_get(feature, STR("id"));
    if (!is_kind(id, JSON_TEXT) || !load_is_code(id->text)) {
        fault(load, STR(""), "a feature without the code of a county as id");
        return false;
    }
    out->code = arena_str(load->arena, id->text);
    if (!read_geometry(load, json_get(feature, STR("geometry")), out)) {
        fault(load, out->code,
            "the geometry is no Polygon or MultiPolygon of closed rings in degrees");
        return false;
    }
    return true;
}

static bool parse_text(struct load *load, struct json **out) {
    struct str text = STR_NONE;
    if (!load_file(load, FILE_OUTLINES, &text)) {
        return false;
    }
    size_t at = 0;
    if (json_parse(load->scratch, text, out, &at) != OK) {
        struct pack_spot spot = { FILE_OUTLINES, 1, 1 };
        for (size_t i = 0; i < at && i < text.n; i++) {
            bool is_line = text.p[i] == '\n';
            bool is_point = ((uint8_t)text.p[i] & 0xC0u) != 0x80u;
            spot.line += is_line;
            spot.column = is_line ? 1 : spot.column + is_point;
        }
        load_fault(load, spot, "not JSON, or too large");
        return false;
    }
    return true;
}

static void outlines_read(struct load *load) {
    struct json *whole = NULL;
    if (!parse_text(load, &whole)) {
        return;
    }
    const struct json *features = json_get(whole, STR("features"));
    if (!is_text(json_get(whole, STR("type")), STR("FeatureCollection")) ||
        !is_kind(features, JSON_ARRAY) || features->n == 0) {
        fault(load, STR(""), "not a FeatureCollection with features");
        return;
    }
    if (features->n > LOAD_ROWS_MAX / 10) {
        fault(load, STR(""), "too many features");
        return;
    }
    struct outline *outlines = ARENA_ARRAY(load->arena, struct outline, features->n);
    size_t n = 0;
    for (const struct json *feature = features->first; feature != NULL; feature = feature->next) {
        n += read_feature(load, feature, &outlines[n]);
    }
    load->pack->outlines = outlines;
    load->pack->n_outlines = n;
    load->tables[FILE_OUTLINES].is_whole = n == features->n;
}

static void add_to_box(struct pack_box *box, const struct ring *ring) {
    for (size_t i = 0; i < ring->n; i++) {
        box->lon_min = fmin(box->lon_min, ring->points[i][0]);
        box->lon_max = fmax(box->lon_max, ring->points[i][0]);
        box->lat_min = fmin(box->lat_min, ring->points[i][1]);
        box->lat_max = fmax(box->lat_max, ring->points[i][1]);
    }
}

static void outlines_keep(struct load *load) {
    struct pack *pack = load->pack;
    pack->outline_index = pack_index_build(load->arena, pack->outlines, pack->n_outlines,
        sizeof(struct outline), offsetof(struct outline, code), INDEX_NO_B);
    pack->box = (struct pack_box){ .lon_min = 180, .lon_max = -180, .lat_min = 90, .lat_max = -90 };
    for (size_t i = 0; i < pack->n_outlines; i++) {
        for (size_t k = 0; k < pack->outlines[i].n_rings; k++) {
            add_to_box(&pack->box, &pack->outlines[i].rings[k]);
        }
    }
}

static void outlines_check(struct load *load) {
    const struct pack *pack = load->pack;
    if (!load->tables[FILE_OUTLINES].is_whole) {
        return;
    }
    for (size_t i = 0; i < pack->n_outlines; i++) {
        const struct outline *outline = &pack->outlines[i];
        const struct place *place = pack_place(pack, outline->code);
        bool is_county =
            place != NULL && (place->level == PLACE_COUNTY ||
                                 !load_is_good(load, FILE_PLACES, (size_t)(place - pack->places)));
        if (load->tables[FILE_PLACES].is_whole && !is_county) {
            fault(load, outline->code, "no county in places.csv");
        }
        if (pack_outline(pack, outline->code) != outline) {
            fault(load, outline->code, "a second outline");
        }
    }
    for (size_t i = 0; i < pack->n_by_level[PLACE_COUNTY]; i++) {
        struct str code = pack->by_level[PLACE_COUNTY][i]->code;
        if (pack_outline(pack, code) == NULL) {
            fault(load, code, "a county without outline");
        }
    }
    if (!(pack->box.lon_max > pack->box.lon_min && pack->box.lat_max > pack->box.lat_min)) {
        fault(load, STR(""), "the outlines have no extent");
    }
}

const struct pack_part outlines_part = {
    .file = "counties.geojson",
    .read = outlines_read,
    .keep = outlines_keep,
    .check = outlines_check,
};

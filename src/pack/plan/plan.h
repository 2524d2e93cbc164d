/* plan: the outlines of the counties and how they are drawn.
 *
 * Purpose     A small map as SVG, without any map service that would learn who looks.
 * Invariants  Every county has one outline. Rings are closed: the last point is the first.
 *             Equirectangular, true to proportion at map_ratio_lat; north is up.
 * Ownership   The pack. Threads: any. Units: points are { longitude, latitude } in degrees; x and y
 *             are in the units of width and height, y grows downward. Errors: none. */
#pragma once

#include "pack/pack.h"

struct ring {
    double (*points)[2];
    size_t n;
};

struct outline {
    struct str code; /* a place of level county */
    struct ring *rings;
    size_t n_rings;
};
const struct outline *pack_outlines(const struct pack *pack, size_t *out_n);
const struct outline *pack_outline(const struct pack *pack, struct str code);
/* Fits all outlines into the box, centred, with a margin of 2 % of each side. */
void pack_project(const struct pack *pack, double lat, double lon, double width, double height,
    double *out_x, double *out_y);

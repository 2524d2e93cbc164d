/* component_map: the counties as a picture, drawn by the server.
 *
 * Purpose     {c map .pack=p.pack .title.words=@results.map_title .desc.text=p.map_desc
 *             .counties=... .points=...}. No map service learns who looks at what.
 * Invariants  role=img with title and desc; a shade never stands alone: the page has the same
 *             numbers in a table. Counties that are not listed have shade 0. Coordinates have one
 *             decimal.
 * Ownership   Borrows all. Threads: one thread at a time for one struct out. */
#pragma once

#include "component_phrase.h"
#include "pack/pack.h"

enum { MAP_SHADES = 6 }; /* 0 (none) to 5 */

struct map_county {
    struct str code;
    int shade;
};

struct map_point {
    double lat;
    double lon;
    int radius;
    struct str label;
};

struct component_map {
    const struct pack *pack;
    struct phrase title;
    struct phrase desc;
    const struct map_county *counties;
    size_t n_counties;
    const struct map_point *points;
    size_t n_points;
};

void component_map(struct out *o, const struct component_map *p);

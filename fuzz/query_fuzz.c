#include "fuzz.h"

#include "err/must.h"
#include "http/front.h"

#include <string.h>

/* What passes has no way to leave its folder, to hide a letter or to be absolute. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str target = { (const char *)data, size };
    struct str path = STR_NONE;
    struct str query = STR_NONE;
    int status = front_target(target, &path, &query);
    must(status == 0 || status == 400 || status == 414);
    if (status != 0) {
        return 0;
    }
    must(path.n >= 1 && path.p == target.p && path.p[0] == '/' && query.p != NULL);
    must(path.n + (query.n > 0 ? query.n + 1 : 0) <= size);
    must(memchr(path.p, '%', path.n) == NULL && memchr(path.p, '\0', path.n) == NULL);
    must(!str_has(path, STR("//")) && !str_has(path, STR("/../")) && !str_has(path, STR("/./")));
    must(!str_ends(path, STR("/..")) && !str_ends(path, STR("/.")));
    enum route route = ROUTE_COUNT;
    int64_t args[ROUTE_ARGS_MAX] = { 0 };
    struct str texts[ROUTE_ARGS_MAX] = { { NULL, 0 } };
    bool is_other = false;
    if (route_find(METHOD_GET, path, &route, args, texts, &is_other)) {
        must(route < ROUTE_COUNT && route_row(route)->method == METHOD_GET);
    }
    return 0;
}

#include "fuzz.h"

#include "err/must.h"
#include "http/parse.h"

#include <string.h>

/* The first line is the header, and all of it is also fed to the grammar of heads: at once, and
 * byte by byte, which must end the same. */
static void feed_both_ways(const uint8_t *data, size_t size) {
    struct head_check whole = { 0 };
    struct head_check slow = { 0 };
    int at_once = head_check_feed(&whole, (struct bytes){ data, size });
    int status = 0;
    for (size_t i = 0; i < size && status == 0; i++) {
        status = head_check_feed(&slow, (struct bytes){ data + i, 1 });
    }
    must(at_once == status);
    must(at_once != 0 || whole.state == slow.state);
    must(at_once == 0 || head_check_feed(&whole, (struct bytes){ data, 0 }) == at_once);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct str name = { "s", 1 };
    struct str header = { (const char *)data, size };
    struct str value = STR_NONE;
    bool is_bad = false;
    bool is_found = cookie_find(header, name, &value, &is_bad);
    must(!(is_found && is_bad));
    if (is_found) {
        must(value.p >= header.p && value.p + value.n <= header.p + header.n);
        must(value.n == 0 ||
             (memchr(value.p, ';', value.n) == NULL && memchr(value.p, ' ', value.n) == NULL));
    }
    (void)list_accepts(header, STR("gzip")); /* any answer will do */
    feed_both_ways(data, size);
    return 0;
}

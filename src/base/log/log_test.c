#include "log/log.h"

#include "date/clock.h"
#include "test.h"
#include "json/json.h"

#include <string.h>
#include <unistd.h>

static int pipe_fds[2];
static char heard[64 * 1024];

static void listen_begin(void) {
    CHECK(pipe(pipe_fds) == 0);
    log_set_fd(pipe_fds[1]);
    clock_fix(1583025000007);
}

static struct str listen_end(void) {
    (void)close(pipe_fds[1]);
    size_t n = 0;
    ssize_t got = 0;
    while ((got = read(pipe_fds[0], heard + n, sizeof(heard) - n)) > 0) {
        n += (size_t)got;
    }
    (void)close(pipe_fds[0]);
    log_set_fd(STDERR_FILENO);
    clock_fix(0);
    return (struct str){ heard, n };
}

TEST(lines) {
    listen_begin();
    LOG(LOG_INFO, "job.done", LOG_T("job", STR("ba\"ckup\n")), LOG_N("took_us", -42));
    LOG(LOG_ERROR, "stop");
    CHECK_EQ_STR(listen_end(),
        STR("{\"ts\":\"2020-03-01T01:10:00.007Z\",\"level\":\"info\",\"event\":\"job.done\","
            "\"job\":\"ba\\\"ckup\\n\",\"took_us\":-42}\n"
            "{\"ts\":\"2020-03-01T01:10:00.007Z\",\"level\":\"error\",\"event\":\"stop\"}\n"));
}

TEST(levels) {
    listen_begin();
    LOG(LOG_DEBUG, "left.out");
    log_set_level(LOG_WARNING);
    LOG(LOG_INFO, "left.out");
    LOG(LOG_WARNING, "w");
    log_set_level(LOG_DEBUG);
    LOG(LOG_DEBUG, "d");
    log_set_level(LOG_INFO);
    struct str text = listen_end();
    CHECK(!str_has(text, STR("left.out")));
    CHECK(str_has(text, STR("\"warning\",\"event\":\"w\"")));
    CHECK(str_has(text, STR("\"debug\",\"event\":\"d\"")));
}

TEST(values_are_cut_between_code_points) {
    char text[1000];
    for (size_t i = 0; i < sizeof(text); i += 2) {
        memcpy(text + i, "\xC3\xAB", 2);
    }
    listen_begin();
    LOG(LOG_INFO, "x", LOG_T("even", ((struct str){ text, sizeof(text) })));
    text[0] = 'a';
    memmove(text + 1, text + 2, sizeof(text) - 2);
    LOG(LOG_INFO, "x", LOG_T("odd", ((struct str){ text, sizeof(text) - 1 })));
    struct str rest = listen_end();
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    struct str line = STR_NONE;
    static const size_t WANT[] = { 512, 511 };
    for (size_t i = 0; i < COUNT_OF(WANT); i++) {
        struct json *json = NULL;
        CHECK(str_cut(&rest, '\n', &line));
        CHECK_EQ_I64(json_parse(arena, line, &json, NULL), OK);
        const struct json *value = json_get(json, i == 0 ? STR("even") : STR("odd"));
        CHECK(value != NULL && value->text.n == WANT[i]);
    }
}

TEST(malformed_values_stay_json) {
    listen_begin();
    LOG(LOG_INFO, "x", LOG_T("bad", STR("\xFF\x1B[2J\xC3")), LOG_T("none", STR_NONE));
    struct str line = str_trim(listen_end());
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    struct json *json = NULL;
    CHECK_EQ_I64(json_parse(arena, line, &json, NULL), OK);
    CHECK_EQ_STR(json_get(json, STR("bad"))->text, STR("\xEF\xBF\xBD\x1B[2J\xEF\xBF\xBD"));
    CHECK(json_get(json, STR("none"))->kind == JSON_NULL);
}

TEST(too_long_a_line_keeps_its_head) {
    struct log_field fields[40];
    char text[600];
    memset(text, 'x', sizeof(text));
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        fields[i] = LOG_T("k", ((struct str){ text, sizeof(text) }));
    }
    listen_begin();
    log_event(LOG_INFO, STR("big"), fields, COUNT_OF(fields));
    CHECK_EQ_STR(listen_end(), STR("{\"ts\":\"2020-03-01T01:10:00.007Z\",\"level\":\"info\","
                                   "\"event\":\"big\",\"is_cut\":true}\n"));
}

TEST_MAIN

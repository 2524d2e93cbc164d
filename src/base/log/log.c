#include "log/log.h"

#include "buf/buf.h"
#include "date/clock.h"
#include "date/date.h"
#include "json/json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

enum { LINE_MAX_B = 16 * 1024 };

/* An exception to "no mutable globals": every layer logs, and tests must be able to listen. */
static atomic_int least_level = LOG_INFO;
static atomic_int log_fd = STDERR_FILENO;

void log_set_level(enum log_level level) {
    atomic_store(&least_level, (int)level);
}

void log_set_fd(int fd) {
    atomic_store(&log_fd, fd);
}

static struct str level_name(enum log_level level) {
    switch (level) {
    case LOG_DEBUG:
        return STR("debug");
    case LOG_INFO:
        return STR("info");
    case LOG_WARNING:
        return STR("warning");
    case LOG_ERROR:
        break;
    }
    return STR("error");
}

/* At most LOG_TEXT_MAX_B bytes, not ending within a code point. */
static struct str cut(struct str text) {
    if (text.n <= LOG_TEXT_MAX_B) {
        return text;
    }
    size_t n = LOG_TEXT_MAX_B;
    while (n > LOG_TEXT_MAX_B - 3 && ((uint8_t)text.p[n] & 0xC0u) == 0x80u) {
        n--;
    }
    return str_head(text, n);
}

static void begin_line(struct json_out *out, enum log_level level, struct str event) {
    int64_t now_ms = clock_now_ms();
    struct local now = local_of(NULL, now_ms);
    char ts[64];
    int n = snprintf(ts, sizeof(ts), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", now.year, now.month,
        now.day, now.hour, now.minute, now.second, (int)(((now_ms % 1000) + 1000) % 1000));
    json_begin_object(out);
    json_key(out, STR("ts"));
    json_str(out, (struct str){ ts, (size_t)n });
    json_key(out, STR("level"));
    json_str(out, level_name(level));
    json_key(out, STR("event"));
    json_str(out, cut(event));
}

static void end_line(struct json_out *out) {
    json_end(out);
    buf_add_char(out->buf, '\n');
}

static void write_line(struct str line) {
    int saved = errno; /* callers log before they look at errno */
    ssize_t done = 0;
    do {
        done = write(atomic_load(&log_fd), line.p, line.n);
    } while (done < 0 && errno == EINTR);
    errno = saved; /* a failed write is left: there is nowhere to tell it */
}

void log_event(enum log_level level, struct str event, const struct log_field *fields, size_t n) {
    if ((int)level < atomic_load(&least_level)) {
        return;
    }
    BUF_DONE struct buf buf = buf_open(LINE_MAX_B);
    struct json_out out = { .buf = &buf };
    begin_line(&out, level, event);
    for (size_t i = 0; i < n; i++) {
        json_key(&out, fields[i].key);
        if (fields[i].kind == LOG_NUMBER) {
            json_i64(&out, fields[i].number);
        } else {
            json_str(&out, cut(fields[i].text));
        }
    }
    end_line(&out);
    if (!buf_ok(&buf)) {
        buf_reset(&buf);
        out = (struct json_out){ .buf = &buf };
        begin_line(&out, level, event);
        json_key(&out, STR("is_cut"));
        json_bool(&out, true);
        end_line(&out);
    }
    write_line(buf_str(&buf));
}

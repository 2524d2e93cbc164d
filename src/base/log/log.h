/* log: what happened, one JSON object a line, to stderr.
 *
 * Purpose     For the colleague on call. Keys ts, level and event come first, then the fields.
 * Invariants  One write(2) per line, so that lines of several processes do not mix. A text is cut
 *             at 512 bytes; a line that would still pass 16 KiB keeps its first three keys and says
 *             "is_cut":true. Nothing a person wrote, no name, no secret ever goes in: only ids,
 *             counts and causes.
 * Ownership   Nothing is kept.
 * Threads     Any thread.
 * Units       ts is UTC with milliseconds, from the clock of date/clock.h.
 * Errors      None: a log that cannot be written must not stop the work. */
#pragma once

#include "str/str.h"

enum { LOG_TEXT_MAX_B = 512 };

enum log_level {
    LOG_DEBUG,
    LOG_INFO,
    LOG_WARNING,
    LOG_ERROR,
};

enum log_kind {
    LOG_TEXT,
    LOG_NUMBER,
};

struct log_field {
    struct str key;
    enum log_kind kind;
    struct str text;
    int64_t number;
};

/* Lines below this level are left out; LOG_INFO at the start. */
void log_set_level(enum log_level level);
/* Where lines go; 2 at the start. */
void log_set_fd(int fd);
void log_event(enum log_level level, struct str event, const struct log_field *fields, size_t n);

/* Keys and events are string literals. */
#define LOG_T(key_text, value)                                                                     \
    ((struct log_field){ .key = STR(key_text), .kind = LOG_TEXT, .text = (value) })
#define LOG_N(key_text, value)                                                                     \
    ((struct log_field){ .key = STR(key_text), .kind = LOG_NUMBER, .number = (value) })

/* LOG(LOG_INFO, "job.done", LOG_T("job", name), LOG_N("took_us", took_us)); fields are optional. */
#define LOG(level, ...)                                                                            \
    log_event((level), STR(LOG_FIRST_OF(__VA_ARGS__, 0)), LOG_FIELDS_OF(__VA_ARGS__, LOG_NOTHING), \
        sizeof(LOG_FIELDS_OF(__VA_ARGS__, LOG_NOTHING)) / sizeof(struct log_field) - 1)
#define LOG_NOTHING ((struct log_field){ .kind = LOG_TEXT })
#define LOG_FIRST_OF(event, ...) event
#define LOG_FIELDS_OF(event, ...) ((const struct log_field[]){ __VA_ARGS__ })

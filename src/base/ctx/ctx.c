#include "ctx/ctx.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum err fail(struct ctx *ctx, enum err e, const char *format, ...) {
    char text[CTX_CAUSE_MAX];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args); /* cut when too long: it is a log line */
    va_end(args);
    size_t used = strlen(ctx->cause);
    (void)snprintf(ctx->cause + used, sizeof(ctx->cause) - used, "%s%s", used > 0 ? "; " : "", text);
    return e;
}

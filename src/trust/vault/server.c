#include "vault/core.h"

#include "err/must.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REQUEST_ARENA_B = 8 << 20 };

struct line {
    struct core *core;
    int fd;
    pthread_t thread;
};

static bool read_exactly(int fd, struct buf *into, size_t n) {
    uint8_t chunk[4096];
    bool is_ok = true;
    while (is_ok && n > 0) {
        ssize_t got = recv(fd, chunk, n < sizeof(chunk) ? n : sizeof(chunk), 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        is_ok = got > 0;
        if (is_ok) {
            buf_add_bytes(into, chunk, (size_t)got);
            n -= (size_t)got;
        }
    }
    sodium_memzero(chunk, sizeof(chunk));
    return is_ok;
}

static bool write_exactly(int fd, struct str s) {
    while (s.n > 0) {
        ssize_t sent = send(fd, s.p, s.n, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return false;
        }
        s = str_skip(s, (size_t)sent);
    }
    return true;
}

static bool answer_one(struct line *line, struct scratch *scratch, struct arena *arena,
    struct buf *request, struct buf *reply) {
    buf_reset(request);
    if (!read_exactly(line->fd, request, 4)) {
        return false;
    }
    struct wire w = wire_of(str_bytes(buf_str(request)));
    size_t n = wire_u32(&w);
    buf_reset(request);
    if (n > MESSAGE_MAX_B || !read_exactly(line->fd, request, n)) {
        return false;
    }
    struct buf answer = buf_open(MESSAGE_MAX_B);
    core_answer(line->core, scratch, arena, str_bytes(buf_str(request)), &answer);
    arena_reset(arena);
    buf_reset(reply);
    wire_put_bytes(reply, str_bytes(buf_str(&answer)));
    buf_done(&answer);
    return write_exactly(line->fd, buf_str(reply));
}

static void *line_run(void *arg) {
    struct line *line = arg;
    struct scratch *scratch = scratch_open();
    struct arena *arena = arena_open(REQUEST_ARENA_B);
    struct buf request = buf_open(MESSAGE_MAX_B);
    struct buf reply = buf_open(MESSAGE_MAX_B + 4);
    while (answer_one(line, scratch, arena, &request, &reply)) {
    }
    buf_done(&request);
    buf_done(&reply);
    arena_close(arena);
    scratch_close(scratch);
    (void)close(line->fd); /* the other side is gone */
    return NULL;
}

int vault_serve(struct vault_node *node, const int *fds, size_t n) {
    struct core *core = NULL;
    if (core_open(node, &core) != OK) {
        return 70;
    }
    struct line *lines = calloc(n, sizeof(*lines));
    must(lines != NULL);
    for (size_t i = 0; i < n; i++) {
        lines[i] = (struct line){ .core = core, .fd = fds[i] };
        must(pthread_create(&lines[i].thread, NULL, line_run, &lines[i]) == 0);
    }
    for (size_t i = 0; i < n; i++) {
        must(pthread_join(lines[i].thread, NULL) == 0);
    }
    free(lines);
    core_close(core);
    return 0;
}

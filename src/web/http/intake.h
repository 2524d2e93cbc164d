/* intake: the raw bytes of connections, before libmicrohttpd sees them.
 *
 * Purpose     libmicrohttpd takes much that is not strict HTTP/1.1 (parse.h lists what was
 *             measured) and has only a timer for silence, so that a byte every few seconds holds a
 *             connection for ever. It reads its plain connections by recv(2). This module defines
 *             recv() for the whole program: for the connections that were announced to it, what the
 *             kernel gives is fed to head_check first; for all other sockets it is recvfrom(2) and
 *             nothing else.
 * Invariants  A byte of a head that was refused never reaches libmicrohttpd: the refusal is written
 *             to the socket and the read fails, so that the connection is closed. A head must be
 *             complete INTAKE_HEAD_MS after its first byte, a request INTAKE_REQUEST_MS. It fails
 *             closed: the server asks intake_has_read() for each request and aborts when our recv()
 *             was not the one that read it (another C library, a static build that binds
 *             otherwise).
 * Ownership   A table by file descriptor, made once, never freed: recv() has no place for a
 *             context. It is the one mutable global of web; docs/decisions should say why.
 * Threads     A connection: the one thread that serves it. */
#pragma once

#include "err/err.h"
#include "metrics/metrics.h"

enum {
    INTAKE_HEAD_MS = 10 * 1000,
    INTAKE_REQUEST_MS = 30 * 1000,
};

/* Room for file descriptors up to the limit of the process. Once, before the server starts. */
enum err intake_open(struct metrics *metrics) MUST_USE;
void intake_close(void);
/* Begins and ends to watch a connection. */
void intake_watch(int fd);
void intake_forget(int fd);
/* Whether a complete head came in since the last call. */
bool intake_has_read(int fd);

/* "127.0.0.1:8080", "[::1]:8080"; port 0 takes any: a listening socket, not yet accepting. */
enum err listen_on(struct str address, int *out_fd, int *out_port) MUST_USE;
bool listen_is_local(struct str address);

/* server: sockets and libmicrohttpd around the dispatcher.
 *
 * Purpose     Serves settings.listen (pages, API, assets) and settings.metrics_listen. Threads: as
 *             many as settings.threads for reading, DISPATCH_SLOW_WORKERS for signing in; writing
 *             is the writer's. A post waits for the writer without holding a thread.
 * Invariants  Connection and time limits are always set; MHD_PostProcessor is never used; targets
 *             come raw, never decoded by the library; its memory for a connection is 32 KiB. Every
 *             answer to a refused request closes its connection. What opened text a request held is
 *             wiped when its answer was sent.
 * Ownership   The caller keeps what the config names until server_stop returns; the vault sockets
 *             belong to the server from then on.
 * Threads     server_start and server_stop: main. Raise RLIMIT_NOFILE before.
 * Errors      ERR_USAGE: an address that is none, too few vault sockets; ERR_FILE: it cannot
 *             listen. */
#pragma once

#include "dispatch/dispatch.h"

struct server;

struct server_config {
    const struct app *app;
    struct store *store;
    struct writer *writer;
    struct vault *writer_vault; /* of the writer thread; may be the one that the ledger uses */
    const int *vault_fds;       /* at least server_seats(settings) of them */
    size_t n_vault_fds;
    struct str listen;
    struct str metrics_listen; /* empty: none */
};

/* How many vault sockets the server needs beside that of the writer. */
size_t server_seats(const struct settings *settings);
enum err server_start(const struct server_config *config, struct server **out) MUST_USE;
/* Takes no new connections, finishes what it has begun (the writer must still run), closes. */
void server_stop(struct server *server);
/* Where it listens; for port 0. */
int server_port(const struct server *server);
struct metrics *server_metrics(struct server *server);

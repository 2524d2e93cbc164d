#include "cli/cli.h"

#include "date/clock.h"
#include "dispatch/alarm.h"
#include "err/must.h"
#include "http/server.h"
#include "log/log.h"
#include "migrate/migrate.h"
#include "referral/referral.h"

#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

/* Three processes. The supervisor makes a socket pair for each seat of the web process and one for the
 * writer, starts vault and web, and starts both anew when one of them ends by a fault: what a vault
 * holds is worth nothing without the sessions' tokens, and half a message must never be read on. */

enum {
    SEATS_MAX = 80,
    FILES_WANTED = 65536,
    SWEEP_S = 15,
    RESTART_PAUSE_US = 200 * 1000,
    LOCK_TRIES = 100,
    LOCK_PAUSE_US = 50 * 1000,
    SWEEP_ARENA_B = 8 << 20,
};

struct serving {
    struct ctx ctx;
    struct folder folder;
    struct app app;
    struct pack *pack;
    struct store *store;
    struct writer *writer;
    struct ledger *ledger;
    struct tx_hooks hooks;
    struct vault *writer_vault;
    struct server *server;
    int web_fds[SEATS_MAX];
    int vault_fds[SEATS_MAX];
    size_t n_fds;
    int64_t begun_us;
};

static volatile sig_atomic_t must_stop;

static void on_stop(int signal_number) {
    (void)signal_number; /* TERM and INT mean the same */
    must_stop = 1;
}

static void handle_signals(void) {
    struct sigaction action = { .sa_handler = on_stop };
    (void)sigaction(SIGTERM, &action, NULL); /* these cannot fail with valid signals */
    (void)sigaction(SIGINT, &action, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

static void raise_files(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max < FILES_WANTED ? limit.rlim_max : FILES_WANTED;
        (void)setrlimit(RLIMIT_NOFILE, &limit); /* else fewer connections at a time */
    }
}

/* --- the vault process --------------------------------------------------------------------------- */

static int run_vault(struct serving *s) {
    struct vault_node node;
    (void)signal(SIGINT, SIG_IGN); /* it ends when the web process closes its sockets */
    (void)signal(SIGTERM, SIG_IGN);
    (void)prctl(PR_SET_DUMPABLE, 0);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (size_t i = 0; i < s->n_fds; i++) {
        (void)close(s->web_fds[i]);
    }
    if (folder_node(&s->ctx, &s->folder, &node) != OK) {
        return EX_NOINPUT;
    }
    return vault_serve(&node, s->vault_fds, s->n_fds);
}

/* --- the web process ----------------------------------------------------------------------------- */

static enum err open_web(struct serving *s) {
    struct pack_faults *faults = ARENA_NEW(s->ctx.arena, struct pack_faults);
    faults->arena = s->ctx.arena;
    TRY(pack_open(s->folder.pack, &s->pack, faults));
    s->app = (struct app){ .pack = s->pack,
        .settings = &s->folder.settings,
        .roles = { .caps = pack_role_caps, .pack = s->pack },
        .is_demo = s->folder.is_demo };
    TRY(zone_open(arena_c(s->ctx.arena, pack_settings(s->pack)->timezone), &s->app.zone));
    s->writer_vault = vault_open_socket(s->web_fds[0]);
    TRY(vault_identity(s->writer_vault, &s->app.identity));
    TRY(ledger_open(s->writer_vault, &s->ledger));
    s->hooks = ledger_hooks(s->ledger);
    TRY(store_open(s->folder.database, &s->store));
    return writer_open(s->store, &s->hooks, &s->writer);
}

static enum err start_web(struct serving *s) {
    TRY(open_web(s));
    struct server_config config = { .app = &s->app,
        .store = s->store,
        .writer = s->writer,
        .writer_vault = s->writer_vault,
        .vault_fds = s->web_fds + 1,
        .n_vault_fds = s->n_fds - 1,
        .listen = s->folder.settings.listen,
        .metrics_listen = s->folder.settings.metrics_listen };
    return server_start(&config, &s->server);
}

struct sweep {
    struct serving *serving;
    struct ctx ctx;
};

/* What time itself does: silent alarms move on, unanswered referrals expire. */
static enum err sweep_run(struct tx *tx, void *arg) {
    struct sweep *sweep = arg;
    int64_t n = 0;
    TRY(alarm_escalate_silent(&sweep->ctx, tx, sweep->serving->pack, &n));
    TRY(referral_expire_overdue(&sweep->ctx, tx, &n));
    return once_sweep(&sweep->ctx, tx);
}

static void sweep(struct serving *s, struct arena *arena) {
    struct sweep work = { .serving = s };
    arena_reset(arena);
    work.ctx.arena = arena;
    work.ctx.now_ms = clock_now_ms();
    enum err e = writer_call(s->writer, sweep_run, &work);
    if (e != OK) {
        LOG(LOG_ERROR, "sweep", LOG_T("err", err_name(e)));
    }
}

static int run_web(struct serving *s) {
    (void)prctl(PR_SET_DUMPABLE, 0);
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
    for (size_t i = 0; i < s->n_fds; i++) {
        (void)close(s->vault_fds[i]);
    }
    enum err e = start_web(s);
    if (e != OK) {
        return cli_fail(e, "cannot serve: %.*s %s", STR_FMT(err_meaning(e)), s->ctx.cause);
    }
    struct str host = s->folder.settings.listen; /* the port may have been chosen by the system */
    while (host.n > 0 && host.p[host.n - 1] != ':') {
        host.n--;
    }
    printf("besa: ready at http://%.*s%d/ after %lld ms\n", STR_FMT(host), server_port(s->server),
        (long long)((clock_mono_us() - s->begun_us) / 1000));
    (void)fflush(stdout);
    CLEANUP(arena_done) struct arena *arena = arena_open(SWEEP_ARENA_B);
    for (unsigned waited = SWEEP_S; !must_stop; waited++) {
        if (waited >= SWEEP_S) {
            sweep(s, arena);
            waited = 0;
        }
        (void)sleep(1); /* a signal ends it early */
    }
    server_stop(s->server);
    writer_close(s->writer);
    store_close(s->store);
    ledger_close(s->ledger);
    vault_close(s->writer_vault);
    pack_close(s->pack);
    zone_close(s->app.zone);
    return 0;
}

/* --- the supervisor ------------------------------------------------------------------------------ */

static bool make_sockets(struct serving *s) {
    s->n_fds = server_seats(&s->folder.settings) + 1;
    must(s->n_fds <= SEATS_MAX);
    for (size_t i = 0; i < s->n_fds; i++) {
        int pair[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
            return false;
        }
        s->web_fds[i] = pair[0];
        s->vault_fds[i] = pair[1];
    }
    return true;
}

static void close_sockets(struct serving *s) {
    for (size_t i = 0; i < s->n_fds; i++) {
        (void)close(s->web_fds[i]);
        (void)close(s->vault_fds[i]);
    }
}

static pid_t spawn(struct serving *s, int (*run)(struct serving *)) {
    (void)fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        exit(run(s));
    }
    return pid;
}

/* Waits for the first of the two to end, then ends the other. Gives the exit code of the web process,
 * or -1 when it must be started anew. */
static int watch(pid_t vault, pid_t web) {
    int status = 0;
    int web_status = -1;
    bool is_told = false;
    pid_t ended = -1;
    while (ended != vault && ended != web) {
        ended = waitpid(-1, &status, 0);
        if (ended < 0 && errno == EINTR && must_stop && !is_told) {
            (void)kill(web, SIGTERM);
            is_told = true;
        } else if (ended < 0 && errno != EINTR) {
            break;
        }
    }
    web_status = ended == web ? status : -1;
    (void)kill(ended == web ? vault : web, SIGKILL);
    while (waitpid(-1, &status, 0) > 0 || errno == EINTR) {
    }
    bool is_clean = web_status >= 0 && WIFEXITED(web_status);
    return is_clean ? WEXITSTATUS(web_status) : -1;
}

static int supervise(struct serving *s) {
    for (;;) {
        if (!make_sockets(s)) {
            return cli_fail(ERR_FILE, "too few file descriptors");
        }
        pid_t vault = spawn(s, run_vault);
        pid_t web = spawn(s, run_web);
        close_sockets(s);
        int exit_code = watch(vault, web);
        if (exit_code >= 0 || must_stop) {
            return exit_code < 0 ? 0 : exit_code;
        }
        LOG(LOG_ERROR, "restart");
        (void)usleep(RESTART_PAUSE_US);
        s->begun_us = clock_mono_us();
    }
}

static enum err apply_options(struct serving *s, const struct cli *cli) {
    struct settings *settings = &s->folder.settings;
    struct instant at;
    if (cli->values[OPT_DATABASE].p != NULL) {
        s->folder.database = cli->values[OPT_DATABASE];
    }
    if (cli->values[OPT_LISTEN].p != NULL) {
        TRY(settings_set(settings, STR("listen"), cli->values[OPT_LISTEN]));
    }
    if (cli->values[OPT_METRICS].p != NULL) {
        TRY(settings_set(settings, STR("metrics_listen"), cli->values[OPT_METRICS]));
    }
    if (cli->values[OPT_CLOCK].p != NULL) {
        if (!s->folder.is_demo) {
            return fail(&s->ctx, ERR_FORBIDDEN, "--clock is for demonstration data");
        }
        TRY(instant_parse(cli->values[OPT_CLOCK], &at));
        clock_set_offset_ms(at.ms - clock_now_ms());
    }
    return OK;
}

/* Before any process is split off: the schema is brought up to date, and a fault is said plainly. */
static enum err prepare(struct serving *s, const struct cli *cli) {
    TRY(folder_open(&s->ctx, cli_value(cli, OPT_DATA, "var/besa"), &s->folder));
    TRY(apply_options(s, cli));
    struct store *store = NULL;
    struct db *db = NULL;
    TRY(store_open(s->folder.database, &store));
    enum err e = db_open(store, DB_WRITER, &db);
    for (int tries = 0; e == ERR_BUSY && tries < LOCK_TRIES; tries++) {
        (void)usleep(LOCK_PAUSE_US); /* a server that was killed may still be dying */
        e = db_open(store, DB_WRITER, &db);
    }
    e = e == OK ? migrate_up(db, clock_now_ms()) : e;
    db_close(db);
    store_close(store);
    return e;
}

int cmd_serve(const struct cli *cli) {
    struct serving s = { .begun_us = clock_mono_us() };
    s.ctx.arena = arena_open(16 << 20);
    handle_signals();
    raise_files();
    enum err e = prepare(&s, cli);
    int exit_code = e == OK ? supervise(&s)
                            : cli_fail(e, "%s %.*s", s.ctx.cause, STR_FMT(err_meaning(e)));
    arena_close(s.ctx.arena);
    return exit_code;
}

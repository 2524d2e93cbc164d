#include "cli/cli.h"

#include "backup/backup.h"
#include "migrate/migrate.h"

#include <stdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { PROOF_MAX_B = 1 << 20, FREE_MIN_MB = 512 };

int cmd_version(const struct cli *cli) {
    (void)cli; /* takes no options */
    printf("besa %s\n", BESA_VERSION);
    return 0;
}

int cmd_pack_check(const struct cli *cli) {
    CLEANUP(pack_done) struct pack *pack = NULL;
    CLEANUP(arena_done) struct arena *arena = arena_open(1 << 20);
    struct pack_faults faults = { .arena = arena };
    enum err e = pack_open(cli->words[0], &pack, &faults);
    for (size_t i = 0; i < faults.n; i++) {
        const struct pack_fault *fault = &faults.faults[i];
        (void)fprintf(stderr, "%.*s:%zu:%zu: %.*s\n", STR_FMT(fault->file), fault->line,
            fault->column, STR_FMT(fault->what));
    }
    if (e != OK) {
        return cli_fail(e, "%zu faults in %.*s", faults.n, STR_FMT(cli->words[0]));
    }
    printf("%.*s: good; %zu texts still need a native reader\n", STR_FMT(cli->words[0]),
        pack_unsure(pack));
    return 0;
}

static int verify(struct house *house, const struct cli *cli) {
    struct ledger_report report;
    struct str witness = STR("");
    if (cli->values[OPT_WITNESS].p != NULL) {
        enum err e = file_read(&house->ctx, cli->values[OPT_WITNESS], &witness);
        if (e != OK) {
            return cli_fail(e, "%s", house->ctx.cause);
        }
    }
    enum err e = db_snapshot_begin(house->db);
    e = e == OK ? ledger_verify(&house->ctx, house->db, &house->identity, witness, &report) : e;
    if (e != OK) {
        return cli_fail(e, "%s %s", house->ctx.cause, db_cause(house->db));
    }
    db_snapshot_end(house->db);
    static const char *const VERDICTS[] = { "good", "", "ALTERED", "MISSING", "ROLLED BACK" };
    printf("ledger: %s; %lld entries, %lld rows, %lld checkpoints\n", VERDICTS[report.verdict],
        (long long)report.entries, (long long)report.rows, (long long)report.checkpoints);
    if (report.verdict != LEDGER_GOOD) {
        (void)fprintf(stderr, "besa: %.*s\n", STR_FMT(report.fault));
    }
    return (int)report.verdict;
}

int cmd_ledger_verify(const struct cli *cli) {
    int exit_code = 0;
    CLEANUP(house_done) struct house *house = cli_house(cli, HOUSE_READ, &exit_code);
    return house == NULL ? exit_code : verify(house, cli);
}

int cmd_ledger_prove(const struct cli *cli) {
    int exit_code = 0;
    int64_t seq = 0;
    CLEANUP(house_done) struct house *house = cli_house(cli, HOUSE_READ, &exit_code);
    if (house == NULL) {
        return exit_code;
    }
    if (!str_to_i64(cli->words[0], &seq)) {
        return cli_fail(ERR_USAGE, "SEQ is a number");
    }
    BUF_DONE struct buf json = buf_open(PROOF_MAX_B);
    enum err e = ledger_prove(&house->ctx, house->db, seq, &json);
    if (e != OK) {
        return cli_fail(e, "%s", house->ctx.cause);
    }
    printf("%.*s\n", STR_FMT(buf_str(&json)));
    return 0;
}

int cmd_ledger_key(const struct cli *cli) {
    int exit_code = 0;
    CLEANUP(house_done) struct house *house = cli_house(cli, HOUSE_READ, &exit_code);
    if (house == NULL) {
        return exit_code;
    }
    BUF_DONE struct buf hex = buf_open(128);
    buf_add_hex(&hex, (struct bytes){ house->identity.ed_pub, KEY_PUB_B });
    printf("%.*s %.*s\n", STR_FMT(ledger_origin(house->ctx.arena, &house->identity)),
        STR_FMT(buf_str(&hex)));
    return 0;
}

int cmd_backup(const struct cli *cli) {
    int exit_code = 0;
    CLEANUP(house_done) struct house *house = cli_house(cli, HOUSE_READ, &exit_code);
    if (house == NULL) {
        return exit_code;
    }
    enum err e = backup_make(house->store, cli->words[0]);
    if (e != OK) {
        return cli_fail(e, "%.*s: %.*s", STR_FMT(cli->words[0]), STR_FMT(err_meaning(e)));
    }
    printf("backup written to %.*s; keep node.key apart from it\n", STR_FMT(cli->words[0]));
    return 0;
}

static enum err restore_into(struct ctx *ctx, const struct cli *cli) {
    struct folder folder;
    struct store *store = NULL;
    TRY(folder_open(ctx, cli_value(cli, OPT_DATA, "var/besa"), &folder));
    struct str address = cli_value(cli, OPT_DATABASE, "");
    TRY(store_open(str_is_empty(address) ? folder.database : address, &store));
    enum err e = backup_restore(cli->words[0], store);
    store_close(store);
    return e;
}

int cmd_restore(const struct cli *cli) {
    struct ctx ctx = { .arena = arena_open(4 << 20) };
    enum err e = restore_into(&ctx, cli);
    int exit_code = e == OK ? 0 : cli_fail(e, "%s %.*s", ctx.cause, STR_FMT(err_meaning(e)));
    arena_close(ctx.arena);
    if (exit_code != 0) {
        return exit_code;
    }
    CLEANUP(house_done) struct house *house = cli_house(cli, HOUSE_WRITE, &exit_code);
    return house == NULL ? exit_code : verify(house, cli);
}

static bool say(bool is_good, const char *what, const char *otherwise) {
    printf("%-6s %s\n", is_good ? "good" : "BAD", is_good ? what : otherwise);
    return is_good;
}

int cmd_doctor(const struct cli *cli) {
    int exit_code = 0;
    struct statvfs disk;
    CLEANUP(house_done) struct house *house = cli_house(cli, HOUSE_READ, &exit_code);
    if (house == NULL) {
        return exit_code;
    }
    char *path = arena_c(house->ctx.arena, house->folder.path);
    bool is_good = say(true, "pack, database and node key can be read", "");
    bool has_room = statvfs(path, &disk) == 0 &&
                    (disk.f_bavail * disk.f_frsize >> 20) >= FREE_MIN_MB;
    is_good = say(has_room, "disk has room", "less than 512 MB free: make room now") && is_good;
    is_good = say(migrate_check(house->db) == OK, "database has this program's schema",
                  "database is older or newer: start this version once, or a newer one") &&
              is_good;
    is_good = verify(house, cli) == 0 && is_good;
    if (pack_unsure(house->pack) > 0) {
        printf("note   %zu texts of the pack still need a native reader\n",
            pack_unsure(house->pack));
    }
    return is_good ? 0 : 1;
}

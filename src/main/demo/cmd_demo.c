#include "cli/cli.h"
#include "demo/demo.h"

#include "date/clock.h"
#include "rand/rand.h"
#include "who_sql.h"

#include <stdio.h>

static const int64_t DAY_MS = (int64_t)24 * 60 * 60 * 1000;

static void show(const struct demo_people *people, struct str listen) {
    printf("\n  for people who need help   http://%.*s/\n", STR_FMT(listen));
    printf("  for staff                  http://%.*s/s\n\n", STR_FMT(listen));
    printf("  Demonstration people, one of each role (all data are invented).\n");
    printf("  The second factor of a person: besa demo code USER\n\n");
    for (size_t i = 0; i < people->n; i++) {
        const struct demo_person *p = &people->items[i];
        if (p->is_shown) {
            printf("  %-32.*s %.*s\n", STR_FMT(p->username), STR_FMT(p->passphrase));
        }
    }
    printf("\n");
}

static bool read_order(const struct cli *cli, struct demo_order *out) {
    int64_t seed = 0;
    struct day until;
    *out = (struct demo_order){ .until_ms = clock_now_ms() };
    if (!str_to_i64(cli_value(cli, OPT_SEED, "1"), &seed) ||
        !str_to_i64(cli_value(cli, OPT_CASES, "120"), &out->cases) || out->cases < 1 ||
        out->cases > 200000) {
        return false;
    }
    out->seed = (uint64_t)seed;
    if (cli->values[OPT_UNTIL].p != NULL) {
        if (day_parse(cli->values[OPT_UNTIL], &until) != OK) {
            return false;
        }
        out->until_ms = ((int64_t)until.n + 1) * DAY_MS - 1;
    }
    return true;
}

static enum err make_demo(const struct cli *cli, struct ctx *ctx, const struct demo_order *order) {
    struct demo_people people;
    CLEANUP(house_done) struct house *house = NULL;
    struct str path = cli_value(cli, OPT_DATA, "var/demo");
    struct str database = cli_value(cli, OPT_DATABASE, "");
    TRY(folder_make(ctx, path, cli_value(cli, OPT_PACK, "packs/albania"), database, true));
    TRY(house_open(path, database, HOUSE_YEAR, &house));
    house->ctx.now_ms = order->until_ms - 366 * DAY_MS;
    rand_seed(order->seed);
    enum err e = demo_people_make(house, &people);
    e = e == OK ? demo_people_save(house, &people) : e;
    e = e == OK ? demo_year(house, &people, order) : e;
    if (e != OK) {
        (void)fprintf(stderr, "besa: %s %s\n", house->ctx.cause, db_cause(house->db));
    }
    return e;
}

int cmd_demo(const struct cli *cli) {
    struct demo_order order;
    if (!read_order(cli, &order)) {
        return cli_fail(ERR_USAGE, "--seed and --cases take numbers, --until a day like 2026-11-23");
    }
    struct ctx ctx = { .arena = arena_open(1 << 20) };
    int64_t begun_us = clock_mono_us();
    enum err e = make_demo(cli, &ctx, &order);
    int exit_code = e == OK ? 0 : cli_fail(e, "%s", ctx.cause);
    arena_close(ctx.arena);
    if (exit_code == 0) {
        printf("a year with %lld cases in %lld s\n", (long long)order.cases,
            (long long)((clock_mono_us() - begun_us) / 1000000));
    }
    return exit_code;
}

int cmd_demo_show(const struct cli *cli) {
    struct folder folder;
    struct demo_people people;
    struct ctx ctx = { .arena = arena_open(4 << 20) };
    enum err e = folder_open(&ctx, cli_value(cli, OPT_DATA, "var/demo"), &folder);
    e = e == OK ? demo_people_load(&ctx, &folder, &people) : e;
    if (e == OK) {
        show(&people, cli_value(cli, OPT_LISTEN, "127.0.0.1:8080"));
    }
    int exit_code = e == OK ? 0 : cli_fail(e, "%s", ctx.cause);
    arena_close(ctx.arena);
    return exit_code;
}

static const struct demo_person *find_person(const struct demo_people *people, struct str name) {
    for (size_t i = 0; i < people->n; i++) {
        if (str_eq(people->items[i].username, name)) {
            return &people->items[i];
        }
    }
    return NULL;
}

/* The clock of the demonstration server may have been set; the code must be of the same time. */
static bool set_clock(const struct cli *cli) {
    struct instant at;
    if (cli->values[OPT_CLOCK].p == NULL) {
        return true;
    }
    if (instant_parse(cli->values[OPT_CLOCK], &at) != OK) {
        return false;
    }
    clock_set_offset_ms(at.ms - clock_now_ms());
    return true;
}

int cmd_demo_code(const struct cli *cli) {
    int exit_code = 0;
    struct staff_by_name_row row;
    struct str code;
    bool is_found = false;
    if (!set_clock(cli)) {
        return cli_fail(ERR_USAGE, "--clock takes an instant like 2020-03-01T02:10+01:00");
    }
    CLEANUP(house_done) struct house *house = cli_house(cli, HOUSE_READ, &exit_code);
    if (house == NULL) {
        return exit_code;
    }
    enum err e = staff_by_name(house->db, house->ctx.arena,
        &(struct staff_by_name_in){ .username = cli->words[0] }, &row, &is_found);
    if (e != OK || !is_found) {
        return cli_fail(ERR_NOT_FOUND, "no person %.*s", STR_FMT(cli->words[0]));
    }
    e = vault_demo_code(
        house->vault, house->ctx.arena, row.totp_wrap, house->ctx.now_ms, &code);
    if (e != OK) {
        return cli_fail(e, "only demonstration data tell codes");
    }
    printf("%.*s\n", STR_FMT(code));
    return 0;
}

struct token_order {
    struct who who;
    int64_t days;
    struct str text;
};

static enum err make_token(struct house *house, void *arg) {
    struct token_order *order = arg;
    return token_make(
        &house->ctx, house->tx, &order->who, STR("demonstration"), order->days, &order->text);
}

int cmd_demo_token(const struct cli *cli) {
    int exit_code = 0;
    struct demo_people people;
    struct token_order order = { .days = 30 };
    CLEANUP(house_done) struct house *house = cli_house(cli, HOUSE_WRITE, &exit_code);
    if (house == NULL) {
        return exit_code;
    }
    if (!str_to_i64(cli_value(cli, OPT_DAYS, "30"), &order.days)) {
        return cli_fail(ERR_USAGE, "--days takes a number from 1 to 90");
    }
    enum err e = demo_people_load(&house->ctx, &house->folder, &people);
    const struct demo_person *person = e == OK ? find_person(&people, cli->words[0]) : NULL;
    e = e == OK && person == NULL ? ERR_NOT_FOUND : e;
    e = e == OK ? demo_sign_in(house, &house->ctx, person, &order.who) : e;
    e = e == OK ? house_do(house, make_token, &order) : e;
    if (e != OK) {
        return cli_fail(e, "%s %.*s", house->ctx.cause, STR_FMT(err_meaning(e)));
    }
    printf("%.*s\n", STR_FMT(order.text));
    return 0;
}

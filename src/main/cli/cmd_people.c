#include "cli/cli.h"

#include "who_sql.h"

#include <stdio.h>

enum { LIST_MAX = 10000 };

struct founding {
    struct str code;
    struct new_staff staff;
    struct new_staff_secrets secrets;
    int64_t agency_id;
};

static enum err found(struct house *house, void *arg) {
    struct founding *founding = arg;
    const struct agency_row *row = pack_agency(house->pack, founding->code);
    if (row == NULL) {
        return fail(&house->ctx, ERR_INPUT, "the pack has no agency %.*s", STR_FMT(founding->code));
    }
    return agency_found(&house->ctx, house->tx, house->vault, NULL, row->code, row->kind,
        &founding->staff, 1, &founding->secrets, &founding->agency_id);
}

static void print_secrets(const struct new_staff *staff, const struct new_staff_secrets *secrets) {
    printf("user name        %.*s\n", STR_FMT(staff->username));
    printf("passphrase       %.*s\n", STR_FMT(staff->passphrase));
    printf("authenticator    %.*s\n", STR_FMT(secrets->totp_secret));
    printf("recovery code    %.*s\n", STR_FMT(secrets->recovery_code));
    printf("These are shown once. Give them to the person by hand; the recovery code goes into a "
           "sealed envelope.\n");
}

/* What the command line says of a new person; false after having said what is missing. */
static bool read_staff(
    struct house *house, const struct cli *cli, struct new_staff *out, int *out_exit) {
    *out = (struct new_staff){ .username = cli_value(cli, OPT_USER, ""),
        .display_name = cli_value(cli, OPT_NAME, ""),
        .role = cli_value(cli, OPT_ROLE, ""),
        .language = STR("sq"),
        .passphrase = cli_new_passphrase(house->ctx.arena),
        .cost = VAULT_COST_FULL };
    bool is_named = out->username.n > 0 && out->username.n <= 40 && out->display_name.n > 0;
    if (!is_named || pack_role(house->pack, out->role) == NULL) {
        *out_exit = cli_fail(ERR_USAGE, "--user, --name and --role (of the pack) are needed");
        return false;
    }
    return true;
}

static int add_agency(struct house *house, const struct cli *cli) {
    int exit_code = 0;
    struct founding founding = { .code = cli_value(cli, OPT_AGENCY, "") };
    if (!read_staff(house, cli, &founding.staff, &exit_code)) {
        return exit_code;
    }
    enum err e = house_do(house, found, &founding);
    if (e != OK) {
        return cli_fail(e, "%s", house->ctx.cause[0] != 0 ? house->ctx.cause : "not added");
    }
    print_secrets(&founding.staff, &founding.secrets);
    return 0;
}

int cmd_agency_add(const struct cli *cli) {
    int exit_code = 0;
    CLEANUP(house_done) struct house *house = cli_house(cli, HOUSE_WRITE, &exit_code);
    return house == NULL ? exit_code : add_agency(house, cli);
}

int cmd_init(const struct cli *cli) {
    struct ctx ctx = { .arena = arena_open(1 << 20) };
    struct str path = cli_value(cli, OPT_DATA, "var/besa");
    enum err e = folder_make(&ctx, path, cli_value(cli, OPT_PACK, "packs/albania"),
        cli_value(cli, OPT_DATABASE, ""), false);
    int exit_code = e == OK ? 0 : cli_fail(e, "%s", ctx.cause);
    arena_close(ctx.arena);
    if (exit_code != 0) {
        return exit_code;
    }
    CLEANUP(house_done) struct house *house = cli_house(cli, HOUSE_WRITE, &exit_code);
    return house == NULL ? exit_code : add_agency(house, cli);
}

struct joining {
    struct who who;
    struct new_staff staff;
    struct new_staff_secrets secrets;
};

static enum err join(struct house *house, void *arg) {
    struct joining *joining = arg;
    return staff_join(
        &house->ctx, house->tx, &joining->who, &joining->staff, &joining->secrets);
}

int cmd_user_add(const struct cli *cli) {
    int exit_code = 0;
    struct joining joining;
    CLEANUP(house_done) struct house *house = cli_house(cli, HOUSE_WRITE, &exit_code);
    if (house == NULL || !read_staff(house, cli, &joining.staff, &exit_code)) {
        return exit_code;
    }
    enum err e = cli_sign_in(house, cli, &joining.who);
    if (e == OK && !may(&joining.who, CAP_USER_ADMIN)) {
        e = ERR_FORBIDDEN;
    }
    e = e == OK ? house_do(house, join, &joining) : e;
    if (e != OK) {
        return cli_fail(e, "%.*s", STR_FMT(err_meaning(e)));
    }
    print_secrets(&joining.staff, &joining.secrets);
    return 0;
}

static enum err leave(struct house *house, void *arg) {
    const struct cli *cli = arg;
    return staff_leave(&house->ctx, house->tx, NULL, cli->words[0]);
}

int cmd_user_end(const struct cli *cli) {
    int exit_code = 0;
    CLEANUP(house_done) struct house *house = cli_house(cli, HOUSE_WRITE, &exit_code);
    if (house == NULL) {
        return exit_code;
    }
    enum err e = house_do(house, leave, (void *)(uintptr_t)cli);
    return e == OK ? 0 : cli_fail(e, "no active person of that name");
}

int cmd_user_list(const struct cli *cli) {
    int exit_code = 0;
    struct staff_all_row *rows = NULL;
    size_t n = 0;
    CLEANUP(house_done) struct house *house = cli_house(cli, HOUSE_READ, &exit_code);
    if (house == NULL) {
        return exit_code;
    }
    enum err e = staff_all(
        house->db, house->ctx.arena, &(struct staff_all_in){ .limit = LIST_MAX }, &rows, &n);
    if (e != OK) {
        return cli_fail(e, "%s", db_cause(house->db));
    }
    for (size_t i = 0; i < n; i++) {
        printf("%-24.*s %-16.*s %-18.*s %.*s\n", STR_FMT(rows[i].username),
            STR_FMT(rows[i].agency_code), STR_FMT(rows[i].role), STR_FMT(rows[i].state));
    }
    return 0;
}

struct token_order {
    struct who who;
    struct str label;
    int64_t days;
    struct str text;
};

static enum err make_token(struct house *house, void *arg) {
    struct token_order *order = arg;
    return token_make(
        &house->ctx, house->tx, &order->who, order->label, order->days, &order->text);
}

int cmd_token(const struct cli *cli) {
    int exit_code = 0;
    struct token_order order = { .label = cli_value(cli, OPT_LABEL, "script") };
    CLEANUP(house_done) struct house *house = cli_house(cli, HOUSE_WRITE, &exit_code);
    if (house == NULL) {
        return exit_code;
    }
    if (!str_to_i64(cli_value(cli, OPT_DAYS, "30"), &order.days)) {
        return cli_fail(ERR_USAGE, "--days takes a number from 1 to 90");
    }
    enum err e = cli_sign_in(house, cli, &order.who);
    e = e == OK ? house_do(house, make_token, &order) : e;
    if (e != OK) {
        return cli_fail(e, "%.*s", STR_FMT(err_meaning(e)));
    }
    printf("%.*s\n", STR_FMT(order.text));
    return 0;
}

#include "cli/cli.h"

#include "date/clock.h"
#include "log/log.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

static const struct option_row {
    const char *name;
    const char *value;
    const char *meaning;
} OPTIONS[OPT_COUNT] = {
    [OPT_DATA] = { "data", "DIR", "the data folder (default: var/besa)" },
    [OPT_DATABASE] = { "database", "ADDRESS", "postgresql://... instead of the file in DIR" },
    [OPT_LISTEN] = { "listen", "ADDRESS:PORT", "where pages are served (default 127.0.0.1:8080)" },
    [OPT_METRICS] = { "metrics-listen", "ADDRESS:PORT",
        "where /metrics is served (default 127.0.0.1:9108)" },
    [OPT_PACK] = { "pack", "FOLDER", "the country pack (default: packs/albania)" },
    [OPT_AGENCY] = { "agency", "CODE", "code of an agency in the pack" },
    [OPT_USER] = { "user", "NAME", "name to sign in with" },
    [OPT_NAME] = { "name", "TEXT", "name shown to colleagues" },
    [OPT_ROLE] = { "role", "CODE", "role in the pack" },
    [OPT_AS] = { "as", "NAME", "the person who does this" },
    [OPT_LABEL] = { "label", "TEXT", "what the token is for" },
    [OPT_DAYS] = { "days", "N", "how long it lives (1 to 90, default 30)" },
    [OPT_SEED] = { "seed", "N", "another number gives another year (default 1)" },
    [OPT_CASES] = { "cases", "N", "how many cases (default 120)" },
    [OPT_UNTIL] = { "until", "DAY", "last day of the year, 2026-11-23 (default: today)" },
    [OPT_WITNESS] = { "witness", "FILE", "a checkpoint that was kept elsewhere" },
    [OPT_CLOCK] = { "clock", "INSTANT", "begin at this time (demonstration data only)" },
};

static bool has_word(const char *list, const char *name) {
    struct str rest = str_from_c(list);
    struct str word;
    while (str_word(&rest, &word)) {
        if (str_eq_c(word, name)) {
            return true;
        }
    }
    return false;
}

static void print_command_help(const struct command *command) {
    printf("besa %s%s%s - %s\n\n", command->name, command->words[0] != 0 ? " " : "",
        command->words, command->summary);
    if (command->detail[0] != 0) {
        printf("%s\n\n", command->detail);
    }
    for (size_t i = 0; i < OPT_COUNT; i++) {
        if (has_word(command->options, OPTIONS[i].name)) {
            printf("  --%s %s\n        %s\n", OPTIONS[i].name, OPTIONS[i].value, OPTIONS[i].meaning);
        }
    }
    printf("  --help\n        print this\n");
}

static void print_help(void) {
    printf("besa - one server for a country's response to human trafficking\n\n");
    printf("usage: besa COMMAND [WORD] [--OPTION VALUE]\n\n");
    for (size_t i = 0; i < N_COMMANDS; i++) {
        char name[64];
        (void)snprintf(name, sizeof(name), "%s %s", COMMANDS[i].name, COMMANDS[i].words);
        printf("  %-22s %s\n", name, COMMANDS[i].summary);
    }
    printf("\nbesa COMMAND --help tells more.\n");
}

int cli_fail(enum err e, const char *format, ...) {
    va_list args;
    va_start(args, format);
    (void)fputs("besa: ", stderr);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
    switch (e) {
    case ERR_USAGE:
    case ERR_INPUT:
        return EX_USAGE;
    case ERR_FILE:
        return EX_NOINPUT;
    case ERR_PACK:
    case ERR_FORM:
    case ERR_TAMPERED:
        return EX_DATAERR;
    case ERR_DUPLICATE:
    case ERR_CONFLICT:
        return EX_CANTCREAT;
    case ERR_CREDENTIALS:
    case ERR_FORBIDDEN:
    case ERR_SIGN_IN:
        return EX_NOPERM;
    case ERR_NOT_FOUND:
        return EX_NOUSER;
    case ERR_BUSY:
        return EX_TEMPFAIL;
    case ERR_VERSION:
        return EX_CONFIG;
    case ERR_FULL:
        return EX_IOERR;
    default:
        return EX_SOFTWARE;
    }
}

struct str cli_value(const struct cli *cli, enum option option, const char *otherwise) {
    return cli->values[option].p != NULL ? cli->values[option] : str_from_c(otherwise);
}

struct house *cli_house(const struct cli *cli, enum house_use use, int *out_exit) {
    struct house *house = NULL;
    enum err e = house_open(cli_value(cli, OPT_DATA, "var/besa"),
        cli_value(cli, OPT_DATABASE, ""), use, &house);
    if (e != OK) {
        *out_exit = e == ERR_BUSY
                        ? cli_fail(e, "another process writes to these data: stop the server first")
                        : cli_fail(e, "%.*s", STR_FMT(err_meaning(e)));
    }
    return house;
}

/* Reads one line without showing it when somebody types it. */
static struct str ask(struct arena *arena, const char *variable, const char *prompt) {
    const char *given = getenv(variable);
    if (given != NULL) {
        return str_from_c(given);
    }
    struct termios shown;
    bool is_terminal = tcgetattr(STDIN_FILENO, &shown) == 0;
    if (is_terminal) {
        struct termios hidden = shown;
        hidden.c_lflag &= ~(tcflag_t)ECHO;
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden); /* at worst it shows */
        (void)fputs(prompt, stderr);
    }
    char line[512] = "";
    bool is_read = fgets(line, sizeof(line), stdin) != NULL;
    if (is_terminal) {
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
        (void)fputc('\n', stderr);
    }
    struct str text = is_read ? arena_str(arena, str_trim(str_from_c(line))) : STR("");
    sodium_memzero(line, sizeof(line));
    return text;
}

struct try_sign_in {
    struct sign_in_result result;
};

static enum err note_sign_in(struct house *house, void *arg) {
    struct try_sign_in *try = arg;
    return sign_in_note(&house->ctx, house->tx, &try->result);
}

enum err cli_sign_in(struct house *house, const struct cli *cli, struct who *out) {
    struct try_sign_in try;
    struct sign_in_try input = { .username = cli_value(cli, OPT_AS, ""),
        .passphrase = ask(house->ctx.arena, "BESA_PASSPHRASE", "Passphrase: "),
        .code = ask(house->ctx.arena, "BESA_CODE", "Code: ") };
    TRY(sign_in_check(&house->ctx, house->db, house->vault, &input, &try.result));
    TRY(house_do(house, note_sign_in, &try));
    TRY(try.result.err);
    return who_of_session(
        &house->ctx, house->db, house->vault, &house->roles, try.result.token, out);
}

struct str cli_new_passphrase(struct arena *arena) {
    static const char ALPHABET[] = "abcdefghjkmnpqrstuvwxyz23456789";
    char text[25];
    for (size_t i = 0; i < 24; i++) {
        text[i] = i % 5 == 4 ? '-' : ALPHABET[randombytes_uniform(sizeof(ALPHABET) - 1)];
    }
    text[24] = 0;
    struct str copy = arena_str(arena, str_from_c(text));
    sodium_memzero(text, sizeof(text));
    return copy;
}

/* "ledger verify" before "ledger": the longest name that the words begin with. */
static const struct command *find_command(int argc, char **argv, int *out_used) {
    for (int words = 2; words >= 1; words--) {
        char name[64] = "";
        if (argc < 1 + words) {
            continue;
        }
        (void)snprintf(name, sizeof(name), "%s%s%s", argv[1], words == 2 ? " " : "",
            words == 2 ? argv[2] : "");
        for (size_t i = 0; i < N_COMMANDS; i++) {
            if (strcmp(COMMANDS[i].name, name) == 0) {
                *out_used = 1 + words;
                return &COMMANDS[i];
            }
        }
    }
    return NULL;
}

static int find_option(const struct command *command, struct str name) {
    for (int i = 0; i < OPT_COUNT; i++) {
        if (str_eq_c(name, OPTIONS[i].name) && has_word(command->options, OPTIONS[i].name)) {
            return i;
        }
    }
    return -1;
}

/* Gives 0 to go on, else an exit code. */
static int read_option(const struct command *command, int argc, char **argv, int *at, struct cli *cli) {
    struct str rest = str_skip(str_from_c(argv[*at]), 2);
    struct str name;
    bool has_name = str_cut(&rest, '=', &name);
    int option = has_name ? find_option(command, name) : -1;
    if (option < 0) {
        return cli_fail(ERR_USAGE, "%s: unknown option %s; besa %s --help lists them",
            command->name, argv[*at], command->name);
    }
    if (rest.p == NULL) {
        if (*at + 1 >= argc) {
            return cli_fail(ERR_USAGE, "%s: %s needs a value", command->name, argv[*at]);
        }
        (*at)++;
        rest = str_from_c(argv[*at]);
    }
    cli->values[option] = rest;
    return 0;
}

int cli_main(int argc, char **argv) {
    struct cli cli = { 0 };
    int at = 1;
    const struct command *command = find_command(argc, argv, &at);
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        print_help();
        return argc < 2 ? EX_USAGE : 0;
    }
    if (command == NULL) {
        return cli_fail(ERR_USAGE, "unknown command %s; besa --help lists them", argv[1]);
    }
    for (; at < argc; at++) {
        if (strcmp(argv[at], "--help") == 0) {
            print_command_help(command);
            return 0;
        }
        if (strncmp(argv[at], "--", 2) == 0) {
            int exit_code = read_option(command, argc, argv, &at, &cli);
            if (exit_code != 0) {
                return exit_code;
            }
        } else if (cli.n_words < (size_t)(command->words[0] != 0)) {
            cli.words[cli.n_words++] = str_from_c(argv[at]);
        } else {
            return cli_fail(ERR_USAGE, "%s: %s is one word too many", command->name, argv[at]);
        }
    }
    if (command->words[0] != 0 && cli.n_words == 0) {
        return cli_fail(ERR_USAGE, "%s: %s is missing", command->name, command->words);
    }
    return command->run(&cli);
}

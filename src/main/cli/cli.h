/* cli: commands, their options, their help; exit codes of sysexits.
 *
 * Purpose     One row for each command and one for each option: parsing, `--help`, the man page and its
 *             test come from the same rows.
 * Invariants  An unknown option, a missing value or a stray word is 64 and says what would be right.
 *             Nothing asks on a terminal unless it is one.
 * Threads     Main thread. */
#pragma once

#include "house/house.h"

enum option {
    OPT_DATA,
    OPT_DATABASE,
    OPT_LISTEN,
    OPT_METRICS,
    OPT_PACK,
    OPT_AGENCY,
    OPT_USER,
    OPT_NAME,
    OPT_ROLE,
    OPT_AS,
    OPT_LABEL,
    OPT_DAYS,
    OPT_SEED,
    OPT_CASES,
    OPT_UNTIL,
    OPT_WITNESS,
    OPT_CLOCK,
    OPT_COUNT,
};

struct cli {
    struct str values[OPT_COUNT]; /* absent (p == NULL) when not given */
    struct str words[2];          /* what stands without a dash */
    size_t n_words;
};

struct command {
    const char *name;    /* "ledger verify" */
    const char *words;   /* "FILE", "SEQ", ... or "" */
    const char *summary; /* one line */
    const char *detail;
    const char *options; /* names separated by blanks */
    int (*run)(const struct cli *cli);
};

extern const struct command COMMANDS[];
extern const size_t N_COMMANDS;

int cli_main(int argc, char **argv);
/* The value, or the default. */
struct str cli_value(const struct cli *cli, enum option option, const char *otherwise);
/* Says on stderr what is wrong and gives the exit code for it. */
int cli_fail(enum err e, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Data folder of the command line, opened; NULL after having said why not. */
struct house *cli_house(const struct cli *cli, enum house_use use, int *out_exit);
/* Signs in the person of --as; asks for passphrase and code, or takes them from the environment
 * (BESA_PASSPHRASE, BESA_CODE). */
enum err cli_sign_in(struct house *house, const struct cli *cli, struct who *out) MUST_USE;
/* A passphrase of 100 random bits in groups, easy to copy. */
struct str cli_new_passphrase(struct arena *arena);

int cmd_init(const struct cli *cli);
int cmd_demo(const struct cli *cli);
int cmd_demo_code(const struct cli *cli);
int cmd_demo_token(const struct cli *cli);
int cmd_demo_show(const struct cli *cli);
int cmd_serve(const struct cli *cli);
int cmd_user_add(const struct cli *cli);
int cmd_user_end(const struct cli *cli);
int cmd_user_list(const struct cli *cli);
int cmd_agency_add(const struct cli *cli);
int cmd_token(const struct cli *cli);
int cmd_pack_check(const struct cli *cli);
int cmd_ledger_verify(const struct cli *cli);
int cmd_ledger_prove(const struct cli *cli);
int cmd_ledger_key(const struct cli *cli);
int cmd_backup(const struct cli *cli);
int cmd_restore(const struct cli *cli);
int cmd_doctor(const struct cli *cli);
int cmd_version(const struct cli *cli);

#include "cli/cli.h"

const struct command COMMANDS[] = {
    { "init", "", "make a data folder with its first agency and person",
        "Makes DIR with a node key, a database and the country pack, founds the agency AGENCY (a code "
        "of the pack) and adds its first person. Prints a passphrase, a secret for an authenticator "
        "app and a recovery code, once. Copy node.key to a safe place apart from the backups.",
        "data database pack agency user name role", cmd_init },
    { "demo", "", "make a data folder with an invented year of work",
        "The same seed, number of cases and last day give the same year. Nobody in it is real; keys "
        "and passphrases are drawn anew each time.",
        "data database pack seed cases until", cmd_demo },
    { "demo code", "USER", "print the current second-factor code of a demonstration person", "",
        "data database clock", cmd_demo_code },
    { "demo token", "USER", "make a token for scripts for a demonstration person", "",
        "data database days", cmd_demo_token },
    { "demo show", "", "print addresses and passphrases of the demonstration people", "",
        "data listen", cmd_demo_show },
    { "serve", "", "serve the pages",
        "Runs three processes: supervisor, vault (keys; no network, no database) and web. Settings "
        "stand in DIR/besa.conf; options win over it.",
        "data database listen metrics-listen clock", cmd_serve },
    { "agency add", "", "found an agency of the pack with its first person", "",
        "data database agency user name role", cmd_agency_add },
    { "user add", "", "add a person to one's own agency",
        "Somebody of the same agency must sign in (--as), because only its members can hand on the "
        "agency's key.",
        "data database as user name role", cmd_user_add },
    { "user end", "USER", "end a person's access at once", "", "data database", cmd_user_end },
    { "user list", "", "list the people", "", "data database", cmd_user_list },
    { "token", "", "make a token for scripts that act in a person's name", "",
        "data database as label days", cmd_token },
    { "pack check", "FOLDER", "check a country pack; names file, line and column of each fault", "",
        "", cmd_pack_check },
    { "ledger verify", "", "check every entry, checkpoint and row",
        "Exit 0 good, 2 altered, 3 something is missing, 4 rolled back against the witness.",
        "data database witness", cmd_ledger_verify },
    { "ledger prove", "SEQ", "print a proof of one entry that docs/verify.py checks without Besa", "",
        "data database", cmd_ledger_prove },
    { "ledger key", "", "print the public key that signs the checkpoints", "", "data", cmd_ledger_key },
    { "backup", "FILE", "write a backup while the server runs; content stays sealed in it", "",
        "data database", cmd_backup },
    { "restore", "FILE", "read a backup into an empty data folder or database",
        "DIR must hold node.key and besa.conf and no database. Verifies the ledger afterwards.",
        "data database", cmd_restore },
    { "doctor", "", "look whether everything is in order", "", "data database", cmd_doctor },
    { "version", "", "print the version", "", "", cmd_version },
};

const size_t N_COMMANDS = COUNT_OF(COMMANDS);

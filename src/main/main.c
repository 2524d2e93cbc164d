#include "cli/cli.h"

#include <sodium.h>
#include <stdio.h>
#include <sysexits.h>

int main(int argc, char **argv) {
    if (sodium_init() < 0) {
        (void)fputs("besa: no source of randomness\n", stderr);
        return EX_OSERR;
    }
    return cli_main(argc, argv);
}

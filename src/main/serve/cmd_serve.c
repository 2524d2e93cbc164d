#include "cli/cli.h"

int cmd_serve(const struct cli *cli) {
    (void)cli;
    return cli_fail(ERR_NOT_IMPLEMENTED, "not yet");
}

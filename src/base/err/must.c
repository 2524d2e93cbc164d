#include "err/must.h"

#include <stdio.h>
#include <stdlib.h>

void must_failed(const char *claim, const char *file, int line) {
    (void)fprintf(stderr, "besa: fault at %s:%d: %s\n", file, line, claim);
    abort();
}

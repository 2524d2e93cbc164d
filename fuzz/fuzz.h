/* fuzz: what every target offers to libFuzzer and to replay.c.
 *
 * Purpose     Feeds one input to one parser and checks its round trip with must(): an abort is a
 *             finding. Ownership: the input belongs to the caller. Threads: one. Errors: none. */
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

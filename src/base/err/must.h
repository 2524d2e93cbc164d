/* must: stops the program on a fault of the program itself; never used on input.
 * Stays on in production: the supervisor starts the process again. */
#pragma once

void must_failed(const char *claim, const char *file, int line) __attribute__((noreturn));

#define must(claim) ((claim) ? (void)0 : must_failed(#claim, __FILE__, __LINE__))

/* sealed: a piece of ciphertext on its way between the database and trust/seal.
 *
 * Purpose     Gives columns of the classes I, S, H, N and J a type of their own, so that printing
 *             one does not compile: emit() has no branch for it, and struct str does not accept it.
 * Invariants  `box` is ciphertext, or has n == 0 for "none". Nobody but trust/seal looks inside;
 *             the store copies it, and the row image hashes it, unopened.
 * Ownership   A slice: the arena that it was read into, or the caller.
 * Threads     A value. */
#pragma once

#include "str/str.h"

struct sealed {
    struct bytes box;
};

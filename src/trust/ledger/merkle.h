/* merkle: the RFC 6962 tree over ledger entries.
 *
 * Purpose     Append in O(log n) from the frontier alone, root, inclusion and consistency proofs.
 * Invariants  Leaf = SHA-256(0x00 | entry), node = SHA-256(0x01 | left | right). The frontier holds
 *             the roots of the complete subtrees of a tree of `size` leaves, largest first: one for
 *             each 1 bit of size.
 * Source      RFC 6962 section 2.1 (the same tree as RFC 9162).
 * Threads     Values. */
#pragma once

#include "arena/arena.h"

enum { MERKLE_HASH_B = 32, MERKLE_DEPTH_MAX = 63 };

struct merkle {
    uint64_t size;
    uint8_t frontier[MERKLE_DEPTH_MAX][MERKLE_HASH_B];
};

void merkle_leaf(struct bytes entry, uint8_t out[MERKLE_HASH_B]);
void merkle_add(struct merkle *tree, const uint8_t leaf[MERKLE_HASH_B]);
void merkle_root(const struct merkle *tree, uint8_t out[MERKLE_HASH_B]);
size_t merkle_frontier_n(uint64_t size);
/* False when the bytes do not fit the size. */
bool merkle_load(struct merkle *tree, uint64_t size, struct bytes frontier);

/* Root of leaves[0..n). */
void merkle_root_of(const uint8_t (*leaves)[MERKLE_HASH_B], uint64_t n, uint8_t out[MERKLE_HASH_B]);
/* The inclusion proof of leaf `at` among n; gives the number of hashes written to out. */
size_t merkle_proof(const uint8_t (*leaves)[MERKLE_HASH_B], uint64_t n, uint64_t at,
    uint8_t out[][MERKLE_HASH_B]);
/* Whether the proof leads from the leaf to the root. */
bool merkle_proof_ok(const uint8_t leaf[MERKLE_HASH_B], uint64_t n, uint64_t at,
    const uint8_t (*proof)[MERKLE_HASH_B], size_t proof_n, const uint8_t root[MERKLE_HASH_B]);

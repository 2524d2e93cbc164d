#include "ledger/merkle.h"

#include <sodium.h>
#include <string.h>

void merkle_leaf(struct bytes entry, uint8_t out[MERKLE_HASH_B]) {
    static const uint8_t LEAF = 0x00;
    crypto_hash_sha256_state state;
    (void)crypto_hash_sha256_init(&state); /* these never fail */
    (void)crypto_hash_sha256_update(&state, &LEAF, 1);
    (void)crypto_hash_sha256_update(&state, entry.p, entry.n);
    (void)crypto_hash_sha256_final(&state, out);
}

static void node(const uint8_t *left, const uint8_t *right, uint8_t out[MERKLE_HASH_B]) {
    uint8_t text[1 + 2 * MERKLE_HASH_B] = { 0x01 };
    memcpy(text + 1, left, MERKLE_HASH_B);
    memcpy(text + 1 + MERKLE_HASH_B, right, MERKLE_HASH_B);
    (void)crypto_hash_sha256(out, text, sizeof(text)); /* never fails */
}

size_t merkle_frontier_n(uint64_t size) {
    return (size_t)__builtin_popcountll(size);
}

void merkle_add(struct merkle *tree, const uint8_t leaf[MERKLE_HASH_B]) {
    size_t n = merkle_frontier_n(tree->size);
    uint8_t hash[MERKLE_HASH_B];
    memcpy(hash, leaf, MERKLE_HASH_B);
    for (uint64_t bits = tree->size; bits & 1; bits >>= 1) {
        n--;
        node(tree->frontier[n], hash, hash);
    }
    memcpy(tree->frontier[n], hash, MERKLE_HASH_B);
    tree->size++;
}

void merkle_root(const struct merkle *tree, uint8_t out[MERKLE_HASH_B]) {
    size_t n = merkle_frontier_n(tree->size);
    if (n == 0) {
        (void)crypto_hash_sha256(out, NULL, 0); /* the empty tree */
        return;
    }
    uint8_t hash[MERKLE_HASH_B];
    memcpy(hash, tree->frontier[n - 1], MERKLE_HASH_B);
    for (size_t i = n - 1; i > 0; i--) {
        node(tree->frontier[i - 1], hash, hash);
    }
    memcpy(out, hash, MERKLE_HASH_B);
}

bool merkle_load(struct merkle *tree, uint64_t size, struct bytes frontier) {
    size_t n = merkle_frontier_n(size);
    if (n > MERKLE_DEPTH_MAX || frontier.n != n * MERKLE_HASH_B) {
        return false;
    }
    tree->size = size;
    if (n > 0) {
        memcpy(tree->frontier, frontier.p, frontier.n);
    }
    return true;
}

void merkle_root_of(const uint8_t (*leaves)[MERKLE_HASH_B], uint64_t n, uint8_t out[MERKLE_HASH_B]) {
    struct merkle tree = { 0 };
    for (uint64_t i = 0; i < n; i++) {
        merkle_add(&tree, leaves[i]);
    }
    merkle_root(&tree, out);
}

/* The largest power of two below n (n > 1). */
static uint64_t split(uint64_t n) {
    return (uint64_t)1 << (63 - __builtin_clzll(n - 1));
}

size_t merkle_proof(const uint8_t (*leaves)[MERKLE_HASH_B], uint64_t n, uint64_t at,
    uint8_t out[][MERKLE_HASH_B]) {
    size_t used = 0;
    while (n > 1) { /* from the root down; the proof itself runs from the leaf up */
        uint64_t k = split(n);
        if (at < k) {
            merkle_root_of(leaves + k, n - k, out[used++]);
            n = k;
        } else {
            merkle_root_of(leaves, k, out[used++]);
            leaves += k;
            at -= k;
            n -= k;
        }
    }
    for (size_t i = 0; i < used / 2; i++) {
        uint8_t hash[MERKLE_HASH_B];
        memcpy(hash, out[i], MERKLE_HASH_B);
        memcpy(out[i], out[used - 1 - i], MERKLE_HASH_B);
        memcpy(out[used - 1 - i], hash, MERKLE_HASH_B);
    }
    return used;
}

bool merkle_proof_ok(const uint8_t leaf[MERKLE_HASH_B], uint64_t n, uint64_t at,
    const uint8_t (*proof)[MERKLE_HASH_B], size_t proof_n, const uint8_t root[MERKLE_HASH_B]) {
    if (at >= n) {
        return false;
    }
    uint8_t hash[MERKLE_HASH_B];
    memcpy(hash, leaf, MERKLE_HASH_B);
    uint64_t last = n - 1;
    for (size_t i = 0; i < proof_n; i++) { /* RFC 9162 section 2.1.3.2 */
        if (last == 0) {
            return false;
        }
        if ((at & 1) || at == last) {
            node(proof[i], hash, hash);
            while (!(at & 1) && at != 0) {
                at >>= 1;
                last >>= 1;
            }
        } else {
            node(hash, proof[i], hash);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && memcmp(hash, root, MERKLE_HASH_B) == 0;
}

#include "rand/rand.h"

#include "err/must.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

enum {
    ID_TIME_BITS = 41, /* lasts until 2089 */
    ID_RANDOM_BITS = 22,
    ID_STEP_BITS = 8,
};

static const int64_t ID_EPOCH_MS = 1577836800000; /* 2020-01-01T00:00:00Z */

/* The one exception to "no mutable globals": an injected source must be reachable from everywhere. */
static struct {
    pthread_mutex_t lock;
    bool is_seeded;
    uint64_t drawn;
    int64_t last_id;
    unsigned char seed[randombytes_SEEDBYTES];
} source = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void draw_locked(void *out, size_t n) {
    if (!source.is_seeded) {
        randombytes_buf(out, n);
        return;
    }
    unsigned char seed[randombytes_SEEDBYTES];
    memcpy(seed, source.seed, sizeof(seed));
    source.drawn++;
    memcpy(seed, &source.drawn, sizeof(source.drawn));
    randombytes_buf_deterministic(out, n, seed);
}

void rand_bytes(void *out, size_t n) {
    must(pthread_mutex_lock(&source.lock) == 0);
    draw_locked(out, n);
    must(pthread_mutex_unlock(&source.lock) == 0);
}

uint64_t rand_below(uint64_t bound) {
    must(bound > 0);
    uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
    uint64_t number = 0;
    do {
        rand_bytes(&number, sizeof(number));
    } while (number >= limit);
    return number % bound;
}

int64_t rand_id(int64_t now_ms) {
    must(pthread_mutex_lock(&source.lock) == 0);
    uint32_t low = 0;
    draw_locked(&low, sizeof(low));
    int64_t since_ms = now_ms > ID_EPOCH_MS ? now_ms - ID_EPOCH_MS : 0;
    must(since_ms < INT64_C(1) << ID_TIME_BITS);
    int64_t id = (since_ms << ID_RANDOM_BITS) | (low & ((1u << ID_RANDOM_BITS) - 1));
    if (id <= source.last_id) { /* same millisecond, or the clock went back: still never twice */
        int64_t step = 1 + (low & ((1u << ID_STEP_BITS) - 1));
        must(!__builtin_add_overflow(source.last_id, step, &id));
    }
    source.last_id = id;
    must(pthread_mutex_unlock(&source.lock) == 0);
    return id;
}

void rand_seed(uint64_t seed) {
    must(pthread_mutex_lock(&source.lock) == 0);
    source.is_seeded = true;
    source.drawn = 0;
    source.last_id = 0;
    memset(source.seed, 0, sizeof(source.seed));
    memcpy(source.seed + sizeof(uint64_t), &seed, sizeof(seed));
    must(pthread_mutex_unlock(&source.lock) == 0);
}

/* system: addresses for other programs: the checkpoint of the ledger.
 *
 * Purpose     Witnesses fetch /ledger/checkpoint and keep it; `besa ledger verify --witness`
 *             compares. healthz and readyz are in metrics.c, assets in reply.c, openapi in
 *             api/openapi.c.
 * Invariants  Public: a signed note with size and root, nothing of persons.
 * Ownership   The request's arena. Threads: one request. */
#pragma once

#include "http/request.h"

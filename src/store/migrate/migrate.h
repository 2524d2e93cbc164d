/* migrate: brings a database to the schema of this program.
 *
 * Purpose     Applies the generated migrations that are missing, in order, each in a transaction of
 *             its own together with its line in the table `migration`.
 * Invariants  Forward only. The hash is over the statements without comments and spacing of
 *             comments: wording in a schema file may be mended, a statement may not. On PostgreSQL
 *             nodes that start together take turns. Run it before other connections prepare
 *             statements.
 * Ownership   Borrows the connection, which must be a DB_WRITER outside a transaction.
 * Threads     One.
 * Errors      ERR_VERSION: the data holds a migration that this program does not know yet;
 *             ERR_TAMPERED: one that differs from, or is missing between, those of this program;
 *             else as db.h. */
#pragma once

#include "db/db.h"

enum err migrate_up(struct db *db, int64_t now_ms) MUST_USE;
/* OK when the data holds exactly the migrations of this program; ERR_VERSION also when some are
 * missing. Any connection. */
enum err migrate_check(struct db *db) MUST_USE;
/* Judges one line of the table `migration`. */
enum err migrate_known(int64_t number, struct str sha256) MUST_USE;

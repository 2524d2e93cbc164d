/* backup: the whole database as one file, and back.
 *
 * Purpose     One format for both engines, a SQLite file with the schema of schema/: a backup of
 *             either restores into either, and any SQLite can read it. Content stays sealed in it.
 * Invariants  A backup is one consistent snapshot, made while writes go on, checked in full
 *             (integrity_check), written under another name, synced and then renamed: a file with
 *             the asked name is always whole. It holds its migrations and their hashes. The caller
 *             verifies the ledger after a restore. Restoring into SQLite keeps the version of the
 *             backup (run migrate_up next); into PostgreSQL it arrives migrated. Like all of
 *             src/store, its bookkeeping SQL stands in C strings.
 * Ownership   Nothing is kept. Next to the file there must be room for it twice when PostgreSQL
 *             takes part (a folder FILE.XXXXXX for the time of the work).
 * Threads     Any; opens its own connections. backup_restore needs the target to itself.
 * Errors      ERR_FILE: the file exists already, cannot be read or written; ERR_TAMPERED: it is
 *             damaged or not of Besa; ERR_VERSION: made by a newer program; ERR_CONFLICT: the
 *             target is not empty; ERR_BUSY: the target has a writer; else as db.h. */
#pragma once

#include "db/db.h"

enum err backup_make(struct store *store, struct str file) MUST_USE;
enum err backup_restore(struct str file, struct store *empty_target) MUST_USE;

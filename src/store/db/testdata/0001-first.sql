-- The throw-away schema of the store's tests.

-- unledgered: stands for the ledger itself
-- number: 1
CREATE TABLE entry (
    id INTEGER PRIMARY KEY,               -- P
    note TEXT NOT NULL                    -- P
) STRICT;

-- ledgered
-- protected
-- number: 2
CREATE TABLE person (
    id INTEGER PRIMARY KEY,                           -- P
    ver INTEGER NOT NULL,                             -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),  -- K
    parent_id INTEGER REFERENCES person (id),         -- P
    code TEXT NOT NULL UNIQUE,                        -- C unique, and compared byte by byte
    weight REAL NOT NULL CHECK (weight >= 0),         -- C
    digest BLOB NOT NULL DEFAULT x'00ff',             -- K
    state TEXT NOT NULL CHECK (state IN ('open', 'shut')), -- C
    story_box BLOB NOT NULL                           -- N
) STRICT;
CREATE INDEX person_by_state ON person (state, code);

-- unledgered: a test needs one
-- number: 3
CREATE TABLE visit (
    id INTEGER PRIMARY KEY,                                   -- P
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE NO ACTION, -- P
    at INTEGER NOT NULL                                       -- P
) STRICT;

CREATE VIEW may_see AS SELECT id AS person_id, 7 AS agency_id FROM person WHERE state = 'open';

-- name: ledger_head_get :one
SELECT size, frontier, checkpoint FROM ledger_head WHERE id = 1;

-- name: ledger_head_make :insert
INSERT INTO ledger_head (id, size, frontier, checkpoint) VALUES (1, 0, :frontier, :checkpoint);

-- name: ledger_head_set :update
UPDATE ledger_head SET size = :size, frontier = :frontier, checkpoint = :checkpoint WHERE id = 1;

-- name: ledger_add :insert
INSERT INTO ledger (id, at, verb, actor, agency, subject, entry, leaf)
VALUES (:id, :at, :verb, :actor, :agency, :subject, :entry, :leaf);

-- name: checkpoint_add :insert
INSERT INTO checkpoint (id, at, note) VALUES (:id, :at, :note);

-- name: checkpoint_last :maybe
SELECT id, at, note FROM checkpoint ORDER BY id DESC LIMIT 1;

-- name: checkpoint_page :many
SELECT id, at, note FROM checkpoint WHERE id > :id ORDER BY id LIMIT :limit;

-- name: ledger_page :many
SELECT id, at, verb, actor, agency, subject, entry, leaf
FROM ledger WHERE id > :id ORDER BY id LIMIT :limit;

-- name: ledger_leaf_page :many
SELECT id, leaf FROM ledger WHERE id > :id ORDER BY id LIMIT :limit;

-- name: ledger_entry_get :one
SELECT id, at, verb, entry, leaf FROM ledger WHERE id = :id;

-- What happened with one subject, newest first, with the names of who did it.
-- name: ledger_of_subject :many
-- in: before_id i64
-- out: actor_name text, agency_code text
SELECT l.id, l.at, l.verb, coalesce(s.display_name, '') AS actor_name,
       coalesce(a.code, '') AS agency_code
FROM ledger l
LEFT JOIN principal p ON p.pseudonym = l.actor
LEFT JOIN staff s ON s.id = p.id
LEFT JOIN agency a ON a.id = p.agency_id
WHERE l.subject = :subject AND l.id < :before_id
ORDER BY l.id DESC LIMIT :limit;

-- Whether this person opened this since then (an opened class stays open for a while).
-- name: ledger_did :maybe
-- in: since_at i64
SELECT id, at FROM ledger
WHERE subject = :subject AND actor = :actor AND verb = :verb AND at >= :since_at
ORDER BY id DESC LIMIT 1;

-- name: ledger_count :one
-- out: entries i64
SELECT count(*) AS entries FROM ledger;

-- name: checkpoint_count :one
-- out: notes i64
SELECT count(*) AS notes FROM checkpoint;

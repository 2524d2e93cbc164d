-- Statements of the store's tests.

-- name: person_add :insert
INSERT INTO person (id, ver, parent_id, code, weight, state, story_box)
VALUES (:id, 1, nullif(:parent_id, 0), :code, :weight, 'open', :story_box) RETURNING id;

-- name: person_move :update
-- in: from text, to text
UPDATE person SET state = :to, ver = ver + 1 WHERE id = :id AND state = :from RETURNING id;

-- name: person_place :update
UPDATE person SET place = :place, ver = ver + 1 WHERE id = :id RETURNING id;

-- name: person_shut_all :update
UPDATE person SET state = 'shut' WHERE state = 'open' RETURNING id;

-- name: person_drop :delete
DELETE FROM person WHERE id = :id RETURNING id;

-- name: person_load :one
-- unscoped: a test
SELECT id, ver, coalesce(parent_id, 0) AS parent_id, code, weight, digest, state, story_box
FROM person WHERE id = :id;

-- name: person_find :maybe   scope: may_see
-- in: agency_id i64
-- out: n_letters i64, is_heavy i64, bare_id i64
SELECT p.id, p.code, length(p.code) AS n_letters, p.weight > 10 AS is_heavy, p.parent_id AS bare_id
FROM person p JOIN may_see m ON m.person_id = p.id WHERE p.code = :code AND m.agency_id = :agency_id;

-- name: person_same :maybe
-- unscoped: finds two rows
SELECT id FROM person WHERE state = 'open';

-- name: person_list :many
-- unscoped: a test
SELECT id, code, weight FROM person WHERE id > :id ORDER BY code LIMIT :limit;

-- name: person_sums :one
-- unscoped: a test
-- out: n i64, total i64, mean real, least real
SELECT count(*) AS n, coalesce(sum(ver * 100000), 0) AS total, coalesce(avg(ver + 0.0), 0.0) AS mean,
    coalesce(min(weight), 0.0) AS least
FROM person;

-- name: entry_add :insert
INSERT INTO entry (id, note) VALUES (:id, :note);

-- name: entry_put :insert
INSERT INTO entry (id, note) VALUES (:id, :note) ON CONFLICT (id) DO UPDATE SET note = excluded.note;

-- name: entry_count :one
-- out: n i64
SELECT count(*) AS n FROM entry;

-- name: entry_drop :delete
DELETE FROM entry WHERE id = :id;

-- name: entry_note :one
SELECT note FROM entry WHERE id = :id;

-- name: entry_fill :insert
-- engine: sqlite
-- in: first i64, last i64
INSERT INTO entry (id, note)
WITH RECURSIVE n (i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)
SELECT i, :note FROM n;

-- name: entry_fill :insert
-- engine: postgres
INSERT INTO entry (id, note) SELECT i, :note FROM generate_series(:first, :last) AS n (i);

-- name: entry_slow :maybe
-- engine: sqlite
-- out: n i64
SELECT count(*) AS n FROM entry;

-- name: entry_slow :maybe
-- engine: postgres
SELECT count(*) AS n FROM entry, pg_sleep(0.05);

-- name: visit_add :insert
INSERT INTO visit (id, person_id, at) VALUES (:id, :person_id, :at);

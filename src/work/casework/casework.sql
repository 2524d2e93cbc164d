-- One case, for an agency that holds or shares it.
-- name: casefile_see :maybe
-- unscoped: the two branches of may_see are written out, so that each uses its own index
-- in: agency_id i64
-- out: basis text, share_id i64, holder_code text
SELECT c.id, c.ver, c.number, c.pseudonym, c.person_id, c.holder_id, c.opener_id, c.opened_at,
       c.place, c.language, c.exploitation, c.scope, c.risk, c.identification, c.safety_state,
       c.assistance_state, c.justice_state, c.child_state, c.data_state, c.closed_at,
       c.closure_reason, c.identity_box, c.contact_box, c.location_box, c.health_box, c.story_box,
       p.gender, p.age_band, p.is_child, a.code AS holder_code,
       CASE WHEN c.holder_id = :agency_id THEN 'holder' ELSE 'share' END AS basis,
       coalesce((SELECT s.id FROM share s WHERE s.casefile_id = c.id
                 AND s.agency_id = :agency_id AND s.ended_at = 0 ORDER BY s.id LIMIT 1), 0) AS share_id
FROM casefile c
JOIN person p ON p.id = c.person_id
JOIN agency a ON a.id = c.holder_id
WHERE c.id = :id
  AND (c.holder_id = :agency_id
       OR EXISTS (SELECT 1 FROM share s WHERE s.casefile_id = c.id
                  AND s.agency_id = :agency_id AND s.ended_at = 0));

-- The newest cases of an agency, page by page.
-- name: casefile_page :many
-- unscoped: the two branches of may_see are written out, so that each uses its own index
-- in: agency_id i64, before_id i64, risk text, identification text, place text, number text
-- out: holder_code text
SELECT c.id, c.number, c.opened_at, c.place, c.risk, c.identification, c.safety_state,
       c.assistance_state, c.closed_at, p.gender, p.age_band, p.is_child, a.code AS holder_code
FROM casefile c
JOIN person p ON p.id = c.person_id
JOIN agency a ON a.id = c.holder_id
WHERE c.id IN (
    SELECT id FROM (
        SELECT h.id FROM casefile h
        WHERE h.holder_id = :agency_id AND h.id < :before_id
          AND (:risk = '' OR h.risk = :risk)
          AND (:identification = '' OR h.identification = :identification)
          AND (:place = '' OR h.place = :place) AND (:number = '' OR h.number = :number)
        ORDER BY h.id DESC LIMIT :limit) AS held
    UNION
    SELECT id FROM (
        SELECT k.id FROM share s JOIN casefile k ON k.id = s.casefile_id
        WHERE s.agency_id = :agency_id AND s.ended_at = 0 AND k.id < :before_id
          AND (:risk = '' OR k.risk = :risk)
          AND (:identification = '' OR k.identification = :identification)
          AND (:place = '' OR k.place = :place) AND (:number = '' OR k.number = :number)
        ORDER BY s.casefile_id DESC LIMIT :limit) AS shared)
ORDER BY c.id DESC LIMIT :limit;

-- name: casefile_last_number :maybe
-- unscoped: numbers are counted over all agencies; nothing else is read
-- in: from_number text, to_number text
SELECT number FROM casefile WHERE number >= :from_number AND number < :to_number
ORDER BY number DESC LIMIT 1;

-- name: person_add :insert
INSERT INTO person (id, ver, gender, age_band, is_child, created_at)
VALUES (:id, 1, :gender, :age_band, :is_child, :created_at) RETURNING id;

-- name: casefile_add :insert
INSERT INTO casefile
    (id, ver, number, pseudonym, person_id, holder_id, opener_id, opened_at, place, language,
     exploitation, scope, risk, identification, safety_state, assistance_state, justice_state,
     child_state, data_state, closed_at, closure_reason, identity_box, contact_box, location_box,
     health_box, story_box)
VALUES (:id, 1, :number, :pseudonym, :person_id, :holder_id, :opener_id, :opened_at, :place,
     :language, :exploitation, :scope, :risk, :identification, :safety_state, 'C0', 'J00',
     :child_state, :data_state, 0, '', :identity_box, :contact_box, :location_box, :health_box,
     :story_box)
RETURNING id;

-- name: casefile_states_set :update
UPDATE casefile SET identification = :identification, safety_state = :safety_state,
       assistance_state = :assistance_state, justice_state = :justice_state,
       child_state = :child_state, data_state = :data_state, risk = :risk, ver = ver + 1
WHERE id = :id AND ver = :ver RETURNING id;

-- name: casefile_boxes_set :update
UPDATE casefile SET identity_box = :identity_box, contact_box = :contact_box,
       location_box = :location_box, health_box = :health_box, story_box = :story_box,
       data_state = :data_state, ver = ver + 1
WHERE id = :id AND ver = :ver RETURNING id;

-- name: casefile_holder_set :update
UPDATE casefile SET holder_id = :holder_id, ver = ver + 1 WHERE id = :id AND ver = :ver
RETURNING id;

-- name: casefile_close :update
UPDATE casefile SET closed_at = :closed_at, closure_reason = :closure_reason, ver = ver + 1
WHERE id = :id AND ver = :ver AND closed_at = 0 RETURNING id;

-- name: status_claim_add :insert
INSERT INTO status_claim
    (id, ver, casefile_id, at, status, body, agency_id, staff_id, second_id, basis)
VALUES (:id, 1, :casefile_id, :at, :status, :body, :agency_id, :staff_id, nullif(:second_id, 0),
     :basis)
RETURNING id;

-- name: status_claims :many
-- unscoped: the case was loaded for the person before
-- out: agency_code text
SELECT s.id, s.at, s.status, s.body, s.basis, a.code AS agency_code, s.second_id
FROM status_claim s JOIN agency a ON a.id = s.agency_id
WHERE s.casefile_id = :casefile_id ORDER BY s.at DESC, s.id DESC LIMIT :limit;

-- name: task_add :insert
INSERT INTO task (id, ver, casefile_id, agency_id, kind, timer, created_at, due_at, done_at, state)
VALUES (:id, 1, :casefile_id, :agency_id, :kind, :timer, :created_at, :due_at, 0, 'open')
RETURNING id;

-- name: tasks_of_case :many
-- unscoped: the case was loaded for the person before
SELECT id, kind, timer, due_at, done_at, state FROM task
WHERE casefile_id = :casefile_id AND state <> 'dropped' ORDER BY state DESC, due_at LIMIT :limit;

-- name: tasks_of_agency :many
-- unscoped: a task names the agency that must do it; the case number is coded
-- out: number text
SELECT t.id, t.casefile_id, t.kind, t.due_at, c.number AS number, c.risk, c.place
FROM task t JOIN casefile c ON c.id = t.casefile_id
WHERE t.agency_id = :agency_id AND t.state = 'open' ORDER BY t.due_at LIMIT :limit;

-- name: task_done :update
UPDATE task SET state = 'done', done_at = :done_at, ver = ver + 1
WHERE id = :id AND casefile_id = :casefile_id AND agency_id = :agency_id AND state = 'open'
RETURNING id;

-- name: tasks_done_by_kind :update
UPDATE task SET state = 'done', done_at = :done_at, ver = ver + 1
WHERE casefile_id = :casefile_id AND kind = :kind AND state = 'open' RETURNING id;

-- name: tasks_move :update
UPDATE task SET agency_id = :agency_id, ver = ver + 1
WHERE casefile_id = :casefile_id AND state = 'open' RETURNING id;

-- name: share_add :insert
INSERT INTO share
    (id, ver, casefile_id, agency_id, basis, origin, origin_id, from_at, until_at, ended_at)
VALUES (:id, 1, :casefile_id, :agency_id, :basis, :origin, :origin_id, :from_at, :until_at, 0)
RETURNING id;

-- name: share_end :update
UPDATE share SET ended_at = :ended_at, ver = ver + 1
WHERE origin = :origin AND origin_id = :origin_id AND ended_at = 0 RETURNING id;

-- name: shares_of_case :many
-- unscoped: the case was loaded for the person before
-- out: agency_code text
SELECT s.id, s.agency_id, s.basis, s.origin, s.origin_id, s.from_at, s.until_at, s.ended_at,
       a.code AS agency_code
FROM share s JOIN agency a ON a.id = s.agency_id
WHERE s.casefile_id = :casefile_id ORDER BY s.from_at LIMIT :limit;

-- name: shares_due :many
-- in: now_at i64
SELECT id, casefile_id, agency_id, origin, origin_id FROM share
WHERE ended_at = 0 AND until_at > 0 AND until_at <= :now_at LIMIT :limit;

-- How many cases the agency has, for the front page.
-- name: casefile_counts :one
-- unscoped: counts of the own agency only
-- in: agency_id i64
-- out: open_n i64, high_n i64
SELECT count(*) AS open_n,
       coalesce(sum(CASE WHEN risk IN ('R3', 'R4') THEN 1 ELSE 0 END), 0) AS high_n
FROM casefile WHERE holder_id = :agency_id AND closed_at = 0;

-- name: second_get :maybe
SELECT s.id, a.kind FROM staff s JOIN agency a ON a.id = s.agency_id
WHERE s.username = :username AND s.state = 'active' AND a.state = 'active';

-- name: casefile_holder_get :one
-- unscoped: read by the team that accepts an alarm, in the act of becoming the holder
SELECT id, ver, holder_id FROM casefile WHERE id = :id;

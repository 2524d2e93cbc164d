-- name: service_add :insert
INSERT INTO service
    (id, ver, casefile_id, agency_id, staff_id, kind, domain, place, given_on, recorded_at, note_box)
VALUES (:id, 1, :casefile_id, :agency_id, :staff_id, :kind, :domain, :place, :given_on,
     :recorded_at, :note_box)
RETURNING id;

-- name: services_of_case :many
-- unscoped: the case was loaded for the person before
-- out: agency_code text, staff_name text
SELECT s.id, s.kind, s.given_on, s.place, s.recorded_at, a.code AS agency_code,
       t.display_name AS staff_name
FROM service s JOIN agency a ON a.id = s.agency_id JOIN staff t ON t.id = s.staff_id
WHERE s.casefile_id = :casefile_id ORDER BY s.given_on DESC, s.id DESC LIMIT :limit;

-- name: goal_add :insert
INSERT INTO goal
    (id, ver, casefile_id, agency_id, staff_id, domain, due_on, state, text_box, created_at, ended_at)
VALUES (:id, 1, :casefile_id, :agency_id, :staff_id, :domain, :due_on, 'open', :text_box,
     :created_at, 0)
RETURNING id;

-- name: goals_of_case :many
-- unscoped: the case was loaded for the person before
-- out: agency_code text
SELECT g.id, g.ver, g.agency_id, g.domain, g.due_on, g.state, g.text_box, g.created_at,
       a.code AS agency_code
FROM goal g JOIN agency a ON a.id = g.agency_id
WHERE g.casefile_id = :casefile_id ORDER BY g.id LIMIT :limit;

-- name: goal_set :update
UPDATE goal SET state = :state, ended_at = :ended_at, ver = ver + 1
WHERE id = :id AND casefile_id = :casefile_id AND agency_id = :agency_id AND ver = :ver
RETURNING id;

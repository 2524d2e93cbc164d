-- Teams on duty for a county now, first turn first.
-- name: roster_on_duty :many
-- in: now_at i64
-- out: agency_code text, staff_name text
SELECT r.id, r.ver, r.agency_id, r.staff_id, r.county, r.turn, r.from_at, r.until_at,
       a.code AS agency_code, s.display_name AS staff_name
FROM roster r JOIN agency a ON a.id = r.agency_id JOIN staff s ON s.id = r.staff_id
WHERE r.county = :county AND r.from_at <= :now_at AND r.until_at > :now_at AND r.ended_at = 0
ORDER BY r.turn, r.id LIMIT :limit;

-- name: roster_page :many
-- in: since_at i64
-- out: agency_code text, staff_name text
SELECT r.id, r.ver, r.agency_id, r.staff_id, r.county, r.turn, r.from_at, r.until_at,
       a.code AS agency_code, s.display_name AS staff_name
FROM roster r JOIN agency a ON a.id = r.agency_id JOIN staff s ON s.id = r.staff_id
WHERE r.until_at > :since_at AND r.ended_at = 0
ORDER BY r.county, r.from_at, r.turn LIMIT :limit;

-- name: roster_add :insert
INSERT INTO roster (id, ver, agency_id, staff_id, county, turn, from_at, until_at, ended_at)
VALUES (:id, 1, :agency_id, :staff_id, :county, :turn, :from_at, :until_at, 0) RETURNING id;

-- name: roster_end :update
UPDATE roster SET ended_at = :ended_at, ver = ver + 1
WHERE id = :id AND ver = :ver AND agency_id = :agency_id AND ended_at = 0 RETURNING id;

-- name: alarm_add :insert
INSERT INTO alarm
    (id, ver, casefile_id, by_agency_id, by_staff_id, team_id, place, county, dangers, transport,
     is_police_called, raised_at, turn, turn_at, accepted_at, departed_at, arrived_at, safe_at,
     closed_at, state, outcome)
VALUES (:id, 1, :casefile_id, :by_agency_id, :by_staff_id, NULL, :place, :county, :dangers,
     :transport, :is_police_called, :raised_at, :turn, :raised_at, 0, 0, 0, 0, 0, 'raised', '')
RETURNING id;

-- name: alarm_call_add :insert
INSERT INTO alarm_call (id, ver, alarm_id, agency_id, turn, place_box, state)
VALUES (:id, 1, :alarm_id, :agency_id, :turn, :place_box, 'asked') RETURNING id;

-- An alarm, for whoever raised it, is asked, or answered it.
-- name: alarm_see :maybe
-- unscoped: the condition names the three kinds of agencies; of the case only its coded line is read
-- in: agency_id i64
-- out: team_id i64, team_code text, by_code text, number text, call_id i64, call_state text
-- out: call_turn i64, case_pseudonym bytes
SELECT l.id, l.ver, l.casefile_id, l.by_agency_id, l.by_staff_id, coalesce(l.team_id, 0) AS team_id,
       l.place, l.county, l.dangers, l.transport, l.is_police_called, l.raised_at, l.turn, l.turn_at,
       l.accepted_at, l.departed_at, l.arrived_at, l.safe_at, l.closed_at, l.state, l.outcome,
       coalesce(t.code, '') AS team_code, b.code AS by_code, c.number AS number,
       c.pseudonym AS case_pseudonym, c.risk, p.gender, p.age_band, p.is_child,
       coalesce(k.id, 0) AS call_id, coalesce(k.state, '') AS call_state,
       coalesce(k.turn, 0) AS call_turn, k.place_box
FROM alarm l
JOIN casefile c ON c.id = l.casefile_id
JOIN person p ON p.id = c.person_id
JOIN agency b ON b.id = l.by_agency_id
LEFT JOIN agency t ON t.id = l.team_id
LEFT JOIN alarm_call k ON k.alarm_id = l.id AND k.agency_id = :agency_id AND k.state <> 'ended'
WHERE l.id = :id AND (l.by_agency_id = :agency_id OR l.team_id = :agency_id OR k.id IS NOT NULL);

-- name: alarm_board :many
-- unscoped: as alarm_see
-- in: agency_id i64
-- out: team_code text, by_code text, number text, call_state text
SELECT l.id, l.ver, l.place, l.county, l.dangers, l.raised_at, l.turn, l.turn_at, l.accepted_at,
       l.departed_at, l.arrived_at, l.safe_at, l.state, coalesce(t.code, '') AS team_code,
       b.code AS by_code, c.number AS number, c.risk, p.gender, p.age_band, p.is_child,
       coalesce(k.state, '') AS call_state
FROM alarm l
JOIN casefile c ON c.id = l.casefile_id
JOIN person p ON p.id = c.person_id
JOIN agency b ON b.id = l.by_agency_id
LEFT JOIN agency t ON t.id = l.team_id
LEFT JOIN alarm_call k ON k.alarm_id = l.id AND k.agency_id = :agency_id AND k.state <> 'ended'
WHERE l.state IN ('raised', 'accepted', 'departed', 'arrived', 'safe')
  AND (l.by_agency_id = :agency_id OR l.team_id = :agency_id OR k.id IS NOT NULL)
ORDER BY l.raised_at LIMIT :limit;

-- name: alarms_of_case :many
-- unscoped: the case was loaded for the person before
-- out: team_code text
SELECT l.id, l.place, l.raised_at, l.accepted_at, l.arrived_at, l.safe_at, l.closed_at, l.state,
       l.outcome, coalesce(t.code, '') AS team_code
FROM alarm l LEFT JOIN agency t ON t.id = l.team_id
WHERE l.casefile_id = :casefile_id ORDER BY l.id DESC LIMIT :limit;

-- name: alarm_open_of_case :maybe
SELECT id FROM alarm
WHERE casefile_id = :casefile_id AND state IN ('raised', 'accepted', 'departed', 'arrived')
ORDER BY id LIMIT 1;

-- name: alarm_accept :update
UPDATE alarm SET state = 'accepted', team_id = :team_id, accepted_at = :accepted_at, ver = ver + 1
WHERE id = :id AND ver = :ver AND state = 'raised' RETURNING id;

-- name: alarm_step :update
-- in: to_state text, from_state text
UPDATE alarm SET state = :to_state, departed_at = :departed_at, arrived_at = :arrived_at,
       safe_at = :safe_at, closed_at = :closed_at, outcome = :outcome, ver = ver + 1
WHERE id = :id AND ver = :ver AND state = :from_state RETURNING id;

-- name: alarm_turn_set :update
UPDATE alarm SET turn = :turn, turn_at = :turn_at, ver = ver + 1
WHERE id = :id AND ver = :ver AND state = 'raised' RETURNING id;

-- name: alarm_call_set :update
UPDATE alarm_call SET state = :state, ver = ver + 1
WHERE alarm_id = :alarm_id AND agency_id = :agency_id AND state = 'asked' RETURNING id;

-- name: alarm_calls_end :update
UPDATE alarm_call SET state = 'ended', ver = ver + 1
WHERE alarm_id = :alarm_id AND state = 'asked' RETURNING id;

-- Alarms that nobody has accepted since the last turn was asked.
-- name: alarms_silent :many
-- unscoped: read by the clock, which shows nothing to anybody
-- in: before_at i64
-- out: last_turn i64, case_pseudonym bytes
SELECT l.id, l.ver, l.place, l.turn, l.turn_at, c.pseudonym AS case_pseudonym,
       (SELECT max(k.turn) FROM alarm_call k WHERE k.alarm_id = l.id) AS last_turn
FROM alarm l JOIN casefile c ON c.id = l.casefile_id
WHERE l.state = 'raised' AND l.turn_at < :before_at ORDER BY l.id LIMIT :limit;

-- name: alarm_agencies_asked :many
-- bounded: at most nine turns
SELECT agency_id, turn, state FROM alarm_call WHERE alarm_id = :alarm_id AND state = 'asked';

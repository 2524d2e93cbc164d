-- name: contact_add :insert
INSERT INTO contact
    (id, ver, pseudonym, agency_id, staff_id, casefile_id, at, channel, kind, caller,
     is_about_self, gender, age_band, place, reason, is_safe_now, risk, has_replied, note_box,
     caller_box, where_box, state)
VALUES (:id, 1, :pseudonym, :agency_id, :staff_id, NULL, :at, :channel, :kind, :caller,
     :is_about_self, :gender, :age_band, :place, :reason, :is_safe_now, :risk, :has_replied,
     :note_box, :caller_box, :where_box, :state)
RETURNING id;

-- A contact belongs to the agency that took it; nobody else sees it.
-- name: contact_see :maybe
-- unscoped: of the case only its number is read, and only by the agency that opened it from this contact
-- in: agency_id i64
-- out: casefile_id i64, staff_name text, case_number text
SELECT c.id, c.ver, c.pseudonym, c.agency_id, c.staff_id, coalesce(c.casefile_id, 0) AS casefile_id,
       c.at, c.channel, c.kind, c.caller, c.is_about_self, c.gender, c.age_band, c.place, c.reason,
       c.is_safe_now, c.risk, c.has_replied, c.note_box, c.caller_box, c.where_box, c.state,
       s.display_name AS staff_name, coalesce(f.number, '') AS case_number
FROM contact c
JOIN staff s ON s.id = c.staff_id
LEFT JOIN casefile f ON f.id = c.casefile_id
WHERE c.id = :id AND c.agency_id = :agency_id;

-- name: contact_page :many
-- unscoped: of the case only its number is read, and only by the agency that opened it from this contact
-- in: agency_id i64, before_id i64
-- out: casefile_id i64, staff_name text, case_number text
SELECT c.id, c.at, c.channel, c.kind, c.caller, c.gender, c.age_band, c.place, c.reason, c.risk,
       c.state, coalesce(c.casefile_id, 0) AS casefile_id, s.display_name AS staff_name,
       coalesce(f.number, '') AS case_number
FROM contact c
JOIN staff s ON s.id = c.staff_id
LEFT JOIN casefile f ON f.id = c.casefile_id
WHERE c.agency_id = :agency_id AND c.id < :before_id
ORDER BY c.id DESC LIMIT :limit;

-- name: contact_end :update
UPDATE contact SET state = 'ended', ver = ver + 1 WHERE id = :id AND ver = :ver AND state = 'open'
RETURNING id;

-- name: contact_link :update
UPDATE contact SET casefile_id = :casefile_id, ver = ver + 1
WHERE id = :id AND casefile_id IS NULL RETURNING id;

-- name: contact_open_count :one
-- in: agency_id i64
-- out: open_n i64
SELECT count(*) AS open_n FROM contact WHERE agency_id = :agency_id AND state = 'open';

-- name: referral_add :insert
INSERT INTO referral
    (id, ver, casefile_id, from_id, from_staff_id, to_id, consent_id, services, is_urgent,
     created_at, sent_at, seen_at, answered_at, ended_at, due_at, state, refusal)
VALUES (:id, 1, :casefile_id, :from_id, :from_staff_id, :to_id, :consent_id, :services, :is_urgent,
     :created_at, 0, 0, 0, 0, 0, 'draft', '')
RETURNING id;

-- name: referral_part_add :insert
INSERT INTO referral_part
    (id, ver, referral_id, part, identity_box, safety_box, health_box, story_box)
VALUES (:id, 1, :referral_id, :part, :identity_box, :safety_box, :health_box, :story_box)
RETURNING id;

-- For the sender always; for the receiver once it is sent.
-- name: referral_see :maybe
-- unscoped: the condition names sender and receiver; of the case its coded line is read
-- in: agency_id i64
-- out: from_code text, to_code text, number text, case_pseudonym bytes, staff_name text
SELECT r.id, r.ver, r.casefile_id, r.from_id, r.to_id, r.consent_id, r.services, r.is_urgent,
       r.created_at, r.sent_at, r.seen_at, r.answered_at, r.ended_at, r.due_at, r.state, r.refusal,
       f.code AS from_code, t.code AS to_code, c.number AS number, c.pseudonym AS case_pseudonym,
       c.place, c.risk, p.gender, p.age_band, p.is_child, s.display_name AS staff_name
FROM referral r
JOIN casefile c ON c.id = r.casefile_id
JOIN person p ON p.id = c.person_id
JOIN agency f ON f.id = r.from_id
JOIN agency t ON t.id = r.to_id
JOIN staff s ON s.id = r.from_staff_id
WHERE r.id = :id
  AND (r.from_id = :agency_id OR (r.to_id = :agency_id AND r.state <> 'draft' AND r.sent_at > 0));

-- name: referral_inbox :many
-- unscoped: what was sent to the agency itself
-- in: agency_id i64
-- out: other_code text, number text
SELECT r.id, r.state, r.services, r.is_urgent, r.sent_at, r.due_at, f.code AS other_code,
       c.number AS number, c.place, c.risk, p.gender, p.age_band
FROM referral r
JOIN casefile c ON c.id = r.casefile_id
JOIN person p ON p.id = c.person_id
JOIN agency f ON f.id = r.from_id
WHERE r.to_id = :agency_id AND r.sent_at > 0
ORDER BY CASE r.state WHEN 'sent' THEN 0 WHEN 'seen' THEN 1 WHEN 'accepted' THEN 2 ELSE 3 END,
         r.id DESC LIMIT :limit;

-- name: referral_outbox :many
-- unscoped: what the agency itself sent
-- in: agency_id i64
-- out: other_code text, number text
SELECT r.id, r.state, r.services, r.is_urgent, r.sent_at, r.due_at, t.code AS other_code,
       c.number AS number, c.place, c.risk, p.gender, p.age_band
FROM referral r
JOIN casefile c ON c.id = r.casefile_id
JOIN person p ON p.id = c.person_id
JOIN agency t ON t.id = r.to_id
WHERE r.from_id = :agency_id ORDER BY r.id DESC LIMIT :limit;

-- name: referrals_of_case :many
-- unscoped: the case was loaded for the person before
-- out: to_code text, from_code text
SELECT r.id, r.state, r.services, r.sent_at, r.due_at, r.refusal, t.code AS to_code,
       f.code AS from_code
FROM referral r JOIN agency t ON t.id = r.to_id JOIN agency f ON f.id = r.from_id
WHERE r.casefile_id = :casefile_id ORDER BY r.id DESC LIMIT :limit;

-- name: referral_parts :many
-- bounded: five parts and a message
SELECT id, part, identity_box, safety_box, health_box, story_box
FROM referral_part WHERE referral_id = :referral_id ORDER BY id;

-- name: referral_step :update
-- in: to_state text, from_state text
UPDATE referral SET state = :to_state, sent_at = :sent_at, seen_at = :seen_at,
       answered_at = :answered_at, ended_at = :ended_at, due_at = :due_at, refusal = :refusal,
       ver = ver + 1
WHERE id = :id AND ver = :ver AND state = :from_state RETURNING id;

-- name: referrals_on_consent :many
-- bounded: referrals of one case
SELECT id, ver, state, to_id FROM referral
WHERE consent_id = :consent_id AND state IN ('draft', 'sent', 'seen', 'accepted');

-- name: referrals_overdue :many
-- unscoped: read by the clock, which shows nothing to anybody
-- in: now_at i64
-- out: case_pseudonym bytes
SELECT r.id, r.ver, r.state, r.to_id, r.casefile_id, c.pseudonym AS case_pseudonym
FROM referral r JOIN casefile c ON c.id = r.casefile_id
WHERE r.state IN ('sent', 'seen') AND r.due_at < :now_at ORDER BY r.id LIMIT :limit;

-- name: referral_inbox_counts :one
-- in: agency_id i64
-- out: new_n i64
SELECT count(*) AS new_n FROM referral WHERE to_id = :agency_id AND state IN ('sent', 'seen');

-- name: referral_expire :update
UPDATE referral SET state = 'expired', ended_at = :ended_at, ver = ver + 1
WHERE id = :id AND ver = :ver AND state IN ('sent', 'seen') RETURNING id;

-- name: referral_end :update
UPDATE referral SET state = 'withdrawn', ended_at = :ended_at, ver = ver + 1
WHERE id = :id AND ver = :ver AND state IN ('draft', 'sent', 'seen', 'accepted') RETURNING id;

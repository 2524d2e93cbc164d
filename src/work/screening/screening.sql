-- name: screening_add :insert
INSERT INTO screening
    (id, ver, contact_id, agency_id, staff_id, at, rule_set, track, signs, positive, result,
     decision, reason_box, reviewer_id, reviewed_at)
VALUES (:id, 1, :contact_id, :agency_id, :staff_id, :at, :rule_set, :track, :signs, :positive,
     :result, '', :reason_box, NULL, 0)
RETURNING id;

-- name: screening_see :maybe
-- out: reviewer_id i64, staff_name text
SELECT g.id, g.ver, g.contact_id, g.staff_id, g.at, g.rule_set, g.track, g.signs, g.positive,
       g.result, g.decision, g.reason_box, coalesce(g.reviewer_id, 0) AS reviewer_id, g.reviewed_at,
       s.display_name AS staff_name
FROM screening g JOIN staff s ON s.id = g.staff_id
WHERE g.id = :id AND g.contact_id = :contact_id;

-- name: screening_last :maybe
SELECT id, at, result, decision FROM screening WHERE contact_id = :contact_id
ORDER BY id DESC LIMIT 1;

-- name: screening_decide :update
UPDATE screening SET decision = :decision, reason_box = :reason_box, ver = ver + 1
WHERE id = :id AND contact_id = :contact_id AND ver = :ver AND decision = '' RETURNING id;

-- name: screening_review :update
UPDATE screening SET reviewer_id = :reviewer_id, reviewed_at = :reviewed_at, ver = ver + 1
WHERE id = :id AND contact_id = :contact_id AND reviewed_at = 0 AND decision <> ''
  AND staff_id <> :reviewer_id
RETURNING id;

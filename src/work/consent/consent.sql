-- name: consent_add :insert
INSERT INTO consent
    (id, ver, casefile_id, agency_id, staff_id, purpose, to_id, classes, basis, giver, channel,
     language, text_version, given_at, until_at, withdrawn_at)
VALUES (:id, 1, :casefile_id, :agency_id, :staff_id, :purpose, nullif(:to_id, 0), :classes, :basis,
     :giver, :channel, :language, :text_version, :given_at, :until_at, 0)
RETURNING id;

-- name: consents_of_case :many
-- unscoped: the case was loaded for the person before
-- out: to_id i64, to_code text, agency_code text
SELECT c.id, c.purpose, coalesce(c.to_id, 0) AS to_id, c.classes, c.basis, c.giver, c.channel,
       c.language, c.given_at, c.until_at, c.withdrawn_at, coalesce(t.code, '') AS to_code,
       a.code AS agency_code
FROM consent c
JOIN agency a ON a.id = c.agency_id
LEFT JOIN agency t ON t.id = c.to_id
WHERE c.casefile_id = :casefile_id ORDER BY c.given_at DESC, c.id DESC LIMIT :limit;

-- name: consent_get :maybe
-- unscoped: the case was loaded for the person before
-- out: to_id i64
SELECT id, ver, purpose, coalesce(to_id, 0) AS to_id, classes, basis, given_at, until_at,
       withdrawn_at
FROM consent WHERE id = :id AND casefile_id = :casefile_id;

-- name: consent_end :update
UPDATE consent SET withdrawn_at = :withdrawn_at, ver = ver + 1
WHERE id = :id AND casefile_id = :casefile_id AND withdrawn_at = 0 RETURNING id;

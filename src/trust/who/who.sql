-- name: staff_by_name :maybe
SELECT s.id, s.agency_id, s.salt, s.auth_hash, s.seed_wrap, s.totp_wrap, p.pseudonym,
       coalesce(i.totp_step, 0) AS totp_step, coalesce(i.failed_n, 0) AS failed_n,
       coalesce(i.failed_at, 0) AS failed_at
FROM staff s
JOIN principal p ON p.id = s.id
LEFT JOIN sign_in i ON i.id = s.id
WHERE s.username = :username AND s.state = 'active';

-- Everything that decides what a person may do, with the listings and the agency key.
-- name: who_get :maybe
-- out: pseudonym bytes, agency_pseudonym bytes, a_x_pub bytes, a_ed_pub bytes, a_listing_sig bytes
-- out: a_epoch i64, sealed_key bytes, member_sig bytes, agency_code text, agency_kind text
SELECT s.id, s.agency_id, s.username, s.display_name, s.role, s.language,
       p.pseudonym AS pseudonym, p.epoch, p.x_pub, p.ed_pub, p.listing_sig,
       a.code AS agency_code, a.kind AS agency_kind,
       ap.pseudonym AS agency_pseudonym, ap.epoch AS a_epoch, ap.x_pub AS a_x_pub,
       ap.ed_pub AS a_ed_pub, ap.listing_sig AS a_listing_sig,
       m.sealed_key AS sealed_key, m.sig AS member_sig
FROM staff s
JOIN principal p ON p.id = s.id
JOIN agency a ON a.id = s.agency_id
JOIN principal ap ON ap.id = s.agency_id
JOIN member_grant m ON m.staff_id = s.id AND m.agency_id = s.agency_id
     AND m.epoch = ap.epoch AND m.state = 'active'
WHERE s.id = :id AND s.state = 'active' AND p.state = 'active' AND a.state = 'active';

-- name: token_by_hash :maybe
SELECT id, staff_id, seed_wrap, expires_at FROM token
WHERE token_hash = :token_hash AND state = 'active';

-- name: token_add :insert
INSERT INTO token (id, ver, staff_id, label, token_hash, seed_wrap, created_at, expires_at, state)
VALUES (:id, 1, :staff_id, :label, :token_hash, :seed_wrap, :created_at, :expires_at, 'active')
RETURNING id;

-- name: token_end :update
UPDATE token SET state = 'ended', ver = ver + 1 WHERE id = :id AND state = 'active' RETURNING id;

-- name: sign_in_make :insert
INSERT INTO sign_in (id, totp_step, failed_n, failed_at, signed_in_at) VALUES (:id, 0, 0, 0, 0);

-- name: sign_in_good :update
UPDATE sign_in SET totp_step = :totp_step, failed_n = 0, signed_in_at = :signed_in_at
WHERE id = :id AND totp_step < :totp_step RETURNING id;

-- name: sign_in_bad :update
UPDATE sign_in SET failed_n = failed_n + 1, failed_at = :failed_at WHERE id = :id RETURNING id;

-- name: principal_add :insert
INSERT INTO principal
    (id, ver, kind, agency_id, pseudonym, epoch, x_pub, ed_pub, listing_sig, state)
VALUES (:id, 1, :kind, :agency_id, :pseudonym, :epoch, :x_pub, :ed_pub, :listing_sig, 'active')
RETURNING id;

-- name: agency_add :insert
INSERT INTO agency (id, ver, code, kind, state) VALUES (:id, 1, :code, :kind, 'active')
RETURNING id;

-- name: staff_add :insert
INSERT INTO staff
    (id, ver, agency_id, username, display_name, role, language, state, salt, auth_hash, seed_wrap,
     recovery_salt, recovery_wrap, totp_wrap, created_at)
VALUES (:id, 1, :agency_id, :username, :display_name, :role, :language, 'active', :salt, :auth_hash,
     :seed_wrap, :recovery_salt, :recovery_wrap, :totp_wrap, :created_at)
RETURNING id;

-- name: member_add :insert
INSERT INTO member_grant (id, ver, agency_id, epoch, staff_id, by_id, sealed_key, sig, state)
VALUES (:id, 1, :agency_id, :epoch, :staff_id, :by_id, :sealed_key, :sig, 'active')
RETURNING id;

-- name: member_end :update
UPDATE member_grant SET state = 'ended', ver = ver + 1
WHERE staff_id = :staff_id AND state = 'active' RETURNING id;

-- name: staff_end :update
UPDATE staff SET state = 'ended', ver = ver + 1 WHERE id = :id AND state = 'active' RETURNING id;

-- name: principal_end :update
UPDATE principal SET state = 'ended', ver = ver + 1 WHERE id = :id AND state = 'active'
RETURNING id;

-- name: staff_passphrase :update
UPDATE staff SET salt = :salt, auth_hash = :auth_hash, seed_wrap = :seed_wrap, ver = ver + 1
WHERE id = :id AND state = 'active' RETURNING id;

-- name: staff_recovery_get :maybe
SELECT id, recovery_salt, recovery_wrap FROM staff WHERE username = :username AND state = 'active';

-- name: listing_get :maybe
SELECT id, kind, agency_id, pseudonym, epoch, x_pub, ed_pub, listing_sig FROM principal
WHERE id = :id AND state = 'active';

-- name: agency_by_code :maybe
SELECT id, code, kind FROM agency WHERE code = :code AND state = 'active';

-- name: agency_list :many
-- bounded: agencies of a country, tens to hundreds
SELECT id, code, kind FROM agency WHERE state = 'active' ORDER BY code;

-- name: staff_of_agency :many
SELECT id, username, display_name, role, language, state FROM staff
WHERE agency_id = :agency_id ORDER BY username LIMIT :limit;

-- name: staff_all :many
-- out: agency_code text
SELECT s.id, s.username, s.display_name, s.role, s.state, s.totp_wrap, a.code AS agency_code
FROM staff s JOIN agency a ON a.id = s.agency_id ORDER BY s.username LIMIT :limit;

-- name: dek_add :insert
INSERT INTO dek (id, ver, owner_id, class, epoch, kid, maker_id, sig, state)
VALUES (:id, 1, :owner_id, :class, :epoch, :kid, :maker_id, :sig, 'active')
RETURNING id;

-- name: dek_grant_add :insert
INSERT INTO dek_grant
    (id, ver, dek_id, to_id, to_epoch, by_id, consent_id, expires_at, sealed_key, sig, state)
VALUES (:id, 1, :dek_id, :to_id, :to_epoch, :by_id, :consent_id, :expires_at, :sealed_key, :sig,
     'active')
RETURNING id;

-- All keys of one owner with every standing grant, oldest first: the evidence for the vault.
-- name: keyring_get :many
-- bounded: five classes, few epochs, few agencies
-- out: dek_sig bytes, m_agency_id i64, m_epoch i64, m_x bytes, m_ed bytes, m_sig bytes
-- out: g_sig bytes, t_epoch i64, t_x bytes, t_ed bytes, t_sig bytes
-- out: b_agency_id i64, b_epoch i64, b_x bytes, b_ed bytes, b_sig bytes
SELECT d.id, d.owner_id, d.class, d.epoch, d.kid, d.maker_id, d.sig AS dek_sig,
       m.agency_id AS m_agency_id, m.epoch AS m_epoch, m.x_pub AS m_x, m.ed_pub AS m_ed,
       m.listing_sig AS m_sig,
       g.to_id, g.by_id, g.consent_id, g.expires_at, g.sealed_key, g.sig AS g_sig,
       t.epoch AS t_epoch, t.x_pub AS t_x, t.ed_pub AS t_ed, t.listing_sig AS t_sig,
       b.agency_id AS b_agency_id, b.epoch AS b_epoch, b.x_pub AS b_x, b.ed_pub AS b_ed,
       b.listing_sig AS b_sig
FROM dek d
JOIN principal m ON m.id = d.maker_id
JOIN dek_grant g ON g.dek_id = d.id AND g.state = 'active'
JOIN principal t ON t.id = g.to_id
JOIN principal b ON b.id = g.by_id
WHERE d.owner_id = :owner_id AND d.state = 'active'
ORDER BY d.class, d.epoch DESC, d.id, g.id;

-- name: dek_grant_end :update
UPDATE dek_grant SET state = 'ended', ver = ver + 1
WHERE to_id = :to_id AND state = 'active'
  AND dek_id IN (SELECT id FROM dek WHERE owner_id = :owner_id)
RETURNING id;

-- name: dek_end :update
UPDATE dek SET state = 'ended', ver = ver + 1 WHERE owner_id = :owner_id AND state = 'active'
RETURNING id;

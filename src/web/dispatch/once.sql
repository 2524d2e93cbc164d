-- name: once_get :maybe
-- out: status i64
SELECT request_hash, status, location FROM once WHERE once_key = :once_key;

-- name: once_add :insert
-- in: status i64
INSERT INTO once (id, once_key, request_hash, status, location, at)
VALUES (:id, :once_key, :request_hash, :status, :location, :at);

-- name: once_drop_old :delete
-- in: before_at i64
DELETE FROM once WHERE id IN (SELECT id FROM once WHERE at < :before_at ORDER BY at LIMIT :limit);

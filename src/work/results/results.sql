-- Figures against the targets. Each measure has a total (distinct persons over everything) and a
-- table by place, sex and age. Persons are counted where their case is; the totals are counted on
-- their own, because a person in two places is one person. All are coded facts: no key is needed.

-- B01: an emergency made safe and closed, with a service of the first day or the day after.
-- name: emergency_total :one
-- unscoped: counts only, no line of a case leaves the statement
-- in: from_at i64, to_at i64
-- out: services i64, persons i64
SELECT count(*) AS services, count(DISTINCT c.person_id) AS persons
FROM alarm l JOIN casefile c ON c.id = l.casefile_id
WHERE l.state = 'closed' AND l.safe_at > 0 AND l.raised_at >= :from_at AND l.raised_at < :to_at
  AND EXISTS (SELECT 1 FROM service s WHERE s.casefile_id = l.casefile_id
              AND s.kind IN ('ACC', 'SAFE', 'MED', 'LEGAL', 'BASIC')
              AND s.given_on >= l.raised_at / 86400000 - 1
              AND s.given_on <= l.raised_at / 86400000 + 1);

-- name: emergency_table :many
-- unscoped: counts only, no line of a case leaves the statement
-- bounded: places x sex x age
-- in: from_at i64, to_at i64
-- out: services i64, persons i64
SELECT c.place, p.gender, p.is_child, count(*) AS services, count(DISTINCT c.person_id) AS persons
FROM alarm l JOIN casefile c ON c.id = l.casefile_id JOIN person p ON p.id = c.person_id
WHERE l.state = 'closed' AND l.safe_at > 0 AND l.raised_at >= :from_at AND l.raised_at < :to_at
  AND EXISTS (SELECT 1 FROM service s WHERE s.casefile_id = l.casefile_id
              AND s.kind IN ('ACC', 'SAFE', 'MED', 'LEGAL', 'BASIC')
              AND s.given_on >= l.raised_at / 86400000 - 1
              AND s.given_on <= l.raised_at / 86400000 + 1)
GROUP BY c.place, p.gender, p.is_child ORDER BY c.place, p.gender, p.is_child;

-- B02: a plan agreed, and services of at least two domains.
-- name: tailored_total :one
-- unscoped: counts only, no line of a case leaves the statement
-- in: from_on i64, to_on i64
-- out: services i64, persons i64
SELECT coalesce(sum(t.services), 0) AS services, count(DISTINCT t.person_id) AS persons
FROM (SELECT c.person_id, count(*) AS services
      FROM casefile c JOIN service s ON s.casefile_id = c.id
      WHERE c.assistance_state IN ('C2', 'C3', 'C4', 'C5', 'C6', 'C7')
        AND s.given_on >= :from_on AND s.given_on <= :to_on
      GROUP BY c.person_id HAVING min(s.domain) < max(s.domain)) AS t;

-- name: tailored_table :many
-- unscoped: counts only, no line of a case leaves the statement
-- bounded: places x sex x age
-- in: from_on i64, to_on i64
-- out: services i64, persons i64, place text
SELECT t.place AS place, p.gender, p.is_child, sum(t.services) AS services,
       count(DISTINCT t.person_id) AS persons
FROM (SELECT c.person_id, min(c.place) AS place, count(*) AS services
      FROM casefile c JOIN service s ON s.casefile_id = c.id
      WHERE c.assistance_state IN ('C2', 'C3', 'C4', 'C5', 'C6', 'C7')
        AND s.given_on >= :from_on AND s.given_on <= :to_on
      GROUP BY c.person_id HAVING min(s.domain) < max(s.domain)) AS t
JOIN person p ON p.id = t.person_id
GROUP BY t.place, p.gender, p.is_child ORDER BY t.place, p.gender, p.is_child;

-- B03: vocational training, a job or an own business.
-- name: economic_total :one
-- unscoped: counts only, no line of a case leaves the statement
-- in: from_on i64, to_on i64, only_gender text
-- out: services i64, persons i64
SELECT count(*) AS services, count(DISTINCT c.person_id) AS persons
FROM service s JOIN casefile c ON c.id = s.casefile_id JOIN person p ON p.id = c.person_id
WHERE s.kind IN ('VET', 'JOB', 'BIZ') AND s.given_on >= :from_on AND s.given_on <= :to_on
  AND (:only_gender = '' OR p.gender = :only_gender);

-- name: economic_table :many
-- unscoped: counts only, no line of a case leaves the statement
-- bounded: places x sex x age
-- in: from_on i64, to_on i64, only_gender text
-- out: services i64, persons i64
SELECT c.place, p.gender, p.is_child, count(*) AS services, count(DISTINCT c.person_id) AS persons
FROM service s JOIN casefile c ON c.id = s.casefile_id JOIN person p ON p.id = c.person_id
WHERE s.kind IN ('VET', 'JOB', 'BIZ') AND s.given_on >= :from_on AND s.given_on <= :to_on
  AND (:only_gender = '' OR p.gender = :only_gender)
GROUP BY c.place, p.gender, p.is_child ORDER BY c.place, p.gender, p.is_child;

-- B09 and B10: contacts. A contact without a case is a person of its own: nobody can know better.
-- name: online_total :one
-- unscoped: counts only, no line of a case leaves the statement
-- in: from_at i64, to_at i64
-- out: services i64, persons i64
SELECT count(*) AS services, count(DISTINCT coalesce(f.person_id, k.id)) AS persons
FROM contact k LEFT JOIN casefile f ON f.id = k.casefile_id
WHERE k.channel IN ('chat', 'web_form', 'app', 'email', 'sms', 'social') AND k.has_replied = 1
  AND k.at >= :from_at AND k.at < :to_at;

-- name: online_table :many
-- bounded: places x sex x age
-- unscoped: counts only, no line of a case leaves the statement
-- in: from_at i64, to_at i64
-- out: services i64, persons i64, is_child i64
SELECT k.place, k.gender,
       CASE WHEN k.age_band IN ('18-24', '25-29', '30plus') THEN 0 ELSE 1 END AS is_child,
       count(*) AS services, count(DISTINCT coalesce(f.person_id, k.id)) AS persons
FROM contact k LEFT JOIN casefile f ON f.id = k.casefile_id
WHERE k.channel IN ('chat', 'web_form', 'app', 'email', 'sms', 'social') AND k.has_replied = 1
  AND k.at >= :from_at AND k.at < :to_at
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;

-- name: outreach_total :one
-- unscoped: counts only, no line of a case leaves the statement
-- in: from_at i64, to_at i64
-- out: services i64, persons i64
SELECT count(*) AS services, count(DISTINCT coalesce(f.person_id, k.id)) AS persons
FROM contact k LEFT JOIN casefile f ON f.id = k.casefile_id
WHERE k.channel = 'outreach' AND k.at >= :from_at AND k.at < :to_at;

-- name: outreach_table :many
-- bounded: places x sex x age
-- unscoped: counts only, no line of a case leaves the statement
-- in: from_at i64, to_at i64
-- out: services i64, persons i64, is_child i64
SELECT k.place, k.gender,
       CASE WHEN k.age_band IN ('18-24', '25-29', '30plus') THEN 0 ELSE 1 END AS is_child,
       count(*) AS services, count(DISTINCT coalesce(f.person_id, k.id)) AS persons
FROM contact k LEFT JOIN casefile f ON f.id = k.casefile_id
WHERE k.channel = 'outreach' AND k.at >= :from_at AND k.at < :to_at
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;

-- How long it took from alarm to acceptance, arrival and safety: the middle one of each.
-- name: clock_counts :one
-- in: from_at i64, to_at i64
-- out: accepted_n i64, arrived_n i64, safe_n i64
SELECT coalesce(sum(CASE WHEN accepted_at > 0 THEN 1 ELSE 0 END), 0) AS accepted_n,
       coalesce(sum(CASE WHEN arrived_at > 0 THEN 1 ELSE 0 END), 0) AS arrived_n,
       coalesce(sum(CASE WHEN safe_at > 0 THEN 1 ELSE 0 END), 0) AS safe_n
FROM alarm WHERE raised_at >= :from_at AND raised_at < :to_at;

-- name: arrived_median :maybe
-- in: from_at i64, to_at i64
-- out: took_ms i64
SELECT arrived_at - raised_at AS took_ms FROM alarm
WHERE arrived_at > 0 AND raised_at >= :from_at AND raised_at < :to_at
ORDER BY arrived_at - raised_at LIMIT 1 OFFSET :offset;

-- name: safe_median :maybe
-- in: from_at i64, to_at i64
-- out: took_ms i64
SELECT safe_at - raised_at AS took_ms FROM alarm
WHERE safe_at > 0 AND raised_at >= :from_at AND raised_at < :to_at
ORDER BY safe_at - raised_at LIMIT 1 OFFSET :offset;

-- Everybody who was helped at all: each person once, beside the services.
-- name: everybody :one
-- unscoped: counts only, no line of a case leaves the statement
-- in: from_on i64, to_on i64
-- out: services i64, persons i64
SELECT count(*) AS services, count(DISTINCT c.person_id) AS persons
FROM service s JOIN casefile c ON c.id = s.casefile_id
WHERE s.given_on >= :from_on AND s.given_on <= :to_on;

-- The spine: who works here, keys, ledger, contacts, screening, cases, alarms, consent, referrals,
-- services. Rules for this file: tools/README.md. Classes: P public, C coded and countable, I identity,
-- S safety and location, H health and counselling, N narrative, J evidence, K key material.
-- 0, '' and x'' mean "none". Instants are UTC milliseconds, days are days since 1970-01-01.

-- Keys and people ------------------------------------------------------------------------------

-- ledgered
-- number: 1
CREATE TABLE principal (
    id INTEGER PRIMARY KEY,                                   -- P whoever can hold keys
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K salt of the row commitment
    kind TEXT NOT NULL CHECK (kind IN ('agency', 'staff')),   -- P
    agency_id INTEGER NOT NULL,                               -- P the agency that it is or belongs to
    pseudonym BLOB NOT NULL UNIQUE,                           -- P 16 bytes; names it in the ledger
    epoch INTEGER NOT NULL,                                   -- P counts key changes
    x_pub BLOB NOT NULL,                                      -- K X25519 public key
    ed_pub BLOB NOT NULL,                                     -- K Ed25519 public key
    listing_sig BLOB NOT NULL,                                -- K node signature over this listing
    state TEXT NOT NULL CHECK (state IN ('active', 'ended'))  -- P
) STRICT;

-- ledgered
-- number: 2
CREATE TABLE agency (
    id INTEGER PRIMARY KEY,                                   -- P equals the id of its principal
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    code TEXT NOT NULL UNIQUE,                                -- P code in the pack
    kind TEXT NOT NULL,                                       -- P agency_kind
    state TEXT NOT NULL CHECK (state IN ('active', 'ended'))  -- P
) STRICT;

-- ledgered
-- number: 3
CREATE TABLE staff (
    id INTEGER PRIMARY KEY,                                   -- P equals the id of its principal
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    agency_id INTEGER NOT NULL REFERENCES agency (id),        -- P
    username TEXT NOT NULL UNIQUE,                            -- P
    display_name TEXT NOT NULL,                               -- P shown to colleagues
    role TEXT NOT NULL,                                       -- P code in the pack
    language TEXT NOT NULL,                                   -- P
    state TEXT NOT NULL CHECK (state IN ('active', 'ended')), -- P
    salt BLOB NOT NULL,                                       -- K of the passphrase
    auth_hash BLOB NOT NULL,                                  -- K hash of the proof half of Argon2id
    seed_wrap BLOB NOT NULL,                                  -- K key seed under the passphrase
    recovery_salt BLOB NOT NULL,                              -- K
    recovery_wrap BLOB NOT NULL,                              -- K key seed under the recovery code
    totp_wrap BLOB NOT NULL,                                  -- K second factor under the node secret
    created_at INTEGER NOT NULL                               -- P
) STRICT;
CREATE INDEX staff_by_agency ON staff (agency_id);

-- unledgered: moves at each sign-in; the sign-in itself is a ledger entry
-- number: 4
CREATE TABLE sign_in (
    id INTEGER PRIMARY KEY,                                   -- P the staff member
    totp_step INTEGER NOT NULL,                               -- P last code used, so that none works twice
    failed_n INTEGER NOT NULL,                                -- P failures since the last success
    failed_at INTEGER NOT NULL,                               -- P
    signed_in_at INTEGER NOT NULL                             -- P
) STRICT;

-- ledgered
-- number: 5
CREATE TABLE member_grant (
    id INTEGER PRIMARY KEY,                                   -- P agency key handed to a member
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    agency_id INTEGER NOT NULL REFERENCES agency (id),        -- P
    epoch INTEGER NOT NULL,                                   -- P
    staff_id INTEGER NOT NULL REFERENCES principal (id),      -- P receiver
    by_id INTEGER NOT NULL REFERENCES principal (id),         -- P grantor
    sealed_key BLOB NOT NULL,                                 -- K agency seed sealed to the receiver
    sig BLOB NOT NULL,                                        -- K grantor's signature
    state TEXT NOT NULL CHECK (state IN ('active', 'ended'))  -- P
) STRICT;
CREATE INDEX member_grant_by_staff ON member_grant (staff_id, agency_id);

-- ledgered
-- number: 6
CREATE TABLE token (
    id INTEGER PRIMARY KEY,                                   -- P a script's way in
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    staff_id INTEGER NOT NULL REFERENCES staff (id),          -- P acts with this person's rights
    label TEXT NOT NULL,                                      -- P
    token_hash BLOB NOT NULL UNIQUE,                          -- K
    seed_wrap BLOB NOT NULL,                                  -- K key seed under the token
    created_at INTEGER NOT NULL,                              -- P
    expires_at INTEGER NOT NULL,                              -- P at most 90 days later
    state TEXT NOT NULL CHECK (state IN ('active', 'ended'))  -- P
) STRICT;

-- ledgered
-- number: 7
CREATE TABLE dek (
    id INTEGER PRIMARY KEY,                                   -- P data key of one case and class
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    owner_id INTEGER NOT NULL,                                -- P the case, contact or parcel it belongs to
    class TEXT NOT NULL CHECK (class IN ('I', 'S', 'H', 'N', 'J')), -- P
    epoch INTEGER NOT NULL,                                   -- P
    kid BLOB NOT NULL,                                        -- K commits to the key itself
    maker_id INTEGER NOT NULL REFERENCES principal (id),      -- P
    sig BLOB NOT NULL,                                        -- K maker's signature over the above
    state TEXT NOT NULL CHECK (state IN ('active', 'ended'))  -- P
) STRICT;
CREATE INDEX dek_by_owner ON dek (owner_id);

-- ledgered
-- number: 8
CREATE TABLE dek_grant (
    id INTEGER PRIMARY KEY,                                   -- P data key handed to an agency
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    dek_id INTEGER NOT NULL REFERENCES dek (id),              -- P
    to_id INTEGER NOT NULL REFERENCES principal (id),         -- P receiver
    to_epoch INTEGER NOT NULL,                                -- P
    by_id INTEGER NOT NULL REFERENCES principal (id),         -- P grantor
    consent_id INTEGER NOT NULL,                              -- P 0 inside the own agency
    expires_at INTEGER NOT NULL,                              -- P 0 = does not expire
    sealed_key BLOB NOT NULL,                                 -- K data key sealed to the receiver
    sig BLOB NOT NULL,                                        -- K grantor's signature
    state TEXT NOT NULL CHECK (state IN ('active', 'ended'))  -- P
) STRICT;
CREATE INDEX dek_grant_by_dek ON dek_grant (dek_id, to_id);

-- Ledger ---------------------------------------------------------------------------------------

-- unledgered: it is the ledger
-- number: 10
CREATE TABLE ledger (
    id INTEGER PRIMARY KEY,                                   -- P sequence number from 1
    at INTEGER NOT NULL,                                      -- P
    verb INTEGER NOT NULL,                                    -- P
    actor BLOB NOT NULL,                                      -- P pseudonym of the principal
    agency BLOB NOT NULL,                                     -- P pseudonym of the agency
    subject BLOB NOT NULL,                                    -- P pseudonym of the case or thing
    entry BLOB NOT NULL,                                      -- P the leaf, canonical
    leaf BLOB NOT NULL                                        -- P its RFC 6962 hash
) STRICT;
CREATE INDEX ledger_by_subject ON ledger (subject, id);
CREATE INDEX ledger_by_actor ON ledger (actor, id);

-- unledgered: it is the head of the ledger, one row
-- number: 11
CREATE TABLE ledger_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),                    -- P
    size INTEGER NOT NULL,                                    -- P
    frontier BLOB NOT NULL,                                   -- P roots of the complete subtrees
    checkpoint TEXT NOT NULL                                  -- P signed note of exactly this size
) STRICT;

-- unledgered: signed notes kept for auditors and witnesses
-- number: 12
CREATE TABLE checkpoint (
    id INTEGER PRIMARY KEY,                                   -- P tree size
    at INTEGER NOT NULL,                                      -- P
    note TEXT NOT NULL                                        -- P
) STRICT;

-- unledgered: answers to repeated submits; swept after a day
-- number: 13
CREATE TABLE once (
    id INTEGER PRIMARY KEY,                                   -- P
    once_key BLOB NOT NULL UNIQUE,                            -- P hash of person, route and key
    request_hash BLOB NOT NULL,                               -- P so that one key never means two requests
    status INTEGER NOT NULL,                                  -- P
    location TEXT NOT NULL,                                   -- P where the answer is
    at INTEGER NOT NULL                                       -- P
) STRICT;
CREATE INDEX once_by_at ON once (at);

-- The work -------------------------------------------------------------------------------------

-- ledgered
-- number: 20
CREATE TABLE person (
    id INTEGER PRIMARY KEY,                                   -- P one human being, however many cases
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    gender TEXT NOT NULL,                                     -- C
    age_band TEXT NOT NULL,                                   -- C at first contact
    is_child INTEGER NOT NULL CHECK (is_child IN (0, 1)),     -- C 1 also while the age is unknown
    created_at INTEGER NOT NULL                               -- P
) STRICT;

-- ledgered
-- protected
-- number: 21
CREATE TABLE casefile (
    id INTEGER PRIMARY KEY,                                   -- P
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    number TEXT NOT NULL UNIQUE,                              -- P e.g. AL-2026-00417
    pseudonym BLOB NOT NULL UNIQUE,                           -- P 16 bytes; names it in the ledger
    person_id INTEGER NOT NULL REFERENCES person (id),        -- P
    holder_id INTEGER NOT NULL REFERENCES agency (id),        -- P the one agency that leads
    opener_id INTEGER NOT NULL REFERENCES agency (id),        -- P
    opened_at INTEGER NOT NULL,                               -- P
    place TEXT NOT NULL,                                      -- C municipality of the person
    language TEXT NOT NULL,                                   -- C
    exploitation TEXT NOT NULL,                               -- C main form, '' while unknown
    scope TEXT NOT NULL,                                      -- C trafficking_scope
    risk TEXT NOT NULL,                                       -- C R0 to R4
    identification TEXT NOT NULL,                             -- C region A
    safety_state TEXT NOT NULL,                               -- C region B
    assistance_state TEXT NOT NULL,                           -- C region C
    justice_state TEXT NOT NULL,                              -- C region D
    child_state TEXT NOT NULL,                                -- C region E
    data_state TEXT NOT NULL,                                 -- C region F
    closed_at INTEGER NOT NULL,                               -- P
    closure_reason TEXT NOT NULL,                             -- C
    identity_box BLOB NOT NULL,                               -- I names, birth, documents, phone
    contact_box BLOB NOT NULL,                                -- S how to reach the person safely
    location_box BLOB NOT NULL,                               -- S where the person is
    health_box BLOB NOT NULL,                                 -- H
    story_box BLOB NOT NULL                                   -- N
) STRICT;
CREATE INDEX casefile_by_holder ON casefile (holder_id, id);
CREATE INDEX casefile_by_person ON casefile (person_id);

-- ledgered
-- number: 22
CREATE TABLE share (
    id INTEGER PRIMARY KEY,                                   -- P another agency takes part in a case
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    casefile_id INTEGER NOT NULL REFERENCES casefile (id),    -- P
    agency_id INTEGER NOT NULL REFERENCES agency (id),        -- P
    basis TEXT NOT NULL,                                      -- C legal_basis
    origin TEXT NOT NULL CHECK (origin IN ('alarm', 'referral')), -- P
    origin_id INTEGER NOT NULL,                               -- P the alarm or referral
    from_at INTEGER NOT NULL,                                 -- P
    until_at INTEGER NOT NULL,                                -- P 0 = until ended
    ended_at INTEGER NOT NULL                                 -- P
) STRICT;
CREATE INDEX share_by_case ON share (casefile_id, agency_id);
CREATE INDEX share_by_origin ON share (origin, origin_id);
CREATE INDEX share_by_end ON share (ended_at, until_at);
CREATE INDEX share_by_agency ON share (agency_id, ended_at, casefile_id);

-- Which agency may see which case: its holder, and whoever shares it now. Time-limited shares are
-- ended by the sweep, so that the view needs no clock.
CREATE VIEW may_see AS
    SELECT id AS casefile_id, holder_id AS agency_id, 'holder' AS basis FROM casefile
    UNION
    SELECT casefile_id, agency_id, 'share' AS basis FROM share WHERE ended_at = 0;

-- ledgered
-- number: 23
CREATE TABLE contact (
    id INTEGER PRIMARY KEY,                                   -- P one call, chat, visit or report
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    pseudonym BLOB NOT NULL UNIQUE,                           -- P 16 bytes; names it in the ledger
    agency_id INTEGER NOT NULL REFERENCES agency (id),        -- P
    staff_id INTEGER NOT NULL REFERENCES staff (id),          -- P
    casefile_id INTEGER REFERENCES casefile (id),             -- P
    at INTEGER NOT NULL,                                      -- P
    channel TEXT NOT NULL,                                    -- C
    kind TEXT NOT NULL,                                       -- C contact_type
    caller TEXT NOT NULL,                                     -- C contact_who
    is_about_self INTEGER NOT NULL CHECK (is_about_self IN (0, 1)), -- C
    gender TEXT NOT NULL,                                     -- C of the person it is about
    age_band TEXT NOT NULL,                                   -- C of the person it is about
    place TEXT NOT NULL,                                      -- C municipality or county, '' unknown
    reason TEXT NOT NULL,                                     -- C
    is_safe_now TEXT NOT NULL,                                -- C yes_no_unknown
    risk TEXT NOT NULL,                                       -- C R0 to R4
    has_replied INTEGER NOT NULL CHECK (has_replied IN (0, 1)), -- C counts as counselling
    note_box BLOB NOT NULL,                                   -- N what was said
    caller_box BLOB NOT NULL,                                 -- I name and number, only if wanted
    where_box BLOB NOT NULL,                                  -- S where the person is
    state TEXT NOT NULL CHECK (state IN ('open', 'ended'))    -- P
) STRICT;
CREATE INDEX contact_by_agency ON contact (agency_id, id);
CREATE INDEX contact_by_case ON contact (casefile_id);
CREATE INDEX contact_by_channel ON contact (channel, at, has_replied, casefile_id);

-- ledgered
-- number: 24
CREATE TABLE screening (
    id INTEGER PRIMARY KEY,                                   -- P
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    contact_id INTEGER NOT NULL REFERENCES contact (id),      -- P
    agency_id INTEGER NOT NULL REFERENCES agency (id),        -- P
    staff_id INTEGER NOT NULL REFERENCES staff (id),          -- P
    at INTEGER NOT NULL,                                      -- P
    rule_set TEXT NOT NULL,                                   -- C
    track TEXT NOT NULL CHECK (track IN ('adult', 'child')),  -- C
    signs TEXT NOT NULL,                                      -- C codes, separated by blanks
    positive TEXT NOT NULL,                                   -- C dimensions that the rule found
    result TEXT NOT NULL,                                     -- C what the rule says
    decision TEXT NOT NULL,                                   -- C what the human decided
    reason_box BLOB NOT NULL,                                 -- N why, when they differ
    reviewer_id INTEGER REFERENCES staff (id),                -- P second reader, when they differ
    reviewed_at INTEGER NOT NULL                              -- P
) STRICT;
CREATE INDEX screening_by_contact ON screening (contact_id);

-- ledgered
-- protected
-- number: 25
CREATE TABLE status_claim (
    id INTEGER PRIMARY KEY,                                   -- P a status is a claim with an author
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    casefile_id INTEGER NOT NULL REFERENCES casefile (id),    -- P
    at INTEGER NOT NULL,                                      -- P
    status TEXT NOT NULL,                                     -- C identification
    body TEXT NOT NULL,                                       -- C decision_body
    agency_id INTEGER NOT NULL REFERENCES agency (id),        -- P
    staff_id INTEGER NOT NULL REFERENCES staff (id),          -- P
    second_id INTEGER REFERENCES staff (id),                  -- P second decider of a formal decision
    basis TEXT NOT NULL                                       -- C
) STRICT;
CREATE INDEX status_claim_by_case ON status_claim (casefile_id, at);

-- ledgered
-- number: 26
CREATE TABLE roster (
    id INTEGER PRIMARY KEY,                                   -- P a team's time on duty
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    agency_id INTEGER NOT NULL REFERENCES agency (id),        -- P
    staff_id INTEGER NOT NULL REFERENCES staff (id),          -- P
    county TEXT NOT NULL,                                     -- C place code served
    turn INTEGER NOT NULL CHECK (turn BETWEEN 1 AND 9),       -- C 1 is asked first
    from_at INTEGER NOT NULL,                                 -- P
    until_at INTEGER NOT NULL,                                -- P
    ended_at INTEGER NOT NULL                                 -- P taken off before the end
) STRICT;
CREATE INDEX roster_by_county ON roster (county, from_at);

-- ledgered
-- number: 27
CREATE TABLE alarm (
    id INTEGER PRIMARY KEY,                                   -- P
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    casefile_id INTEGER NOT NULL REFERENCES casefile (id),    -- P
    by_agency_id INTEGER NOT NULL REFERENCES agency (id),     -- P who raised it
    by_staff_id INTEGER NOT NULL REFERENCES staff (id),       -- P
    team_id INTEGER REFERENCES agency (id),                   -- P who accepted
    place TEXT NOT NULL,                                      -- C municipality
    county TEXT NOT NULL,                                     -- C
    dangers TEXT NOT NULL,                                    -- C codes, separated by blanks
    transport TEXT NOT NULL,                                  -- C transport_need
    is_police_called INTEGER NOT NULL CHECK (is_police_called IN (0, 1)), -- C
    raised_at INTEGER NOT NULL,                               -- P
    turn INTEGER NOT NULL,                                    -- C the turn that is asked now
    turn_at INTEGER NOT NULL,                                 -- P since when
    accepted_at INTEGER NOT NULL,                             -- P first clock
    departed_at INTEGER NOT NULL,                             -- P
    arrived_at INTEGER NOT NULL,                              -- P second clock
    safe_at INTEGER NOT NULL,                                 -- P third clock
    closed_at INTEGER NOT NULL,                               -- P
    state TEXT NOT NULL,                                      -- C alarm_state
    outcome TEXT NOT NULL                                     -- C alarm_outcome
) STRICT;
CREATE INDEX alarm_by_state ON alarm (state, raised_at);
CREATE INDEX alarm_by_case ON alarm (casefile_id);

-- ledgered
-- number: 28
CREATE TABLE alarm_call (
    id INTEGER PRIMARY KEY,                                   -- P one agency asked to answer an alarm
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    alarm_id INTEGER NOT NULL REFERENCES alarm (id),          -- P
    agency_id INTEGER NOT NULL REFERENCES agency (id),        -- P
    turn INTEGER NOT NULL,                                    -- C
    place_box BLOB NOT NULL,                                  -- S where to go and what to beware of
    state TEXT NOT NULL CHECK (state IN ('asked', 'accepted', 'refused', 'ended')) -- C
) STRICT;
CREATE INDEX alarm_call_by_alarm ON alarm_call (alarm_id);
CREATE INDEX alarm_call_by_agency ON alarm_call (agency_id, state);

-- ledgered
-- protected
-- number: 29
CREATE TABLE consent (
    id INTEGER PRIMARY KEY,                                   -- P
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    casefile_id INTEGER NOT NULL REFERENCES casefile (id),    -- P
    agency_id INTEGER NOT NULL REFERENCES agency (id),        -- P who recorded it
    staff_id INTEGER NOT NULL REFERENCES staff (id),          -- P
    purpose TEXT NOT NULL,                                    -- C consent_purpose
    to_id INTEGER REFERENCES agency (id),                     -- P recipient, absent = own agency
    classes TEXT NOT NULL,                                    -- C e.g. 'I S'
    basis TEXT NOT NULL,                                      -- C legal_basis
    giver TEXT NOT NULL,                                      -- C consent_giver
    channel TEXT NOT NULL,                                    -- C consent_channel
    language TEXT NOT NULL,                                   -- C
    text_version TEXT NOT NULL,                               -- P version of the text that was read
    given_at INTEGER NOT NULL,                                -- P
    until_at INTEGER NOT NULL,                                -- P 0 = until withdrawn
    withdrawn_at INTEGER NOT NULL                             -- P
) STRICT;
CREATE INDEX consent_by_case ON consent (casefile_id);

-- ledgered
-- number: 30
CREATE TABLE referral (
    id INTEGER PRIMARY KEY,                                   -- P
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    casefile_id INTEGER NOT NULL REFERENCES casefile (id),    -- P
    from_id INTEGER NOT NULL REFERENCES agency (id),          -- P
    from_staff_id INTEGER NOT NULL REFERENCES staff (id),     -- P
    to_id INTEGER NOT NULL REFERENCES agency (id),            -- P
    consent_id INTEGER NOT NULL REFERENCES consent (id),      -- P
    services TEXT NOT NULL,                                   -- C codes, separated by blanks
    is_urgent INTEGER NOT NULL CHECK (is_urgent IN (0, 1)),   -- C
    created_at INTEGER NOT NULL,                              -- P
    sent_at INTEGER NOT NULL,                                 -- P
    seen_at INTEGER NOT NULL,                                 -- P
    answered_at INTEGER NOT NULL,                             -- P
    ended_at INTEGER NOT NULL,                                -- P
    due_at INTEGER NOT NULL,                                  -- P answer expected by
    state TEXT NOT NULL,                                      -- C referral_state
    refusal TEXT NOT NULL                                     -- C refusal_reason
) STRICT;
CREATE INDEX referral_by_to ON referral (to_id, state, due_at);
CREATE INDEX referral_by_from ON referral (from_id, state, due_at);
CREATE INDEX referral_by_case ON referral (casefile_id);
CREATE INDEX referral_by_consent ON referral (consent_id);
CREATE INDEX referral_by_due ON referral (state, due_at);

-- ledgered
-- number: 31
CREATE TABLE referral_part (
    id INTEGER PRIMARY KEY,                                   -- P one chosen part, sealed for the receiver
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    referral_id INTEGER NOT NULL REFERENCES referral (id),    -- P
    part TEXT NOT NULL,                                       -- C identity contact location health story message
    identity_box BLOB NOT NULL,                               -- I
    safety_box BLOB NOT NULL,                                 -- S
    health_box BLOB NOT NULL,                                 -- H
    story_box BLOB NOT NULL                                   -- N
) STRICT;
CREATE INDEX referral_part_by_referral ON referral_part (referral_id);

-- ledgered
-- protected
-- number: 32
CREATE TABLE goal (
    id INTEGER PRIMARY KEY,                                   -- P one line of the individual plan
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    casefile_id INTEGER NOT NULL REFERENCES casefile (id),    -- P
    agency_id INTEGER NOT NULL REFERENCES agency (id),        -- P
    staff_id INTEGER NOT NULL REFERENCES staff (id),          -- P
    domain TEXT NOT NULL,                                     -- C goal_domain
    due_on INTEGER NOT NULL,                                  -- C
    state TEXT NOT NULL,                                      -- C goal_state
    text_box BLOB NOT NULL,                                   -- N
    created_at INTEGER NOT NULL,                              -- P
    ended_at INTEGER NOT NULL                                 -- P
) STRICT;
CREATE INDEX goal_by_case ON goal (casefile_id);

-- ledgered
-- protected
-- number: 33
CREATE TABLE service (
    id INTEGER PRIMARY KEY,                                   -- P one service given to one person
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    casefile_id INTEGER NOT NULL REFERENCES casefile (id),    -- P
    agency_id INTEGER NOT NULL REFERENCES agency (id),        -- P
    staff_id INTEGER NOT NULL REFERENCES staff (id),          -- P
    kind TEXT NOT NULL,                                       -- C service
    domain TEXT NOT NULL,                                     -- C service_domain at that time
    place TEXT NOT NULL,                                      -- C municipality
    given_on INTEGER NOT NULL,                                -- C
    recorded_at INTEGER NOT NULL,                             -- P
    note_box BLOB NOT NULL                                    -- H
) STRICT;
CREATE INDEX service_by_case ON service (casefile_id);
CREATE INDEX service_by_day ON service (given_on);
CREATE INDEX service_by_kind ON service (kind, casefile_id, given_on, domain);

-- ledgered
-- protected
-- number: 34
CREATE TABLE task (
    id INTEGER PRIMARY KEY,                                   -- P a next step with its time limit
    ver INTEGER NOT NULL,                                     -- P
    row_salt BLOB NOT NULL DEFAULT (randomblob(16)),          -- K
    casefile_id INTEGER NOT NULL REFERENCES casefile (id),    -- P
    agency_id INTEGER NOT NULL REFERENCES agency (id),        -- P
    kind TEXT NOT NULL,                                       -- C task_kind
    timer TEXT NOT NULL,                                      -- C code of the timer that set it
    created_at INTEGER NOT NULL,                              -- P
    due_at INTEGER NOT NULL,                                  -- P
    done_at INTEGER NOT NULL,                                 -- P
    state TEXT NOT NULL CHECK (state IN ('open', 'done', 'dropped')) -- C
) STRICT;
CREATE INDEX task_by_agency ON task (agency_id, state, due_at);
CREATE INDEX task_by_case ON task (casefile_id, state);

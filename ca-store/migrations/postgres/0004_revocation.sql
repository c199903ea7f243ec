-- How revocations come about.

-- Who asked, and when that was clear (REV-01, REV-02).
ALTER TABLE revocations ADD COLUMN authenticated bigint;
ALTER TABLE revocations ADD COLUMN asked_by text COLLATE "C";

CREATE INDEX revocations_of_certificate ON revocations (certificate);

-- One-time codes of holders (REV-02): never the code, a salted digest of it.
CREATE TABLE revocation_codes (
    certificate bigint PRIMARY KEY REFERENCES certificates (sequence),
    salt bytea NOT NULL CHECK (length(salt) = 16),
    digest bytea NOT NULL CHECK (length(digest) = 32),
    wrong bigint NOT NULL CHECK (wrong >= 0),                -- tries since it was last locked
    locked bigint,                                           -- until when
    used bigint,                                             -- when it revoked
    event bigint NOT NULL REFERENCES audit_events (log_index)
);

CREATE TRIGGER revocation_codes_are_used_once BEFORE UPDATE ON revocation_codes
FOR EACH ROW WHEN (OLD.used IS NOT NULL OR NEW.certificate <> OLD.certificate)
EXECUTE FUNCTION refuse('revocation codes are used once');

CREATE TRIGGER revocation_codes_are_never_deleted BEFORE DELETE OR TRUNCATE ON revocation_codes
EXECUTE FUNCTION refuse('revocation codes are never deleted');

-- Revocations that are set for later (REV-04); the number is the place of their event.
CREATE TABLE scheduled_revocations (
    id bigint PRIMARY KEY REFERENCES audit_events (log_index),
    certificate bigint NOT NULL REFERENCES certificates (sequence),
    effective bigint NOT NULL,
    reason bigint CHECK (reason IN (1, 2, 3, 4, 5, 9, 10)),  -- CRLReason, absent: unspecified
    invalidity bigint,
    asked_by text COLLATE "C" NOT NULL,
    authority text COLLATE "C",                               -- reference of an order, if any
    requested bigint NOT NULL,
    authenticated bigint NOT NULL,
    actor bigint NOT NULL REFERENCES actors (id),
    ended text COLLATE "C" CHECK (ended IN ('done', 'cancelled', 'overtaken')),
    ended_event bigint REFERENCES audit_events (log_index),
    CHECK ((ended IS NULL) = (ended_event IS NULL))
);

CREATE INDEX scheduled_revocations_open ON scheduled_revocations (effective, id)
WHERE ended IS NULL;

CREATE UNIQUE INDEX scheduled_revocations_one_open ON scheduled_revocations (certificate)
WHERE ended IS NULL;

CREATE TRIGGER scheduled_revocations_end_once BEFORE UPDATE ON scheduled_revocations
FOR EACH ROW WHEN (OLD.ended IS NOT NULL OR NEW.id <> OLD.id
    OR NEW.certificate <> OLD.certificate OR NEW.effective <> OLD.effective)
EXECUTE FUNCTION refuse('scheduled revocations end once');

CREATE TRIGGER scheduled_revocations_are_never_deleted
BEFORE DELETE OR TRUNCATE ON scheduled_revocations
EXECUTE FUNCTION refuse('scheduled revocations are never deleted');

-- Problem reports (REV-07); the number is the place of their event.
CREATE TABLE problem_reports (
    id bigint PRIMARY KEY REFERENCES audit_events (log_index),
    class text COLLATE "C" NOT NULL CHECK (class IN ('compromise', 'holder', 'leaf', 'issuer')),
    certificate bigint REFERENCES certificates (sequence),   -- if one is named
    report text COLLATE "C" NOT NULL,
    received bigint NOT NULL,
    actor bigint NOT NULL REFERENCES actors (id),            -- who took it down
    answered bigint,
    decided bigint,
    decision text COLLATE "C" CHECK (decision IN ('revoked', 'kept', 'unfounded')),
    late_reason text COLLATE "C",
    CHECK ((decided IS NULL) = (decision IS NULL))
);

CREATE INDEX problem_reports_open ON problem_reports (id) WHERE decided IS NULL;

CREATE TRIGGER problem_reports_keep_their_times BEFORE UPDATE ON problem_reports
FOR EACH ROW WHEN (OLD.received <> NEW.received OR OLD.class <> NEW.class OR NEW.id <> OLD.id
    OR (OLD.answered IS NOT NULL AND NEW.answered IS DISTINCT FROM OLD.answered)
    OR (OLD.decided IS NOT NULL AND (
        NEW.decided IS DISTINCT FROM OLD.decided OR NEW.decision IS DISTINCT FROM OLD.decision)))
EXECUTE FUNCTION refuse('problem reports keep their times');

CREATE TRIGGER problem_reports_are_never_deleted BEFORE DELETE OR TRUNCATE ON problem_reports
EXECUTE FUNCTION refuse('problem reports are never deleted');

-- The stages of reports that people were told of, each once.
CREATE TABLE report_stages (
    report bigint NOT NULL REFERENCES problem_reports (id),
    stage text COLLATE "C" NOT NULL
        CHECK (stage IN ('answer-half', 'answer-end', 'decision-half', 'decision-end')),
    event bigint NOT NULL REFERENCES audit_events (log_index),
    PRIMARY KEY (report, stage)
);

CREATE TRIGGER report_stages_never_change BEFORE UPDATE ON report_stages
EXECUTE FUNCTION refuse('stages of reports never change');

CREATE TRIGGER report_stages_are_never_deleted BEFORE DELETE OR TRUNCATE ON report_stages
EXECUTE FUNCTION refuse('stages of reports are never deleted');

-- Notices to holders (LAW-09, REV-05): queued with a revocation, laid out with an event.
CREATE TABLE notices (
    certificate bigint NOT NULL REFERENCES certificates (sequence),
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('end-60', 'end-30', 'end-7', 'revoked')),
    event bigint REFERENCES audit_events (log_index),        -- absent while it is queued
    PRIMARY KEY (certificate, kind)
);

CREATE INDEX notices_queued ON notices (certificate) WHERE event IS NULL;

CREATE TRIGGER notices_are_laid_out_once BEFORE UPDATE ON notices
FOR EACH ROW WHEN (OLD.event IS NOT NULL OR NEW.certificate <> OLD.certificate
    OR NEW.kind <> OLD.kind)
EXECUTE FUNCTION refuse('notices are laid out once');

CREATE TRIGGER notices_are_never_deleted BEFORE DELETE OR TRUNCATE ON notices
EXECUTE FUNCTION refuse('notices are never deleted');

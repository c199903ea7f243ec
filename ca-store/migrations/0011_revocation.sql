-- Schema 11: how revocations come about.

-- Who asked, and when that was clear (REV-01, REV-02).
ALTER TABLE revocations ADD COLUMN authenticated INTEGER;
ALTER TABLE revocations ADD COLUMN asked_by TEXT;

CREATE INDEX revocations_of_certificate ON revocations (certificate);

-- One-time codes of holders (REV-02): never the code, a salted digest of it.
CREATE TABLE revocation_codes (
    certificate INTEGER PRIMARY KEY REFERENCES certificates (sequence),
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    wrong INTEGER NOT NULL CHECK (wrong >= 0),                -- tries since it was last locked
    locked INTEGER,                                           -- until when
    used INTEGER,                                             -- when it revoked
    event INTEGER NOT NULL REFERENCES audit_events (log_index)
) STRICT;

CREATE TRIGGER revocation_codes_are_used_once BEFORE UPDATE ON revocation_codes
WHEN OLD.used IS NOT NULL OR NEW.certificate <> OLD.certificate
BEGIN SELECT RAISE(ABORT, 'revocation codes are used once'); END;

CREATE TRIGGER revocation_codes_are_never_deleted BEFORE DELETE ON revocation_codes
BEGIN SELECT RAISE(ABORT, 'revocation codes are never deleted'); END;

CREATE TRIGGER revocation_codes_are_never_replaced BEFORE INSERT ON revocation_codes
WHEN EXISTS (SELECT 1 FROM revocation_codes WHERE certificate = NEW.certificate)
BEGIN SELECT RAISE(ABORT, 'revocation codes are never replaced'); END;

-- Revocations that are set for later (REV-04); the number is the place of their event.
CREATE TABLE scheduled_revocations (
    id INTEGER PRIMARY KEY REFERENCES audit_events (log_index),
    certificate INTEGER NOT NULL REFERENCES certificates (sequence),
    effective INTEGER NOT NULL,
    reason INTEGER CHECK (reason IN (1, 2, 3, 4, 5, 9, 10)),  -- CRLReason, absent: unspecified
    invalidity INTEGER,
    asked_by TEXT NOT NULL,
    authority TEXT,                                           -- reference of an order, if any
    requested INTEGER NOT NULL,
    authenticated INTEGER NOT NULL,
    actor INTEGER NOT NULL REFERENCES actors (id),
    ended TEXT CHECK (ended IN ('done', 'cancelled', 'overtaken')),
    ended_event INTEGER REFERENCES audit_events (log_index),
    CHECK ((ended IS NULL) = (ended_event IS NULL))
) STRICT;

CREATE INDEX scheduled_revocations_open ON scheduled_revocations (effective, id)
WHERE ended IS NULL;

CREATE UNIQUE INDEX scheduled_revocations_one_open ON scheduled_revocations (certificate)
WHERE ended IS NULL;

CREATE TRIGGER scheduled_revocations_end_once BEFORE UPDATE ON scheduled_revocations
WHEN OLD.ended IS NOT NULL OR NEW.id <> OLD.id
    OR NEW.certificate <> OLD.certificate OR NEW.effective <> OLD.effective
BEGIN SELECT RAISE(ABORT, 'scheduled revocations end once'); END;

CREATE TRIGGER scheduled_revocations_are_never_deleted BEFORE DELETE ON scheduled_revocations
BEGIN SELECT RAISE(ABORT, 'scheduled revocations are never deleted'); END;

CREATE TRIGGER scheduled_revocations_are_never_replaced BEFORE INSERT ON scheduled_revocations
WHEN EXISTS (SELECT 1 FROM scheduled_revocations WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'scheduled revocations are never replaced'); END;

-- Problem reports (REV-07); the number is the place of their event.
CREATE TABLE problem_reports (
    id INTEGER PRIMARY KEY REFERENCES audit_events (log_index),
    class TEXT NOT NULL CHECK (class IN ('compromise', 'holder', 'leaf', 'issuer')),
    certificate INTEGER REFERENCES certificates (sequence),   -- if one is named
    report TEXT NOT NULL,
    received INTEGER NOT NULL,
    actor INTEGER NOT NULL REFERENCES actors (id),            -- who took it down
    answered INTEGER,
    decided INTEGER,
    decision TEXT CHECK (decision IN ('revoked', 'kept', 'unfounded')),
    late_reason TEXT,
    CHECK ((decided IS NULL) = (decision IS NULL))
) STRICT;

CREATE INDEX problem_reports_open ON problem_reports (id) WHERE decided IS NULL;

CREATE TRIGGER problem_reports_keep_their_times BEFORE UPDATE ON problem_reports
WHEN OLD.received <> NEW.received OR OLD.class <> NEW.class OR NEW.id <> OLD.id
    OR (OLD.answered IS NOT NULL AND NEW.answered IS NOT OLD.answered)
    OR (OLD.decided IS NOT NULL AND (
        NEW.decided IS NOT OLD.decided OR NEW.decision IS NOT OLD.decision))
BEGIN SELECT RAISE(ABORT, 'problem reports keep their times'); END;

CREATE TRIGGER problem_reports_are_never_deleted BEFORE DELETE ON problem_reports
BEGIN SELECT RAISE(ABORT, 'problem reports are never deleted'); END;

CREATE TRIGGER problem_reports_are_never_replaced BEFORE INSERT ON problem_reports
WHEN EXISTS (SELECT 1 FROM problem_reports WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'problem reports are never replaced'); END;

-- The stages of reports that people were told of, each once.
CREATE TABLE report_stages (
    report INTEGER NOT NULL REFERENCES problem_reports (id),
    stage TEXT NOT NULL
        CHECK (stage IN ('answer-half', 'answer-end', 'decision-half', 'decision-end')),
    event INTEGER NOT NULL REFERENCES audit_events (log_index),
    PRIMARY KEY (report, stage)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER report_stages_never_change BEFORE UPDATE ON report_stages
BEGIN SELECT RAISE(ABORT, 'stages of reports never change'); END;

CREATE TRIGGER report_stages_are_never_deleted BEFORE DELETE ON report_stages
BEGIN SELECT RAISE(ABORT, 'stages of reports are never deleted'); END;

CREATE TRIGGER report_stages_are_never_replaced BEFORE INSERT ON report_stages
WHEN EXISTS (SELECT 1 FROM report_stages WHERE report = NEW.report AND stage = NEW.stage)
BEGIN SELECT RAISE(ABORT, 'stages of reports are never replaced'); END;

-- Notices to holders (LAW-09, REV-05): queued with a revocation, laid out with an event.
CREATE TABLE notices (
    certificate INTEGER NOT NULL REFERENCES certificates (sequence),
    kind TEXT NOT NULL CHECK (kind IN ('end-60', 'end-30', 'end-7', 'revoked')),
    event INTEGER REFERENCES audit_events (log_index),        -- absent while it is queued
    PRIMARY KEY (certificate, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX notices_queued ON notices (certificate) WHERE event IS NULL;

CREATE TRIGGER notices_are_laid_out_once BEFORE UPDATE ON notices
WHEN OLD.event IS NOT NULL OR NEW.certificate <> OLD.certificate OR NEW.kind <> OLD.kind
BEGIN SELECT RAISE(ABORT, 'notices are laid out once'); END;

CREATE TRIGGER notices_are_never_deleted BEFORE DELETE ON notices
BEGIN SELECT RAISE(ABORT, 'notices are never deleted'); END;

CREATE TRIGGER notices_are_never_replaced BEFORE INSERT ON notices
WHEN EXISTS (SELECT 1 FROM notices WHERE certificate = NEW.certificate AND kind = NEW.kind)
BEGIN SELECT RAISE(ABORT, 'notices are never replaced'); END;

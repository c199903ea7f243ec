-- Schema 9: the chain of statements by which officers govern (I14).

-- The chain of statements by which officers govern (I14): each in CMS SignedData, signed by those
-- who held the role at its place, and with the event that it brought about. Who writes rows here
-- gives nobody a role: what is not signed is ignored.
CREATE TABLE governance (
    position INTEGER PRIMARY KEY CHECK (position >= 0),
    statement BLOB NOT NULL CHECK (length(statement) BETWEEN 1 AND 65536),
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),  -- SHA-256 of the statement
    subject BLOB CHECK (length(subject) = 32),                -- of the operator's certificate
    event INTEGER NOT NULL UNIQUE REFERENCES audit_events (log_index)
) STRICT;

CREATE TRIGGER governance_never_changes BEFORE UPDATE ON governance
BEGIN SELECT RAISE(ABORT, 'governance never changes'); END;

CREATE TRIGGER governance_is_never_deleted BEFORE DELETE ON governance
BEGIN SELECT RAISE(ABORT, 'governance is never deleted'); END;

CREATE TRIGGER governance_is_never_replaced BEFORE INSERT ON governance
WHEN EXISTS (SELECT 1 FROM governance WHERE position = NEW.position OR digest = NEW.digest
    OR event = NEW.event)
BEGIN SELECT RAISE(ABORT, 'governance is never replaced'); END;

CREATE TRIGGER governance_has_no_gap BEFORE INSERT ON governance
WHEN NEW.position <> (SELECT coalesce(max(position) + 1, 0) FROM governance)
BEGIN SELECT RAISE(ABORT, 'governance has no gap'); END;

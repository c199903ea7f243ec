-- Schema 13: requests for changes, by their ids.

-- Requests that changes were asked for by, in the name space of line or operation and agency: an id
-- is used once, and asked again with the same content the act is not done again. Requests for
-- certificates have a table of their own. A statement that came with one is kept (REG-10).
CREATE TABLE acts (
    space TEXT NOT NULL CHECK (length(space) BETWEEN 1 AND 200),
    request_id TEXT NOT NULL CHECK (length(request_id) BETWEEN 1 AND 64),
    content BLOB NOT NULL CHECK (length(content) = 32),       -- digest of what was asked for
    statement BLOB CHECK (length(statement) BETWEEN 1 AND 65536),
    event INTEGER NOT NULL UNIQUE REFERENCES audit_events (log_index),
    PRIMARY KEY (space, request_id)
) STRICT;

CREATE TRIGGER acts_never_change BEFORE UPDATE ON acts
BEGIN SELECT RAISE(ABORT, 'acts never change'); END;

CREATE TRIGGER acts_are_never_deleted BEFORE DELETE ON acts
BEGIN SELECT RAISE(ABORT, 'acts are never deleted'); END;

CREATE TRIGGER acts_are_never_replaced BEFORE INSERT ON acts
WHEN EXISTS (SELECT 1 FROM acts WHERE (space = NEW.space AND request_id = NEW.request_id)
    OR event = NEW.event)
BEGIN SELECT RAISE(ABORT, 'acts are never replaced'); END;

-- Schema 3: requests for changes, by their ids.

-- Requests that changes were asked for by, in the name space of line or operation and agency: an id
-- is used once, and asked again with the same content the act is not done again. Requests for
-- certificates have a table of their own. A statement that came with one is kept (REG-10).
CREATE TABLE acts (
    space text COLLATE "C" NOT NULL CHECK (octet_length(space) BETWEEN 1 AND 200),
    request_id text COLLATE "C" NOT NULL CHECK (length(request_id) BETWEEN 1 AND 64),
    content bytea NOT NULL CHECK (length(content) = 32),      -- digest of what was asked for
    statement bytea CHECK (length(statement) BETWEEN 1 AND 65536),
    event bigint NOT NULL UNIQUE REFERENCES audit_events (log_index),
    PRIMARY KEY (space, request_id)
);

CREATE TRIGGER acts_never_change BEFORE UPDATE ON acts
EXECUTE FUNCTION refuse('acts never change');

CREATE TRIGGER acts_are_never_deleted BEFORE DELETE OR TRUNCATE ON acts
EXECUTE FUNCTION refuse('acts are never deleted');

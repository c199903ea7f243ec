-- Schema 2: the chain of statements by which officers govern (I14).

-- The chain of statements by which officers govern (I14): each in CMS SignedData, signed by those
-- who held the role at its place, and with the event that it brought about. Who writes rows here
-- gives nobody a role: what is not signed is ignored.
CREATE TABLE governance (
    position bigint PRIMARY KEY CHECK (position >= 0),
    statement bytea NOT NULL CHECK (length(statement) BETWEEN 1 AND 65536),
    digest bytea NOT NULL UNIQUE CHECK (length(digest) = 32), -- SHA-256 of the statement
    subject bytea CHECK (length(subject) = 32),               -- of the operator's certificate
    event bigint NOT NULL UNIQUE REFERENCES audit_events (log_index)
);

CREATE TRIGGER governance_never_changes BEFORE UPDATE ON governance
EXECUTE FUNCTION refuse('governance never changes');

CREATE TRIGGER governance_is_never_deleted BEFORE DELETE OR TRUNCATE ON governance
EXECUTE FUNCTION refuse('governance is never deleted');

CREATE FUNCTION require_next_position() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.position <> (SELECT coalesce(max(position) + 1, 0) FROM public.governance) THEN
        RAISE EXCEPTION 'governance has no gap' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER governance_has_no_gap BEFORE INSERT ON governance
FOR EACH ROW EXECUTE FUNCTION require_next_position();

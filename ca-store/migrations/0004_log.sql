-- Schema 4: signed heads of the audit log, hashes above its leaves, purge at term.

-- What packed bodies are read with: octets in front of which zstd (RFC 8878) starts.
CREATE TABLE dictionaries (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    made INTEGER NOT NULL CHECK (made >= 0),                  -- events in the log at that time
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    content BLOB NOT NULL CHECK (length(content) > 0),
    UNIQUE (kind, made)
) STRICT;

CREATE TRIGGER dictionaries_never_change BEFORE UPDATE ON dictionaries
BEGIN SELECT RAISE(ABORT, 'dictionaries never change'); END;

CREATE TRIGGER dictionaries_are_never_deleted BEFORE DELETE ON dictionaries
BEGIN SELECT RAISE(ABORT, 'dictionaries are never deleted'); END;

CREATE TRIGGER dictionaries_are_never_replaced BEFORE INSERT ON dictionaries
WHEN EXISTS (SELECT 1 FROM dictionaries
    WHERE id = NEW.id OR (kind = NEW.kind AND made = NEW.made))
BEGIN SELECT RAISE(ABORT, 'dictionaries are never replaced'); END;

-- With a dictionary, `body` and `tbs` are a frame of zstd; without, they are plain.
ALTER TABLE audit_events ADD COLUMN dictionary INTEGER REFERENCES dictionaries (id);
ALTER TABLE certificates ADD COLUMN dictionary INTEGER REFERENCES dictionaries (id);

-- Hashes above the leaves of the log's tree, for proofs: the root of 256^level events.
CREATE TABLE tree_nodes (
    level INTEGER NOT NULL CHECK (level > 0),
    place INTEGER NOT NULL CHECK (place >= 0),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, place)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tree_nodes_never_change BEFORE UPDATE ON tree_nodes
BEGIN SELECT RAISE(ABORT, 'tree nodes never change'); END;

CREATE TRIGGER tree_nodes_are_never_deleted BEFORE DELETE ON tree_nodes
BEGIN SELECT RAISE(ABORT, 'tree nodes are never deleted'); END;

CREATE TRIGGER tree_nodes_are_never_replaced BEFORE INSERT ON tree_nodes
WHEN EXISTS (SELECT 1 FROM tree_nodes WHERE level = NEW.level AND place = NEW.place)
BEGIN SELECT RAISE(ABORT, 'tree nodes are never replaced'); END;

-- What stands in each 256 events, so that lists skip the others: who did what, how it ended, and
-- the time of the first of these. The actor is the first octets of the digest of the id.
CREATE TABLE event_pages (
    page INTEGER NOT NULL CHECK (page >= 0),                  -- log_index / 256
    act TEXT NOT NULL,
    outcome TEXT NOT NULL,
    actor BLOB NOT NULL CHECK (length(actor) = 8),
    time INTEGER NOT NULL,
    PRIMARY KEY (page, act, outcome, actor)
) STRICT, WITHOUT ROWID;

CREATE INDEX event_pages_by_act ON event_pages (act, outcome, page);

CREATE INDEX event_pages_by_actor ON event_pages (actor, page);

CREATE TRIGGER event_pages_never_change BEFORE UPDATE ON event_pages
BEGIN SELECT RAISE(ABORT, 'event pages never change'); END;

CREATE TRIGGER event_pages_are_never_deleted BEFORE DELETE ON event_pages
BEGIN SELECT RAISE(ABORT, 'event pages are never deleted'); END;

-- Events by what they are about, as the first octets of its digest; but for those that stand in
-- `certificates.event` and `signatures.event`.
CREATE TABLE event_objects (
    object BLOB NOT NULL CHECK (length(object) = 8),
    event INTEGER NOT NULL REFERENCES audit_events (log_index),
    PRIMARY KEY (object, event)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER event_objects_never_change BEFORE UPDATE ON event_objects
BEGIN SELECT RAISE(ABORT, 'event objects never change'); END;

CREATE TRIGGER event_objects_are_never_deleted BEFORE DELETE ON event_objects
BEGIN SELECT RAISE(ABORT, 'event objects are never deleted'); END;

-- Certificates of the keys that signed heads of the log (AUD-03), and these heads: signed notes
-- whose text is a checkpoint (C2SP tlog-checkpoint).
CREATE TABLE audit_signers (
    id INTEGER PRIMARY KEY,
    certificate BLOB NOT NULL UNIQUE                          -- DER
) STRICT;

CREATE TRIGGER audit_signers_never_change BEFORE UPDATE ON audit_signers
BEGIN SELECT RAISE(ABORT, 'audit signers never change'); END;

CREATE TRIGGER audit_signers_are_never_deleted BEFORE DELETE ON audit_signers
BEGIN SELECT RAISE(ABORT, 'audit signers are never deleted'); END;

CREATE TRIGGER audit_signers_are_never_replaced BEFORE INSERT ON audit_signers
WHEN EXISTS (SELECT 1 FROM audit_signers WHERE id = NEW.id OR certificate = NEW.certificate)
BEGIN SELECT RAISE(ABORT, 'audit signers are never replaced'); END;

CREATE TABLE signed_heads (
    number INTEGER PRIMARY KEY CHECK (number >= 0),
    size INTEGER NOT NULL CHECK (size > 0),                   -- as the note says
    note TEXT NOT NULL,
    signer INTEGER NOT NULL REFERENCES audit_signers (id),
    signed INTEGER NOT NULL
) STRICT;

CREATE TRIGGER signed_heads_only_grow BEFORE INSERT ON signed_heads
WHEN NEW.number <> coalesce((SELECT max(number) + 1 FROM signed_heads), 0)
    OR NEW.size < (SELECT size FROM signed_heads ORDER BY number DESC LIMIT 1)
    OR NEW.size > (SELECT log_size FROM heads)
BEGIN SELECT RAISE(ABORT, 'signed heads only grow'); END;

CREATE TRIGGER signed_heads_never_change BEFORE UPDATE ON signed_heads
BEGIN SELECT RAISE(ABORT, 'signed heads never change'); END;

CREATE TRIGGER signed_heads_are_never_deleted BEFORE DELETE ON signed_heads
BEGIN SELECT RAISE(ABORT, 'signed heads are never deleted'); END;

-- Places from which bodies may go since an event that says so (AUD-05).
CREATE TABLE purges (
    event INTEGER PRIMARY KEY REFERENCES audit_events (log_index),
    first INTEGER NOT NULL CHECK (first >= 0),
    past INTEGER NOT NULL,                                    -- the place after the last one
    CHECK (first < past AND past <= event)
) STRICT;

CREATE TRIGGER purges_never_change BEFORE UPDATE ON purges
BEGIN SELECT RAISE(ABORT, 'purges never change'); END;

CREATE TRIGGER purges_are_never_deleted BEFORE DELETE ON purges
BEGIN SELECT RAISE(ABORT, 'purges are never deleted'); END;

CREATE TRIGGER purges_are_never_replaced BEFORE INSERT ON purges
WHEN EXISTS (SELECT 1 FROM purges WHERE event = NEW.event)
BEGIN SELECT RAISE(ABORT, 'purges are never replaced'); END;

-- A body may go, and nothing else of an event (AUD-05).
DROP TRIGGER audit_events_never_change;

CREATE TRIGGER audit_events_never_change BEFORE UPDATE ON audit_events
WHEN NEW.body IS NOT NULL OR NEW.log_index <> OLD.log_index OR NEW.leaf_data <> OLD.leaf_data
    OR NEW.dictionary IS NOT OLD.dictionary OR NOT EXISTS (
        SELECT 1 FROM purges WHERE OLD.log_index >= first AND OLD.log_index < past)
BEGIN SELECT RAISE(ABORT, 'audit events never change'); END;

-- The events of the request and of the certificate; older ones are in `event_objects`.
ALTER TABLE certificates ADD COLUMN event INTEGER REFERENCES audit_events (log_index);
ALTER TABLE signatures ADD COLUMN event INTEGER REFERENCES audit_events (log_index);

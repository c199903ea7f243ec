-- The Registry of sceau on SQLite, version 2: keys and persons that come again.

-- Records by the first bits of their key (CRT-21); the whole digest stands in the row.
CREATE INDEX certificates_by_key ON certificates (substr(key_hash, 1, 8), profile);

-- The name by which each natural person is known (REG-09), as digests: of line and identifier,
-- and of the name. An intent gives a name, which is undone where no certificate comes of it.
-- Persons of version 1 come in from their certificates.
CREATE TABLE persons (
    identifier BLOB PRIMARY KEY CHECK (length(identifier) = 16),
    name BLOB NOT NULL CHECK (length(name) = 8),
    intent INTEGER REFERENCES certificates (sequence),        -- gave the name, not issued yet
    former BLOB CHECK (length(former) = 8),                   -- the name before that intent
    CHECK (former IS NULL OR intent IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX persons_intended ON persons (intent) WHERE intent IS NOT NULL;

CREATE TRIGGER persons_keep_their_identifier BEFORE UPDATE OF identifier ON persons
BEGIN SELECT RAISE(ABORT, 'persons keep their identifier'); END;

CREATE TRIGGER persons_are_deleted_with_their_only_intent BEFORE DELETE ON persons
WHEN OLD.intent IS NULL OR OLD.former IS NOT NULL OR EXISTS (SELECT 1 FROM serials
    WHERE certificate = OLD.intent AND state IN ('prepared', 'authorised', 'signing'))
BEGIN SELECT RAISE(ABORT, 'persons are deleted with their only intent'); END;

-- Evidence of where keys were made, as it came (REG-08); apart, since few certificates have any.
CREATE TABLE key_evidence (
    certificate INTEGER PRIMARY KEY REFERENCES certificates (sequence),
    evidence BLOB NOT NULL CHECK (length(evidence) > 0)
) STRICT;

CREATE TRIGGER key_evidence_never_changes BEFORE UPDATE ON key_evidence
BEGIN SELECT RAISE(ABORT, 'key evidence never changes'); END;

CREATE TRIGGER key_evidence_is_never_deleted BEFORE DELETE ON key_evidence
BEGIN SELECT RAISE(ABORT, 'key evidence is never deleted'); END;

CREATE TRIGGER key_evidence_is_never_replaced BEFORE INSERT ON key_evidence
WHEN EXISTS (SELECT 1 FROM key_evidence WHERE certificate = NEW.certificate)
BEGIN SELECT RAISE(ABORT, 'key evidence is never replaced'); END;

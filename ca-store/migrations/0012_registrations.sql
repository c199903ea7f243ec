-- Schema 12: records of registration, and which office made them.

-- Records of registration (REG-01, REG-06) as canonical JSON; at term record and salt go and the
-- digest, which the event of the request has, stays.
CREATE TABLE registrations (
    certificate INTEGER PRIMARY KEY REFERENCES certificates (sequence),
    record BLOB,
    salt BLOB CHECK (length(salt) = 16),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    CHECK ((record IS NULL) = (salt IS NULL))
) STRICT;

CREATE TRIGGER registrations_only_go_at_term BEFORE UPDATE ON registrations
WHEN NEW.record IS NOT NULL OR OLD.record IS NULL OR NEW.digest <> OLD.digest
    OR NEW.certificate <> OLD.certificate
BEGIN SELECT RAISE(ABORT, 'registrations only go at term'); END;

CREATE TRIGGER registrations_are_never_deleted BEFORE DELETE ON registrations
BEGIN SELECT RAISE(ABORT, 'registrations are never deleted'); END;

CREATE TRIGGER registrations_are_never_replaced BEFORE INSERT ON registrations
WHEN EXISTS (SELECT 1 FROM registrations WHERE certificate = NEW.certificate)
BEGIN SELECT RAISE(ABORT, 'registrations are never replaced'); END;

-- The office that registered the holder: what scopes are compared with.
CREATE TABLE offices (
    certificate INTEGER PRIMARY KEY REFERENCES certificates (sequence),
    agency TEXT NOT NULL,
    prefecture TEXT                                           -- ISO 3166-2, if one is named
) STRICT;

CREATE TRIGGER offices_never_change BEFORE UPDATE ON offices
BEGIN SELECT RAISE(ABORT, 'offices never change'); END;

CREATE TRIGGER offices_are_never_deleted BEFORE DELETE ON offices
BEGIN SELECT RAISE(ABORT, 'offices are never deleted'); END;

CREATE TRIGGER offices_are_never_replaced BEFORE INSERT ON offices
WHEN EXISTS (SELECT 1 FROM offices WHERE certificate = NEW.certificate)
BEGIN SELECT RAISE(ABORT, 'offices are never replaced'); END;

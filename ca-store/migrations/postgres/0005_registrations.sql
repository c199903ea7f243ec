-- Records of registration, and which office made them.

-- Records of registration (REG-01, REG-06) as canonical JSON; at term record and salt go and the
-- digest, which the event of the request has, stays.
CREATE TABLE registrations (
    certificate bigint PRIMARY KEY REFERENCES certificates (sequence),
    record bytea,
    salt bytea CHECK (length(salt) = 16),
    digest bytea NOT NULL CHECK (length(digest) = 32),
    CHECK ((record IS NULL) = (salt IS NULL))
);

CREATE TRIGGER registrations_only_go_at_term BEFORE UPDATE ON registrations
FOR EACH ROW WHEN (NEW.record IS NOT NULL OR OLD.record IS NULL OR NEW.digest <> OLD.digest
    OR NEW.certificate <> OLD.certificate)
EXECUTE FUNCTION refuse('registrations only go at term');

CREATE TRIGGER registrations_are_never_deleted BEFORE DELETE OR TRUNCATE ON registrations
EXECUTE FUNCTION refuse('registrations are never deleted');

-- The office that registered the holder: what scopes are compared with.
CREATE TABLE offices (
    certificate bigint PRIMARY KEY REFERENCES certificates (sequence),
    agency text COLLATE "C" NOT NULL,
    prefecture text COLLATE "C"                               -- ISO 3166-2, if one is named
);

CREATE TRIGGER offices_never_change BEFORE UPDATE ON offices
EXECUTE FUNCTION refuse('offices never change');

CREATE TRIGGER offices_are_never_deleted BEFORE DELETE OR TRUNCATE ON offices
EXECUTE FUNCTION refuse('offices are never deleted');

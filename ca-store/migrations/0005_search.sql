-- Schema 5: certificates are found by what stands in them (REV-09).

-- Attributes and alternative names of subjects, by four octets of a digest over field and
-- compared value; what is found is compared with the certificate. Its sequence is segment * 8192
-- plus place: what is written together stands together. Certificates of older schemas come in
-- from their bytes.
CREATE TABLE subject_attributes (
    segment INTEGER NOT NULL CHECK (segment >= 0),
    digest INTEGER NOT NULL,
    place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 8191),
    PRIMARY KEY (segment, digest, place)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER subject_attributes_never_change BEFORE UPDATE ON subject_attributes
BEGIN SELECT RAISE(ABORT, 'subject attributes never change'); END;

CREATE TRIGGER subject_attributes_are_never_deleted BEFORE DELETE ON subject_attributes
BEGIN SELECT RAISE(ABORT, 'subject attributes are never deleted'); END;

-- Which blocks of 256 certificates (sequence / 256) hold one with a mark: a small id, a version,
-- a reason, or a day since 1970. What is found in a block is compared.
CREATE TABLE marks (
    kind TEXT NOT NULL CHECK (kind IN ('generation', 'profile', 'actor', 'lint', 'prepared',
        'issued', 'not-before', 'not-after', 'withdrawn', 'reason', 'abandoned')),
    value INTEGER NOT NULL,
    block INTEGER NOT NULL CHECK (block >= 0),
    PRIMARY KEY (kind, value, block)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER marks_never_change BEFORE UPDATE ON marks
BEGIN SELECT RAISE(ABORT, 'marks never change'); END;

CREATE TRIGGER marks_are_never_deleted BEFORE DELETE ON marks
BEGIN SELECT RAISE(ABORT, 'marks are never deleted'); END;

-- What ends when, by profile: counted from the index alone.
DROP INDEX certificates_by_end;

CREATE INDEX certificates_by_end ON certificates (not_after, profile);

-- Certificates that are withdrawn or were given up: few, and not to be counted among the good.
CREATE INDEX serials_ended ON serials (certificate)
WHERE effective IS NOT NULL OR state = 'abandoned';

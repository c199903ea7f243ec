-- Schema 6: the registry's return from a backup, and what an officer acknowledged (OPS-03).

CREATE TABLE restores (
    event INTEGER PRIMARY KEY REFERENCES audit_events (log_index),
    act TEXT NOT NULL CHECK (act IN ('restore', 'acknowledge')),
    known_size INTEGER CHECK (known_size >= 0),               -- head that the anchor knew
    known_root BLOB CHECK (length(known_root) = 32),
    CHECK ((known_size IS NULL) = (known_root IS NULL)),
    CHECK (act = 'acknowledge' OR known_size IS NULL)
) STRICT;

CREATE TRIGGER restores_never_change BEFORE UPDATE ON restores
BEGIN SELECT RAISE(ABORT, 'restores never change'); END;

CREATE TRIGGER restores_are_never_deleted BEFORE DELETE ON restores
BEGIN SELECT RAISE(ABORT, 'restores are never deleted'); END;

CREATE TRIGGER restores_are_never_replaced BEFORE INSERT ON restores
WHEN EXISTS (SELECT 1 FROM restores WHERE event = NEW.event)
BEGIN SELECT RAISE(ABORT, 'restores are never replaced'); END;

-- CRL numbers that were used by a later registry than the one put back: none up to them is used
-- again (I10). The generation is named, not referred to: it may be younger than the backup.
CREATE TABLE crl_floors (
    line TEXT NOT NULL,
    generation INTEGER NOT NULL CHECK (generation > 0),       -- its number in the line
    number INTEGER NOT NULL CHECK (number > 0),
    event INTEGER NOT NULL REFERENCES restores (event),
    PRIMARY KEY (line, generation, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER crl_floors_never_change BEFORE UPDATE ON crl_floors
BEGIN SELECT RAISE(ABORT, 'CRL floors never change'); END;

CREATE TRIGGER crl_floors_are_never_deleted BEFORE DELETE ON crl_floors
BEGIN SELECT RAISE(ABORT, 'CRL floors are never deleted'); END;

CREATE TRIGGER crl_floors_are_never_replaced BEFORE INSERT ON crl_floors
WHEN EXISTS (SELECT 1 FROM crl_floors
    WHERE line = NEW.line AND generation = NEW.generation AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'CRL floors are never replaced'); END;

CREATE TRIGGER crl_numbers_stay_above_floors BEFORE INSERT ON crl_numbers
WHEN EXISTS (SELECT 1 FROM crl_floors f JOIN generations g
    ON g.line = f.line AND g.number = f.generation
    WHERE g.id = NEW.generation AND f.number >= NEW.number)
BEGIN SELECT RAISE(ABORT, 'CRL numbers stay above their floor'); END;

CREATE TRIGGER crls_stay_above_floors BEFORE INSERT ON crls
WHEN EXISTS (SELECT 1 FROM crl_floors f JOIN generations g
    ON g.line = f.line AND g.number = f.generation
    WHERE g.id = NEW.generation AND f.number >= NEW.number)
BEGIN SELECT RAISE(ABORT, 'CRLs stay above their floor'); END;

-- The Registry of sceau on SQLite, version 3: tokens and the copies of keys between them.

-- Tokens as they were last seen (HSM-08), by label and serial number. Of several with one label
-- the one with the latest event is the last one seen.
CREATE TABLE tokens (
    label TEXT NOT NULL,
    serial TEXT NOT NULL,
    manufacturer TEXT NOT NULL,
    model TEXT NOT NULL,
    firmware TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    event INTEGER NOT NULL UNIQUE REFERENCES audit_events (log_index),
    PRIMARY KEY (label, serial)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tokens_keep_their_name BEFORE UPDATE OF label, serial, first_seen ON tokens
BEGIN SELECT RAISE(ABORT, 'tokens keep label, serial number and first day'); END;

CREATE TRIGGER tokens_change_with_an_event BEFORE UPDATE ON tokens
WHEN NEW.event <= OLD.event AND (NEW.event < OLD.event OR NEW.manufacturer <> OLD.manufacturer
    OR NEW.model <> OLD.model OR NEW.firmware <> OLD.firmware)
BEGIN SELECT RAISE(ABORT, 'tokens change with an event'); END;

CREATE TRIGGER tokens_are_never_deleted BEFORE DELETE ON tokens
BEGIN SELECT RAISE(ABORT, 'tokens are never deleted'); END;

CREATE TRIGGER tokens_are_never_replaced BEFORE INSERT ON tokens
WHEN EXISTS (SELECT 1 FROM tokens WHERE (label = NEW.label AND serial = NEW.serial)
    OR event = NEW.event)
BEGIN SELECT RAISE(ABORT, 'tokens are never replaced'); END;

-- Private keys that left or entered a token, wrapped (HSM-06): the only reason for which a key
-- that is not the token's own may be an issuer's (I8). The event says the same.
CREATE TABLE key_copies (
    event INTEGER PRIMARY KEY REFERENCES audit_events (log_index),
    kind TEXT NOT NULL CHECK (kind IN ('backup', 'restored')),
    key_hash BLOB NOT NULL CHECK (length(key_hash) = 32),     -- of the SubjectPublicKeyInfo
    key_id BLOB NOT NULL,                                     -- CKA_ID
    key_label TEXT NOT NULL,                                  -- CKA_LABEL
    from_label TEXT NOT NULL,
    from_serial TEXT NOT NULL,
    to_label TEXT NOT NULL,
    to_serial TEXT NOT NULL,
    copied INTEGER NOT NULL,
    actor INTEGER NOT NULL REFERENCES actors (id)
) STRICT;

CREATE TRIGGER key_copies_never_change BEFORE UPDATE ON key_copies
BEGIN SELECT RAISE(ABORT, 'key copies never change'); END;

CREATE TRIGGER key_copies_are_never_deleted BEFORE DELETE ON key_copies
BEGIN SELECT RAISE(ABORT, 'key copies are never deleted'); END;

CREATE TRIGGER key_copies_are_never_replaced BEFORE INSERT ON key_copies
WHEN EXISTS (SELECT 1 FROM key_copies WHERE event = NEW.event)
BEGIN SELECT RAISE(ABORT, 'key copies are never replaced'); END;

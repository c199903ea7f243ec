-- Schema 8: a registry that was moved, or is a copy to be read, is closed for good (I10).

ALTER TABLE heads ADD COLUMN closed TEXT CHECK (closed IN ('moved', 'reading copy'));
ALTER TABLE heads ADD COLUMN counterpart TEXT;                -- where it goes on, or the original

CREATE TRIGGER heads_stay_closed BEFORE UPDATE ON heads
WHEN OLD.closed IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed registry is not written'); END;

-- Schema 7: how often that changed by which intents are judged: documents, generations, the status
-- of issuers. An intent that was judged by less is refused.

ALTER TABLE heads ADD COLUMN basis INTEGER NOT NULL DEFAULT 0 CHECK (basis >= 0);

CREATE TRIGGER basis_only_grows BEFORE UPDATE OF basis ON heads
WHEN NEW.basis < OLD.basis
BEGIN SELECT RAISE(ABORT, 'the basis only grows'); END;

-- Schema 10: jobs, their runs, and what each list covers.

-- Jobs, and which slot of each has had no good end yet (AUD-07). The fence grows with each claim.
CREATE TABLE jobs (
    name TEXT NOT NULL,
    object TEXT NOT NULL,                                     -- a generation, or empty
    due INTEGER NOT NULL,
    period INTEGER NOT NULL CHECK (period > 0),               -- milliseconds
    fence INTEGER NOT NULL CHECK (fence >= 0),
    PRIMARY KEY (name, object)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER jobs_fences_only_grow BEFORE UPDATE ON jobs
WHEN NEW.fence < OLD.fence OR NEW.name <> OLD.name OR NEW.object <> OLD.object
BEGIN SELECT RAISE(ABORT, 'the fences of jobs only grow'); END;

CREATE TRIGGER jobs_are_never_deleted BEFORE DELETE ON jobs
BEGIN SELECT RAISE(ABORT, 'jobs are never deleted'); END;

CREATE TRIGGER jobs_are_never_replaced BEFORE INSERT ON jobs
WHEN EXISTS (SELECT 1 FROM jobs WHERE name = NEW.name AND object = NEW.object)
BEGIN SELECT RAISE(ABORT, 'jobs are never replaced'); END;

-- Runs of slots: one row each, whatever daemon has it. Old ones go.
CREATE TABLE job_runs (
    name TEXT NOT NULL,
    object TEXT NOT NULL,
    slot INTEGER NOT NULL,                                    -- when it was due
    holder TEXT NOT NULL,
    fence INTEGER NOT NULL CHECK (fence >= 0),                -- 0 for one that was missed
    tries INTEGER NOT NULL CHECK (tries >= 0),
    leased INTEGER NOT NULL,                                  -- until when it is the holder's
    started INTEGER NOT NULL,
    finished INTEGER,
    outcome TEXT CHECK (outcome IN ('done', 'nothing', 'failed', 'missed', 'lost')),
    words TEXT NOT NULL,
    PRIMARY KEY (name, object, slot),
    FOREIGN KEY (name, object) REFERENCES jobs (name, object),
    CHECK ((finished IS NULL) = (outcome IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER job_runs_end_once BEFORE UPDATE ON job_runs
WHEN OLD.outcome IN ('done', 'nothing', 'missed') OR NEW.fence < OLD.fence
    OR NEW.name <> OLD.name OR NEW.object <> OLD.object OR NEW.slot <> OLD.slot
BEGIN SELECT RAISE(ABORT, 'runs of jobs end once'); END;

CREATE TRIGGER job_runs_are_never_replaced BEFORE INSERT ON job_runs
WHEN EXISTS (SELECT 1 FROM job_runs
    WHERE name = NEW.name AND object = NEW.object AND slot = NEW.slot)
BEGIN SELECT RAISE(ABORT, 'runs of jobs are never replaced'); END;

-- The feed position that a list covers: what was withdrawn after it is not on the list.
ALTER TABLE crl_numbers ADD COLUMN covers INTEGER CHECK (covers >= 0);

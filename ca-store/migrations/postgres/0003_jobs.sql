-- Jobs, their runs, and what each list covers.

-- Jobs, and which slot of each has had no good end yet (AUD-07). The fence grows with each claim.
CREATE TABLE jobs (
    name text COLLATE "C" NOT NULL,
    object text COLLATE "C" NOT NULL,                                     -- a generation, or empty
    due bigint NOT NULL,
    period bigint NOT NULL CHECK (period > 0),               -- milliseconds
    fence bigint NOT NULL CHECK (fence >= 0),
    PRIMARY KEY (name, object)
);

CREATE TRIGGER jobs_fences_only_grow BEFORE UPDATE ON jobs
FOR EACH ROW WHEN (NEW.fence < OLD.fence OR NEW.name <> OLD.name OR NEW.object <> OLD.object)
EXECUTE FUNCTION refuse('the fences of jobs only grow');

CREATE TRIGGER jobs_are_never_deleted BEFORE DELETE OR TRUNCATE ON jobs
EXECUTE FUNCTION refuse('jobs are never deleted');

-- Runs of slots: one row each, whatever daemon has it. Old ones go.
CREATE TABLE job_runs (
    name text COLLATE "C" NOT NULL,
    object text COLLATE "C" NOT NULL,
    slot bigint NOT NULL,                                    -- when it was due
    holder text COLLATE "C" NOT NULL,
    fence bigint NOT NULL CHECK (fence >= 0),                -- 0 for one that was missed
    tries bigint NOT NULL CHECK (tries >= 0),
    leased bigint NOT NULL,                                  -- until when it is the holder's
    started bigint NOT NULL,
    finished bigint,
    outcome text COLLATE "C" CHECK (outcome IN ('done', 'nothing', 'failed', 'missed', 'lost')),
    words text COLLATE "C" NOT NULL,
    PRIMARY KEY (name, object, slot),
    FOREIGN KEY (name, object) REFERENCES jobs (name, object),
    CHECK ((finished IS NULL) = (outcome IS NULL))
);

CREATE TRIGGER job_runs_end_once BEFORE UPDATE ON job_runs
FOR EACH ROW WHEN (OLD.outcome IN ('done', 'nothing', 'missed') OR NEW.fence < OLD.fence
    OR NEW.name <> OLD.name OR NEW.object <> OLD.object OR NEW.slot <> OLD.slot)
EXECUTE FUNCTION refuse('runs of jobs end once');

-- The feed position that a list covers: what was withdrawn after it is not on the list.
ALTER TABLE crl_numbers ADD COLUMN covers bigint CHECK (covers >= 0);

//! An authority on a disk whose power goes.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rand::RngExt;
use sceau_tests::disk::Loss;
use sceau_tests::lab::Lab;
use sceau_tests::moved::Moved;
use sceau_tests::works::{Files, Works, files_below};

/// Programs at work on such a disk, and what they have acknowledged.
pub(crate) struct House<'a> {
    works: Works<'a>,
    moved: Moved,
    /// Files that somebody was told are written.
    acknowledged: Files,
}

/// What a round takes when nothing disturbs it.
pub(crate) struct Usual {
    time: Duration,
    syncs: u64,
}

impl<'a> House<'a> {
    pub(crate) fn of(lab: &'a Lab) -> Self {
        let moved = Moved::from(lab);
        Self {
            works: Works::of(lab, moved.folder(), &moved.config()),
            moved,
            acknowledged: Files::new(),
        }
    }

    /// A round that nothing disturbs.
    pub(crate) fn usual_round(&mut self) -> Usual {
        let (began, syncs) = (Instant::now(), self.moved.disk.syncs());
        let mut jobs = self.works.start(BATCH);
        for job in &mut jobs {
            assert!(job.ends_within(LONG), "a round does not end");
        }
        let usual = Usual {
            time: began.elapsed(),
            syncs: self.moved.disk.syncs() - syncs,
        };
        let closed = self.works.close(jobs, &files_below(self.moved.folder()));
        assert!(closed.failed.is_empty(), "{:?}", closed.failed);
        self.acknowledged.extend(closed.acknowledged);
        usual
    }

    /// A round in which the power goes. Says whether a program was still at work.
    pub(crate) fn cut(&mut self, seed: u64, usual: &Usual) -> bool {
        let mut random = rand::rng();
        let mut jobs = self.works.start(BATCH);
        let (disk, sync) = (&self.moved.disk, random.random_range(0..=usual.syncs));
        match seed % 3 {
            // Before a sync: of all moments, those that matter most.
            0 => disk.cut_after(sync),
            // What this sync should have kept is lost at the end of the round.
            1 => disk.fail_sync_of("", sync),
            _ => thread::sleep(usual.time.mul_f64(random.random_range(0.0..1.0))),
        }
        if seed % 3 < 2 {
            let _all = jobs.iter_mut().all(|job| job.ends_within(usual.time * 2));
        }
        let seen = self.moved.disk.cut();
        // Who is not dead at once must not take what is lost for written.
        thread::sleep(Duration::from_millis(20));
        for job in &mut jobs {
            let _running = job.kill();
        }
        let closed = self.works.close(jobs, &seen);
        self.moved.disk.restart(match seed % 2 {
            0 => Loss::Everything,
            _ => Loss::Torn(seed),
        });
        self.acknowledged.extend(closed.acknowledged);
        self.is_sound();
        !closed.failed.is_empty()
    }

    /// The Registry opens and is whole; each file is there of which somebody was told so.
    fn is_sound(&self) {
        let _whole = self.moved.sceau(["audit", "verify"]).succeeds();
        self.works.books().balance(self.moved.registry());
        for (file, octets) in &self.acknowledged {
            let found = fs::read(self.moved.folder().join(file));
            let found = found.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            assert!(found == *octets, "{} is not what it was", file.display());
        }
    }

    /// What was not done is done now, once; and nothing was lost on the way.
    pub(crate) fn closes(mut self) {
        self.works.finish();
        let seen = files_below(self.moved.folder());
        let _noted = self.works.close(Vec::new(), &seen);
        self.is_sound();
        each_request_once(&self.moved.registry());
    }
}

/// No request has two certificates that may have left.
fn each_request_once(registry: &Path) {
    let database = rusqlite::Connection::open(registry).unwrap();
    let query = "select count(*) from (select request_id from certificates \
                 join serials on serials.certificate = certificates.sequence \
                 where serials.state = 'issued' and request_id like 'item-%' \
                 group by request_id having count(*) > 1)";
    let twice: i64 = database.query_row(query, [], |row| row.get(0)).unwrap();
    assert_eq!(twice, 0, "requests with two certificates");
}

/// Requests in a batch.
const BATCH: u32 = 12;

/// When a round that nothing disturbs hangs.
const LONG: Duration = Duration::from_secs(30);

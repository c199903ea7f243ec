//! The power goes while several programs issue, revoke and publish (I1 to I7, I10).
//!
//! Registry, configuration and certificates are on a disk that keeps only what was synced, to the
//! letter of POSIX; every other time, some of the rest as well, torn. After each cut the Registry
//! opens, what was acknowledged is there, and a judge that shares no code with us finds nothing.

mod house;

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use rusqlite::Connection;
use sceau_tests::disk::{Disk, Loss};
use sceau_tests::lab::Lab;
use sceau_tests::moved::Moved;
use sceau_tests::works::files_below;

use crate::power::house::House;

#[test]
fn i02_a_power_cut_at_any_moment_loses_nothing_that_was_acknowledged() {
    cuts(25);
}

#[test]
#[ignore = "part of `make soak`: takes ten minutes"]
fn soak_i02_three_hundred_power_cuts_lose_nothing_that_was_acknowledged() {
    cuts(300);
}

/// Lets the power go so many times.
fn cuts(count: u64) {
    let lab = Lab::up();
    let mut house = House::of(&lab);
    let usual = house.usual_round();
    let interrupted = (0..count).filter(|seed| house.cut(*seed, &usual)).count();
    let count = usize::try_from(count).unwrap();
    assert!(
        2 * interrupted > count,
        "only {interrupted} of {count} cuts met a program at work"
    );
    house.closes();
}

/// The power goes before each sync of `registry init`, until a run is not met any more. Whoever
/// was told that the registry is there has it; whoever was not begins again.
#[test]
fn i02_a_registry_is_made_whole_or_is_made_again() {
    let lab = Lab::up();
    for sync in 0..200 {
        let mut moved = Moved::from(&lab);
        set_registry(&moved, "made/new/sceau.db");
        let init = ["registry", "init", "--country", "TD"];
        let init = init
            .iter()
            .chain(&["--public-url", "http://pki.example.td"]);
        moved.disk.cut_after(sync);
        let made = moved.sceau(init.clone()).code == Some(0);
        let _seen = moved.disk.cut();
        moved.disk.restart(match sync % 2 {
            0 => Loss::Everything,
            _ => Loss::Torn(sync),
        });
        if !made {
            let _made = moved.sceau(init).succeeds();
        }
        let _there = moved
            .sceau(["profile", "show", "citizen-signature"])
            .succeeds();
        let _whole = moved.sceau(["audit", "verify"]).succeeds();
        if made {
            return;
        }
    }
    panic!("registry init is still met after 200 syncs");
}

/// Names another Registry in the configuration.
fn set_registry(moved: &Moved, name: &str) {
    let config = fs::read_to_string(moved.config()).unwrap();
    assert!(config.contains("registry/sceau.db"), "{config}");
    let config = config.replace("registry/sceau.db", name);
    fs::write(moved.config(), config).unwrap();
    File::open(moved.config()).unwrap().sync_all().unwrap();
}

/// The disk is a judge, too: it must be able to take something away.
#[test]
fn the_disk_loses_what_was_not_synced_and_nothing_else() {
    let outside = tempfile::tempdir().unwrap();
    let folder = outside.path().join("disk");
    fs::create_dir(&folder).unwrap();
    let mut disk = Disk::over(&folder);
    let synced = write(&folder, "synced", b"one", true);
    write(&folder, "renamed", b"two", true);
    File::open(&folder).unwrap().sync_all().unwrap();
    (&synced).write_all(b" and more").unwrap();
    write(&folder, "nameless", b"three", true);
    write(&folder, "unsynced", b"four", false);
    File::open(&folder).unwrap().sync_all().unwrap();
    write(&folder, "late", b"five", true);
    fs::rename(folder.join("renamed"), folder.join("to")).unwrap();
    drop(synced);
    let seen = disk.cut();
    assert_eq!(seen[Path::new("synced")], b"one and more");
    assert!(fs::read_dir(&folder).is_err() || File::create(folder.join("x")).is_err());
    disk.restart(Loss::Everything);
    let left: Vec<_> = files_below(&folder)
        .into_iter()
        .map(|(path, octets)| format!("{}={}", path.display(), String::from_utf8_lossy(&octets)))
        .collect();
    assert_eq!(
        left,
        ["nameless=three", "renamed=two", "synced=one", "unsynced="]
    );
}

#[test]
fn the_disk_forgets_what_a_failed_sync_should_have_kept() {
    let outside = tempfile::tempdir().unwrap();
    let folder = outside.path().join("disk");
    fs::create_dir(&folder).unwrap();
    let mut disk = Disk::over(&folder);
    let file = write(&folder, "file", b"one", false);
    File::open(&folder).unwrap().sync_all().unwrap();
    disk.fail_sync_of("", 0);
    assert!(file.sync_all().is_err());
    file.sync_all().unwrap();
    drop(file);
    assert_eq!(fs::read(folder.join("file")).unwrap(), b"one");
    let _seen = disk.cut();
    disk.restart(Loss::Everything);
    assert_eq!(fs::read(folder.join("file")).unwrap(), b"\0\0\0");
}

#[test]
fn a_store_that_does_not_sync_is_found_out() {
    let outside = tempfile::tempdir().unwrap();
    let folder = outside.path().join("disk");
    fs::create_dir(&folder).unwrap();
    let mut disk = Disk::over(&folder);
    let rows = |setting: &str, disk: &mut Disk| {
        let file = folder.join(format!("{setting}.db"));
        let store = Connection::open(&file).unwrap();
        let settings = format!("PRAGMA journal_mode = WAL; PRAGMA synchronous = {setting};");
        store.execute_batch(&settings).unwrap();
        store.execute_batch("CREATE TABLE t (x);").unwrap();
        for number in 0..20 {
            let _row = store
                .execute("INSERT INTO t VALUES (?1)", [number])
                .unwrap();
        }
        let _seen = disk.cut();
        let _dead = store.close();
        disk.restart(Loss::Everything);
        let store = Connection::open(&file).unwrap();
        let count = store.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, u32>(0));
        count.unwrap_or(0)
    };
    assert_eq!(rows("FULL", &mut disk), 20);
    assert!(rows("NORMAL", &mut disk) < 20);
    assert!(rows("OFF", &mut disk) < 20);
}

fn write(folder: &Path, name: &str, octets: &[u8], sync: bool) -> File {
    let mut file = File::create(folder.join(name)).unwrap();
    file.write_all(octets).unwrap();
    if sync {
        file.sync_all().unwrap();
    }
    file
}

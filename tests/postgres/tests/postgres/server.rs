//! It starts, dies, comes back, is copied, and never outlives the test.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use postgres::Client;
use sceau_postgres::server::Server;

/// Set for the test's own child.
const CHILD: &str = "SCEAU_POSTGRES_CHILD";

fn number(client: &mut Client, sql: &str) -> i64 {
    client.query_one(sql, &[]).unwrap().get(0)
}

fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(20), "{what}");
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn server_is_durable_as_it_comes() {
    let server = Server::start();
    let mut client = server.new_database().client();
    for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
        let row = client.query_one(&format!("SHOW {setting}"), &[]).unwrap();
        assert_eq!(row.get::<_, &str>(0), "on", "{setting}");
    }
}

#[test]
fn committed_row_outlives_the_death_of_the_server() {
    let mut server = Server::start();
    let name = {
        let database = server.new_database();
        let mut client = database.client();
        client
            .batch_execute("CREATE TABLE t (n bigint); INSERT INTO t VALUES (7)")
            .unwrap();
        database.name().to_owned()
    };
    server.kill();
    server.restart();
    let mut client = server.database(&name).client();
    assert_eq!(number(&mut client, "SELECT n FROM t"), 7);
}

#[test]
fn replica_follows_pauses_and_takes_over() {
    let primary = Server::start();
    let database = primary.new_database();
    database
        .client()
        .batch_execute("CREATE TABLE t (n bigint)")
        .unwrap();
    let replica = primary.replica();
    let mut reading = replica.database(database.name()).client();
    let count = "SELECT count(*) FROM t";
    replica.pause_replay();
    database
        .client()
        .batch_execute("INSERT INTO t VALUES (1)")
        .unwrap();
    thread::sleep(Duration::from_millis(300));
    assert_eq!(number(&mut reading, count), 0);
    replica.resume_replay();
    wait_until("the row on the replica", || {
        number(&mut reading, count) == 1
    });
    replica.promote();
    reading.batch_execute("INSERT INTO t VALUES (2)").unwrap();
    assert_eq!(number(&mut reading, count), 2);
}

#[test]
fn server_ends_with_its_test_however_that_ends() {
    let path = std::env::temp_dir().join(format!("sceau-postgres-{}", std::process::id()));
    let program = std::env::current_exe().unwrap();
    let mut child = Command::new(program)
        .args(["--ignored", "--exact", "server::child_that_is_killed"])
        .env(CHILD, &path)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    wait_until("the child's server", || {
        fs::read_to_string(&path).is_ok_and(|text| text.ends_with('\n'))
    });
    let text = fs::read_to_string(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let (server, folder) = text.trim().split_once(' ').unwrap();
    let running = || fs::exists(format!("/proc/{server}")).unwrap();
    assert!(running());
    child.kill().unwrap();
    child.wait().unwrap();
    wait_until("the end of the server", || !running());
    fs::remove_dir_all(folder).unwrap();
}

#[test]
#[ignore = "runs as a child of `server_ends_with_its_test_however_that_ends`"]
fn child_that_is_killed() {
    let path = std::env::var_os(CHILD).expect("a file to tell of the server");
    let server = Server::start();
    let pid_file = fs::read_to_string(server.data().join("postmaster.pid")).unwrap();
    let folder = server.data();
    let folder = folder.parent().unwrap().display();
    let told = format!("{} {folder}\n", pid_file.lines().next().unwrap());
    fs::write(path, told).unwrap();
    thread::sleep(Duration::from_secs(60));
}

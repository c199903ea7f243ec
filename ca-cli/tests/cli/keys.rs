//! What `sceau key` answers: names and types, and the words of what is refused.

use crate::desk::Desk;
use crate::outputs::snapshot;

#[test]
fn answers_about_a_key_on_its_way_keep_their_shape() {
    let desk = Desk::with_token();
    let made = desk.json(&["key", "create", "root", "--exportable"]);
    snapshot("key_created", &made);
    let transport = desk.json(&["key", "transport", "--out", "transport"]);
    snapshot("key_transport", &transport);
    let backup = [
        "key",
        "backup",
        "root",
        "--to",
        "transport",
        "--out",
        "root.backup",
    ];
    snapshot(
        "key_backup_planned",
        &desk.json(&[&backup[..], &["--dry-run"]].concat()),
    );
    let kept = ["--keep-exportable", "--yes"];
    snapshot("key_backup", &desk.json(&[&backup[..], &kept].concat()));
    let file = ["key", "restore", "root.backup", "--dry-run"];
    snapshot("key_restore_planned", &desk.json(&file));
    snapshot("key_sealed", &desk.json(&["key", "seal", "root", "--yes"]));
    snapshot("key_show", &desk.json(&["key", "show", "root"]));
    let destroy = ["key", "destroy", "root", "--reason", "test"];
    snapshot(
        "key_destroyed",
        &desk.json(&[&destroy[..], &["--yes"]].concat()),
    );
}

#[test]
fn what_is_not_done_to_a_key_is_told_in_both_languages() {
    let desk = Desk::with_token();
    desk.json(&["key", "create", "root"]);
    desk.json(&["key", "create", "root"]);
    desk.write("wrong", "{}");
    let both = |arguments: &[&str]| {
        let run = |language| desk.run(&[arguments, &["--lang", language]].concat());
        format!("{}\n{}", run("en"), run("fr"))
    };
    insta::assert_snapshot!("key_unknown", both(&["key", "show", "absent"]));
    insta::assert_snapshot!("key_ambiguous", both(&["key", "show", "root"]));
    insta::assert_snapshot!("key_name", both(&["key", "show", "pkcs11:type=private"]));
    insta::assert_snapshot!("key_file", both(&["key", "restore", "wrong"]));
    let destroy = ["key", "destroy", "root", "--reason", "test"];
    insta::assert_snapshot!("key_not_destroyed", both(&destroy));
}

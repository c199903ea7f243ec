//! An export that leaves out what the auditor has from an earlier one.

use ca_core::audit::AuditDefect;
use sceau_tests::house::in_house;

use super::house::{checkpoint, examine, export, fill, root, sign, with_signer};

#[test]
fn aud_03_export_of_the_newer_part_proves_that_the_older_one_is_unchanged() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 300);
        sign(house, &key);
        let (_, whole) = export(house, 0);
        fill(house, 900);
        sign(house, &key);
        let (manifest, part) = export(house, 300);
        assert_eq!((manifest.first, manifest.heads), (256, 2));
        assert!(!part.0.contains_key("bodies/000"));
        let roots = root(house);
        let report = examine(&part, &[checkpoint(&whole)], &roots).unwrap();
        assert_eq!((report.first, report.head.size), (256, 900));
        // The older part exchanged for another: one hash stands for it.
        let mut other = part;
        other.0.get_mut("tile/1/000.p/3").unwrap()[0] ^= 1;
        let found = examine(&other, &[], &roots);
        assert!(matches!(found, Err(AuditDefect::Fork { .. })), "{found:?}");
    });
}

#[test]
fn aud_03_head_before_the_part_is_not_taken_for_proven() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 100);
        sign(house, &key);
        let (_, whole) = export(house, 0);
        fill(house, 600);
        sign(house, &key);
        let (_, part) = export(house, 512);
        let found = examine(&part, &[checkpoint(&whole)], &root(house));
        let unreachable = matches!(
            found,
            Err(AuditDefect::OutOfReach {
                size: 100,
                first: 512
            })
        );
        assert!(unreachable, "{found:?}");
    });
}

//! Each file of an export, changed in each way: what is changed is found.

use ca_core::audit::AuditDefect;
use sceau_tests::house::in_house;

use sceau_tests::log::Files;

use super::house::{checkpoint, examine, export, fill, issue, revoke, root, sign, with_signer};

/// Octets of each file that are changed, one at a time: a prime, so that they fall on all fields.
const CHANGES: usize = 83;

#[test]
fn aud_03_each_change_of_each_file_of_an_export_is_found() {
    in_house(|house| {
        let key = with_signer(house);
        sign(house, &key);
        let serials = issue(house, 3);
        revoke(house, &serials[1]);
        fill(house, 100);
        sign(house, &key);
        fill(house, 300);
        sign(house, &key);
        let (manifest, files) = export(house, 0);
        assert_eq!((manifest.head.size, manifest.heads), (300, 3));
        let roots = root(house);
        let report = examine(&files, &[], &roots).unwrap();
        assert_eq!((report.head, report.heads), (manifest.head, 3));
        let mut changes = 0;
        for path in files.0.keys() {
            for (what, changed) in changed(&files, path) {
                let found = examine(&changed, &[], &roots);
                assert!(found.is_err(), "{path}: {what}: {found:?}");
                changes += 1;
            }
        }
        assert!(changes > 1_000, "{changes}");
        assert_eq!(files.0.len(), 11, "{:?}", files.0.keys());
    });
}

/// An export with each change of one file.
fn changed<'a>(files: &'a Files, path: &'a str) -> impl Iterator<Item = (String, Files)> + 'a {
    let octets = &files.0[path];
    let with = move |what: String, octets: Option<Vec<u8>>| {
        let mut files = files.clone();
        match octets {
            Some(octets) => files.0.insert(path.to_owned(), octets),
            None => files.0.remove(path),
        };
        (what, files)
    };
    let stride = octets.len().div_ceil(CHANGES);
    let flips = (0..octets.len()).step_by(stride).map(move |place| {
        let mut flipped = octets.clone();
        flipped[place] ^= 1 << (place % 8);
        with(format!("bit {} of octet {place}", place % 8), Some(flipped))
    });
    let without_one = (0..octets.len()).step_by(stride * 7).map(move |place| {
        let mut shorter = octets.clone();
        shorter.remove(place);
        with(format!("without octet {place}"), Some(shorter))
    });
    let whole = [
        with("removed".into(), None),
        with("empty".into(), Some(Vec::new())),
        with("one octet more".into(), Some([octets, &b"\n"[..]].concat())),
        with("twice".into(), Some(octets.repeat(2))),
    ];
    let exchanged = exchanged(octets).map(move |(what, octets)| with(what, Some(octets)));
    flips.chain(without_one).chain(whole).chain(exchanged)
}

/// Two neighbouring records exchanged, or one left out, by the form that the file has.
fn exchanged(octets: &[u8]) -> impl Iterator<Item = (String, Vec<u8>)> + use<> {
    let lines: Vec<Vec<u8>> = octets
        .split_inclusive(|o| *o == b'\n')
        .map(Vec::from)
        .collect();
    let forms = [
        ("line", lines),
        ("hash", octets.chunks(32).map(Vec::from).collect()),
        ("entry", octets.chunks(34).map(Vec::from).collect()),
    ];
    forms.into_iter().flat_map(|(form, records)| {
        let places = (1..records.len()).step_by(records.len().div_ceil(9));
        places.flat_map(move |place| {
            let mut swapped = records.clone();
            swapped.swap(place - 1, place);
            let mut shorter = records.clone();
            shorter.remove(place);
            let differ = records[place - 1] != records[place];
            let swapped = differ.then(|| (format!("{form} {place} exchanged"), swapped.concat()));
            let shorter = (format!("{form} {place} left out"), shorter.concat());
            swapped.into_iter().chain([shorter])
        })
    })
}

#[test]
fn aud_03_log_that_lost_its_end_is_found_by_who_has_seen_it() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 60);
        sign(house, &key);
        let (_, before) = export(house, 0);
        fill(house, 80);
        sign(house, &key);
        let (_, after) = export(house, 0);
        let roots = root(house);
        assert!(examine(&after, &[checkpoint(&before)], &roots).is_ok());
        let shorter = examine(&before, &[checkpoint(&after)], &roots);
        let truncated = AuditDefect::Truncated {
            signed: 80,
            size: 60,
        };
        assert_eq!(format!("{shorter:?}"), format!("Err({truncated:?})"));
    });
}

#[test]
fn i12_export_that_claims_to_be_gigantic_is_refused_at_once() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 60);
        sign(house, &key);
        let (manifest, files) = export(house, 0);
        let text = String::from_utf8(files.0["manifest.json"].clone()).unwrap();
        let largest = u64::MAX / 256 * 256;
        let claims = [
            (format!("\"size\":{}", manifest.head.size), "size"),
            (format!("\"heads\":{}", manifest.heads), "heads"),
            ("\"first\":0".to_owned(), "first"),
        ];
        for size in [1 << 32, largest] {
            let mut all = text.clone();
            for (claim, field) in &claims {
                let bend = |text: &str| text.replacen(claim, &format!("\"{field}\":{size}"), 1);
                all = bend(&all);
                for bent in [bend(&text), all.clone()] {
                    assert_ne!(bent, text);
                    let mut files = files.clone();
                    files.0.insert("manifest.json".into(), bent.into_bytes());
                    let found = examine(&files, &[], &[]);
                    assert!(found.is_err(), "{field} {size}: {found:?}");
                }
            }
        }
    });
}

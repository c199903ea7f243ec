//! Keys and tokens in the records of the authority: made, copied, destroyed and changed, with
//! rows edited behind the program's back. Real token, real store.

use std::sync::Arc;

use ca_core::algorithm::KeyAlgorithm;
use ca_core::audit::event::{Act, AuditEvent, EventFields, Outcome};
use ca_core::authority::copies::Copies;
use ca_core::authority::issue::{IssuanceRequest, IssueError, NewIssuer};
use ca_core::authority::issuers::IssuerError;
use ca_core::authority::keys::{Destruction, KeyError};
use ca_core::authority::{Authority, Ports};
use ca_core::registry::RegistryError;
use ca_core::registry::records::{CopyKind, Generation, KeyCopy};
use ca_core::revocation::Reason;
use ca_core::signer::{NewKey, StoredKey, TokenInfo, TokenName};
use rusqlite::Connection;
use sceau_tests::altered::Altered;
use sceau_tests::house::{House, actor, citizen, in_house, new_issuer, openssl_csr};

fn with(house: &House, alter: impl FnOnce(&mut Altered)) -> Authority {
    let mut keys = Altered::of(&house.ports.keys);
    alter(&mut keys);
    Authority::new(Ports {
        keys: Arc::new(keys),
        ..house.ports.clone()
    })
}

fn made(house: &House, label: &str) -> StoredKey {
    let new = NewKey::new(KeyAlgorithm::P256, label);
    house.authority().create_key(&actor(), &new).unwrap()
}

/// Events of a type and an outcome whose bodies have this text.
fn events(house: &House, act: Act, outcome: Outcome, text: &str) -> i64 {
    let (act, outcome) = (act.as_str(), outcome.as_str());
    house.count(&format!(
        "select count(*) from audit_events where cast(plain(dictionary, body) as text) like '%\"type\":\"{act}\"%'
             and cast(plain(dictionary, body) as text) like '%\"outcome\":\"{outcome}\"%'
             and instr(cast(plain(dictionary, body) as text), '{text}')"
    ))
}

/// An administrator with a standard tool, who knows how to remove a trigger.
fn unguarded(house: &House) -> Connection {
    let raw = sceau_tests::stored::open(&house.database());
    let names: Vec<String> = {
        let sql = "select name from sqlite_schema where type = 'trigger'";
        let mut statement = raw.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    for name in names {
        raw.execute_batch(&format!("drop trigger {name}")).unwrap();
    }
    raw
}

fn generation(house: &House, id: &str) -> Generation {
    let id = id.parse().unwrap();
    house.authority().generation(&id).unwrap()
}

fn because(reason: &str) -> Destruction {
    Destruction {
        reason: reason.to_owned(),
    }
}

/// Records a copy of the citizens' key as the program does.
fn record(house: &House, kind: CopyKind, act: Act) -> KeyCopy {
    let key = house.ports.keys.find(&generation(house, "citizens-g1").key);
    let key = key.unwrap();
    let reserve = TokenName {
        label: "reserve".into(),
        serial: "0b".into(),
    };
    let (from, to) = match kind {
        CopyKind::Backup => (key.token, reserve),
        CopyKind::Restored => (reserve, key.token),
    };
    let copy = KeyCopy {
        kind,
        key_hash: ca_core::subject_key::key_hash(&key.public_key),
        id: key.id,
        label: key.label,
        from,
        to,
        at: house.ports.clock.now(),
        actor: actor(),
    };
    let fields = EventFields {
        object: Some(copy.key_hash.to_string()),
        details: [
            ("key_id", hex(&copy.id)),
            ("key_label", copy.label.clone()),
            ("from_label", copy.from.label.clone()),
            ("from_serial", copy.from.serial.clone()),
            ("to_label", copy.to.label.clone()),
            ("to_serial", copy.to.serial.clone()),
        ]
        .into(),
        ..EventFields::default()
    };
    let (clock, random) = (house.ports.clock.as_ref(), house.ports.random.as_ref());
    let event = AuditEvent::new(act, Outcome::Done, &actor(), &fields, clock, random).unwrap();
    let copy = KeyCopy {
        at: event.time(),
        ..copy
    };
    house.ports.registry.record_key_copy(&copy, &event).unwrap();
    copy
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Whether the citizens' issuer issues with a key of which this is told.
fn issues(house: &House, key: fn(&mut StoredKey)) -> bool {
    let request = citizen(&openssl_csr(&house.folder), None);
    match with(house, |altered| altered.key = key).issue(&actor(), &request) {
        Ok(_) => true,
        Err(IssueError::Issuer(IssuerError::KeyUnprotected { .. })) => false,
        Err(error) => panic!("{error}"),
    }
}

fn restored(key: &mut StoredKey) {
    key.protection.local = false;
    key.protection.always_sensitive = false;
    key.protection.never_extractable = false;
}

fn sealed(key: &mut StoredKey) {
    key.protection.never_extractable = false;
}

#[test]
fn i08_a_recorded_copy_excuses_what_copying_changes_and_nothing_else() {
    in_house(|house| {
        assert!(!issues(house, sealed), "nothing is recorded");
        record(house, CopyKind::Backup, Act::KeyBackup);
        assert!(issues(house, sealed));
        assert!(!issues(house, restored), "a backup is no restoration");
        record(house, CopyKind::Restored, Act::KeyRestore);
        assert!(issues(house, restored));
        let never: [fn(&mut StoredKey); 6] = [
            |key| key.protection.extractable = true,
            |key| key.protection.sensitive = false,
            |key| key.protection.sign = false,
            |key| key.protection.other_use = true,
            |key| {
                sealed(key);
                key.protection.modifiable = true;
            },
            |key| {
                restored(key);
                key.protection.extractable = true;
            },
        ];
        for alter in never {
            assert!(!issues(house, alter));
        }
    });
}

#[test]
fn i08_a_copy_counts_for_what_it_explains_in_the_token_that_it_names() {
    in_house(|house| {
        record(house, CopyKind::Restored, Act::KeyRestore);
        assert!(issues(house, restored));
        let unexplained: [fn(&mut StoredKey); 4] = [
            |key| {
                restored(key);
                key.protection.modifiable = true;
            },
            |key| {
                restored(key);
                key.token.serial.push('0');
            },
            |key| {
                restored(key);
                key.token.label = "reserve".into();
            },
            |key| {
                restored(key);
                key.id.push(0);
            },
        ];
        for alter in unexplained {
            assert!(!issues(house, alter));
        }
    });
}

#[test]
fn i08_a_copy_that_the_log_does_not_tell_counts_for_nothing() {
    for edit in [
        "update key_copies set to_serial = '0c'",
        "update key_copies set to_label = 'house'",
        "update key_copies set key_label = 'other'",
        "update key_copies set key_id = x'00'",
        "update key_copies set copied = copied + 1",
        "update key_copies set event = event - 1",
        "update key_copies set actor = (select max(id) from actors)",
        "update key_copies set kind = 'restored'",
        "update audit_events set body = null where log_index = (select event from key_copies)",
        "update audit_events set body = cast(replace(cast(plain(dictionary, body) as text), 'reserve', 'elsewhere')
             as blob), dictionary = null where log_index = (select event from key_copies)",
        "delete from key_copies",
    ] {
        in_house(|house| {
            record(house, CopyKind::Backup, Act::KeyBackup);
            assert!(issues(house, sealed), "before: {edit}");
            let raw = unguarded(house);
            raw.execute_batch("insert into actors values (100, 'job', 'other', 'none')")
                .unwrap();
            raw.execute_batch(edit).unwrap();
            assert!(!issues(house, sealed), "{edit}");
            let inventory = house.authority().inventory(&actor()).unwrap();
            let told = i64::try_from(inventory.unproven.len()).unwrap();
            let rows = house.count("select count(*) from key_copies");
            assert_eq!(told, rows, "an edited row is told: {edit}");
        });
    }
}

#[test]
fn i08_a_copy_stands_in_only_where_it_is_recorded() {
    in_house(|house| {
        let key = house.ports.keys.find(&generation(house, "citizens-g1").key);
        let key = key.unwrap();
        let allowed = |key: &StoredKey| {
            let (registry, log) = (house.ports.registry.as_ref(), house.ports.audit.as_ref());
            Copies::read(registry, log).unwrap().allow(key)
        };
        assert!(
            !allowed(&key),
            "well protected, and nobody knows why it is here"
        );
        let copy = record(house, CopyKind::Backup, Act::KeyBackup);
        assert!(allowed(&key), "where it came from");
        let elsewhere = StoredKey {
            token: copy.to,
            ..key
        };
        assert!(!allowed(&elsewhere), "a backup is not yet restored");
    });
}

#[test]
fn i08_an_event_of_another_act_or_outcome_is_no_record_of_a_copy() {
    in_house(|house| {
        record(house, CopyKind::Backup, Act::KeyRestore);
        assert!(!issues(house, sealed));
    });
}

#[test]
fn cer_05_a_key_made_before_signs_nothing_until_an_act_puts_it_to_use() {
    in_house(|house| {
        let (authority, key) = (house.authority(), made(house, "prepared"));
        let user = |key: &StoredKey| {
            let inventory = house.authority().inventory(&actor()).unwrap();
            let found = inventory.keys.into_iter().find(|one| one.key == *key);
            found.unwrap().generation
        };
        assert_eq!(user(&key), None, "unused");
        let new = |key: &StoredKey, line: &str| NewIssuer {
            key: Some(key.uri.clone()),
            ..new_issuer(line, "issuing-ca")
        };
        let before = house.ports.keys.list().unwrap().len();
        let founded = authority.create_issuer(&actor(), &new(&key, "agencies"));
        let founded = founded.unwrap();
        assert_eq!(founded.public_key, key.public_key);
        assert_eq!(house.ports.keys.list().unwrap().len(), before, "none made");
        authority.activate_issuer(&actor(), &founded.id).unwrap();
        assert_eq!(user(&key), Some(founded.id));
        assert!(matches!(
            authority.create_issuer(&actor(), &new(&key, "others")),
            Err(IssueError::Registry(RegistryError::Exists { .. }))
        ));
        let other = NewIssuer {
            key_algorithm: Some(KeyAlgorithm::P384),
            ..new(&made(house, "another"), "others")
        };
        assert!(matches!(
            authority.create_issuer(&actor(), &other),
            Err(IssueError::KeyAlgorithm { .. })
        ));
    });
}

#[test]
fn i08_no_issuer_is_founded_on_a_key_that_could_leave_its_token() {
    in_house(|house| {
        let new = NewKey {
            exportable: true,
            ..NewKey::new(KeyAlgorithm::P256, "exportable")
        };
        let key = house.authority().create_key(&actor(), &new).unwrap();
        let issuer = NewIssuer {
            key: Some(key.uri.clone()),
            ..new_issuer("agencies", "issuing-ca")
        };
        let refused = |authority: &Authority| {
            let refused = authority.create_issuer(&actor(), &issuer);
            matches!(
                refused,
                Err(IssueError::Issuer(IssuerError::KeyUnprotected { .. }))
            )
        };
        let authority = house.authority();
        assert!(refused(&authority), "extractable");
        let transport = authority.transport_key(&actor(), None).unwrap();
        let backup = authority.backup_key(&actor(), &key.uri, &transport);
        let backup = backup.unwrap();
        assert_eq!(backup.wrapped.public_key, key.public_key);
        assert!(refused(&authority), "still extractable");
        authority.seal_key(&actor(), &key.uri).unwrap();
        let founded = authority.create_issuer(&actor(), &issuer).unwrap();
        assert_eq!(founded.public_key, key.public_key);
        for act in [Act::KeyBackup, Act::KeySeal] {
            for outcome in [Outcome::Intended, Outcome::Done] {
                assert_eq!(events(house, act, outcome, ""), 1, "{act:?} {outcome:?}");
            }
        }
        let inventory = authority.inventory(&actor()).unwrap();
        let found = inventory.keys.iter().find(|one| one.key.uri == key.uri);
        let found = found.unwrap();
        assert_eq!(found.copies.len(), 1);
        assert_eq!(found.defects, Vec::<&str>::new());
    });
}

#[test]
fn i08_a_sealed_key_without_a_recorded_backup_is_no_issuers() {
    in_house(|house| {
        let new = NewKey {
            exportable: true,
            ..NewKey::new(KeyAlgorithm::P256, "exportable")
        };
        let key = house.authority().create_key(&actor(), &new).unwrap();
        // As another program would, which tells nobody.
        let transport = house.ports.keys.transport_key(None).unwrap();
        house.ports.keys.wrap_key(&key.uri, &transport).unwrap();
        house.authority().seal_key(&actor(), &key.uri).unwrap();
        let inventory = house.authority().inventory(&actor()).unwrap();
        let found = inventory.keys.iter().find(|one| one.key.uri == key.uri);
        let defects = &found.unwrap().defects;
        assert!(
            defects.contains(&"CKA_NEVER_EXTRACTABLE is false"),
            "{defects:?}"
        );
    });
}

#[test]
fn hsm_06_a_key_that_nobody_backed_up_here_enters_no_token() {
    in_house(|house| {
        let new = NewKey {
            exportable: true,
            ..NewKey::new(KeyAlgorithm::P256, "foreign")
        };
        let (authority, keys) = (house.authority(), &house.ports.keys);
        let key = authority.create_key(&actor(), &new).unwrap();
        let transport = authority.transport_key(&actor(), None).unwrap();
        // Whoever has the public transport key can wrap a key of their own for it.
        let wrapped = keys.wrap_key(&key.uri, &transport).unwrap();
        keys.destroy(&key.uri).unwrap();
        let before = keys.list().unwrap();
        let backup = ca_core::signer::transport::file::KeyBackup {
            wrapped,
            made: house.ports.clock.now(),
        };
        let refused = authority.restore_key(&actor(), &backup);
        assert!(
            matches!(refused, Err(KeyError::NoBackup { .. })),
            "{refused:?}"
        );
        assert_eq!(keys.list().unwrap(), before, "nothing stays behind");
        assert_eq!(
            events(house, Act::KeyRestore, Outcome::Refused, "HSM-06"),
            1
        );
        assert_eq!(house.count("select count(*) from key_copies"), 0);
    });
}

#[test]
fn hsm_06_a_lost_key_comes_back_from_its_backup_and_its_issuer_issues_again() {
    in_house(|house| {
        let exportable = NewKey {
            exportable: true,
            ..NewKey::new(KeyAlgorithm::P256, "agencies")
        };
        let authority = house.authority();
        let key = authority.create_key(&actor(), &exportable).unwrap();
        let mut transport = authority.transport_key(&actor(), None).unwrap();
        let backup = authority.backup_key(&actor(), &key.uri, &transport);
        let backup = backup.unwrap();
        transport.token.label = "elsewhere".into();
        let _another = authority
            .backup_key(&actor(), &key.uri, &transport)
            .unwrap();
        let sealed = authority.seal_key(&actor(), &key.uri).unwrap();
        let issuer = NewIssuer {
            key: Some(sealed.uri.clone()),
            ..new_issuer("agencies", "issuing-ca")
        };
        let founded = authority.create_issuer(&actor(), &issuer).unwrap();
        authority.activate_issuer(&actor(), &founded.id).unwrap();
        // The device is lost; the one that replaces it holds the transport key.
        house.ports.keys.destroy(&sealed.uri).unwrap();
        let request = IssuanceRequest {
            line: "agencies".parse().unwrap(),
            ..citizen(&openssl_csr(&house.folder), None)
        };
        assert!(house.authority().issue(&actor(), &request).is_err());
        let restored = house.authority().restore_key(&actor(), &backup).unwrap();
        assert_eq!(restored.public_key, key.public_key);
        assert!(!restored.protection.local && !restored.protection.extractable);
        house.authority().issue(&actor(), &request).unwrap();
        assert_eq!(events(house, Act::KeyRestore, Outcome::Done, ""), 1);
        // Without the record of its restoration it is any imported key.
        let raw = unguarded(house);
        raw.execute_batch("delete from key_copies where kind = 'restored'")
            .unwrap();
        assert!(matches!(
            house.authority().issue(&actor(), &request),
            Err(IssueError::Issuer(IssuerError::KeyUnprotected { .. }))
        ));
    });
}

/// The copy in the token may be the last one there is.
#[test]
fn hsm_06_a_restoration_that_is_repeated_and_not_recorded_destroys_nothing() {
    in_house(|house| {
        let exportable = NewKey {
            exportable: true,
            ..NewKey::new(KeyAlgorithm::P256, "agencies")
        };
        let authority = house.authority();
        let key = authority.create_key(&actor(), &exportable).unwrap();
        let transport = authority.transport_key(&actor(), None).unwrap();
        let backup = authority.backup_key(&actor(), &key.uri, &transport);
        let backup = backup.unwrap();
        house.ports.keys.destroy(&key.uri).unwrap();
        let forbid = || {
            let raw = sceau_tests::stored::open(&house.database());
            let rule = "create trigger no_more before insert on key_copies
                        begin select raise(abort, 'no more'); end";
            raw.execute_batch(rule).unwrap();
        };
        forbid();
        authority.restore_key(&actor(), &backup).unwrap_err();
        assert!(house.ports.keys.find(&key.uri).is_err(), "not recorded");
        let raw = sceau_tests::stored::open(&house.database());
        raw.execute_batch("drop trigger no_more").unwrap();
        let restored = authority.restore_key(&actor(), &backup).unwrap();
        forbid();
        authority.restore_key(&actor(), &backup).unwrap_err();
        assert_eq!(house.ports.keys.find(&key.uri).unwrap(), restored);
    });
}

#[test]
fn hsm_06_the_key_of_a_living_issuer_is_not_destroyed() {
    in_house(|house| {
        let authority = house.authority();
        for id in ["root-g1", "citizens-g1"] {
            let key = generation(house, id).key;
            let refused = authority.destroy_key(&actor(), &key, &because("by mistake"));
            let Err(KeyError::InUse { generation }) = refused else {
                panic!("{id}: {refused:?}")
            };
            assert_eq!(generation.to_string(), id);
            house.ports.keys.find(&key).unwrap();
            assert!(authority.destructible(&key).is_err());
        }
        let refused = events(house, Act::KeyDestroy, Outcome::Refused, "HSM-06");
        assert_eq!(refused, 2);
        assert_eq!(events(house, Act::KeyDestroy, Outcome::Intended, ""), 0);
    });
}

#[test]
fn hsm_06_a_retired_issuer_keeps_its_key_as_long_as_a_certificate_of_it_lives() {
    in_house(|house| {
        let authority = house.authority();
        let request = citizen(&openssl_csr(&house.folder), None);
        authority.issue(&actor(), &request).unwrap();
        let key = generation(house, "citizens-g1").key;
        let next = new_issuer("citizens", "issuing-ca");
        let next = authority.create_issuer(&actor(), &next).unwrap();
        authority.activate_issuer(&actor(), &next.id).unwrap();
        let destroy = || authority.destroy_key(&actor(), &key, &because("retired"));
        assert!(matches!(destroy(), Err(KeyError::InUse { .. })));
        house.clock.advance_hours(24 * 1094);
        assert!(
            matches!(destroy(), Err(KeyError::InUse { .. })),
            "one day left"
        );
        house.clock.advance_hours(24 * 2);
        destroy().unwrap();
        assert!(house.ports.keys.find(&key).is_err());
        let active = generation(house, "citizens-g2").key;
        house.ports.keys.find(&active).unwrap();
    });
}

#[test]
fn hsm_06_a_revoked_issuer_may_lose_its_key() {
    in_house(|house| {
        let (authority, citizens) = (house.authority(), generation(house, "citizens-g1"));
        let certificate = citizens.certificate.unwrap();
        let serial = ca_core::certificate::Summary::of(&certificate)
            .unwrap()
            .serial;
        let (root, reason) = ("root".parse().unwrap(), Some(Reason::CaCompromise));
        authority
            .revoke(&actor(), &root, &serial, reason, None)
            .unwrap();
        let pairs = authority.destructible(&citizens.key).unwrap();
        assert_eq!(pairs.len(), 1);
        let destroyed = authority.destroy_key(&actor(), &citizens.key, &because("compromised"));
        let destroyed = destroyed.unwrap();
        assert_eq!(destroyed.pairs, pairs);
        assert_eq!(destroyed.absent_in.len(), 1);
        assert_eq!(destroyed.maybe_in, []);
        let (key, outcome) = (citizens.key.to_string(), Outcome::Done);
        assert_eq!(events(house, Act::KeyDestroy, outcome, &key), 1);
        assert_eq!(events(house, Act::KeyDestroy, outcome, "compromised"), 1);
        assert!(house.ports.keys.find(&citizens.key).is_err());
    });
}

#[test]
fn hsm_06_where_copies_of_a_destroyed_key_may_be_is_told() {
    in_house(|house| {
        let new = NewKey {
            exportable: true,
            ..NewKey::new(KeyAlgorithm::P256, "copied")
        };
        let authority = house.authority();
        let key = authority.create_key(&actor(), &new).unwrap();
        let mut transport = authority.transport_key(&actor(), None).unwrap();
        // A token that is not configured here.
        transport.token.label = "reserve".into();
        authority
            .backup_key(&actor(), &key.uri, &transport)
            .unwrap();
        let destroyed = authority.destroy_key(&actor(), &key.uri, &because("end"));
        let destroyed = destroyed.unwrap();
        assert_eq!(destroyed.maybe_in, [transport.token.name()]);
        let told = events(
            house,
            Act::KeyDestroy,
            Outcome::Done,
            "\"maybe_in\":\"reserve",
        );
        assert_eq!(told, 1);
    });
}

#[test]
fn hsm_06_a_token_that_keeps_a_destroyed_key_is_found_out() {
    in_house(|house| {
        let key = made(house, "clinging");
        let authority = with(house, |altered| altered.keeps = true);
        let kept = authority.destroy_key(&actor(), &key.uri, &because("end"));
        assert!(matches!(kept, Err(KeyError::StillThere { .. })), "{kept:?}");
        assert_eq!(
            events(house, Act::KeyDestroy, Outcome::Failed, "still_in"),
            1
        );
        assert_eq!(events(house, Act::KeyDestroy, Outcome::Done, ""), 0);
    });
}

#[test]
fn i07_no_key_is_made_or_destroyed_when_the_log_cannot_be_written() {
    in_house(|house| {
        let (key, before) = (made(house, "kept"), house.ports.keys.list().unwrap());
        let trap = "create trigger trap before insert on audit_events \
                    begin select raise(abort, 'the log is broken'); end";
        let raw = sceau_tests::stored::open(&house.database());
        raw.execute_batch(trap).unwrap();
        let authority = house.authority();
        let new = NewKey::new(KeyAlgorithm::P256, "never");
        assert!(authority.create_key(&actor(), &new).is_err());
        assert!(authority.transport_key(&actor(), None).is_err());
        assert!(authority.seal_key(&actor(), &key.uri).is_err());
        let destroyed = authority.destroy_key(&actor(), &key.uri, &because("never"));
        assert!(destroyed.is_err());
        assert_eq!(house.ports.keys.list().unwrap(), before);
    });
}

#[test]
fn aud_01_a_key_is_announced_before_it_is_made() {
    in_house(|house| {
        let generated = |outcome| events(house, Act::KeyGenerate, outcome, "");
        let made_for_issuers = (generated(Outcome::Intended), generated(Outcome::Done));
        assert_eq!(made_for_issuers, (2, 2));
        // SoftHSM has no such mechanism.
        let new = NewKey::new(KeyAlgorithm::MlDsa65, "never");
        assert!(house.authority().create_key(&actor(), &new).is_err());
        assert_eq!(
            (generated(Outcome::Intended), generated(Outcome::Done)),
            (3, 2)
        );
        assert_eq!(generated(Outcome::Failed), 1);
        made(house, "one more");
        assert_eq!(generated(Outcome::Done), 3);
    });
}

#[test]
fn hsm_08_a_token_is_recorded_when_it_is_first_seen_and_not_again() {
    in_house(|house| {
        let seen = || events(house, Act::TokenSeen, Outcome::Done, "house");
        assert_eq!(seen(), 1, "at the first act");
        let request = || citizen(&openssl_csr(&house.folder), None);
        house.authority().issue(&actor(), &request()).unwrap();
        let inventory = house.authority().inventory(&actor()).unwrap();
        assert_eq!(seen(), 1);
        let [token] = inventory.tokens.as_slice() else {
            panic!("{inventory:?}")
        };
        assert_eq!(inventory.present, std::slice::from_ref(&token.info));
        assert_eq!(inventory.changes, []);
        assert!(!token.info.model.is_empty() && !token.info.serial.is_empty());
        let first = token.last_seen;
        house.clock.advance_hours(25);
        let inventory = house.authority().inventory(&actor()).unwrap();
        assert!(inventory.tokens[0].last_seen > first);
        assert_eq!(inventory.tokens[0].first_seen, token.first_seen);
    });
}

#[test]
fn hsm_08_a_token_that_changed_raises_an_alarm_and_the_act_goes_on() {
    in_house(|house| {
        type Alter = fn(&mut TokenInfo);
        let changes: [(Alter, &str); 4] = [
            (
                |token| token.firmware = "6.6".into(),
                "\"firmware\":\"6.6\"",
            ),
            (|token| token.model = "other".into(), "\"model\":\"other\""),
            (
                |token| token.manufacturer = "other".into(),
                "\"manufacturer\":\"other\"",
            ),
            (|token| token.serial = "ffff".into(), "\"serial\":\"ffff\""),
        ];
        let alarms = |text| events(house, Act::TokenChange, Outcome::Done, text);
        for (number, (alter, text)) in (1..).zip(changes) {
            for _process in 0..2 {
                let authority = with(house, |altered| altered.token = alter);
                for _act in 0..2 {
                    let request = citizen(&openssl_csr(&house.folder), None);
                    authority.issue(&actor(), &request).unwrap();
                }
                assert_eq!(alarms(text), 1, "{text}");
                assert!(alarms("\"alarm\":\"true\"") >= number);
            }
        }
        let authority = with(house, |altered| {
            altered.token = |token| token.firmware = "7".into();
        });
        let inventory = authority.inventory(&actor()).unwrap();
        let [change] = inventory.changes.as_slice() else {
            panic!("{inventory:?}")
        };
        assert_eq!(change.now.firmware, "7");
        assert_eq!(change.before.serial, "ffff", "as it was last seen");
        assert_eq!(authority.token_changes(), inventory.changes);
    });
}

#[test]
fn hsm_08_many_programs_at_once_record_a_change_once() {
    in_house(|house| {
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let authority = with(house, |altered| {
                        altered.token = |token| token.firmware = "6.6".into();
                    });
                    authority.inventory(&actor()).unwrap();
                });
            }
        });
        assert_eq!(events(house, Act::TokenChange, Outcome::Done, "6.6"), 1);
    });
}

//! Event bodies and to-be-signed bytes as they are stored: packed, since those of one kind
//! differ in few octets.
//!
//! A packed body is one zstd frame (RFC 8878) with a checksum, made with a dictionary that
//! stands in the Registry: earlier bodies of its kind, one behind the other, which any zstd
//! takes as they are. Octets without a dictionary's number are plain, as those of older
//! registries and the first of each kind. What is read back is what was stored, octet for octet.
//!
//! A dictionary is used from the commit after its own on, so that no body hangs on one that was
//! taken back. A kind gets a better one when its bodies are no longer much smaller when packed,
//! ever more rarely: twice as many events lie before each as before the last one, so that it has
//! at most as many as their number has bits.

mod packer;
mod packing;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::io;

use ca_core::audit::event::AuditEvent;
use zstd::bulk::Decompressor;
use zstd::zstd_safe::get_frame_content_size;

pub(crate) use self::packer::Packer;
pub(crate) use self::packing::{Packed, Shelf};
use crate::fault::Failure;
use crate::session::Session;

/// What a body is: bodies of one kind share a dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// An event of this act.
    Event(&'static str),
    /// The bytes of a certificate by the generation with this small id.
    Certificate(i64),
}

impl Kind {
    /// The kind of an event.
    pub(crate) const fn of(event: &AuditEvent) -> Self {
        Self::Event(event.act().as_str())
    }

    /// How hard to search. Events are hexadecimal digits for the most part, which only the levels
    /// that count letters make smaller; certificates are octets without any order.
    const fn level(self) -> i32 {
        match self {
            Self::Event(_) => 1,
            Self::Certificate(_) => -1,
        }
    }

    /// What later bodies have in common with this one. Of an event, nothing by which it is known:
    /// a dictionary outlives the events that are purged at term (AUD-05).
    fn sample(self, body: &[u8]) -> Vec<u8> {
        match self {
            Self::Event(_) => without_names(body),
            Self::Certificate(_) => body.to_vec(),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(act) => write!(f, "event {act}"),
            Self::Certificate(generation) => write!(f, "certificate {generation}"),
        }
    }
}

/// Octets as a row holds them.
#[derive(Debug)]
pub(crate) struct Body<'a> {
    /// The dictionary, if they are packed.
    pub(crate) dictionary: Option<i64>,
    /// The octets.
    pub(crate) octets: Cow<'a, [u8]>,
}

/// Reads what is packed, for one question: it keeps the dictionaries that it has met.
pub(crate) struct Unpacker<'a> {
    session: &'a dyn Session,
    known: RefCell<HashMap<i64, Vec<u8>>>,
}

impl<'a> Unpacker<'a> {
    /// A reader of bodies in this session.
    pub(crate) fn new(session: &'a dyn Session) -> Self {
        Self {
            session,
            known: RefCell::default(),
        }
    }

    /// The plain octets of a body.
    pub(crate) fn plain(
        &self,
        dictionary: Option<i64>,
        octets: Vec<u8>,
    ) -> Result<Vec<u8>, Failure> {
        let Some(id) = dictionary else {
            return Ok(octets);
        };
        let mut known = self.known.borrow_mut();
        let content = match known.get(&id) {
            Some(content) => content,
            None => {
                let sql = "SELECT content FROM dictionaries WHERE id = ?1";
                let content = self.session.only(sql, [id])?;
                known.entry(id).or_insert(content)
            }
        };
        unpack(content, &octets).map_err(|error| Failure::damaged(Unreadable(error)))
    }
}

fn unpack(dictionary: &[u8], frame: &[u8]) -> io::Result<Vec<u8>> {
    // A frame that tells no size, or a false one, does not fit and is refused.
    let told = get_frame_content_size(frame).ok().flatten().unwrap_or(0);
    let size = usize::try_from(told).unwrap_or(LONGEST).min(LONGEST);
    Decompressor::with_dictionary(dictionary)?.decompress(frame, size)
}

/// Whether octets are packed at all.
fn is_packed(plain: &[u8]) -> bool {
    (SHORTEST..=LONGEST).contains(&plain.len()) && !plain.starts_with(&OWN_ORDER)
}

/// More than three eighths of the body are left.
const fn is_poor(frame: &[u8], plain: &[u8]) -> bool {
    frame.len() * 8 > plain.len() * 3
}

/// An event with empty values where it names what it is about: the object, the request, the
/// salt, digests of what was signed.
fn without_names(event: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(event.len());
    let (mut name, mut is_text) = (&[][..], false);
    for part in parts(event) {
        if !(is_text && is_naming(name)) {
            kept.extend_from_slice(part);
        }
        kept.push(b'"');
        if is_text {
            name = part;
        } else if part != b":" {
            name = &[];
        }
        is_text = !is_text;
    }
    kept.pop();
    kept
}

/// What stands between the quotation marks of JSON, in texts and between them in turn.
fn parts(json: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut is_escaped = false;
    json.split(move |octet| {
        let is_end = *octet == b'"' && !is_escaped;
        is_escaped = *octet == b'\\' && !is_escaped;
        is_end
    })
}

fn is_naming(name: &[u8]) -> bool {
    [&b"object"[..], b"request_id", b"salt"].contains(&name) || name.ends_with(b"_sha256")
}

/// A packed body that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("a packed body cannot be read")]
struct Unreadable(#[source] io::Error);

/// Bodies that are shorter or longer stay plain. Octets.
const SHORTEST: usize = 64;
const LONGEST: usize = 1 << 16;

/// How dictionaries begin that are no plain octets to zstd (RFC 8878 5).
const OWN_ORDER: [u8; 4] = 0xEC30_A437_u32.to_le_bytes();

/// The longest dictionary, in octets.
const LARGEST: usize = 1 << 14;

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::packing::compressor;
    use super::*;
    use crate::sqlite::connect::{Purpose, connect, create};

    #[test]
    fn aud_05_a_dictionary_keeps_no_name_of_an_event() {
        let event = br#"{"actor":{"id":"a \"salt\":\"b\" c","kind":"os-user"},"details":{"profile":"5d","tbs_sha256":"77"},"object":"40ff","request_id":"p-7","salt":"ab","v":1}"#;
        let kept = br#"{"actor":{"id":"a \"salt\":\"b\" c","kind":"os-user"},"details":{"profile":"5d","tbs_sha256":""},"object":"","request_id":"","salt":"","v":1}"#;
        assert_eq!(
            String::from_utf8(without_names(event)).unwrap(),
            String::from_utf8(kept.to_vec()).unwrap()
        );
    }

    /// A commit in which the events of a kind are packed; each with its dictionary.
    fn commit(packer: &mut Packer, session: &dyn Session, bodies: &[&str], size: u64) -> Stored {
        session.batch("BEGIN").unwrap();
        packer.begin(session).unwrap();
        let kind = Kind::Event("x");
        let packed = bodies.iter().map(|body| {
            let body = packer.pack(session, kind, body.as_bytes(), None).unwrap();
            (body.dictionary, body.octets.into_owned())
        });
        let packed = packed.collect();
        packer.end(session, size).unwrap();
        packed
    }

    type Stored = Vec<(Option<i64>, Vec<u8>)>;

    fn registry() -> (tempfile::TempDir, Connection) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("registry.db");
        create(&path).unwrap();
        let connection = connect(&path, Purpose::Writing).unwrap();
        (directory, connection)
    }

    fn body(letter: &str) -> String {
        (0..300)
            .map(|place| format!("{letter}{}", place * place * 7919 % 9973))
            .collect()
    }

    #[test]
    fn dictionary_of_a_commit_that_was_taken_back_is_not_used() {
        let (_directory, connection) = registry();
        let session: &dyn Session = &connection;
        let (mut packer, [first, second]) = (Packer::default(), ["a", "b"].map(body));
        let plain = commit(&mut packer, session, &[&first, &first], 1);
        assert!(plain.iter().all(|(dictionary, _)| dictionary.is_none()));
        session.batch("ROLLBACK").unwrap();
        // The next one is the first again, under the number of the one that is gone.
        let plain = commit(&mut packer, session, &[&second], 1);
        assert_eq!(plain, [(None, second.clone().into_bytes())]);
        session.batch("COMMIT").unwrap();
        let packed = commit(&mut packer, session, &[&second], 2);
        session.batch("COMMIT").unwrap();
        let (dictionary, octets) = packed[0].clone();
        assert!(dictionary.is_some() && octets.len() < 40);
        let read = Unpacker::new(session).plain(dictionary, octets).unwrap();
        assert_eq!(read, second.into_bytes());
    }

    #[test]
    fn registry_that_was_put_back_is_packed_with_its_own_dictionaries() {
        let ((_one, one), (_other, other)) = (registry(), registry());
        let [first, second] = ["a", "b"].map(body);
        commit(&mut Packer::default(), &one, &[&first], 1);
        commit(&mut Packer::default(), &other, &[&second], 1);
        let mut packer = Packer::default();
        for connection in [&one, &other] {
            let session: &dyn Session = connection;
            session.batch("COMMIT").unwrap();
            let packed = commit(&mut packer, session, &[&first], 2);
            session.batch("COMMIT").unwrap();
            let (dictionary, octets) = packed[0].clone();
            let read = Unpacker::new(session).plain(dictionary, octets).unwrap();
            assert_eq!(read, first.clone().into_bytes());
        }
    }

    /// What a caller would bring, marked so that it is known again.
    fn brought(packer: &Packer, body: &str) -> Packed {
        let packing = packer.shelf().packing(Kind::Event("x")).unwrap();
        let mut packed = packing::packed(packing, body.as_bytes()).unwrap();
        packed.frame.push(b'!');
        packed
    }

    #[test]
    fn body_that_its_caller_packed_is_taken_unless_the_writer_packs_with_another_dictionary() {
        let ((_one, one), (_other, other)) = (registry(), registry());
        let [first, second] = ["a", "b"].map(body);
        let mut packer = Packer::default();
        let kind = Kind::Event("x");
        for (connection, sample) in [(&one, &first), (&other, &second)] {
            let session: &dyn Session = connection;
            commit(&mut Packer::default(), session, &[sample], 1);
            session.batch("COMMIT").unwrap();
        }
        commit(&mut packer, &one, &[&first], 2);
        let brought = brought(&packer, &first);
        let pack = |packer: &mut Packer, session| {
            let body = packer.pack(session, kind, first.as_bytes(), Some(&brought));
            let body = body.unwrap();
            (body.dictionary.is_some(), body.octets.into_owned())
        };
        assert_eq!(pack(&mut packer, &one), (true, brought.frame.clone()));
        packer.begin(&other).unwrap();
        let (is_packed, octets) = pack(&mut packer, &other);
        assert!(is_packed && octets != brought.frame);
    }

    #[test]
    fn two_shapes_of_one_kind_share_a_dictionary_in_the_end() {
        let (_directory, connection) = registry();
        let session: &dyn Session = &connection;
        let (mut packer, [first, second]) = (Packer::default(), ["a", "b"].map(body));
        let mut longest = 0;
        for size in 0..200 {
            let packed = commit(&mut packer, session, &[&first, &second], size);
            session.batch("COMMIT").unwrap();
            longest = packed.iter().map(|(_, octets)| octets.len()).max().unwrap();
        }
        assert!(longest < 40, "{longest}");
        let count: u32 = session
            .only("SELECT count(*) FROM dictionaries", ())
            .unwrap();
        assert_eq!(count, 2);
    }

    #[test]
    fn frame_that_tells_a_false_size_is_refused() {
        let (dictionary, plain) = (vec![b'd'; 300], vec![b'd'; 200]);
        let mut compressor = compressor(Kind::Event("x"), &dictionary).unwrap();
        let mut frame = compressor.compress(&plain).unwrap();
        assert_eq!(unpack(&dictionary, &frame).unwrap(), plain);
        // RFC 8878 3.1.1.1.4: the content size, here one octet behind the descriptor.
        assert_eq!(frame[5], 200);
        frame[5] = 199;
        assert!(unpack(&dictionary, &frame).is_err());
    }
}

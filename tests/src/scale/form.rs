//! An audit event with places for what tells it from others of its kind.

use serde_json::Value;

/// What varies between events of one kind.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) serial: String,
    pub(super) request_id: String,
    pub(super) salt: String,
    pub(super) time: String,
    pub(super) tbs_sha256: String,
    pub(super) key_sha256: String,
    pub(super) not_before: String,
    pub(super) not_after: String,
}

/// The octets of an event, in pieces around the facts.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Fact(Which),
}

type Which = fn(&Facts) -> &str;

const ALL: [Which; 8] = [
    |facts| &facts.serial,
    |facts| &facts.request_id,
    |facts| &facts.salt,
    |facts| &facts.time,
    |facts| &facts.tbs_sha256,
    |facts| &facts.key_sha256,
    |facts| &facts.not_before,
    |facts| &facts.not_after,
];

impl Form {
    /// The form of an event about which these facts are known; salt and time are the event's.
    pub(super) fn of(event: &[u8], known: &Facts) -> Self {
        let read: Value = serde_json::from_slice(event).unwrap();
        let known = Facts {
            salt: read["salt"].as_str().unwrap().to_owned(),
            time: read["time"].as_str().unwrap().to_owned(),
            ..known.clone()
        };
        let mut form = Self {
            pieces: vec![Piece::Text(String::from_utf8(event.to_vec()).unwrap())],
        };
        ALL.iter().for_each(|which| form.free(*which, &known));
        form
    }

    /// Makes a place of each text that is this fact.
    fn free(&mut self, which: Which, known: &Facts) {
        let value = which(known);
        let pieces = std::mem::take(&mut self.pieces);
        for piece in pieces {
            let Piece::Text(text) = &piece else {
                self.pieces.push(piece);
                continue;
            };
            for (number, part) in text.split(value).enumerate() {
                if number > 0 {
                    self.pieces.push(Piece::Fact(which));
                }
                self.pieces.push(Piece::Text(part.to_owned()));
            }
        }
    }

    /// The event with other facts.
    pub(super) fn with(&self, facts: &Facts) -> Vec<u8> {
        let mut octets = Vec::with_capacity(600);
        for piece in &self.pieces {
            let text = match piece {
                Piece::Text(text) => text,
                Piece::Fact(which) => which(facts),
            };
            octets.extend_from_slice(text.as_bytes());
        }
        octets
    }
}

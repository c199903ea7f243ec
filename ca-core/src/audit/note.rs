//! Signed notes (C2SP signed-note): a text, an empty line, and a line for each signature.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::digest::Sha256Digest;

/// Most octets of a note: a text of three lines and a few signatures.
pub const LARGEST_NOTE: usize = 64 * 1024;

/// Begins a signature line: em dash, space.
const DASH: &str = "\u{2014} ";

/// A text and what was signed of it; nothing is verified yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// One signature of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    /// Name of the key.
    pub name: KeyName,
    /// Tells keys of one name apart; proves nothing.
    pub key_id: [u8; 4],
    /// The signature over the text.
    pub signature: Vec<u8>,
}

/// Name of a key, or of the log that it signs for: no spaces, no plus sign, no control characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KeyName(String);

impl KeyName {
    /// Checks a name.
    ///
    /// # Errors
    /// `Name` if it is empty or has characters that names do not have.
    pub fn new(name: &str) -> Result<Self, NoteError> {
        let forbidden = |c: char| c.is_whitespace() || c.is_control() || c == '+';
        if name.is_empty() || name.contains(forbidden) {
            return Err(NoteError::Name {
                found: name.to_owned(),
            });
        }
        Ok(Self(name.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The key id of an ECDSA key (signature type 0x02): the first octets of the SHA-256 of its DER
/// SubjectPublicKeyInfo.
#[must_use]
pub fn ecdsa_key_id(spki: &[u8]) -> [u8; 4] {
    let [a, b, c, d, ..] = *Sha256Digest::of(spki).as_bytes();
    [a, b, c, d]
}

impl SignedNote {
    /// A text, which ends in a newline, with one signature.
    ///
    /// # Errors
    /// `Text` if the text cannot be one of a note.
    pub fn new(text: &str, signature: NoteSignature) -> Result<Self, NoteError> {
        if !is_text(text) {
            return Err(NoteError::Text);
        }
        Ok(Self {
            text: text.to_owned(),
            signatures: vec![signature],
        })
    }

    /// Reads a note; what it reads is what [`fmt::Display`] writes, octet for octet.
    ///
    /// # Errors
    /// Says what makes it no note.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.len() > LARGEST_NOTE {
            return Err(NoteError::TooLarge { found: note.len() });
        }
        // The text may have empty lines; the last one ends it.
        let (text, lines) = note.rsplit_once("\n\n").ok_or(NoteError::Unsigned)?;
        let text = format!("{text}\n");
        if !is_text(&text) {
            return Err(NoteError::Text);
        }
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Line)?;
        let signatures = lines.split('\n').map(signature_line);
        Ok(Self {
            text,
            signatures: signatures.collect::<Result<_, _>>()?,
        })
    }

    /// What is signed: the text with its last newline.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, in order.
    #[must_use]
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// The signatures by a key of this name and id.
    pub fn signatures_of<'a>(
        &'a self,
        name: &'a KeyName,
        key_id: [u8; 4],
    ) -> impl Iterator<Item = &'a [u8]> {
        let by =
            move |signature: &&NoteSignature| signature.name == *name && signature.key_id == key_id;
        let found = self.signatures.iter().filter(by);
        found.map(|signature| signature.signature.as_slice())
    }
}

impl fmt::Display for SignedNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for signature in &self.signatures {
            let octets = [&signature.key_id, signature.signature.as_slice()].concat();
            let base64 = STANDARD.encode(octets);
            writeln!(f, "{DASH}{} {base64}", signature.name)?;
        }
        Ok(())
    }
}

fn is_text(text: &str) -> bool {
    text.ends_with('\n') && !text.contains(|c: char| c.is_control() && c != '\n')
}

fn signature_line(line: &str) -> Result<NoteSignature, NoteError> {
    let fields = line
        .strip_prefix(DASH)
        .and_then(|line| line.split_once(' '));
    let (name, base64) = fields.ok_or(NoteError::Line)?;
    let octets = STANDARD.decode(base64).map_err(|_| NoteError::Line)?;
    let (key_id, signature) = octets.split_first_chunk().ok_or(NoteError::Line)?;
    if signature.is_empty() {
        return Err(NoteError::Line);
    }
    Ok(NoteSignature {
        name: KeyName::new(name)?,
        key_id: *key_id,
        signature: signature.to_vec(),
    })
}

/// Why something is not a signed note.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoteError {
    /// It is larger than any note of a log.
    #[error("a note of {found} octets, {LARGEST_NOTE} at most are allowed")]
    TooLarge {
        /// Octets.
        found: usize,
    },
    /// No empty line parts text and signatures.
    #[error("the note has no signatures")]
    Unsigned,
    /// The text has control characters, or no newline at its end.
    #[error("the text of the note is malformed")]
    Text,
    /// A line after the text is not that of a signature.
    #[error("a signature line is malformed")]
    Line,
    /// A name is empty or has spaces, plus signs or control characters.
    #[error("`{found}` is not the name of a key")]
    Name {
        /// The name.
        found: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of C2SP signed-note.
    const EXAMPLE: &str = "Ognuno sta solo sul cuor della terra\n\
        trafitto da un raggio di sole:\n\ned è subito sera.\n\n\
        — quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";

    #[test]
    fn note_of_the_specification_is_read_and_written_as_it_is() {
        let note = SignedNote::parse(EXAMPLE).unwrap();
        assert!(note.text().ends_with("\n\ned è subito sera.\n"));
        let [signature] = note.signatures() else {
            panic!("one signature");
        };
        assert_eq!(signature.name.as_str(), "quasimodo.example/salvatore");
        assert_eq!(signature.signature.len(), 64);
        assert_eq!(note.to_string(), EXAMPLE);
    }

    #[test]
    fn i12_what_is_no_note_is_refused() {
        let malformed = [
            EXAMPLE.trim_end(),
            &EXAMPLE.replace('—', "-"),
            &EXAMPLE.replace("Ognuno ", "Ognuno\t"),
            &EXAMPLE.replace("quasimodo.example/", "quasimodo+example/"),
            &EXAMPLE.replace("NnugSz", "NnugS"),
            "text\n\n— name AAAAAA==\n",
            "text\n",
            "",
        ];
        for note in malformed {
            assert!(SignedNote::parse(note).is_err(), "{note}");
        }
        let long = format!("{}{EXAMPLE}", "x".repeat(LARGEST_NOTE));
        assert!(matches!(
            SignedNote::parse(&long),
            Err(NoteError::TooLarge { .. })
        ));
    }
}

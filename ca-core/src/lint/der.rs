//! DER read in place: every value is a slice of what is judged (X.690 8.1, 10.1).
//!
//! [`Fields`] reads one after the other and refuses any length but the shortest definite one;
//! [`distinguished`] goes through all that is nested.

pub(super) mod distinguished;

/// Tags of universal types, of which certificates have none above 30.
pub(super) mod tag {
    pub(in crate::lint) const BOOLEAN: u8 = 0x01;
    pub(in crate::lint) const INTEGER: u8 = 0x02;
    pub(in crate::lint) const BIT_STRING: u8 = 0x03;
    pub(in crate::lint) const OCTET_STRING: u8 = 0x04;
    pub(in crate::lint) const NULL: u8 = 0x05;
    pub(in crate::lint) const OBJECT_IDENTIFIER: u8 = 0x06;
    pub(in crate::lint) const ENUMERATED: u8 = 0x0a;
    pub(in crate::lint) const UTF8_STRING: u8 = 0x0c;
    pub(in crate::lint) const PRINTABLE_STRING: u8 = 0x13;
    pub(in crate::lint) const IA5_STRING: u8 = 0x16;
    pub(in crate::lint) const UTC_TIME: u8 = 0x17;
    pub(in crate::lint) const GENERALIZED_TIME: u8 = 0x18;
    pub(in crate::lint) const SEQUENCE: u8 = 0x30;
    pub(in crate::lint) const SET: u8 = 0x31;

    /// The bit of constructed encodings.
    pub(in crate::lint) const CONSTRUCTED: u8 = 0x20;
    /// The bits of the class; none for universal types.
    pub(in crate::lint) const CLASS: u8 = 0xc0;
    /// The bits of the number; all set where it takes more octets.
    pub(in crate::lint) const NUMBER: u8 = 0x1f;

    /// The tag of a context-specific field that is primitive.
    pub(in crate::lint) const fn primitive(number: u8) -> u8 {
        0x80 | number
    }

    /// The tag of a context-specific field that holds others.
    pub(in crate::lint) const fn constructed(number: u8) -> u8 {
        0xa0 | number
    }
}

/// Not DER, or not of the structure that was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotDer;

/// Tag, length and content.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tlv<'a> {
    pub(super) tag: u8,
    pub(super) value: &'a [u8],
    /// All three.
    pub(super) whole: &'a [u8],
}

impl<'a> Tlv<'a> {
    /// The only one in these octets.
    pub(super) fn only(octets: &'a [u8]) -> Result<Self, NotDer> {
        let mut fields = Fields::of(octets);
        let only = fields.read()?;
        fields.finish()?;
        Ok(only)
    }

    /// The content, if the tag is this one.
    pub(super) fn expect(self, tag: u8) -> Result<&'a [u8], NotDer> {
        if self.tag == tag {
            Ok(self.value)
        } else {
            Err(NotDer)
        }
    }

    /// The fields of a SEQUENCE.
    pub(super) fn sequence(self) -> Result<Fields<'a>, NotDer> {
        self.expect(tag::SEQUENCE).map(Fields::of)
    }
}

/// What is left to read of a constructed value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    /// Reads from these octets.
    pub(super) const fn of(octets: &'a [u8]) -> Self {
        Self(octets)
    }

    /// The fields of the only SEQUENCE in these octets.
    pub(super) fn of_sequence(octets: &'a [u8]) -> Result<Self, NotDer> {
        Tlv::only(octets)?.sequence()
    }

    /// Whether nothing is left.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next field.
    pub(super) fn read(&mut self) -> Result<Tlv<'a>, NotDer> {
        let [tag, first, rest @ ..] = self.0 else {
            return Err(NotDer);
        };
        if tag & tag::NUMBER == tag::NUMBER {
            return Err(NotDer);
        }
        let (length, rest) = length(*first, rest)?;
        let (value, after) = rest.split_at_checked(length).ok_or(NotDer)?;
        let (whole, _) = self
            .0
            .split_at_checked(self.0.len() - after.len())
            .ok_or(NotDer)?;
        self.0 = after;
        Ok(Tlv {
            tag: *tag,
            value,
            whole,
        })
    }

    /// The content of the next field, which has this tag.
    pub(super) fn expect(&mut self, tag: u8) -> Result<&'a [u8], NotDer> {
        self.read()?.expect(tag)
    }

    /// The next field if it has this tag.
    pub(super) fn optional(&mut self, tag: u8) -> Result<Option<Tlv<'a>>, NotDer> {
        if self.0.first() == Some(&tag) {
            self.read().map(Some)
        } else {
            Ok(None)
        }
    }

    /// Nothing may be left.
    pub(super) const fn finish(self) -> Result<(), NotDer> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(NotDer)
        }
    }
}

/// All that is left; ends after the first that cannot be read.
impl<'a> Iterator for Fields<'a> {
    type Item = Result<Tlv<'a>, NotDer>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.read();
        if field.is_err() {
            self.0 = &[];
        }
        Some(field)
    }
}

/// The length and what follows it: definite and in as few octets as can be (X.690 10.1).
fn length(first: u8, rest: &[u8]) -> Result<(usize, &[u8]), NotDer> {
    if first < 0x80 {
        return Ok((usize::from(first), rest));
    }
    let octets = usize::from(first & 0x7f);
    let (octets, rest) = match octets {
        1..=4 => rest.split_at_checked(octets).ok_or(NotDer)?,
        _ => return Err(NotDer),
    };
    let length = octets
        .iter()
        .fold(0, |sum: usize, octet| sum << 8 | usize::from(*octet));
    if octets.first() == Some(&0) || length < 0x80 {
        return Err(NotDer);
    }
    Ok((length, rest))
}

/// The number in an INTEGER that is not negative and has at most 64 bits.
pub(super) fn unsigned(content: &[u8]) -> Result<u64, NotDer> {
    let digits = match content {
        [0, digits @ ..] => digits,
        [first, ..] if *first < 0x80 => content,
        _ => return Err(NotDer),
    };
    if digits.len() > 8 {
        return Err(NotDer);
    }
    Ok(digits
        .iter()
        .fold(0, |sum, octet| sum << 8 | u64::from(*octet)))
}

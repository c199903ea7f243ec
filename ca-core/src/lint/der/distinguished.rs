//! The one encoding that DER allows, told without knowing what is encoded (X.690 10 and 11).
//!
//! What only the structure tells is with the structures: DEFAULT values that must be absent,
//! bit lists without trailing zeros, the types behind context-specific tags.

use super::{Fields, NotDer, Tlv, tag};

/// Deepest nesting; a name within a name within an extension needs 10.
const MAX_DEPTH: u8 = 32;

/// Whether these octets are values in DER, nested ones too.
pub(in crate::lint) fn is_distinguished(octets: &[u8]) -> bool {
    walk(Fields::of(octets), MAX_DEPTH).is_ok()
}

fn walk(fields: Fields<'_>, depth: u8) -> Result<(), NotDer> {
    let depth = depth.checked_sub(1).ok_or(NotDer)?;
    for field in fields {
        judge(field?, depth)?;
    }
    Ok(())
}

fn judge(field: Tlv<'_>, depth: u8) -> Result<(), NotDer> {
    let value = field.value;
    let holds = match field.tag {
        tag::SEQUENCE => return walk(Fields::of(value), depth),
        tag::SET => return set(value, depth),
        tag::BOOLEAN => matches!(value, [0] | [0xff]),
        tag::INTEGER | tag::ENUMERATED => is_integer(value),
        tag::BIT_STRING => is_bit_string(value),
        tag::NULL => value.is_empty(),
        tag::OBJECT_IDENTIFIER => is_identifier(value),
        other => {
            let constructed = other & tag::CONSTRUCTED != 0;
            if other & tag::CLASS != 0 {
                if constructed {
                    return walk(Fields::of(value), depth);
                }
                true
            } else {
                STRINGS.contains(&other)
            }
        }
    };
    if holds { Ok(()) } else { Err(NotDer) }
}

/// Universal types that are strings, times or numbers of any content. They are not cut into
/// parts (X.690 10.2), and other types stand in no certificate.
const STRINGS: [u8; 14] = [
    tag::OCTET_STRING,
    0x09, // REAL
    tag::UTF8_STRING,
    0x12, // NumericString
    tag::PRINTABLE_STRING,
    0x14, // TeletexString
    0x15, // VideotexString
    tag::IA5_STRING,
    tag::UTC_TIME,
    tag::GENERALIZED_TIME,
    0x1a, // VisibleString
    0x1b, // GeneralString
    0x1c, // UniversalString
    0x1e, // BMPString
];

/// The elements of a SET OF rise; a RelativeDistinguishedName holds none twice (X.690 11.6,
/// X.501 9.3).
fn set(value: &[u8], depth: u8) -> Result<(), NotDer> {
    let depth = depth.checked_sub(1).ok_or(NotDer)?;
    let mut last: &[u8] = &[];
    for field in Fields::of(value) {
        let field = field?;
        if field.whole <= last {
            return Err(NotDer);
        }
        judge(field, depth)?;
        last = field.whole;
    }
    Ok(())
}

/// Two's complement in as few octets as can be (X.690 8.3.2).
pub(in crate::lint) fn is_integer(value: &[u8]) -> bool {
    match value {
        [] => false,
        [0, second, ..] => *second >= 0x80,
        [0xff, second, ..] => *second < 0x80,
        [..] => true,
    }
}

/// The unused bits are fewer than eight and zero (X.690 8.6.2, 11.2.1).
pub(in crate::lint) fn is_bit_string(value: &[u8]) -> bool {
    match value {
        [] => false,
        [unused] => *unused == 0,
        [unused, .., last] => *unused < 8 && last.trailing_zeros() >= u32::from(*unused),
    }
}

/// A list of named bits ends with a bit that is set (X.690 11.2.2).
pub(in crate::lint) fn is_bit_list(value: &[u8]) -> bool {
    match value {
        [0] => true,
        [unused, .., last] => {
            *last != 0 && *unused < 8 && last.trailing_zeros() == u32::from(*unused)
        }
        [..] => false,
    }
}

/// Every arc ends and none is padded (X.690 8.19.2).
pub(in crate::lint) fn is_identifier(value: &[u8]) -> bool {
    let mut begins = true;
    for octet in value {
        if begins && *octet == 0x80 {
            return false;
        }
        begins = octet & 0x80 == 0;
    }
    begins && !value.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crt_01_one_encoding_is_distinguished_and_its_neighbours_are_not() {
        for (good, wrong) in [
            ("0101ff", "010101"),
            ("010100", "01020000"),
            ("020180", "0202ff80"),
            ("02020080", "02020001"),
            ("0a0101", "0a020001"),
            ("03020780", "03020781"),
            ("030100", "030101"),
            ("03020080", "03020880"),
            ("0500", "050100"),
            ("060128", "0600"),
            ("06028837", "06028037"),
            ("0603883703", "06028883"),
            ("0c0161", "2c030c0161"),
            ("040100", "2403040100"),
            ("310602010102 0102", "310602010202 0101"),
            ("3103020101", "3106020101020101"),
            ("30030101ff", "3003010101"),
            ("a0030101ff", "a003010102"),
            ("800101", "80810101"),
            ("3000", "3080"),
        ] {
            let octets = |text: &str| hex::decode(text.replace(' ', "")).unwrap();
            assert!(is_distinguished(&octets(good)), "{good}");
            assert!(!is_distinguished(&octets(wrong)), "{wrong}");
        }
    }

    #[test]
    fn lengths_are_definite_and_minimal() {
        for wrong in ["30800000", "04810100", "0482000100", "048500", "0480", "04"] {
            assert!(!is_distinguished(&hex::decode(wrong).unwrap()), "{wrong}");
        }
        let long = [&[4, 0x81, 0x80][..], &[0; 0x80]].concat();
        assert!(is_distinguished(&long));
    }

    #[test]
    fn i12_nesting_is_bounded() {
        let mut der = vec![5, 0];
        for _ in 0..30 {
            der.splice(0..0, [0x30, u8::try_from(der.len()).unwrap()]);
        }
        assert!(is_distinguished(&der));
        for _ in 0..10 {
            der.splice(0..0, [0x30, u8::try_from(der.len()).unwrap()]);
        }
        assert!(!is_distinguished(&der));
    }

    #[test]
    fn named_bits_end_with_one() {
        for (value, good) in [
            (&[7, 0x80][..], true),
            (&[0], true),
            (&[0, 0x80], false),
            (&[7, 0], false),
            (&[0, 0x80, 0], false),
            (&[7, 0, 0x80], true),
        ] {
            assert_eq!(is_bit_list(value), good, "{value:?}");
        }
    }
}

//! The text form: pairs between commas, escapes of RFC 4514 2.4.

use std::iter::Peekable;
use std::str::Chars;

use super::SubjectError;

/// Characters that RFC 4514 2.4 wants escaped wherever they stand in a value.
const SPECIAL: [char; 6] = ['"', '+', ',', ';', '<', '>'];

/// The pairs of name and unescaped value, in the order written.
pub(super) fn pairs(text: &str) -> Result<Vec<(String, String)>, SubjectError> {
    if text.trim().is_empty() {
        return Err(SubjectError::Empty);
    }
    let mut rest = text.chars().peekable();
    let mut pairs = Vec::new();
    loop {
        let name = name(&mut rest)?;
        let value = value(&mut rest, &name)?;
        pairs.push((name, value));
        if rest.next().is_none() {
            return Ok(pairs);
        }
    }
}

/// Reads up to and with the `=`.
fn name(rest: &mut Peekable<Chars<'_>>) -> Result<String, SubjectError> {
    let mut name = String::new();
    for character in rest {
        match character {
            '=' => return Ok(name.trim().to_owned()),
            ',' => break,
            other => name.push(other),
        }
    }
    Err(SubjectError::NotAPair {
        part: name.trim().to_owned(),
    })
}

/// Reads up to the next comma or the end, without it; unescaped spaces at both ends fall away.
fn value(rest: &mut Peekable<Chars<'_>>, name: &str) -> Result<String, SubjectError> {
    let mut octets = Vec::new();
    let mut kept = 0;
    while let Some(character) = rest.next_if(|character| *character != ',') {
        match character {
            '\\' => octets.push(escape(rest)?),
            ' ' if octets.is_empty() => continue,
            '#' if octets.is_empty() => return Err(SubjectError::Unescaped { character }),
            special if SPECIAL.contains(&special) => {
                return Err(SubjectError::Unescaped { character });
            }
            other => octets.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        if character != ' ' {
            kept = octets.len();
        }
    }
    octets.truncate(kept);
    String::from_utf8(octets).map_err(|_| SubjectError::NotUtf8 {
        name: name.to_owned(),
    })
}

/// What follows a backslash: a special character or two hexadecimal digits.
fn escape(rest: &mut Peekable<Chars<'_>>) -> Result<u8, SubjectError> {
    let first = rest.next();
    if let Some(character @ ('"' | '+' | ',' | ';' | '<' | '>' | '\\' | '=' | '#' | ' ')) = first {
        return u8::try_from(character).map_err(|_| SubjectError::Unescaped { character });
    }
    let second = first.and_then(|_| rest.next());
    let digits: String = first.into_iter().chain(second).collect();
    let octet = match digits.len() {
        2 => u8::from_str_radix(&digits, 16).ok(),
        _ => None,
    };
    octet
        .filter(|_| !digits.starts_with('+'))
        .ok_or(SubjectError::BadEscape {
            escape: format!("\\{digits}"),
        })
}

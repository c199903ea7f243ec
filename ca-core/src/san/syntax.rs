//! What each form of name may hold.

use super::{AsciiName, SanDefect, SubjectAltName, Utf8Name};
use crate::subject;

/// Most octets in an address, a URI or a user principal name.
pub(super) const MAX_LENGTH: usize = 2048;
/// Most octets in a host name (RFC 1035 2.3.4).
const MAX_HOST: usize = 253;
/// Most octets in a label (RFC 1035 2.3.4).
const MAX_LABEL: usize = 63;
/// Most octets before the `@` (RFC 5321 4.5.3.1.1).
const MAX_LOCAL_PART: usize = 64;

/// A fully qualified host name of LDH labels (RFC 5890 2.3.1), brought to lower case.
pub(super) fn dns(text: &str) -> Result<AsciiName, SanDefect> {
    AsciiName::new(&host(text)?)
}

/// An address whose local part is a dot-atom (RFC 5322 3.2.3), of any script (RFC 6531 3.3);
/// the host is in ASCII and lowered in both (RFC 9598 3).
pub(super) fn email(text: &str) -> Result<SubjectAltName, SanDefect> {
    let (local, domain) = sides(text)?;
    within(local, MAX_LOCAL_PART)?;
    if local.split('.').any(str::is_empty) {
        return Err(SanDefect::Empty);
    }
    let wrong = |letter: &char| match letter.is_ascii() {
        true => !letter.is_ascii_alphanumeric() && !"!#$%&'*+-/=?^_`{|}~.".contains(*letter),
        false => letter.is_whitespace() || subject::is_forbidden(*letter),
    };
    if let Some(character) = local.chars().find(wrong) {
        return Err(SanDefect::Character { character });
    }
    let address = format!("{local}@{}", host(domain)?);
    if local.is_ascii() {
        AsciiName::new(&address).map(SubjectAltName::Email)
    } else {
        Utf8Name::new(&address).map(SubjectAltName::InternationalEmail)
    }
}

/// A URI with a scheme and something after it (RFC 3986 3, RFC 5280 4.2.1.6).
pub(super) fn uri(text: &str) -> Result<AsciiName, SanDefect> {
    within(text, MAX_LENGTH)?;
    let (scheme, rest) = text.split_once(':').ok_or(SanDefect::NoScheme)?;
    if !scheme.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        return Err(SanDefect::NoScheme);
    }
    only(scheme, |letter| {
        letter.is_ascii_alphanumeric() || "+-.".contains(letter)
    })?;
    let is_uri =
        |letter: char| letter.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(letter);
    only(rest, is_uri)?;
    let authority = rest
        .strip_prefix("//")
        .map(|rest| rest.split(['/', '?', '#']).next());
    if rest.is_empty() || authority.is_some_and(|host| host.is_none_or(str::is_empty)) {
        return Err(SanDefect::Empty);
    }
    AsciiName::new(text)
}

/// `user@realm`, any script, no spaces and nothing that shows nothing.
pub(super) fn principal(text: &str) -> Result<Utf8Name, SanDefect> {
    within(text, MAX_LENGTH)?;
    sides(text)?;
    let wrong = |letter: &char| letter.is_whitespace() || subject::is_forbidden(*letter);
    match text.chars().find(wrong) {
        Some(character) => Err(SanDefect::Character { character }),
        None => Utf8Name::new(text),
    }
}

fn host(text: &str) -> Result<String, SanDefect> {
    within(text, MAX_HOST)?;
    if text.contains('*') {
        return Err(SanDefect::Wildcard);
    }
    let labels: Vec<&str> = text.split('.').collect();
    labels.iter().try_for_each(|label| judge_label(label))?;
    match labels.last() {
        Some(last) if last.bytes().all(|octet| octet.is_ascii_digit()) => Err(SanDefect::Address),
        _ if labels.len() < 2 => Err(SanDefect::OneLabel),
        _ => Ok(text.to_ascii_lowercase()),
    }
}

fn judge_label(label: &str) -> Result<(), SanDefect> {
    within(label, MAX_LABEL)?;
    only(label, |letter| {
        letter.is_ascii_alphanumeric() || letter == '-'
    })?;
    let reserved = label.get(2..4) == Some("--") && !label.to_ascii_lowercase().starts_with("xn--");
    if label.starts_with('-') || label.ends_with('-') || reserved {
        return Err(SanDefect::Hyphen);
    }
    Ok(())
}

/// What stands before and after the only `@`, both not empty.
fn sides(text: &str) -> Result<(&str, &str), SanDefect> {
    let (before, after) = text.split_once('@').ok_or(SanDefect::At)?;
    if before.is_empty() || after.is_empty() {
        return Err(SanDefect::Empty);
    }
    if after.contains('@') {
        return Err(SanDefect::At);
    }
    Ok((before, after))
}

fn within(text: &str, limit: usize) -> Result<(), SanDefect> {
    match text.len() {
        0 => Err(SanDefect::Empty),
        found if found > limit => Err(SanDefect::TooLong { found, limit }),
        _ => Ok(()),
    }
}

fn only(text: &str, allowed: impl Fn(char) -> bool) -> Result<(), SanDefect> {
    if !text.is_ascii() {
        return Err(SanDefect::NotAscii);
    }
    match text.chars().find(|letter| !allowed(*letter)) {
        Some(character) => Err(SanDefect::Character { character }),
        None => Ok(()),
    }
}

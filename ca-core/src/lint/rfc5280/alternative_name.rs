//! CRT-13: subject alternative names.

use crate::lint::case::Case;
use crate::lint::der::{Tlv, tag};
use crate::lint::fact::extension::ExtensionFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::oid;
use crate::lint::view::general_name::GeneralName;

/// Most octets in a host name and in a label (RFC 1035 2.3.4).
const MAX_HOST: usize = 253;
const MAX_LABEL: usize = 63;

/// E-mail addresses, host names and URIs are in ASCII, hosts in A-labels, and addresses that
/// cannot be are SmtpUTF8Mailbox, no others (RFC 5280 4.2.1.6, RFC 9549 2.2, RFC 9598 3).
pub(in crate::lint) fn crt_13_names(case: &Case<'_>, findings: &mut Findings) {
    for name in &case.certificate.extensions.alternative_names {
        match name {
            GeneralName::Email(value) | GeneralName::Dns(value) | GeneralName::Uri(value)
                if !value.is_ascii() =>
            {
                findings.push(Fact::NameNotAscii { form: name.form() });
            }
            GeneralName::Email(value) if !is_mailbox(value) => {
                findings.push(Fact::Mailbox { name: shown(value) })
            }
            GeneralName::Dns(value) if !is_host(without_wildcard(value)) => {
                findings.push(Fact::HostName { name: shown(value) });
            }
            GeneralName::Other(oid::SMTP_UTF8_MAILBOX, value) => judge_mailbox(*value, findings),
            GeneralName::Other(..)
            | GeneralName::Email(_)
            | GeneralName::Dns(_)
            | GeneralName::Directory(_)
            | GeneralName::Uri(_)
            | GeneralName::Address(_)
            | GeneralName::Registered
            | GeneralName::Rare => {}
        }
    }
}

fn shown(value: &[u8]) -> String {
    String::from_utf8_lossy(value).into_owned()
}

/// A local part and a host, which RFC 5280 4.2.1.6 wants without phrase and brackets.
fn is_mailbox(value: &[u8]) -> bool {
    sides(value).is_some_and(|(local, host)| {
        let visible = |octet: &u8| octet.is_ascii_graphic() && !b"<>()[]:;,\\\"".contains(octet);
        !local.is_empty() && local.iter().all(visible) && is_host(host)
    })
}

fn judge_mailbox(value: Tlv<'_>, findings: &mut Findings) {
    let text = std::str::from_utf8(value.value).unwrap_or_default();
    let sides = sides(text.as_bytes()).filter(|_| value.tag == tag::UTF8_STRING);
    match sides {
        Some((local, host)) if !local.is_empty() && is_host(host) => {
            findings.when(local.is_ascii(), Fact::AsciiLocalPart);
        }
        Some(_) | None => findings.push(Fact::InternationalMailbox),
    }
}

/// What stands before and after the last `@`.
pub(in crate::lint) fn sides(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = value.iter().rposition(|octet| *octet == b'@')?;
    let (local, host) = value.split_at_checked(at)?;
    Some((local, host.get(1..)?))
}

/// A wildcard is the whole first label (RFC 9525 6.3); whether there may be one is the
/// profile's to say.
fn without_wildcard(name: &[u8]) -> &[u8] {
    name.strip_prefix(b"*.").unwrap_or(name)
}

/// LDH labels, not ending with a dot; `--` in the third place is for A-labels
/// (RFC 5890 2.3.1).
pub(in crate::lint) fn is_host(name: &[u8]) -> bool {
    name.len() <= MAX_HOST && name.split(|octet| *octet == b'.').all(is_label)
}

fn is_label(label: &[u8]) -> bool {
    let reserved = label.get(2..4) == Some(b"--")
        && !label
            .get(..2)
            .is_some_and(|prefix| prefix.eq_ignore_ascii_case(b"xn"));
    let letters = |octet: &u8| octet.is_ascii_alphanumeric() || *octet == b'-';
    (1..=MAX_LABEL).contains(&label.len())
        && label.iter().all(letters)
        && !label.starts_with(b"-")
        && !label.ends_with(b"-")
        && !reserved
}

//! CRT-20: name constraints, in the CA that has them and in what it certifies.

use crate::lint::case::Case;
use crate::lint::der::{Fields, NotDer, tag};
use crate::lint::fact::extension::ExtensionFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::oid;
use crate::lint::rfc5280::alternative_name::sides;
use crate::lint::view::View;
use crate::lint::view::general_name::{GeneralName, NameConstraints};
use crate::lint::view::name::{self, Attribute};
use crate::name::to_rfc4514;

/// nameConstraints are for CAs and critical (RFC 5280 4.2.1.10).
pub(in crate::lint) fn crt_20_constraints(case: &Case<'_>, findings: &mut Findings) {
    let extensions = &case.certificate.extensions;
    if !extensions.has(oid::NAME_CONSTRAINTS) {
        return;
    }
    findings.when(!case.certificate.is_ca(), Fact::ConstraintsInLeaf);
    let critical = extensions.is_critical(oid::NAME_CONSTRAINTS);
    findings.when(!critical, Fact::NamesNotCritical);
}

/// Most comparisons of a name with a subtree: some hundred names under some hundred subtrees.
const MOST: usize = 100_000;

/// Host names, e-mail addresses and the subject are within the issuer's subtrees
/// (RFC 5280 4.2.1.10, 6.1.4). Names of other forms are not compared.
pub(in crate::lint) fn crt_20_within_issuer(case: &Case<'_>, findings: &mut Findings) {
    let value = case
        .issuer
        .and_then(|issuer| issuer.name_constraints.as_ref());
    let Some(value) = value.filter(|_| !case.is_self_issued()) else {
        return;
    };
    let Ok(constraints) = Fields::of_sequence(value).and_then(NameConstraints::of) else {
        findings.push(Fact::ConstraintsUnreadable);
        return;
    };
    let names = names(&case.certificate);
    let subtrees = constraints.permitted.len() + constraints.excluded.len();
    if names.len().saturating_mul(subtrees) > MOST {
        findings.push(Fact::NamesTooMany {
            names: names.len(),
            subtrees,
        });
        return;
    }
    for name in &names {
        judge(name, &constraints, findings);
    }
}

/// The names that subtrees are about: subject, its e-mail addresses, alternative names.
fn names<'a>(certificate: &View<'a>) -> Vec<GeneralName<'a>> {
    let subject = &certificate.subject;
    let named = !subject.attributes.is_empty();
    let directory = named.then_some(GeneralName::Directory(subject.whole));
    let mails = subject.values(oid::EMAIL_ADDRESS);
    let mails = mails.map(|attribute| GeneralName::Email(attribute.value.value));
    let alternative = certificate.extensions.alternative_names.iter().copied();
    directory
        .into_iter()
        .chain(mails)
        .chain(alternative)
        .collect()
}

fn judge(name: &GeneralName<'_>, constraints: &NameConstraints<'_>, findings: &mut Findings) {
    let mut permitted = constraints
        .permitted
        .iter()
        .filter_map(|base| holds(base, name));
    let (mut asked, mut found) = (false, false);
    for inside in permitted.by_ref() {
        asked = true;
        found |= inside;
    }
    if asked && !found {
        findings.push(Fact::NotPermitted { name: shown(name) });
    }
    let mut excluded = constraints
        .excluded
        .iter()
        .filter_map(|base| holds(base, name));
    if excluded.any(|inside| inside) {
        findings.push(Fact::Excluded { name: shown(name) });
    }
}

fn shown(name: &GeneralName<'_>) -> String {
    match name {
        GeneralName::Directory(name) => to_rfc4514(name).unwrap_or_else(|_| hex::encode(name)),
        GeneralName::Email(text) | GeneralName::Dns(text) | GeneralName::Uri(text) => {
            String::from_utf8_lossy(text).into_owned()
        }
        GeneralName::Other(oid::SMTP_UTF8_MAILBOX, mailbox) => {
            String::from_utf8_lossy(mailbox.value).into_owned()
        }
        GeneralName::Other(..)
        | GeneralName::Address(_)
        | GeneralName::Registered
        | GeneralName::Rare => name.form().to_owned(),
    }
}

/// Whether the subtree of `base` holds the name; nothing if they are not of one form.
fn holds(base: &GeneralName<'_>, name: &GeneralName<'_>) -> Option<bool> {
    match (base, name) {
        (GeneralName::Dns(base), GeneralName::Dns(name)) => Some(is_below(name, base)),
        (GeneralName::Email(base), GeneralName::Email(name)) => Some(is_mail_of(name, base)),
        // Its local part is not ASCII, a subtree's is: only the host can be the same
        // (RFC 9598 6).
        (GeneralName::Email(base), GeneralName::Other(oid::SMTP_UTF8_MAILBOX, mailbox)) => {
            Some(is_mail_of(mailbox.value, base))
        }
        (GeneralName::Directory(base), GeneralName::Directory(name)) => {
            Some(begins_with(name, base).unwrap_or(false))
        }
        (..) => None,
    }
}

/// The host itself or one below it; all hosts are below the empty name.
fn is_below(host: &[u8], base: &[u8]) -> bool {
    let base = base.strip_prefix(b".").unwrap_or(base);
    let Some((before, end)) = host
        .len()
        .checked_sub(base.len())
        .and_then(|length| host.split_at_checked(length))
    else {
        return false;
    };
    end.eq_ignore_ascii_case(base)
        && (base.is_empty() || before.is_empty() || before.ends_with(b"."))
}

/// An address, all of a host, or all below a domain that begins with a dot.
fn is_mail_of(address: &[u8], base: &[u8]) -> bool {
    let Some((local, host)) = sides(address) else {
        return false;
    };
    match sides(base) {
        Some((base_local, base_host)) => {
            local == base_local && host.eq_ignore_ascii_case(base_host)
        }
        None if base.starts_with(b".") => host.len() >= base.len() && is_below(host, base),
        None => base.is_empty() || host.eq_ignore_ascii_case(base),
    }
}

/// Whether the first names are those of `base`, letters of either case being the same.
fn begins_with(name: &[u8], base: &[u8]) -> Result<bool, NotDer> {
    let mut names = Fields::of_sequence(name)?;
    for wanted in Fields::of_sequence(base)? {
        let Some(found) = names.next().transpose()? else {
            return Ok(false);
        };
        if !same_set(wanted?.expect(tag::SET)?, found.expect(tag::SET)?) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn same_set(one: &[u8], other: &[u8]) -> bool {
    one == other
        || match (name::relative_name(one), name::relative_name(other)) {
            (Ok(one), Ok(other)) => {
                let mut both = one.iter().zip(&other);
                one.len() == other.len() && both.all(|(one, other)| same(one, other))
            }
            (_, _) => false,
        }
}

/// caseIgnoreMatch as far as it matters here: letters of either case, spaces once
/// (RFC 5280 7.1).
fn same(one: &Attribute<'_>, other: &Attribute<'_>) -> bool {
    let folded = |attribute: &Attribute<'_>| {
        let text = attribute.text()?.to_lowercase();
        Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    one.oid == other.oid
        && (one.value.whole == other.value.whole
            || folded(one).is_some_and(|one| Some(one) == folded(other)))
}

//! Words and figures: name, version, kinds of keys, terms and lists.

use super::{ProfileFaults, repeats};
use crate::profile::config::{KindConfig, ProfileConfig};
use crate::profile::rule::ProfileRule;
use crate::profile::{is_name, keys};

pub(super) fn check(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    let ProfileConfig {
        format,
        name,
        version,
        ..
    } = config;
    faults.when(*format != 1, "format", format, ProfileRule::Format);
    faults.when(!is_name(name), "name", name, ProfileRule::Name);
    faults.when(*version == 0, "version", version, ProfileRule::Version);
    key_kinds(config, faults);
    term(config, faults);
    lists(config, faults);
    // CRL-05: TLS clients take a hold for a revocation that never ends.
    faults.when(
        config.suspension && (!config.is_leaf() || config.is_server()),
        "suspension",
        config.suspension,
        ProfileRule::Suspension,
    );
    device(config, faults);
}

fn key_kinds(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    let allowed = &config.key.allowed;
    let field = "key.allowed";
    faults.when(allowed.is_empty(), field, "", ProfileRule::Keys);
    for word in allowed {
        let unknown = !keys::WORDS.contains(&word.as_str());
        faults.when(unknown, field, word, ProfileRule::Keys);
    }
    faults.when(
        repeats(allowed),
        field,
        allowed.join(", "),
        ProfileRule::Keys,
    );
}

/// REG-08: a claim about the device is a claim about evidence.
fn device(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    let device = config.key.device;
    faults.when(
        config.name.ends_with("-qscd") && !device,
        "name",
        &config.name,
        ProfileRule::DeviceName,
    );
    faults.when(
        device && !config.is_leaf(),
        "key.device",
        device,
        ProfileRule::DevicePlace,
    );
}

/// The terms of the tables of profiles.
fn term(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    let (most, rule) = match config.kind {
        KindConfig::Root => (9132, ProfileRule::RootTerm),
        KindConfig::Ca => (3653, ProfileRule::AuthorityTerm),
        KindConfig::Responder => (90, ProfileRule::ResponderTerm),
        KindConfig::Leaf if config.is_server() => (199, ProfileRule::ServerTerm),
        KindConfig::Leaf if config.claims_compliance() => (1096, ProfileRule::QualifiedTerm),
        KindConfig::Leaf => (1827, ProfileRule::LeafTerm),
    };
    let days = config.validity.days;
    faults.when(!(1..=most).contains(&days), "validity.days", days, rule);
}

/// From thisUpdate to nextUpdate.
fn lists(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    let hours = config
        .crl
        .map(|crl| u64::from(crl.days) * 24 + u64::from(crl.hours));
    let found = hours.map_or_else(String::new, |hours| format!("{hours} h"));
    let misplaced = config.is_ca() != hours.is_some_and(|hours| hours > 0);
    faults.when(misplaced, "crl", &found, ProfileRule::CrlPlace);
    let (most, rule) = match config.kind {
        KindConfig::Root => (365 * 24, ProfileRule::RootCrlTerm),
        KindConfig::Ca | KindConfig::Responder | KindConfig::Leaf => (7 * 24, ProfileRule::CrlTerm),
    };
    let late = hours.is_some_and(|hours| hours > most);
    faults.when(late && config.is_ca(), "crl", &found, rule);
}

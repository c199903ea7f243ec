//! Which policies go with what (RFC 5280 4.2.1.4, EN 319 411-1 5.3, BR 7.1.6).

use super::{ProfileFaults, repeats};
use crate::profile::config::{KindConfig, ProfileConfig, SemanticsConfig};
use crate::profile::policy_id;
use crate::profile::rule::ProfileRule;
use crate::subject::AttributeType;

const FIELD: &str = "extensions.policies";

/// What stands for the country's arc while a document is checked.
const ARC: &str = "2.999";

const ANY_POLICY: &str = "2.5.29.32.0";

/// itu-t(0) identified-organization(4) etsi(0) other-certificate-policies(2042)
/// policy-identifiers(1), EN 319 411-1 5.3.
const STANDARD: &str = "0.4.0.2042.1.";

const NCP_PLUS: &str = "0.4.0.2042.1.2";

/// EN 319 411-2 5.3.
const UNION: &str = "0.4.0.194112.1.";

/// The CA/Browser Forum's.
const WEB: &str = "2.23.140.1.2.";

pub(super) fn check(config: &ProfileConfig, faults: &mut ProfileFaults<'_>) {
    let policies = read(config, faults);
    for policy in &policies {
        let any = policy.text == ANY_POLICY;
        faults.when(any, FIELD, policy.written, ProfileRule::AnyPolicy);
        let union = policy.under(UNION);
        faults.when(union, FIELD, policy.written, ProfileRule::UnionPolicy);
    }
    match config.kind {
        // A root without any: `usages`.
        KindConfig::Root => {}
        KindConfig::Ca => {
            let none = policies.is_empty();
            faults.when(none, FIELD, "", ProfileRule::ExplicitPolicies);
        }
        KindConfig::Responder => {
            let list = config.extensions.policies.join(", ");
            faults.when(!policies.is_empty(), FIELD, list, ProfileRule::PolicyMatch);
        }
        KindConfig::Leaf => leaf(config, &policies, faults),
    }
    web_keys(config, &policies, faults);
}

/// A policy as the document names it.
struct Named<'a> {
    written: &'a str,
    /// In its only dotted form, so that no leading zero hides it.
    text: String,
    national: bool,
}

impl Named<'_> {
    fn under(&self, arc: &str) -> bool {
        !self.national && self.text.starts_with(arc)
    }

    /// Those for web sites alone: DV, OV, IV, EV, and EVCP to IVCP of EN 319 411-1.
    fn is_web(&self) -> bool {
        let last = self.text.strip_prefix(STANDARD);
        self.under(WEB) || last.is_some_and(|last| ["4", "5", "6", "7", "8"].contains(&last))
    }
}

fn read<'a>(config: &'a ProfileConfig, faults: &mut ProfileFaults<'_>) -> Vec<Named<'a>> {
    let mut policies = Vec::new();
    for policy in &config.extensions.policies {
        let national = policy.starts_with("{arc}.");
        let rest = policy.strip_prefix("{arc}").unwrap_or(policy);
        let id = policy_id(policy, ARC).filter(|_| !rest.contains('{'));
        faults.when(id.is_none(), FIELD, policy, ProfileRule::Policies);
        policies.extend(id.map(|id| Named {
            written: policy,
            text: id.to_string(),
            national,
        }));
    }
    let texts: Vec<_> = policies.iter().map(|policy| &policy.text).collect();
    let list = config.extensions.policies.join(", ");
    faults.when(repeats(&texts), FIELD, list, ProfileRule::Policies);
    policies
}

/// QC-11.
fn leaf(config: &ProfileConfig, policies: &[Named<'_>], faults: &mut ProfileFaults<'_>) {
    let list = config.extensions.policies.join(", ");
    let national = policies.iter().filter(|policy| policy.national).count();
    faults.when(national != 1, FIELD, &list, ProfileRule::NationalPolicy);
    let standard = policies.iter().filter(|policy| policy.under(STANDARD));
    let many = standard.count() > 1;
    faults.when(many, FIELD, &list, ProfileRule::StandardPolicy);
    for policy in policies.iter().filter(|policy| !policy.national) {
        let wrong = !fits(config, policy);
        faults.when(wrong, FIELD, policy.written, ProfileRule::PolicyMatch);
        let device = policy.text != NCP_PLUS || config.key.device;
        faults.when(!device, FIELD, policy.written, ProfileRule::DevicePolicy);
    }
}

/// Whether the policy describes such certificates: web policies servers, those that vouch for
/// an organisation or a person certificates that name one.
fn fits(config: &ProfileConfig, policy: &Named<'_>) -> bool {
    let text = policy.text.as_str();
    match text {
        "0.4.0.2042.1.1" | NCP_PLUS | "0.4.0.2042.1.3" => true,
        "0.4.0.2042.1.8" | "2.23.140.1.2.3" => {
            config.is_server() && config.names(SemanticsConfig::NaturalPerson)
        }
        "0.4.0.2042.1.6" | "2.23.140.1.2.1" => config.is_server(),
        _ => {
            let organization = config.requires(AttributeType::ORGANIZATION);
            // The European Union's and anyPolicy have rules of their own.
            let told = policy.under(UNION) || text == ANY_POLICY;
            told || (policy.is_web() && config.is_server() && organization)
        }
    }
}

/// BR 6.1.5 and 7.1.3.1: RSA and curves of NIST. An authority that signs with PSS has a plain
/// RSA key.
fn web_keys(config: &ProfileConfig, policies: &[Named<'_>], faults: &mut ProfileFaults<'_>) {
    if !policies.iter().any(|policy| policy.under(WEB)) {
        return;
    }
    for word in &config.key.allowed {
        let signed = word.strip_suffix("-pss").filter(|_| config.is_ca());
        let plain = signed.unwrap_or(word);
        let known = ["p256", "p384", "p521", "rsa", "rsa3072", "rsa4096"].contains(&plain);
        faults.when(!known, "key.allowed", word, ProfileRule::WebKeys);
    }
}

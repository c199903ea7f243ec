//! The report of an examination, for people and for vendors. No PIN, no key, no name of this
//! machine or its folders is in it.

use ca_core::profile::{Profile, ProfileKind, shipped};
use ca_core::timestamp::Clock;
use ca_desk::message::Message;
use ca_desk::wiring::clock::SystemClock;
use hsm::config::TokenConfig;
use hsm::survey::facts::{Algorithm, Attribute, Examination, Mechanism, Outcome, Rate, Reaction};
use serde::Serialize;

use super::verdict::{self, Finding, Verdict};
use crate::cli::hsm::words;
use crate::output::{self, page::Page};
use ca_desk::catalogue::Catalogue;

/// What `sceau hsm doctor` gives back.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// The version of this program.
    sceau: &'static str,
    time: String,
    /// The worst verdict.
    verdict: Verdict,
    quick: bool,
    findings: Vec<FindingReport>,
    profiles: Vec<ProfileReport>,
    #[serde(flatten)]
    examination: Examination,
    #[serde(skip)]
    told: Vec<Finding>,
}

/// A finding, in the language of the run.
#[derive(Debug, Serialize)]
struct FindingReport {
    check: &'static str,
    verdict: Verdict,
    text: String,
    advice: Option<String>,
}

/// A profile whose keys are in tokens, and the algorithms of this one that it takes.
#[derive(Debug, Serialize)]
struct ProfileReport {
    name: String,
    algorithms: Vec<&'static str>,
}

impl Report {
    pub(super) fn of(
        examination: Examination,
        config: &TokenConfig,
        quick: bool,
        catalogue: &Catalogue,
    ) -> Self {
        let profiles = profiles(&examination);
        let mut told = verdict::findings(&examination, config);
        told.extend(unserved(&profiles));
        let say = |message: &Message| catalogue.text(message);
        let findings = told.iter().map(|finding| FindingReport {
            check: finding.check,
            verdict: finding.verdict,
            text: say(&finding.text),
            advice: finding.advice.as_ref().map(say),
        });
        let worst = told.iter().map(|finding| finding.verdict).max();
        Self {
            sceau: env!("CARGO_PKG_VERSION"),
            time: SystemClock.now().to_string(),
            verdict: worst.unwrap_or(Verdict::Ok),
            quick,
            findings: findings.collect(),
            profiles,
            examination,
            told,
        }
    }

    /// Whether nothing is a problem.
    pub(super) fn is_good(&self) -> bool {
        self.verdict < Verdict::Problem
    }
}

/// The shipped profiles of certificates whose keys are in tokens.
fn profiles(examination: &Examination) -> Vec<ProfileReport> {
    let able = verdict::able(examination);
    let profiles = shipped::texts()
        .iter()
        .filter_map(|text| Profile::parse(text).ok());
    let in_tokens = |profile: &Profile| match profile.kind() {
        ProfileKind::Root | ProfileKind::Ca | ProfileKind::Responder => true,
        // The authority's own; all other leaves bring their keys along.
        ProfileKind::Leaf => profile.name() == "audit-signer",
    };
    let serve = |profile: Profile| {
        let online = profile.kind() == ProfileKind::Responder;
        let fit = able.iter().filter(|algorithm| {
            profile.allows_key(algorithm.kind()) && (!online || algorithm.suits_responder())
        });
        ProfileReport {
            name: profile.name().to_owned(),
            algorithms: fit.map(|algorithm| algorithm.as_str()).collect(),
        }
    };
    profiles.filter(in_tokens).map(serve).collect()
}

/// Whether some profile cannot have its keys here.
fn unserved(profiles: &[ProfileReport]) -> Option<Finding> {
    let without = profiles
        .iter()
        .filter(|profile| profile.algorithms.is_empty());
    let names: Vec<_> = without.map(|profile| profile.name.as_str()).collect();
    let text = |id| Message::new(id).with("profiles", names.join(", "));
    let (verdict, id) = if names.is_empty() {
        (Verdict::Ok, "hsm-doctor-profiles")
    } else {
        (Verdict::Warning, "hsm-doctor-profiles-unserved")
    };
    Some(Finding {
        check: "profiles",
        verdict,
        text: text(id),
        advice: None,
    })
}

impl output::Report for Report {
    fn text(&self, page: &mut Page<'_>) {
        self.identity(page);
        page.line("");
        self.findings(page);
        page.line("");
        let rows = self
            .examination
            .algorithms
            .iter()
            .map(|told| algorithm(page, told));
        let rows = rows.collect();
        page.table(
            [
                "field-algorithm",
                "field-key-pair",
                "field-signature",
                "field-rates",
            ],
            rows,
        );
        page.line("");
        let rows = self
            .examination
            .mechanisms
            .iter()
            .map(|told| mechanism(page, told));
        let rows = rows.collect();
        page.table(["field-mechanism", "field-key-sizes", "field-uses"], rows);
        page.line("");
        let rows = self
            .examination
            .attributes
            .iter()
            .map(|told| attribute(page, told));
        let rows = rows.collect();
        page.table(
            [
                "field-attribute",
                "field-wanted",
                "field-outcome",
                "field-enforced",
            ],
            rows,
        );
        page.line("");
        let rows = self
            .examination
            .reactions
            .iter()
            .map(|told| reaction(page, told));
        let rows = rows.collect();
        page.table(["field-misuse", "field-answer", "field-class"], rows);
        page.line("");
        let served =
            |profile: &ProfileReport| [profile.name.clone(), profile.algorithms.join(", ")];
        let rows = self.profiles.iter().map(served).collect();
        page.table(["field-profile", "field-algorithms"], rows);
    }
}

impl Report {
    fn identity(&self, page: &mut Page<'_>) {
        let library = &self.examination.library;
        for slot in &library.slots {
            page.optional("field-token", slot.token.as_ref().map(|token| &token.label));
            page.optional("field-device", slot.token.as_ref().map(words::device));
            page.optional(
                "field-serial",
                slot.token.as_ref().map(|token| &token.serial),
            );
            page.optional(
                "field-firmware",
                slot.token.as_ref().map(|token| &token.firmware),
            );
            let state = words::state(page, slot);
            page.field("field-state", state);
        }
        page.field("field-library", words::library(library));
        let interface = words::interface(page, library);
        page.field("field-pkcs11", interface);
        page.field("field-time", &self.time);
        let verdict = page.say(&self.verdict.word());
        page.field("field-verdict", verdict);
    }

    fn findings(&self, page: &mut Page<'_>) {
        let words = [Verdict::Ok, Verdict::Warning, Verdict::Problem];
        let widths = words.map(|verdict| page.say(&verdict.word()).chars().count());
        let width = widths.into_iter().max().unwrap_or_default();
        for finding in &self.told {
            let (word, text) = (page.say(&finding.verdict.word()), page.say(&finding.text));
            page.line(&format!("{word:width$}  {text}"));
            if let Some(advice) = &finding.advice {
                let advice = page.say(advice);
                page.line(&format!("{:width$}  → {advice}", ""));
            }
        }
    }
}

fn algorithm(page: &Page<'_>, told: &Algorithm) -> [String; 4] {
    let millis = |us: Option<u64>| us.map_or_else(|| "–".to_owned(), milliseconds);
    let rate = |rate: &Rate| {
        let message = Message::new("hsm-rate").count("sessions", rate.sessions);
        let message = message.with("rate", rate.per_second);
        let message = message.with("p50", milliseconds(rate.p50_us));
        page.say(&message.with("p99", milliseconds(rate.p99_us)))
    };
    let rates: Vec<_> = told.rates.iter().map(rate).collect();
    let rates = match &told.trouble {
        Some((_, trouble)) => page.say(&words::trouble(trouble)),
        None => rates.join("; "),
    };
    [
        told.name.clone(),
        millis(told.make_us),
        millis(told.sign_us),
        rates,
    ]
}

/// Two figures after the point below ten, none above.
fn milliseconds(us: u64) -> String {
    if us < 10_000 {
        format!("{}.{:02} ms", us / 1000, us % 1000 / 10)
    } else {
        format!("{} ms", us / 1000)
    }
}

fn mechanism(page: &Page<'_>, told: &Mechanism) -> [String; 3] {
    let uses = [
        (!told.present, "hsm-absent"),
        (told.generates, "hsm-generates"),
        (told.signs, "hsm-signs"),
        (told.hardware, "hsm-hardware"),
    ];
    let uses = uses.into_iter().filter(|(holds, _)| *holds);
    let uses: Vec<_> = uses
        .map(|(_, word)| page.say(&Message::new(word)))
        .collect();
    let sizes = if told.present {
        format!("{}–{}", told.least, told.most)
    } else {
        String::new()
    };
    [told.name.clone(), sizes, uses.join(", ")]
}

fn attribute(page: &Page<'_>, told: &Attribute) -> [String; 4] {
    let outcome = Message::new(match told.outcome {
        Outcome::Honoured => "hsm-outcome-honoured",
        Outcome::Ignored => "hsm-outcome-ignored",
        Outcome::Untold => "hsm-outcome-untold",
        Outcome::Refused => "hsm-outcome-refused",
        Outcome::Untried => "hsm-outcome-untried",
    });
    let enforced = match told.enforced {
        Some(true) => page.say(&Message::new("word-yes")),
        Some(false) => page.say(&Message::new("word-no")),
        None => "–".to_owned(),
    };
    let outcome = page.say(&outcome);
    [told.name.clone(), told.wanted.clone(), outcome, enforced]
}

fn reaction(page: &Page<'_>, told: &Reaction) -> [String; 3] {
    let (answer, class) = match &told.trouble {
        Some(trouble) => (
            page.say(&words::trouble(trouble)),
            page.say(&words::class(trouble.class)),
        ),
        None => (page.say(&Message::new("hsm-accepted")), String::new()),
    };
    let misuse = page.say(&verdict::misuse(told.misuse));
    [misuse, answer, class]
}

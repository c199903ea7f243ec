//! A population of certificates, each known twice: in the store, and as a model that a simple
//! filter looks at.

use std::ops::RangeInclusive;
use std::time::Duration;

use ca_core::actor::{Actor, ActorKind};
use ca_core::audit::event::Act;
use ca_core::digest::Sha256Digest;
use ca_core::generation::GenerationId;
use ca_core::registry::records::{
    CertificateQuery, Completion, Document, DocumentKind, Intent, IssuanceState, ListedReason,
    ListedStatus, Officer, StandingCounts,
};
use ca_core::registry::subject_value::SubjectValue;
use ca_core::revocation::{Reason, Revocation, Suspension};
use ca_core::san::SubjectAltName;
use ca_core::subject::AttributeType;
use ca_core::timestamp::Timestamp;

use super::super::samples::{NOW, Store, event, generation, intent, requested, serial};
use super::certificate::certificate;

/// Names of profiles; each has two versions.
pub(crate) const PROFILES: [&str; 3] = ["citizen-signature", "agency-seal", "officer"];

const GENERATIONS: [&str; 3] = ["citizens-g1", "citizens-g2", "agencies-g1"];

const OFFICERS: [(ActorKind, &str, &str); 4] = [
    (ActorKind::OsUser, "amina", "uid 1000"),
    (ActorKind::OsUser, "amina", "uid 1001"),
    (ActorKind::Certificate, "amina", "tls client certificate"),
    (ActorKind::OsUser, "idriss", "uid 1002"),
];

/// Surnames: those in one line are one, to people.
const SURNAMES: [&[&str]; 4] = [
    &["Ngaré-Bessan", "NGARE BESSAN", "ngare\u{301}bessan"],
    &["Déby", "DEBY", "Deby"],
    &["فاطمة", "فَاطِمَة"],
    &["N'Djaména", "Ndjamena"],
];

const REASONS: [Option<Reason>; 4] = [
    None,
    Some(Reason::KeyCompromise),
    Some(Reason::Superseded),
    Some(Reason::AffiliationChanged),
];

const DAY: Duration = Duration::from_secs(86_400);

/// How a certificate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Good,
    Suspended,
    Revoked(Option<Reason>),
    Open,
    /// Given up before it could have been signed.
    Abandoned,
    /// Given up after: on the CRL.
    AbandonedSigned,
}

/// What the filter knows of a certificate.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) number: u32,
    pub(crate) not_after: Timestamp,
    generation: GenerationId,
    profile: Document,
    surname: usize,
    key: u32,
    actor: Actor,
    lint_version: u32,
    prepared: Timestamp,
    issued: Option<Timestamp>,
    not_before: Timestamp,
    withdrawn: Option<Timestamp>,
    standing: Standing,
}

/// The number in a request id.
pub(crate) fn number_of(request_id: &str) -> u32 {
    request_id
        .strip_prefix("request-")
        .unwrap()
        .parse()
        .unwrap()
}

/// A pseudo-random number that is the same in each run.
fn draw(seed: u32, what: &str, below: usize) -> usize {
    let digest = Sha256Digest::of(format!("{seed} {what}").as_bytes());
    let octets = digest.as_bytes().first_chunk().unwrap();
    usize::try_from(u32::from_be_bytes(*octets)).unwrap() % below
}

fn days(number: usize) -> Duration {
    DAY * u32::try_from(number).unwrap()
}

impl Model {
    fn of(number: u32) -> Self {
        let pick = |what: &str, below: usize| draw(number, what, below);
        let prepared = NOW.plus(days(pick("day", 20))).plus(Duration::from_secs(7));
        let name = PROFILES[pick("profile", 3)];
        let (kind, id, authentication) = OFFICERS[pick("officer", 4)];
        let standing = match pick("standing", 10) {
            0 => Standing::Suspended,
            1 | 2 => Standing::Revoked(REASONS[pick("reason", 4)]),
            3 => Standing::Open,
            4 => Standing::Abandoned,
            5 => Standing::AbandonedSigned,
            _ => Standing::Good,
        };
        let was_issued = matches!(
            standing,
            Standing::Good | Standing::Suspended | Standing::Revoked(_)
        );
        let withdrawn = matches!(
            standing,
            Standing::Suspended | Standing::Revoked(_) | Standing::AbandonedSigned
        );
        Self {
            number,
            generation: GENERATIONS[pick("generation", 3)].parse().unwrap(),
            profile: version(name, pick("version", 2)),
            surname: pick("surname", 4),
            key: number / 3,
            actor: Actor::new(kind, id, authentication),
            lint_version: u32::try_from(pick("lint", 5)).unwrap(),
            prepared,
            issued: was_issued.then(|| prepared.plus(days(pick("wait", 2)))),
            not_before: prepared.plus(days(pick("start", 3))),
            not_after: prepared.plus(days(100 + pick("validity", 300))),
            withdrawn: withdrawn.then(|| NOW.plus(days(30 + pick("revoked", 20)))),
            standing,
        }
    }

    pub(crate) fn profile_name(&self) -> &str {
        &self.profile.name
    }

    pub(crate) fn is_good(&self) -> bool {
        self.standing == Standing::Good
    }

    fn identifier(&self) -> String {
        format!("IDCTD-{}", self.number % 50)
    }

    fn host(&self) -> String {
        format!("h{}.gouv.td", self.number % 40)
    }

    fn tbs(&self) -> Vec<u8> {
        let spellings = SURNAMES[self.surname];
        let surname = spellings[draw(self.number, "spelling", spellings.len())];
        let identifier = self.identifier();
        // The identifier of a citizen is written in any case.
        let identifier = if self.number.is_multiple_of(2) {
            identifier.to_lowercase()
        } else {
            identifier
        };
        let attributes = [(6, "TD"), (4, surname), (5, identifier.as_str())];
        let host = self.host();
        let email = format!("P{}@gouv.td", self.number % 30);
        certificate(&attributes, &[&host], &[&email])
    }

    fn has_status(&self, status: ListedStatus) -> bool {
        use Standing::*;
        match status {
            ListedStatus::Good => self.standing == Good,
            ListedStatus::Suspended => self.standing == Suspended,
            ListedStatus::Revoked => matches!(self.standing, Revoked(_) | AbandonedSigned),
            ListedStatus::Open => self.standing == Open,
            ListedStatus::Abandoned => matches!(self.standing, Abandoned | AbandonedSigned),
        }
    }

    fn has_reason(&self, wanted: ListedReason) -> bool {
        let wanted = match wanted {
            ListedReason::Unspecified => None,
            ListedReason::Given(reason) => Some(reason),
        };
        match self.standing {
            Standing::Revoked(reason) => reason == wanted,
            Standing::AbandonedSigned => wanted == Some(Reason::CessationOfOperation),
            Standing::Good | Standing::Suspended | Standing::Open | Standing::Abandoned => false,
        }
    }
}

fn version(name: &str, number: usize) -> Document {
    Document {
        kind: DocumentKind::Profile,
        name: name.into(),
        content: format!("{name} {number}"),
    }
}

/// The certificates in the store and their models.
#[derive(Debug)]
pub(crate) struct Population {
    pub(crate) models: Vec<Model>,
}

/// A query and the same as a filter.
pub(crate) struct Mix {
    pub(crate) query: CertificateQuery,
    conditions: Vec<Condition>,
}

type Condition = Box<dyn Fn(&Model) -> bool>;

impl Mix {
    pub(crate) fn matches(&self, model: &Model) -> bool {
        self.conditions.iter().all(|condition| condition(model))
    }

    fn all() -> Self {
        Self {
            query: CertificateQuery::default(),
            conditions: Vec::new(),
        }
    }

    fn and(&mut self, condition: impl Fn(&Model) -> bool + 'static) {
        self.conditions.push(Box::new(condition));
    }
}

/// Criteria, by their number in [`narrow`].
const CRITERIA: usize = 18;

/// Adds a criterion with a value drawn from `seed`, taken from a certificate so that it is found.
fn narrow(mix: &mut Mix, criterion: usize, seed: u32, models: &[Model]) {
    let sample = models[draw(seed, "sample", models.len())].clone();
    let query = &mut mix.query;
    let around = |moment: Timestamp| moment.minus(DAY)..=moment.plus(days(draw(seed, "span", 5)));
    let inside = |range: RangeInclusive<Timestamp>, moment: Option<Timestamp>| {
        moment.is_some_and(|moment| range.contains(&moment))
    };
    match criterion {
        0 => {
            let others = [sample.number, sample.number / 2 + 1, 100_000];
            query.serials = others.map(serial).to_vec();
            mix.and(move |model| others.contains(&model.number));
        }
        1 => {
            let line = sample.generation.line().clone();
            query.line = Some(line.clone());
            mix.and(move |model| *model.generation.line() == line);
        }
        2 => {
            query.issuer = Some(sample.generation.clone());
            mix.and(move |model| model.generation == sample.generation);
        }
        3 => {
            query.profile_name = Some(sample.profile.name.clone());
            mix.and(move |model| model.profile.name == sample.profile.name);
        }
        4 => {
            query.profiles = vec![sample.profile.digest()];
            mix.and(move |model| model.profile == sample.profile);
        }
        5 => {
            query.not_profile = Some(sample.profile.digest());
            mix.and(move |model| model.profile != sample.profile);
        }
        6 => {
            let spellings = SURNAMES[sample.surname];
            let spelling = spellings[draw(seed, "asked", spellings.len())];
            let value = SubjectValue::attribute(AttributeType::SURNAME, spelling);
            query.subject.push(value);
            mix.and(move |model| model.surname == sample.surname);
        }
        7 => {
            let identifier = sample.identifier();
            let value = SubjectValue::attribute(AttributeType::SERIAL_NUMBER, &identifier);
            query.subject.push(value);
            mix.and(move |model| model.identifier() == identifier);
        }
        8 => {
            let name: SubjectAltName = format!("dns:{}", sample.host()).parse().unwrap();
            query.subject.push(SubjectValue::alternative_name(&name));
            mix.and(move |model| model.host() == sample.host());
        }
        9 => {
            // All have the country, which no index leads to.
            query
                .subject
                .push(SubjectValue::attribute(AttributeType::COUNTRY, "td"));
            let name: SubjectAltName = format!("email:p{}@gouv.td", sample.number % 30)
                .parse()
                .unwrap();
            query.subject.push(SubjectValue::alternative_name(&name));
            mix.and(move |model| model.number % 30 == sample.number % 30);
        }
        10 => {
            query.key_hash = Some(key(sample.key));
            mix.and(move |model| model.key == sample.key);
        }
        11 => {
            let kind = seed.is_multiple_of(2).then(|| sample.actor.kind());
            let id = sample.actor.id().to_owned();
            query.officer = Some(Officer {
                kind,
                id: id.clone(),
            });
            mix.and(move |model| {
                model.actor.id() == id && kind.is_none_or(|kind| model.actor.kind() == kind)
            });
        }
        12 => {
            let versions = sample.lint_version..=sample.lint_version + 1;
            query.lint_version = Some(versions.clone());
            mix.and(move |model| versions.contains(&model.lint_version));
        }
        13 => {
            let times = around(sample.prepared);
            query.prepared = Some(times.clone());
            mix.and(move |model| inside(times.clone(), Some(model.prepared)));
        }
        14 => {
            let issued = models.iter().filter_map(|model| model.issued);
            let times = around(issued.cycle().nth(draw(seed, "issued", 99)).unwrap());
            query.issued = Some(times.clone());
            mix.and(move |model| inside(times.clone(), model.issued));
        }
        15 => {
            let times = around(sample.not_after);
            query.not_after = Some(times.clone());
            mix.and(move |model| inside(times.clone(), Some(model.not_after)));
        }
        16 => {
            let withdrawn = models.iter().filter_map(|model| model.withdrawn);
            let times = around(withdrawn.cycle().nth(draw(seed, "withdrawn", 99)).unwrap());
            query.withdrawn = Some(times.clone());
            mix.and(move |model| inside(times.clone(), model.withdrawn));
        }
        _ => {
            let times = around(sample.not_before);
            query.not_before = Some(times.clone());
            mix.and(move |model| inside(times.clone(), Some(model.not_before)));
        }
    }
}

fn narrow_by_status(mix: &mut Mix, status: ListedStatus) {
    mix.query.status = Some(status);
    mix.and(move |model| model.has_status(status));
}

fn narrow_by_reason(mix: &mut Mix, reason: ListedReason) {
    mix.query.reason = Some(reason);
    mix.and(move |model| model.has_reason(reason));
}

const STATUSES: [ListedStatus; 5] = [
    ListedStatus::Good,
    ListedStatus::Suspended,
    ListedStatus::Revoked,
    ListedStatus::Open,
    ListedStatus::Abandoned,
];

const LISTED: [ListedReason; 4] = [
    ListedReason::Unspecified,
    ListedReason::Given(Reason::KeyCompromise),
    ListedReason::Given(Reason::Superseded),
    ListedReason::Given(Reason::CessationOfOperation),
];

fn key(number: u32) -> Sha256Digest {
    Sha256Digest::of(format!("subject key {number}").as_bytes())
}

impl Population {
    /// Puts so many certificates into a new registry.
    pub(crate) fn fill(store: &dyn Store, number: u32) -> Self {
        for name in PROFILES {
            for version in [0, 1].map(|number| version(name, number)) {
                let act = event(Act::DocumentActivate, name);
                store.activate_document(&version, NOW, &act).unwrap();
            }
        }
        for id in ["root-g1"].into_iter().chain(GENERATIONS) {
            let act = event(Act::IssuerCreate, id);
            let generation = generation(id, "root-g1");
            store.add_generation(&generation, &act).unwrap();
        }
        let models: Vec<Model> = (1..=number).map(Model::of).collect();
        models.iter().for_each(|model| put(store, model));
        // A key that is compromised comes into no certificate any more: revoked last.
        models.iter().for_each(|model| complete(store, model));
        models.iter().for_each(|model| withdraw(store, model));
        Self { models }
    }

    /// The documents of a profile, in order.
    pub(crate) fn versions(&self, name: &str) -> Vec<Sha256Digest> {
        [0, 1].map(|number| version(name, number).digest()).to_vec()
    }

    /// One criterion at a time.
    pub(crate) fn single_criteria(&self) -> Vec<(CertificateQuery, Naive)> {
        let mut mixes: Vec<Mix> = Vec::new();
        for criterion in 0..CRITERIA {
            let mut mix = Mix::all();
            narrow(&mut mix, criterion, 4, &self.models);
            mixes.push(mix);
        }
        for status in STATUSES {
            let mut mix = Mix::all();
            narrow_by_status(&mut mix, status);
            mixes.push(mix);
        }
        for reason in LISTED {
            let mut mix = Mix::all();
            narrow_by_reason(&mut mix, reason);
            mixes.push(mix);
        }
        let single = mixes.into_iter().map(|mix| {
            let query = mix.query.clone();
            let matches: Box<dyn Fn(&Model) -> bool> = Box::new(move |model| mix.matches(model));
            (query, matches)
        });
        single.collect()
    }

    /// Two to four criteria, whichever `seed` says.
    pub(crate) fn mix(&self, seed: u32) -> Mix {
        let mut mix = Mix::all();
        let mut taken = Vec::new();
        for place in 0..2 + draw(seed, "number", 3) {
            let criterion = draw(seed, &format!("criterion {place}"), CRITERIA);
            if !taken.contains(&criterion) {
                taken.push(criterion);
                narrow(&mut mix, criterion, seed, &self.models);
            }
        }
        if draw(seed, "status", 3) == 0 {
            narrow_by_status(&mut mix, STATUSES[draw(seed, "which", 5)]);
        }
        if draw(seed, "reason", 6) == 0 {
            narrow_by_reason(&mut mix, LISTED[draw(seed, "why", 4)]);
        }
        mix
    }

    /// How the certificates with these numbers stand.
    pub(crate) fn counts(&self, numbers: &[u32]) -> StandingCounts {
        let mut counts = StandingCounts::default();
        let counted = self.models.iter();
        for model in counted.filter(|model| numbers.contains(&model.number)) {
            *match model.standing {
                Standing::Good => &mut counts.good,
                Standing::Suspended => &mut counts.suspended,
                Standing::Revoked(_) => &mut counts.revoked,
                Standing::Open => &mut counts.open,
                Standing::Abandoned | Standing::AbandonedSigned => &mut counts.abandoned,
            } += 1;
        }
        counts
    }

    /// Some times in which certificates end.
    pub(crate) fn some_ends(&self) -> Vec<RangeInclusive<Timestamp>> {
        let from = NOW.plus(days(150));
        vec![
            from..=from.plus(days(30)),
            from.plus(days(30))..=from.plus(days(60)),
            NOW..=Timestamp::NO_END,
            NOW.minus(DAY)..=NOW,
        ]
    }

    /// The number of a certificate that is good.
    pub(crate) fn a_good_one(&self) -> u32 {
        let mut good = self.models.iter().filter(|model| model.is_good());
        good.next().unwrap().number
    }

    fn model(&self, number: u32) -> &Model {
        let mut models = self.models.iter();
        models.find(|model| model.number == number).unwrap()
    }
}

fn put(store: &dyn Store, model: &Model) {
    let signed = !matches!(model.standing, Standing::Abandoned);
    let intent = Intent {
        issuer: model.generation.clone(),
        issuer_name_hash: generation(&model.generation.to_string(), "root-g1").name_hash(),
        scope: model.generation.line().clone(),
        state: if signed {
            IssuanceState::Signing
        } else {
            IssuanceState::Prepared
        },
        profile: model.profile.digest(),
        tbs: model.tbs(),
        key_hash: key(model.key),
        not_before: model.not_before,
        not_after: model.not_after,
        lint_version: model.lint_version,
        actor: model.actor.clone(),
        prepared: model.prepared,
        ..intent(model.number)
    };
    store.store_intent(&intent, &requested()).unwrap();
}

fn complete(store: &dyn Store, model: &Model) {
    let Some(issued) = model.issued else {
        return;
    };
    let completion = Completion {
        issuer: model.generation.clone(),
        serial: serial(model.number),
        signature: vec![0x5c; 71],
        issued,
        certifies: None,
        person: None,
    };
    let act = event(Act::CertificateIssue, "done");
    store.complete(&completion, &act).unwrap();
}

fn withdraw(store: &dyn Store, model: &Model) {
    let (issuer, serial) = (&model.generation, serial(model.number));
    let effective = model.withdrawn.unwrap_or(NOW);
    match model.standing {
        Standing::Good | Standing::Open => {}
        Standing::Suspended => {
            let act = event(Act::CertificateSuspend, "held");
            let suspension = Suspension { effective };
            store.suspend(issuer, &serial, &suspension, &act).unwrap();
        }
        Standing::Revoked(reason) => {
            let act = event(Act::CertificateRevoke, "gone");
            let revocation = Revocation {
                effective,
                reason,
                invalidity_date: None,
            };
            store.revoke(issuer, &serial, &revocation, &act).unwrap();
        }
        Standing::Abandoned | Standing::AbandonedSigned => {
            let act = event(Act::CertificateAbandon, "given up");
            store.abandon(issuer, &serial, effective, &act).unwrap();
        }
    }
}

/// Suspends a certificate of the population.
pub(crate) fn suspend(store: &dyn Store, population: &Population, number: u32) {
    let issuer = &population.model(number).generation;
    let act = event(Act::CertificateSuspend, "held");
    let suspension = Suspension { effective: NOW };
    let serial = serial(number);
    store.suspend(issuer, &serial, &suspension, &act).unwrap();
}

/// Lifts the suspension.
pub(crate) fn reinstate(store: &dyn Store, population: &Population, number: u32) {
    let issuer = &population.model(number).generation;
    let act = event(Act::CertificateReinstate, "back");
    store.reinstate(issuer, &serial(number), &act).unwrap();
}

/// Revokes it.
pub(crate) fn revoke(
    store: &dyn Store,
    population: &Population,
    number: u32,
    reason: Option<Reason>,
) {
    let issuer = &population.model(number).generation;
    let act = event(Act::CertificateRevoke, "gone");
    let revocation = Revocation {
        effective: NOW,
        reason,
        invalidity_date: None,
    };
    store
        .revoke(issuer, &serial(number), &revocation, &act)
        .unwrap();
}

/// Two common names with the same digest, found by looking.
pub(crate) fn colliding_names() -> [String; 2] {
    let mut seen = std::collections::HashMap::new();
    for number in 0_u32.. {
        let name = format!("Société {number}");
        let value = SubjectValue::attribute(AttributeType::COMMON_NAME, &name);
        if let Some(earlier) = seen.insert(value.digest(), name.clone()) {
            return [earlier, name];
        }
    }
    unreachable!("32 bits collide")
}

/// Intents 1, 2, … with these common names.
pub(crate) fn named(store: &dyn Store, names: &[&String]) {
    super::super::samples::found(store);
    for (number, name) in (1..).zip(names) {
        let intent = Intent {
            tbs: certificate(&[(3, name)], &[], &[]),
            ..intent(number)
        };
        store.store_intent(&intent, &requested()).unwrap();
    }
}

/// A criterion over the models in memory.
pub(crate) type Naive = Box<dyn Fn(&Model) -> bool>;

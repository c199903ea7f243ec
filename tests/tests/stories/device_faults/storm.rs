//! A random schedule of faults.

use std::fmt;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use sceau_pkcs11_shim::shim::Shim;
use sceau_tests::shim::{Code, Fault};

use crate::device_faults::keeper::Keeper;
use crate::device_faults::service::Service;
use crate::device_faults::trouble::Trouble;

/// How fast service must be back once the device is.
const BACK_WITHIN: Duration = Duration::from_secs(2);

/// How long it is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// No fault may end service for longer: a module that hangs as it is loaded is given five seconds,
/// and two faults may meet.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// How long what is still missing after the schedule may take, for one kind.
const TOP_UP: Duration = Duration::from_secs(60);

/// What each signature calls.
const SIGNING: [&str; 2] = ["C_SignInit", "C_Sign"];

/// What is called on the way back.
const WAY_BACK: [&str; 11] = [
    "C_OpenSession",
    "C_CloseSession",
    "C_Login",
    "C_GetSessionInfo",
    "C_FindObjectsInit",
    "C_FindObjects",
    "C_FindObjectsFinal",
    "C_GetAttributeValue",
    "C_GetSlotList",
    "C_GetTokenInfo",
    "C_Initialize",
];

/// Injects faults into one token while its service is used.
#[derive(Debug)]
pub(crate) struct Storm<'a> {
    shim: &'a Shim,
    service: &'a Service,
    keeper: Keeper,
    random: StdRng,
    back: Vec<Duration>,
}

/// How service came back after each departure.
#[derive(Debug)]
pub(crate) struct Calm {
    back: Vec<Duration>,
    /// After the last fault of all.
    last: Duration,
    /// The longest time without a success.
    pause: Duration,
}

impl<'a> Storm<'a> {
    /// The storm over the token whose files are in `folder`.
    pub(crate) fn new(shim: &'a Shim, service: &'a Service, folder: PathBuf, seed: u64) -> Self {
        Self {
            shim,
            service,
            keeper: Keeper::of(&folder),
            random: StdRng::seed_from_u64(seed),
            back: Vec::new(),
        }
    }

    /// Each kind at least `each` times within about `length`.
    pub(crate) fn blow(&mut self, kinds: &[Trouble], length: Duration, each: usize) {
        let mut deck: Vec<Trouble> = kinds.iter().flat_map(|kind| vec![*kind; each]).collect();
        deck.shuffle(&mut self.random);
        let (start, pause) = (Instant::now(), length / u32::try_from(deck.len()).unwrap());
        let mut due = Duration::ZERO;
        for kind in deck {
            self.strike(kind);
            self.keeper.mend();
            due += pause;
            thread::sleep(due.saturating_sub(start.elapsed()));
        }
        kinds.iter().for_each(|kind| self.top_up(*kind, each));
    }

    /// No more faults; how service came back.
    pub(crate) fn calm(self) -> Calm {
        self.clear();
        self.keeper.mend();
        Calm {
            last: self.service.back_after(PATIENCE).unwrap_or(PATIENCE),
            back: self.back,
            pause: self.service.longest_pause(),
        }
    }

    fn strike(&mut self, kind: Trouble) {
        let millis = |millis| Duration::from_millis(millis);
        match kind {
            Trouble::Returns(code) => {
                let forms = [Fault::Before(code), Fault::After(code)];
                let form = *forms.choose(&mut self.random).unwrap();
                self.inject(form);
            }
            Trouble::Hangs => self.inject(Fault::Hang),
            Trouble::IsSlow => {
                let time = millis(self.random.random_range(50..300));
                self.inject(Fault::Slow(time));
            }
            Trouble::Segfaults => self.inject(Fault::Segfault),
            Trouble::Aborts => self.inject(Fault::Abort),
            Trouble::FlipsABit => self.inject_at("C_Sign", Fault::BitFlip),
            Trouble::Invents => self.inject_at("C_Sign", Fault::RandomSignature),
            Trouble::Leaves => self.depart(),
            Trouble::IsFull => self.fill(),
        }
    }

    /// Into what signatures call, or what is called on the way back from a fault there.
    fn inject(&mut self, fault: Fault) {
        let signing = self.random.random_bool(0.6);
        let places: &[&str] = if signing { &SIGNING } else { &WAY_BACK };
        let place = *places.choose(&mut self.random).unwrap();
        self.inject_at(place, fault);
        match place {
            _ if signing => {}
            "C_Initialize" => self.inject_at("C_Sign", Fault::Abort),
            _ => self.inject_at("C_Sign", Fault::Before(Code::SESSION_HANDLE_INVALID)),
        }
    }

    fn inject_at(&self, function: &str, fault: Fault) {
        self.shim.plan().next(function, fault, 1).unwrap();
    }

    /// The token leaves and returns while nothing else goes wrong.
    fn depart(&mut self) {
        self.clear();
        // A module that hangs at its start is given five seconds: a fault of its own.
        let _well = self.service.back_after(PATIENCE);
        let code = [
            Code::DEVICE_REMOVED,
            Code::TOKEN_NOT_PRESENT,
            Code::DEVICE_ERROR,
            Code::GENERAL_ERROR,
            Code::SESSION_HANDLE_INVALID,
        ];
        let code = *code.choose(&mut self.random).unwrap();
        self.shim.plan().token_leaves(code).unwrap();
        thread::sleep(Duration::from_millis(self.random.random_range(200..600)));
        self.keeper.mend();
        self.shim.plan().token_returns().unwrap();
        let back = self.service.back_after(PATIENCE).unwrap_or(PATIENCE);
        if back > BACK_WITHIN {
            eprintln!("{code}: back after {back:?}");
        }
        self.back.push(back);
    }

    /// A few sessions are all that there are, and a fault that makes callers open new ones.
    fn fill(&mut self) {
        let plan = self.shim.plan();
        plan.limit_sessions(Some(self.random.random_range(1..3)))
            .unwrap();
        self.inject_at("C_Sign", Fault::Before(Code::SESSION_HANDLE_INVALID));
        thread::sleep(Duration::from_millis(150));
        plan.limit_sessions(None).unwrap();
    }

    /// A fault that was cleared, or planned where nobody came by, is injected again.
    fn top_up(&mut self, kind: Trouble, each: usize) {
        let start = Instant::now();
        while kind.happened(&self.shim.log().entries().unwrap()) < each {
            assert!(
                start.elapsed() < TOP_UP,
                "{kind} does not happen {each} times"
            );
            self.strike(kind);
            self.keeper.mend();
            let _reached = self.service.back_after(PATIENCE);
        }
    }

    fn clear(&self) {
        let plan = self.shim.plan();
        SIGNING
            .iter()
            .chain(&WAY_BACK)
            .for_each(|function| plan.clear(function).unwrap());
        plan.limit_sessions(None).unwrap();
    }
}

impl Calm {
    /// Each kind was injected often enough, and service was back in time after each departure.
    pub(crate) fn is_enough(&self, shim: &Shim, kinds: &[Trouble], each: usize) {
        let log = shim.log().entries().unwrap();
        for kind in kinds {
            let times = kind.happened(&log);
            eprintln!("{kind}: {times} times");
            assert!(times >= each, "{kind}: {times} times");
        }
        assert!(self.back.len() >= each, "{} departures", self.back.len());
        let late = self
            .back
            .iter()
            .chain([&self.last])
            .filter(|back| **back > BACK_WITHIN);
        assert_eq!(late.count(), 0, "service was not back in time: {self}");
        assert!(self.pause <= LONGEST_PAUSE, "{self}");
    }
}

impl fmt::Display for Calm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sorted = self.back.clone();
        sorted.sort_unstable();
        let at = |share: usize| sorted.get(sorted.len().saturating_sub(1) * share / 100);
        write!(
            f,
            "{} departures; back after (median, 90 %, last) {:?}, {:?}, {:?}; at the end after {:?}; \
             longest pause {:?}",
            sorted.len(),
            at(50),
            at(90),
            at(100),
            self.last,
            self.pause
        )
    }
}

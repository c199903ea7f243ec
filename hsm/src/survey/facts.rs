//! What a survey finds out. Times are in microseconds unless a name says otherwise.
//!
//! The names of the fields are those of the report that goes to vendors (`sceau hsm doctor`).

use ca_core::signer::TokenFault;
use serde::{Deserialize, Serialize};

/// A PKCS#11 module (CK_INFO), and its slots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Library {
    /// Who made it.
    pub manufacturer: String,
    /// What it calls itself.
    pub description: String,
    /// Its own version.
    pub version: String,
    /// The version of PKCS#11 that it claims.
    pub cryptoki: String,
    /// The newest list of functions that it has: `2.40`, `3.0` or `3.2` (HSM-03).
    pub interface: String,
    /// All slots.
    pub slots: Vec<Slot>,
}

/// A slot (CK_SLOT_INFO).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Its number, which may change when a device comes back.
    pub id: u64,
    /// What it calls itself.
    pub description: String,
    /// Who made it.
    pub manufacturer: String,
    /// CKF_HW_SLOT.
    pub hardware: bool,
    /// CKF_REMOVABLE_DEVICE.
    pub removable: bool,
    /// Its token; absent while there is none.
    pub token: Option<Token>,
    /// Why slot or token did not tell of themselves.
    pub trouble: Option<Trouble>,
}

/// A token (CK_TOKEN_INFO).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// The label.
    pub label: String,
    /// The manufacturer of the device.
    pub manufacturer: String,
    /// The model of the device.
    pub model: String,
    /// The serial number of the device.
    pub serial: String,
    /// The version of its hardware.
    pub hardware: String,
    /// The version of its firmware.
    pub firmware: String,
    /// Its flags.
    pub flags: Flags,
    /// Most sessions of one application (ulMaxSessionCount); absent if it sets no limit or does
    /// not tell.
    pub most_sessions: Option<u64>,
    /// Shortest PIN, in octets.
    pub shortest_pin: u64,
    /// Longest PIN, in octets.
    pub longest_pin: u64,
}

/// Flags of a token (PKCS#11 2.40 3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flags {
    /// CKF_TOKEN_INITIALIZED.
    pub initialised: bool,
    /// CKF_USER_PIN_INITIALIZED.
    pub pin_set: bool,
    /// CKF_LOGIN_REQUIRED.
    pub login_required: bool,
    /// CKF_PROTECTED_AUTHENTICATION_PATH.
    pub protected_path: bool,
    /// CKF_WRITE_PROTECTED.
    pub write_protected: bool,
    /// CKF_RNG.
    pub rng: bool,
    /// CKF_USER_PIN_COUNT_LOW.
    pub pin_count_low: bool,
    /// CKF_USER_PIN_FINAL_TRY.
    pub pin_final_try: bool,
    /// CKF_USER_PIN_LOCKED.
    pub pin_locked: bool,
    /// CKF_USER_PIN_TO_BE_CHANGED.
    pub pin_to_be_changed: bool,
    /// CKF_ERROR_STATE.
    pub error_state: bool,
}

/// A call that went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// What is done about such a failure while the device serves.
    pub class: Class,
    /// What exactly went wrong; absent where the class says it all.
    pub fault: Option<TokenFault>,
}

/// How a failure is dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// No room for now: the call waits its turn.
    Busy,
    /// The caller's fault: told, not tried again.
    Refused,
    /// Session, login or token are lost: a new session, a new login, one more try.
    Lost,
    /// The PIN is wrong or locked: nobody logs in again (I9).
    BadPin,
    /// No answer in time: the worker process was killed.
    Hung,
    /// The worker process crashed.
    Crashed,
    /// Not asked: the time of the survey was over, or what it needs was not there.
    Skipped,
}

/// What the worker process that loads the module was allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// Whether its memory stays out of swap.
    pub memory_locked: bool,
    /// Whether a crash may write its memory to disk.
    pub core_dumps: bool,
    /// Whether it can open a network socket.
    pub network: bool,
}

/// A mechanism that some algorithm of ours needs (CK_MECHANISM_INFO).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mechanism {
    /// Its name in the standard.
    pub name: String,
    /// Whether the token has it.
    pub present: bool,
    /// Whether it signs.
    pub signs: bool,
    /// Whether it makes key pairs.
    pub generates: bool,
    /// Whether the device does it itself, rather than the module (CKF_HW).
    pub hardware: bool,
    /// Smallest key, in the unit of the mechanism.
    pub least: u64,
    /// Largest key, in the unit of the mechanism.
    pub most: u64,
}

/// How a token takes one attribute of a private key (HSM-01, HSM-02).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Its name in the standard.
    pub name: String,
    /// What it must be.
    pub wanted: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Whether the token also acts by it: absent where that cannot be tried.
    pub enforced: Option<bool>,
    /// Why it was refused, or not tried.
    pub trouble: Option<Trouble>,
}

/// What became of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It reads back as wanted.
    Honoured,
    /// It reads back otherwise.
    Ignored,
    /// The token does not tell it.
    Untold,
    /// A template with it is refused.
    Refused,
    /// Not tried.
    Untried,
}

/// What a token does with one algorithm of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Algorithm {
    /// Its name in our table.
    pub name: String,
    /// Whether key pairs are `session` or `token` objects; absent where none was made.
    pub object: Option<String>,
    /// How long a key pair took.
    pub make_us: Option<u64>,
    /// How long the first signature took.
    pub sign_us: Option<u64>,
    /// Whether that signature is right; absent where there is none.
    pub verified: Option<bool>,
    /// Rate and latency by the number of sessions.
    pub rates: Vec<Rate>,
    /// At what it failed, and why.
    pub trouble: Option<(Stage, Trouble)>,
}

/// What a token was asked to do with an algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// To make a key pair.
    Make,
    /// To sign once.
    Sign,
    /// To sign without pause.
    Rate,
}

/// Signatures without pause, each session in a thread of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// How many sessions.
    pub sessions: u64,
    /// How many signatures were made.
    pub signatures: u64,
    /// Signatures per second, all sessions together.
    pub per_second: u64,
    /// Half of the signatures took at most so long.
    pub p50_us: u64,
    /// 99 of 100 took at most so long.
    pub p99_us: u64,
}

/// How many sessions a token opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sessions {
    /// How many were asked for.
    pub asked: u64,
    /// How many were opened at once.
    pub opened: u64,
    /// How long one took on average.
    pub open_us: u64,
    /// How the next one was refused.
    pub trouble: Option<Trouble>,
}

/// What a token does when it is used wrongly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    /// What was done to it.
    pub misuse: Misuse,
    /// Whether it did as asked, as if nothing were wrong.
    pub accepted: bool,
    /// What it answered.
    pub trouble: Option<Trouble>,
    /// Whether the same session signs afterwards; absent where that was not tried.
    pub signs_after: Option<bool>,
}

/// A wrong use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Misuse {
    /// More data than the mechanism takes.
    OverlongData,
    /// A mechanism for another kind of key.
    WrongMechanism,
    /// C_SignUpdate without C_SignInit.
    NoOperation,
    /// C_SignInit twice.
    TwoOperations,
    /// A key that was destroyed.
    DeadHandle,
    /// A private key after C_Logout.
    LoggedOut,
}

impl Misuse {
    /// All of them, in the order in which they are tried: the last two take the key away.
    pub const ALL: [Self; 6] = [
        Self::OverlongData,
        Self::WrongMechanism,
        Self::NoOperation,
        Self::TwoOperations,
        Self::DeadHandle,
        Self::LoggedOut,
    ];
}

/// How logging in works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// Starting a worker, loading the module, finding the token and logging in, in milliseconds.
    pub open_ms: u64,
    /// Whether a second session is logged in by the login of the first (PKCS#11 2.40 5.6).
    pub shared: Option<bool>,
}

/// C_Finalize and C_Initialize once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restart {
    /// C_Finalize.
    pub finalize_us: u64,
    /// C_Initialize.
    pub initialize_us: u64,
}

/// All that a survey found out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Examination {
    /// The module, with the slot of the token alone.
    pub library: Library,
    /// What the worker was allowed.
    pub confinement: Confinement,
    /// How logging in works.
    pub login: Login,
    /// The mechanisms that we use.
    pub mechanisms: Vec<Mechanism>,
    /// Attributes of private keys; empty if no key could be made.
    pub attributes: Vec<Attribute>,
    /// All algorithms of our table.
    pub algorithms: Vec<Algorithm>,
    /// How many sessions it opens.
    pub sessions: Sessions,
    /// What it does when it is used wrongly; empty if no key could be made.
    pub reactions: Vec<Reaction>,
    /// C_Finalize and C_Initialize; absent where they failed.
    pub restart: Option<Restart>,
    /// Probes that failed beside those above, by name.
    pub troubles: Vec<(String, Trouble)>,
    /// Worker processes that hung or crashed.
    pub workers_lost: u64,
    /// Objects of this survey that may still be in the token; none, or their label.
    pub left_behind: Option<String>,
    /// Whether the caller broke off.
    pub interrupted: bool,
}

//! What module, slots and tokens say of themselves, and what this process was allowed.

use std::net::UdpSocket;

use ca_core::algorithm::KeyAlgorithm;
use cryptoki::context::{Function, Pkcs11};
use cryptoki::mechanism::{MechanismInfo, MechanismType};
use cryptoki::slot::{Limit, Slot, TokenInfo};
use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};

use crate::device::mechanism;
use crate::device::module::Module;
use crate::failure::Failure;
use crate::survey::facts::{self, Flags, Library, Mechanism};

pub(super) fn library(module: &Module) -> Result<Library, Failure> {
    let pkcs11 = module.pkcs11();
    let info = pkcs11.get_library_info()?;
    let slots = pkcs11.get_all_slots()?;
    Ok(Library {
        manufacturer: info.manufacturer_id().to_owned(),
        description: info.library_description().to_owned(),
        version: info.library_version().to_string(),
        cryptoki: info.cryptoki_version().to_string(),
        interface: interface(pkcs11).to_owned(),
        slots: slots.into_iter().map(|id| slot(pkcs11, id)).collect(),
    })
}

/// By a function that is new in each version.
fn interface(pkcs11: &Pkcs11) -> &'static str {
    if pkcs11.is_fn_supported(Function::EncapsulateKey) {
        "3.2"
    } else if pkcs11.is_fn_supported(Function::LoginUser) {
        "3.0"
    } else {
        "2.40"
    }
}

fn slot(pkcs11: &Pkcs11, id: Slot) -> facts::Slot {
    let mut slot = facts::Slot {
        id: id.id(),
        description: String::new(),
        manufacturer: String::new(),
        hardware: false,
        removable: false,
        token: None,
        trouble: None,
    };
    let told = pkcs11.get_slot_info(id).and_then(|info| {
        slot.description = info.slot_description().to_owned();
        slot.manufacturer = info.manufacturer_id().to_owned();
        slot.hardware = info.hardware_slot();
        slot.removable = info.removable_device();
        info.token_present()
            .then(|| pkcs11.get_token_info(id))
            .transpose()
    });
    match told {
        Ok(info) => slot.token = info.as_ref().map(token),
        Err(error) => slot.trouble = Some(Failure::from(error).into()),
    }
    slot
}

fn token(info: &TokenInfo) -> facts::Token {
    let octets = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    facts::Token {
        label: info.label().to_owned(),
        manufacturer: info.manufacturer_id().to_owned(),
        model: info.model().to_owned(),
        serial: info.serial_number().to_owned(),
        hardware: info.hardware_version().to_string(),
        firmware: info.firmware_version().to_string(),
        flags: flags(info),
        most_sessions: match info.max_session_count() {
            Limit::Max(most) => Some(most),
            Limit::Infinite | Limit::Unavailable => None,
        },
        shortest_pin: octets(info.min_pin_length()),
        longest_pin: octets(info.max_pin_length()),
    }
}

fn flags(info: &TokenInfo) -> Flags {
    Flags {
        initialised: info.token_initialized(),
        pin_set: info.user_pin_initialized(),
        login_required: info.login_required(),
        protected_path: info.protected_authentication_path(),
        write_protected: info.write_protected(),
        rng: info.rng(),
        pin_count_low: info.user_pin_count_low(),
        pin_final_try: info.user_pin_final_try(),
        pin_locked: info.user_pin_locked(),
        pin_to_be_changed: info.user_pin_to_be_changed(),
        error_state: info.error_state(),
    }
}

/// Each mechanism that a row of our table needs, once.
pub(super) fn mechanisms(module: &Module, slot: Slot) -> Result<Vec<Mechanism>, Failure> {
    let pkcs11 = module.pkcs11();
    let present = pkcs11.get_mechanism_list(slot)?;
    let mut needed: Vec<MechanismType> = Vec::new();
    for algorithm in KeyAlgorithm::ALL {
        let row = mechanism::key(algorithm);
        for kind in [row.generation.mechanism_type(), row.signing] {
            if !needed.contains(&kind) {
                needed.push(kind);
            }
        }
    }
    let tell = |kind: MechanismType| {
        let info = present
            .contains(&kind)
            .then(|| pkcs11.get_mechanism_info(slot, kind))
            .transpose()?;
        Ok(told(kind, info))
    };
    needed.into_iter().map(tell).collect()
}

fn told(kind: MechanismType, info: Option<MechanismInfo>) -> Mechanism {
    let has = |test: fn(&MechanismInfo) -> bool| info.as_ref().is_some_and(test);
    let size = |size: fn(&MechanismInfo) -> usize| {
        let size = info.as_ref().map(size).unwrap_or_default();
        u64::try_from(size).unwrap_or(u64::MAX)
    };
    Mechanism {
        name: kind.to_string(),
        present: info.is_some(),
        signs: has(MechanismInfo::sign),
        generates: has(MechanismInfo::generate_key_pair),
        hardware: has(MechanismInfo::hardware),
        least: size(MechanismInfo::min_key_size),
        most: size(MechanismInfo::max_key_size),
    }
}

/// Whether a crash of this process may write its memory to disk.
pub(super) fn dumps_core() -> bool {
    let dumpable = dumpable_behavior() != Ok(DumpableBehavior::NotDumpable);
    dumpable && getrlimit(Resource::Core).current != Some(0)
}

/// Whether this process can open a network socket.
pub(super) fn has_network() -> bool {
    UdpSocket::bind(("127.0.0.1", 0)).is_ok()
}

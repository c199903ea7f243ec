//! Rules of ETSI: TS 119 312 (`algorithm`), and the EN 319 412 family for what claims to follow
//! it: `identifier` and `person` (412-1, -2, -3), `usage` (412-2), `qualification`, `disclosure`
//! and `statement` (412-5), `policy` (EN 319 411-1).

pub(super) mod algorithm;
pub(super) mod disclosure;
pub(super) mod identifier;
pub(super) mod person;
pub(super) mod policy;
pub(super) mod qualification;
pub(super) mod statement;
pub(super) mod usage;

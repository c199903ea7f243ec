//! What breaks each rule.

#[path = "breach/etsi.rs"]
pub(crate) mod etsi;
#[path = "breach/house.rs"]
pub(crate) mod house;
#[path = "breach/rfc5280.rs"]
pub(crate) mod rfc5280;

use crate::sample::Case;

/// Message, and what breaks the rule in an otherwise good certificate of somebody else.
pub(crate) type Breach = (&'static str, fn(&mut Case));

/// Message, profile, and what breaks the rule in an otherwise good certificate of ours.
pub(crate) type HouseBreach = (&'static str, &'static str, fn(&mut Case));

//! Several tokens behind one adapter: SoftHSM tokens in folders of their own, each behind a
//! worker and a shim of its own; copies are imported by SoftHSM's own tool.

#![cfg(test)]

mod copies;
mod fence;
mod opening;
mod pair;
mod routing;

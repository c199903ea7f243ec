//! Operations upon issuer lines and their generations.

mod create;
mod name;
mod report;
mod show;

pub use self::create::{ActivateIssuer, Activation, CreateIssuer, NewIssuer};
pub use self::name::IssuerName;
pub use self::report::{IssuerReport, IssuerState};
pub use self::show::{IssuerPage, ListIssuers, ListedIssuers, ShowIssuer, ShownIssuer};

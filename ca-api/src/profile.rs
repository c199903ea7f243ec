//! Operations upon the documents that govern issuance: profiles, what certificates must look
//! like, and beside them the country pack, the table of algorithms and the origins of keys.

mod activate;
mod check;
mod report;
mod show;

pub use self::activate::{ActivateDocument, ActivationReport, NewDocument};
pub use self::check::{
    CheckDocument, CheckReport, CompareDocument, Compared, DifferenceReport, Differences, Judged,
};
pub use self::report::{DocumentReport, DocumentView, ProfilePart};
pub use self::show::{
    DocumentList, ListProfiles, NamedDocument, ShowDocument, ShowProfile, ShownDocument,
    WhichDocuments,
};

//! Operations upon certificates.

mod expiry;
mod issue;
mod list;
mod report;
mod request;
mod search;
mod show;
mod withdraw;

pub use self::expiry::{CountExpiries, Expiries, ExpiryReport, MonthReport, Months};
pub use self::issue::{
    IssueCertificate, IssuedCertificate, PrepareCertificate, PreparedCertificate, Wish,
};
pub use self::list::{
    CertificatePage, CountCertificates, ListCertificates, Listing, StandingReport,
};
pub use self::report::{CertificateReport, FieldReport, FindingReport, NoticeReport, Severity};
pub use self::request::{RequestReport, RequestState, ShowRequest, ShownRequest};
pub use self::search::{LintVersions, ProfileVersion, Search, Standing};
pub use self::show::{ShowCertificate, Shown};
pub use self::withdraw::{
    Hold, ReinstateCertificate, Revocation, RevokeCertificate, StatusReport, SuspendCertificate,
};

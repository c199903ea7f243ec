//! Operations upon certificates.

mod issue;
mod report;
mod show;
mod withdraw;

pub use self::issue::{
    IssueCertificate, IssuedCertificate, PrepareCertificate, PreparedCertificate, Wish,
};
pub use self::report::{CertificateReport, FieldReport, FindingReport, NoticeReport, Severity};
pub use self::show::{ShowCertificate, Shown};
pub use self::withdraw::{
    Hold, ReinstateCertificate, Revocation, RevokeCertificate, StatusReport, SuspendCertificate,
};

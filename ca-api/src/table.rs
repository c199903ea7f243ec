//! The table of operations: the only list of them.

use crate::operation::{Operation, Row};

/// Hands the list of all operations, as paths of types, to the macro with this name.
#[macro_export]
macro_rules! operations {
    ($then:path) => {
        $then! {
            $crate::audit::ListEvents,
            $crate::audit::ShowEvent,
            $crate::audit::ProveEvent,
            $crate::audit::ListHeads,
            $crate::audit::SignHead,
            $crate::audit::ShowRetention,
            $crate::audit::PurgeLog,
            $crate::audit::EnrolAuditSigner,
            $crate::certificate::PrepareCertificate,
            $crate::certificate::IssueCertificate,
            $crate::certificate::ShowRequest,
            $crate::certificate::ListCertificates,
            $crate::certificate::CountCertificates,
            $crate::certificate::CountExpiries,
            $crate::certificate::ShowCertificate,
            $crate::certificate::RevokeCertificate,
            $crate::certificate::SuspendCertificate,
            $crate::certificate::ReinstateCertificate,
            $crate::crl::ShowCrl,
            $crate::crl::PublishCrl,
            $crate::issuer::ListIssuers,
            $crate::issuer::ShowIssuer,
            $crate::issuer::CreateIssuer,
            $crate::issuer::ActivateIssuer,
            $crate::key::ListKeys,
            $crate::key::ShowKey,
            $crate::key::CreateKey,
            $crate::key::PrepareKeyDestruction,
            $crate::key::DestroyKey,
            $crate::key::ListTokens,
            $crate::profile::ListProfiles,
            $crate::profile::ShowProfile,
            $crate::profile::ShowDocument,
            $crate::profile::CheckDocument,
            $crate::profile::CompareDocument,
            $crate::profile::ActivateDocument,
            $crate::registry::ShowRegistry,
            $crate::registry::CheckRegistry,
            $crate::responder::ListResponders,
            $crate::responder::EnrolResponder,
        }
    };
}

macro_rules! rows {
    ($($operation:path,)*) => {
        /// The rows of all operations.
        pub static TABLE: &[Row] = &[$(<$operation as Operation>::ROW,)*];
    };
}

operations!(rows);

//! The log leaves the house, and the log says so (AUD-01).

use std::collections::BTreeMap;

use crate::actor::Actor;
use crate::audit::event::{Act, EventFields, Outcome};
use crate::audit::export::{Export, ExportError, ExportSink, Manifest};
use crate::authority::Authority;
use crate::authority::refusal::{RANDOM, Refusal, Rule};
use crate::random::RandomError;
use crate::registry::RegistryError;

impl Authority {
    /// Exports the log up to the last signed head, from the tile of event `first` on. An event
    /// says before that it is meant, and one after it what left; `progress` is told how many
    /// events of how many are written.
    ///
    /// # Errors
    /// As [`Export::write`]; fails if the log cannot be written, and then nothing leaves.
    pub fn export_log(
        &self,
        actor: &Actor,
        first: u64,
        sink: &mut dyn ExportSink,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Manifest, LogNotExported> {
        let mut fields = EventFields {
            details: [("first", first.to_string())].into(),
            ..EventFields::default()
        };
        let event = self.event(Act::AuditExport, Outcome::Intended, actor, &fields)?;
        self.ports.audit.append(&event)?;
        let manifest = self
            .write_export(first, sink, progress)
            .map_err(|error| self.record_failure(Act::AuditExport, actor, fields.clone(), error))?;
        fields.details.extend([
            ("first", manifest.first.to_string()),
            ("size", manifest.head.size.to_string()),
            ("root", manifest.head.root.to_string()),
        ]);
        let event = self.done(Act::AuditExport, actor, &fields)?;
        self.ports.audit.append(&event)?;
        Ok(manifest)
    }

    fn write_export(
        &self,
        first: u64,
        sink: &mut dyn ExportSink,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Manifest, LogNotExported> {
        let all = self.ports.registry.generations()?.into_iter();
        let issuers: Vec<_> = all
            .filter_map(|generation| generation.certificate)
            .collect();
        let export = Export {
            log: self.ports.audit.as_ref(),
            issuers: &issuers,
            first,
        };
        Ok(export.write(sink, progress)?)
    }
}

/// Why the log was not exported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogNotExported {
    /// The export was not made.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The act could not be recorded, or the issuers not be read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl Rule for LogNotExported {
    fn rule(&self) -> &'static str {
        match self {
            Self::Export(
                ExportError::Unsigned | ExportError::Begin { .. } | ExportError::Purged { .. },
            ) => "audit-uncovered",
            Self::Export(ExportError::Unreadable(error)) | Self::Registry(error) => error.rule(),
            Self::Export(ExportError::Sink(_)) => "audit-export-sink",
            Self::Export(_) => "AUD-03",
            Self::Random(_) => RANDOM,
        }
    }
}

impl Refusal for LogNotExported {
    fn is_refusal(&self) -> bool {
        match self {
            Self::Export(error) => {
                matches!(
                    error,
                    ExportError::Unsigned | ExportError::Begin { .. } | ExportError::Purged { .. }
                )
            }
            Self::Registry(error) => error.is_refusal(),
            Self::Random(_) => false,
        }
    }

    fn details(&self) -> BTreeMap<&'static str, String> {
        BTreeMap::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn export_that_wants_a_newer_head_is_refused_and_has_not_failed() {
        for error in [
            ExportError::Unsigned,
            ExportError::Begin { first: 9, size: 8 },
            ExportError::Purged { size: 8 },
        ] {
            let error = LogNotExported::Export(error);
            assert!(error.is_refusal(), "{error}");
            assert_eq!(error.rule(), "audit-uncovered");
        }
        let damaged = LogNotExported::Export(ExportError::Damaged { index: 8 });
        assert!(!damaged.is_refusal());
    }
}

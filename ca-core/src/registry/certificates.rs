//! Certificates and intents one after the other, however many there are.

use std::fmt;
use std::vec;

use crate::registry::records::{CertificateQuery, CertificateRecord};
use crate::registry::{Registry, RegistryError};

/// The certificates and intents that match a query, in the order in which they were stored:
/// read page by page, so that memory is bounded and no page waits for who looks at another.
/// What is stored meanwhile comes at the end.
pub struct Certificates<'a> {
    registry: &'a dyn Registry,
    query: CertificateQuery,
    page: vec::IntoIter<CertificateRecord>,
    /// How many may still be read; absent for all.
    left: Option<usize>,
    is_last_page: bool,
}

impl<'a> Certificates<'a> {
    /// Those that match, at most `query.limit`; 0 means all.
    #[must_use]
    pub fn matching(registry: &'a dyn Registry, query: CertificateQuery) -> Self {
        Self {
            registry,
            left: (query.limit > 0).then_some(query.limit),
            query,
            page: Vec::new().into_iter(),
            is_last_page: false,
        }
    }

    fn turn_page(&mut self) -> Result<(), RegistryError> {
        self.query.limit = self.left.unwrap_or(0);
        let wanted = self.query.page();
        let page = self.registry.certificates(&self.query)?;
        self.left = self.left.map(|left| left.saturating_sub(page.len()));
        self.is_last_page = page.len() < wanted || self.left == Some(0);
        if let Some(last) = page.last() {
            self.query.after = last.sequence;
        }
        self.page = page.into_iter();
        Ok(())
    }
}

impl Iterator for Certificates<'_> {
    type Item = Result<CertificateRecord, RegistryError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(record) = self.page.next() {
            return Some(Ok(record));
        }
        if self.is_last_page {
            return None;
        }
        match self.turn_page() {
            Ok(()) => self.page.next().map(Ok),
            Err(error) => {
                self.is_last_page = true;
                Some(Err(error))
            }
        }
    }
}

impl fmt::Debug for Certificates<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificates")
            .field("query", &self.query)
            .finish_non_exhaustive()
    }
}

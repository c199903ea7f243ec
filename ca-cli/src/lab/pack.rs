//! The facts of the state whose authority is practised: shipped, or from the operator's file.

use std::fs;

use ca_core::country::Country;
use ca_desk::error::Failure;
use ca_desk::message::Message;

use crate::cli::country;
use crate::lab::files;
use crate::lab::layout::Layout;

/// A country pack that was asked for.
#[derive(Debug)]
pub(crate) struct Pack {
    /// The facts.
    pub(crate) country: Country,
    /// Whether it came from a file: then the lab keeps a copy.
    is_own: bool,
}

impl Pack {
    /// The pack of a code of the shipped ones, or that of a file.
    ///
    /// # Errors
    /// It is neither, or the file is no pack.
    pub(crate) fn find(wanted: &str) -> Result<Self, Failure> {
        let message = Message::new("lab-bad-country").with("country", wanted);
        Ok(Self {
            country: country::pack(wanted, &message)?,
            is_own: Country::find(wanted).is_none(),
        })
    }

    /// Keeps a copy of a pack from a file, for the steps and for the next `up`; of a shipped one
    /// none, nor what an interrupted start left.
    ///
    /// # Errors
    /// The copy cannot be written.
    pub(crate) fn keep(&self, layout: &Layout) -> Result<(), Failure> {
        let path = layout.country_pack();
        let kept = if self.is_own {
            files::write(&path, files::PUBLIC, self.country.text())
        } else if path.exists() {
            fs::remove_file(&path)
        } else {
            Ok(())
        };
        kept.map_err(|error| files::not_written(&path, &error))
    }

    /// Whether the lab was made with this pack.
    pub(crate) fn is_of(&self, layout: &Layout, code: &str) -> bool {
        let kept = fs::read_to_string(layout.country_pack()).ok();
        let own = self.is_own.then(|| self.country.text());
        self.country.code == code && kept.as_deref() == own
    }
}

/// How the lab's pack is named to `registry init`: the copy, or the code of a shipped one.
pub(crate) fn named(layout: &Layout, code: &str) -> String {
    let kept = layout.country_pack();
    if kept.exists() {
        kept.display().to_string()
    } else {
        code.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ca_desk::error::Kind;

    #[test]
    fn law_11_a_pack_from_a_file_is_kept_and_another_one_is_not_taken_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::at(folder.path()).unwrap();
        let shipped = Pack::find("TD").unwrap();
        assert!(shipped.is_of(&layout, "TD"));
        assert_eq!(named(&layout, "TD"), "TD");
        let file = folder.path().join("own.toml");
        fs::write(&file, shipped.country.text()).unwrap();
        let own = Pack::find(file.to_str().unwrap()).unwrap();
        own.keep(&layout).unwrap();
        assert!(own.is_of(&layout, "TD"));
        assert!(!shipped.is_of(&layout, "TD"));
        assert_eq!(
            named(&layout, "TD"),
            layout.country_pack().display().to_string()
        );
        assert_eq!(Pack::find("XX").unwrap_err().kind, Kind::Usage);
    }
}

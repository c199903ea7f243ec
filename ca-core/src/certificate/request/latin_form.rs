//! Whether the Latin form of names is the suggested one, or an officer's (REG-05).

use crate::certificate::request::{CertificateRequest, PrepareError};
use crate::subject::AttributeType;
use crate::transliteration;

/// Attributes whose original form may be given: those that name a person.
const NAMES: [AttributeType; 4] = [
    AttributeType::SURNAME,
    AttributeType::GIVEN_NAME,
    AttributeType::PSEUDONYM,
    AttributeType::COMMON_NAME,
];

/// Where the Latin form of a subject's names comes from; the audit log keeps the word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LatinForm {
    /// Each is the transliteration of ICAO Doc 9303-3.
    Suggested,
    /// An officer confirmed another form.
    Confirmed,
}

impl LatinForm {
    /// The word in the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Suggested => "icao-9303-3",
            Self::Confirmed => "officer",
        }
    }
}

impl CertificateRequest<'_> {
    /// Compares the names with their original form, in any case of letters. Nothing where no
    /// original form was given.
    ///
    /// # Errors
    /// Refuses an original form of what is no name or not in the subject, and a Latin form that
    /// is neither the suggested one nor confirmed.
    pub fn check_latin_form(&self) -> Result<Option<LatinForm>, PrepareError> {
        let Some(original) = self.original_name else {
            return Ok(None);
        };
        let mut form = LatinForm::Suggested;
        for (attribute, value) in original.iter() {
            let latin = self.subject.and_then(|subject| subject.get(attribute));
            let Some(latin) = latin.filter(|_| NAMES.contains(&attribute)) else {
                return Err(PrepareError::OriginalName { attribute });
            };
            let suggested = transliteration::suggest(value).ok();
            let same = suggested.as_ref().is_some_and(|form| is_same(form, latin));
            match same {
                true => {}
                false if self.latin_form_confirmed => form = LatinForm::Confirmed,
                false => {
                    return Err(PrepareError::LatinForm {
                        attribute,
                        suggested,
                    });
                }
            }
        }
        Ok(Some(form))
    }
}

fn is_same(one: &str, other: &str) -> bool {
    one.to_uppercase() == other.to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::Subject;
    use crate::subject_key::SubjectKey;

    const KEY: &str =
        "302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    fn judge(
        subject: &str,
        original: Option<&str>,
        confirmed: bool,
    ) -> Result<Option<LatinForm>, PrepareError> {
        let key = SubjectKey::from_spki(&hex::decode(KEY).unwrap()).unwrap();
        let subject = Subject::parse(subject).unwrap();
        let original = original.map(|text| Subject::parse(text).unwrap());
        let request = CertificateRequest {
            subject: Some(&subject),
            common_name: None,
            alternative_names: &[],
            key: &key,
            validity: None,
            original_name: original.as_ref(),
            latin_form_confirmed: confirmed,
        };
        request.check_latin_form()
    }

    #[test]
    fn reg_05_the_suggested_form_needs_no_officer() {
        let original = Some("SN=ديبي,GN=فاطمة");
        let form = judge("SN=Dyby,GN=fatxtmxah,CN=Fatimé Déby", original, false);
        assert!(
            matches!(form, Err(PrepareError::LatinForm { .. })),
            "one letter too much"
        );
        for subject in ["SN=Dyby,GN=faxttmxah", "SN=DYBY,GN=FAXTTMXAH,CN=Fatimé"] {
            assert_eq!(
                judge(subject, original, false).unwrap(),
                Some(LatinForm::Suggested)
            );
        }
        assert_eq!(judge("SN=Dyby", None, false).unwrap(), None);
    }

    #[test]
    fn reg_05_another_form_needs_an_officer() {
        let original = Some("GN=محمد");
        let refusal = judge("GN=Mahamat", original, false).unwrap_err();
        assert_eq!(refusal.requirement(), "REG-05");
        let PrepareError::LatinForm { suggested, .. } = refusal else {
            panic!("{refusal}");
        };
        assert_eq!(suggested.as_deref(), Some("MXHMD"));
        assert_eq!(
            judge("GN=Mahamat", original, true).unwrap(),
            Some(LatinForm::Confirmed)
        );
        let unknown = judge("GN=Idriss", Some("GN=Ἰδρίς"), false).unwrap_err();
        assert!(matches!(
            unknown,
            PrepareError::LatinForm {
                suggested: None,
                ..
            }
        ));
        assert!(judge("GN=Idriss", Some("GN=Ἰδρίς"), true).is_ok());
    }

    #[test]
    fn reg_05_only_names_of_the_subject_have_an_original_form() {
        for original in ["SN=ديبي", "C=TD", "serialNumber=IDCTD-1", "O=وزارة"] {
            let refusal = judge(
                "GN=Fatime,C=TD,serialNumber=IDCTD-1,O=M",
                Some(original),
                true,
            );
            assert!(
                matches!(refusal, Err(PrepareError::OriginalName { .. })),
                "{original}"
            );
        }
    }
}

//! QC-09: disclosure statements (EN 319 412-5 4.3.4).

use crate::lint::case::Case;
use crate::lint::fact::qualified::QualifiedFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::oid;

/// Over https, one in English, one for each language, and in the languages of the country.
pub(in crate::lint) fn qc_09_disclosure(case: &Case<'_>, findings: &mut Findings) {
    let extensions = &case.certificate.extensions;
    let Some(statement) = extensions.statement(oid::QC_DISCLOSURE) else {
        let qualified = extensions.statement(oid::QC_COMPLIANCE).is_some();
        findings.when(qualified, Fact::DisclosureAbsent);
        return;
    };
    // One that is not well formed is QC-10.
    let Ok(disclosures) = statement.disclosures() else {
        return;
    };
    let mut seen: Vec<String> = Vec::with_capacity(disclosures.len());
    for (url, language) in &disclosures {
        if !url.starts_with("https://") {
            findings.push(Fact::DisclosureNotHttps {
                url: (*url).to_owned(),
            });
        }
        seen.push(language.to_ascii_lowercase());
    }
    let has = |wanted: &str| seen.iter().any(|language| language == wanted);
    findings.when(!has("en"), Fact::DisclosureNotEnglish);
    let languages = case.governing.map(|governing| &governing.country.languages);
    for language in languages
        .into_iter()
        .flatten()
        .filter(|wanted| !has(wanted))
    {
        findings.push(Fact::DisclosureLanguage {
            language: language.clone(),
        });
    }
    seen.sort_unstable();
    let mut last = None;
    for language in seen {
        if last.as_ref() == Some(&language) {
            findings.push(Fact::DisclosureTwice {
                language: language.clone(),
            });
        }
        last = Some(language);
    }
}

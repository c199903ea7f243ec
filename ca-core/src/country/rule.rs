//! The rules that a country pack keeps, each with the requirement that it comes from.

use crate::document::document_rules;

document_rules! {
    /// A rule that a country pack keeps.
    CountryRule {
        Format "format" None,
            "this program reads format 1";
        Code "code" Some("QC-01"),
            "the code is an alpha-2 code of ISO 3166-1";
        LongCode "long-code" Some("QC-01"),
            "the long code is the alpha-3 code of the same country in ISO 3166-1";
        Arc "arc" Some("QC-11"),
            "an arc is an object identifier in dots";
        PracticeArc "practice-arc" Some("QC-11"),
            "the arc for practice is one for documentation, under 1.3.6.1.4.1.32473";
        Currency "currency" Some("QC-10"),
            "the currency is three capital letters of ISO 4217";
        Languages "languages" Some("QC-09"),
            "languages are codes of ISO 639-1 beside English, each once";
        Organization "organization" Some("CRT-07"),
            "the name has 1 to 64 characters";
        OrganizationIdentifier "organization-identifier" Some("QC-03"),
            "the identifier is a type of the pack, the code, a hyphen and a number";
        Retention "retention" Some("QC-10"),
            "records are kept for 7 to 100 years";
        NaturalTypes "natural-types" Some("QC-01"),
            "natural persons have identifiers of the types PNO, IDC, PAS and TIN, at least one, \
             each once";
        LegalTypes "legal-types" Some("QC-03"),
            "legal persons have identifiers of the types NTR, VAT, LEI and PSD, at least one, \
             each once";
        SchemeName "scheme-name" Some("QC-02"),
            "a national scheme is named by two capital letters, once";
        SchemeAuthority "scheme-authority" Some("QC-02"),
            "who keeps a national scheme is named by an http, https or urn URI";
        Mentions "mentions" Some("LAW-01"),
            "a pack with laws lists the mentions that they require";
        Mention "mention" Some("LAW-01"),
            "a mention has a name in lower-case letters, digits and hyphens, once, and a reference";
        Law "law" None,
            "a legal text has a reference and a title";
    }
}

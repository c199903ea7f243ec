//! The requirements by which refusals and findings are named, and the clauses they come from.
//!
//! A refusal is only as good as its reference: the id names the row of `docs/standards.md`, the
//! clause the text that an auditor opens.

/// The clause of the requirement with this id, for example `EN 319 412-1 5.1.3` for `QC-01`.
#[must_use]
pub fn clause(id: &str) -> Option<&'static str> {
    let found = CLAUSES.iter().find(|(known, _)| *known == id);
    found.map(|(_, clause)| *clause)
}

/// The id itself, if it is that of a requirement.
#[must_use]
pub fn known(id: &str) -> Option<&'static str> {
    let found = CLAUSES.iter().find(|(known, _)| *known == id);
    found.map(|(known, _)| *known)
}

/// Ids and clauses, by id.
pub static CLAUSES: &[(&str, &str)] = &[
    ("ALG-01", "TS 119 312 8, BR 6.1.1.3"),
    ("ALG-02", "TS 119 312 6, RFC 5280 4.1.2.3"),
    ("ALG-03", "TS 119 312 6, RFC 4055 3.1"),
    ("ALG-04", "TS 119 312 9"),
    ("ALG-05", "TS 119 312 9"),
    ("AUD-03", "EN 319 401 7.10"),
    ("AUD-05", "EN 319 411-1 6.4.6, BR 5.4.3"),
    ("AUD-08", "EN 319 401 7.2, 7.10"),
    ("CRL-01", "RFC 5280 5.1, 5.2.3"),
    ("CRL-03", "EN 319 411-1 6.2.4, 6.3.9"),
    ("CRL-04", "EN 319 411-1 6.3.9, BR 4.9.7"),
    ("CRL-05", "RFC 5280 5.3.1, BR 7.2.2"),
    ("CRT-01", "RFC 5280 4.1, X.690 10"),
    ("CRT-02", "RFC 5280 4.1.2.2, BR 7.1"),
    ("CRT-03", "RFC 5280 4.1.2.2"),
    ("CRT-04", "RFC 5280 4.1.2.5"),
    ("CRT-05", "RFC 5280 6.1"),
    ("CRT-06", "RFC 5280 4.1.2.4"),
    ("CRT-07", "RFC 5280 4.1.2.4, A.1, X.520"),
    ("CRT-08", "RFC 5280 4.2"),
    ("CRT-09", "RFC 5280 4.2.1.1, 4.2.1.2"),
    ("CRT-10", "RFC 5280 4.2.1.3, 4.2.1.12"),
    ("CRT-11", "RFC 5280 4.2.1.9"),
    ("CRT-12", "RFC 5280 4.2.1.13, 4.2.2.1"),
    ("CRT-13", "RFC 9549, RFC 9598"),
    ("CRT-14", "RFC 9608, EN 319 411-1 6.3.10"),
    ("CRT-16", "BR 4.3.1.2"),
    ("CRT-17", "BR 6.1.1.3"),
    ("CRT-18", "EN 319 411-1 6.3.1, RFC 2986"),
    ("CRT-19", "BR 7.1.2, 6.3.2"),
    ("CRT-20", "RFC 5280 4.2.1.10, BR 7.1.5"),
    ("CRT-21", "EN 319 411-1 6.3.6"),
    ("CRT-22", "RFC 9525 2, BR 7.1.4"),
    ("HSM-01", "EN 319 411-1 6.5.2, EN 419 221-5"),
    ("HSM-06", "EN 319 411-1 6.5.2"),
    ("HSM-08", "house rule"),
    (
        "LAW-01",
        "EN 319 412-5, national law on electronic signatures",
    ),
    ("LAW-02", "national law on personal data"),
    ("OCSP-05", "RFC 6960 4.2.2.2"),
    ("OCSP-06", "RFC 6960 4.2.2.2.1, EN 319 411-1 6.6.3"),
    ("OPS-01", "EN 319 411-1 6.2.4, EN 319 401 7.10"),
    ("OPS-03", "EN 319 401 7.11.2"),
    ("QC-01", "EN 319 412-1 5.1.3"),
    ("QC-02", "EN 319 412-1 5.1, RFC 3739 3.2.6.1"),
    ("QC-03", "EN 319 412-1 5.1.4, EN 319 412-3 4.2.1"),
    ("QC-04", "EN 319 412-2 4.2.4"),
    ("QC-05", "EN 319 412-2 4.3.2"),
    ("QC-06", "EN 319 412-2 4.3, 4.4.1"),
    ("QC-07", "EN 319 412-5 4.2"),
    ("QC-08", "EN 319 412-5 4.2.3"),
    ("QC-09", "EN 319 412-5 4.3.4"),
    ("QC-10", "EN 319 412-5 4.1, 4.3.2, 4.3.3"),
    ("QC-11", "EN 319 411-1 5.3, 6.3.3"),
    ("REG-01", "EN 319 411-1 6.2.2"),
    ("REG-02", "EN 319 411-1 6.5.5"),
    ("REG-03", "EN 319 401 7.2, EN 319 411-1 6.4.4"),
    ("REG-05", "EN 319 411-1 6.2.2, ICAO 9303-3 6 C"),
    ("REG-06", "EN 319 411-1 6.3.4"),
    ("REG-08", "EN 319 411-2 6.5.1"),
    ("REG-09", "EN 319 412-1 5.1, EN 319 412-2 4.2.4"),
    ("REG-10", "EN 319 401 7.10"),
    ("REG-11", "house rule"),
    ("REV-02", "EN 319 411-1 6.2.4"),
    ("REV-04", "EN 319 411-1 6.2.4"),
    ("REV-06", "BR 4.9.1.1"),
    ("REV-07", "BR 4.9.1, 4.9.3, 4.9.5"),
    ("VAL-02", "RFC 5280 6.1.4"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_sorted_and_there_once() {
        assert!(CLAUSES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}

//! What is wrong with keys and signature algorithms (TS 119 312, BR 6.1.1.3).

use super::facts;
use crate::algorithm_table::AlgorithmRefusal;
use crate::lint::named::Named;
use crate::subject_key::{KeyDefect, KeyKind};

facts! {
/// Of a key or a signature algorithm.
AlgorithmFact {
    /// A key that is no key, or one that others could find out.
    KeyWeak {
        /// What is wrong with it.
        defect: KeyDefect,
    } Error "lint-crt-17-subject-key"
        "the subject key is refused: {defect}";
    /// An odd exponent that this CA does not take, and that others may (BR 6.1.6).
    KeyExponent {
        /// What is wrong with it.
        defect: KeyDefect,
    } House "lint-crt-17-exponent"
        "the subject key has an unusual exponent: {defect}";
    /// A key too short or too long for any date.
    KeySize {
        /// What is wrong with it.
        defect: KeyDefect,
    } Error "lint-alg-01-size"
        "the subject key is refused: {defect}";
    /// A kind or size of key that the table of algorithms does not allow at that time.
    KeyRefused {
        /// What stands against it.
        refusal: AlgorithmRefusal,
    } Error "lint-alg-01-refused"
        "the subject key is refused: {refusal}";
    /// The same in a certificate of somebody else from before the table.
    KeyRefusedThen {
        /// What stands against it.
        refusal: AlgorithmRefusal,
    } Warning "lint-alg-01-refused-then"
        "today the subject key would be refused: {refusal}";
    /// A size of key that others may still use, and that will end.
    KeyShort {
        /// The key.
        key: KeyKind,
    } Warning "lint-alg-01-short"
        "{key} keys will soon get no new certificates: replace it in time";
    /// A kind of key that the table of algorithms does not have.
    KeyNotInTable {
        /// What stands against it.
        refusal: AlgorithmRefusal,
    } House "lint-alg-02-not-in-table"
        "the subject key is refused: {refusal}";
    /// A kind of key that this CA does not certify.
    KeyUnknown {
        /// What is wrong with it.
        defect: KeyDefect,
    } House "lint-alg-02-key"
        "the subject key is of a kind that is not in the table: {defect}";
    /// A key whose parameters are not those of its kind, such as a curve that is not named.
    KeyParameters {
        /// What is wrong with it.
        defect: KeyDefect,
    } Error "lint-alg-02-key-parameters"
        "the subject key is refused: {defect}";
    /// An algorithm that this CA does not sign with.
    SignatureAlgorithm {
        /// The algorithm.
        algorithm: Named,
    } House "lint-alg-02-algorithm"
        "signature algorithm {algorithm} is not one of the table";
    /// Other parameters than the algorithm prescribes.
    SignatureParameters {
        /// The algorithm.
        algorithm: Named,
    } Error "lint-alg-02-parameters"
        "signature algorithm {algorithm} has wrong parameters";
    /// A hash under which another certificate with the same signature can be made.
    SignatureHash {
        /// The algorithm.
        algorithm: Named,
    } Error "lint-alg-02-hash"
        "signature algorithm {algorithm} has a hash that is broken or too short";
    /// The same in a certificate from before it was forbidden.
    SignatureHashThen {
        /// The algorithm.
        algorithm: Named,
    } Warning "lint-alg-02-hash-then"
        "signature algorithm {algorithm} was still allowed then, and is not any more";
    /// An algorithm that the issuer's key cannot make, or not with its full strength.
    SignatureUnfit {
        /// The algorithm.
        algorithm: Named,
        /// The kind of key.
        key: KeyKind,
    } House "lint-alg-02-unfit"
        "signature algorithm {algorithm} is not for the issuer's {key} key";
    /// The algorithms inside and outside differ (RFC 5280 4.1.1.2).
    SignatureAlgorithmsDiffer Error "lint-alg-02-differ"
        "the signature algorithms inside and outside the signed part differ";
    /// An issuer's key that is weaker than the subject's.
    IssuerWeaker {
        /// What stands against it.
        refusal: AlgorithmRefusal,
    } House "lint-alg-04-issuer"
        "the issuer's key is weaker than the subject's: {refusal}";
    /// A signature that the table of algorithms does not allow at that time.
    SignatureRefused {
        /// What stands against it.
        refusal: AlgorithmRefusal,
    } House "lint-alg-05-signature"
        "the signature is refused: {refusal}";
}
}

//! The rules that a table of algorithms keeps.

use crate::document::document_rules;

document_rules! {
    /// A rule that a table of algorithms keeps.
    AlgorithmRule {
        Format "format" None,
            "this program reads format 1";
        Version "version" None,
            "versions count from 1";
        Source "source" Some("ALG-05"),
            "a table names the standard that it follows";
        Keys "keys" Some("ALG-02"),
            "at least one row of keys is certified";
        Signatures "signatures" Some("ALG-02"),
            "there is at least one row of signatures";
        Kind "kind" Some("ALG-02"),
            "kinds of keys are named by their words";
        Name "name" Some("ALG-02"),
            "signatures are named by their words";
        BitsMissing "bits-missing" Some("ALG-01"),
            "rows of RSA keys have a least and a largest size";
        BitsMeaningless "bits-meaningless" Some("ALG-01"),
            "keys on curves have one size, which is not given";
        Bits "bits" Some("ALG-01"),
            "sizes are from 1900 to 8192 bits, the least one first";
        Strength "strength" Some("ALG-04"),
            "strengths are from 80 to 256 bits";
        Order "order" Some("ALG-05"),
            "the last day of validity is not before the last day of issue";
        Twice "twice" Some("ALG-05"),
            "one row speaks of each key and of each signature";
    }
}

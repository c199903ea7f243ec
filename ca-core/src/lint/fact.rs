//! What the rules can find: a closed list, one line per message.
//!
//! - [`field`]: the fields of the certificate and its names (CRT-01 to CRT-09);
//! - [`extension`]: extensions and what they allow (CRT-10 and above, VAL-02, OCSP-05, OCSP-06);
//! - [`algorithm`]: keys and signatures (ALG-01 to ALG-05, CRT-17);
//! - [`qualified`]: EN 319 412 and personal data (QC-01 to QC-11, LAW-02, REG-05);
//! - [`profile`]: a certificate of ours against its profile (CRT-08).

pub mod algorithm;
pub mod extension;
pub mod field;
pub mod profile;
pub mod qualified;

use self::algorithm::AlgorithmFact;
use self::extension::ExtensionFact;
use self::field::FieldFact;
use self::profile::ProfileFact;
use self::qualified::QualifiedFact;

/// How much a fact weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// Wrong in anybody's certificate.
    Error,
    /// Wrong in a certificate of ours, worth a look in others.
    House,
    /// Worth a look.
    Warning,
}

/// Makes an enum of facts and, from the same line, weight, message id, arguments and text.
macro_rules! facts {
    ($(#[$outer:meta])* $enum:ident {$(
        $(#[$doc:meta])*
        $name:ident $({ $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })?
        $weight:ident $id:literal $text:literal;
    )*}) => {
        $(#[$outer])*
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        #[non_exhaustive]
        pub enum $enum {
            $($(#[$doc])* #[error($text)] $name $({ $($(#[$field_doc])* $field: $type,)* })?,)*
        }

        impl $enum {
            /// The key of the message in the catalogues.
            #[must_use]
            pub const fn message_id(&self) -> &'static str {
                match self { $(Self::$name { .. } => $id,)* }
            }

            pub(in crate::lint) const fn weight(&self) -> $crate::lint::fact::Weight {
                match self { $(Self::$name { .. } => $crate::lint::fact::Weight::$weight,)* }
            }

            /// The values of the message, by name.
            #[must_use]
            pub fn arguments(&self) -> Vec<(&'static str, String)> {
                match self {
                    $(Self::$name $({ $($field),* })? => {
                        vec![$($((stringify!($field), $field.to_string())),*)?]
                    })*
                }
            }

            /// The keys of all messages.
            pub const MESSAGE_IDS: &'static [&'static str] = &[$($id),*];
        }
    };
}
use facts;

/// Joins the enums.
macro_rules! fact {
    ($($(#[$doc:meta])* $name:ident($facts:ident),)*) => {
        /// What a rule found; each message has the values seen and allowed.
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        #[non_exhaustive]
        pub enum Fact {
            $($(#[$doc])* #[error(transparent)] $name(#[from] $facts),)*
        }

        impl Fact {
            /// The key of the message in the catalogues.
            #[must_use]
            pub const fn message_id(&self) -> &'static str {
                match self { $(Self::$name(fact) => fact.message_id(),)* }
            }

            pub(super) const fn weight(&self) -> Weight {
                match self { $(Self::$name(fact) => fact.weight(),)* }
            }

            /// The values of the message, by name.
            #[must_use]
            pub fn arguments(&self) -> Vec<(&'static str, String)> {
                match self { $(Self::$name(fact) => fact.arguments(),)* }
            }

            /// The keys of all messages.
            pub fn message_ids() -> impl Iterator<Item = &'static str> {
                [$($facts::MESSAGE_IDS),*].into_iter().flatten().copied()
            }
        }
    };
}

fact! {
    /// Of a field or a name.
    Field(FieldFact),
    /// Of an extension.
    Extension(ExtensionFact),
    /// Of a key or a signature algorithm.
    Algorithm(AlgorithmFact),
    /// Of a qualified certificate or a person's.
    Qualified(QualifiedFact),
    /// Of a certificate of ours beside its profile.
    Profile(ProfileFact),
}

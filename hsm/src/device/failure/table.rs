//! The one table of what PKCS#11 return values mean for the way back. Operators read it in
//! `docs/hsm-recovery.en.md` and `.fr.md`; a test holds the three equal.

use cryptoki::error::RvError;

/// What a return value tells, and so what is done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remedy {
    /// The caller's fault, or the token's set-up: told as it is, nothing is tried again.
    Refuse,
    /// The PIN: no other login until the program is started again (I9).
    Bar,
    /// A table or a memory is full: the session is closed, the idle ones too, one more try.
    MakeRoom,
    /// Session, handle, login or device is lost: a new epoch and one more try; if that fails
    /// too, a fresh worker.
    Renew,
}

/// Return values and what is done about them. What is not in the table, a vendor's own code
/// or one of a later standard, is renewed: tokens differ in what they return for a lost login
/// (SoftHSM `CKR_OBJECT_HANDLE_INVALID`, kryoptic `CKR_GENERAL_ERROR`), so that only what is
/// clearly the caller's may be refused.
pub(super) const TABLE: &[(Remedy, &[RvError])] = &[
    // Session and handles.
    (
        Remedy::Renew,
        &[RvError::SessionHandleInvalid, RvError::SessionClosed],
    ),
    (
        Remedy::Renew,
        &[
            RvError::ObjectHandleInvalid,
            RvError::KeyHandleInvalid,
            RvError::WrappingKeyHandleInvalid,
            RvError::UnwrappingKeyHandleInvalid,
        ],
    ),
    // An operation that an earlier error left behind poisons its session.
    (
        Remedy::Renew,
        &[RvError::OperationActive, RvError::OperationNotInitialized],
    ),
    // Login. C_Login itself takes CKR_USER_ALREADY_LOGGED_IN as done.
    (
        Remedy::Renew,
        &[
            RvError::UserNotLoggedIn,
            RvError::UserAlreadyLoggedIn,
            RvError::UserAnotherAlreadyLoggedIn,
            RvError::UserTooManyTypes,
        ],
    ),
    // Device.
    (
        Remedy::Renew,
        &[
            RvError::DeviceRemoved,
            RvError::TokenNotPresent,
            RvError::TokenNotRecognized,
            RvError::SlotIdInvalid,
        ],
    ),
    (
        Remedy::Renew,
        &[
            RvError::DeviceError,
            RvError::GeneralError,
            RvError::FunctionFailed,
            RvError::FipsSelfTestFailed,
            RvError::RandomNoRng,
        ],
    ),
    // Module.
    (
        Remedy::Renew,
        &[
            RvError::CryptokiNotInitialized,
            RvError::CryptokiAlreadyInitialized,
            RvError::LibraryLoadFailed,
            RvError::CantLock,
            RvError::MutexBad,
            RvError::MutexNotLocked,
            RvError::NeedToCreateThreads,
        ],
    ),
    (
        Remedy::Renew,
        &[
            RvError::Cancel,
            RvError::FunctionCanceled,
            RvError::FunctionNotParallel,
            RvError::NoEvent,
            RvError::BufferTooSmall,
            RvError::ExceededMaxIterations,
            RvError::RandomSeedNotSupported,
            RvError::SavedStateInvalid,
            RvError::StateUnsaveable,
            RvError::KeyChanged,
            RvError::KeyNeeded,
            RvError::KeyNotNeeded,
            RvError::KeyIndigestible,
            RvError::SessionExists,
            RvError::SessionReadOnlyExists,
            RvError::SessionReadWriteSoExists,
            RvError::SessionParallelNotSupported,
        ],
    ),
    // Room.
    (Remedy::MakeRoom, &[RvError::SessionCount]),
    (
        Remedy::MakeRoom,
        &[RvError::DeviceMemory, RvError::HostMemory],
    ),
    // PIN.
    (
        Remedy::Bar,
        &[
            RvError::PinIncorrect,
            RvError::PinInvalid,
            RvError::PinLenRange,
        ],
    ),
    (Remedy::Bar, &[RvError::PinLocked, RvError::PinExpired]),
    (Remedy::Bar, &[RvError::NewPinMode, RvError::NextOtp]),
    // What was asked.
    (
        Remedy::Refuse,
        &[
            RvError::ArgumentsBad,
            RvError::DataInvalid,
            RvError::DataLenRange,
        ],
    ),
    (
        Remedy::Refuse,
        &[
            RvError::EncryptedDataInvalid,
            RvError::EncryptedDataLenRange,
            RvError::PublicKeyInvalid,
            RvError::SignatureInvalid,
            RvError::SignatureLenRange,
            RvError::WrappedKeyInvalid,
            RvError::WrappedKeyLenRange,
        ],
    ),
    (
        Remedy::Refuse,
        &[
            RvError::AttributeReadOnly,
            RvError::AttributeSensitive,
            RvError::AttributeTypeInvalid,
            RvError::AttributeValueInvalid,
            RvError::TemplateIncomplete,
            RvError::TemplateInconsistent,
        ],
    ),
    (
        Remedy::Refuse,
        &[
            RvError::CurveNotSupported,
            RvError::DomainParamsInvalid,
            RvError::FunctionNotSupported,
            RvError::MechanismInvalid,
            RvError::MechanismParamInvalid,
        ],
    ),
    (
        Remedy::Refuse,
        &[
            RvError::KeySizeRange,
            RvError::KeyTypeInconsistent,
            RvError::UnwrappingKeySizeRange,
            RvError::UnwrappingKeyTypeInconsistent,
            RvError::WrappingKeySizeRange,
            RvError::WrappingKeyTypeInconsistent,
        ],
    ),
    (
        Remedy::Refuse,
        &[
            RvError::ActionProhibited,
            RvError::FunctionRejected,
            RvError::InformationSensitive,
            RvError::KeyFunctionNotPermitted,
            RvError::KeyNotWrappable,
            RvError::KeyUnextractable,
        ],
    ),
    (
        Remedy::Refuse,
        &[RvError::SessionReadOnly, RvError::TokenWriteProtected],
    ),
    (
        Remedy::Refuse,
        &[RvError::UserPinNotInitialized, RvError::UserTypeInvalid],
    ),
    (Remedy::Refuse, &[RvError::PinTooWeak]),
];

pub(super) fn remedy(value: RvError) -> Remedy {
    let row = TABLE.iter().find(|(_, values)| values.contains(&value));
    row.map_or(Remedy::Renew, |(remedy, _)| *remedy)
}

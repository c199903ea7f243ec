//! Does what requests ask, with the device.

use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use ca_core::algorithm::SignatureAlgorithm;
use ca_core::signer::{KeyUri, SignInput, TokenFault};
use secrecy::SecretString;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::device::Device;
use crate::device::attributes::{Egress, Naming};
use crate::device::initialise::initialise;
use crate::device::module::Module;
use crate::device::survey::Survey;
use crate::failure::Failure;
use crate::pin;
use crate::uri::Pkcs11Uri;
use crate::wire::{Key, Pin, Request};

/// The module, and the device once it is open.
#[derive(Debug)]
pub(super) struct Desk {
    module: Module,
    sessions: usize,
    device: OnceLock<Device>,
    survey: Survey,
}

impl Desk {
    pub(super) fn load(module: &str, sessions: usize) -> Result<Self, Failure> {
        Ok(Self {
            module: Module::load(Path::new(module))?,
            sessions,
            device: OnceLock::new(),
            survey: Survey::default(),
        })
    }

    /// The encoded answer to a request.
    pub(super) fn perform(
        &self,
        request: &Request<'_>,
        within: Duration,
    ) -> Result<Vec<u8>, Failure> {
        match request {
            Request::Load { .. } => Err(unexpected("the module is loaded already")),
            Request::Open { uri, pin } => encode(&self.open(uri, pin, within)?),
            Request::Initialise {
                label,
                so_pin,
                user_pin,
            } => {
                let (so_pin, user_pin) =
                    (SecretString::from(*so_pin), SecretString::from(*user_pin));
                encode(&initialise(&self.module, label, &so_pin, &user_pin)?)
            }
            Request::Sign {
                key,
                algorithm,
                digest,
                octets,
            } => {
                let input = if *digest {
                    SignInput::Digest(octets)
                } else {
                    SignInput::Message(octets)
                };
                let algorithm = signature_algorithm(algorithm)?;
                let key = KeyUri::new(*key);
                self.device()?.sign(&key, algorithm, input, within)
            }
            Request::Generate {
                algorithm,
                label,
                id,
                exportable,
            } => {
                let algorithm = algorithm
                    .parse()
                    .map_err(|_| unexpected("the algorithm of a key"))?;
                let egress = if *exportable {
                    Egress::UntilSealed
                } else {
                    Egress::Never
                };
                let naming = Naming { label, id };
                let made = self.device()?.generate(algorithm, naming, egress, within)?;
                encode(&Key::from(made))
            }
            Request::MakeTransport { label, id } => {
                let naming = Naming { label, id };
                encode(
                    &self
                        .device()?
                        .make_transport(&self.module, naming, within)?,
                )
            }
            Request::Wrap { key, transport } => {
                let key = KeyUri::new(*key);
                let transport = decode(transport)?;
                encode(
                    &self
                        .device()?
                        .wrap(&self.module, &key, &transport, within)?,
                )
            }
            Request::Unwrap { wrapped } => {
                let kept = self.device()?.unwrap(&decode(wrapped)?, within)?;
                encode(&Key::from(kept))
            }
            Request::Seal { key } => {
                let sealed = self.device()?.seal(&KeyUri::new(*key), within)?;
                encode(&Key::from(sealed))
            }
            Request::Find { key } => {
                let found = self.device()?.find(&KeyUri::new(*key), within)?;
                encode(&Key::from(found))
            }
            Request::List => {
                let keys = self.device()?.list(within)?;
                encode(&keys.into_iter().map(Key::from).collect::<Vec<_>>())
            }
            Request::Destroy { key, again } => {
                self.device()?.destroy(&KeyUri::new(*key), *again, within)?;
                Ok(Vec::new())
            }
            Request::Survey { uri, probe } => self.survey.perform(&self.module, uri, probe),
        }
    }

    fn open(
        &self,
        uri: &str,
        pin: &Pin<'_>,
        within: Duration,
    ) -> Result<ca_core::signer::TokenInfo, Failure> {
        let uri: Pkcs11Uri = uri.parse().map_err(|_| unexpected("the URI of a token"))?;
        let pin = || match pin {
            Pin::File(path) => {
                pin::read_file(Path::new(path)).map_err(|error| Failure::Lost(error.into()))
            }
            Pin::Held(pin) => Ok(SecretString::from(*pin)),
        };
        let device = Device::open(&self.module, uri, pin, self.sessions, within)?;
        let info = device.info().clone();
        self.device
            .set(device)
            .map_err(|_| unexpected("the token is open already"))?;
        Ok(info)
    }

    fn device(&self) -> Result<&Device, Failure> {
        self.device
            .get()
            .ok_or_else(|| unexpected("the token is not open"))
    }

    pub(super) fn close(&self) {
        self.module.close();
    }
}

/// By the name of the table, which is unique: the parameters of RSASSA-PSS are in it.
fn signature_algorithm(name: &str) -> Result<SignatureAlgorithm, Failure> {
    let same = |algorithm: &SignatureAlgorithm| algorithm.as_str() == name;
    let found = SignatureAlgorithm::ALL.into_iter().find(same);
    found.ok_or_else(|| unexpected("the algorithm of a signature"))
}

pub(super) fn encode<T: Serialize>(answer: &T) -> Result<Vec<u8>, Failure> {
    postcard::to_stdvec(answer).map_err(|error| unexpected(&error.to_string()))
}

fn decode<T: DeserializeOwned>(octets: &[u8]) -> Result<T, Failure> {
    postcard::from_bytes(octets).map_err(|error| unexpected(&error.to_string()))
}

/// Parent and worker are of different versions.
fn unexpected(words: &str) -> Failure {
    Failure::Refused(TokenFault::Binding(format!("unexpected request: {words}")))
}

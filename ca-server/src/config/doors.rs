//! The tables `[api]`, `[public]` and `[monitor]`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use http_edge::tls::Versions;
use serde::{Deserialize, Deserializer, de};

/// The door of operators and systems: mutual TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiDoor {
    /// Address and port; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The server's certificate and key.
    pub identity: Files,
    /// The versions of TLS.
    pub versions: Versions,
    /// Gets the addresses in use once the daemon serves.
    pub ready_file: Option<PathBuf>,
}

/// The door of everybody: TLS without a client's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicDoor {
    /// Address and port.
    pub listen: SocketAddr,
    /// The server's certificate and key.
    pub identity: Files,
    /// The versions of TLS.
    pub versions: Versions,
}

/// The door of those who watch: plain HTTP, on the same host alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonitorDoor {
    /// A loopback address and a port.
    pub listen: SocketAddr,
}

/// A certificate chain and its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// The chain in PEM, the server's certificate first.
    pub certificate: PathBuf,
    /// The key in PEM.
    pub key: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ApiTable {
    listen: SocketAddr,
    certificate: PathBuf,
    key: KeyReference,
    #[serde(default, rename = "tls")]
    versions: SpokenVersions,
    ready_file: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PublicTable {
    listen: SocketAddr,
    certificate: PathBuf,
    key: KeyReference,
    #[serde(default, rename = "tls")]
    versions: SpokenVersions,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MonitorTable {
    #[serde(deserialize_with = "loopback")]
    listen: SocketAddr,
}

/// Where a key is; never the key itself.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyReference {
    file: PathBuf,
}

struct SpokenVersions(Versions);

impl ApiTable {
    pub(super) const REQUIRED: [&'static str; 3] = ["listen", "certificate", "key"];

    pub(super) fn resolved(self, folder: &Path) -> ApiDoor {
        ApiDoor {
            listen: self.listen,
            identity: Files {
                certificate: folder.join(self.certificate),
                key: folder.join(self.key.file),
            },
            versions: self.versions.0,
            ready_file: self.ready_file.map(|file| folder.join(file)),
        }
    }
}

impl PublicTable {
    pub(super) const REQUIRED: [&'static str; 3] = ApiTable::REQUIRED;

    pub(super) fn resolved(self, folder: &Path) -> PublicDoor {
        PublicDoor {
            listen: self.listen,
            identity: Files {
                certificate: folder.join(self.certificate),
                key: folder.join(self.key.file),
            },
            versions: self.versions.0,
        }
    }
}

impl MonitorTable {
    pub(super) const REQUIRED: [&'static str; 1] = ["listen"];
}

impl From<MonitorTable> for MonitorDoor {
    fn from(MonitorTable { listen }: MonitorTable) -> Self {
        Self { listen }
    }
}

/// OPS-06: what tells how the service does is for this host.
fn loopback<'de, D: Deserializer<'de>>(source: D) -> Result<SocketAddr, D::Error> {
    let address = SocketAddr::deserialize(source)?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err(de::Error::custom("not a loopback address"))
    }
}

impl Default for SpokenVersions {
    fn default() -> Self {
        Self(Versions::Tls13)
    }
}

impl<'de> Deserialize<'de> for SpokenVersions {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let mut named = Vec::<String>::deserialize(source)?;
        named.sort();
        let named: Vec<_> = named.iter().map(String::as_str).collect();
        match named.as_slice() {
            ["1.3"] => Ok(Self(Versions::Tls13)),
            ["1.2", "1.3"] => Ok(Self(Versions::Tls13And12)),
            _ => Err(de::Error::custom("not the versions of TLS that are spoken")),
        }
    }
}

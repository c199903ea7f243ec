//! What the variables say; they are read once.

use std::env;
use std::path::PathBuf;
use std::sync::OnceLock;

use crate::fault::Fault;
use crate::log::Log;
use crate::plan::Plan;

/// What this process is told to do.
#[derive(Debug)]
pub(crate) struct Settings {
    /// The real module.
    pub(crate) module: Option<PathBuf>,
    /// Whether the interfaces of PKCS#11 3.x are hidden.
    pub(crate) only_2_40: bool,
    /// The faults to come.
    pub(crate) plan: Option<Plan>,
    log: Option<Log>,
}

pub(crate) fn settings() -> &'static Settings {
    static SETTINGS: OnceLock<Settings> = OnceLock::new();
    SETTINGS.get_or_init(|| {
        let file = |name| env::var_os(name).map(PathBuf::from);
        Settings {
            module: file("SCEAU_SHIM_MODULE"),
            only_2_40: env::var("SCEAU_SHIM_INTERFACE").is_ok_and(|version| version == "2.40"),
            plan: file("SCEAU_SHIM_PLAN").map(Plan::at),
            log: file("SCEAU_SHIM_LOG").map(Log::at),
        }
    })
}

impl Settings {
    /// Takes the next fault of a function out of the plan.
    pub(crate) fn take(&self, function: &str) -> Option<Fault> {
        self.plan.as_ref()?.take(function)
    }

    /// Adds a line to the log. A log that cannot be written stops the program: the test that
    /// counts would count wrongly.
    pub(crate) fn log(&self, function: &str, event: &str) {
        let Some(log) = &self.log else { return };
        if let Err(error) = log.add(function, event) {
            eprintln!("{}: {error}", log.file().display());
            std::process::abort();
        }
    }
}

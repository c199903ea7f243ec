//! `sceau hsm list`: modules, slots and tokens, without a login.

use ca_desk::error::{Failure, Kind};
use ca_desk::explain;
use ca_desk::message::Message;
use clap::Args;
use hsm::config::Module;
use hsm::survey::facts::{Library, Slot, Token};
use hsm::survey::library;
use serde::Serialize;

use super::target::ByHand;
use super::words;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report, rows};
use crate::progress;

#[derive(Args, Debug)]
pub(crate) struct List {
    #[command(flatten)]
    by_hand: ByHand,
}

impl List {
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let modules = self.by_hand.modules(invocation)?;
        let look = || modules.iter().map(|module| (module, library(module)));
        let message = Message::new("progress-hsm-list");
        let looked: Vec<_> = progress::during(invocation, &message, || look().collect());
        let (mut list, mut lost) = (Vec::new(), None);
        for (module, library) in looked {
            match library {
                Ok(library) => list.push(ModuleReport::of(module, library)),
                Err(error) => {
                    let message = Message::new("hsm-module-silent");
                    let message = message.with("module", module.path.display());
                    let failure = Failure::because(message, explain::signer(&error));
                    invocation.ask(&Message::verbatim(
                        failure.to_text(&invocation.catalogue).trim_end(),
                    ));
                    lost = Some(failure);
                }
            }
        }
        match (list.as_slice(), lost) {
            ([], Some(failure)) => Err(failure),
            (_, None) => Ok(Answer::of(Modules { modules: list })),
            (_, Some(_)) => Ok(Answer::marred(Modules { modules: list }, Kind::Unavailable)),
        }
    }
}

/// All modules that answered.
#[derive(Debug, Serialize)]
struct Modules {
    modules: Vec<ModuleReport>,
}

#[derive(Debug, Serialize)]
struct ModuleReport {
    module: String,
    #[serde(flatten)]
    library: Library,
}

impl ModuleReport {
    fn of(module: &Module, library: Library) -> Self {
        Self {
            module: module.path.display().to_string(),
            library,
        }
    }
}

impl Report for Modules {
    fn text(&self, page: &mut Page<'_>) {
        for (place, module) in self.modules.iter().enumerate() {
            if place > 0 {
                page.line("");
            }
            page.field("field-module", &module.module);
            let library = &module.library;
            page.field("field-library", words::library(library));
            page.field("field-pkcs11", words::interface(page, library));
            page.line("");
            let columns = [
                "field-slot",
                "field-token",
                "field-device",
                "field-serial",
                "field-firmware",
                "field-state",
            ];
            let slots = library.slots.iter().map(|slot| row(page, slot)).collect();
            page.table(columns, slots);
        }
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        rows(&self.modules)
    }
}

fn row(page: &Page<'_>, slot: &Slot) -> [String; 6] {
    let tell = |of: fn(&Token) -> String| slot.token.as_ref().map(of).unwrap_or_default();
    [
        slot.id.to_string(),
        tell(|token| token.label.clone()),
        tell(words::device),
        tell(|token| token.serial.clone()),
        tell(|token| token.firmware.clone()),
        words::state(page, slot),
    ]
}

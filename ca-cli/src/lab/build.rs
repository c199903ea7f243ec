//! From an empty folder, or from wherever an interrupted start left it, to a running lab.

use std::io::IsTerminal;

use ca_core::settings::Settings;
use ca_desk::error::{Failure, Kind};
use ca_desk::message::Message;
use indicatif::{ProgressBar, ProgressStyle};

use crate::invocation::Invocation;
use crate::lab::layout::Layout;
use crate::lab::pack::Pack;
use crate::lab::port::ReservedPort;
use crate::lab::state::State;
use crate::lab::step::{Site, Step};
use crate::lab::{UpOptions, files, responder, status, wiring};
use crate::output::{Answer, Format};

/// The state whose authority is practised if nobody says otherwise.
const COUNTRY: &str = "TD";

/// Builds what is missing, starts what is down.
///
/// # Errors
/// Something is missing on this machine, a step fails, or the lab is one of another kind.
pub(crate) fn up(options: &UpOptions, invocation: &Invocation) -> Result<Answer, Failure> {
    let pack = options.country.as_deref().map(Pack::find).transpose()?;
    check_url(options, pack.as_ref())?;
    let programs = super::programs(invocation)?;
    let layout = super::layout(&options.place)?;
    let known = State::load(&layout)?;
    let of_lab = known.as_ref().map(|state| state.token);
    let kind = of_lab.or(options.token).unwrap_or_default();
    let module = kind.find()?;
    files::make_folder(layout.root()).map_err(|error| files::not_written(layout.root(), &error))?;
    let _lock = super::lock(&layout)?;
    let (mut state, reserved) = match known {
        Some(state) => (agreed(state, options, pack.as_ref(), &layout)?, None),
        None => {
            let port = ReservedPort::find().map_err(|error| no_port(&error))?;
            let url = options.public_url.as_deref();
            let pack = pack.map_or_else(|| Pack::find(COUNTRY), Ok)?;
            pack.keep(&layout)?;
            let country = &pack.country.code;
            (
                State::new(country, url, port.number(), (kind, module))
                    .with_registry(options.registry.url()),
                Some(port),
            )
        }
    };
    responder::adopt(&layout, &mut state, &programs);
    if state.running().is_some() && responder::is_ready(state.port) {
        invocation.tell(&Message::new("lab-was-up").with("dir", layout.root().display()));
    } else {
        responder::stop(&layout, &mut state)?;
        state.save(&layout)?;
        wiring::write(&layout, &state)?;
        build(
            &Site {
                layout: &layout,
                state: &state,
                programs: &programs,
            },
            invocation,
        )?;
        drop(reserved);
        responder::start(&layout, &mut state, &programs)?;
        invocation.tell(&Message::new("lab-started"));
    }
    Ok(Answer::of(status::of(&layout, &state, &programs)?))
}

fn build(site: &Site<'_>, invocation: &Invocation) -> Result<(), Failure> {
    let steps = Step::all();
    let bar = bar(steps.len(), invocation);
    for step in steps {
        let message = step.message();
        match &bar {
            Some(bar) => bar.set_message(invocation.catalogue.text(&message)),
            None => invocation.tell(&message),
        }
        step.run(site)?;
        if let Some(bar) = &bar {
            bar.inc(1);
        }
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    Ok(())
}

/// A bar, where a person looks at a terminal.
fn bar(steps: usize, invocation: &Invocation) -> Option<ProgressBar> {
    let watched = invocation.options.format == Format::Text
        && !invocation.options.quiet
        && std::io::stderr().is_terminal();
    let style = ProgressStyle::with_template("{bar:24} {pos}/{len} {wide_msg}").ok()?;
    let steps = u64::try_from(steps).ok()?;
    watched.then(|| ProgressBar::new(steps).with_style(style))
}

/// The state of a lab that exists, if it is the lab that is asked for.
fn agreed(
    state: State,
    options: &UpOptions,
    pack: Option<&Pack>,
    layout: &Layout,
) -> Result<State, Failure> {
    let url = options
        .public_url
        .as_deref()
        .map(|url| url.trim_end_matches('/'));
    let of_another_state = pack.is_some_and(|pack| !pack.is_of(layout, &state.country));
    let of_another_make = options.token.is_some_and(|token| token != state.token);
    let elsewhere = url.is_some_and(|url| url != state.public_url);
    let registry = options.registry.url();
    let of_another_registry = registry.is_some() && registry != state.registry;
    if of_another_state || of_another_make || elsewhere || of_another_registry {
        let message = Message::new("lab-is-another")
            .with("country", &state.country)
            .with("url", &state.public_url)
            .with("make", state.token.make().name)
            .with("registry", state.registry.as_deref().unwrap_or("sqlite"));
        return Err(Failure::new(Kind::Refused, message).hint(Message::new("lab-hint-another")));
    }
    Ok(state)
}

/// Before anything is made: whether certificates could carry the URL.
fn check_url(options: &UpOptions, pack: Option<&Pack>) -> Result<(), Failure> {
    let Some(url) = &options.public_url else {
        return Ok(());
    };
    let practice = Pack::find(COUNTRY)?;
    let country = &pack.unwrap_or(&practice).country;
    match Settings::for_practice(country, url) {
        Ok(_) => Ok(()),
        Err(error) => {
            let message = Message::new("lab-bad-url").with("url", url);
            Err(Failure::because(
                message,
                ca_desk::explain::settings(&error),
            ))
        }
    }
}

fn no_port(error: &std::io::Error) -> Failure {
    Failure::new(Kind::Unavailable, Message::new("lab-no-port")).cause(ca_desk::explain::io(error))
}

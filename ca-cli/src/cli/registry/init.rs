//! `sceau registry init`.

use ca_core::country::Country;
use ca_core::settings::Settings;
use ca_desk::error::{Explanation, Failure, Kind};
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring::Store;
use clap::Args;
use serde::Serialize;

use crate::cli::country;
use crate::desk;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};

#[derive(Args, Debug)]
pub(crate) struct Init {
    #[arg(long, value_name = "CODE_OR_FILE")]
    country: String,
    #[arg(long, value_name = "URL")]
    public_url: String,
    #[arg(long, value_name = "NAME", requires = "organization_identifier")]
    organization: Option<String>,
    #[arg(long, value_name = "IDENTIFIER", requires = "organization")]
    organization_identifier: Option<String>,
    #[arg(long, value_name = "OID")]
    policy_arc: Option<String>,
}

impl Init {
    /// Makes the Registry and founds the authority in it.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let message = Message::new("registry-not-initialised");
        let country = country::pack(&self.country, &message)?;
        let settings = self.settings(&country)?;
        let config = invocation.config()?;
        let wiring = desk::without_token(config, Store::Create)?;
        wiring
            .authority
            .found(&wiring.actor, &settings, &country)
            .map_err(|error| Failure::because(message, explain::found(&error)))?;
        Ok(Answer::of(Founded {
            registry: wiring.config.registry.to_string(),
            country: settings.country().to_owned(),
            organization: settings.organization().to_owned(),
            organization_identifier: settings.organization_identifier().to_owned(),
            policy_arc: settings.policy_arc().to_owned(),
            public_url: settings.public_url().to_owned(),
        }))
    }

    fn settings(&self, country: &Country) -> Result<Settings, Failure> {
        let chosen = Settings::for_practice(country, &self.public_url);
        let named =
            chosen.and_then(
                |settings| match (&self.organization, &self.organization_identifier) {
                    (Some(name), Some(identifier)) => settings.with_organization(name, identifier),
                    (Some(_) | None, _) => Ok(settings),
                },
            );
        let settings = named.and_then(|settings| match &self.policy_arc {
            Some(arc) => settings.with_policy_arc(arc),
            None => Ok(settings),
        });
        settings.map_err(|error| {
            // What is wrong stands on the command line.
            let why = Explanation {
                kind: Kind::Usage,
                ..explain::settings(&error)
            };
            Failure::because(Message::new("registry-not-initialised"), why)
        })
    }
}

/// A Registry that was just made.
#[derive(Debug, Serialize)]
struct Founded {
    registry: String,
    country: String,
    organization: String,
    organization_identifier: String,
    policy_arc: String,
    public_url: String,
}

impl Report for Founded {
    fn text(&self, page: &mut Page<'_>) {
        page.sentence(&Message::new("registry-initialised").with("registry", &self.registry));
        page.field("field-country", &self.country);
        page.field("field-organization", &self.organization);
        page.field(
            "field-organization-identifier",
            &self.organization_identifier,
        );
        page.field("field-policy-arc", &self.policy_arc);
        page.field("field-public-url", &self.public_url);
    }
}

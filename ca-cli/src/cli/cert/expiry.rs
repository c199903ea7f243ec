//! `sceau cert expiry`: how many certificates end in each of the coming months, by profile.

use ca_api::certificate::{CountExpiries, Expiries, ExpiryReport, MonthReport, Months};
use ca_desk::error::Failure;
use ca_desk::message::Message;
use clap::Args;

use crate::cli::value;
use crate::desk::Desk;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report, rows};
use crate::progress;

#[derive(Args, Debug)]
pub(crate) struct Expiry {
    #[arg(long, value_name = "NUMBER", default_value = "12", value_parser = value::months)]
    months: Months,
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
}

impl Expiry {
    /// Counts month by month, from now on.
    pub(super) fn run(self, invocation: &Invocation) -> Result<Answer, Failure> {
        let desk = Desk::open::<CountExpiries>(invocation.place()?, invocation)?;
        let request = Expiries {
            months: self.months,
            profile: self.profile,
        };
        let counted = progress::during(invocation, &Message::new("progress-count"), || {
            desk.call::<CountExpiries>(request)
        });
        counted.map(Answer::of)
    }
}

impl Report for ExpiryReport {
    fn text(&self, page: &mut Page<'_>) {
        let cells = |row: &MonthReport| {
            [
                row.month.clone(),
                row.profile.clone(),
                row.ending.to_string(),
                row.others.to_string(),
            ]
        };
        let columns = [
            "field-month",
            "field-profile",
            "field-ending",
            "field-others",
        ];
        page.table(columns, self.months.iter().map(cells).collect());
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        rows(&self.months)
    }
}

//! What is run: a flow, a printer, a mishap, and what goes wrong when. Written as
//! `print/feed+double-feed:137:stop-after,150:power-before`.

use crate::blow::{Blow, Choice};
use crate::fate::Planned;
use crate::flow::Flow;
use crate::mishap::Mishap;
use loket_simulator::mechanism::{CardCount, Reporting};
use std::fmt;
use std::str::FromStr;

/// What the printer tells of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Printer(usize);

/// When the card counter moves, and whether the printer tells where its card is.
const PRINTERS: [(&str, CardCount, bool); 6] = [
    ("feed", CardCount::AtFeed, true),
    ("print", CardCount::AtPrint, true),
    ("eject", CardCount::AtEject, true),
    ("none", CardCount::Never, true),
    ("feed-blind", CardCount::AtFeed, false),
    ("none-blind", CardCount::Never, false),
];

impl Printer {
    /// The one that counts when a blank is fed and tells where it is.
    pub(crate) const COUNTING: Self = Self(0);

    /// Every kind of printer.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..PRINTERS.len()).map(Self)
    }

    /// What it tells of itself.
    pub(crate) fn reporting(self) -> Reporting {
        let (_, card_count, position) = PRINTERS[self.0];
        Reporting {
            card_count,
            position,
        }
    }
}

/// What is run.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    /// The card's way.
    pub(crate) flow: Flow,
    /// The printer.
    pub(crate) printer: Printer,
    /// What people or poor devices do wrong.
    pub(crate) mishap: Option<Mishap>,
    /// What goes wrong.
    pub(crate) plan: Vec<Planned>,
    /// Whether the disk only says that it syncs: a world in which the promise cannot be kept.
    pub(crate) lying_disk: bool,
}

impl Script {
    /// Nothing goes wrong.
    pub(crate) fn quiet(flow: Flow) -> Self {
        Self {
            flow,
            printer: Printer::COUNTING,
            mishap: None,
            plan: Vec::new(),
            lying_disk: false,
        }
    }

    /// How a run is written in which this went wrong.
    pub(crate) fn name(&self, struck: &[(usize, Blow)]) -> String {
        let struck: Vec<_> = struck
            .iter()
            .map(|(at, blow)| format!("{at}:{blow}"))
            .collect();
        let mishap = self.mishap.map(|mishap| format!("+{mishap}"));
        let mishap = mishap.unwrap_or_default();
        format!(
            "{}/{}{mishap}:{}",
            self.flow,
            self.printer,
            struck.join(",")
        )
    }
}

impl fmt::Display for Printer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PRINTERS[self.0].0)
    }
}

impl FromStr for Printer {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let named = Self::all().find(|printer| printer.to_string() == text);
        named.ok_or_else(|| format!("there is no printer `{text}`"))
    }
}

impl FromStr for Script {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (way, plan) = text.split_once(':').unwrap_or((text, ""));
        let (way, mishap) = match way.split_once('+') {
            Some((way, mishap)) => (way, Some(mishap.parse()?)),
            None => (way, None),
        };
        let (flow, printer) = way.split_once('/').unwrap_or((way, "feed"));
        let plan = plan.split(',').filter(|planned| !planned.is_empty());
        Ok(Self {
            printer: printer.parse()?,
            mishap,
            plan: plan.map(planned).collect::<Result<_, _>>()?,
            ..Self::quiet(flow.parse()?)
        })
    }
}

fn planned(text: &str) -> Result<Planned, String> {
    let wrong = || format!("`{text}` is not a moment's number and what goes wrong");
    let (at, blow) = text.split_once(':').ok_or_else(wrong)?;
    Ok((
        at.parse().map_err(|_| wrong())?,
        Choice::This(blow.parse()?),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_read_as_they_are_written() {
        for text in [
            "print/feed:",
            "activate/none-blind:3:stop-after",
            "reprint/feed+wrong-card:",
            "print/eject:7:power-before,12:reply-silent",
        ] {
            let script: Script = text.parse().unwrap();
            let struck: Vec<_> = script
                .plan
                .iter()
                .filter_map(|(at, choice)| match choice {
                    Choice::This(blow) => Some((*at, *blow)),
                    Choice::Any(_) => None,
                })
                .collect();
            assert_eq!(script.name(&struck), text);
        }
        for text in ["knit", "print/laser", "print:x", "print:1:fire"] {
            assert!(text.parse::<Script>().is_err(), "{text}");
        }
    }
}

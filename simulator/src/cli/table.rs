//! Lists for people and for scripts.

use comfy_table::Table;
use loket_proto::sim::v1 as api;
use serde_json::{Map, Value};

/// A list with a header.
#[derive(Debug)]
pub(super) struct Listing {
    header: &'static [&'static str],
    rows: Vec<Vec<String>>,
}

impl Listing {
    /// As a table.
    pub(super) fn table(&self) -> String {
        let mut table = Table::new();
        table.set_header(self.header);
        table.add_rows(&self.rows);
        table.to_string()
    }

    /// As a JSON array of objects.
    pub(super) fn json(&self) -> String {
        let object = |row: &Vec<String>| {
            let fields = self.header.iter().zip(row);
            let fields =
                fields.map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str())));
            Value::Object(fields.collect::<Map<_, _>>())
        };
        Value::Array(self.rows.iter().map(object).collect()).to_string()
    }
}

pub(super) fn faults(faults: &[api::Fault]) -> Listing {
    let row = |fault: &api::Fault| {
        vec![
            fault.spec.clone(),
            fault.description.clone(),
            fault.reached_by.clone(),
            fault.undone_by.clone(),
        ]
    };
    Listing {
        header: &["fault", "what happens", "strikes when", "undone by"],
        rows: faults.iter().map(row).collect(),
    }
}

pub(super) fn armed(faults: &[api::ArmedFault]) -> Listing {
    let row = |fault: &api::ArmedFault| {
        vec![
            fault.id.to_string(),
            fault.fault.clone(),
            if fault.permanent { "permanent" } else { "once" }.to_owned(),
            fault.skip.to_string(),
            fault.chance.to_string(),
        ]
    };
    Listing {
        header: &["id", "fault", "repeat", "skip", "chance"],
        rows: faults.iter().map(row).collect(),
    }
}

pub(super) fn applicants(world: &api::World) -> Listing {
    let row = |applicant: &api::Applicant| {
        let fingers = applicant.fingers.iter();
        let others = fingers.filter(|finger| finger.source != "grown");
        let others: Vec<String> = others
            .map(|finger| format!("{}: {}", finger.code, finger.source))
            .collect();
        let seated = if applicant.id == world.seated {
            "yes"
        } else {
            ""
        };
        vec![
            applicant.id.clone(),
            applicant.backdrop.clone(),
            applicant.portrait.clone(),
            others.join("; "),
            seated.to_owned(),
        ]
    };
    Listing {
        header: &["id", "backdrop", "portrait", "fingers not grown", "seated"],
        rows: world.applicants.iter().map(row).collect(),
    }
}

pub(super) fn cards(cards: &[api::Card]) -> Listing {
    let row = |card: &api::Card| {
        vec![
            card.id.clone(),
            card.place.clone(),
            card.chip_serial.clone(),
            card.chip_life_cycle.clone(),
            card.front_panels.clone(),
            card.back_panels.clone(),
        ]
    };
    Listing {
        header: &["id", "place", "chip serial", "chip", "front", "back"],
        rows: cards.iter().map(row).collect(),
    }
}

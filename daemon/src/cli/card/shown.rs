//! What is shown of a card.

use crate::cli::screen::{Look, Show};
use crate::cli::show::Facts;
use loket_card::ktp_el::Generation;
use loket_card::profile::Recognised;
use loket_card::{ChipContent, ChipIdentity, ChipSerial, LifeCycle};
use serde_json::{Value, json};

/// Which card it is.
pub(super) struct Found {
    pub(super) atr: Vec<u8>,
    pub(super) found: Option<(&'static str, Recognised)>,
}

impl Found {
    fn facts(&self) -> Facts {
        let atr: String = self.atr.iter().map(|byte| format!("{byte:02X}")).collect();
        let mut facts = vec![("answer_to_reset", Value::from(atr))];
        match &self.found {
            None => facts.push(("profile", "none that is known".into())),
            Some((profile, found)) => {
                facts.push(("profile", (*profile).into()));
                facts.extend(match found {
                    Recognised::Open(identity) => of_identity(identity),
                    Recognised::KtpEl(Generation::First) => vec![("generation", 1.into())],
                    Recognised::KtpEl(Generation::Second) => vec![("generation", 2.into())],
                });
            }
        }
        Facts(facts)
    }
}

fn of_identity(identity: &ChipIdentity) -> Vec<(&'static str, Value)> {
    vec![
        ("serial", identity.serial.to_string().into()),
        ("model", identity.model.clone().into()),
        ("life_cycle", identity.life_cycle.to_string().into()),
        ("profile_version", identity.profile_version.into()),
        ("write_journal", identity.journal.0.into()),
        ("writing_was_cut_short", identity.journal.is_open().into()),
    ]
}

impl Show for Found {
    fn json(&self) -> Value {
        self.facts().json()
    }

    fn text(&self, look: Look) -> String {
        self.facts().text(look)
    }
}

/// Everything on a chip; for the eyes of whoever holds the card.
pub(super) struct Chip<'a>(pub(super) &'a ChipContent);

impl Chip<'_> {
    fn facts(&self) -> Facts {
        let Self(ChipContent {
            identity, record, ..
        }) = self;
        let fingers = record.templates.each_ref();
        let fingers = fingers.map(|template| {
            json!({
                "position": template.position,
                "bytes": template.record.len(),
            })
        });
        let mut facts = of_identity(identity);
        facts.push(("biodata", json!(record.biodata)));
        facts.push(("photo_bytes", record.photo.len().into()));
        facts.push(("fingers", json!(fingers)));
        Facts(facts)
    }
}

impl Show for Chip<'_> {
    fn json(&self) -> Value {
        self.facts().json()
    }

    fn text(&self, look: Look) -> String {
        self.facts().text(look)
    }
}

/// A photo that was read without keys.
pub(super) fn photo(bytes: &[u8]) -> Facts {
    Facts(vec![("photo_bytes", bytes.len().into())])
}

/// Whether the content is the issuer's.
pub(super) struct Verdict {
    pub(super) serial: ChipSerial,
    pub(super) life_cycle: LifeCycle,
    pub(super) is_valid: bool,
}

impl Verdict {
    fn facts(&self) -> Facts {
        Facts(vec![
            ("serial", self.serial.to_string().into()),
            ("life_cycle", self.life_cycle.to_string().into()),
            ("signature_valid", self.is_valid.into()),
        ])
    }
}

impl Show for Verdict {
    fn json(&self) -> Value {
        self.facts().json()
    }

    fn text(&self, look: Look) -> String {
        self.facts().text(look)
    }
}

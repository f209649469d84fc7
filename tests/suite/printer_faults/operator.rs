//! The operator at a counter where things go wrong: does what the prompts say, and tells what was found.

use anyhow::Context;
use loket_proto::sim::v1 as sim;
use loket_proto::v1;
use loket_tests::front_end::FrontEnd;
use loket_tests::hands::Hands;

/// Panels of a whole face.
const WHOLE: &str = "ymcko";
const INSIDE: [&str; 3] = ["encoder", "print-head", "path"];

/// Does what a hold asks for.
pub(crate) async fn deal_with(
    reason: &str,
    front_end: &mut FrontEnd,
    hands: &mut Hands,
) -> anyhow::Result<()> {
    match reason {
        "COVER_OPEN" => {
            hands.panel().close_cover(sim::CloseCoverRequest {}).await?;
        }
        "RIBBON_ENDED" | "RIBBON_UNFIT" | "RIBBON_SHORT" => {
            let request = sim::ChangeRibbonRequest {};
            hands.panel().change_ribbon(request).await?;
        }
        "HOPPER_EMPTY" => {
            let request = sim::LoadHopperRequest { count: 100 };
            hands.panel().load_hopper(request).await?;
        }
        "CARD_JAM" | "ENCODER_OCCUPIED" => {
            take_out(hands).await?;
        }
        "CLEANING_NEEDED" => {
            let request = v1::MaintainPrinterRequest {
                actor: front_end.actor(),
                task: v1::PrinterTask::Clean.into(),
                request_id: String::new(),
            };
            front_end.hardware.maintain_printer(request).await?;
        }
        _ => {}
    }
    Ok(())
}

/// Opens the cover and takes out what is inside.
async fn take_out(hands: &mut Hands) -> anyhow::Result<Option<sim::Card>> {
    hands.panel().open_cover(sim::OpenCoverRequest {}).await?;
    let cards = hands.world().await?.cards;
    let inside = cards
        .into_iter()
        .find(|card| INSIDE.contains(&card.place.as_str()));
    let cleared = hands.panel().clear_jam(sim::ClearJamRequest {}).await?;
    if let Some(card) = &inside
        && cleared.into_inner().card.is_empty()
    {
        hands.move_card(&card.id, "hand").await?;
    }
    hands.panel().close_cover(sim::CloseCoverRequest {}).await?;
    Ok(inside)
}

/// Looks for a card that nobody knows of; the answer.
pub(crate) async fn look_for(
    hands: &mut Hands,
    sample: Option<Sample>,
    prompt: &v1::Prompt,
) -> anyhow::Result<&'static str> {
    let offers = |key| prompt.choices.iter().any(|choice| choice.key == key);
    match take_out(hands).await? {
        Some(card) if offers("on_desk") && faces(hands, &card.id).await? == sample => {
            hands.move_card(&card.id, "desk-reader").await?;
            Ok("on_desk")
        }
        None if offers("no_card") => Ok("no_card"),
        _ => Ok("spoiled"),
    }
}

/// Looks at the card that came out; the answer.
pub(crate) async fn inspect(
    hands: &mut Hands,
    sample: Option<Sample>,
    order: &v1::Order,
) -> anyhow::Result<&'static str> {
    let card = card_of(hands, order).await?.context("no card came out")?;
    Ok(match faces(hands, &card.id).await? {
        seen if sample.is_none() || seen == sample => "good",
        _ => "spoiled:print",
    })
}

/// The card with the chip of the order's last attempt.
pub(crate) async fn card_of(
    hands: &mut Hands,
    order: &v1::Order,
) -> anyhow::Result<Option<sim::Card>> {
    let serial = order.attempts.last().map(|last| last.chip_serial.clone());
    let serial: String = serial
        .unwrap_or_default()
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    let cards = hands.world().await?.cards;
    Ok(cards
        .into_iter()
        .find(|card| card.chip_serial.eq_ignore_ascii_case(&serial)))
}

/// What an undisturbed card has on it, by which others are judged: thousandths of front and back under the overlay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sample([u32; 2]);

impl Sample {
    /// The card that came out of an undisturbed order.
    pub(crate) async fn take(hands: &mut Hands, order: &v1::Order) -> anyhow::Result<Self> {
        let card = card_of(hands, order).await?.context("no card came out")?;
        let sample = faces(hands, &card.id).await?;
        sample.context("the first card lacks panels")
    }
}

/// What is on a card that has every panel on both faces.
async fn faces(hands: &mut Hands, card: &str) -> anyhow::Result<Option<Sample>> {
    let mut overlaid = [0; 2];
    let sides = [sim::Side::Front, sim::Side::Back];
    for (side, overlaid) in sides.into_iter().zip(&mut overlaid) {
        let request = sim::GetCardPictureRequest {
            card: card.to_owned(),
            side: side.into(),
        };
        let face = hands.panel().get_card_picture(request).await?.into_inner();
        if face.panels != WHOLE {
            return Ok(None);
        }
        *overlaid = face.overlaid;
    }
    Ok(Some(Sample(overlaid)))
}

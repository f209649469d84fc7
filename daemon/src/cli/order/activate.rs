//! Activating a card.

use super::exit;
use crate::cli::connect::Session;
use crate::cli::fail::{Exit, Fail};
use crate::cli::hints::Hints;
use crate::cli::words::Position;
use loket_proto::v1;
use loket_proto::v1::activate_card_response::Event;

/// Shows the chip, the hints and the matches until the card is activated; a finger that does not match is a refusal.
pub(super) async fn activate(
    session: &mut Session<'_>,
    order_id: String,
    position: Position,
) -> Result<Exit, Fail> {
    let request = v1::ActivateCardRequest {
        order_id,
        actor: session.actor()?,
        position: position as i32,
    };
    let mut client = session.issuance();
    let mut events = client.activate_card(request).await?.into_inner();
    let mut hints = Hints::new();
    while let Some(response) = events.message().await? {
        match &response.event {
            Some(Event::Hint(hint)) if !session.screen.is_json() => {
                hints.tell(session.screen, hint)?;
                continue;
            }
            _ => hints.pause(),
        }
        session.screen.show_next(&response)?;
        if let Some(Event::Order(order)) = response.event {
            return Ok(exit(&order));
        }
    }
    Err(Fail::Lost)
}

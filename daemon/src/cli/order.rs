//! `loket order`.

mod proof;
mod record;
mod submit;
mod watch;

use super::args::OrderCommand;
use super::connect::Session;
use super::fail::{Exit, Fail};
use super::prompt::answer::about_order;
use loket_proto::v1;
use loket_proto::v1::OrderState;
use tonic::{Response, Status};

/// Runs one command.
pub(super) async fn run(session: &mut Session<'_>, command: OrderCommand) -> Result<Exit, Fail> {
    use OrderCommand as C;
    match command {
        C::Submit { order, watch } => submit::submit(session, order, watch).await,
        C::Validate(order) => submit::validate(session, order).await,
        C::Proof(proof) => proof::render(session, proof).await,
        C::List { open, before } => record::list(session, open, before).await,
        C::Show { order } => record::get(session, order).await,
        C::Watch { order, follow } => watch::watch(session, order, follow).await,
        C::Cancel { order, reason } => record::cancel(session, order, reason).await,
        C::Continue { order } => about_order(session, order, "continue", String::new()).await,
        C::Inspect {
            order,
            verdict,
            note,
        } => about_order(session, order, verdict.key(), note).await,
        C::Activate { order, position } => {
            let with = position.map_or("operator".into(), |position| (position as i32).to_string());
            about_order(session, order, format!("activate:{with}"), String::new()).await
        }
        C::SecondPerson { order, note } => about_order(session, order, "second_person", note).await,
        C::Vouch { order, note } => about_order(session, order, "vouch", note).await,
        C::Handover { order, position } => {
            let with = position.map(|position| format!(":{}", position as i32));
            let choice = format!("handed_over{}", with.unwrap_or_default());
            about_order(session, order, choice, String::new()).await
        }
        C::Notes { order } => record::notes(session, order).await,
        C::Receipt { order } => record::receipt(session, order).await,
    }
}

/// How a command ended that left the order like this.
pub(super) fn exit(order: &v1::Order) -> Exit {
    match order.state() {
        _ if order.hold.is_some() => Exit::PersonActs,
        OrderState::Refused
        | OrderState::Cancelled
        | OrderState::Exhausted
        | OrderState::Voided => Exit::Refused,
        _ => Exit::Done,
    }
}

/// Shows the order as it is after a call.
fn shown(
    session: &mut Session<'_>,
    answer: Result<Response<v1::Order>, Status>,
) -> Result<v1::Order, Fail> {
    let order = answer?.into_inner();
    session.screen.show(&order)?;
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_is_for_a_person_and_a_bad_end_is_a_failure() {
        let order = |state: OrderState, hold: bool| v1::Order {
            state: state.into(),
            hold: hold.then(v1::Condition::default),
            ..Default::default()
        };
        let cases = [
            (OrderState::Accepted, false, Exit::Done),
            (OrderState::InProduction, true, Exit::PersonActs),
            (OrderState::Inspecting, false, Exit::Done),
            (OrderState::HandedOver, false, Exit::Done),
            (OrderState::Refused, false, Exit::Refused),
            (OrderState::Cancelled, false, Exit::Refused),
            (OrderState::Exhausted, false, Exit::Refused),
            (OrderState::Voided, false, Exit::Refused),
        ];
        for (state, hold, expected) in cases {
            assert_eq!(exit(&order(state, hold)), expected, "{state:?}");
        }
    }
}

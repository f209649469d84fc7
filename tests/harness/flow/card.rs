//! Order, production, activation, hand-over.

use super::Desk;
use crate::front_end::{Activation, Proof, explain, of_order};
use crate::hands::Faces;
use crate::people::Person;
use anyhow::{Context, ensure};
use loket_proto::v1;
use loket_proto::v1::render_proof_request::Source as ProofSource;
use loket_proto::v1::submit_order_request::Source;
use prost::Message;
use prost_types::Timestamp;
use sha2::{Digest, Sha256};
use std::time::SystemTime;

/// What is ordered.
#[derive(Clone, Debug)]
pub struct Order {
    /// The front end's reference of the case.
    pub case: String,
    /// Why a card is made.
    pub reason: v1::OrderReason,
    /// Where the card data comes from.
    pub source: Source,
}

/// A card that its holder has.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The physical card's id in the simulator.
    pub card: String,
    /// The order at its end.
    pub order: v1::Order,
    /// What was shown before a blank was touched.
    pub proof: Proof,
    /// What was printed.
    pub faces: Faces,
    /// The activation.
    pub activation: Activation,
    /// The chip as the simulator's own dump decodes it, after the activation.
    pub chip: serde_json::Value,
}

impl Desk {
    /// Orders a card with all approvals, prints, inspects, activates and hands it over.
    ///
    /// # Errors
    /// The daemon's refusal, or whatever stops the order.
    pub async fn issue(&mut self, person: &Person, order: Order) -> anyhow::Result<Issued> {
        let proof = self
            .front_end
            .proof(proof_source(order.source.clone()))
            .await?;
        self.lap("Look at the proof of both faces").await?;
        let submitted = self.front_end.submit(submission(order)).await?;
        let id = submitted.order_id;
        self.lap("Submit the approved order").await?;
        let inspecting = v1::OrderState::Inspecting;
        self.front_end
            .watch_until(&id, inspecting, |_| ())
            .await
            .context("production")?;
        self.lap("Print the card and write its chip").await?;
        let card = self.hands.take_printed_card().await?;
        let faces = self.hands.look_at(&card).await?;
        self.front_end.answer_order(&id, "good").await?;
        self.lap("Inspect the card").await?;
        let activation = self.activate(person, &id, &card).await?;
        let chip = self.hands.chip(&card).await?;
        if activation.order.reason() == v1::OrderReason::Damaged {
            self.take_in_old_card(&id).await?;
        }
        self.hands.move_card(&card, "handed-over").await?;
        let order = self.front_end.answer_order(&id, "handed_over").await?;
        self.lap("Hand over").await?;
        Ok(Issued {
            card,
            order,
            proof,
            faces,
            activation,
            chip,
        })
    }

    /// The holder hands in the old card, whose chip is as broken as the rest of it.
    async fn take_in_old_card(&mut self, id: &str) -> anyhow::Result<()> {
        let prompt = self.front_end.prompt(of_order(id)).await?;
        let unreadable = v1::AnswerPromptRequest {
            note: "broken in two".to_owned(),
            ..self.front_end.saying(&prompt, "unreadable")
        };
        self.front_end.say(unreadable).await.map_err(explain)?;
        self.lap("Take in the damaged card").await
    }

    async fn activate(
        &mut self,
        person: &Person,
        id: &str,
        card: &str,
    ) -> anyhow::Result<Activation> {
        self.hands.seat(person.id).await?;
        self.hands.move_card(card, "desk-reader").await?;
        let finger = self.holders_finger(person).await?;
        let hands = &mut self.hands;
        let activation = self.front_end.activate(id, finger, hands).await?;
        ensure!(
            activation.order.state() == v1::OrderState::Activated,
            "the card is not activated"
        );
        self.lap("Activate with the holder's finger").await?;
        Ok(activation)
    }

    /// The first of the counter's chip fingers that the holder has.
    async fn holders_finger(&mut self, person: &Person) -> anyhow::Result<v1::FingerPosition> {
        let station = self.front_end.station().await?;
        station
            .chip_fingers()
            .find(|finger| !person.missing.contains(finger))
            .context("the holder has no finger for a chip")
    }
}

/// The order with all approvals, as a front end submits it.
pub fn submission(order: Order) -> v1::SubmitOrderRequest {
    let approved = match &order.source {
        Source::CardData(data) => Sha256::digest(data.encode_to_vec()).to_vec(),
        Source::EnrolmentId(_) => Vec::new(),
    };
    v1::SubmitOrderRequest {
        request_id: format!("{}-card", order.case),
        reason: order.reason.into(),
        approvals: approvals(&approved),
        print_ready: Some(v1::PrintReady {
            ready: true,
            reference: format!("PRR-{}", order.case),
        }),
        subject: order.case,
        source: Some(order.source),
        ..v1::SubmitOrderRequest::default()
    }
}

/// What the three roles of the Musi Banyuasin procedure say, of card data with this hash or, without one, of the case.
pub fn approvals(card_data_sha256: &[u8]) -> Vec<v1::Approval> {
    let now = Timestamp::from(SystemTime::now());
    let people = [
        ("subcoordinator.dewi", "validator"),
        ("kabid.rahmat", "verifier"),
        ("kadis.lestari", "head"),
    ];
    people
        .into_iter()
        .map(|(approver, role)| v1::Approval {
            approver: approver.to_owned(),
            role: role.to_owned(),
            approved_at: Some(now),
            card_data_sha256: card_data_sha256.to_vec().into(),
            ..v1::Approval::default()
        })
        .collect()
}

fn proof_source(source: Source) -> ProofSource {
    match source {
        Source::CardData(data) => ProofSource::CardData(data),
        Source::EnrolmentId(id) => ProofSource::EnrolmentId(id),
    }
}

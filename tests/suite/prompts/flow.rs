//! A front end that knows nothing but prompts records an applicant and gets the card to its holder.

use crate::wires::counter;
use image::GenericImageView;
use loket_proto::v1;
use loket_proto::v1::answer_outcome::State;
use loket_proto::v1::submit_order_request::Source;
use loket_proto::v1::watch_response::Event;
use loket_proto::v1::{OrderState, PromptKind};
use loket_tests::flow::approvals;
use loket_tests::front_end::{Answered, FrontEnd, about_order, of_enrolment};
use loket_tests::hands::Hands;
use loket_tests::people::{Person, sari};
use loket_tests::signature;
use std::time::Duration;
use tokio::time::timeout;

/// No flow takes longer.
const PATIENCE: Duration = Duration::from_secs(120);

struct Screen {
    front_end: FrontEnd,
    hands: Hands,
    person: Person,
    card: Option<String>,
}

#[tokio::test]
async fn an_applicant_is_recorded_and_gets_a_card_by_answering_prompts_alone() {
    let (counter, _folder) = counter().await;
    let mut screen = Screen {
        front_end: counter.front_end("operator.ani").await.unwrap(),
        hands: counter.hands().await.unwrap(),
        person: sari(),
        card: None,
    };
    screen.hands.seat(screen.person.id).await.unwrap();
    let whole = async {
        let enrolment = screen.enrol().await;
        let order = screen.issue(&enrolment).await;
        assert_eq!(order.state(), OrderState::HandedOver);
        assert!(screen.front_end.list_prompts().await.unwrap().is_empty());
    };
    timeout(PATIENCE, whole).await.expect("in time");
}

impl Screen {
    /// Answers until nothing is asked; the sealed enrolment's id.
    async fn enrol(&mut self) -> String {
        let opened = self.front_end.open_record(&self.person.case).await.unwrap();
        let subject = of_enrolment(&opened.enrolment_id);
        let waiting = self.front_end.list_prompts().await.unwrap();
        assert_eq!(waiting.len(), 1, "{waiting:?}");
        let mut next = Some(self.front_end.prompt(subject).await.unwrap());
        let mut generation = 0;
        while let Some(prompt) = next {
            assert!(prompt.generation > generation, "{prompt:?}");
            generation = prompt.generation;
            let answered = self.answer(&prompt).await;
            next = answered.outcome.next.clone();
            if let (None, Some(State::Enrolment(one))) = (&next, &answered.outcome.state) {
                assert_eq!(one.state(), v1::EnrolmentState::Sealed);
            }
        }
        opened.enrolment_id
    }

    /// Orders the card and answers whatever the watch brings until the order has ended.
    async fn issue(&mut self, enrolment: &str) -> v1::Order {
        let request = v1::SubmitOrderRequest {
            request_id: "r1".into(),
            reason: v1::OrderReason::New.into(),
            approvals: approvals(&[]),
            print_ready: Some(v1::PrintReady {
                ready: true,
                reference: "PRR-1".into(),
            }),
            subject: self.person.case.clone(),
            source: Some(Source::EnrolmentId(enrolment.to_owned())),
            ..v1::SubmitOrderRequest::default()
        };
        let order = self.front_end.submit(request).await.unwrap();
        let mut events = self
            .front_end
            .watch(about_order(&order.order_id))
            .await
            .unwrap();
        let mut generation = 0;
        loop {
            let message = events.message().await.unwrap().unwrap();
            let Some(Event::Order(change)) = message.event else {
                continue;
            };
            let order = change.order.unwrap();
            if order.state() == OrderState::HandedOver {
                return order;
            }
            if let Some(prompt) = change
                .prompt
                .filter(|prompt| prompt.generation > generation)
            {
                generation = prompt.generation;
                self.answer(&prompt).await;
            }
        }
    }

    /// What a person does who reads the question and looks at the evidence.
    async fn answer(&mut self, prompt: &v1::Prompt) -> Answered {
        let (choice, note) = self.choose(prompt).await;
        let offered: Vec<_> = prompt.choices.iter().map(|one| one.key.as_str()).collect();
        assert!(
            offered.contains(&choice.as_str()),
            "{choice} of {offered:?}"
        );
        let mut request = self.front_end.saying(prompt, &choice);
        request.note = note;
        match prompt.kind() {
            PromptKind::EnterBiodata => request.biodata = Some(self.person.biodata.clone()),
            PromptKind::ProvideSignature => {
                let png = signature::png(self.person.signature).unwrap();
                request.png = png.into();
            }
            _ => {}
        }
        let answered = self.front_end.say_with(request, &mut self.hands).await;
        answered.unwrap_or_else(|error| panic!("{:?}: {error}", prompt.kind()))
    }

    async fn choose(&mut self, prompt: &v1::Prompt) -> (String, String) {
        let usual = prompt.choices[0].key.clone();
        match prompt.kind() {
            PromptKind::CaptureFinger if self.person.missing.contains(&prompt.position()) => {
                ("missing".into(), self.person.missing_because.into())
            }
            PromptKind::ChoosePhoto => {
                let take = self.front_end.picture(prompt, "take:1").await.unwrap();
                assert_eq!(
                    image::load_from_memory(&take).unwrap().dimensions(),
                    (480, 640)
                );
                (usual, String::new())
            }
            PromptKind::InspectCard => {
                for side in ["front", "back"] {
                    let picture = self.front_end.picture(prompt, side).await.unwrap();
                    assert!(image::load_from_memory(&picture).is_ok(), "{side}");
                }
                self.card = Some(self.hands.take_printed_card().await.unwrap());
                (usual, String::new())
            }
            PromptKind::ActivateCard => {
                self.move_card("desk-reader").await;
                (usual, String::new())
            }
            PromptKind::HandOverCard => {
                self.move_card("handed-over").await;
                (usual, String::new())
            }
            _ => (usual, String::new()),
        }
    }

    async fn move_card(&mut self, to: &str) {
        let card = self.card.clone().unwrap();
        self.hands.move_card(&card, to).await.unwrap();
    }
}

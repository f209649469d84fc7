//! Everybody who gives the same answer at the same time hears of the same work: the first has it done, the others, such as
//! a page that was loaded again, listen.

use super::request::Said;
use crate::refusal::Refusal;
use crate::rpc::blocking::Messages;
use crate::rpc::status::of_refusal;
use loket_proto::v1::AnswerPromptResponse;
use loket_proto::v1::answer_prompt_response::Event;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tonic::Status;

type Message = Result<AnswerPromptResponse, Status>;

/// The answers that are being carried out.
#[derive(Default)]
pub(super) struct Audiences(Mutex<Vec<Audience>>);

struct Audience {
    said: Said,
    so_far: Vec<Message>,
    listeners: Vec<UnboundedSender<Message>>,
}

/// Where a caller sits.
pub(super) enum Seat {
    /// The first: has the answer carried out.
    First(Speaker),
    /// Another: listens.
    Later,
}

/// Tells everybody what comes of the answer.
#[derive(Clone)]
pub(super) struct Speaker {
    audiences: Arc<Audiences>,
    said: Arc<Said>,
}

impl Audiences {
    fn lock(&self) -> MutexGuard<'_, Vec<Audience>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The messages of that answer from the first on.
    pub(super) fn join(self: &Arc<Self>, said: Said) -> (Messages<AnswerPromptResponse>, Seat) {
        let (sender, receiver) = unbounded_channel();
        let mut all = self.lock();
        if let Some(audience) = all.iter_mut().find(|audience| audience.said == said) {
            audience.welcome(sender);
            return (Messages::new(receiver), Seat::Later);
        }
        let speaker = Speaker {
            audiences: Arc::clone(self),
            said: Arc::new(said.clone()),
        };
        all.push(Audience {
            said,
            so_far: Vec::new(),
            listeners: vec![sender],
        });
        (Messages::new(receiver), Seat::First(speaker))
    }
}

impl Audience {
    /// A listener who comes later hears what was said so far.
    fn welcome(&mut self, listener: UnboundedSender<Message>) {
        for message in &self.so_far {
            // Whoever left at once needs nothing.
            let _ = listener.send(message.clone());
        }
        self.listeners.push(listener);
    }

    fn hear(&mut self, message: Message) {
        self.listeners
            .retain(|listener| listener.send(message.clone()).is_ok());
        // Of the hints only the last matters to somebody who comes later.
        if is_hint(&message) && self.so_far.last().is_some_and(is_hint) {
            self.so_far.pop();
        }
        self.so_far.push(message);
    }
}

fn is_hint(message: &Message) -> bool {
    matches!(message, Ok(response) if matches!(response.event, Some(Event::Hint(_))))
}

impl Speaker {
    /// Says what happens; nobody listens any more once it has ended.
    pub(super) fn say(&self, message: AnswerPromptResponse) {
        self.tell(Ok(message));
    }

    /// Says what came of it, which is on record by now: the next who gives the answer finds it there.
    pub(super) fn end(self, outcome: Result<AnswerPromptResponse, Refusal>) {
        self.tell(outcome.map_err(of_refusal));
        let mut all = self.audiences.lock();
        all.retain(|audience| audience.said != *self.said);
    }

    fn tell(&self, message: Message) {
        let mut all = self.audiences.lock();
        if let Some(audience) = all.iter_mut().find(|audience| audience.said == *self.said) {
            audience.hear(message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::Reason;
    use crate::person::{Person, Role};
    use crate::prompt::Subject;
    use crate::prompt::answer::Content;
    use loket_proto::v1;
    use tokio_stream::StreamExt;
    use tonic::Code;

    fn said(choice: &str) -> Said {
        Said {
            subject: Subject::Order("o".into()),
            generation: 1,
            by: Person {
                id: "op".into(),
                role: Role::Operator,
            },
            choice: choice.into(),
            content: Content::None,
        }
    }

    fn hint(received: u32) -> AnswerPromptResponse {
        let hint = v1::PlacementHint {
            received,
            ..Default::default()
        };
        AnswerPromptResponse {
            event: Some(Event::Hint(hint)),
        }
    }

    fn outcome() -> AnswerPromptResponse {
        AnswerPromptResponse {
            event: Some(Event::Outcome(v1::AnswerOutcome::default())),
        }
    }

    fn first(audiences: &Arc<Audiences>) -> (Messages<AnswerPromptResponse>, Speaker) {
        match audiences.join(said("good")) {
            (messages, Seat::First(speaker)) => (messages, speaker),
            (_, Seat::Later) => panic!("somebody was there"),
        }
    }

    #[tokio::test]
    async fn one_carries_it_out_and_all_hear_how_it_ends() {
        let audiences = Arc::new(Audiences::default());
        let (messages, speaker) = first(&audiences);
        speaker.say(hint(1));
        speaker.say(hint(2));
        let (late, seat) = audiences.join(said("good"));
        assert!(matches!(seat, Seat::Later));
        speaker.end(Ok(outcome()));
        let heard: Vec<_> = messages.map(Result::unwrap).collect().await;
        assert_eq!(heard, [hint(1), hint(2), outcome()]);
        let heard: Vec<_> = late.map(Result::unwrap).collect().await;
        assert_eq!(heard, [hint(2), outcome()], "of the hints the last");
    }

    #[tokio::test]
    async fn a_refusal_reaches_all_and_then_somebody_else_is_first() {
        let audiences = Arc::new(Audiences::default());
        let (messages, speaker) = first(&audiences);
        speaker.end(Err(Reason::NotFound.into()));
        let heard: Vec<_> = messages.collect().await;
        assert_eq!(heard[0].as_ref().unwrap_err().code(), Code::NotFound);
        drop(first(&audiences));
    }

    #[test]
    fn another_answer_has_another_audience() {
        let audiences = Arc::new(Audiences::default());
        let _first = first(&audiences);
        let (_, seat) = audiences.join(said("spoiled"));
        assert!(matches!(seat, Seat::First(_)));
    }
}

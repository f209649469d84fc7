//! Answers that come twice, late, or from somebody who may not give them.

use loket_daemon::condition::Reason;
use loket_daemon::issuance::order::OrderState;
use loket_daemon::prompt::Subject;
use loket_proto::v1;
use loket_proto::v1::answer_outcome::State;
use loket_tests::front_end::{FrontEnd, of_enrolment, reason};
use loket_tests::lonely::{Lonely, lonely};
use loket_tests::memory::office::{Office, recorded};
use loket_tests::people::sari;
use tonic::Code;

async fn opened(counter: &mut Lonely) -> v1::Prompt {
    let opened = counter.front_end.open_record("case-1").await.unwrap();
    let subject = of_enrolment(&opened.enrolment_id);
    counter.front_end.prompt(subject).await.unwrap()
}

fn entering(front_end: &FrontEnd, prompt: &v1::Prompt) -> v1::AnswerPromptRequest {
    v1::AnswerPromptRequest {
        biodata: Some(sari().biodata),
        ..front_end.saying(prompt, "enter")
    }
}

#[tokio::test]
async fn the_same_answer_ten_times_at_once_and_once_more_has_one_effect() {
    let mut counter = lonely().await.unwrap();
    let prompt = opened(&mut counter).await;
    let request = entering(&counter.front_end, &prompt);
    let mut answers = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let mut front_end = FrontEnd::connect(&counter.socket, "operator.ani")
            .await
            .unwrap();
        let request = request.clone();
        answers.spawn(async move { front_end.say(request).await });
    }
    let later = counter.front_end.say(request).await.unwrap();
    for answered in answers.join_all().await {
        assert_eq!(answered.unwrap().outcome, later.outcome);
    }
    assert_eq!(
        later.outcome.next.unwrap().generation,
        prompt.generation + 1
    );
}

#[tokio::test]
async fn what_failed_is_told_again_and_not_tried_again() {
    let mut counter = lonely().await.unwrap();
    let prompt = opened(&mut counter).await;
    let entered = entering(&counter.front_end, &prompt);
    let outcome = counter.front_end.say(entered).await.unwrap().outcome;
    let prompt = outcome.next.unwrap();
    assert_eq!(prompt.kind(), v1::PromptKind::TakePhoto);
    let take = counter.front_end.saying(&prompt, "take");
    let first = counter.front_end.say(take.clone()).await.unwrap_err();
    let again = counter.front_end.say(take).await.unwrap_err();
    assert_eq!(first.code(), Code::Unavailable);
    assert_eq!(first.message(), again.message());
    let now = counter
        .front_end
        .prompt(prompt.subject.unwrap())
        .await
        .unwrap();
    assert_eq!(now.generation, prompt.generation + 1, "one try");
    let condition = now.condition.unwrap().reason;
    assert_eq!(
        condition,
        reason(&first),
        "the question says why it is asked again"
    );
}

#[tokio::test]
async fn an_answer_that_is_not_offered_or_not_allowed_changes_nothing() {
    let mut counter = lonely().await.unwrap();
    let prompt = opened(&mut counter).await;
    let wrong = counter.front_end.saying(&prompt, "good");
    let refused = counter.front_end.say(wrong).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    let mut integrator = entering(&counter.front_end, &prompt);
    integrator.actor.as_mut().unwrap().role = v1::Role::Integrator.into();
    let refused = counter.front_end.say(integrator).await.unwrap_err();
    assert_eq!(reason(&refused), "ROLE_NOT_ALLOWED");
    assert_eq!(refused.code(), Code::PermissionDenied);
    let without = counter.front_end.saying(&prompt, "abandon");
    let refused = counter.front_end.say(without).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    let subject = prompt.subject.clone().unwrap();
    assert_eq!(counter.front_end.prompt(subject).await.unwrap(), prompt);
}

#[tokio::test]
async fn nobody_is_asked_about_what_has_ended() {
    let mut counter = lonely().await.unwrap();
    let prompt = opened(&mut counter).await;
    let abandon = v1::AnswerPromptRequest {
        note: "went home".into(),
        ..counter.front_end.saying(&prompt, "abandon")
    };
    let ended = counter
        .front_end
        .say(abandon.clone())
        .await
        .unwrap()
        .outcome;
    assert_eq!(ended.next, None);
    let Some(State::Enrolment(enrolment)) = &ended.state else {
        panic!("{ended:?}");
    };
    assert_eq!(enrolment.state(), v1::EnrolmentState::Abandoned);
    assert_eq!(counter.front_end.say(abandon).await.unwrap().outcome, ended);
    let late = entering(&counter.front_end, &prompt);
    let refused = counter.front_end.say(late).await.unwrap_err();
    assert_eq!(reason(&refused), "PROMPT_STALE");
    assert!(
        counter
            .front_end
            .prompt(prompt.subject.unwrap())
            .await
            .is_err()
    );
}

fn generation(office: &Office, order: &str) -> u64 {
    let subject = Subject::Order(order.into());
    let prompt = office.counter.prompt(&subject).unwrap();
    prompt.unwrap().generation
}

#[test]
fn a_verdict_meant_for_one_card_is_refused_for_the_next() {
    let office = Office::new();
    let order = office.order_for(recorded(), "r1").unwrap();
    let first = generation(&office, &order.id);
    office.answer(&order.id, "spoiled", "scratched").unwrap();
    office.counter.issuance.work_until_idle();
    let good = office.answer_to(first, &order.id, "good", "");
    assert_eq!(
        good.unwrap_err().into_condition().reason,
        Reason::PromptStale
    );
    let order = office.counter.issuance.orders().get(&order.id).unwrap();
    assert_eq!(
        (order.state, order.attempts.len()),
        (OrderState::Inspecting, 2)
    );
}

#[test]
fn an_answer_is_known_again_after_a_restart() {
    let office = Office::new();
    let order = office.order_for(recorded(), "r1").unwrap();
    let asked = generation(&office, &order.id);
    office.answer(&order.id, "spoiled", "scratched").unwrap();
    office.counter.issuance.work_until_idle();
    let office = office.restarted();
    let before = office.counter.issuance.orders().get(&order.id).unwrap();
    let again = office.answer_to(asked, &order.id, "spoiled", "scratched");
    assert_eq!(again.unwrap(), before);
    let other = office.answer_to(asked, &order.id, "spoiled", "bent");
    assert_eq!(
        other.unwrap_err().into_condition().reason,
        Reason::PromptStale
    );
}

#[test]
fn what_a_person_writes_is_sealed_and_can_be_read_until_the_order_ends() {
    let office = Office::new();
    let order = office.order_for(recorded(), "r1").unwrap();
    let order = office.answer(&order.id, "spoiled", "scratched").unwrap();
    assert!(!serde_json::to_string(&order).unwrap().contains("scratched"));
    let issuance = &office.counter.issuance;
    let notes = issuance.notes(&order.id).unwrap();
    let told: Vec<_> = notes
        .iter()
        .map(|note| (note.choice.as_str(), note.by.as_str(), note.text.as_str()))
        .collect();
    assert_eq!(told, [("spoiled", "operator-1", "scratched")]);
    issuance
        .cancel(&order.id, "operator-1", "not wanted")
        .unwrap();
    let written = issuance.notes(&order.id).unwrap();
    assert_eq!(written.last().unwrap().text, "not wanted");
    issuance.work_until_idle();
    assert_eq!(issuance.notes(&order.id).unwrap(), []);
}

use super::*;
use crate::person::{Person, Role};
use crate::prompt::Kind;
use crate::prompt::answer::Content;

fn inspect() -> Question {
    Question::new(Kind::InspectCard, vec![Key::Good, Key::Spoiled])
}

fn hand_over() -> Question {
    Question::new(Kind::HandOverCard, vec![Key::HandedOver])
}

fn asked(question: &Question) -> Asked {
    let mut asked = Asked::default();
    asked.turn(None, Some(question), 5);
    asked
}

fn said(generation: u64, choice: &str, account: &str) -> Answer {
    Answer {
        generation,
        choice: choice.into(),
        by: Person {
            id: account.into(),
            role: Role::Operator,
        },
        lease: None,
        content: Content::None,
        fingerprint: [0; 32],
    }
}

fn present(asked: &Asked, question: Question) -> Option<Prompt> {
    Some(asked.prompt(Subject::Order("o".into()), question))
}

fn reason(refusal: Refusal) -> &'static str {
    refusal.into_condition().reason.row().name
}

#[test]
fn a_question_keeps_its_number_until_it_changes() {
    let mut asked = asked(&inspect());
    asked.turn(Some(&inspect()), Some(&inspect()), 9);
    let prompt = present(&asked, inspect()).unwrap();
    assert_eq!((prompt.generation, prompt.since_ms), (1, 5));
    asked.turn(Some(&inspect()), Some(&hand_over()), 9);
    let prompt = present(&asked, hand_over()).unwrap();
    assert_eq!((prompt.generation, prompt.since_ms), (2, 9));
    asked.turn(Some(&hand_over()), None, 9);
    asked.turn(None, Some(&hand_over()), 9);
    assert_eq!(present(&asked, hand_over()).unwrap().generation, 3);
}

#[test]
fn the_same_question_after_an_answer_is_a_new_one() {
    let mut asked = asked(&inspect());
    asked.answered(&said(1, "good", "ani"), Outcome::Done);
    asked.turn(Some(&inspect()), Some(&inspect()), 9);
    assert_eq!(present(&asked, inspect()).unwrap().generation, 2);
}

#[test]
fn a_verdict_on_one_card_is_never_taken_for_one_on_the_next() {
    let mut asked = asked(&inspect());
    asked.turn(Some(&inspect()), None, 9);
    asked.turn(None, Some(&inspect()), 9);
    let late = asked.admit(present(&asked, inspect()), &said(1, "good", "ani"));
    match late {
        Err(Refusal::Stale { condition, present }) => {
            assert_eq!(condition.reason, Reason::PromptStale);
            assert_eq!(present.unwrap().generation, 2);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn who_came_first_is_named_to_the_other() {
    let mut asked = asked(&inspect());
    asked.answered(&said(1, "good", "ani"), Outcome::Done);
    asked.turn(Some(&inspect()), None, 9);
    let other = asked.admit(None, &said(1, "good", "budi")).unwrap_err();
    assert_eq!(other.into_condition().detail, "answered `good` by ani");
}

#[test]
fn only_the_very_same_answer_is_known_again() {
    let mut asked = asked(&inspect());
    asked.answered(&said(1, "good", "ani"), Outcome::Done);
    assert_eq!(
        asked.outcome_of(&said(1, "good", "ani")),
        Some(&Outcome::Done)
    );
    let noted = Answer {
        fingerprint: [1; 32],
        ..said(1, "good", "ani")
    };
    let supervisor = Answer {
        by: Person {
            id: "ani".into(),
            role: Role::Supervisor,
        },
        ..said(1, "good", "ani")
    };
    let others = [
        said(1, "good", "budi"),
        said(1, "spoiled", "ani"),
        said(2, "good", "ani"),
        noted,
        supervisor,
    ];
    for other in others {
        assert_eq!(asked.outcome_of(&other), None, "{other:?}");
    }
}

#[test]
fn an_answer_must_be_offered_allowed_and_complete() {
    let question = Question::new(Kind::ActivateCard, vec![Key::AllowTries, Key::Good]);
    let asked = asked(&question);
    let admit = |answer: Answer| asked.admit(present(&asked, question.clone()), &answer);
    let field = |answer| match admit(answer).unwrap_err() {
        Refusal::Violations(all) => all[0].field.clone(),
        other => panic!("{other}"),
    };
    assert_eq!(field(said(1, "bad", "ani")), "choice");
    assert_eq!(
        reason(admit(said(1, "allow_tries", "ani")).unwrap_err()),
        "ROLE_NOT_ALLOWED"
    );
    let supervisor = Person {
        id: "sri".into(),
        role: Role::Supervisor,
    };
    let unsaid = Answer {
        by: supervisor.clone(),
        ..said(1, "allow_tries", "")
    };
    assert_eq!(field(unsaid), "note");
    let noted = Answer {
        by: supervisor,
        content: Content::Note("came back".into()),
        ..said(1, "allow_tries", "")
    };
    assert_eq!(admit(noted), Ok(Key::AllowTries));
    let chatty = Answer {
        content: Content::Note("fine".into()),
        ..said(1, "good", "ani")
    };
    assert_eq!(field(chatty), "note");
}

#[test]
fn work_that_a_restart_cut_off_is_settled_once() {
    let mut asked = asked(&inspect());
    asked.answered(&said(1, "good", "ani"), Outcome::Running);
    assert!(asked.is_answering());
    let failed = Outcome::Failed(Reason::CallCancelled.into());
    asked.settle(failed.clone());
    asked.settle(Outcome::Done);
    assert_eq!(asked.outcome_of(&said(1, "good", "ani")), Some(&failed));
}

//! Two front ends, one prompt.

use loket_proto::v1;
use loket_tests::front_end::{FrontEnd, of_enrolment, present_prompt, reason};
use loket_tests::lonely::lonely;
use loket_tests::people::sari;
use tonic::{Code, Status};

/// How often two front ends race.
const RACES: usize = 1000;

async fn enters(front_end: &mut FrontEnd, prompt: &v1::Prompt) -> Result<(), Status> {
    let request = v1::AnswerPromptRequest {
        biodata: Some(sari().biodata),
        ..front_end.saying(prompt, "enter")
    };
    front_end.say(request).await.map(drop)
}

#[tokio::test]
async fn of_two_front_ends_exactly_one_wins_each_prompt_and_the_other_is_told() {
    let counter = lonely().await.unwrap();
    let mut ani = counter.front_end.clone();
    let mut budi = FrontEnd::connect(&counter.socket, "operator.budi")
        .await
        .unwrap();
    let mut wins = [0, 0];
    for race in 0..RACES {
        let opened = ani.open_record(&format!("case-{race}")).await.unwrap();
        let subject = of_enrolment(&opened.enrolment_id);
        let prompt = ani.prompt(subject).await.unwrap();
        // They take turns to be the first to send.
        let both = if race % 2 == 0 {
            tokio::join!(enters(&mut ani, &prompt), enters(&mut budi, &prompt))
        } else {
            let (second, first) =
                tokio::join!(enters(&mut budi, &prompt), enters(&mut ani, &prompt));
            (first, second)
        };
        let (winner, refused) = match both {
            (Ok(()), Err(refused)) => (0, refused),
            (Err(refused), Ok(())) => (1, refused),
            other => panic!("race {race}: {other:?}"),
        };
        wins[winner] += 1;
        assert_eq!(reason(&refused), "PROMPT_STALE");
        assert_eq!(refused.code(), Code::FailedPrecondition);
        let who = ["operator.ani", "operator.budi"][winner];
        assert!(refused.message().contains(who), "{}", refused.message());
        let present = present_prompt(&refused).unwrap();
        assert_eq!(
            (present.kind(), present.generation),
            (v1::PromptKind::TakePhoto, prompt.generation + 1)
        );
    }
    assert!(
        wins.iter().all(|wins| *wins > 0),
        "both were first at times: {wins:?}"
    );
}

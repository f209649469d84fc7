//! Over gRPC: what is asked wrongly is refused with a typed error, and nothing is changed.

use loket_proto::v1;
use loket_proto::v1::ledger_service_client::LedgerServiceClient;
use loket_proto::v1::move_blanks_request::Act;
use loket_tests::front_end::reason;
use loket_tests::lonely::lonely;
use loket_tests::process;
use std::process::Command;
use tonic::Status;
use tonic::transport::Channel;
use tonic_types::StatusExt;

type Client = LedgerServiceClient<Channel>;

fn actor(id: &str, role: v1::Role) -> Option<v1::Actor> {
    Some(v1::Actor {
        id: id.into(),
        role: role.into(),
    })
}

fn request(id: &str, act: Act) -> v1::MoveBlanksRequest {
    v1::MoveBlanksRequest {
        request_id: id.into(),
        actor: actor("dewi", v1::Role::Supervisor),
        witnesses: vec!["ani".into()],
        reason: "because".into(),
        act: Some(act),
    }
}

fn receive(count: u32) -> Act {
    Act::Receive(v1::ReceiveBatch {
        count,
        document: "DO-1".into(),
        ..v1::ReceiveBatch::default()
    })
}

async fn moved(ledger: &mut Client, request: v1::MoveBlanksRequest) -> Result<String, Status> {
    let entry = ledger.move_blanks(request).await?;
    Ok(entry.into_inner().entry_id)
}

async fn refusal(ledger: &mut Client, request: v1::MoveBlanksRequest) -> String {
    reason(&moved(ledger, request).await.unwrap_err())
}

async fn books(ledger: &mut Client) -> v1::Books {
    let books = ledger.get_books(v1::GetBooksRequest {}).await;
    books.unwrap().into_inner()
}

#[tokio::test]
async fn a_refused_entry_is_typed_and_changes_nothing() {
    let counter = lonely().await.unwrap();
    let mut ledger = counter.front_end.ledger.clone();
    let entry = moved(&mut ledger, request("batch", receive(500)))
        .await
        .unwrap();
    let again = moved(&mut ledger, request("batch", receive(500))).await;
    assert_eq!(again.unwrap(), entry, "the same request is one entry");
    let before = books(&mut ledger).await;

    let other = request("batch", receive(501));
    assert_eq!(refusal(&mut ledger, other).await, "REQUEST_ID_REUSED");
    let load = |count| Act::Load(v1::LoadHopper { count });
    assert_eq!(
        refusal(&mut ledger, request("r1", load(501))).await,
        "STOCK_SHORT"
    );
    for count in [0, 1_000_001, u32::MAX] {
        let refused = refusal(&mut ledger, request("r2", load(count))).await;
        assert_eq!(refused, "INVALID_ARGUMENT", "{count}");
    }
    let huge = "x".repeat(10 << 10);
    assert_eq!(
        refusal(&mut ledger, request(&huge, load(1))).await,
        "INVALID_ARGUMENT"
    );
    let by_operator = v1::MoveBlanksRequest {
        actor: actor("ani", v1::Role::Operator),
        ..request("r3", receive(1))
    };
    assert_eq!(refusal(&mut ledger, by_operator).await, "ROLE_NOT_ALLOWED");
    let alone = v1::MoveBlanksRequest {
        witnesses: vec!["dewi".into()],
        ..request("r4", receive(1))
    };
    assert_eq!(refusal(&mut ledger, alone).await, "INVALID_ARGUMENT");
    let named = v1::MoveBlanksRequest {
        reason: "card of 3171234567890001".into(),
        ..request("r5", load(1))
    };
    assert_eq!(refusal(&mut ledger, named).await, "INVALID_ARGUMENT");
    assert_eq!(books(&mut ledger).await, before);
}

#[tokio::test]
async fn all_that_is_wrong_with_an_entry_is_named_at_once() {
    let counter = lonely().await.unwrap();
    let mut ledger = counter.front_end.ledger.clone();
    let bad = v1::MoveBlanksRequest {
        request_id: "no id".into(),
        actor: None,
        witnesses: vec!["ani".into(), String::new()],
        reason: "\n".into(),
        act: Some(Act::Receive(v1::ReceiveBatch {
            first_serial: "a b".into(),
            ..v1::ReceiveBatch::default()
        })),
    };
    let status = moved(&mut ledger, bad).await.unwrap_err();
    let violations = status.get_details_bad_request().unwrap().field_violations;
    let fields: Vec<_> = violations.iter().map(|one| one.field.as_str()).collect();
    let expected = [
        "request_id",
        "actor",
        "witnesses[1]",
        "reason",
        "reason",
        "receive.document",
        "receive.first_serial",
        "receive.last_serial",
    ];
    assert_eq!(fields, expected);
}

#[tokio::test]
async fn a_zone_that_no_clock_has_is_refused() {
    let counter = lonely().await.unwrap();
    let mut ledger = counter.front_end.ledger.clone();
    for utc_offset_minutes in [i32::MIN, -841, 841, i32::MAX] {
        let month = v1::GetMonthlyReportRequest {
            year: 2026,
            month: 11,
            utc_offset_minutes,
            ..v1::GetMonthlyReportRequest::default()
        };
        let refused = ledger.get_monthly_report(month).await.unwrap_err();
        assert_eq!(reason(&refused), "INVALID_ARGUMENT", "{utc_offset_minutes}");
    }
}

#[tokio::test]
async fn only_those_who_opened_a_shift_close_it_or_a_supervisor() {
    let counter = lonely().await.unwrap();
    let mut ledger = counter.front_end.ledger.clone();
    let counts = Some(v1::Counts::default());
    let open = v1::OpenShiftRequest {
        request_id: "open".into(),
        actor: actor("ani", v1::Role::Operator),
        witnesses: vec!["budi".into()],
        counts: counts.clone(),
        ..v1::OpenShiftRequest::default()
    };
    let shift_id = ledger.open_shift(open).await.unwrap().into_inner().entry_id;
    let close = |id: &str, who: &str, role, counts| v1::CloseShiftRequest {
        request_id: id.into(),
        actor: actor(who, role),
        witnesses: vec!["eka".into()],
        shift_id: shift_id.clone(),
        counts,
        ..v1::CloseShiftRequest::default()
    };
    let by_another = close("c1", "citra", v1::Role::Operator, counts.clone());
    let refused = ledger.close_shift(by_another).await.unwrap_err();
    assert_eq!(reason(&refused), "SHIFT_OF_ANOTHER");
    let differs = Some(v1::Counts {
        hopper: 3,
        ..v1::Counts::default()
    });
    let differs = close("c2", "budi", v1::Role::Operator, differs);
    let refused = ledger.close_shift(differs).await.unwrap_err();
    assert_eq!(reason(&refused), "COUNTS_DIFFER");
    assert!(books(&mut ledger).await.shift.is_some());
    let by_supervisor = close("c3", "dewi", v1::Role::Supervisor, counts);
    ledger.close_shift(by_supervisor).await.unwrap();
    assert!(books(&mut ledger).await.shift.is_none());
}

#[tokio::test]
async fn the_command_line_enters_reads_and_prints() {
    let counter = lonely().await.unwrap();
    let address = format!("unix:{}", counter.socket.display());
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("month.html");
    let loket = move |arguments: &[&str]| {
        let mut command = Command::new(process::built("loket").unwrap());
        command.args([
            "--connect",
            &address,
            "--actor",
            "dewi",
            "--role",
            "supervisor",
        ]);
        let output = command.args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    tokio::task::spawn_blocking(move || {
        let batch = [
            "blanks",
            "receive",
            "500",
            "--document",
            "DO-1",
            "--witness",
            "ani",
        ];
        let entry = loket(&[&["--json"], &batch[..]].concat());
        let entry: serde_json::Value = serde_json::from_str(&entry).unwrap();
        let month = &entry["at"].as_str().unwrap()[..7];
        loket(&["blanks", "load", "100"]);
        let shown = loket(&["blanks", "show", "--json"]);
        let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(shown["balances"]["hopper"], 100);
        let counts = [
            "--store",
            "400",
            "--hopper",
            "100",
            "--spoiled",
            "0",
            "--ribbon",
            "90",
        ];
        loket(&[&["shift", "open", "--witness", "ani"], &counts[..]].concat());
        loket(&[&["shift", "close", "--witness", "ani"], &counts[..]].concat());
        assert_eq!(loket(&["blanks", "check"]).trim(), "the books are right");
        let paper = page.to_str().unwrap();
        loket(&[
            "report",
            "month",
            month,
            "--utc-offset",
            "+00:00",
            "--page",
            paper,
        ]);
        let page = std::fs::read_to_string(&page).unwrap();
        assert!(page.contains("Laporan bulanan") && page.contains("@page"));
    })
    .await
    .unwrap();
}

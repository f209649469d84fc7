//! Exclusive use of devices, as front ends see it over the daemon's socket. What needs no wire is in memory.

use loket_daemon::condition::Reason;
use loket_daemon::device::lease::{Job, Wanted};
use loket_daemon::device::token::Token;
use loket_daemon::issuance::order::OrderState;
use loket_proto::v1;
use loket_proto::v1::watch_response::Event;
use loket_tests::front_end::{FrontEnd, reason, showing};
use loket_tests::lonely::{Lonely, lonely};
use loket_tests::memory::office::{Office, recorded};
use std::time::Duration;
use tokio::time::{Instant, interval, timeout};
use tonic::{Code, Status};
use tonic_types::StatusExt;

/// Shortest lease.
const SHORT: u32 = 5;
const PATIENCE: Duration = Duration::from_secs(30);

async fn another(lonely: &Lonely, operator: &str) -> FrontEnd {
    FrontEnd::connect(&lonely.socket, operator).await.unwrap()
}

/// The refusal's reason and what is known of the instance.
fn refusal(status: &Status) -> (String, String) {
    let detail = status
        .get_details_error_info()
        .and_then(|info| info.metadata.get("detail").cloned());
    (reason(status), detail.unwrap_or_default())
}

fn leased(detail: &str) -> (String, String) {
    ("DEVICE_LEASED".into(), detail.into())
}

/// Waits until no lease is in force.
async fn all_over(front_end: &mut FrontEnd) {
    let waiting = async {
        let mut looks = interval(Duration::from_millis(50));
        while !front_end.all_leases().await.unwrap().is_empty() {
            looks.tick().await;
        }
    };
    timeout(PATIENCE, waiting).await.expect("in time");
}

#[tokio::test]
async fn the_second_front_end_learns_who_has_the_device() {
    let mut ani = lonely().await.unwrap();
    let mut budi = another(&ani, "operator.budi").await;
    let own = ani
        .front_end
        .lease(&["scanner", "camera"], 0)
        .await
        .unwrap();
    let refused = budi.lease(&["desk", "scanner"], 0).await.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert_eq!(
        refusal(&refused),
        leased("scanner is leased by operator.ani")
    );
    let listed = budi.all_leases().await.unwrap();
    let shown = (
        listed[0].token.as_str(),
        listed[0].holder.as_str(),
        listed[0].fence,
    );
    assert_eq!((listed.len(), shown), (1, ("", "operator.ani", own.fence)));
    ani.front_end.give_back(&own.token).await.unwrap();
    ani.front_end.give_back(&own.token).await.unwrap();
    let next = budi.lease(&["desk", "scanner"], 0).await.unwrap();
    assert!(next.fence > own.fence);
    let log = ani.log().unwrap();
    assert!(log.contains("leased") && !log.contains(&own.token));
}

#[tokio::test]
async fn bad_requests_are_named_field_by_field() {
    let mut front_end = lonely().await.unwrap();
    let refused = front_end.front_end.lease(&["scanner", "kettle"], 4).await;
    let bad = refused.unwrap_err().get_details_bad_request().unwrap();
    let fields: Vec<_> = bad
        .field_violations
        .iter()
        .map(|one| one.field.as_str())
        .collect();
    assert_eq!(fields, ["devices[1]", "seconds"]);
    let refused = front_end.front_end.renew("mine", 0).await.unwrap_err();
    assert_eq!(refusal(&refused).0, "INVALID_ARGUMENT");
    let nothing = front_end.front_end.lease(&[], 0).await.unwrap_err();
    assert_eq!(refusal(&nothing).0, "INVALID_ARGUMENT");
}

#[tokio::test]
async fn a_dropped_stream_leaves_a_grace_in_which_the_token_reclaims_the_lease() {
    let mut ani = lonely().await.unwrap();
    let mut budi = another(&ani, "operator.budi").await;
    let own = ani.front_end.lease(&["scanner"], SHORT).await.unwrap();
    let mut stream = ani.front_end.hold(&own.token).await.unwrap();
    let first = stream.message().await.unwrap().unwrap().lease.unwrap();
    assert_eq!(
        (first.fence, first.expires_at, first.over),
        (own.fence, None, false)
    );
    // The page is reloaded: its connection is gone, its token is not.
    drop(stream);
    let graced = async {
        while budi.all_leases().await.unwrap()[0].expires_at.is_none() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, graced).await.expect("in time");
    let refused = budi.lease(&["scanner"], 0).await.unwrap_err();
    assert_eq!(
        refusal(&refused),
        leased("scanner is leased by operator.ani")
    );
    let mut reloaded = another(&ani, "operator.ani").await;
    assert_eq!(
        reloaded.renew(&own.token, SHORT).await.unwrap().fence,
        own.fence
    );
    let mut stream = reloaded.hold(&own.token).await.unwrap();
    assert!(stream.message().await.unwrap().is_some());
    // The tab is closed for good.
    let closed = Instant::now();
    drop(stream);
    all_over(&mut budi).await;
    assert!(
        closed.elapsed() >= Duration::from_secs(4),
        "not before its grace"
    );
    budi.lease(&["scanner"], 0).await.unwrap();
    let lost = reloaded.renew(&own.token, SHORT).await.unwrap_err();
    let named = (
        "LEASE_LOST".into(),
        "scanner is leased by operator.budi".into(),
    );
    assert_eq!(refusal(&lost), named);
}

#[tokio::test]
async fn a_supervisor_ends_a_forgotten_lease_and_its_holder_is_told() {
    let mut ani = lonely().await.unwrap();
    let own = ani.front_end.lease(&["printer"], 600).await.unwrap();
    let mut stream = ani.front_end.hold(&own.token).await.unwrap();
    stream.message().await.unwrap();
    let mut revoke = async |role: v1::Role| {
        let request = v1::ReleaseLeaseRequest {
            fence: own.fence,
            actor: Some(v1::Actor {
                id: "kepala".into(),
                role: role.into(),
            }),
            ..v1::ReleaseLeaseRequest::default()
        };
        ani.front_end.leases.release_lease(request).await
    };
    let refused = revoke(v1::Role::Operator).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    revoke(v1::Role::Supervisor).await.unwrap();
    let last = timeout(PATIENCE, stream.message()).await.expect("in time");
    assert!(last.unwrap().unwrap().lease.unwrap().over);
    assert!(stream.message().await.unwrap().is_none());
}

#[tokio::test]
async fn calls_for_a_leased_device_are_for_its_holder_alone() {
    let mut ani = lonely().await.unwrap();
    let mut budi = another(&ani, "operator.budi").await;
    let id = ani
        .front_end
        .open_record("case-1")
        .await
        .unwrap()
        .enrolment_id;
    let own = ani.front_end.lease(&["camera"], 0).await.unwrap();
    let photo = v1::CapturePhotoRequest {
        enrolment_id: id.clone(),
        actor: ani.front_end.actor(),
    };
    let preview = v1::StreamPreviewRequest {
        enrolment_id: id,
        seconds: 1,
    };
    let named = leased("camera is leased by operator.ani");
    let stranger = budi
        .enrolments
        .capture_photo(photo.clone())
        .await
        .unwrap_err();
    assert_eq!(refusal(&stranger), named);
    let watcher = budi.enrolments.stream_preview(preview).await.unwrap_err();
    assert_eq!(refusal(&watcher), named);
    let holder = ani
        .front_end
        .enrolments
        .capture_photo(showing(&own.token, photo.clone()));
    assert_eq!(reason(&holder.await.unwrap_err()), "DEVICE_UNREACHABLE");
    ani.front_end.give_back(&own.token).await.unwrap();
    let late = ani
        .front_end
        .enrolments
        .capture_photo(showing(&own.token, photo));
    assert_eq!(
        refusal(&late.await.unwrap_err()),
        ("LEASE_LOST".into(), String::new())
    );
}

#[tokio::test]
async fn watchers_see_leases_come_and_go_without_their_tokens() {
    let mut ani = lonely().await.unwrap();
    let own = ani.front_end.lease(&["scanner"], 0).await.unwrap();
    let request = v1::WatchRequest {
        topics: vec![v1::Topic::Leases.into()],
        ..v1::WatchRequest::default()
    };
    let watch = ani.front_end.watches.watch(request).await;
    let mut watch = watch.unwrap().into_inner();
    let mut next = async || loop {
        let message = timeout(PATIENCE, watch.message()).await.expect("in time");
        if let Some(Event::Lease(lease)) = message.unwrap().unwrap().event {
            assert_eq!(lease.token, "");
            return (lease.fence, lease.over);
        }
    };
    assert_eq!(next().await, (own.fence, false));
    ani.front_end.give_back(&own.token).await.unwrap();
    assert_eq!(next().await, (own.fence, true));
}

#[tokio::test]
async fn a_restart_ends_all_leases_and_fences_grow_on() {
    let mut ani = lonely().await.unwrap();
    let before = ani.front_end.lease(&["scanner"], 600).await.unwrap();
    ani.restart().await.unwrap();
    let lost = ani.front_end.renew(&before.token, 0).await.unwrap_err();
    assert_eq!(reason(&lost), "LEASE_LOST");
    let after = ani.front_end.lease(&["scanner"], 0).await.unwrap();
    assert!(after.fence > before.fence);
}

#[tokio::test]
async fn of_1000_races_for_a_lease_exactly_one_front_end_wins_each_and_the_other_is_told() {
    let mut ani = lonely().await.unwrap();
    let mut budi = another(&ani, "operator.budi").await;
    let mut wins = (0, 0);
    for round in 0..1000 {
        let first = ani.front_end.lease(&["scanner", "camera"], 0);
        let second = budi.lease(&["camera", "scanner"], 0);
        // Whoever is asked for first has the better start.
        let race = if round % 2 == 0 {
            tokio::join!(first, second)
        } else {
            let (second, first) = tokio::join!(second, first);
            (first, second)
        };
        let (front_end, lease, refused, winner) = match race {
            (Ok(lease), Err(refused)) => {
                wins.0 += 1;
                (&mut ani.front_end, lease, refused, "operator.ani")
            }
            (Err(refused), Ok(lease)) => {
                wins.1 += 1;
                (&mut budi, lease, refused, "operator.budi")
            }
            both => panic!("{both:?}"),
        };
        let (reason, detail) = refusal(&refused);
        assert_eq!(reason, "DEVICE_LEASED");
        assert!(
            detail.ends_with(&format!("is leased by {winner}")),
            "{detail}"
        );
        front_end.give_back(&lease.token).await.unwrap();
    }
    assert!(wins.0 > 0 && wins.1 > 0, "{wins:?}");
    assert_eq!(wins.0 + wins.1, 1000);
}

/// Leases a device in an office in memory.
fn take(office: &Office, holder: &str, device: &'static str) -> Token {
    let wanted = Wanted {
        devices: vec![device],
        holder: holder.into(),
        span: Duration::from_secs(600),
    };
    office
        .counter
        .base
        .hardware
        .custody()
        .grant(wanted)
        .unwrap()
        .0
}

#[test]
fn the_line_waits_for_a_leased_printer_and_goes_on_by_itself() {
    let office = Office::new();
    let custody = office.counter.base.hardware.custody();
    let repairing = take(&office, "teknisi", "printer");
    let order = office.order_for(recorded(), "r1").unwrap();
    let order = office.counter.issuance.orders().get(&order.id).unwrap();
    let hold = order.hold.unwrap();
    assert_eq!(order.state, OrderState::Preparing);
    assert_eq!(hold.reason, Reason::DeviceLeased);
    assert_eq!(hold.detail, "printer is leased by teknisi");
    custody.release(&repairing);
    office.counter.issuance.work_until_idle();
    let order = office.counter.issuance.orders().get(&order.id).unwrap();
    assert_eq!((order.state, order.hold), (OrderState::Inspecting, None));
    take(&office, "teknisi", "printer");
}

#[test]
fn an_order_that_waits_for_the_printer_pays_no_heed_to_other_devices() {
    let office = Office::new();
    let custody = office.counter.base.hardware.custody();
    let repairing = take(&office, "teknisi", "printer");
    let order = office.order_for(recorded(), "r1").unwrap();
    assert!(
        order.steps.is_empty(),
        "nothing was begun: {:?}",
        order.steps
    );
    let after = |freed: &dyn Fn()| {
        freed();
        office.counter.issuance.work_until_idle();
        office.counter.issuance.orders().get(&order.id).unwrap()
    };
    let captured = || {
        drop(
            custody
                .claim(None, &["scanner"], Job::Enrolment("e".into()))
                .unwrap(),
        )
    };
    assert_eq!(after(&captured), order);
    let lease = || custody.release(&take(&office, "budi", "camera"));
    assert_eq!(after(&lease), order);
    // One of the pair, while the other is still leased: nothing is written for that either.
    let encoder = || custody.release(&take(&office, "budi", "encoder"));
    assert_eq!(after(&encoder), order);
    let printer = || custody.release(&repairing);
    assert_eq!(after(&printer).state, OrderState::Inspecting);
}

#[test]
fn an_order_with_a_card_inside_keeps_printer_and_encoder_from_leases() {
    let office = Office::new();
    office.world.with(|world| {
        world.arm(loket_simulator::fault::Arming::once(
            "jam:head".parse().unwrap(),
        ))
    });
    let order = office.order_for(recorded(), "r1").unwrap();
    for device in ["printer", "encoder"] {
        let wanted = Wanted {
            devices: vec![device],
            holder: "teknisi".into(),
            span: Duration::from_secs(60),
        };
        let refused = office.counter.base.hardware.custody().grant(wanted);
        let refused = refused.unwrap_err();
        assert_eq!(refused.reason, Reason::DeviceInUse);
        assert_eq!(
            refused.detail,
            format!("{device} is held by order {}", order.id)
        );
    }
    take(&office, "teknisi", "desk");
}

#[test]
fn a_stale_holders_use_never_reaches_the_device() {
    let office = Office::new();
    let scanner = office.counter.base.hardware.scanner().unwrap();
    let ani = take(&office, "ani", "scanner");
    let own = scanner.admit(Some(&ani)).unwrap();
    assert!(own.call(PATIENCE, |_, _| Ok(())).is_ok());
    office.counter.base.hardware.custody().release(&ani);
    take(&office, "budi", "scanner");
    let stale = own.call(PATIENCE, |_, _| -> Result<(), _> {
        unreachable!("it is fenced")
    });
    let stale = stale.unwrap_err();
    assert_eq!(stale.reason, Reason::LeaseLost);
    assert_eq!(stale.detail, "scanner is leased by budi");
}

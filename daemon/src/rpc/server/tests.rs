//! The served socket.

use super::*;
use crate::enrolment::tests::counter;
use loket_proto::v1;
use loket_proto::v1::station_service_client::StationServiceClient;
use std::thread;
use tokio::sync::oneshot;
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

/// Serves a counter in `folder` while `client` talks to it, then ends it.
fn with_server<R>(folder: &Path, client: impl AsyncFnOnce(Channel) -> R) -> R {
    let counter = counter(folder);
    let socket = folder.join("loket.sock");
    let (end, ended) = oneshot::channel::<()>();
    let server = thread::spawn(move || serve(&counter, async { drop(ended.await) }));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let result = runtime.block_on(async { client(connect(&socket).await).await });
    drop(runtime);
    end.send(()).unwrap();
    server.join().unwrap().unwrap();
    assert!(!socket.exists(), "the socket goes with the server");
    result
}

/// Connects as soon as the socket is there.
async fn connect(socket: &Path) -> Channel {
    let endpoint = Endpoint::from_shared(format!("unix:{}", socket.display())).unwrap();
    let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
    loop {
        match endpoint.connect().await {
            Ok(channel) => return channel,
            Err(error) => assert!(tokio::time::Instant::now() < deadline, "{error}"),
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[test]
fn a_counter_without_devices_answers_on_a_socket_of_its_group() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("loket.sock");
    let station = with_server(folder.path(), async |channel: Channel| {
        let mode = std::fs::metadata(&socket).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, SOCKET_MODE);
        let mut health = HealthClient::new(channel.clone());
        let service = "loket.v1.EnrolmentService".to_owned();
        let answer = health
            .check(HealthCheckRequest { service })
            .await
            .unwrap()
            .into_inner();
        assert_eq!(answer.status, i32::from(ServingStatus::Serving as u8));
        let mut station = StationServiceClient::new(channel);
        station
            .get_station(v1::GetStationRequest {})
            .await
            .unwrap()
            .into_inner()
    });
    assert_eq!(
        (station.station_id.as_str(), station.upload_limit),
        ("test", UPLOAD_LIMIT)
    );
    assert_eq!(station.chip_fingers[..2], [2, 7]);
}

#[test]
fn a_dead_daemons_socket_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let stale = std::os::unix::net::UnixListener::bind(folder.path().join("loket.sock")).unwrap();
    drop(stale);
    with_server(folder.path(), async |channel: Channel| {
        let mut station = StationServiceClient::new(channel);
        station
            .list_devices(v1::ListDevicesRequest {})
            .await
            .unwrap();
    });
}

#[tokio::test]
async fn a_living_daemons_socket_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("loket.sock");
    let _alive = UnixListener::bind(&path).unwrap();
    assert!(matches!(
        bind_unix(&path).await,
        Err(ServeError::Occupied(_))
    ));
    assert!(path.exists());
}

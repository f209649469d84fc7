//! The API as browsers reach it: grpc-web on the TCP port, for listed pages and known names alone.

use loket_proto::v1;
use loket_proto::v1::station_service_client::StationServiceClient;
use loket_tests::front_end::reason;
use loket_tests::lonely::{CONFIG, Lonely, lonely_with};
use loket_tests::wire::{Answer, ask, grpc_web};
use prost::Message;
use tonic::transport::{Channel, Endpoint, Uri};
use tonic::{Code, Request};

const PAGE: &str = "https://desk.example";
const STATION: &str = "loket.v1.StationService/GetStation";
const WATCH: &str = "loket.v1.WatchService/Watch";

/// A daemon for pages of one origin, and by one name of its own.
async fn with_pages() -> Lonely {
    let listen = "[listen]\ntcp = \"127.0.0.1:0\"\nhosts = [\"counter.example\"]\norigins = [\"https://desk.example\"]";
    lonely_with(&CONFIG.replace("[listen]", listen))
        .await
        .unwrap()
}

/// Calls the daemon by this name.
async fn by_name(lonely: &Lonely, name: &str) -> StationServiceClient<Channel> {
    let address = lonely.tcp().unwrap();
    let origin: Uri = format!("http://{name}:{}", address.port()).parse().unwrap();
    let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
    StationServiceClient::new(endpoint.origin(origin).connect().await.unwrap())
}

/// The messages of a grpc-web answer, and its trailers.
fn frames(answer: &Answer) -> (Vec<Vec<u8>>, String) {
    let (mut messages, mut trailers) = (Vec::new(), String::new());
    let mut bytes = answer.body.as_slice();
    while let [kind, a, b, c, d, rest @ ..] = bytes {
        let length = usize::try_from(u32::from_be_bytes([*a, *b, *c, *d])).unwrap();
        let (frame, after) = rest.split_at(length);
        match kind {
            0 => messages.push(frame.to_vec()),
            _ => trailers = String::from_utf8(frame.to_vec()).unwrap(),
        }
        bytes = after;
    }
    (messages, trailers)
}

#[tokio::test]
async fn a_listed_page_calls_over_http_1_and_may_read_the_answer() {
    let lonely = with_pages().await;
    let address = lonely.tcp().unwrap();
    let answer = grpc_web(address, STATION, Some(PAGE), &[]).unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), Some(PAGE));
    let (messages, trailers) = frames(&answer);
    let station = v1::GetStationResponse::decode(messages[0].as_slice()).unwrap();
    assert_eq!(station.station_id, "lonely");
    assert!(
        trailers.replace(' ', "").contains("grpc-status:0"),
        "{trailers}"
    );
}

#[tokio::test]
async fn a_refusal_reaches_the_page_with_its_details() {
    let lonely = with_pages().await;
    let wanted = v1::WatchRequest {
        heartbeat_seconds: 601,
        ..v1::WatchRequest::default()
    };
    let address = lonely.tcp().unwrap();
    let answer = grpc_web(address, WATCH, Some(PAGE), &wanted.encode_to_vec()).unwrap();
    let shown = answer.header("access-control-expose-headers").unwrap();
    assert!(shown.contains("grpc-status-details-bin"), "{shown}");
    let (_, trailers) = frames(&answer);
    let status = answer.header("grpc-status").map(str::to_owned);
    assert!(
        status.as_deref() == Some("3") || trailers.contains("grpc-status:3"),
        "{trailers}"
    );
}

#[tokio::test]
async fn a_preflight_is_answered_for_listed_pages_alone() {
    let lonely = with_pages().await;
    let preflight = |origin: &str| {
        let head = format!(
            "OPTIONS /{STATION} HTTP/1.1\r\nhost: localhost\r\norigin: {origin}\r\n\
             access-control-request-method: POST\r\naccess-control-request-headers: x-grpc-web,loket-lease"
        );
        ask(lonely.tcp().unwrap(), &head, &[]).unwrap()
    };
    let listed = preflight(PAGE);
    assert_eq!(listed.status, 200);
    assert_eq!(listed.header("access-control-allow-origin"), Some(PAGE));
    let allowed = listed.header("access-control-allow-headers").unwrap();
    assert!(allowed.contains("loket-lease"), "{allowed}");
    for foreign in ["https://evil.example", "null", "http://desk.example"] {
        let refused = preflight(foreign);
        assert_eq!(refused.status, 403, "{foreign}");
        assert_eq!(refused.header("access-control-allow-origin"), None);
        let words = String::from_utf8(refused.body).unwrap();
        assert!(words.contains("listen.origins"), "{words}");
    }
}

#[tokio::test]
async fn a_call_with_a_foreign_origin_is_refused_however_it_comes() {
    let lonely = with_pages().await;
    let address = lonely.tcp().unwrap();
    let web = grpc_web(address, STATION, Some("https://evil.example"), &[]).unwrap();
    assert_eq!(web.header("grpc-status"), Some("7"));
    let over_tcp = by_name(&lonely, "localhost").await;
    let over_unix = lonely.front_end.stations.clone();
    for mut client in [over_tcp, over_unix] {
        let mut request = Request::new(v1::GetStationRequest {});
        let origin = "https://evil.example".parse().unwrap();
        request.metadata_mut().insert("origin", origin);
        let refused = client.get_station(request).await.unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::PermissionDenied, "ORIGIN_REFUSED")
        );
        client.get_station(v1::GetStationRequest {}).await.unwrap();
    }
}

#[tokio::test]
async fn a_name_that_was_bound_to_this_machine_by_somebody_else_is_refused() {
    let lonely = with_pages().await;
    for name in ["localhost", "127.0.0.1", "[::1]", "counter.example"] {
        let mut client = by_name(&lonely, name).await;
        client.get_station(v1::GetStationRequest {}).await.unwrap();
    }
    for name in ["evil.example", "127.0.0.1.evil.example"] {
        let mut client = by_name(&lonely, name).await;
        let refused = client.get_station(v1::GetStationRequest {}).await;
        let refused = refused.unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::PermissionDenied, "HOST_REFUSED")
        );
    }
}

#[tokio::test]
async fn no_page_may_call_unless_the_config_says_so() {
    let config = CONFIG.replace("[listen]", "[listen]\ntcp = \"127.0.0.1:0\"");
    let lonely = lonely_with(&config).await.unwrap();
    let answer = grpc_web(lonely.tcp().unwrap(), STATION, Some(PAGE), &[]).unwrap();
    assert_eq!(answer.header("grpc-status"), Some("7"));
    assert_eq!(answer.header("access-control-allow-origin"), None);
}

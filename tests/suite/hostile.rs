//! What no front end would send, on both listeners: refused, or ended after seconds, and others go on meanwhile.

use loket_daemon::rpc::MESSAGE_LIMIT;
use loket_proto::v1;
use loket_tests::front_end::{FrontEnd, reason};
use loket_tests::lonely::{CONFIG, Lonely, lonely_with};
use loket_tests::vitals::Vitals;
use loket_tests::wire::{ask, grpc_web};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};
use tonic::{Code, Status};

const STATION: &str = "loket.v1.StationService/GetStation";
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// Longer than anything here is allowed to last.
const PATIENCE: Duration = Duration::from_secs(40);

async fn daemon() -> Lonely {
    let config = CONFIG.replace("[listen]", "[listen]\ntcp = \"127.0.0.1:0\"");
    lonely_with(&config).await.unwrap()
}

/// A normal call over a new connection.
async fn others_go_on(lonely: &Lonely) {
    let mut front_end = FrontEnd::connect(&lonely.socket, "operator.ani")
        .await
        .unwrap();
    assert_eq!(front_end.station().await.unwrap().station_id, "lonely");
}

/// A connection that never sends what it should.
trait Silent: Read + Write + Send {
    fn limit(&self) -> std::io::Result<()>;
}

impl Silent for TcpStream {
    fn limit(&self) -> std::io::Result<()> {
        self.set_read_timeout(Some(PATIENCE))
    }
}

impl Silent for UnixStream {
    fn limit(&self) -> std::io::Result<()> {
        self.set_read_timeout(Some(PATIENCE))
    }
}

/// One connection to each listener.
fn both(lonely: &Lonely) -> [Box<dyn Silent>; 2] {
    let tcp = TcpStream::connect(lonely.tcp().unwrap()).unwrap();
    let unix = UnixStream::connect(&lonely.socket).unwrap();
    tcp.limit().unwrap();
    unix.limit().unwrap();
    [Box::new(tcp), Box::new(unix)]
}

/// Whether the daemon closed the connection, whatever it said before.
fn is_closed(connection: &mut dyn Silent) -> bool {
    let mut rest = Vec::new();
    match connection.read_to_end(&mut rest) {
        Ok(_) => true,
        Err(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
    }
}

fn refusal(status: &Status) -> (Code, String) {
    (status.code(), reason(status))
}

#[tokio::test]
async fn a_message_above_the_limit_is_refused_by_its_length_alone() {
    let mut lonely = daemon().await;
    let request = v1::SubmitOrderRequest {
        print_ready: Some(v1::PrintReady {
            ready: true,
            reference: "x".repeat(9 << 20),
        }),
        ..v1::SubmitOrderRequest::default()
    };
    let refused = lonely.front_end.orders.submit_order(request).await;
    let expected = (Code::InvalidArgument, "MESSAGE_TOO_LARGE".to_owned());
    assert_eq!(refusal(&refused.unwrap_err()), expected);
    // They are announced, and none is sent. Who is sent no pictures takes less.
    let above = u32::try_from(MESSAGE_LIMIT + 1).unwrap();
    for announced in [u32::MAX, above] {
        let head = format!(
            "POST /{STATION} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/grpc-web+proto"
        );
        let prefix = [&[0], announced.to_be_bytes().as_slice()].concat();
        let answer = ask(lonely.tcp().unwrap(), &head, &prefix).unwrap();
        let said = answer.header("grpc-message").unwrap();
        assert!(said.starts_with("MESSAGE_TOO_LARGE"), "{said}");
    }
    others_go_on(&lonely).await;
}

#[tokio::test]
async fn messages_nested_without_end_are_refused() {
    let lonely = daemon().await;
    // Each byte opens a group of an unknown field inside the one before.
    let nested = vec![0x0b; MESSAGE_LIMIT];
    let answer = grpc_web(lonely.tcp().unwrap(), STATION, None, &nested).unwrap();
    let said = answer.header("grpc-message").unwrap();
    assert!(said.starts_with("MALFORMED_MESSAGE"), "{said}");
    others_go_on(&lonely).await;
}

#[tokio::test]
async fn headers_without_end_are_refused() {
    let lonely = daemon().await;
    let long = "x".repeat(1 << 20);
    let head = format!("POST /{STATION} HTTP/1.1\r\nhost: localhost\r\nfiller: {long}");
    let outcome = ask(lonely.tcp().unwrap(), &head, &[]);
    assert!(outcome.map_or(true, |answer| answer.status == 431));
    others_go_on(&lonely).await;
}

#[tokio::test]
async fn garbage_is_answered_with_the_end_of_the_connection() {
    let lonely = daemon().await;
    for garbage in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01"[..],
        &[0; 4096],
        b"\n\n\n\n",
        b"hello loket\r\n\r\n",
    ] {
        for mut connection in both(&lonely) {
            // The daemon may be quicker to close than this is to write.
            let _ = connection.write_all(garbage);
            assert!(is_closed(connection.as_mut()), "{garbage:?}");
        }
    }
    for mut connection in both(&lonely) {
        connection.write_all(PREFACE).unwrap();
        let _ = connection.write_all(&[0xff; 4096]);
        assert!(is_closed(connection.as_mut()));
    }
    others_go_on(&lonely).await;
}

#[tokio::test]
async fn five_hundred_idle_connections_take_no_place_for_long() {
    let lonely = daemon().await;
    let descriptors = || Vitals::of(lonely.daemon().id()).unwrap().descriptors;
    let before = descriptors();
    let begun = Instant::now();
    let mut idle: Vec<_> = (0..250).flat_map(|_| both(&lonely)).collect();
    for connection in idle.iter_mut().step_by(3) {
        connection.write_all(&PREFACE[..10]).unwrap();
    }
    others_go_on(&lonely).await;
    assert!(begun.elapsed() < PATIENCE, "others are answered meanwhile");
    let closed = idle
        .iter_mut()
        .filter_map(|one| is_closed(one.as_mut()).then_some(()));
    assert_eq!(closed.count(), 500);
    drop(idle);
    others_go_on(&lonely).await;
    assert!(
        descriptors() <= before + 2,
        "{before} became {}",
        descriptors()
    );
}

#[tokio::test]
async fn requests_that_are_sent_by_half_are_ended() {
    let lonely = daemon().await;
    let address = lonely.tcp().unwrap();
    let half = || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.limit().unwrap();
        let head = format!(
            "POST /{STATION} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-type: application/grpc-web+proto\r\ncontent-length: 1000\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&[0, 0, 0, 3]).unwrap();
        stream
    };
    let mut halves: Vec<_> = (0..64).map(|_| half()).collect();
    others_go_on(&lonely).await;
    for stream in &mut halves {
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).unwrap();
        let words = String::from_utf8_lossy(&answer).into_owned();
        assert!(words.contains("MALFORMED_MESSAGE"), "{words}");
    }
}

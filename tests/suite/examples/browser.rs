//! The page in headless Chromium, served from another origin than the daemon's, as a web server of an office would.

use super::onlookers::Onlookers;
use super::program::Program;
use super::{LIMITS, OPERATOR, PATIENCE, example, input, scratch, tool};
use loket_proto::v1;
use loket_proto::v1::submit_order_request::Source;
use loket_tests::counter::{Counter, Simulated};
use loket_tests::counterpart::packaged;
use loket_tests::flow::approvals;
use loket_tests::memory::office::recorded;
use loket_tests::people::bima;
use loket_tests::{signature, workspace};
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use tokio::process::Command;
use tokio::time::timeout;

/// Slow enough that a print is seen on the screen, also by a browser that has to wait for a processor.
const SCENARIO: &str = "time = \"scaled:3\"\n";

/// Builds the page into a folder.
async fn build(output: &Path) {
    let modules = tool("node/node_modules");
    let path = std::env::var("PATH").unwrap_or_default();
    let status = Command::new(example("browser/build.sh"))
        .arg(workspace::root().join("proto"))
        .arg(output)
        .env("PATH", format!("{}:{path}", modules.join(".bin").display()))
        .env("NODE_PATH", modules)
        .status();
    assert!(status.await.unwrap().success());
}

/// Serves a folder on a port of loopback; returns the server and its origin.
async fn serve(folder: &Path) -> (Program, String) {
    let mut command = Command::new(tool("python/bin/python"));
    command
        .args(["-u", "-m", "http.server", "--bind", "127.0.0.1"])
        .arg("--directory")
        .arg(folder)
        .arg("0");
    let mut server = Program::start(command);
    let line = server.line_with("Serving HTTP").await;
    let port = line
        .split("port ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next());
    (server, format!("http://127.0.0.1:{}", port.unwrap()))
}

/// Lets the daemon listen on a free port for pages of this origin; returns the address.
fn allow_pages(folder: &Path, origin: &str) -> SocketAddr {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = free.local_addr().unwrap();
    let config = folder.join("loketd.toml");
    let listen = format!("[listen]\ntcp = \"{address}\"\norigins = [\"{origin}\"]\n");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("[listen]\n", &listen)).unwrap();
    address
}

/// The operator at a page; the pictures of it go to `pictures`.
fn visit(page: &str, output: &Path, pictures: &Path) -> Program {
    let biodata = output.join("biodata.json");
    let drawn = output.join("signature.png");
    fs::write(&biodata, input::person(&bima().biodata).to_string()).unwrap();
    fs::write(&drawn, signature::png(bima().signature).unwrap()).unwrap();
    let mut command = Command::from(packaged("node", "nodejs"));
    command
        .arg(workspace::root().join("tests/suite/examples/visit.js"))
        .arg(page)
        .args([&biodata, &drawn])
        .arg(pictures)
        .env("NODE_PATH", tool("node/node_modules"));
    Program::start(command)
}

/// Another program of the office orders a card for `b`.
async fn order(counter: &Counter) {
    let data = tokio::task::spawn_blocking(recorded).await.unwrap();
    let data = loket_daemon::rpc::submission::card_data_message(&data);
    let request = v1::SubmitOrderRequest {
        request_id: "ordered-card".into(),
        reason: v1::OrderReason::Lost.into(),
        approvals: approvals(&[]),
        print_ready: Some(v1::PrintReady {
            ready: true,
            reference: "PRR-9".into(),
        }),
        subject: "ordered".into(),
        source: Some(Source::CardData(data)),
        ..v1::SubmitOrderRequest::default()
    };
    let mut office = counter.front_end("office.system").await.unwrap();
    office.submit(request).await.unwrap();
}

#[tokio::test]
async fn the_page_records_issues_and_survives_reloads() {
    let pictures = workspace::root().join("target/examples");
    let output = scratch("browser");
    build(&output).await;
    let (_server, origin) = serve(&output).await;
    let folder = tempfile::tempdir().unwrap();
    let simulated = Simulated::start(folder.path(), SCENARIO, LIMITS).unwrap();
    let address = allow_pages(folder.path(), &origin);
    let counter = Counter::start_around(folder.path(), simulated)
        .await
        .unwrap();
    let mut people = Onlookers::sit_down(&counter, "b").await;

    let page = format!("{origin}/?loket=http://{address}&actor={OPERATOR}");
    let mut visit = visit(&page, &output, &pictures);
    let all = async {
        while let Some(line) = visit.line().await {
            people.read(&line).await;
            if line == "ready for an order" {
                order(&counter).await;
            }
        }
    };
    timeout(PATIENCE, all).await.expect("in time");
    let screen = visit.succeeds().await;
    assert_eq!(screen.matches("reloaded with lease").count(), 2, "{screen}");
    for name in ["preview", "progress", "inspect", "handed-over"] {
        let picture = image::open(pictures.join(format!("{name}.png"))).unwrap();
        assert_eq!((picture.width(), picture.height()), (1360, 840), "{name}");
    }
}

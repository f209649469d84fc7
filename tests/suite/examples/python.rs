//! The Python front end: records an applicant with the usual answers, then issues the card with typed ones.

use super::onlookers::Onlookers;
use super::program::Program;
use super::{OPERATOR, PATIENCE, counter, example, input, scratch, tool};
use loket_tests::people::bima;
use loket_tests::{signature, workspace};
use serde_json::json;
use std::fs;
use std::path::Path;
use tokio::process::Command;
use tokio::time::timeout;

/// Has grpcio's own compiler write the Python code of the API.
pub(super) async fn generate(output: &Path) {
    let protos = workspace::root().join("proto");
    let files = fs::read_dir(protos.join("loket/v1")).unwrap();
    let status = Command::new(tool("python/bin/python"))
        .args(["-m", "grpc_tools.protoc"])
        .arg(format!("-I{}", protos.display()))
        .arg(format!("--python_out={}", output.display()))
        .arg(format!("--grpc_python_out={}", output.display()))
        .args(files.map(|file| file.unwrap().path()))
        .status();
    assert!(status.await.unwrap().success());
}

/// The front end at a socket, with arguments of its command.
fn front_end(socket: &Path, output: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(tool("python/bin/python"));
    command
        .arg("-B")
        .arg(example("python/front_end.py"))
        .args(["--connect", &format!("unix:{}", socket.display())])
        .args(["--actor", OPERATOR, "--pictures"])
        .arg(output.join("pictures"))
        .args(arguments)
        .env("PYTHONPATH", output);
    command
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[tokio::test]
async fn the_python_front_end_records_an_applicant_and_issues_the_card() {
    let output = scratch("python");
    let biodata = output.join("biodata.json");
    let drawn = output.join("signature.png");
    let order = output.join("order.json");
    fs::write(&biodata, input::person(&bima().biodata).to_string()).unwrap();
    fs::write(&drawn, signature::png(bima().signature).unwrap()).unwrap();
    generate(&output).await;
    let (counter, folder) = counter().await;
    let socket = folder.path().join("loket.sock");
    let mut people = Onlookers::sit_down(&counter, "b").await;

    let files = ["--biodata", text(&biodata), "--signature", text(&drawn)];
    let enrol = [&["--auto", "enrol", "2026-0007"][..], &files[..]].concat();
    let mut recording = Program::start(front_end(&socket, &output, &enrol));
    let enrolment = timeout(PATIENCE, async {
        let id = recording.line().await.unwrap();
        while let Some(line) = recording.line().await {
            people.read(&line).await;
        }
        id
    });
    let enrolment = enrolment.await.expect("in time");
    let screen = recording.succeeds().await;
    assert!(screen.contains("ENROLMENT_STATE_SEALED"), "{screen}");

    let request = input::order("2026-0007", "enrolment_id", json!(enrolment));
    fs::write(&order, request.to_string()).unwrap();
    let submit = ["--language", "en", "submit", text(&order)];
    let mut issuing = Program::start(front_end(&socket, &output, &submit));
    let all = async {
        while let Some(line) = issuing.line().await {
            people.read(&line).await;
            if line.starts_with("== ") {
                issuing.type_line("1").await;
            }
        }
    };
    timeout(PATIENCE, all).await.expect("in time");
    let screen = issuing.succeeds().await;
    for kind in ["INSPECT_CARD", "ACTIVATE_CARD", "HAND_OVER_CARD"] {
        assert!(screen.contains(kind), "{kind} is missing in\n{screen}");
    }
    assert!(screen.contains("ORDER_STATE_HANDED_OVER"), "{screen}");
    assert!(screen.contains("same finger"), "{screen}");
    let front = fs::read_dir(output.join("pictures")).unwrap();
    let front = front
        .map(|file| file.unwrap().path())
        .find(|path| text(path).ends_with("-front.png"));
    let front = image::open(front.unwrap()).unwrap();
    assert_eq!((front.width(), front.height()), (1016, 648));
}

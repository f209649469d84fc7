//! The shell script sees a card through, while the Node program prints what happens.

use super::onlookers::Onlookers;
use super::program::Program;
use super::{OPERATOR, PATIENCE, counter, example, input, scratch, tool};
use loket_tests::counterpart::packaged;
use loket_tests::workspace;
use std::fs;
use std::path::Path;
use tokio::process::Command;
use tokio::time::timeout;

/// The watcher at a socket.
fn watcher(socket: &Path) -> Program {
    let mut command = Command::from(packaged("node", "nodejs"));
    command
        .arg(example("node/watch.js"))
        .arg(format!("unix:{}", socket.display()))
        .arg(workspace::root().join("proto"))
        .env("NODE_PATH", tool("node/node_modules"));
    Program::start(command)
}

/// The script with its order, `grpcurl` in its `PATH`.
fn issue(socket: &Path, order: &Path) -> Program {
    let bin = tool("python/bin/grpcurl").parent().unwrap().to_owned();
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new(example("shell/issue.sh"));
    command
        .args([socket.as_os_str(), OPERATOR.as_ref(), order.as_os_str()])
        .env("AUTO", "1")
        .env("PATH", format!("{}:{path}", bin.display()));
    Program::start(command)
}

#[tokio::test]
async fn the_shell_script_issues_a_card_and_the_node_program_sees_it_happen() {
    let output = scratch("shell");
    let order = output.join("order.json");
    let request = input::order("2026-0008", "card_data", input::card_data().await);
    fs::write(&order, request.to_string()).unwrap();
    let (counter, folder) = counter().await;
    let socket = folder.path().join("loket.sock");
    let mut people = Onlookers::sit_down(&counter, "b").await;
    let mut watcher = watcher(&socket);
    watcher.line_with("snapshot_end").await;

    let mut script = issue(&socket, &order);
    let all = async {
        while let Some(line) = script.line().await {
            people.read(&line).await;
        }
    };
    timeout(PATIENCE, all).await.expect("in time");
    let screen = script.succeeds().await;
    for device in ["scanner", "camera", "printer", "encoder", "desk"] {
        assert!(screen.contains(&format!("{device}\tDEVICE_STATE_")));
    }

    let handed_over = watcher.line_with("ORDER_STATE_HANDED_OVER");
    timeout(PATIENCE, handed_over).await.expect("in time");
    let numbers = watcher.screen.lines().filter_map(|line| {
        let (number, event) = line.split_once(' ')?;
        event
            .starts_with("order ")
            .then(|| number.parse::<u64>().unwrap())
    });
    let numbers: Vec<_> = numbers.collect();
    assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
    for state in [
        "ACCEPTED",
        "IN_PRODUCTION",
        "INSPECTING",
        "ISSUED",
        "ACTIVATED",
    ] {
        let state = format!("ORDER_STATE_{state}");
        assert!(watcher.screen.contains(&state), "{state} is missing");
    }
    assert!(watcher.screen.contains("waits: "), "{}", watcher.screen);
}

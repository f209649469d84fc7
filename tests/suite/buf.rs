//! `buf` on the API: its style, and that nothing breaks that front ends rely on.

use loket_tests::counterpart::{node_tool, text};
use loket_tests::workspace;
use std::fs;
use std::path::Path;
use std::process::Command;

/// What front ends rely on, as of the last time somebody said why it changes.
const IMAGE: &str = "image/loket.binpb";

fn buf(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = node_tool("buf");
    command.current_dir(folder).args(arguments);
    command
}

#[test]
fn the_api_is_in_style() {
    text(&mut buf(&workspace::root().join("proto"), &["lint"]), "");
}

#[test]
fn nothing_breaks_that_front_ends_rely_on() {
    let folder = workspace::root().join("proto");
    text(&mut buf(&folder, &["breaking", "--against", IMAGE]), "");
}

/// Copies the API's files.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let copied = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &copied);
        } else {
            fs::copy(&path, copied).unwrap();
        }
    }
}

#[test]
fn a_planted_break_is_caught() {
    let folder = tempfile::tempdir().unwrap();
    copy(&workspace::root().join("proto"), folder.path());
    let path = folder.path().join("loket/v1/lease.proto");
    let api = fs::read_to_string(&path).unwrap();
    let broken = api.replace(
        "repeated string devices = 3;",
        "repeated string devices = 33;",
    );
    assert_ne!(api, broken, "something to break");
    fs::write(&path, broken).unwrap();
    let checked = buf(folder.path(), &["breaking", "--against", IMAGE])
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(
        !checked.status.success() && words.contains("devices"),
        "{words}"
    );
}

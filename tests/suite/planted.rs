//! Planted defects are for the explorer alone, and never in a release.

use loket_tests::workspace;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

const SOURCE: &str = "daemon/src/planted.rs";

fn features() -> BTreeSet<String> {
    let text = fs::read_to_string(workspace::root().join("daemon/Cargo.toml")).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    manifest["features"]
        .as_table()
        .unwrap()
        .keys()
        .cloned()
        .collect()
}

/// The words in quotes that begin like the name of a planted defect.
fn named(text: &str) -> BTreeSet<String> {
    let quoted = text.split('"').skip(1).step_by(2);
    let planted = quoted.filter(|word| word.starts_with("break-"));
    planted.map(str::to_owned).collect()
}

#[test]
fn every_planted_defect_is_a_feature_that_is_read_in_one_place() {
    let source = fs::read_to_string(workspace::root().join(SOURCE)).unwrap();
    assert_eq!(features(), named(&source));
    assert_eq!(
        features().len(),
        source.matches("    || ").count() + 1,
        "each keeps a release from being built"
    );
}

#[test]
fn make_lists_the_names_and_nothing_else() {
    let mut make = Command::new("make");
    make.current_dir(workspace::root());
    let listed = make.args(["-s", "explore", "BREAK=list"]).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let names: BTreeSet<_> = listed.lines().map(|name| format!("break-{name}")).collect();
    assert_eq!(names, features());
}

/// No manifest turns one on: `default` is no feature of the daemon's, and nobody depends on it with features.
#[test]
fn nothing_turns_a_planted_defect_on() {
    assert!(!features().contains("default"));
    let root = workspace::root();
    let folders = ["", "proto", "drivers", "daemon", "simulator", "tests"];
    for folder in folders {
        let text = fs::read_to_string(root.join(folder).join("Cargo.toml")).unwrap();
        assert_eq!(named(&text), BTreeSet::new(), "{folder}");
        let daemon = text.lines().find(|line| line.starts_with("loket-daemon "));
        assert!(
            !daemon.unwrap_or_default().contains("features"),
            "{daemon:?}"
        );
    }
}

/// Compiles the file alone, as a release or for debugging.
fn compiles(feature: &str, debug: &str, folder: &Path) -> bool {
    let mut rustc = Command::new("rustc");
    rustc.args([
        "--edition",
        "2024",
        "--crate-type",
        "lib",
        "--emit",
        "metadata",
    ]);
    rustc.args(["-A", "warnings", "-C", &format!("debug-assertions={debug}")]);
    rustc.args(["--cfg", &format!("feature=\"{feature}\"")]);
    rustc.arg(workspace::root().join(SOURCE));
    let output = rustc.arg("--out-dir").arg(folder).output().unwrap();
    output.status.success()
}

#[test]
fn no_release_can_be_built_with_one() {
    let folder = tempfile::tempdir().unwrap();
    assert!(compiles("none", "off", folder.path()));
    for feature in features() {
        assert!(compiles(&feature, "on", folder.path()), "{feature}");
        assert!(!compiles(&feature, "off", folder.path()), "{feature}");
    }
}

//! The project's own rules, read from the manifests and sources: who may import whom, and how large a file may be.

use loket_tests::workspace;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every crate of the workspace: its folder, and which crates of the workspace its manifest may name.
const MAY_IMPORT: &[(&str, &str, &[&str])] = &[
    ("proto", "loket-proto", &[]),
    ("drivers/wire", "loket-wire", &[]),
    ("drivers/card", "loket-card", &["loket-wire"]),
    ("drivers", "loket-drivers", &["loket-wire"]),
    ("daemon/biometrics", "loket-biometrics", &[]),
    ("daemon/artwork", "loket-artwork", &[]),
    (
        "daemon/keystore",
        "loket-keystore",
        &["loket-card", "loket-vault"],
    ),
    ("daemon/vault", "loket-vault", &[]),
    (
        "daemon",
        "loket-daemon",
        &[
            "loket-artwork",
            "loket-biometrics",
            "loket-card",
            "loket-drivers",
            "loket-keystore",
            "loket-proto",
            "loket-vault",
        ],
    ),
    (
        "simulator",
        "loket-simulator",
        &["loket-proto", "loket-wire"],
    ),
    ("simulator/ifd", "loket-ifd", &[]),
    (
        "tests/fuzz",
        "loket-fuzz",
        &["loket-card", "loket-ifd", "loket-simulator", "loket-wire"],
    ),
];

/// Foreign crates that some crates must never see.
const MUST_NOT_SEE: &[(&str, &[&str])] = &[
    ("drivers", &["tokio", "tonic", "prost"]),
    (
        "drivers/wire",
        &["tokio", "tonic", "prost", "pcsc", "serialport"],
    ),
    ("drivers/card", &["tokio", "tonic", "prost", "pcsc"]),
    ("daemon", &["pcsc", "serialport"]),
    ("daemon/biometrics", &["tokio", "tonic", "prost"]),
    ("daemon/artwork", &["tokio", "tonic", "prost"]),
    ("daemon/keystore", &["tokio", "tonic", "prost", "pcsc"]),
    ("daemon/vault", &["tokio", "tonic", "prost", "rusqlite"]),
];

/// Longest source file, tests included.
const MOST_LINES: usize = 400;

fn dependencies(root: &Path, folder: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(root.join(folder).join("Cargo.toml")).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    ["dependencies", "dev-dependencies", "build-dependencies"]
        .iter()
        .filter_map(|section| manifest.get(*section)?.as_table())
        .flat_map(|table| table.keys().cloned())
        .collect()
}

fn violations(root: &Path) -> Vec<String> {
    let ours: BTreeSet<&str> = MAY_IMPORT.iter().map(|(_, name, _)| *name).collect();
    let mut found = Vec::new();
    for (folder, name, allowed) in MAY_IMPORT {
        for dependency in dependencies(root, folder) {
            if ours.contains(dependency.as_str()) && !allowed.contains(&dependency.as_str()) {
                found.push(format!("{name} must not import {dependency}"));
            }
        }
    }
    for (folder, forbidden) in MUST_NOT_SEE {
        for dependency in dependencies(root, folder) {
            if forbidden.contains(&dependency.as_str()) {
                found.push(format!("{folder} must not see {dependency}"));
            }
        }
    }
    found
}

#[test]
fn every_crate_imports_only_what_the_design_allows() {
    assert_eq!(violations(&workspace::root()), Vec::<String>::new());
}

#[test]
fn the_table_names_every_crate() {
    let text = fs::read_to_string(workspace::root().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    let members = manifest["workspace"]["members"].as_array().unwrap();
    let members: BTreeSet<_> = members.iter().filter_map(|m| m.as_str()).collect();
    let mut known: BTreeSet<_> = MAY_IMPORT.iter().map(|(folder, ..)| *folder).collect();
    known.insert("tests");
    assert_eq!(members, known);
}

/// A rule that cannot be broken is no rule: each forbidden import, planted in a scratch copy of the manifests, is found.
#[test]
fn every_planted_import_is_found() {
    let root = workspace::root();
    for (folder, name, allowed) in MAY_IMPORT {
        for (_, other, _) in MAY_IMPORT {
            if other != name && !allowed.contains(other) {
                assert!(
                    planted(&root, folder, other),
                    "{other} planted in {folder} goes unnoticed"
                );
            }
        }
    }
    for (folder, forbidden) in MUST_NOT_SEE {
        for other in *forbidden {
            assert!(
                planted(&root, folder, other),
                "{other} planted in {folder} goes unnoticed"
            );
        }
    }
}

fn planted(root: &Path, folder: &str, dependency: &str) -> bool {
    let scratch = tempfile::tempdir().unwrap();
    for (place, ..) in MAY_IMPORT {
        let to = scratch.path().join(place);
        fs::create_dir_all(&to).unwrap();
        let text = fs::read_to_string(root.join(place).join("Cargo.toml")).unwrap();
        let mut manifest: toml::Table = text.parse().unwrap();
        if place == &folder {
            let table = manifest
                .entry("dependencies")
                .or_insert_with(|| toml::Table::new().into());
            table
                .as_table_mut()
                .unwrap()
                .insert(dependency.to_owned(), "*".into());
        }
        fs::write(to.join("Cargo.toml"), manifest.to_string()).unwrap();
    }
    !violations(scratch.path()).is_empty()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir()
            && path
                .file_name()
                .is_some_and(|name| name != "target" && name != ".git")
        {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn all_sources() -> BTreeMap<PathBuf, String> {
    let (root, mut found) = (workspace::root(), Vec::new());
    sources(&root, &mut found);
    let relative = |path: &PathBuf| path.strip_prefix(&root).unwrap().to_owned();
    found
        .iter()
        .map(|path| (relative(path), fs::read_to_string(path).unwrap()))
        .collect()
}

/// The dependencies with their features, as cargo resolves them for these kinds.
fn resolved(kinds: &str) -> BTreeSet<String> {
    let mut tree = Command::new(env!("CARGO"));
    tree.current_dir(workspace::root());
    let shown = [
        "tree",
        "--locked",
        "--offline",
        "--workspace",
        "--prefix",
        "none",
    ];
    let tree = tree
        .args(shown)
        .args(["--format", "{p} {f}", "--edges", kinds]);
    let output = tree.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().map(|line| line.trim_end_matches(" (*)"));
    lines.map(str::to_owned).collect()
}

/// A dependency of tests alone that turns a feature on has half of the workspace compiled twice by `make test`.
#[test]
fn tests_are_built_from_what_is_built_without_them() {
    let without = resolved("normal,build");
    assert!(without.len() > 100);
    assert_eq!(resolved("normal,build,dev"), without);
}

#[test]
fn no_source_file_is_too_long() {
    let long: Vec<_> = all_sources()
        .into_iter()
        .filter(|(_, text)| text.lines().count() > MOST_LINES)
        .map(|(path, text)| format!("{} has {} lines", path.display(), text.lines().count()))
        .collect();
    assert_eq!(long, Vec::<String>::new());
}

/// The files that may hold `unsafe` code: the C surface of the reader driver, the explorer's file layer under SQLite, and the
/// allocator that counts for the fuzz targets.
const MAY_BE_UNSAFE: &[&str] = &[
    "simulator/ifd/src/handler.rs",
    "tests/explore/vfs.rs",
    "tests/fuzz/src/allocation.rs",
];

#[test]
fn unsafe_code_stays_in_its_files() {
    let allows = |text: &str| text.contains("(unsafe_code") || text.contains("    unsafe_code,");
    let allowing: Vec<_> = all_sources()
        .into_iter()
        .filter(|(path, text)| allows(text) && !path.ends_with("tidy.rs"))
        .map(|(path, _)| path)
        .collect();
    let listed: Vec<_> = MAY_BE_UNSAFE.iter().map(PathBuf::from).collect();
    assert_eq!(allowing, listed);
}

#[test]
fn generated_types_stay_in_the_rpc_module_and_the_client() {
    let outside: Vec<_> = all_sources()
        .into_iter()
        .filter(|(path, text)| path.starts_with("daemon/src") && text.contains("loket_proto"))
        .map(|(path, _)| path)
        .filter(|path| {
            !path.starts_with("daemon/src/rpc")
                && !path.starts_with("daemon/src/cli")
                && path != Path::new("daemon/src/rpc.rs")
                && path != Path::new("daemon/src/cli.rs")
        })
        .collect();
    assert_eq!(outside, Vec::<PathBuf>::new());
}

/// Data for tests, of this package and of others.
const FOR_TESTS: [&str; 2] = ["cfg(test)", r#"cfg(any(test, feature = "samples"))"#];

/// CI and a real counter differ only in addresses: no branch of daemon or drivers is for the simulator.
#[test]
fn no_conditional_compilation_for_a_simulator() {
    for (path, text) in all_sources() {
        if path.starts_with("daemon") || path.starts_with("drivers") {
            let conditional = text.lines().find(|line| {
                let is_for_tests = FOR_TESTS.iter().any(|allowed| line.contains(allowed));
                line.contains("cfg(") && !is_for_tests && !line.contains("expect")
            });
            assert_eq!(conditional, None, "{}", path.display());
        }
    }
}

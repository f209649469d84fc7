//! What README and ARCHITECTURE say about the project is so: files, tests, commands, config keys, codes, states.

use loket_daemon::condition::Reason;
use loket_daemon::config::{Config, DEFAULT};
use loket_daemon::rpc::status;
use loket_tests::workspace;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const README: &str = "README.md";
const ARCHITECTURE: &str = "ARCHITECTURE.md";
/// The devices' roles, which the README's table calls ROLE.
const ROLES: [&str; 5] = ["scanner", "camera", "printer", "encoder", "desk"];

fn read(path: &str) -> String {
    fs::read_to_string(workspace::root().join(path)).unwrap()
}

/// What stands between `start` and the next `end`, everywhere in a text.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    let parts = text.split(start).skip(1);
    parts
        .filter_map(|part| Some(part.split_once(end)?.0))
        .collect()
}

/// Inline code outside of code blocks.
fn code(text: &str) -> Vec<String> {
    let prose: String = text.split("```").step_by(2).collect();
    let spans = prose.split('`').skip(1).step_by(2);
    spans.map(str::to_owned).collect()
}

/// Whether inline code names something in the project: its first part is a top-level folder.
fn is_project_path(span: &str) -> bool {
    let first = span.split('/').next().unwrap_or_default();
    let folders = ["daemon", "drivers", "proto", "simulator", "tests", ".ci"];
    span.contains('/') && folders.contains(&first)
}

#[test]
fn every_path_exists() {
    for document in [README, ARCHITECTURE] {
        let text = read(document);
        let links = between(&text, "](", ")");
        let links = links.into_iter().filter(|link| !link.starts_with("http"));
        let spans = code(&text).into_iter().filter(|span| is_project_path(span));
        let paths: BTreeSet<String> = links.map(str::to_owned).chain(spans).collect();
        assert!(paths.len() > 10, "{document} names files");
        for path in paths {
            assert!(
                workspace::root().join(&path).exists(),
                "{document} names {path}, which is not there"
            );
        }
    }
}

/// All sources in one text.
fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") && !path.ends_with(".git") {
            sources(&path, text);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            text.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_test_that_checks_an_invariant_exists() {
    let mut text = String::new();
    sources(&workspace::root(), &mut text);
    let named = code(&read(ARCHITECTURE));
    let tests: Vec<_> = named
        .iter()
        .filter(|span| span.matches('_').count() > 2)
        .collect();
    assert!(tests.len() > 5, "{tests:?}");
    for test in tests {
        assert!(text.contains(&format!("fn {test}(")), "no test {test}");
    }
}

#[test]
fn both_commands_are_named_and_made() {
    let makefile = read("Makefile");
    for command in ["demo", "test"] {
        assert!(read(README).contains(&format!("make {command} ")));
        assert!(makefile.contains(&format!("\n{command}:")));
    }
}

fn flatten(prefix: &str, value: &toml::Value, keys: &mut BTreeSet<String>) {
    let Some(table) = value.as_table() else {
        keys.insert(prefix.to_owned());
        return;
    };
    for (key, value) in table {
        let key = if ROLES.contains(&key.as_str()) {
            "ROLE"
        } else {
            key
        };
        let dot = if prefix.is_empty() { "" } else { "." };
        flatten(&format!("{prefix}{dot}{key}"), value, keys);
    }
}

#[test]
fn the_readme_explains_exactly_the_keys_of_the_config() {
    let with_every_option = DEFAULT
        .replace("# tcp", "tcp")
        .replace("# serial", "serial")
        .replace("# keys_secret", "keys_secret")
        .replace("# profile", "profile")
        .replace("# journal_head", "journal_head")
        .replace("# [card]\n# layout", "[card]\nlayout");
    let config = Config::parse(&with_every_option, Path::new("loketd.toml")).unwrap();
    let mut known = BTreeSet::new();
    flatten("", &toml::Value::try_from(config).unwrap(), &mut known);

    let readme = read(README);
    let section = between(&readme, "## The config file\n", "\n| driver |");
    let rows = section[0]
        .lines()
        .filter_map(|line| line.strip_prefix("| `"));
    let explained: BTreeSet<_> = rows
        .filter_map(|row| Some(row.split_once('`')?.0.to_owned()))
        .collect();
    assert_eq!(explained, known);
}

#[test]
fn the_readme_lists_every_family_of_errors_with_its_code() {
    let readme = read(README);
    for family in Reason::ALL.iter().map(|reason| reason.row().family) {
        let code = format!("{:?}", status::code(family));
        let row = format!("| `{}` | `{}` |", family.word(), screaming(&code));
        assert!(readme.contains(&row), "{row} is missing");
    }
}

fn screaming(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(letter.to_ascii_uppercase());
    }
    text
}

/// The names of an enum's variants, out of its source.
fn variants(path: &str, name: &str) -> BTreeSet<String> {
    let source = read(path);
    let body = between(&source, &format!("pub enum {name} {{"), "\n}")[0];
    body.lines()
        .filter_map(|line| line.trim().strip_suffix(','))
        .filter(|line| line.chars().all(char::is_alphanumeric))
        .map(str::to_owned)
        .collect()
}

/// The capitalised words of a diagram.
fn drawn(name: &str) -> BTreeSet<String> {
    let text = read(ARCHITECTURE);
    let diagram = between(&text, &format!("```{name}\n"), "```")[0];
    diagram
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 3 && word.starts_with(char::is_uppercase))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_diagrams_draw_exactly_the_states() {
    let cases = [
        ("order", "daemon/src/issuance/order.rs", "OrderState"),
        ("attempt", "daemon/src/issuance/attempt.rs", "AttemptState"),
        ("enrolment", "daemon/src/enrolment/record.rs", "State"),
    ];
    for (diagram, path, name) in cases {
        let states = variants(path, name);
        assert!(states.len() > 3, "{name}: {states:?}");
        assert_eq!(drawn(diagram), states, "{name}");
    }
}

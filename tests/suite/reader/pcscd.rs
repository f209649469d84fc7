//! Against the installed `pcscd`.

use loket_simulator::pcscd::{PcscdError, PrivatePcscd, built_driver};
use loket_simulator::reader::{Attributes, ReaderServer};
use std::os::unix::net::UnixStream;
use std::path::Path;

fn reader(path: &Path) -> ReaderServer {
    let attributes = Attributes {
        model: "Test".to_owned(),
        serial: "SIM-1".to_owned(),
    };
    ReaderServer::bind(path, &attributes).unwrap()
}

#[test]
fn two_readers_are_listed_by_name_and_the_daemon_ends_with_its_handle() {
    let folder = tempfile::tempdir().unwrap();
    let encoder = reader(&folder.path().join("encoder"));
    let desk = reader(&folder.path().join("desk"));
    let readers = [
        ("Loket SIM Encoder", encoder.path()),
        ("Loket SIM Desk", desk.path()),
    ];
    let pcscd = PrivatePcscd::start(folder.path(), &readers, &built_driver().unwrap()).unwrap();
    let socket = pcscd.socket().to_owned();
    UnixStream::connect(&socket).unwrap();
    drop(pcscd);
    UnixStream::connect(&socket).unwrap_err();
}

#[test]
fn a_second_daemon_takes_over_the_folder_of_a_first() {
    let folder = tempfile::tempdir().unwrap();
    let desk = reader(&folder.path().join("desk"));
    let readers = [("Loket SIM Desk", desk.path())];
    let driver = built_driver().unwrap();
    drop(PrivatePcscd::start(folder.path(), &readers, &driver).unwrap());
    PrivatePcscd::start(folder.path(), &readers, &driver).unwrap();
}

#[test]
fn a_missing_driver_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("nowhere.so");
    let error = PrivatePcscd::start(folder.path(), &[], &nowhere).unwrap_err();
    assert!(matches!(error, PcscdError::NoDriver(path) if path == nowhere));
}

#[test]
fn a_folder_that_reader_conf_cannot_name_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let blank = folder.path().join("two words");
    std::fs::create_dir(&blank).unwrap();
    let error = PrivatePcscd::start(&blank, &[], &built_driver().unwrap()).unwrap_err();
    assert!(matches!(error, PcscdError::Folder(_)), "{error}");
}

#[test]
fn a_daemon_that_ends_at_once_is_reported_with_its_log() {
    let folder = tempfile::tempdir().unwrap();
    let desk = reader(&folder.path().join("desk"));
    let unfit = [("Two\nlines", desk.path())];
    let error = PrivatePcscd::start(folder.path(), &unfit, &built_driver().unwrap()).unwrap_err();
    let PcscdError::NotServing { log, .. } = error else {
        panic!("{error}");
    };
    assert!(log.contains("reader.conf.d"), "{log}");
}

//! Tests with a `pcscd` of their own.
//!
//! A client library finds its `pcscd` by an environment variable that it reads once in a process, so two tests of one
//! process cannot have a `pcscd` each. [`alone`] therefore runs its test in a process of its own: it starts the test
//! binary again with only that test selected, the variable set, and an empty folder; the test body, with the `pcscd`,
//! the simulated readers and the driver, runs there. Under `cargo test` and `cargo nextest` alike, any number of them run
//! side by side.
//!
//! `pcscd` loads `libloket_ifd.so`. Cargo builds it into `deps/` beside the test binary, because this crate depends on
//! `loket-ifd`; [`built_driver`] finds it there.

use loket_simulator::pcscd::{PcscdError, PrivatePcscd, SOCKET_VARIABLE, built_driver};
use loket_simulator::reader::{Attributes, ReaderServer};
use std::path::{Path, PathBuf};
use std::process::Command;

const FOLDER_VARIABLE: &str = "LOKET_TEST_PCSCD_FOLDER";
/// Friendly names of the two readers of every bench.
const READERS: [&str; 2] = ["Loket SIM Encoder", "Loket SIM Desk"];

/// Runs `body` as the test that calls this, in a process of its own with a bench of its own. `body` must be a closure
/// written inside the test function.
///
/// # Panics
/// When the body does, or the process or bench cannot be started.
pub fn alone<F: FnOnce(Bench)>(body: F) {
    match std::env::var_os(FOLDER_VARIABLE) {
        Some(folder) => body(Bench::in_folder(PathBuf::from(folder))),
        None => run_in_child(test_name::<F>()),
    }
}

/// A closure's type name is `binary::module::test::{{closure}}`; the test runner leaves out the binary.
fn test_name<F>() -> &'static str {
    let name = std::any::type_name::<F>();
    let name = name.split("::{{closure}}").next().unwrap_or(name);
    name.split_once("::").map_or(name, |(_, name)| name)
}

fn run_in_child(test: &str) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let program = std::env::current_exe().expect("a test binary knows where it is");
    let output = Command::new(program)
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(FOLDER_VARIABLE, folder.path())
        .env(SOCKET_VARIABLE, socket(folder.path()))
        .output()
        .expect("the test binary can be started");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{test} failed in its own process:\n{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn socket(folder: &Path) -> PathBuf {
    folder.join("pcscd.sock")
}

/// A `pcscd` in front of the readers that a simulated counter serves in `folder`, under the names that its simulator gives
/// them.
///
/// # Errors
/// What [`PrivatePcscd::start`] says.
pub fn serve(folder: &Path) -> Result<PrivatePcscd, PcscdError> {
    let sockets = ["encoder", "desk"].map(|slot| folder.join(format!("{slot}.reader")));
    let paths = sockets.iter().map(PathBuf::as_path);
    let readers: Vec<_> = READERS.into_iter().zip(paths).collect();
    PrivatePcscd::start(folder, &readers, &built_driver()?)
}

/// A `pcscd` with two simulated readers, "Loket SIM Encoder 00 00" and "Loket SIM Desk 00 00".
pub struct Bench {
    /// The reader of the card printer.
    pub encoder: ReaderServer,
    /// The reader on the desk.
    pub desk: ReaderServer,
    folder: PathBuf,
    pcscd: Option<PrivatePcscd>,
}

impl Bench {
    /// The socket of a bench in this folder; what is set in `PCSCLITE_CSOCK_NAME` before a process uses one.
    pub fn socket(folder: &Path) -> PathBuf {
        socket(folder)
    }

    /// A bench for a process that was started with [`Self::socket`] in its environment.
    ///
    /// # Panics
    /// When it cannot be set up; the message says what is missing.
    pub fn in_folder(folder: PathBuf) -> Self {
        let reader = |name: &str| {
            let attributes = Attributes {
                model: name.to_owned(),
                serial: format!("SIM-{name}"),
            };
            ReaderServer::bind(&folder.join(name), &attributes).expect("a socket can be bound")
        };
        let mut bench = Self {
            encoder: reader("encoder"),
            desk: reader("desk"),
            folder,
            pcscd: None,
        };
        bench.start_pcscd();
        bench
    }

    /// Ends `pcscd` as a crash would.
    pub fn kill_pcscd(&mut self) {
        self.pcscd = None;
    }

    /// Starts `pcscd` anew on the same socket.
    ///
    /// # Panics
    /// When it does not start; the message says what is missing.
    pub fn start_pcscd(&mut self) {
        self.pcscd = None;
        let paths = [self.encoder.path(), self.desk.path()];
        let readers: Vec<_> = READERS.into_iter().zip(paths).collect();
        let pcscd = built_driver()
            .and_then(|driver| PrivatePcscd::start(&self.folder, &readers, &driver))
            .unwrap_or_else(|error: PcscdError| panic!("{error}"));
        assert_eq!(pcscd.socket(), socket(&self.folder));
        self.pcscd = Some(pcscd);
    }
}

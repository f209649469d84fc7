//! Compiles the protocol files without `protoc` and keeps their comments for reflection.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

const FILES: &[&str] = &[
    "loket/v1/catalogue.proto",
    "loket/v1/device.proto",
    "loket/v1/lease.proto",
    "loket/v1/ledger.proto",
    "loket/v1/station.proto",
    "loket/v1/watch.proto",
    "loket/v1/enrolment.proto",
    "loket/v1/issuance.proto",
    "loket/sim/v1/counter.proto",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=loket");
    let mut compiler = protox::Compiler::new(["."])?;
    compiler
        .include_source_info(true)
        .include_imports(true)
        .open_files(FILES)?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(
        Path::new(&out).join("loket.binpb"),
        compiler.encode_file_descriptor_set(),
    )?;
    tonic_prost_build::configure()
        .bytes(".")
        .compile_fds(compiler.file_descriptor_set())?;
    Ok(())
}

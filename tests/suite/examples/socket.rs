//! Over a Unix socket some gRPC libraries name the socket's path as the host, which HTTP/2 servers refuse. What that looks
//! like, and the option that helps.

use super::python::generate;
use super::{scratch, tool};
use loket_tests::lonely::lonely;
use std::path::Path;
use std::process::Stdio;
use tokio::process::Command;

/// Lists the devices with the channel options that are given; prints how many there are, or the refusal.
const PYTHON: &str = r#"
import sys, grpc
from loket.v1 import station_pb2, station_pb2_grpc
options = [tuple(option.split("=")) for option in sys.argv[2:]]
station = station_pb2_grpc.StationServiceStub(grpc.insecure_channel(f"unix:{sys.argv[1]}", options))
try:
    print(len(station.ListDevices(station_pb2.ListDevicesRequest()).devices), "devices")
except grpc.RpcError as error:
    print(error.code().name, error.details())
"#;

/// What a program says, on both outputs.
async fn said(mut command: Command) -> String {
    let output = command.stdin(Stdio::null()).output().await.unwrap();
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    out + &err
}

async fn grpcurl(socket: &Path, options: &[&str]) -> String {
    let mut command = Command::new(tool("python/bin/grpcurl"));
    command
        .args(["-plaintext", "-unix"])
        .args(options)
        .arg(socket)
        .arg("loket.v1.StationService/ListDevices");
    said(command).await
}

async fn python(socket: &Path, generated: &Path, options: &[&str]) -> String {
    let mut command = Command::new(tool("python/bin/python"));
    command
        .args(["-B", "-c", PYTHON])
        .arg(socket)
        .args(options)
        .env("PYTHONPATH", generated);
    said(command).await
}

#[tokio::test]
async fn a_socket_path_as_host_is_refused_and_any_host_name_helps() {
    let generated = scratch("socket");
    generate(&generated).await;
    let daemon = lonely().await.unwrap();
    let socket = &daemon.socket;

    let refused = grpcurl(socket, &[]).await;
    assert!(refused.contains("PROTOCOL_ERROR"), "{refused}");
    let answered = grpcurl(socket, &["-authority", "localhost"]).await;
    assert!(answered.contains("\"scanner\""), "{answered}");

    let refused = python(socket, &generated, &[]).await;
    assert!(refused.contains("RST_STREAM"), "{refused}");
    let answered = python(socket, &generated, &["grpc.default_authority=localhost"]).await;
    assert_eq!(answered, "5 devices\n");
}

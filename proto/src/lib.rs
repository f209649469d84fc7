//! Generated types of the gRPC APIs: [`v1`] for front ends, [`sim`] for the simulated counter. The documentation is in the `.proto` files.

#![expect(
    missing_docs,
    clippy::all,
    clippy::too_many_lines,
    reason = "generated code"
)]

/// `loket.v1`: what workflow front ends call.
pub mod v1 {
    tonic::include_proto!("loket.v1");
}

/// `loket.sim`: the control panel of the simulated counter.
pub mod sim {
    /// Its first version.
    pub mod v1 {
        tonic::include_proto!("loket.sim.v1");
    }
}

/// All compiled files with their comments, for the reflection service.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/loket.binpb"));

//! A key store in another process, asked over a Unix socket: the shape of a security module. Whoever asks learns the keys of
//! one session, never a key that lasts.

mod client;
mod message;
mod server;

pub use client::SocketKeys;
pub use server::KeyServer;

#[cfg(test)]
mod tests;

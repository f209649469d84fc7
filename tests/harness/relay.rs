//! A TCP port in front of servers that serve one connection and end.

use std::io::{self, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;

/// A running relay; dropping it closes its port and all that it relays.
#[derive(Debug)]
pub struct Relay {
    listener: Arc<TcpListener>,
    address: SocketAddr,
    acceptor: Option<JoinHandle<()>>,
}

impl Relay {
    /// Listens on a free loopback port. Each connection is joined to a server of its own, which `dial` starts and
    /// connects to; what it returns beside the connection is dropped when the connection ends.
    ///
    /// # Errors
    /// The system's.
    pub fn start<T: Send + 'static>(
        mut dial: impl FnMut() -> io::Result<(TcpStream, T)> + Send + 'static,
    ) -> io::Result<Self> {
        let listener = Arc::new(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?);
        let address = listener.local_addr()?;
        let acceptor = std::thread::spawn({
            let listener = Arc::clone(&listener);
            move || {
                for client in listener.incoming() {
                    let Ok(client) = client else { return };
                    let Ok((server, kept)) = dial() else { continue };
                    std::thread::spawn(move || {
                        // An end is an end, whichever side it comes from.
                        let _ = join(&client, &server);
                        drop(kept);
                    });
                }
            }
        });
        Ok(Self {
            listener,
            address,
            acceptor: Some(acceptor),
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        // Fails only for a socket that is closed already.
        let _ = rustix::net::shutdown(&*self.listener, rustix::net::Shutdown::Both);
        if let Some(acceptor) = self.acceptor.take() {
            let _ = acceptor.join();
        }
    }
}

/// Carries bytes both ways until one side ends.
fn join(client: &TcpStream, server: &TcpStream) -> io::Result<()> {
    std::thread::scope(|threads| {
        threads.spawn(|| carry(client, server));
        carry(server, client)
    })
}

fn carry(mut from: &TcpStream, mut to: &TcpStream) -> io::Result<()> {
    let outcome = io::copy(&mut from, &mut to).and_then(|_| to.flush());
    for stream in [from, to] {
        // The other direction ends with this one.
        let _ = stream.shutdown(Shutdown::Both);
    }
    outcome
}

/// A port of this machine that nobody listens at.
///
/// # Errors
/// None is free.
pub fn free_port() -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

//! Devices on TCP: a listener on the loopback, and a port and a thread for each connection.

use super::pump::Pump;
use super::worker::{Duty, Worker};
use crate::device::Device;
use crate::port::Port;
use crate::shared::SharedWorld;
use rustix::event::{PollFd, PollFlags, poll};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// Makes the port of a new connection.
pub type NewPort = fn() -> Box<dyn Port>;

/// How often a device that was plugged in again tries to get its TCP port back from whoever has taken it.
const RETRY: Duration = Duration::from_millis(100);

/// A device on TCP. While it is unplugged nobody listens; plugged in again it listens on the same port.
#[derive(Debug)]
pub struct Service {
    address: SocketAddr,
    _listener: Worker,
}

impl Service {
    /// Listens on the loopback, on any port when `port` is 0.
    ///
    /// # Errors
    /// The port is taken.
    pub fn start(
        world: &SharedWorld,
        device: Device,
        port: u16,
        new_port: NewPort,
    ) -> io::Result<Self> {
        let listener = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
        let address = listener.local_addr()?;
        let mut server = Server {
            device,
            address,
            new_port,
            connections: Vec::new(),
        };
        let worker = Worker::start(world, device.name(), move |duty| server.run(duty, listener))?;
        Ok(Self {
            address,
            _listener: worker,
        })
    }

    /// Where it listens while it is plugged in.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

struct Server {
    device: Device,
    address: SocketAddr,
    new_port: NewPort,
    connections: Vec<Worker>,
}

impl Server {
    fn run(&mut self, duty: &Duty, listener: TcpListener) {
        let mut listener = Some(listener);
        while !duty.is_over() {
            let plugged = duty.world.with(|world| world.is_plugged(self.device));
            listener = match listener.take() {
                _ if !plugged => None,
                Some(listener) => Some(listener),
                None => listen(self.address).ok(),
            };
            match &listener {
                None => duty.wait(plugged.then_some(RETRY)),
                Some(open) => {
                    if let Err(error) = self.accept(duty, open) {
                        tracing::warn!(device = %self.device, %error, "listener failed");
                        listener = None;
                    }
                }
            }
        }
    }

    /// Waits for a connection or a change, and takes the connection.
    fn accept(&mut self, duty: &Duty, listener: &TcpListener) -> io::Result<()> {
        let mut fds = [
            PollFd::new(listener, PollFlags::IN),
            PollFd::new(&*duty.bell, PollFlags::IN),
        ];
        poll(&mut fds, None)?;
        duty.bell.hush();
        self.connections.retain(|connection| !connection.is_over());
        match listener.accept() {
            Ok((stream, _)) => self.serve(duty, stream),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn serve(&mut self, duty: &Duty, stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let mut port = (self.new_port)();
        let name = format!("{} line", self.device);
        let connection = Worker::start(&duty.world, &name, move |duty| {
            converse(duty, &stream, &mut *port);
        })?;
        self.connections.push(connection);
        Ok(())
    }
}

fn converse(duty: &Duty, stream: &TcpStream, port: &mut dyn Port) {
    duty.world.with(|world| port.opened(world));
    let pump = Pump {
        wire: stream,
        world: &duty.world,
        bell: &duty.bell,
        stop: &duty.stop,
        speed: |_| None,
    };
    if let Err(error) = pump.run(port) {
        tracing::warn!(%error, "line failed");
    }
    duty.world.with(|world| port.closed(world));
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

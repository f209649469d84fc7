//! Requests and answers: each has a connection of its own, so that none can be taken for another's.

use super::IppPrinterError;
use crate::clock::{Clock, Moment};
use crate::limit::Limit;
use crate::link::http::Response;
use crate::link::{Link, LinkError};
use crate::ports::{Address, Ports};
use loket_wire::http::post;
use loket_wire::ipp::{
    Group, GroupTag, MAX_MESSAGE, MEDIA_TYPE, Message, Operation, Request, Text, Value, read,
};
use std::sync::Arc;
use std::time::Duration;

/// Who prints, as the printer lists it.
pub(super) const USER: &str = "loket";
/// A question is answered within this time.
const QUESTION: Duration = Duration::from_secs(5);
/// Progress is told after so many bytes.
const PIECE: usize = 32 * 1024;

/// What is asked of a printer, each time.
const PRINTER_ATTRIBUTES: [&str; 22] = [
    "printer-uuid",
    "printer-make-and-model",
    "printer-firmware-string-version",
    "printer-up-time",
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "document-format-supported",
    "media-supported",
    "sides-supported",
    "color-supported",
    "printer-resolution-supported",
    "printer-resolution-default",
    "pwg-raster-document-type-supported",
    "pwg-raster-document-resolution-supported",
    "pwg-raster-document-sheet-back",
    "marker-names",
    "marker-types",
    "marker-levels",
    "marker-low-levels",
    "marker-high-levels",
    "queued-job-count",
];

/// The printer's address, and the number of the newest request.
pub(super) struct Session {
    ports: Arc<dyn Ports>,
    clock: Arc<dyn Clock>,
    address: Address,
    authority: String,
    path: String,
    id: u32,
}

impl Session {
    pub(super) fn new(ports: Arc<dyn Ports>, address: &Address) -> Result<Self, IppPrinterError> {
        let Address::Ipp { authority, path } = address else {
            return Err(IppPrinterError::Address);
        };
        Ok(Self {
            clock: ports.clock(),
            ports,
            address: address.clone(),
            authority: authority.clone(),
            path: path.clone(),
            id: 0,
        })
    }

    pub(super) fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    pub(super) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// The printer's attributes.
    pub(super) fn printer(&mut self, limit: &Limit) -> Result<Group, IppPrinterError> {
        let request = self.request(Operation::GetPrinterAttributes).with(
            "requested-attributes",
            PRINTER_ATTRIBUTES.map(Value::keyword),
        );
        let message = self.ask(request, limit)?;
        let printer = message.group(GroupTag::Printer).cloned();
        printer.ok_or(IppPrinterError::Unfitting)
    }

    /// A request to this printer, from this program.
    pub(super) fn request(&mut self, operation: Operation) -> Request {
        self.id = self.id.wrapping_add(1) & 0x7FFF_FFFF;
        let uri = format!("ipp://{}{}", self.authority, self.path);
        Request::new(operation, self.id, &uri)
    }

    /// Asks for something that leaves the printer as it is, or that can be repeated.
    ///
    /// # Errors
    /// `Refused` when the printer says no.
    pub(super) fn ask(
        &mut self,
        request: Request,
        limit: &Limit,
    ) -> Result<Message, IppPrinterError> {
        let limit = limit.at_most(self.clock(), QUESTION);
        let mut link = self.link(&limit)?;
        let message = request.end();
        let head = self.head(message.len());
        for part in [head, message] {
            link.write_all(&part, &limit)
                .map_err(IppPrinterError::NotSent)?;
        }
        self.answer(link, &limit)
    }

    /// Sends a job with its document, once.
    ///
    /// # Errors
    /// `NotSent` and `Refused` when the printer has no such job; `OutcomeUnknown` for everything else.
    pub(super) fn submit(
        &mut self,
        request: Request,
        document: &[u8],
        told: &mut dyn FnMut(u64, u64),
        limit: &Limit,
    ) -> Result<Message, IppPrinterError> {
        let mut link = self.link(limit)?;
        let message = request.end();
        let head = self.head(message.len() + document.len());
        let sent = send(
            link.as_mut(),
            &[head, message].concat(),
            document,
            told,
            limit,
        );
        // A printer may say no before it has everything, and close.
        match (self.answer(link, limit), sent) {
            (Err(refused @ IppPrinterError::Refused(_)), _) => Err(refused),
            (_, Err(error)) => Err(IppPrinterError::NoReply(error).unknown()),
            (Err(error), Ok(())) => Err(error.unknown()),
            (Ok(message), Ok(())) => Ok(message),
        }
    }

    /// A connection that nothing is said on: it ends when the other side does.
    pub(super) fn vigil(&self, limit: &Limit) -> Result<Vigil, IppPrinterError> {
        Ok(Vigil(self.link(limit)?))
    }

    fn link(&self, limit: &Limit) -> Result<Box<dyn Link>, IppPrinterError> {
        let link = self.ports.link(&self.address, limit);
        link.map_err(IppPrinterError::NotSent)
    }

    fn head(&self, length: usize) -> Vec<u8> {
        post(&self.authority, &self.path, MEDIA_TYPE, length)
    }

    fn answer(&self, link: Box<dyn Link>, limit: &Limit) -> Result<Message, IppPrinterError> {
        let response = Response::read(link, limit)?;
        match response.head().status {
            200 => {}
            status => return Err(IppPrinterError::HttpStatus(status)),
        }
        let (message, _) = read(&response.whole(MAX_MESSAGE, limit)?)?;
        if message.id != self.id {
            return Err(IppPrinterError::Unfitting);
        }
        if !message.status.is_success() {
            return Err(IppPrinterError::Refused(message.status));
        }
        Ok(message)
    }
}

/// See [`Session::vigil`].
pub(super) struct Vigil(Box<dyn Link>);

impl Vigil {
    /// Whether the other side has been there all the time.
    pub(super) fn is_kept(&mut self, clock: &dyn Clock) -> bool {
        let now = Limit::until(clock.now());
        matches!(self.0.read(&mut [0], &now), Err(LinkError::TimedOut))
    }
}

fn send(
    link: &mut dyn Link,
    head: &[u8],
    document: &[u8],
    told: &mut dyn FnMut(u64, u64),
    limit: &Limit,
) -> Result<(), LinkError> {
    link.write_all(head, limit)?;
    let mut sent = 0;
    for piece in document.chunks(PIECE) {
        link.write_all(piece, limit)?;
        sent += piece.len() as u64;
        told(sent, document.len() as u64);
    }
    Ok(())
}

/// A name as IPP sends it.
pub(super) fn name(name: &str) -> Value {
    Value::Text(Text::Name, name.to_owned())
}

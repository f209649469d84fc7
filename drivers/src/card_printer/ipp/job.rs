//! Print jobs: one at a time, sent once, followed to the end, and withdrawn when they do not end.

use super::IppPrinterError;
use super::document::Document;
use super::ending::judge;
use super::memory::Memory;
use super::offer::sides;
use super::session::{Session, USER, Vigil, name};
use super::status::{self, conditions};
use crate::card_printer::{PrintForbidden, PrintGuard, PrinterCondition};
use crate::limit::Limit;
use loket_wire::ipp::{Group, GroupTag, JobState, Operation, Request, Status, Text, Value};
use std::time::Duration;
use uuid::Uuid;

/// What the names of our jobs begin with.
const PREFIX: &str = "loket-";
/// Pause between two looks at a job.
const GLANCE: Duration = Duration::from_millis(500);
/// At most this much time is kept for withdrawing a job that did not end.
const FAREWELL: Duration = Duration::from_secs(10);
const JOB_ATTRIBUTES: [&str; 9] = [
    "job-id",
    "job-name",
    "job-state",
    "job-state-reasons",
    "job-printer-up-time",
    "job-k-octets",
    "job-impressions-completed",
    "job-media-sheets-completed",
    "time-at-processing",
];

/// Prints one card.
pub(super) fn print(
    session: &mut Session,
    memory: &mut Memory,
    document: &Document,
    guard: &mut dyn PrintGuard,
    limit: &Limit,
) -> Result<(), IppPrinterError> {
    make_ready(session, memory, limit)?;
    let name = format!("{PREFIX}{}", Uuid::now_v7());
    let vigil = vigil(session, memory, limit)?;
    let validation = ticket(session, Operation::ValidateJob, &name, document);
    session.ask(validation, limit)?;
    if let Err(PrintForbidden) = guard.may_print(Some(&name)) {
        return Err(IppPrinterError::Forbidden);
    }
    let id = submit(session, &name, document, guard, limit)?;
    let mut job = Job {
        session,
        memory,
        name,
        id,
        began: None,
        vigil,
    };
    job.follow(Some(document), limit)
}

/// A queue that was restarted may print again, and says nothing that would tell.
fn vigil(
    session: &Session,
    memory: &Memory,
    limit: &Limit,
) -> Result<Option<Vigil>, IppPrinterError> {
    let is_needed = !memory.would_tell();
    is_needed.then(|| session.vigil(limit)).transpose()
}

/// The number of the job of that name, if the printer knows one.
pub(super) fn named(
    session: &mut Session,
    name: &str,
    limit: &Limit,
) -> Result<Option<i32>, IppPrinterError> {
    for which in ["not-completed", "completed"] {
        let known = jobs(session, which, limit)?;
        let job = known.iter().find(|job| job.text("job-name") == Some(name));
        if let Some(id) = job.and_then(|job| job.number("job-id")) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// Before a card is risked: the printer is the one that we know, runs, has all it needs, and no other job.
fn make_ready(
    session: &mut Session,
    memory: &mut Memory,
    limit: &Limit,
) -> Result<(), IppPrinterError> {
    let printer = session.printer(limit)?;
    memory.expect_same(&printer)?;
    memory.go_on(&printer, session.now());
    let harmless = [PrinterCondition::RibbonLow, PrinterCondition::WasReset];
    let mut troubles = conditions(&printer).into_iter();
    if let Some(trouble) = troubles.find(|condition| !harmless.contains(condition)) {
        return Err(IppPrinterError::Reported(trouble));
    }
    if !status::is_running(&printer) {
        return Err(IppPrinterError::Stopped);
    }
    withdraw_left_over(session, limit)
}

/// Jobs of ours that an earlier life of this program left waiting would print on a blank of this one's.
fn withdraw_left_over(session: &mut Session, limit: &Limit) -> Result<(), IppPrinterError> {
    for job in waiting(session, limit)? {
        let is_ours = job
            .text("job-name")
            .is_some_and(|it| it.starts_with(PREFIX));
        if let Some(id) = job.number("job-id").filter(|_| is_ours) {
            cancel(session, id, limit)?;
        }
    }
    match waiting(session, limit)?.len() {
        0 => Ok(()),
        others => Err(IppPrinterError::Occupied(others)),
    }
}

fn waiting(session: &mut Session, limit: &Limit) -> Result<Vec<Group>, IppPrinterError> {
    jobs(session, "not-completed", limit)
}

fn jobs(session: &mut Session, which: &str, limit: &Limit) -> Result<Vec<Group>, IppPrinterError> {
    let request = session
        .request(Operation::GetJobs)
        .with("requesting-user-name", [name(USER)])
        .with("which-jobs", [Value::keyword(which)])
        .with("requested-attributes", JOB_ATTRIBUTES.map(Value::keyword));
    let message = session.ask(request, limit)?;
    Ok(message.groups_of(GroupTag::Job).cloned().collect())
}

/// Withdraws a job; one that is over already is no error.
fn cancel(session: &mut Session, id: i32, limit: &Limit) -> Result<(), IppPrinterError> {
    let request = session
        .request(Operation::CancelJob)
        .with("job-id", [Value::Integer(id)])
        .with("requesting-user-name", [name(USER)]);
    match session.ask(request, limit) {
        Ok(_) | Err(IppPrinterError::Refused(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// A request for a job, which the printer must carry out as it is or refuse.
fn ticket(session: &mut Session, operation: Operation, job: &str, document: &Document) -> Request {
    let format = Value::Text(Text::MediaType, document.media_type.to_owned());
    session
        .request(operation)
        .with("requesting-user-name", [name(USER)])
        .with("job-name", [name(job)])
        .with("ipp-attribute-fidelity", [Value::Boolean(true)])
        .with("document-format", [format])
        .group(GroupTag::Job)
        .with("media", [Value::keyword(document.media.as_str())])
        .with("sides", [Value::keyword(sides(document.binding))])
}

/// Sends the job, and returns its number.
fn submit(
    session: &mut Session,
    name: &str,
    document: &Document,
    guard: &mut dyn PrintGuard,
    limit: &Limit,
) -> Result<i32, IppPrinterError> {
    let request = ticket(session, Operation::PrintJob, name, document);
    let told = &mut |sent, total| guard.sent(sent, total);
    let message = session.submit(request, &document.bytes, told, limit)?;
    let job = message.group(GroupTag::Job);
    let id = job.and_then(|job| job.number("job-id"));
    id.ok_or_else(|| IppPrinterError::Unfitting.unknown())
}

/// A job that the printer has.
pub(super) struct Job<'a> {
    session: &'a mut Session,
    memory: &'a mut Memory,
    name: String,
    id: i32,
    /// When the printer began with it, in its own seconds.
    began: Option<i32>,
    /// Held where the printer's own up-time would not tell of a restart.
    vigil: Option<Vigil>,
}

impl<'a> Job<'a> {
    /// One that was sent before.
    pub(super) fn known(
        session: &'a mut Session,
        memory: &'a mut Memory,
        name: String,
        id: i32,
        limit: &Limit,
    ) -> Result<Self, IppPrinterError> {
        let vigil = vigil(session, memory, limit)?;
        Ok(Self {
            session,
            memory,
            name,
            id,
            began: None,
            vigil,
        })
    }

    /// Waits for the end, and judges it; what does not end in time is withdrawn.
    pub(super) fn follow(
        &mut self,
        document: Option<&Document>,
        limit: &Limit,
    ) -> Result<(), IppPrinterError> {
        let farewell = FAREWELL.min(limit.left(self.session.clock()) / 4);
        match self.wait(&limit.leaving(farewell)) {
            Ok((state, job)) => self.judge(state, &job, document, limit),
            Err(error @ IppPrinterError::Overdue(_)) => self.withdraw(error, document, limit),
            Err(error) => Err(error.unknown()),
        }
    }

    fn judge(
        &mut self,
        state: JobState,
        job: &Group,
        document: Option<&Document>,
        limit: &Limit,
    ) -> Result<(), IppPrinterError> {
        let printer = self.session.printer(limit);
        let printer = printer.map_err(IppPrinterError::unknown)?;
        let is_same = self.memory.expect_same(&printer).is_ok();
        let clock = self.session.clock();
        let was_there = self.vigil.as_mut().is_none_or(|it| it.is_kept(clock));
        if !self.memory.go_on(&printer, self.session.now()) || !is_same || !was_there {
            return Err(IppPrinterError::HistoryLost.unknown());
        }
        judge(state, job, &printer, document)
    }

    /// Gives the job up, so that it is not printed on a later blank.
    fn withdraw(
        &mut self,
        overdue: IppPrinterError,
        document: Option<&Document>,
        limit: &Limit,
    ) -> Result<(), IppPrinterError> {
        // Called off, there is no time left to hear the answer; what stays is withdrawn before the next print.
        let own = Limit::after(self.session.clock(), Limit::SLICE);
        let limit = if limit.is_cancelled() { &own } else { limit };
        let ended = cancel(self.session, self.id, limit).and_then(|()| self.wait(limit));
        match ended {
            Ok((state, job)) => self.judge(state, &job, document, limit),
            Err(_) => Err(overdue.unknown()),
        }
    }

    /// Looks until the job is over. A printer that does not answer for a while may answer later.
    fn wait(&mut self, limit: &Limit) -> Result<(JobState, Group), IppPrinterError> {
        let mut seen = String::from("no answer");
        while !limit.is_over(self.session.clock()) && !limit.is_cancelled() {
            match self.look(limit) {
                Ok((state, job)) if state.is_final() => return Ok((state, job)),
                Ok((_, job)) => seen = status::reasons(&job, "job-state-reasons"),
                Err(IppPrinterError::NotSent(_) | IppPrinterError::NoReply(_)) => {}
                Err(error) => return Err(error),
            }
            self.pause(limit);
        }
        Err(IppPrinterError::Overdue(seen))
    }

    fn pause(&self, limit: &Limit) {
        let clock = self.session.clock();
        let end = limit.end().min(clock.now() + GLANCE);
        while clock.now() < end && !limit.is_cancelled() {
            clock.sleep_until(end.min(clock.now() + Limit::SLICE));
        }
    }

    /// The job as it is now, if the printer still means ours by its number.
    fn look(&mut self, limit: &Limit) -> Result<(JobState, Group), IppPrinterError> {
        let request = self
            .session
            .request(Operation::GetJobAttributes)
            .with("job-id", [Value::Integer(self.id)])
            .with("requesting-user-name", [name(USER)])
            .with("requested-attributes", JOB_ATTRIBUTES.map(Value::keyword));
        let job = match self.session.ask(request, limit) {
            Ok(message) => message.group(GroupTag::Job).cloned(),
            Err(IppPrinterError::Refused(Status::NOT_FOUND)) => None,
            Err(error) => return Err(error),
        };
        let job = job.filter(|job| self.is_ours(job));
        let job = job.ok_or(IppPrinterError::HistoryLost)?;
        self.expect_begun_once(&job)?;
        let state = job.number("job-state").and_then(JobState::new);
        Ok((state.ok_or(IppPrinterError::Unfitting)?, job))
    }

    /// A queue that was restarted may have printed a job twice, and shows it as one.
    fn expect_begun_once(&mut self, job: &Group) -> Result<(), IppPrinterError> {
        let began = job.number("time-at-processing");
        if self.began.is_some() && began != self.began {
            return Err(IppPrinterError::HistoryLost);
        }
        self.began = began;
        Ok(())
    }

    /// Numbers of jobs begin again when a printer is restarted; names do not come again.
    fn is_ours(&self, job: &Group) -> bool {
        let is_named = job.text("job-name") == Some(&self.name);
        is_named && self.memory.went_on_with(job, self.session.now())
    }
}

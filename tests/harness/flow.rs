//! Whole visits to the counter: what operator, applicant and front end do together.

mod card;
mod recording;

pub use card::{Issued, Order, approvals, submission};
pub use recording::{Rephoto, chip_data, record, rephoto};

use crate::counter::Counter;
use crate::front_end::FrontEnd;
use crate::hands::Hands;
use crate::laps::Laps;

/// A desk: a front end, the people's hands, and a stopwatch.
#[derive(Debug)]
pub struct Desk {
    /// The front end.
    pub front_end: FrontEnd,
    /// Applicants' and operator's hands.
    pub hands: Hands,
    /// How long each step took.
    pub laps: Laps,
}

impl Desk {
    /// Opens a desk at a counter; its stopwatch starts.
    ///
    /// # Errors
    /// When daemon or simulator do not answer.
    pub async fn open(counter: &Counter, operator: &str) -> anyhow::Result<Self> {
        let mut hands = counter.hands().await?;
        Ok(Self {
            front_end: counter.front_end(operator).await?,
            laps: Laps::start(&mut hands).await?,
            hands,
        })
    }

    async fn lap(&mut self, name: &'static str) -> anyhow::Result<()> {
        self.laps.lap(&mut self.hands, name).await
    }
}

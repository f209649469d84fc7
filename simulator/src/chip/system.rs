//! The two kinds of cards that the simulator knows: the project's own, and the KTP-el as far as it is public.

use super::answer_to_reset;
use super::command::Command;
use super::dump::{self, ChipDump};
use super::ktp_el::KtpEl;
use super::life_cycle::LifeCycle;
use super::mishap::Mishap;
use super::profile::Profile;
use super::status::{Reply, Status};

/// What a chip runs.
#[derive(Clone)]
pub(super) enum System {
    /// The open chip profile.
    Profile(Box<Profile>),
    /// Somebody's KTP-el.
    KtpEl(KtpEl),
}

impl System {
    pub(super) fn serial(&self) -> [u8; 8] {
        match self {
            Self::Profile(profile) => profile.serial(),
            Self::KtpEl(card) => card.serial(),
        }
    }

    pub(super) fn life_cycle(&self) -> LifeCycle {
        match self {
            Self::Profile(profile) => profile.life_cycle(),
            Self::KtpEl(_) => LifeCycle::Activated,
        }
    }

    pub(super) fn answer_to_reset(&self) -> Vec<u8> {
        match self {
            Self::Profile(profile) => answer_to_reset::of_profile(profile.life_cycle()),
            Self::KtpEl(_) => answer_to_reset::of_ktp_el(),
        }
    }

    /// Pages of memory written in the chip's life.
    pub(super) fn pages_written(&self) -> u32 {
        match self {
            Self::Profile(profile) => profile.pages_written(),
            Self::KtpEl(_) => 0,
        }
    }

    /// Forgets what does not outlast a reset.
    pub(super) fn reset(&mut self) {
        match self {
            Self::Profile(profile) => profile.reset(),
            Self::KtpEl(card) => card.reset(),
        }
    }

    /// Executes a whole command.
    ///
    /// # Errors
    /// The status word of a command that was not executed.
    pub(super) fn execute(
        &mut self,
        command: &Command,
        mishap: Option<Mishap>,
    ) -> Result<Reply, Status> {
        match self {
            Self::Profile(profile) => profile.execute(command, mishap),
            Self::KtpEl(card) => card.execute(command, mishap),
        }
    }

    pub(super) fn dump(&self) -> ChipDump {
        match self {
            Self::Profile(profile) => dump::of_profile(profile),
            Self::KtpEl(card) => dump::of_ktp_el(card),
        }
    }
}

//! A made-up holder, and chips that hold the record or are to hold it.

use super::Lost;
use super::keys::Keys;
use loket_card::samples::record;
use loket_card::{CardRecord, ChipSerial, IssuerKey, VerifiedChip, personalise, read_back, verify};
use loket_simulator::chip::Chip;
use std::sync::LazyLock;

pub(in crate::targets) const SERIAL: ChipSerial = ChipSerial(*b"LOKETSIM");

/// What all inputs share, made once.
pub(in crate::targets) static SAMPLE: LazyLock<Sample> = LazyLock::new(Sample::make);

pub(in crate::targets) struct Sample {
    pub(super) record: CardRecord,
    pub(super) issuer: IssuerKey,
    /// A chip that holds the record and waits for activation.
    pub(in crate::targets) chip: Chip,
    /// What the host found out about it.
    pub(super) verified: VerifiedChip,
}

impl Sample {
    fn make() -> Self {
        let record = record();
        let issuer = IssuerKey::from_bytes(&[7; 32]).expect("a number below the order");
        let mut chip = Chip::blank(SERIAL.0);
        chip.power_on();
        let mut reader = |command: &[u8]| Ok::<_, Lost>(chip.transmit(command));
        let keys = Keys::of_chips(&[]);
        personalise(&mut reader, &keys, SERIAL, &record, &issuer, &mut |_| {})
            .expect("a blank is written");
        let content = read_back(&mut reader, &keys).expect("a written chip is read");
        let verified = verify(&content, &issuer.public_key()).expect("our signature");
        chip.power_off();
        Self {
            record,
            issuer,
            chip,
            verified,
        }
    }
}

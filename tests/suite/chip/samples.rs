//! Synthetic records, keys and serial numbers.

use loket_card::biodata::Biodata;
use loket_card::finger::{FingerPosition, FingerTemplate};
use loket_card::signature_bitmap::SignatureBitmap;
use loket_card::{
    Activation, CardRecord, ChipError, ChipIdentity, ChipSerial, Exchange, IssuerKey, MoreTries,
    Presence, VerifiedChip, activate, personalise, samples,
};
use loket_keystore::SoftwareKeys;

pub(crate) const SERIAL: ChipSerial = ChipSerial(*b"SIM\0\0\0\0\x07");
pub(crate) const OTHER_SERIAL: ChipSerial = ChipSerial(*b"SIM\0\0\0\0\x08");

pub(crate) fn issuer() -> IssuerKey {
    IssuerKey::from_bytes(&[7; 32]).unwrap()
}

/// The keys that simulated chips have.
pub(crate) fn keys() -> SoftwareKeys {
    SoftwareKeys::test()
}

/// Writes the record of this `seed` to the chip [`SERIAL`].
pub(crate) fn write_record<X: Exchange>(
    exchange: &mut X,
    seed: u8,
) -> Result<ChipIdentity, ChipError<X::Error>> {
    write_to(exchange, SERIAL, seed)
}

/// The same to another chip.
pub(crate) fn write_to<X: Exchange>(
    exchange: &mut X,
    serial: ChipSerial,
    seed: u8,
) -> Result<ChipIdentity, ChipError<X::Error>> {
    let (keys, issuer) = (keys(), issuer());
    personalise(exchange, &keys, serial, &record(seed), &issuer, &mut |_| {})
}

/// Activates the chip for the holder of its first finger.
pub(crate) fn put_in_force<X: Exchange>(
    exchange: &mut X,
    chip: &VerifiedChip,
) -> Result<Activation, ChipError<X::Error>> {
    let presence = Presence::Finger(chip.fingers()[0], 120);
    activate(exchange, &keys(), chip, presence, MoreTries::NotAllowed)
}

/// A record of its own for each `seed`; later ones are shorter in every part that can be.
pub(crate) fn record(seed: u8) -> CardRecord {
    let template = |position| FingerTemplate {
        position,
        record: [
            b"FMR\0 20\0".as_slice(),
            &vec![seed; 700 / usize::from(seed)],
        ]
        .concat(),
    };
    CardRecord {
        biodata: biodata(seed),
        photo: photo(seed, 4000 / usize::from(seed)),
        signature: SignatureBitmap::from_fn(|x, y| x == 2 * y * usize::from(seed)),
        templates: [
            template(FingerPosition::RightIndex),
            template(FingerPosition::LeftIndex),
        ],
    }
}

fn biodata(seed: u8) -> Biodata {
    let mut biodata = samples::biodata();
    biodata.nik = format!("31740107039100{seed:02}");
    if seed != 1 {
        biodata.name = "ANI".into();
    }
    biodata
}

/// The markers of a JPEG stream with filling between them.
fn photo(seed: u8, filling: usize) -> Vec<u8> {
    [&[0xFF, 0xD8][..], &vec![seed; filling], &[0xFF, 0xD9]].concat()
}

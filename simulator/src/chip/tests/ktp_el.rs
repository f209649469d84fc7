//! The KTP-el as far as it is public.

use super::*;

fn card() -> Chip {
    let mut chip = Chip::ktp_el(SERIAL, &[0xFF, 0xD8, 0xFF]);
    assert_eq!(chip.power_on(), hex("3B858001805353494D80"));
    chip
}

#[test]
fn has_no_name_and_shows_control_and_photo_alone() {
    let mut chip = card();
    run(
        &mut chip,
        &[
            ("00A4040C07F04C4F4B455431", "6A82"),
            ("00A4040007A0000002471001", "6A82"),
            ("00A40000026FF2", "6A82"),
            ("00B0000008", "6986"),
            ("00A40000027F0A", "9000"),
            ("00A40000026FF2", "9000"),
            ("00B0000005", "0003FFD8FF9000"),
            ("00B0000006", "0003FFD8FF6282"),
            ("00D6000001AA", "6982"),
            ("00A40000026FF0", "9000"),
            ("00B0001F01", "6B00"),
        ],
    );
    let control = chip.transmit(&hex("00B000001F"));
    assert_eq!((control.len(), &control[..2]), (33, &[0, 29][..]));
    for file in ["6FF1", "6FF3", "6FF4", "6FF5", "6FF6"] {
        let select = hex(&format!("00A4000002{file}"));
        expect(&mut chip, &select, "9000");
        expect(&mut chip, &hex("00B0000060"), "6982");
    }
}

#[test]
fn challenges_and_believes_nobody() {
    let mut chip = card();
    let answer = [&hex("0082000028")[..], &[7; 0x28]].concat();
    expect(&mut chip, &answer, "6985");
    let first = chip.transmit(&hex("0084000008"));
    assert_eq!((first.len(), &first[8..]), (10, &[0x90, 0x00][..]));
    expect(&mut chip, &hex("008200000401020304"), "6700");
    expect(&mut chip, &answer, "6300");
    expect(&mut chip, &answer, "6985");
    assert_ne!(chip.transmit(&hex("0084000008")), first);
    run(&mut chip, &[("00840000", "6700"), ("0CB0000008", "6882")]);
}

#[test]
fn a_dump_says_what_it_is() {
    let dump = card().dump();
    assert!(dump.model.contains("KTP-el"));
    let lengths: Vec<usize> = dump.files.iter().map(|file| file.length).collect();
    assert_eq!(lengths, [29, 3]);
}

use super::*;

mod decisions;
mod host;
mod ktp_el;
mod noise;
mod rules;
mod sessions;
mod transcript;
mod transport;

const SERIAL: [u8; 8] = *b"SIM\0\0\0\0\x07";
const SELECT_APPLICATION: &[u8] = b"\x00\xA4\x04\x0C\x07\xF0LOKET1";

fn powered() -> Chip {
    let mut chip = Chip::blank(SERIAL);
    chip.power_on();
    chip
}

/// A powered chip with its control file selected.
fn selected() -> Chip {
    let mut chip = powered();
    expect(&mut chip, SELECT_APPLICATION, "9000");
    expect(&mut chip, &hex("00A4020C026FF0"), "9000");
    chip
}

#[track_caller]
fn expect(chip: &mut Chip, command: &[u8], response: &str) {
    let answer: String = (chip.transmit(command).iter())
        .map(|byte| format!("{byte:02X}"))
        .collect();
    assert_eq!(answer, response, "{command:02X?}");
}

fn hex(text: &str) -> Vec<u8> {
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// Each command and its response, in turn.
#[track_caller]
fn run(chip: &mut Chip, script: &[(&str, &str)]) {
    for (command, response) in script {
        expect(chip, &hex(command), response);
    }
}

/// Each command and its response, in turn, inside the session of a host that personalises.
#[track_caller]
fn run_inside(chip: &mut Chip, script: &[(&str, &str)]) {
    let mut host = host::open(chip, host::PERSONALISING, 0x03);
    for (command, response) in script {
        let answer = host.relay(chip, &hex(command));
        assert_eq!(answer, hex(response), "{command}");
    }
}

#[test]
fn the_answer_to_reset_says_simulated_and_the_life_cycle() {
    let mut chip = Chip::blank(SERIAL);
    assert_eq!(chip.power_on(), hex("3B8B8001805353494D739001E081010C"));
    assert_eq!(
        chip.power_on()[1..].iter().fold(0, |sum, byte| sum ^ byte),
        0
    );
}

#[test]
fn tells_serial_and_model() {
    let mut chip = powered();
    expect(&mut chip, &hex("00CADF2000"), "DF200853494D00000000079000");
    let model = chip.transmit(&hex("00CADF2100"));
    assert_eq!(model[..4], [0xDF, 0x21, 20, b'L']);
    assert!(String::from_utf8_lossy(&model).contains("SIM"));
    run(&mut chip, &[("00CA9F7F00", "6A88"), ("00CADF20", "6700")]);
}

#[test]
fn selects_by_name_and_identifier_with_control_parameters() {
    let mut chip = powered();
    expect(
        &mut chip,
        b"\x00\xA4\x04\x04\x07\xF0LOKET1\x00",
        "621781021F0082013883027F0A8407F04C4F4B4554318A01019000",
    );
    run(
        &mut chip,
        &[
            ("00A40204026FF200", "620E8002100082010183026FF28A01019000"),
            ("00A40004023F0000", "620A82013883023F008A01059000"),
            (
                "00A40000027F0A00",
                "6F1781021F0082013883027F0A8407F04C4F4B4554318A01019000",
            ),
            ("00A4000C026FF6", "9000"),
        ],
    );
}

#[test]
fn knows_no_other_application_or_file() {
    let mut chip = powered();
    run(
        &mut chip,
        &[
            ("00A4020C026FF0", "6A82"),
            ("00A4040007A0000002471001", "6A82"),
            ("00A4040006A00000000101", "6A82"),
            ("00A4000C027F10", "6A82"),
            ("00A4040C07F04C4F4B455431", "9000"),
            ("00A4020C026FF7", "6A82"),
            ("00A4020C016F", "6700"),
            ("00A4080C026FF0", "6A86"),
            ("00A4020D026FF0", "6A86"),
        ],
    );
    // Other programs look around on every card: that is no attack.
    let keys = chip.dump().keys;
    assert!(keys.iter().all(|version| version.failures == 0));
}

#[test]
fn reads_and_updates_within_the_file() {
    let mut chip = powered();
    run_inside(
        &mut chip,
        &[
            ("00A4020C026FF0", "9000"),
            ("00D6000003010203", "9000"),
            ("00B0000004", "010203009000"),
            ("00B0000102", "02039000"),
            ("00B0001C04", "000000009000"),
            ("00B0001E04", "00006282"),
            ("00B0001E00", "00009000"),
            ("00B0001E000000", "00009000"),
            ("00B0002001", "6B00"),
            ("00B07FFF01", "6B00"),
            ("00B0900001", "6A86"),
            ("00B00000", "6700"),
            ("00D6001F02AABB", "6700"),
            ("00D6002001AA", "6B00"),
            ("00D60000", "6700"),
            ("00D6001F01AA", "9000"),
            ("00B0001E02", "00AA9000"),
        ],
    );
}

#[test]
fn needs_a_selected_file() {
    let mut chip = powered();
    run(
        &mut chip,
        &[("00B0000001", "6986"), ("00D6000001AA", "6986")],
    );
    expect(&mut chip, SELECT_APPLICATION, "9000");
    run(&mut chip, &[("00B0000001", "6986")]);
}

#[test]
fn refuses_foreign_classes_and_instructions() {
    let mut chip = powered();
    run(
        &mut chip,
        &[
            ("00200000", "6D00"),
            ("80CA000000", "6E00"),
            ("84CA000000", "6E00"),
            ("01B0000001", "6881"),
            ("0CB0000001", "6882"),
            ("FFCA000000", "6E00"),
            ("00B000", "6700"),
            ("", "6700"),
        ],
    );
}

#[test]
fn life_cycle_commands_need_the_application_and_no_parameters() {
    let mut chip = powered();
    run_inside(
        &mut chip,
        &[
            ("00A4020C026FF0", "9000"),
            ("00D6000001AA", "9000"),
            ("00040100", "6A86"),
            ("0004000001AA", "6700"),
            ("00A4000C023F00", "9000"),
            ("00040000", "6985"),
            ("00E60000", "6985"),
        ],
    );
    assert_eq!(chip.life_cycle(), LifeCycle::Initialised);
    run(&mut chip, &[("00040000", "6982"), ("00E60000", "6982")]);
}

#[test]
fn a_loss_of_power_keeps_memory_and_loses_the_selection() {
    let mut chip = powered();
    run_inside(
        &mut chip,
        &[("00A4020C026FF0", "9000"), ("00D6000001AA", "9000")],
    );
    chip.power_off();
    expect(&mut chip, &hex("00B0000001"), "");
    chip.power_on();
    run(&mut chip, &[("00B0000001", "6986")]);
    expect(&mut chip, SELECT_APPLICATION, "9000");
    run(
        &mut chip,
        &[("00A4020C026FF0", "9000"), ("00B0000001", "AA9000")],
    );
}

#[test]
fn dumps_what_was_written_as_json() {
    let mut chip = powered();
    run_inside(
        &mut chip,
        &[
            ("00A4020C026FF0", "9000"),
            ("00D600000F000D0153494D000000000700000003", "9000"),
            ("00A4020C026FF1", "9000"),
            ("00D600000800062241222C2222", "9000"),
        ],
    );
    let dump = serde_json::to_value(chip.dump()).unwrap();
    assert_eq!(dump["serial"], "53494D0000000007");
    assert_eq!(dump["life_cycle"], "initialised");
    assert_eq!(dump["files"][0]["text"]["control"]["journal"], 3);
    assert_eq!(dump["files"][1]["identifier"], "6FF1");
    assert_eq!(
        dump["files"][1]["text"]["biodata"],
        serde_json::json!(["A", ""])
    );
    assert_eq!(dump["files"][2]["length"], 0);
}

#[test]
fn writing_takes_its_time_by_the_page() {
    let timing = ChipTiming {
        page_us: 3000,
        ..ChipTiming::default()
    };
    let make = Make {
        timing,
        ..Make::default()
    };
    let mut chip = Chip::made(SERIAL, &make);
    chip.power_on();
    let mut host = host::open(&mut chip, host::PERSONALISING, 0x03);
    host.send(&mut chip, [0, 0xA4, 2, 0x0C], &hex("6FF2"), &[]);
    assert_eq!(chip.busy(), Duration::ZERO);
    let update = [0, 0xD6, 0, 0x3F];
    assert_eq!(host.send(&mut chip, update, &[7; 65], &[]), hex("9000"));
    assert_eq!(chip.busy(), Duration::from_millis(6));
}

use super::*;
use std::fs;

/// The message about a folder with the files of `ktp-like`, one of them changed.
fn refusal(file: &str, change: impl Fn(&str) -> String) -> String {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("artwork/layouts/ktp-like");
    let folder = tempfile::tempdir().unwrap();
    for name in ["layout.toml", "front.svg", "back.svg"] {
        let text = fs::read_to_string(shipped.join(name)).unwrap();
        let text = if name == file { change(&text) } else { text };
        fs::write(folder.path().join(name), text).unwrap();
    }
    let config = CardConfig {
        layout: LayoutPlace::Folder(folder.path().to_owned()),
    };
    let message = match CardLayout::open(&config) {
        Ok(layout) => layout.name().to_owned(),
        Err(error) => chain(&error),
    };
    message.replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn every_shipped_layout_takes_what_orders_have() {
    for name in Layout::shipped_names() {
        let layout = CardLayout::Shipped(name.to_owned()).get().unwrap();
        assert_eq!(layout.name(), name);
        check_fields(&layout, Path::new(name)).unwrap();
    }
}

#[test]
fn an_office_can_have_its_own() {
    let renamed = |text: &str| text.replace("\"ktp-like\"", "\"office-4\"");
    assert_eq!(refusal("layout.toml", renamed), "office-4");
}

#[test]
fn what_is_wrong_is_told_with_file_field_and_limit() {
    let swap = |from: &'static str, to: &'static str| {
        move |text: &str| {
            assert!(text.contains(from));
            text.replacen(from, to, 1)
        }
    };
    let cases = [
        (
            refusal(
                "layout.toml",
                swap("field = \"nik\"", "field = \"shoe_size\""),
            ),
            "layout.toml: there is no field `shoe_size`; there are: province, regency, nik,",
        ),
        (
            refusal("layout.toml", swap("optional = true", "")),
            "layout.toml: `chip_serial` must be optional",
        ),
        (
            refusal("layout.toml", swap("min_size = 30", "min_size = 99")),
            "layout.toml cannot be used: the layout is wrong: front nik min_size is 99, not 4 to 37",
        ),
        (
            refusal("layout.toml", swap("angle", "angel")),
            "layout.toml cannot be used: the layout manifest cannot be read: TOML parse error at line 10",
        ),
        (
            refusal("back.svg", swap("<rect", "<script/><rect")),
            "back.svg cannot be used: the back artwork is not usable: <script> is not allowed",
        ),
        (
            refusal("front.svg", |text| text.to_owned() + &" ".repeat(300_000)),
            "cannot read front.svg: it has more than 262144 bytes",
        ),
    ];
    for (message, expected) in cases {
        assert!(message.starts_with(expected), "{message}");
    }
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let config = CardConfig {
        layout: LayoutPlace::Folder("/nowhere".into()),
    };
    let error = CardLayout::open(&config).unwrap_err();
    assert_eq!(error.to_string(), "cannot read /nowhere/layout.toml");
}

//! One session byte by byte, as a program outside this crate computed it from the profile: what both ends of this crate
//! might misunderstand together shows here.

use super::*;

#[test]
fn a_session_is_what_the_profile_says_to_the_byte() {
    let mut chip = powered();
    expect(&mut chip, SELECT_APPLICATION, "9000");
    run(&mut chip, SESSION);
}

/// Version 30, level 33: SELECT 6FF0, UPDATE, READ, an offset that is wrong, READ across the end, GET DATA extended.
const SESSION: &[(&str, &str)] = &[
    (
        "8050300008010203040506070800",
        "4C4B53494D0000000007300370CA9ABB647C91F446379DE5856E92E1C50000019000",
    ),
    ("84823300107A824B06B62007B1905375698E1C8769", "9000"),
    (
        "04A4020C18EDDCB9ECDAC25856B048737B734F428576F4AAC7D6C675B6",
        "E5378714B383F2559000",
    ),
    (
        "04D6000018ADFD2D5317F29D1A0898DC82A7043643282E721CF00DA985",
        "F3C14640889C97819000",
    ),
    (
        "04B0000008183D519034F4C7F918",
        "0D62A136CD4C90DF26F2FFB5CAAF5CBF88D0A98EDF5AFFC79000",
    ),
    ("04B01E0008B167F0753B5E0E7C00", "6B00"),
    (
        "04B0001E08690AC303B54AFDD328",
        "6126947788B1833EE4D56C9088D41BB3AD2C94484B5092BC6282",
    ),
    (
        "04CADF200000085F5FA577FE54B2F90000",
        "C304344BA6B8F53771F04B5B7DFE8CD6D57EB77A77B2C8379000",
    ),
];

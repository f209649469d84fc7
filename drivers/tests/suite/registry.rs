//! The list of drivers.

use loket_drivers::ports::Address;
use loket_drivers::registry::{DRIVERS, find};

#[test]
fn every_driver_is_found_by_its_name() {
    for driver in DRIVERS {
        assert_eq!(find(driver.name).unwrap().class, driver.class);
    }
    assert!(find("no such model").is_none());
}

#[test]
fn an_ipp_address_has_the_port_of_the_standard_where_none_is_named() {
    for (text, authority, path) in [
        ("ipp://10.0.0.7/ipp/print", "10.0.0.7:631", "/ipp/print"),
        (
            "ipp://localhost:8631/printers/card",
            "localhost:8631",
            "/printers/card",
        ),
    ] {
        let (authority, path) = (authority.to_owned(), path.to_owned());
        assert_eq!(text.parse(), Ok(Address::Ipp { authority, path }));
    }
    for text in [
        "ipp:10.0.0.7",
        "ipp://",
        "ipp://host:port/",
        "ipp:///ipp/print",
    ] {
        assert!(text.parse::<Address>().is_err(), "{text}");
    }
}

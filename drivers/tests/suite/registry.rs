//! The list of drivers.

use loket_drivers::registry::{DRIVERS, find};

#[test]
fn every_driver_is_found_by_its_name() {
    for driver in DRIVERS {
        assert_eq!(find(driver.name).unwrap().class, driver.class);
    }
    assert!(find("no such model").is_none());
}

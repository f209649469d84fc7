//! What the sensor keeps in its flash, and who it says it is.

use super::reply::Confirmation;
use super::{HEIGHT, WIDTH};

/// The sensor's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Address that packets must carry.
    pub address: u32,
    /// Password; with 0 the sensor is not locked.
    pub password: u32,
    /// Line speed in units of 9,600 bit/s, 1 to 12.
    pub speed_units: u8,
    /// Data packet size: 0 to 3 for 32, 64, 128, 256 bytes.
    pub packet_code: u8,
    /// Security level, 1 to 5.
    pub security: u8,
}

impl Default for Settings {
    /// As from the factory: 57,600 bit/s, 128-byte packets, no password.
    fn default() -> Self {
        Self {
            address: 0xFFFF_FFFF,
            password: 0,
            speed_units: 6,
            packet_code: 2,
            security: 3,
        }
    }
}

impl Settings {
    /// Line speed in bits per second.
    pub fn speed(&self) -> u32 {
        9_600 * u32::from(self.speed_units)
    }

    /// Most payload bytes in a data packet.
    pub fn packet_size(&self) -> usize {
        32 << self.packet_code.min(3)
    }

    pub(super) fn set(&mut self, parameter: u8, value: u8) -> Confirmation {
        let (setting, range) = match parameter {
            4 => (&mut self.speed_units, 1..=12),
            5 => (&mut self.security, 1..=5),
            6 => (&mut self.packet_code, 0..=3),
            _ => return Confirmation::BadParameter,
        };
        if !range.contains(&value) {
            return Confirmation::BadValue;
        }
        *setting = value;
        Confirmation::Done
    }

    /// The 16 bytes of the system parameters: status, system id, capacity, security, address, packet code, speed units.
    pub(super) fn parameters(&self) -> [u8; 16] {
        let [a, b, c, d] = self.address.to_be_bytes();
        let [security, packet, speed] = [self.security, self.packet_code, self.speed_units];
        [
            0, 0, 0, 9, 0x03, 0xE8, 0, security, a, b, c, d, 0, packet, 0, speed,
        ]
    }
}

/// The 46 bytes of the product information of this unit: they say that the sensor is simulated.
pub(super) fn product(unit: u32) -> Vec<u8> {
    let mut product = Vec::with_capacity(46);
    product.extend(padded::<16>(b"R307-SIM"));
    product.extend(padded::<4>(b"SIM"));
    product.extend(padded::<8>(format!("SIM{unit:05}").as_bytes()));
    product.extend([1, 0]);
    product.extend(padded::<8>(b"SIM"));
    for value in [WIDTH, HEIGHT, 512, 1000] {
        // All four fit 16 bits; the upper half of each is zero.
        product.extend(&value.to_be_bytes()[2..]);
    }
    product
}

fn padded<const N: usize>(text: &[u8]) -> [u8; N] {
    std::array::from_fn(|at| text.get(at).copied().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_product_information_has_its_length_and_geometry() {
        let product = product(1);
        assert_eq!(product.len(), 46);
        assert_eq!(&product[38..42], [1, 0, 1, 32]);
        assert_eq!(&product[20..28], b"SIM00001");
    }

    #[test]
    fn settings_are_checked() {
        let mut settings = Settings::default();
        assert_eq!(settings.set(4, 12), Confirmation::Done);
        assert_eq!(settings.speed(), 115_200);
        assert_eq!(settings.set(4, 13), Confirmation::BadValue);
        assert_eq!(settings.set(6, 3), Confirmation::Done);
        assert_eq!(settings.packet_size(), 256);
        assert_eq!(settings.set(9, 0), Confirmation::BadParameter);
    }
}

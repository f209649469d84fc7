//! Packets to the host.

use image::GrayImage;

/// The byte that a sensor says when it is ready after power-up.
pub(super) const READY: u8 = 0x55;

const ACKNOWLEDGE: u8 = 0x07;
const DATA: u8 = 0x02;
const LAST_DATA: u8 = 0x08;

/// The first byte of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Confirmation {
    Done = 0x00,
    PacketError = 0x01,
    NoFinger = 0x02,
    CaptureFailed = 0x03,
    WrongPassword = 0x13,
    NoImage = 0x15,
    BadParameter = 0x1A,
    BadValue = 0x1B,
    WrongAddress = 0x20,
    Locked = 0x21,
    Unsupported = 0xFC,
}

pub(super) fn acknowledge(address: u32, confirmation: Confirmation, values: &[u8]) -> Vec<u8> {
    let mut payload = vec![confirmation as u8];
    payload.extend_from_slice(values);
    packet(address, ACKNOWLEDGE, &payload)
}

/// The image as data packets of `size` bytes: 4 bits a pixel, the left pixel in the high half.
pub(super) fn image_packets(address: u32, image: &GrayImage, size: usize) -> Vec<Vec<u8>> {
    let packed: Vec<u8> = image
        .as_raw()
        .chunks(2)
        .map(|pair| (pair[0] & 0xF0) | (pair.get(1).copied().unwrap_or(0xFF) >> 4))
        .collect();
    let count = packed.len().div_ceil(size);
    let chunks = packed.chunks(size).enumerate();
    chunks
        .map(|(index, chunk)| {
            let last = index + 1 == count;
            packet(address, if last { LAST_DATA } else { DATA }, chunk)
        })
        .collect()
}

/// Flips a bit of a packet's payload and leaves the sum as it was.
pub(super) fn damage(packet: &mut [u8]) {
    if let Some(byte) = packet.get_mut(12) {
        *byte ^= 0x10;
    }
}

/// What a host that listens at another speed reads instead of `byte`: something else.
pub(super) fn misread(byte: u8) -> u8 {
    byte.rotate_left(3) ^ 0xA5
}

pub(super) fn sum(covered: &[u8]) -> u16 {
    let add = |sum: u16, &byte: &u8| sum.wrapping_add(u16::from(byte));
    covered.iter().fold(0, add)
}

fn packet(address: u32, pid: u8, payload: &[u8]) -> Vec<u8> {
    // Payloads are an answer or a data packet: at most 256 bytes.
    let length = u16::try_from(payload.len() + 2).unwrap_or(u16::MAX);
    let mut packet = vec![0xEF, 0x01];
    packet.extend(address.to_be_bytes());
    packet.push(pid);
    packet.extend(length.to_be_bytes());
    packet.extend(payload);
    let sum = sum(&packet[6..]);
    packet.extend(sum.to_be_bytes());
    packet
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    #[test]
    fn an_answer_has_the_bytes_of_the_protocols_table() {
        let answer = acknowledge(0xFFFF_FFFF, Confirmation::Done, &[]);
        assert_eq!(
            answer,
            [
                0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x00, 0x03, 0x00, 0x00, 0x0A
            ]
        );
    }

    #[test]
    fn the_left_pixel_is_in_the_high_half_and_the_last_packet_says_so() {
        let mut image = GrayImage::from_pixel(256, 288, Luma([255]));
        image.put_pixel(0, 0, Luma([0x12]));
        let packets = image_packets(0xFFFF_FFFF, &image, 256);
        assert_eq!(packets.len(), 144);
        assert_eq!(packets.concat().len(), 144 * 267);
        assert_eq!(packets[0][9], 0x1F);
        assert_eq!(packets[142][6], DATA);
        assert_eq!(packets[143][6], LAST_DATA);
    }

    #[test]
    fn damage_breaks_the_sum() {
        let image = GrayImage::new(256, 2);
        let mut packet = image_packets(1, &image, 32).remove(0);
        let before = packet.clone();
        damage(&mut packet);
        assert_ne!(packet, before);
        assert_ne!(
            sum(&packet[6..packet.len() - 2]).to_be_bytes(),
            packet[packet.len() - 2..]
        );
    }
}

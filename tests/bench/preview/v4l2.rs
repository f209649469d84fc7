//! A V4L2 capture device that always shows one picture: what each ioctl of a streaming client is answered.
//!
//! Numbers and layouts are those of `linux/videodev2.h` on 64-bit machines. Requests and answers are the structures'
//! bytes; only the fields that a client of compressed pictures looks at are filled in.

use std::collections::VecDeque;
use std::time::Duration;

/// Bytes between two buffers in the file.
pub(super) const STRIDE: u32 = 4 << 20;
/// Most buffers.
pub(super) const BUFFERS: u32 = 8;

const QUERYCAP: u32 = 0x8068_5600;
const G_FMT: u32 = 0xC0D0_5604;
const S_FMT: u32 = 0xC0D0_5605;
const REQBUFS: u32 = 0xC014_5608;
const QUERYBUF: u32 = 0xC058_5609;
const QBUF: u32 = 0xC058_560F;
const DQBUF: u32 = 0xC058_5611;
const STREAMON: u32 = 0x4004_5612;
const STREAMOFF: u32 = 0x4004_5613;
const G_PARM: u32 = 0xC0CC_5615;
const S_PARM: u32 = 0xC0CC_5616;
const S_INPUT: u32 = 0xC004_5627;

/// Video capture, streaming; and that the device has capabilities of its own.
const CAPABILITIES: u32 = 0x0400_0001;
const HAS_DEVICE_CAPABILITIES: u32 = 0x8000_0000;
const CAPTURE: u32 = 1;
const MMAP: u32 = 1;
const FIELD_NONE: u32 = 1;
const COLORSPACE_JPEG: u32 = 7;
const TIME_PER_FRAME: u32 = 0x1000;
/// Timestamps are of the monotonic clock.
const MONOTONIC: u32 = 0x2000;
const MAPPED: u32 = 1;
const QUEUED: u32 = 2;
const DONE: u32 = 4;

/// Why a request fails, in the words of `errno.h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Nothing is ready yet.
    Again,
    /// Not now, or not with these values.
    Invalid,
    /// The device does not know the request.
    Unknown,
}

/// What the device shows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Picture {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Length of the JPEG.
    pub(super) bytes: u32,
    pub(super) per_second: u32,
}

/// One open device.
#[derive(Debug)]
pub(super) struct Capture {
    picture: Picture,
    buffers: u32,
    queued: VecDeque<u32>,
    done: VecDeque<(u32, Duration)>,
    streaming: bool,
    sequence: u32,
}

impl Capture {
    pub(super) fn new(picture: Picture) -> Self {
        Self {
            picture,
            buffers: 0,
            queued: VecDeque::new(),
            done: VecDeque::new(),
            streaming: false,
            sequence: 0,
        }
    }

    /// The next picture is taken into a buffer that waits for one; whether there was one.
    pub(super) fn expose(&mut self, now: Duration) -> bool {
        let free = self.streaming.then(|| self.queued.pop_front()).flatten();
        let Some(buffer) = free else { return false };
        self.done.push_back((buffer, now));
        true
    }

    pub(super) fn has_picture(&self) -> bool {
        !self.done.is_empty()
    }

    /// Answers a request with the structure's bytes.
    pub(super) fn answer(&mut self, request: u32, argument: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut fields = Fields(argument.to_vec());
        match request {
            QUERYCAP => return Ok(capability().0),
            G_FMT | S_FMT => self.format(&mut fields)?,
            G_PARM | S_PARM => self.parameters(&mut fields),
            S_INPUT => {}
            REQBUFS => self.request(&mut fields),
            QUERYBUF => self.describe(&mut fields, 0)?,
            QBUF => self.queue(&mut fields)?,
            DQBUF => self.dequeue(&mut fields)?,
            STREAMON => self.streaming = true,
            STREAMOFF => self.stop(),
            _ => return Err(Refusal::Unknown),
        }
        Ok(fields.0)
    }

    fn format(&self, fields: &mut Fields) -> Result<(), Refusal> {
        if fields.get(0) != CAPTURE {
            return Err(Refusal::Invalid);
        }
        let Picture { width, height, .. } = self.picture;
        let motion_jpeg = u32::from_le_bytes(*b"MJPG");
        let values = [
            width,
            height,
            motion_jpeg,
            FIELD_NONE,
            0,
            STRIDE,
            COLORSPACE_JPEG,
        ];
        for (place, value) in (8..).step_by(4).zip(values) {
            fields.set(place, value);
        }
        Ok(())
    }

    fn parameters(&self, fields: &mut Fields) {
        fields.set(4, TIME_PER_FRAME);
        fields.set(12, 1);
        fields.set(16, self.picture.per_second);
    }

    fn request(&mut self, fields: &mut Fields) {
        self.stop();
        self.buffers = fields.get(0).min(BUFFERS);
        fields.set(0, self.buffers);
    }

    fn queue(&mut self, fields: &mut Fields) -> Result<(), Refusal> {
        self.describe(fields, QUEUED)?;
        self.queued.push_back(fields.get(0));
        Ok(())
    }

    fn dequeue(&mut self, fields: &mut Fields) -> Result<(), Refusal> {
        let (buffer, taken) = self.done.pop_front().ok_or(Refusal::Again)?;
        fields.set(0, buffer);
        self.describe(fields, DONE)?;
        fields.set(8, self.picture.bytes);
        fields.set_wide(24, taken.as_secs());
        fields.set_wide(32, taken.subsec_micros().into());
        fields.set(56, self.sequence);
        self.sequence = self.sequence.wrapping_add(1);
        Ok(())
    }

    /// A buffer's place in the file.
    fn describe(&self, fields: &mut Fields, flags: u32) -> Result<(), Refusal> {
        let buffer = fields.get(0);
        if buffer >= self.buffers {
            return Err(Refusal::Invalid);
        }
        fields.set(4, CAPTURE);
        fields.set(12, MONOTONIC | MAPPED | flags);
        fields.set(16, FIELD_NONE);
        fields.set(60, MMAP);
        fields.set(64, buffer * STRIDE);
        fields.set(72, STRIDE);
        Ok(())
    }

    fn stop(&mut self) {
        self.streaming = false;
        self.queued.clear();
        self.done.clear();
    }
}

/// A structure's bytes.
struct Fields(Vec<u8>);

impl Fields {
    fn get(&self, place: usize) -> u32 {
        let bytes = self.0.get(place..place + 4);
        bytes.map_or(0, |bytes| {
            u32::from_ne_bytes(bytes.try_into().unwrap_or_default())
        })
    }

    fn set(&mut self, place: usize, value: u32) {
        self.put(place, &value.to_ne_bytes());
    }

    fn set_wide(&mut self, place: usize, value: u64) {
        self.put(place, &value.to_ne_bytes());
    }

    fn put(&mut self, place: usize, bytes: &[u8]) {
        if let Some(field) = self.0.get_mut(place..place + bytes.len()) {
            field.copy_from_slice(bytes);
        }
    }
}

fn capability() -> Fields {
    let mut fields = Fields(vec![0; 104]);
    fields.put(0, b"loket-sim");
    fields.put(16, b"Loket SIM camera");
    fields.put(48, b"platform:loket-sim");
    fields.set(84, CAPABILITIES | HAS_DEVICE_CAPABILITIES);
    fields.set(88, CAPABILITIES);
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buffer(index: u32) -> Vec<u8> {
        let mut fields = Fields(vec![0; 88]);
        fields.set(0, index);
        fields.0
    }

    #[test]
    fn a_picture_needs_a_queued_buffer_and_a_running_stream() {
        let mut capture = Capture::new(Picture {
            width: 640,
            height: 480,
            bytes: 7000,
            per_second: 30,
        });
        let mut request = vec![0; 20];
        request[0] = 2;
        capture.answer(REQBUFS, &request).unwrap();
        assert_eq!(capture.answer(QBUF, &buffer(2)), Err(Refusal::Invalid));
        capture.answer(QBUF, &buffer(1)).unwrap();
        assert!(!capture.expose(Duration::ZERO));
        capture.answer(STREAMON, &[0; 4]).unwrap();
        assert_eq!(capture.answer(DQBUF, &buffer(0)), Err(Refusal::Again));
        assert!(capture.expose(Duration::from_millis(1500)) && capture.has_picture());
        let answer = Fields(capture.answer(DQBUF, &buffer(0)).unwrap());
        assert_eq!((answer.get(0), answer.get(8)), (1, 7000));
        assert_eq!((answer.get(24), answer.get(32)), (1, 500_000));
        assert_eq!(answer.get(64), STRIDE);
        assert!(!capture.expose(Duration::ZERO));
    }

    #[test]
    fn what_is_not_known_is_refused() {
        let mut capture = Capture::new(Picture {
            width: 1,
            height: 1,
            bytes: 1,
            per_second: 1,
        });
        assert_eq!(capture.answer(0x1234, &[]), Err(Refusal::Unknown));
    }
}

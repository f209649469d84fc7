//! Compression of a page: rows that repeat, and PackBits on pixels within a row (PWG 5102.4, 4.4).

/// Most rows or pixels that one count byte can say.
const MOST_ROWS: usize = 256;
const MOST_PIXELS: usize = 128;

pub(super) fn compress(pixels: &[u8], row: usize, pixel: usize, into: &mut Vec<u8>) {
    if row == 0 {
        return;
    }
    let rows: Vec<&[u8]> = pixels.chunks_exact(row).collect();
    for same in rows.chunk_by(|a, b| a == b) {
        for repeated in same.chunks(MOST_ROWS) {
            into.push(count(repeated.len()));
            pack(repeated[0], pixel, into);
        }
    }
}

fn pack(row: &[u8], pixel: usize, into: &mut Vec<u8>) {
    let pixels: Vec<&[u8]> = row.chunks_exact(pixel).collect();
    let mut single = Vec::new();
    for same in pixels.chunk_by(|a, b| a == b) {
        if let [one] = same {
            single.push(*one);
            continue;
        }
        literals(&mut single, into);
        for run in same.chunks(MOST_PIXELS) {
            into.push(count(run.len()));
            into.extend(run[0]);
        }
    }
    literals(&mut single, into);
}

/// Pixels that do not repeat; a single one is a run of one, for which there is no literal count.
fn literals(single: &mut Vec<&[u8]>, into: &mut Vec<u8>) {
    for group in single.chunks(MOST_PIXELS) {
        match group.len() {
            1 => into.push(0),
            many => into.push(0xFF - count(many) + 1),
        }
        into.extend(group.iter().copied().flatten());
    }
    single.clear();
}

/// `length` as one less, which is how counts are written.
fn count(length: usize) -> u8 {
    u8::try_from(length.saturating_sub(1)).unwrap_or(u8::MAX)
}

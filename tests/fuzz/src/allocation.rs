//! How much memory one thread takes at a time.
//!
//! libFuzzer can watch single allocations only with the help of a sanitizer, which stable Rust does not have. An allocator that
//! counts sees more: what is held altogether, reserved or used.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    /// Bytes that this thread holds, less those that it freed for others, and the most there were since the last look.
    static HELD: Cell<(isize, isize)> = const { Cell::new((0, 0)) };
}

/// The system's allocator, counting. A program makes it its own with `#[global_allocator]`.
#[derive(Debug)]
pub struct Counting;

/// Runs `work` and returns its value and the most bytes that it held at a time, beyond those that were held before. Always 0
/// in a program whose allocator is another.
pub fn most_held<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let (before, _) = HELD.get();
    HELD.set((before, before));
    let value = work();
    let (_, most) = HELD.get();
    (value, most.saturating_sub(before).try_into().unwrap_or(0))
}

fn count(change: isize) {
    // The thread may be ending, and its values gone.
    let _ = HELD.try_with(|held| {
        let (now, most) = held.get();
        let now = now.saturating_add(change);
        held.set((now, most.max(now)));
    });
}

fn signed(size: usize) -> isize {
    isize::try_from(size).unwrap_or(isize::MAX)
}

// SAFETY: every call goes on to the system's allocator as it came, and nothing is done to the memory.
#[expect(unsafe_code, reason = "the trait of allocators is unsafe")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(signed(layout.size()));
        // SAFETY: as the caller promised.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(signed(layout.size()));
        // SAFETY: as the caller promised.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(signed(size).saturating_sub(signed(layout.size())));
        // SAFETY: as the caller promised.
        unsafe { System.realloc(place, layout, size) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        count(-signed(layout.size()));
        // SAFETY: as the caller promised.
        unsafe { System.dealloc(place, layout) }
    }
}

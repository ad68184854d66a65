//! What a thread leaves behind: its stack, on which values lay that were moved on, keys among them. Systems give it to
//! the next thread as it is.

use std::hint::black_box;

/// Bytes that are overwritten. The loop goes some tens of kilobytes deep, and a thread has two megabytes.
const DEPTH_BYTES: usize = 256 * 1024;

/// Does it and then overwrites the part of the stack that it used.
pub(super) fn and_leave_none<T>(doing: impl FnOnce() -> T) -> T {
    let done = apart(doing);
    overwrite();
    done
}

/// A frame of its own, so that it lies where the next one will lie.
#[inline(never)]
fn apart<T>(doing: impl FnOnce() -> T) -> T {
    doing()
}

#[inline(never)]
fn overwrite() {
    let mut bytes = [0u8; DEPTH_BYTES];
    black_box(&mut bytes);
}

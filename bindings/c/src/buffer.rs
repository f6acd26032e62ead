//! Text in a buffer of the caller's, as `snprintf` writes it.

use std::{
    ffi::c_char,
    fmt::{self, Write},
    slice,
};

/// Writes as much of a text as there is room for, and a zero behind it, and gives the length of all of it. Null is no room.
///
/// # Safety
/// There is so much room, which nobody else uses meanwhile.
pub(crate) unsafe fn write(text: impl fmt::Display, buffer: *mut c_char, size: usize) -> usize {
    let room: &mut [u8] = if buffer.is_null() || isize::try_from(size).is_err() {
        &mut []
    } else {
        // SAFETY: as the caller says; the size is one that a slice can have.
        unsafe { slice::from_raw_parts_mut(buffer.cast(), size) }
    };
    put(text, room)
}

/// The same in memory of one's own.
pub(crate) fn put(text: impl fmt::Display, room: &mut [u8]) -> usize {
    let mut cut = Cut { room, length: 0 };
    // It has nothing to fail for.
    let _ = write!(cut, "{text}");
    let Cut { room, length } = cut;
    if let Some(last) = room.len().checked_sub(1)
        && let Some(end) = room.get_mut(length.min(last))
    {
        *end = 0;
    }
    length
}

struct Cut<'a> {
    room: &'a mut [u8],
    length: usize,
}

impl Write for Cut<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let rest = self.room.get_mut(self.length..).unwrap_or_default();
        for (to, byte) in rest.iter_mut().zip(text.bytes()) {
            *to = byte;
        }
        self.length = self.length.saturating_add(text.len());
        Ok(())
    }
}

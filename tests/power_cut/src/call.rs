//! A call that was authorized, as Apps and the records of usage know it.

/// Bytes of a time up to its seconds.
const SECONDS: usize = "2026-11-25T20:07:21".len();

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Call {
    display: u32,
    /// The second in which the authorization ends.
    until: [u8; SECONDS],
}

impl Call {
    /// Of a display by its number, and a time that begins with a date, `T`, and the time of day with seconds.
    pub(crate) fn new(display: u32, until: &str) -> Option<Self> {
        let until = until.get(..SECONDS)?.as_bytes().try_into().ok()?;
        Some(Self { display, until })
    }
}

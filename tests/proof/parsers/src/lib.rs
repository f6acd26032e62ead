//! The library's parsers, from its own source files, as functions of WebAssembly.
//!
//! Each reads the first `length` bytes at [`input`]. A panic is the trap `unreachable`.

#![no_std]
#![allow(dead_code, reason = "the source files hold more than their parsers")]

#[path = "../../../../src/ascii.rs"]
mod ascii;
#[path = "../../../../src/calendar.rs"]
mod calendar;
#[path = "../../../../src/expiry.rs"]
mod expiry;
#[path = "../../../../src/field.rs"]
mod field;
#[path = "../../../../src/grammar.rs"]
mod grammar;
#[path = "../../../../src/instant.rs"]
mod instant;
#[path = "../../../../src/malformed.rs"]
mod malformed;
#[path = "../../../../src/signature.rs"]
mod signature;
#[path = "../../../../src/token.rs"]
mod token;
#[path = "../../../../src/unknown_name.rs"]
mod unknown_name;

use expiry::Expiry;
use signature::Digest;

const LONGEST: usize = 65;

static mut INPUT: [u8; LONGEST] = [0; LONGEST];
static mut OUTPUT: [u8; LONGEST] = [0; LONGEST];

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// Where the text goes.
#[unsafe(no_mangle)]
extern "C" fn input() -> *mut u8 {
    (&raw mut INPUT).cast()
}

/// Where decoded bytes come from.
#[unsafe(no_mangle)]
extern "C" fn output() -> *mut u8 {
    (&raw mut OUTPUT).cast()
}

fn text(length: usize) -> &'static [u8] {
    // SAFETY: the harness gives no length above `LONGEST`, and nothing else refers to the input meanwhile.
    unsafe { core::slice::from_raw_parts(input(), length) }
}

fn give(bytes: &[u8]) {
    // SAFETY: nothing else refers to the output, and no caller has more than `LONGEST` bytes.
    unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), output(), bytes.len()) }
}

#[unsafe(no_mangle)]
extern "C" fn expiry_is_accepted(length: usize) -> bool {
    Expiry::parse(text(length)).is_ok()
}

/// Milliseconds since 1970, or the least number where the text is refused.
#[unsafe(no_mangle)]
extern "C" fn expiry_instant(length: usize) -> i64 {
    Expiry::parse(text(length)).map_or(i64::MIN, |it| it.instant().timestamp_millis())
}

/// The 20 bytes go to [`output`].
#[unsafe(no_mangle)]
extern "C" fn signature_is_accepted(length: usize) -> bool {
    let digest = Digest::parse(text(length));
    if let Ok(digest) = &digest {
        give(&digest.to_bytes());
    }
    digest.is_ok()
}

#[unsafe(no_mangle)]
extern "C" fn id_is_accepted(length: usize) -> bool {
    token::check_id(text(length)).is_ok()
}

#[unsafe(no_mangle)]
extern "C" fn product_code_is_accepted(length: usize) -> bool {
    token::check_product_code(text(length)).is_ok()
}

/// For a control: panics where there is no such byte.
#[unsafe(no_mangle)]
extern "C" fn fourth_byte(length: usize) -> u8 {
    text(length)[3]
}

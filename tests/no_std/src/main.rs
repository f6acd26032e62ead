//! A program without the standard library that verifies an authorization: its exit code is the verdict.
//!
//! It brings its own panic handler. If any crate in it used the standard library, there would be two, and it would not
//! compile. Run it with `cargo run --release` in this folder.

#![no_std]
#![no_main]

use chrono::DateTime;
use store_auth::{Denied, Request, ServerKey, Verifier};

#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

/// The precompiled `alloc` names this function for unwinding, which an aborting program never does.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

/// 0 where the verdicts are the expected ones.
#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    let Ok(key) = ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c") else {
        return 2;
    };
    let verifier = Verifier::new(key);
    let request = Request::from_query(
        "id=XU4XHT8XQDWK&pc=b5d78da0853d97e2ec28feb5e31b9953d9c72420\
         &expiry=2016-04-26T08:17:59.059+0000&signature=16be1703017fd1001fe63465e50523982f10b0ca",
    );
    let verify_at = |seconds| match DateTime::from_timestamp(seconds, 0) {
        Some(now) => verifier.verify_at(&request, now),
        None => Err(Denied::SignatureMismatch),
    };
    let in_time = verify_at(1_461_658_679).is_ok_and(|it| it.id() == "XU4XHT8XQDWK");
    let too_late = matches!(verify_at(1_461_658_680), Err(Denied::Expired { .. }));
    if in_time && too_late { 0 } else { 1 }
}

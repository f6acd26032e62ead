//! The border to JavaScript: three functions, and no `unsafe` block.
//!
//! The page asks for [`room`], writes the question there, has it [`answered`](answer), and reads as many bytes from
//! [`answer_start`]. It does so in an instance of its own for each question, which it then drops.

// An exported name is unsafe only in that something else may have it: in this module, nothing has.
#![allow(unsafe_code, reason = "the page calls these by their names")]

use crate::answer::answer_to;
use std::sync::{Mutex, MutexGuard, PoisonError};
use zeroize::Zeroize;

/// The question, and then its answer.
static BYTES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn bytes() -> MutexGuard<'static, Vec<u8>> {
    BYTES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where to write a question of so many bytes.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn room(length: usize) -> *mut u8 {
    let mut bytes = bytes();
    *bytes = vec![0; length];
    bytes.as_mut_ptr()
}

/// Answers the question: how many bytes the answer has.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn answer() -> usize {
    let mut bytes = bytes();
    let answer = answer_to(&bytes);
    bytes.zeroize();
    *bytes = answer;
    bytes.len()
}

/// Where the answer starts.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn answer_start() -> *const u8 {
    bytes().as_ptr()
}

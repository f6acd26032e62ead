//! What a data server calls for every request, as roots of a library that can only be linked where no panic and no
//! allocation is left in them.
//!
//! Its panic handler and its allocator call functions that exist nowhere. The optimizer drops both where it can show
//! that nothing reaches them; where it can't, the linker names the missing function.

#![no_std]

use chrono::{DateTime, Utc};
use core::alloc::{GlobalAlloc, Layout};
use store_auth::{
    Authorization, Denied, Expiry, Field, Malformed, Request, ServerKey, Signature, Signer,
    Verifier,
};

unsafe extern "C" {
    fn a_panic_is_left() -> !;
    fn an_allocation_is_left() -> *mut u8;
}

// `memcpy` and its like.
#[link(name = "c")]
unsafe extern "C" {}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe { a_panic_is_left() }
}

struct Nowhere;

unsafe impl GlobalAlloc for Nowhere {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        unsafe { an_allocation_is_left() }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ALLOCATOR: Nowhere = Nowhere;

/// The precompiled `alloc` names this function for unwinding, which an aborting program never does.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

#[unsafe(no_mangle)]
pub fn verify_at(
    verifier: &Verifier,
    request: &Request<'_>,
    now: DateTime<Utc>,
) -> Result<Authorization, Denied> {
    verifier.verify_at(request, now)
}

#[unsafe(no_mangle)]
pub fn request_new<'a>(
    id: &'a [u8],
    product_code: &'a [u8],
    expiry: &'a [u8],
    signature: &'a [u8],
) -> Request<'a> {
    Request::new(id, product_code, expiry, signature)
}

#[unsafe(no_mangle)]
pub fn request_from_pairs<'a>(pairs: &[(&'a [u8], &'a [u8])]) -> Request<'a> {
    Request::from_pairs(pairs.iter().copied())
}

#[unsafe(no_mangle)]
pub fn request_from_query(query: &[u8]) -> Request<'_> {
    Request::from_query(query)
}

#[unsafe(no_mangle)]
pub fn request_from_url(url: &[u8]) -> Request<'_> {
    Request::from_url(url)
}

#[unsafe(no_mangle)]
pub fn authorization(
    it: &Authorization,
    now: DateTime<Utc>,
) -> (&str, &str, DateTime<Utc>, usize, core::time::Duration) {
    (it.id(), it.product_code(), it.expires_at(), it.key_index(), it.time_left_at(now))
}

#[unsafe(no_mangle)]
pub fn denied_code(denied: &Denied) -> &'static str {
    denied.code()
}

#[unsafe(no_mangle)]
pub fn denied_answer(denied: &Denied) -> (u16, Option<&'static str>) {
    (denied.status(), denied.challenge())
}

#[unsafe(no_mangle)]
pub fn request_text<'a>(request: &Request<'a>, field: Field) -> Option<&'a [u8]> {
    request.text(field).map(|text| text.as_bytes())
}

#[unsafe(no_mangle)]
pub fn field_check(field: Field, text: &[u8]) -> Result<(), Malformed> {
    field.check(text)
}

#[unsafe(no_mangle)]
pub fn sign(
    signer: &Signer,
    id: &str,
    product_code: &str,
    expiry: &Expiry,
) -> Result<Signature, Malformed> {
    signer.sign(id, product_code, expiry)
}

#[unsafe(no_mangle)]
pub fn signature_as_str(signature: &Signature) -> &str {
    signature.as_str()
}

#[unsafe(no_mangle)]
pub fn expiry_parse(text: &[u8]) -> Result<Expiry, Malformed> {
    Expiry::parse(text)
}

#[unsafe(no_mangle)]
pub fn expiry_as_str(expiry: &Expiry) -> &str {
    expiry.as_str()
}

#[unsafe(no_mangle)]
pub fn expiry_iso(instant: DateTime<Utc>) -> Result<Expiry, Malformed> {
    Expiry::iso(instant)
}

#[unsafe(no_mangle)]
pub fn expiry_java(instant: DateTime<Utc>) -> Result<Expiry, Malformed> {
    Expiry::java(instant)
}

#[unsafe(no_mangle)]
pub fn is_weak(key: &ServerKey) -> bool {
    key.is_weak()
}

#[unsafe(no_mangle)]
pub fn flat_verify_at(
    verifier: &store_auth_flat::Verifier,
    request: &Request<'_>,
    now_ms: i64,
) -> store_auth_flat::Verdict {
    verifier.verify_at(request, now_ms)
}

#[unsafe(no_mangle)]
pub fn flat_verdict(verdict: &store_auth_flat::Verdict) -> (&str, &str, Option<&'static str>) {
    (verdict.id(), verdict.product(), verdict.challenge())
}

#[cfg(feature = "control-panic")]
#[unsafe(no_mangle)]
pub fn control_panic(text: &[u8]) -> u8 {
    text[3]
}

#[cfg(feature = "control-allocation")]
#[unsafe(no_mangle)]
pub fn control_allocation(key: &[u8]) -> Result<ServerKey, store_auth::KeyError> {
    ServerKey::new(key)
}

//! Verifying.

use crate::{
    caught::caught,
    handle::{Handle, Shells, keep},
    names::{STORE_AUTH_MISUSED, STORE_AUTH_PANICKED},
    passed::Text,
};
use std::sync::Mutex;
use store_auth_flat::{Request, Verdict, Verifier};

/// The number of this interface. A program that was compiled with another one than `store_auth_abi` says must not go on.
pub const STORE_AUTH_ABI: u32 = 1;

/// For a time: now, by the clock of the system.
pub const STORE_AUTH_NOW: i64 = i64::MIN;

/// Verifies requests. Any number of threads may use it at once; it is freed when none does any more.
///
/// What verifies returns the code that it writes into the verdict: 0 if and only if the request is authorized.
#[derive(Debug)]
pub struct VerifierHandle {
    handle: Handle<Verifier>,
}

static ALL: Shells<VerifierHandle> = Mutex::new(Vec::new());

pub(crate) fn new_verifier(verifier: Verifier) -> *mut VerifierHandle {
    keep(VerifierHandle { handle: Handle::new(verifier) }, &ALL)
}

/// The number of the interface that the library has: `STORE_AUTH_ABI` of its header.
#[unsafe(no_mangle)]
pub extern "C" fn store_auth_abi() -> u32 {
    STORE_AUTH_ABI
}

/// Frees a verifier, and wipes its keys. Null, and one that is gone, are left as they are; whoever asks one that is gone lets
/// nobody in. A few bytes of each stay, to know it by.
///
/// # Safety
/// It is what `store_auth_verifier_new` gave, or null, and nobody uses it meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_auth_verifier_free(verifier: *mut VerifierHandle) {
    caught((), || {
        // SAFETY: as the caller says: shells stay for good.
        if let Some(shell) = unsafe { verifier.as_ref() } {
            drop(shell.handle.take());
        }
    });
}

/// Whether a verifier accepts any key at a time: 1, or 0 where it lets nobody in.
///
/// # Safety
/// As of `store_auth_verify_url`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_auth_accepts_any(
    verifier: *const VerifierHandle,
    now_ms: i64,
) -> u32 {
    caught(0, || {
        // SAFETY: as the caller says.
        let verifier = unsafe { verifier.as_ref().and_then(|shell| shell.handle.get()) };
        let accepts = |verifier: &Verifier| match now_ms {
            STORE_AUTH_NOW => verifier.accepts_any(),
            now_ms => verifier.accepts_any_at(now_ms),
        };
        verifier.is_some_and(accepts).into()
    })
}

/// Verifies a URL, or a request target such as `/feed?id=…`, as of a time.
///
/// # Safety
/// The verifier is what `store_auth_verifier_new` gave, or null, and is not freed meanwhile; a text has as many bytes as it says;
/// `verdict` is null, or room for one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_auth_verify_url(
    verifier: *const VerifierHandle,
    url: Text,
    now_ms: i64,
    verdict: *mut Verdict,
) -> u32 {
    // SAFETY: as the caller says.
    unsafe { verify(verifier, now_ms, verdict, || Some(Request::from_url(url.bytes()?))) }
}

/// Verifies a query such as `id=…&pc=…&expiry=…&signature=…`, as of a time.
///
/// # Safety
/// As of `store_auth_verify_url`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_auth_verify_query(
    verifier: *const VerifierHandle,
    query: Text,
    now_ms: i64,
    verdict: *mut Verdict,
) -> u32 {
    // SAFETY: as the caller says.
    unsafe { verify(verifier, now_ms, verdict, || Some(Request::from_query(query.bytes()?))) }
}

/// Verifies the four texts, decoded, as of a time.
///
/// # Safety
/// As of `store_auth_verify_url`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_auth_verify_texts(
    verifier: *const VerifierHandle,
    id: Text,
    product: Text,
    expiry: Text,
    signature: Text,
    now_ms: i64,
    verdict: *mut Verdict,
) -> u32 {
    // SAFETY: as the caller says.
    unsafe {
        verify(verifier, now_ms, verdict, || {
            Some(Request::new(id.bytes()?, product.bytes()?, expiry.bytes()?, signature.bytes()?))
        })
    }
}

/// # Safety
/// As of `store_auth_verify_url`.
#[inline]
unsafe fn verify<'a>(
    verifier: *const VerifierHandle,
    now_ms: i64,
    verdict: *mut Verdict,
    request: impl FnOnce() -> Option<Request<'a>>,
) -> u32 {
    let found = caught(Verdict::failed(STORE_AUTH_PANICKED), || {
        // SAFETY: as the caller says.
        let verifier = unsafe { verifier.as_ref().and_then(|shell| shell.handle.get()) };
        let (Some(verifier), Some(request)) = (verifier, request()) else {
            return Verdict::failed(STORE_AUTH_MISUSED);
        };
        #[cfg(feature = "panics")]
        assert!(
            request.text(store_auth_flat::Field::Id).is_none_or(|id| id.as_bytes() != b"panic"),
            "asked to"
        );
        match now_ms {
            STORE_AUTH_NOW => verifier.verify(&request),
            now_ms => verifier.verify_at(&request, now_ms),
        }
    });
    if verdict.is_null() {
        // Whoever does not look at the verdict cannot know whom it lets in.
        return STORE_AUTH_MISUSED;
    }
    // SAFETY: as the caller says.
    unsafe { verdict.write(found) };
    found.code
}

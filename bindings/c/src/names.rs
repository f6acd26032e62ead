//! Names of codes and fields, as texts that stay.

use std::{ffi::c_char, ptr};
use store_auth_flat::{Code, Field};

/// The Store authorized the request.
pub const STORE_AUTH_AUTHORIZED: u32 = 0;

/// A field does not have the form that the scheme asks for.
pub const STORE_AUTH_MALFORMED: u32 = 1;

/// The expiry, with the leeway, is past.
pub const STORE_AUTH_EXPIRED: u32 = 2;

/// No accepted server key makes this signature for these fields.
pub const STORE_AUTH_SIGNATURE_MISMATCH: u32 = 3;

/// The Store authorized the request, for a product that this server does not serve.
pub const STORE_AUTH_PRODUCT_NOT_ALLOWED: u32 = 4;

/// The Store authorized the request, for longer than this server accepts.
pub const STORE_AUTH_LIFETIME_TOO_LONG: u32 = 5;

/// Nobody could be asked: a null, a handle whose verifier is gone, or a length that no memory has. `status` is 500.
pub const STORE_AUTH_MISUSED: u32 = 254;

/// A mistake in the library, which is like `STORE_AUTH_MISUSED`.
pub const STORE_AUTH_PANICKED: u32 = 255;

/// The bytes of the longest id, and the zero behind them.
pub const STORE_AUTH_ID_SIZE: usize = 65;

/// The bytes of the longest product code, and the zero behind them.
pub const STORE_AUTH_PRODUCT_SIZE: usize = 51;

// The header needs each as a number, and each is the flat layer's.
const _: () = assert!(
    STORE_AUTH_AUTHORIZED == Code::Authorized.number()
        && STORE_AUTH_MALFORMED == Code::Malformed.number()
        && STORE_AUTH_EXPIRED == Code::Expired.number()
        && STORE_AUTH_SIGNATURE_MISMATCH == Code::SignatureMismatch.number()
        && STORE_AUTH_PRODUCT_NOT_ALLOWED == Code::ProductNotAllowed.number()
        && STORE_AUTH_LIFETIME_TOO_LONG == Code::LifetimeTooLong.number()
        && STORE_AUTH_ID_SIZE == store_auth_flat::ID_SIZE
        && STORE_AUTH_PRODUCT_SIZE == store_auth_flat::PRODUCT_SIZE
);

/// A text of at most 31 bytes and a zero.
type Name = [u8; 32];

static CODES: [Name; 6] = {
    let [a, b, c, d, e, f] = Code::ALL;
    [name(a.name()), name(b.name()), name(c.name()), name(d.name()), name(e.name()), name(f.name())]
};
static FIELDS: [Name; 4] = {
    let [a, b, c, d] = Field::ALL;
    [name(a.name()), name(b.name()), name(c.name()), name(d.name())]
};
static MISUSED: Name = name("misused");
static PANICKED: Name = name("panicked");

const fn name(text: &str) -> Name {
    let mut name = [0; 32];
    let (to, _) = name.split_at_mut(text.len());
    to.copy_from_slice(text.as_bytes());
    name
}

fn text(name: Option<&'static Name>) -> *const c_char {
    name.map_or(ptr::null(), |name| name.as_ptr().cast())
}

/// The name of a code, such as `signature-mismatch`; null for a number that is none. It stays, and is not to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn store_auth_code_name(code: u32) -> *const c_char {
    text(match code {
        STORE_AUTH_MISUSED => Some(&MISUSED),
        STORE_AUTH_PANICKED => Some(&PANICKED),
        code => usize::try_from(code).ok().and_then(|place| CODES.get(place)),
    })
}

/// The name of a field on the wire, such as `expiry`; null for 0 and for a number that is none. It stays, and is not to be
/// freed.
#[unsafe(no_mangle)]
pub extern "C" fn store_auth_field_name(field: u32) -> *const c_char {
    text(usize::try_from(field).ok().and_then(|number| FIELDS.get(number.checked_sub(1)?)))
}

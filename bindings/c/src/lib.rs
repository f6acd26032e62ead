//! The verifier of the Store Authorization scheme for C and C++: `README.md` shows its use, `include/store_auth.h` is what C sees.
//!
//! No panic and no null leaves it: each function is run where a panic is caught, and answers so that nobody is let in.

// No input may panic, as in the core.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unreachable,
    clippy::unwrap_used
)]
#![allow(unsafe_code, reason = "C has pointers: each file says for each why it may be followed")]

mod buffer;
mod caught;
mod failure;
mod handle;
mod names;
mod passed;
mod settings;
mod verifier;
mod words;

pub use failure::{FAILURE_SIZE, Failure};
pub use names::{
    STORE_AUTH_AUTHORIZED, STORE_AUTH_EXPIRED, STORE_AUTH_ID_SIZE, STORE_AUTH_LIFETIME_TOO_LONG,
    STORE_AUTH_MALFORMED, STORE_AUTH_MISUSED, STORE_AUTH_PANICKED, STORE_AUTH_PRODUCT_NOT_ALLOWED,
    STORE_AUTH_PRODUCT_SIZE, STORE_AUTH_SIGNATURE_MISMATCH, store_auth_code_name,
    store_auth_field_name,
};
pub use passed::Text;
pub use settings::{
    STORE_AUTH_NO_END, SettingsHandle, Warn, store_auth_add_key, store_auth_add_key_file,
    store_auth_on_warning, store_auth_set_expiry_encoding, store_auth_set_leeway,
    store_auth_set_max_lifetime, store_auth_set_products, store_auth_settings_free,
    store_auth_settings_new, store_auth_verifier_new,
};
pub use verifier::{
    STORE_AUTH_ABI, STORE_AUTH_NOW, VerifierHandle, store_auth_abi, store_auth_accepts_any,
    store_auth_verifier_free, store_auth_verify_query, store_auth_verify_texts,
    store_auth_verify_url,
};
pub use words::{store_auth_challenge, store_auth_message, store_auth_problem_json};

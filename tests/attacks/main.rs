//! The known attacks on the scheme: each succeeds against a naive verifier, and what becomes of it against this one.
//!
//! | attack | file | what closes it |
//! |---|---|---|
//! | SHA-1 length extension of the expiry, without the key | `length_extension.rs` | the expiry grammar is total: padding never fits |
//! | `#` moved between id and product code | `delimiter.rs` | no `#` in either |
//! | two ids that share every signature under every key | `shattered.rs` | id and product code are visible ASCII, and `id#pc#` is at most 116 bytes |
//! | other spellings that slip past a deny-list or cache | `spelling.rs` | one spelling of a signature; an expiry re-encoded as the policy `either` allows still needs the list to ask for the signature or the authorization |
//! | milliseconds added to an expiry that was signed without | `whole_second.rs` | a signature over the Java rendering covers the whole second only |
//! | times that wrap around | `arithmetic.rs` | arithmetic on time saturates |
//! | a display's id sent as a company's | `confusion.rs` | inherent: the hash does not tell them apart |
//! | a weak key found by trying, from one authorization | `weak_key.rs` | inherent: `ServerKey::is_weak` warns |
//! | a request sent again | `replay.rs` | inherent until the expiry, refused after it |
//! | a key that leaked and was replaced | `old_key.rs` | `accept_until` ends it; until then `max_lifetime` bounds what it can sign |
//!
//! The naive verifier is in `naive.rs`, what an attacker sends in `sent.rs`.

mod arithmetic;
mod confusion;
mod delimiter;
mod length_extension;
mod naive;
mod old_key;
mod replay;
mod sent;
mod shattered;
mod spelling;
#[path = "../util/mod.rs"]
mod util;
mod weak_key;
mod whole_second;

use chrono::{DateTime, Utc};
use sent::Sent;
use store_auth::{Authorization, Denied, Field, Problem};

type Verdict = Result<Authorization, Denied>;

/// What this library's verifier says: the one key, every policy at its default.
fn ours(sent: &Sent, now: DateTime<Utc>) -> Verdict {
    util::verifier().verify_at(&sent.request(), now)
}

fn malformed(field: Field, problem: Problem) -> Verdict {
    Err(util::malformed(field, problem).into())
}

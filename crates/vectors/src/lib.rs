//! Test vectors for the Store Authorization scheme: reading them, and comparing verdicts with them.
//!
//! A vectors file is a JSON object whose `schema` is `store-auth-vectors-v1`. It holds groups of tests; a group has the
//! instant, the server keys and the policy of its tests, and a test has the four fields of a request and the verdict
//! that is expected. Anything in the file that this crate doesn't know is an error.
//!
//! ```
//! use store_auth_vectors::{Vectors, Verdict};
//!
//! let json = r#"{
//!   "schema": "store-auth-vectors-v1",
//!   "numberOfTests": 1,
//!   "notes": { "Expired": "the expiry is before now" },
//!   "testGroups": [{
//!     "name": "a day late",
//!     "now": "2016-04-27T08:17:59.059Z",
//!     "serverKeys": [{ "key": "e4232e0620f9290025cb3783768c9c8c4686078c", "acceptUntil": null }],
//!     "policy": {
//!       "expiryEncoding": "either", "leewaySeconds": 0, "products": null, "maxLifetimeSeconds": null
//!     },
//!     "tests": [{
//!       "tcId": 1, "comment": "", "flags": ["Expired"],
//!       "id": "XU4XHT8XQDWK", "pc": "b5d78da0853d97e2ec28feb5e31b9953d9c72420",
//!       "expiry": "2016-04-26T08:17:59.059+0000", "signature": "16be1703017fd1001fe63465e50523982f10b0ca",
//!       "result": "denied", "reason": "expired", "field": null, "key": null, "expiresAt": null
//!     }]
//!   }]
//! }"#;
//! let vectors = Vectors::from_json(json.as_bytes())?;
//! for group in &vectors.test_groups {
//!     let verifier = group.verifier()?;
//!     for test in &group.tests {
//!         let verdict = Verdict::from(&verifier.verify_at(&test.request(), group.now.0));
//!         assert_eq!(test.expected().differences(&verdict), []);
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod instant;
mod vectors;
mod verdict;
mod written_as;

pub use instant::Instant;
pub use vectors::{Group, GroupError, Key, Policy, Test, Vectors, VectorsError};
pub use verdict::{Difference, Outcome, Verdict};
pub use written_as::{object, string};

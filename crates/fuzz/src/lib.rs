//! What the fuzz targets assert.
//!
//! Each function takes any bytes, makes of them what its target is about, and panics where a law does not hold. A thin
//! program in `fuzz/` calls each under libFuzzer; `tests/corpora.rs` calls each on the kept inputs under `cargo test`.

mod audit;
mod batch;
mod compare;
mod expiry;
mod explain;
mod fields;
mod lanes;
mod naive_path;
mod naive_query;
#[path = "../../../tests/util/oracle.rs"]
mod oracle;
mod policy;
mod query;
mod readers;
mod shared;
mod store_import;
mod store_query;
mod store_wire;
mod structured;

pub use audit::audit;
pub use batch::batch;
pub use expiry::expiry;
pub use explain::explain;
pub use fields::fields;
pub use lanes::lanes;
pub use policy::policy;
pub use query::query;
pub use readers::readers;
pub use store_import::store_import;
pub use store_query::store_query;
pub use store_wire::store_wire;
pub use structured::structured;

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, fs, path::Path};

    /// What the kept inputs of a target get: shows that they go deep, and that seeds and layout still fit each other.
    fn verdicts(target: &str, verdict: fn(&[u8]) -> oracle::Verdict) -> BTreeSet<&'static str> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
        let inputs = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        inputs
            .map(|input| match verdict(&fs::read(input).unwrap()) {
                oracle::Verdict::Authorized { .. } => "authorized",
                oracle::Verdict::Denied { reason, .. } => reason,
            })
            .collect()
    }

    const EVERY_VERDICT: [&str; 6] = [
        "authorized",
        "expired",
        "lifetime-too-long",
        "malformed",
        "product-not-allowed",
        "signature-mismatch",
    ];

    #[test]
    fn kept_fields_get_every_verdict() {
        assert_eq!(verdicts("fields", fields::verdict), BTreeSet::from(EVERY_VERDICT));
    }

    #[test]
    fn kept_queries_get_every_verdict() {
        assert_eq!(verdicts("query", query::verdict), BTreeSet::from(EVERY_VERDICT));
    }

    #[test]
    fn kept_policies_get_every_verdict_of_a_well_formed_request() {
        let mut expected = BTreeSet::from(EVERY_VERDICT);
        expected.remove("malformed");
        assert_eq!(verdicts("policy", policy::verdict), expected);
    }

    #[test]
    fn kept_structured_requests_get_every_verdict_on_a_change() {
        let expected = BTreeSet::from(["authorized", "malformed", "signature-mismatch"]);
        assert_eq!(verdicts("structured", structured::verdict), expected);
    }
}

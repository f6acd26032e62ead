//! Every kept input of every fuzz target, through what the target asserts.

use std::{
    fs,
    path::{Path, PathBuf},
};

#[test]
fn fields_hold() {
    replay("fields", store_auth_fuzz::fields);
}

#[test]
fn expiries_hold() {
    replay("expiry", store_auth_fuzz::expiry);
}

#[test]
fn queries_hold() {
    replay("query", store_auth_fuzz::query);
}

#[test]
fn structured_requests_hold() {
    replay("structured", store_auth_fuzz::structured);
}

#[test]
fn policies_hold() {
    replay("policy", store_auth_fuzz::policy);
}

#[test]
fn readers_hold() {
    replay("readers", store_auth_fuzz::readers);
}

#[test]
fn lanes_hold() {
    replay("lanes", store_auth_fuzz::lanes);
}

#[test]
fn batches_hold() {
    replay("batch", store_auth_fuzz::batch);
}

#[test]
fn explanations_hold() {
    replay("explain", store_auth_fuzz::explain);
}

#[test]
fn imports_hold() {
    replay("store_import", store_auth_fuzz::store_import);
}

#[test]
fn questions_to_a_store_hold() {
    replay("store_query", store_auth_fuzz::store_query);
}

#[test]
fn answers_of_a_store_hold() {
    replay("store_wire", store_auth_fuzz::store_wire);
}

#[test]
fn audits_hold() {
    replay("audit", store_auth_fuzz::audit);
}

fn replay(target: &str, assert_laws: fn(&[u8])) {
    for kept in ["corpus", "regressions"] {
        let folder =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz").join(kept).join(target);
        let inputs = files(&folder);
        assert!(!inputs.is_empty(), "{} is empty", folder.display());
        for input in inputs {
            // Shown by the test harness only where the input fails.
            println!("{}", input.display());
            assert_laws(&fs::read(input).unwrap());
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

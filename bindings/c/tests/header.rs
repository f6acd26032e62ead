//! The header is the one that cbindgen writes.

use std::{env, fs, path::Path};

/// With `UPDATE=1`, it is written.
#[test]
fn the_header_is_what_the_sources_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_file(folder.join("cbindgen.toml")).unwrap();
    let mut written = Vec::new();
    cbindgen::generate_with_config(folder, config).unwrap().write(&mut written);
    let path = folder.join("include/store_auth.h");
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &written).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept.as_bytes() == written,
        "expected include/store_auth.h as the sources say: UPDATE=1 writes it"
    );
}

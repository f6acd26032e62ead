//! The scenarios that every client passes, lived through by the whole client but for HTTP and the file.

mod simulation;

use simulation::{History, live};
use std::{fs, path::Path, sync::Arc};

#[test]
fn the_client_does_in_each_scenario_what_is_expected() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/app-client.json");
    let scenarios: Vec<History> = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    assert!(scenarios.len() > 300, "expected all of them, found {}", scenarios.len());
    let mut failed = 0;
    for scenario in scenarios.into_iter().map(Arc::new) {
        let found = live(&scenario);
        if scenario.expected.as_ref() != Some(&found) {
            failed += 1;
            println!("{}\nexpected {:?}\nfound {found:?}\n", scenario.name, scenario.expected);
        }
    }
    assert_eq!(failed, 0, "of them took another course");
}

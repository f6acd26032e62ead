//! What the Store makes of documents that it is to import.

use std::{sync::Arc, time::Duration};
use store_auth_store::{
    Catalogue, Seal,
    document::{Document, ImportError, Mistakes, export, plan},
    model::{Edit, Millis},
};

/// What is no part of UTF-8 stands between two documents.
const BETWEEN: u8 = 0xff;
/// 2027-01-15T08:00:00.000Z
const NOW: Millis = Millis(1_800_000_000_000);
const DAY: Duration = Duration::from_hours(24);

/// Any bytes as documents that are imported one after the other, a day apart.
///
/// # Panics
/// Where a law does not hold.
pub fn store_import(data: &[u8]) {
    let mut catalogue = empty();
    let mut now = NOW;
    for document in data.split(|byte| *byte == BETWEEN) {
        if import(&mut catalogue, document, now).is_some() {
            let again = planned(&catalogue, document, now).expect("it was read before");
            assert!(again.is_empty(), "the same again changes something");
        }
        let written = exported(&catalogue, now);
        let again = planned(&catalogue, &written, now).expect("what was written is read");
        assert!(again.is_empty(), "an export changes what it was made of");
        alone(document, now);
        now = now.plus(DAY);
    }
}

/// What one document makes of nothing, its export makes of nothing too.
fn alone(document: &[u8], now: Millis) {
    let (mut first, mut second) = (empty(), empty());
    if import(&mut first, document, now).is_some() {
        let written = exported(&first, now);
        import(&mut second, &written, now).expect("what was written is read");
        assert_eq!(exported(&second, now), written);
    }
}

fn empty() -> Catalogue {
    Catalogue::new(Arc::new(Seal::new(&[7; 32])))
}

fn exported(catalogue: &Catalogue, now: Millis) -> Vec<u8> {
    let mut text = Vec::new();
    export(catalogue, now, &mut text).expect("a vector takes all");
    text
}

fn planned(catalogue: &Catalogue, document: &[u8], now: Millis) -> Option<Vec<Edit>> {
    let read = Document::read(document).map_err(ImportError::from);
    match read.and_then(|document| plan(&document, catalogue, now, DAY)) {
        Ok(plan) => {
            assert_eq!(plan.edits.is_empty(), plan.summary.is_empty());
            Some(plan.edits)
        }
        Err(ImportError::Mistakes(mistakes)) => {
            assert_are_said(&mistakes, document);
            None
        }
        Err(error) => panic!("{error}"),
    }
}

fn import(catalogue: &mut Catalogue, document: &[u8], now: Millis) -> Option<()> {
    for edit in planned(catalogue, document, now)? {
        catalogue.apply(edit).expect("keys are sealed by the catalogue's own seal");
    }
    Some(())
}

/// Each on one line, and in a line that is there.
fn assert_are_said(Mistakes { mistakes, .. }: &Mistakes, document: &[u8]) {
    assert!(!mistakes.is_empty());
    let lines = document.split(|byte| *byte == b'\n').count();
    for mistake in mistakes {
        let message = mistake.to_string();
        let fits = message.chars().count() < 400 && !message.contains(char::is_control);
        assert!(fits, "{message:?}");
        assert!((1..=lines).contains(&mistake.line), "{mistake}, of {lines} lines");
    }
}

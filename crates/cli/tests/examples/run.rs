//! Runs a transcript: each page in a place of its own.

use crate::{
    place::{Pasted, Place},
    shop,
    transcript::{Kind, Page, is, read},
};

/// Runs the examples of each page, and compares what they print.
#[track_caller]
pub(crate) fn run(transcript: &str) {
    for page in read(transcript) {
        let mut place = Place::new();
        run_page(&page, &mut place);
    }
}

#[track_caller]
pub(crate) fn run_page(page: &Page, place: &mut Place) {
    shop::open(place, &page.there);
    if page.examples().concat().contains("https://other.example") {
        shop::open_another(place);
    }
    for step in &page.steps {
        let text = step.text();
        if step.kind == Kind::Serving {
            place.serve(step);
            continue;
        }
        let Pasted { stdout, stderr, code } = place.paste(&text);
        assert_eq!(code, Some(step.code), "{text}: {stdout}{stderr}");
        if step.kind == Kind::Example {
            let expected = &step.printed;
            assert!(is(expected, &stdout), "{text}: expected\n{expected}found\n{stdout}");
            assert_eq!(stderr, step.said, "{text}");
        }
    }
    place.end();
}

//! Which backends there are, and what they can be used for.

use sha1_lanes::Backend;

fn names() -> Vec<&'static str> {
    Backend::available().map(Backend::name).collect()
}

#[test]
fn the_best_is_the_first_that_is_available() {
    assert_eq!(Some(Backend::best()), Backend::available().next());
}

#[test]
fn the_portable_one_is_always_there_and_last() {
    assert_eq!(names().last(), Some(&"portable"));
}

#[test]
fn each_is_listed_once() {
    let mut names = names();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Backend::available().count());
}

#[cfg(all(
    target_arch = "x86_64",
    not(any(
        sha1_lanes_backend = "avx512",
        sha1_lanes_backend = "avx2",
        sha1_lanes_backend = "portable"
    ))
))]
#[test]
fn those_of_the_processor_are_found() {
    let expected = [
        ("avx512", is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw")),
        ("avx2", is_x86_feature_detected!("avx2")),
        ("portable", true),
    ];
    let expected = expected.iter().filter(|(_, there)| *there).map(|(name, _)| *name);
    assert_eq!(names(), expected.collect::<Vec<_>>());
}

#[cfg(sha1_lanes_backend = "avx512")]
#[test]
fn the_named_one_is_used() {
    assert_eq!(names(), ["avx512", "portable"]);
}

#[cfg(sha1_lanes_backend = "avx2")]
#[test]
fn the_named_one_is_used() {
    assert_eq!(names(), ["avx2", "portable"]);
}

#[cfg(sha1_lanes_backend = "portable")]
#[test]
fn the_named_one_is_used() {
    assert_eq!(names(), ["portable"]);
}

#[test]
fn debug_output_is_the_name() {
    for backend in Backend::available() {
        assert_eq!(format!("{backend:?}"), format!("Backend({:?})", backend.name()));
    }
}

#[test]
fn a_vectorized_closure_is_called_once_and_its_result_returned() {
    for backend in Backend::available() {
        let mut calls = 0;
        let text = String::from("moved");
        let length = backend.vectorize(|| {
            calls += 1;
            text.into_bytes().len()
        });
        assert_eq!((calls, length), (1, 5));
    }
}

#[test]
fn a_vectorized_loop_gives_what_the_plain_one_does() {
    let bytes: Vec<u8> = (0..=255).cycle().take(1000).collect();
    let count = || bytes.iter().filter(|byte| byte.is_ascii_hexdigit()).count();
    for backend in Backend::available() {
        assert_eq!(backend.vectorize(count), count());
    }
}

#[test]
fn a_panic_in_a_vectorized_closure_is_the_callers() {
    for backend in Backend::available() {
        let result = std::panic::catch_unwind(|| backend.vectorize(|| panic!("of the closure")));
        assert_eq!(result.unwrap_err().downcast_ref(), Some(&"of the closure"));
    }
}

//! What only the source can show: compilers make of some leaky code the same program as of sound code, today.

#[test]
fn signatures_are_compared_by_subtle_and_never_by_an_operator() {
    let source = include_str!("../src/signature.rs");
    let (_, matches) = source.split_once("fn matches(").unwrap();
    let (body, _) = matches.split_once("\n    }\n").unwrap();
    assert!(body.contains(".ct_eq(") && !body.contains("==") && !body.contains("!="), "{body}");
    assert!(!source.contains("PartialEq for Digest"));
    let (derives, _) = source.split_once("struct Digest").unwrap();
    assert!(derives.ends_with("#[derive(Clone, Copy)]\npub(crate) "), "{derives}");
}

/// On some processors, instructions for SHA-1 among wider vectors cost a hundred times as much; on others nothing.
#[test]
fn the_compression_is_never_inlined_into_what_uses_wider_vectors() {
    let source = include_str!("../src/message.rs");
    assert!(source.contains("\n#[inline(never)]\nfn compress("));
    assert_eq!(source.matches("block_api::compress(").count(), 1);
}

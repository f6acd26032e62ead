//! What a client cannot be built with.

use store_auth_client::{AppClient, Builder, Id};

const STORE: &str = "https://store.example/";

fn builder() -> Builder {
    AppClient::builder(STORE, Id::display("XU4XHT8XQDWK"), "123")
}

#[track_caller]
fn assert_refused(builder: Builder, expected: &str) {
    assert_eq!(builder.build().unwrap_err().to_string(), expected);
}

#[test]
fn a_store_is_a_url_that_a_path_can_be_put_behind() {
    for url in [
        "",
        "store.example",
        "ftp://store.example/",
        "https://store.example/?a",
        "https://store.example/#a",
    ] {
        assert_refused(
            AppClient::builder(url, Id::display("XU4XHT8XQDWK"), "123"),
            &format!(
                "store: expected a URL with http:// or https:// and neither query nor fragment, found `{url}`"
            ),
        );
    }
}

#[test]
fn an_id_and_a_product_code_have_the_grammar_of_a_request() {
    let expected = "malformed id: expected 1 to 64 bytes, found 0";
    assert_refused(AppClient::builder(STORE, Id::display(""), "123"), expected);
    assert_refused(AppClient::builder(STORE, Id::company(""), "123"), expected);
    let expected = "malformed pc: expected visible ASCII other than '#', found ' ' at offset 1";
    assert_refused(AppClient::builder(STORE, Id::display("XU4XHT8XQDWK"), "1 3"), expected);
}

#[test]
fn a_server_has_the_grammar_of_its_id() {
    assert_refused(
        builder().server("a b"),
        "server `a b`: expected 1 to 50 ASCII letters and digits",
    );
}

#[test]
fn there_are_at_most_as_many_servers_as_the_store_signs_for() {
    let with =
        |count| (0..count).fold(builder(), |builder, index| builder.server(format!("A{index}")));
    assert!(with(20).build().is_ok());
    assert_refused(with(21), "servers: expected at most 20, found 21");
}

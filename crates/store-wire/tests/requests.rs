//! The App's question, and the grammars of what is in it.

use std::collections::HashSet;
use store_auth_wire::{AppRequest, Asks, AuthorizationRequest, Callback, ServerId};

const ID: &str = "XU4XHT8XQDWK";
const PRODUCT_CODE: &str = "b5d78da0853d97e2ec28feb5e31b9953d9c72420";

fn servers(ids: &[&str]) -> Vec<ServerId> {
    ids.iter().map(|id| id.parse().unwrap()).collect()
}

#[test]
fn a_question_has_its_parameters_in_the_order_of_the_documentation() {
    let question = AuthorizationRequest::for_display(ID, PRODUCT_CODE);
    assert_eq!(question.to_string(), format!("id={ID}&pc={PRODUCT_CODE}"));
    let question = AuthorizationRequest::for_company("28453864-6de3-3443-0630-02600c1a241f", "p")
        .without_trial()
        .callback("f".parse().unwrap())
        .servers(servers(&["B", "a", "B"]));
    assert_eq!(
        question.to_string(),
        "cid=28453864-6de3-3443-0630-02600c1a241f&pc=p&srv=B,a,B&callback=f&startTrial=false"
    );
}

#[test]
fn a_question_on_its_path_asks_a_store_for_an_authorization() {
    let query = AuthorizationRequest::for_display(ID, PRODUCT_CODE).to_string();
    let request = AppRequest::of(AuthorizationRequest::PATH, &query).unwrap();
    assert!(matches!(request.asks, Asks::Authorization(Ok(question)) if question.asker.id() == ID));
}

#[test]
fn each_path_asks_for_what_its_name_says() {
    for (path, name) in [
        ("/v1/widget/auth", "widget/auth"),
        ("/v1/company/c/product/status", "company/product/status"),
        ("/v1/product/p/status", "product/status"),
        ("/v1/product/p/company/c/trial/start", "trial/start"),
    ] {
        assert_eq!(AppRequest::of(path, "").unwrap().asks.name(), name, "{path}");
    }
}

#[test]
fn a_question_for_no_server_has_no_list_of_servers() {
    let question = AuthorizationRequest::for_display(ID, "p").servers([]);
    assert_eq!(question.to_string(), format!("id={ID}&pc=p"));
}

#[test]
fn what_has_a_meaning_in_a_query_is_escaped() {
    let question = AuthorizationRequest::for_display("a&b=c+d %/#é", "-._~,")
        .callback("$.on_1".parse().unwrap());
    assert_eq!(
        question.to_string(),
        "id=a%26b%3Dc%2Bd%20%25%2F%23%C3%A9&pc=-._~%2C&callback=%24.on_1"
    );
}

#[test]
fn a_server_id_has_1_to_50_ascii_letters_and_digits() {
    let longest = "x".repeat(50);
    for good in ["A", "a", "0", "RiseFinancial", &longest] {
        assert_eq!(good.parse::<ServerId>().unwrap().as_str(), good);
    }
    let too_long = "x".repeat(51);
    for bad in ["", " ", "a b", "a-b", "a,b", "a#1", "é", "A\n", "\0", &too_long] {
        let error = bad.parse::<ServerId>().unwrap_err().to_string();
        assert_eq!(error, "expected 1 to 50 ASCII letters and digits", "{bad:?}");
    }
}

#[test]
fn a_server_is_found_by_the_text_of_its_id() {
    let known: HashSet<ServerId> = servers(&["A", "b"]).into_iter().collect();
    let is_known = |text: &str| known.contains(text);
    assert!(is_known("A") && is_known("b") && !is_known("a") && !is_known(""));
}

#[test]
fn a_callback_is_identifiers_joined_by_dots() {
    let longest = format!("a.{}", "x".repeat(126));
    for good in ["f", "_", "$", "$.x", "jQuery1110_1_2", "angular.callbacks._0", "a1.b2", &longest]
    {
        assert_eq!(good.parse::<Callback>().unwrap().as_str(), good);
    }
    let too_long = format!("a.{}", "x".repeat(127));
    for bad in [
        "", ".", "a.", ".a", "a..b", "1a", "a.1", "a(b)", "a(", "<b>", "a b", "a;", "é", "a\n",
        "a-b",
    ]
    .into_iter()
    .chain([too_long.as_str()])
    {
        let error = bad.parse::<Callback>().unwrap_err().to_string();
        assert!(error.starts_with("expected the name of a function such as `app.onAnswer`"));
    }
}

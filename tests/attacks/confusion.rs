//! A display's id sent as a company's. The hash covers the value and not the name `id` or `cid`, so a signature for
//! one is a signature for the other.
//!
//! Inherent in the scheme: no verifier can tell. What a server can do is to look up what an authorized id stands for,
//! and to let no value mean more under one name than under the other.

use crate::{
    malformed,
    naive::{self, Naive},
    util::{EXPIRY, ID, KEY, PRODUCT_CODE, SIGNATURE, now, sign, verifier},
};
use store_auth::{Field, Problem, Request};

const COMPANY: &str = "ed4ca9da-4ee2-4b5c-8c5a-13ee3e4a9c0a";

#[derive(Debug, PartialEq)]
enum Data {
    OfOneDisplay,
    OfTheWholeCompany,
}

fn query(name: &str, value: &str, signature: &str) -> String {
    format!("{name}={value}&pc={PRODUCT_CODE}&expiry={EXPIRY}&signature={signature}")
}

/// A server that takes the App's word for what the id is.
fn naive_server(query: &str) -> Option<Data> {
    let data = if query.contains("cid=") { Data::OfTheWholeCompany } else { Data::OfOneDisplay };
    Naive::new(KEY).lets_in(&naive::read_query(query), now()).then_some(data)
}

/// A server that knows its companies, and asks only for the value that the Store signed.
fn careful_server(query: &str) -> Option<Data> {
    let authorization = verifier().verify_at(&Request::from_query(query), now()).ok()?;
    let is_company = authorization.id() == COMPANY;
    Some(if is_company { Data::OfTheWholeCompany } else { Data::OfOneDisplay })
}

#[test]
fn an_id_and_a_company_id_are_authorized_alike() {
    let [display, company] = ["id", "cid"].map(|name| {
        let query = query(name, ID, SIGNATURE);
        verifier().verify_at(&Request::from_query(&query), now()).unwrap()
    });
    assert_eq!(display, company);
}

#[test]
fn a_server_that_gives_more_to_a_cid_gives_it_to_every_display() {
    assert_eq!(naive_server(&query("id", ID, SIGNATURE)), Some(Data::OfOneDisplay));
    assert_eq!(naive_server(&query("cid", ID, SIGNATURE)), Some(Data::OfTheWholeCompany));
}

#[test]
fn a_server_that_looks_the_id_up_gives_the_same_under_both_names() {
    let signature = sign(KEY, COMPANY, PRODUCT_CODE, EXPIRY);
    for name in ["id", "cid"] {
        assert_eq!(careful_server(&query(name, ID, SIGNATURE)), Some(Data::OfOneDisplay));
        let company = query(name, COMPANY, &signature);
        assert_eq!(careful_server(&company), Some(Data::OfTheWholeCompany));
    }
}

#[test]
fn both_names_at_once_are_malformed() {
    let query = format!("cid={COMPANY}&{}", query("id", ID, SIGNATURE));
    // The naive verifier hashes the one that comes last and looks for the other.
    assert_eq!(naive_server(&query), Some(Data::OfTheWholeCompany));
    let verdict = verifier().verify_at(&Request::from_query(&query), now());
    assert_eq!(verdict, malformed(Field::Id, Problem::BothNames));
}

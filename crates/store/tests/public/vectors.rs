//! Requests and answers that another implementation made, byte for byte, and the records that they leave.

use crate::shop::Shop;
use serde::Deserialize;
use serde_json::Value;
use std::{collections::HashMap, fs, path::Path};
use store_auth_store::model::{Millis, Paid, Usage};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vectors {
    number_of_tests: usize,
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    catalogue: Value,
    tests: Vec<Case>,
    usage: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    tc_id: u32,
    now: Millis,
    get: String,
    status: u16,
    content_type: String,
    body: String,
}

/// A record of usage by names.
#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Record {
    at: Millis,
    company: String,
    display: Option<String>,
    product: String,
    standing: String,
}

fn vectors() -> Vectors {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/store.json");
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[tokio::test]
async fn each_request_has_its_answer_and_leaves_its_record() {
    let Vectors { number_of_tests, groups } = vectors();
    let mut compared = 0;
    for group in groups {
        let begins = group.tests[0].now;
        let shop = Shop::at(&group.catalogue, begins).await;
        for case in &group.tests {
            shop.set_clock(case.now);
            let answer = shop.get(&case.get).await;
            let found = (answer.status, answer.header("content-type").unwrap(), answer.body());
            let expected = (case.status, &*case.content_type, &*case.body);
            assert_eq!(found, expected, "{} {}", case.tc_id, case.get);
            compared += 1;
        }
        let mut left = records(&shop).await;
        let mut expected = group.usage;
        left.sort();
        expected.sort();
        assert_eq!(left, expected);
    }
    assert_eq!(compared, number_of_tests);
}

async fn records(shop: &Shop) -> Vec<Record> {
    let usage = shop.usage().await;
    let catalogue = shop.store.catalogue();
    let displays: HashMap<_, _> = catalogue
        .displays_after(None)
        .map(|(id, display)| (display.number, id.to_string()))
        .collect();
    let record = |Usage { at, company, display, product, paid, .. }: Usage| Record {
        at,
        company: catalogue.company_numbered(company).unwrap().id.to_string(),
        display: display.map(|number| displays[&number].clone()),
        product: catalogue.product_numbered(product).unwrap().code.to_string(),
        standing: match paid {
            Paid::Free => "free",
            Paid::Trial => "trial",
            Paid::Subscribed(_) => "subscribed",
        }
        .to_owned(),
    };
    usage.into_iter().map(record).collect()
}

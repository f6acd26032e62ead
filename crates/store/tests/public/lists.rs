//! What companies and displays have of products.

use crate::shop::{
    COMPANY, DISPLAY, DISPLAY_OF_SUSPENDED, FREE, SOLD, SUSPENDED, Shop, TRIED, UNKNOWN, UNSOLD,
    WITHDRAWN, stock,
};
use serde_json::json;
use store_auth_store::public::{CallLimits, ClientAddress};

/// An entry by company, or by display where there is one.
fn entry(product: &str, display: Option<&str>, status: &str, trial_period: u32) -> String {
    let display = display.map_or(String::new(), |id| format!(r#""displayId":"{id}","#));
    format!(
        r#"{{"pc":"{product}",{display}"status":"{status}","expiry":null,"trialPeriod":{trial_period}}}"#
    )
}

#[tokio::test]
async fn a_company_gets_an_entry_for_each_code_in_the_order_asked() {
    let shop = Shop::open().await;
    let asked = [
        (TRIED, "Not Subscribed", 14),
        (SOLD, "Subscribed", 0),
        (UNKNOWN, "Product Not Found", 0),
        (FREE, "Free", 0),
        (SOLD, "Subscribed", 0),
        (UNSOLD, "Not Subscribed", 0),
        (WITHDRAWN, "Product Not Found", 0),
        ("", "Product Not Found", 0),
        ("a b", "Product Not Found", 0),
    ];
    let codes = asked.map(|(code, ..)| code.replace(' ', "%20"));
    let entries = asked.map(|(code, status, days)| entry(code, None, status, days));
    let body = format!("[{}]", entries.join(","));
    for comma in [",", "%2C", "%2c", "&pc="] {
        // An empty value counts as absent, so in parts there is none.
        let (codes, body) = match comma {
            "&pc=" => (codes[..7].join(comma), format!("[{}]", entries[..7].join(","))),
            _ => (codes.join(comma), body.clone()),
        };
        let target = format!("/v1/company/{COMPANY}/product/status?_=1&pc={codes}");
        shop.get(&target).await.assert_is(200, &body);
    }
}

#[tokio::test]
async fn a_product_has_an_entry_for_each_display_in_the_order_asked() {
    let shop = Shop::open().await;
    let asked = [
        ("OLD-1", "Not Subscribed", 14),
        (DISPLAY_OF_SUSPENDED, "Suspended", 0),
        ("preview", "Company Not Found", 0),
        (DISPLAY, "Not Subscribed", 14),
        (DISPLAY, "Not Subscribed", 14),
    ];
    let ids = asked.map(|(id, ..)| id).join(",");
    let entries = asked.map(|(id, status, days)| entry(TRIED, Some(id), status, days));
    let target = format!("/v1/product/{TRIED}/status?displayIds={ids}");
    shop.get(&target).await.assert_is(200, &format!("[{}]", entries.join(",")));
}

#[tokio::test]
async fn a_missing_list_is_one_empty_thing() {
    let shop = Shop::open().await;
    for query in ["", "?", "?pc=", "?pc", "?displayIds=", "?callback="] {
        let target = format!("/v1/company/{COMPANY}/product/status{query}");
        let expected = format!("[{}]", entry("", None, "Product Not Found", 0));
        shop.get(&target).await.assert_is(200, &expected);
        let target = format!("/v1/product/{FREE}/status{query}");
        let expected = format!("[{}]", entry(FREE, Some(""), "Company Not Found", 0));
        shop.get(&target).await.assert_is(200, &expected);
    }
}

#[tokio::test]
async fn a_list_ends_with_its_last_whole_entry_below_a_mebibyte() {
    let shop = Shop::open().await;
    let (long, things) = ("A".repeat(16_000), ",".repeat(16_000));
    for (target, entry) in [
        (
            format!("/v1/product/{long}/status?displayIds={things}"),
            entry(&long, Some(""), "Product Not Found", 0),
        ),
        (
            format!("/v1/company/{COMPANY}/product/status?pc={things}"),
            entry("", None, "Product Not Found", 0),
        ),
    ] {
        let most = ((1 << 20) - "[]".len() + ",".len()) / (entry.len() + ",".len());
        let entries = vec![entry; most.min(16_001)];
        shop.get(&target).await.assert_is(200, &format!("[{}]", entries.join(",")));
    }
}

#[tokio::test]
async fn a_list_is_a_mebibyte_and_not_a_byte_more() {
    let shop = Shop::open().await;
    let around = entry("", Some(""), "Product Not Found", 0).len();
    for (count, entry_length, longest) in [(75, 13_980, 75), (64, 16_383, 63)] {
        // Brackets, and commas between.
        let length = count * (entry_length + 1) + 1;
        assert_eq!(length, (1 << 20) + usize::from(longest < count));
        let product = "A".repeat(entry_length - around);
        let target = format!("/v1/product/{product}/status?displayIds={}", ",".repeat(count - 1));
        let entries = vec![entry(&product, Some(""), "Product Not Found", 0); longest];
        shop.get(&target).await.assert_is(200, &format!("[{}]", entries.join(",")));
    }
}

#[tokio::test]
async fn a_list_of_as_many_ids_as_a_target_takes_is_whole() {
    let shop = Shop::open().await;
    let ids: Vec<String> = (0..5000).map(|number| format!("S56PSA4{number:05}")).collect();
    let target = format!("/v1/product/{FREE}/status?displayIds={}", ids.join(","));
    let entries: Vec<String> =
        ids.iter().map(|id| entry(FREE, Some(id), "Company Not Found", 0)).collect();
    shop.get(&target).await.assert_is(200, &format!("[{}]", entries.join(",")));
}

#[tokio::test]
async fn the_product_is_looked_for_before_the_company() {
    let shop = Shop::open().await;
    for (company, status) in [("undefined", "Company Not Found"), (SUSPENDED, "Suspended")] {
        let target = format!("/v1/company/{company}/product/status?pc={UNKNOWN},{FREE}");
        let entries = [entry(UNKNOWN, None, "Product Not Found", 0), entry(FREE, None, status, 0)];
        shop.get(&target).await.assert_is(200, &format!("[{}]", entries.join(",")));
    }
}

#[tokio::test]
async fn what_ends_says_when() {
    for (status, name, at) in [
        ("On Trial", "trialEnds", "2027-02-09T09:44:34.531Z"),
        ("Cancelled", "paidUntil", "2027-02-09T09:44:34.531Z"),
        ("Cancelled", "paidUntil", "2026-02-09T09:44:34.531Z"),
    ] {
        let mut stock = stock();
        stock["subscriptions"] = json!([{"company": COMPANY, "product": SOLD, "status": status, "plan": "display", name: at}]);
        let shop = Shop::with(&stock, &CallLimits::lifted(), ClientAddress::default()).await;
        let java = at.replace("531Z", "034+0000");
        shop.get(&format!("/v1/company/{COMPANY}/product/status?pc={SOLD}")).await.assert_is(
            200,
            &format!(
                r#"[{{"pc":"{SOLD}","status":"{status}","expiry":"{java}","trialPeriod":0}}]"#
            ),
        );
    }
}

#[tokio::test]
async fn lists_leave_no_record() {
    let shop = Shop::open().await;
    shop.get(&format!("/v1/company/{COMPANY}/product/status?pc={SOLD}")).await;
    shop.get(&format!("/v1/product/{SOLD}/status?displayIds={DISPLAY}")).await;
    assert_eq!(shop.usage().await, []);
}

#[tokio::test]
async fn what_was_asked_for_comes_back_as_json_whatever_it_is() {
    let shop = Shop::open().await;
    let asked = "%22%5C%3C/script%3E%0A%00%E2%80%A8%ff%C3%A9";
    let target = format!("/v1/company/{COMPANY}/product/status?pc={asked}");
    let answer = shop.get(&format!("{target}&callback=f")).await;
    let json = answer.body().strip_prefix("f(").unwrap().strip_suffix(");").unwrap();
    assert!(!json.contains(['\n', '\0', '\u{2028}']), "{json}");
    let entries: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(entries[0]["pc"], "\"\\</script>\n\0\u{2028}\u{fffd}é");
}

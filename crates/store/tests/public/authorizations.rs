//! Who is authorized, and what is recorded of it.

use crate::shop::{COMPANY, DISPLAY, FREE, NOW, SOLD, SUSPENDED, Shop, TRIED, stock};
use serde_json::json;
use store_auth_store::{
    model::{
        Company, CompanyNumber, DisplayNumber, Edit, Millis, Paid, Plan, ProductNumber, Purchase,
        Subscription, Trial, Usage,
    },
    public::{CallLimits, ClientAddress},
};
use tokio::select;

/// The last millisecond of the usual second, and the whole second a day later.
const UNTIL: Millis = Millis(1_800_086_400_000);

fn usage(product: u32, display: Option<u32>, paid: Paid) -> Usage {
    Usage {
        at: NOW,
        company: CompanyNumber(1),
        display: display.map(DisplayNumber),
        product: ProductNumber(product),
        paid,
        until: UNTIL,
    }
}

#[tokio::test]
async fn each_authorization_is_recorded_with_who_got_it_and_how_it_is_paid() {
    let shop = Shop::open().await;
    for query in [
        format!("id={DISPLAY}&pc={FREE}"),
        format!("id={DISPLAY}&pc={SOLD}"),
        format!("cid={COMPANY}&pc={SOLD}"),
        format!("id=OLD-1&pc={TRIED}"),
    ] {
        assert!(shop.get(&format!("/v1/widget/auth?{query}")).await.is_authorized(), "{query}");
    }
    let subscribed = Paid::Subscribed(Plan::Display);
    let expected = [
        usage(1, Some(1), Paid::Free),
        usage(2, Some(1), subscribed),
        usage(2, None, subscribed),
        usage(3, Some(2), Paid::Trial),
    ];
    let recorded = shop.usage().await;
    assert_eq!(recorded.len(), expected.len());
    for usage in expected {
        assert!(recorded.contains(&usage), "{usage:?} is none of {recorded:?}");
    }
    for (standing, count) in [("free", "1"), ("subscribed", "2"), ("trial", "1")] {
        let metric = format!("authorizations_total{{standing=\"{standing}\"}}");
        assert_eq!(shop.metric(&metric).as_deref(), Some(count), "{standing}");
    }
}

#[tokio::test]
async fn every_call_is_recorded() {
    let shop = Shop::open().await;
    for _ in 0..3 {
        shop.get(&format!("/v1/widget/auth?id={DISPLAY}&pc={FREE}")).await;
    }
    assert_eq!(shop.usage().await, [usage(1, Some(1), Paid::Free); 3]);
}

#[tokio::test]
async fn an_end_is_the_last_millisecond_that_is_authorized() {
    let shop = Shop::open().await;
    let ends = Millis(NOW.0 + 5000);
    let of = |subscription| Edit::Subscription {
        company: CompanyNumber(1),
        product: ProductNumber(3),
        subscription: Some(subscription),
    };
    let trial = Trial { from: NOW, to: ends };
    let on_trial = Subscription { trial: Some(trial), ..Subscription::default() };
    let purchase = Purchase::Cancelled { paid_until: ends };
    let cancelled = Subscription { purchase, plan: Some(Plan::Company), ..on_trial };
    for subscription in [on_trial, cancelled] {
        shop.change(vec![of(subscription)]).await;
        for (now, is_authorized) in [(NOW, true), (ends, true), (Millis(ends.0 + 1), false)] {
            shop.set_clock(now);
            let answer = shop.get(&format!("/v1/widget/auth?id={DISPLAY}&pc={TRIED}")).await;
            assert_eq!(answer.is_authorized(), is_authorized, "{subscription:?} {now:?}");
        }
    }
}

#[tokio::test]
async fn an_authorization_holds_for_a_day_however_soon_a_trial_ends() {
    let subscription = json!([{"company": COMPANY, "product": SOLD, "status": "On Trial",
        "plan": "display", "trialEnds": "2027-01-15T08:00:01Z"}]);
    let mut stock = stock();
    stock["subscriptions"] = subscription;
    let shop = Shop::with(&stock, &CallLimits::lifted(), ClientAddress::default()).await;
    let answer = shop.get(&format!("/v1/widget/auth?id={DISPLAY}&pc={SOLD}")).await;
    assert!(answer.body().contains(r#""expiry":"2027-01-16T08:00:00.000+0000""#), "{answer:?}");
}

#[tokio::test]
async fn a_display_that_was_removed_is_not_found() {
    let shop = Shop::open().await;
    let id = DISPLAY.parse().unwrap();
    shop.change(vec![Edit::Display { number: DisplayNumber(1), id, company: None }]).await;
    let answer = shop.get(&format!("/v1/widget/auth?id={DISPLAY}&pc={FREE}")).await;
    answer.assert_denied("Display not found.");
}

#[tokio::test]
async fn nor_is_a_company_that_was_removed_or_its_display() {
    let shop = Shop::open().await;
    let mut company =
        Company::clone(shop.store.catalogue().company_numbered(CompanyNumber(1)).unwrap());
    company.removed = true;
    shop.change(vec![Edit::Company(company)]).await;
    for (who, message) in [
        (format!("cid={COMPANY}"), "Company not found."),
        (format!("id={DISPLAY}"), "Display not found."),
    ] {
        shop.get(&format!("/v1/widget/auth?{who}&pc={FREE}")).await.assert_denied(message);
    }
}

/// Displays move to another company, which gets what the one had, again and again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_denied_while_a_large_change_is_made_that_denies_nobody() {
    let mut stock = stock();
    let ids: Vec<String> = (0..2500).map(|number| format!("MOVED{number}")).collect();
    stock["companies"][0]["displays"] = json!(ids);
    stock["companies"][1] = json!({"id": SUSPENDED, "name": "Two", "displays": []});
    let shop = Shop::at(&stock, NOW).await;
    let product = ProductNumber(2);
    let had = shop.store.catalogue().subscription(CompanyNumber(1), product).copied();
    assert!(had.is_some());
    let changes = async {
        for (from, to) in [(1, 2), (2, 1)].into_iter().cycle().take(6) {
            let number = |id: &String| shop.store.catalogue().display(id).unwrap().number;
            let moved = |id: &String| Edit::Display {
                number: number(id),
                id: id.parse().unwrap(),
                company: Some(CompanyNumber(to)),
            };
            let mut edits: Vec<Edit> = ids.iter().map(moved).collect();
            for (company, subscription) in [(to, had), (from, None)] {
                let company = CompanyNumber(company);
                edits.push(Edit::Subscription { company, product, subscription });
            }
            shop.change(edits).await;
        }
    };
    let calls = async {
        for id in ids.iter().cycle() {
            for query in ["", "&startTrial=false"] {
                let target = format!("/v1/widget/auth?id={id}&pc={SOLD}{query}");
                let answer = shop.get(&target).await;
                // What cannot be recorded in time is no denial.
                let is_late = answer.status == 503;
                assert!(answer.is_authorized() || is_late, "{id}: {}", answer.body());
            }
        }
    };
    select! {
        () = changes => {}
        () = calls => {}
    }
}

//! What a month costs, and how it is written.

mod util;

use serde_json::{Value, json};
use store_auth_store::{
    Catalogue,
    billing::{Bill, BillError, BillFormat, Filter, Month, Tally, UsageExport, UsageFormat},
    model::{CompanyNumber, DisplayNumber, Millis, Paid, Plan, ProductNumber, Usage},
};
use util::{COMPANY, LIFETIME, PRODUCT, begins, empty, groups, import_at, imported};

const OTHER_PRODUCT: &str = "5c822a51a987df46e453150037e0fc1ac056cfbb";

fn at(instant: &str) -> Millis {
    serde_json::from_value(instant.into()).unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// A company with the displays A to D, and a product with prices.
fn store(prices: &Value) -> Catalogue {
    let document = json!({
        "products": [
            {"code": PRODUCT, "name": "Weather", "trialDays": 14, "prices": prices},
            {"code": OTHER_PRODUCT, "name": "News", "free": true},
        ],
        "companies": [{"id": COMPANY, "name": "Acme", "displays": ["A", "B", "C", "D"]}],
    });
    imported(&document.to_string())
}

fn by_display_and_company() -> Catalogue {
    store(&json!([{"plan": "display", "amount": 100, "currency": "USD"},
                  {"plan": "company", "amount": 1000, "currency": "EUR"}]))
}

const BY_DISPLAY: Paid = Paid::Subscribed(Plan::Display);
const BY_COMPANY: Paid = Paid::Subscribed(Plan::Company);

/// A record of the company, on a display or none.
fn usage(catalogue: &Catalogue, product: &str, display: Option<&str>, paid: Paid) -> Usage {
    let at = at("2026-11-15T00:00:00Z");
    Usage {
        at,
        company: catalogue.company(COMPANY).unwrap().number,
        display: display.map(|id| catalogue.display(id).unwrap().number),
        product: catalogue.product(product).unwrap().number,
        paid,
        until: at.plus(LIFETIME),
    }
}

fn bill(catalogue: &Catalogue, records: &[Usage]) -> Bill {
    let mut tally = Tally::new(month("2026-11"), Filter::default());
    for usage in records {
        tally.add(usage);
    }
    tally.bill(catalogue).unwrap()
}

fn json_of(bill: &Bill) -> Value {
    serde_json::from_str(&written(bill, BillFormat::Json)).unwrap()
}

fn written(bill: &Bill, format: BillFormat) -> String {
    let mut text = Vec::new();
    bill.write(format, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

#[test]
fn the_bills_of_the_vectors_come_out() {
    let mut lines = 0;
    for group in groups() {
        let mut catalogue = empty();
        import_at(&mut catalogue, &group["catalogue"].to_string(), begins(&group));
        let records: Vec<_> = group["usage"]
            .as_array()
            .unwrap()
            .iter()
            .map(|record| recorded(&catalogue, record))
            .collect();
        let expected = group["bill"].as_array().unwrap();
        let mut months: Vec<_> =
            expected.iter().map(|line| line["month"].as_str().unwrap().to_owned()).collect();
        months.dedup();
        let mut found = Vec::new();
        for text in months {
            let mut tally = Tally::new(month(&text), Filter::default());
            for usage in &records {
                tally.add(usage);
            }
            found.extend(json_of(&tally.bill(&catalogue).unwrap()).as_array().unwrap().clone());
        }
        for line in &mut found {
            let currency = line.as_object_mut().unwrap().remove("currency");
            assert_eq!(currency.is_some(), line["amount"] != 0);
        }
        assert_eq!(&found, expected);
        lines += found.len();
    }
    assert_eq!(lines, 137);
}

fn recorded(catalogue: &Catalogue, record: &Value) -> Usage {
    let company = catalogue.company(record["company"].as_str().unwrap()).unwrap().number;
    let product = catalogue.product(record["product"].as_str().unwrap()).unwrap().number;
    let at = at(record["at"].as_str().unwrap());
    let plan = || catalogue.subscription(company, product).unwrap().plan.unwrap();
    Usage {
        at,
        company,
        display: record["display"].as_str().map(|id| catalogue.display(id).unwrap().number),
        product,
        paid: match record["standing"].as_str().unwrap() {
            "free" => Paid::Free,
            "trial" => Paid::Trial,
            _ => Paid::Subscribed(plan()),
        },
        until: at.plus(LIFETIME),
    }
}

#[test]
fn calling_twice_costs_once() {
    let catalogue = by_display_and_company();
    let a = usage(&catalogue, PRODUCT, Some("A"), BY_DISPLAY);
    let b = usage(&catalogue, PRODUCT, Some("B"), BY_DISPLAY);
    let bill = bill(&catalogue, &[a, b, a, a]);
    let [line] = bill.lines() else { panic!("expected one line") };
    assert_eq!((line.displays, line.calls, line.amount), (2, 4, 200));
}

#[test]
fn by_company_the_price_comes_once() {
    let catalogue = by_display_and_company();
    let a = usage(&catalogue, PRODUCT, Some("A"), BY_COMPANY);
    let all = usage(&catalogue, PRODUCT, None, BY_COMPANY);
    let bill = bill(&catalogue, &[a, all]);
    let [line] = bill.lines() else { panic!("expected one line") };
    assert_eq!((line.displays, line.company_calls, line.amount), (1, 1, 1000));
}

#[test]
fn by_display_calls_of_a_company_cost_nothing() {
    let catalogue = by_display_and_company();
    let bill = bill(&catalogue, &[usage(&catalogue, PRODUCT, None, BY_DISPLAY)]);
    let [line] = bill.lines() else { panic!("expected one line") };
    assert_eq!((line.company_calls, line.amount, line.currency), (1, 0, None));
}

#[test]
fn each_of_two_plans_in_a_month_has_its_line() {
    let catalogue = by_display_and_company();
    let records = [
        usage(&catalogue, PRODUCT, Some("A"), Paid::Trial),
        usage(&catalogue, PRODUCT, Some("A"), BY_COMPANY),
        usage(&catalogue, PRODUCT, Some("A"), BY_DISPLAY),
    ];
    let bill = bill(&catalogue, &records);
    let found: Vec<_> = bill.lines().iter().map(|it| (it.plan, it.calls, it.amount)).collect();
    assert_eq!(found, [(Some(Plan::Display), 2, 100), (Some(Plan::Company), 1, 1000)]);
}

#[test]
fn a_month_is_its_instants_and_no_other() {
    let catalogue = by_display_and_company();
    let on = |display, instant| Usage {
        at: at(instant),
        ..usage(&catalogue, PRODUCT, Some(display), BY_DISPLAY)
    };
    let records = [
        on("A", "2026-10-31T23:59:59.999Z"),
        on("B", "2026-11-01T00:00:00.000Z"),
        on("C", "2026-11-30T23:59:59.999Z"),
        on("D", "2026-12-01T00:00:00.000Z"),
    ];
    assert_eq!(bill(&catalogue, &records).lines()[0].calls, 2);
}

#[test]
fn the_price_is_the_one_in_force_when_the_month_began() {
    let price = |amount, since| json!({"plan": "display", "amount": amount, "currency": "USD", "since": since});
    let charged = |prices: Value| {
        let catalogue = store(&prices);
        let bill = bill(&catalogue, &[usage(&catalogue, PRODUCT, Some("A"), BY_DISPLAY)]);
        (bill.lines()[0].amount, bill.lines()[0].currency.is_some())
    };
    let (before, first, within) =
        ("2026-10-31T23:59:59.999Z", "2026-11-01T00:00:00.000Z", "2026-11-02T00:00:00.000Z");
    assert_eq!(charged(json!([price(1, before), price(2, first), price(3, within)])), (2, true));
    // None was: the first one within the month.
    let last = "2026-11-30T00:00:00.000Z";
    assert_eq!(charged(json!([price(3, within), price(4, last)])), (3, true));
    // Sold no more by then: the last one before.
    let end = json!({"plan": "display", "amount": null, "currency": "USD", "since": first});
    assert_eq!(charged(json!([price(1, before), end, price(3, within)])), (1, true));
    // None before the end of the month.
    assert_eq!(charged(json!([price(1, "2026-12-01T00:00:00.000Z")])), (0, false));
}

#[test]
fn an_amount_with_too_many_digits_is_an_error() {
    let mut catalogue = store(
        &json!([{"plan": "display", "amount": 9_007_199_254_740_991_u64, "currency": "USD"}]),
    );
    let displays: Vec<_> = (0..2049).map(|number| format!("N{number}")).collect();
    let document = json!({"companies": [{"id": COMPANY, "displays": displays}]});
    util::import(&mut catalogue, &document.to_string());
    let mut tally = Tally::new(month("2026-11"), Filter::default());
    for display in &displays {
        tally.add(&usage(&catalogue, PRODUCT, Some(display), BY_DISPLAY));
    }
    let error = tally.bill(&catalogue).unwrap_err();
    assert_eq!(
        error,
        BillError::Overflow { company: COMPANY.to_owned(), product: PRODUCT.to_owned() }
    );
}

#[test]
fn a_record_of_nobody_is_an_error() {
    let mut tally = Tally::new(month("2026-11"), Filter::default());
    tally.add(&Usage {
        at: at("2026-11-15T00:00:00Z"),
        company: CompanyNumber(7),
        display: Some(DisplayNumber(7)),
        product: ProductNumber(8),
        paid: Paid::Free,
        until: Millis(0),
    });
    let found = tally.bill(&empty()).unwrap_err();
    assert_eq!(found, BillError::Unknown { company: 7, product: 8 });
}

#[test]
fn a_filter_admits_one_product() {
    let catalogue = by_display_and_company();
    let product = Some(catalogue.product(OTHER_PRODUCT).unwrap().number);
    let mut tally = Tally::new(month("2026-11"), Filter { product, ..Filter::default() });
    tally.add(&usage(&catalogue, PRODUCT, Some("A"), BY_DISPLAY));
    tally.add(&usage(&catalogue, OTHER_PRODUCT, Some("A"), Paid::Free));
    let bill = tally.bill(&catalogue).unwrap();
    assert_eq!(bill.lines().len(), 1);
    assert_eq!(bill.lines()[0].product.as_str(), OTHER_PRODUCT);
}

#[test]
fn a_filter_admits_what_is_of_its_company_and_of_its_product() {
    let catalogue = by_display_and_company();
    let usage = usage(&catalogue, PRODUCT, Some("A"), BY_DISPLAY);
    let (company, product) = (Some(usage.company), Some(usage.product));
    let (other_company, other_product) = (Some(CompanyNumber(9)), Some(ProductNumber(9)));
    for (company, product, is_admitted) in [
        (None, None, true),
        (company, None, true),
        (None, product, true),
        (company, product, true),
        (other_company, None, false),
        (None, other_product, false),
        (other_company, product, false),
        (company, other_product, false),
    ] {
        let filter = Filter { company, product };
        assert_eq!(filter.admits(&usage), is_admitted, "{filter:?}");
    }
}

/// A bill with each kind of line.
fn mixed() -> Bill {
    let catalogue = by_display_and_company();
    let records = [
        usage(&catalogue, PRODUCT, Some("A"), BY_DISPLAY),
        usage(&catalogue, PRODUCT, None, BY_DISPLAY),
        usage(&catalogue, OTHER_PRODUCT, Some("A"), Paid::Free),
    ];
    bill(&catalogue, &records)
}

#[test]
fn a_bill_is_json() {
    let expected = format!(
        "[\n{{\"month\":\"2026-11\",\"company\":\"{COMPANY}\",\"product\":\"{PRODUCT}\",\"plan\":\"display\",\
         \"displays\":1,\"calls\":2,\"companyCalls\":1,\"unpaidCalls\":0,\"amount\":100,\"currency\":\"USD\"}},\n\
         {{\"month\":\"2026-11\",\"company\":\"{COMPANY}\",\"product\":\"{OTHER_PRODUCT}\",\"plan\":null,\
         \"displays\":0,\"calls\":1,\"companyCalls\":0,\"unpaidCalls\":1,\"amount\":0}}\n]\n"
    );
    assert_eq!(written(&mixed(), BillFormat::Json), expected);
    assert_eq!(written(&bill(&empty(), &[]), BillFormat::Json), "[]\n");
}

#[test]
fn a_bill_is_csv() {
    let expected = format!(
        "month,company,product,plan,displays,calls,companyCalls,unpaidCalls,amount,currency\n\
         2026-11,{COMPANY},{PRODUCT},display,1,2,1,0,100,USD\n\
         2026-11,{COMPANY},{OTHER_PRODUCT},,0,1,0,1,0,\n"
    );
    assert_eq!(written(&mixed(), BillFormat::Csv), expected);
}

#[test]
fn a_bill_is_a_table_with_sums() {
    let (wide, product) = (36, 40);
    let expected = format!(
        "month    {:wide$}  {:product$}  plan     displays  calls  companyCalls  unpaidCalls  amount  currency\n\
         2026-11  {COMPANY}  {PRODUCT}  display         1      2             1            0     100  USD\n\
         2026-11  {COMPANY}  {OTHER_PRODUCT}                  0      1             0            1       0\n\
         total: 100 USD in minor units\n\
         1 with companyCalls by display: they name no display, and cost nothing\n",
        "company", "product"
    );
    assert_eq!(written(&mixed(), BillFormat::Text), expected);
}

#[test]
fn usage_is_written_a_line_for_each_record() {
    let catalogue = by_display_and_company();
    let records = [
        usage(&catalogue, PRODUCT, Some("A"), BY_DISPLAY),
        usage(&catalogue, PRODUCT, None, Paid::Trial),
    ];
    let written = |format| {
        let mut export = UsageExport::new(format, Filter::default());
        let mut text = Vec::new();
        export.start(&mut text).unwrap();
        for record in records {
            export.write(&catalogue, &[record], &mut text).unwrap();
        }
        String::from_utf8(text).unwrap()
    };
    let (at, until) = ("2026-11-15T00:00:00.000Z", "2026-11-16T00:00:00.000Z");
    assert_eq!(
        written(UsageFormat::Csv),
        format!(
            "at,company,display,product,standing,plan,until\n\
             {at},{COMPANY},A,{PRODUCT},subscribed,display,{until}\n\
             {at},{COMPANY},,{PRODUCT},trial,,{until}\n"
        )
    );
    assert_eq!(
        written(UsageFormat::Ndjson),
        format!(
            "{{\"at\":\"{at}\",\"company\":\"{COMPANY}\",\"display\":\"A\",\"product\":\"{PRODUCT}\",\
             \"standing\":\"subscribed\",\"plan\":\"display\",\"until\":\"{until}\"}}\n\
             {{\"at\":\"{at}\",\"company\":\"{COMPANY}\",\"display\":null,\"product\":\"{PRODUCT}\",\
             \"standing\":\"trial\",\"plan\":null,\"until\":\"{until}\"}}\n"
        )
    );
}

#[test]
fn a_display_with_a_comma_is_quoted_in_csv() {
    let mut catalogue = by_display_and_company();
    let document = json!({"companies": [{"id": COMPANY, "displays": ["a,\"b"]}]});
    util::import(&mut catalogue, &document.to_string());
    let record = usage(&catalogue, PRODUCT, Some("a,\"b"), BY_DISPLAY);
    let mut text = Vec::new();
    UsageExport::new(UsageFormat::Csv, Filter::default())
        .write(&catalogue, &[record], &mut text)
        .unwrap();
    assert!(String::from_utf8(text).unwrap().contains(&format!("{COMPANY},\"a,\"\"b\",{PRODUCT}")));
}

#[test]
fn a_month_is_four_digits_and_two() {
    for text in ["2026-1", "2026-13", "2026-00", "26-11", "2026-11-01", "+026-11", "2026/11", ""] {
        assert_eq!(
            text.parse::<Month>().unwrap_err().to_string(),
            "expected a month such as 2026-11"
        );
    }
    assert_eq!(month("2026-02").to_string(), "2026-02");
}

#[test]
fn only_lines_by_display_with_calls_that_name_none_are_marked() {
    let catalogue = by_display_and_company();
    for (display, paid, is_marked) in [
        (Some("A"), BY_DISPLAY, false),
        (None, BY_DISPLAY, true),
        (Some("A"), BY_COMPANY, false),
        (None, BY_COMPANY, false),
    ] {
        let bill = bill(&catalogue, &[usage(&catalogue, PRODUCT, display, paid)]);
        let text = written(&bill, BillFormat::Text);
        assert_eq!(text.contains("1 with companyCalls by display"), is_marked, "{text}");
    }
}

#[test]
fn formats_go_by_their_names() {
    for (name, format) in
        [("text", BillFormat::Text), ("json", BillFormat::Json), ("csv", BillFormat::Csv)]
    {
        assert_eq!(name.parse(), Ok(format));
    }
    for (name, format) in [("csv", UsageFormat::Csv), ("ndjson", UsageFormat::Ndjson)] {
        assert_eq!(name.parse(), Ok(format));
    }
    assert_eq!("CSV".parse::<BillFormat>(), Err("expected `text`, `json` or `csv`"));
    assert_eq!("json".parse::<UsageFormat>(), Err("expected `csv` or `ndjson`"));
}

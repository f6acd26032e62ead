//! The form of a product: what stands in it, and what is asked for by what was typed.

use crate::{
    console::{
        asking::{Refused, Reply},
        forms::{Form, Kind},
        parts::text,
        visit::Visit,
    },
    model::Millis,
    page::Fields,
};
use http::{Method, StatusCode};
use maud::{Markup, html};
use serde_json::{Value, json};

pub(super) const PLANS: [&str; 2] = ["display", "company"];
const NAMES: [&str; 10] = [
    "name",
    "shortDescription",
    "longDescription",
    "icon",
    "image",
    "vendor.name",
    "vendor.website",
    "vendor.contactEmail",
    "trialDays",
    "free",
];

/// The price of a plan that is in force.
pub(super) fn price_now<'a>(
    product: &'a Value,
    plan: &str,
    now: Millis,
) -> Option<(i128, &'a str)> {
    let now = now.to_string();
    let of_plan = product["prices"].as_array()?.iter().rfind(|price| {
        // Instants that are written alike are in the order of their texts.
        price["plan"] == plan && text(price, "since") <= now.as_str()
    });
    let price = of_plan?;
    Some((price["amount"].as_i64()?.into(), text(price, "currency")))
}

/// The fields of what a product is to be; nothing, for one that is to be added.
pub(super) fn inputs(form: &Form<'_>, product: &Value) -> Markup {
    let now = form.visit.console.store.clock().now();
    html! {
        // What was in force when the form was made: which prices change does not depend on when it is sent, or how often.
        @for plan in PLANS {
            @if let Some((amount, currency)) = price_now(product, plan, now) {
                input type="hidden" name=(was(plan)) value=(format!("{amount} {currency}"));
            }
        }
        input type="hidden" name=(was("currency")) value=(currency_now(product, now));
        fieldset {
            legend { "What it is" }
            (form.text(Kind::Required, "name", "Name", "Up to 200 characters."))
            (form.text(Kind::Text, "shortDescription", "Short description", "Up to 500 characters on one line."))
            (form.area("longDescription", "Long description", "Up to 20000 characters."))
            (form.text(Kind::Url, "icon", "URL of an icon", ""))
            (form.text(Kind::Url, "image", "URL of an image", ""))
        }
        fieldset {
            legend { "Who makes it" }
            (form.text(Kind::Text, "vendor.name", "Vendor", ""))
            (form.text(Kind::Url, "vendor.website", "Website", ""))
            (form.text(Kind::Email, "vendor.contactEmail", "Contact e-mail", ""))
        }
        fieldset {
            legend { "What it costs" }
            (prices(form))
            (form.text(Kind::Instant, "since", "A new price is in force from (UTC)", "Empty: at once."))
            (trial(form))
        }
    }
}

/// Whether it is free, and what it costs for each plan.
pub(super) fn prices(form: &Form<'_>) -> Markup {
    html! {
        (form.check("free", "true", "Free: everybody may use it for nothing"))
        (form.text(Kind::Number, "price.display", "Price for each display and month", "In minor units of the currency: 250 is 2.50 USD. Empty: not sold by display."))
        (form.text(Kind::Number, "price.company", "Price for each company and month", "In minor units. Empty: not sold by company."))
        (form.text(Kind::Text, "currency", "Currency", "Three capital letters, such as USD."))
    }
}

/// For how long it can be tried.
pub(super) fn trial(form: &Form<'_>) -> Markup {
    form.text(Kind::Number, "trialDays", "Days of trial", "Up to 3650; 0 or empty for none.")
}

pub(super) fn fields_of(product: &Value, now: Millis) -> Fields {
    let mut fields = Fields::of(product, &NAMES);
    for plan in PLANS {
        if let Some((amount, _)) = price_now(product, plan, now) {
            fields = fields.with(&format!("price.{plan}"), amount.to_string());
        }
    }
    fields.with("currency", currency_now(product, now))
}

/// What stands in the field for the currency: that of the last plan that has a price.
fn currency_now(product: &Value, now: Millis) -> &str {
    let price = PLANS.iter().rev().find_map(|plan| price_now(product, plan, now));
    price.map_or("USD", |(_, currency)| currency)
}

fn was(name: &str) -> String {
    format!("was.{name}")
}

/// Adds or changes a product as was typed.
pub(super) async fn send(
    visit: &Visit,
    method: Method,
    path: &str,
    fields: &Fields,
) -> Result<Reply, Refused> {
    let (body, members) = given(fields);
    if members.is_empty() && !fields.get("since").is_empty() {
        let detail = "expected a price that changes then".to_owned();
        return Err(visit.refuse(StatusCode::BAD_REQUEST, detail, Some("since".to_owned())));
    }
    let sent = visit.change(method, path, Some(&body), fields).await;
    sent.map_err(|refused| named(refused, &members))
}

/// What is asked for, and which field each of its prices is of.
fn given(fields: &Fields) -> (Value, Vec<String>) {
    let (mut prices, mut members) = (Vec::new(), Vec::new());
    let currency = fields.get("currency");
    let is_kept = currency == fields.get(&was("currency"));
    for plan in PLANS {
        let name = format!("price.{plan}");
        let was = fields.get(&was(plan)).split_once(' ');
        let is = match fields.get(&name) {
            "" => None,
            // The field is one, and what stood in it may be of the other plan.
            amount => was.filter(|was| is_kept && was.0 == amount).or(Some((amount, currency))),
        };
        if is != was {
            // What ends is in the currency that it was in.
            let currency = is.or(was).map(|(_, currency)| currency);
            let is = fields.number(&name);
            let mut price = json!({"plan": plan, "amount": is, "currency": currency});
            if !fields.get("since").is_empty() {
                price["since"] = fields.instant("since");
            }
            prices.push(price);
            members.push(name);
        }
    }
    let vendor = ["name", "website", "contactEmail"]
        .map(|name| (name, fields.optional(&format!("vendor.{name}"))));
    let mut body = json!({
        "name": fields.get("name"),
        "shortDescription": fields.get("shortDescription"),
        "longDescription": fields.get("longDescription"),
        "icon": fields.optional("icon"),
        "image": fields.optional("image"),
        "free": fields.has("free", "true"),
        "prices": prices,
    });
    if !fields.get("trialDays").is_empty() {
        body["trialDays"] = fields.number("trialDays");
    }
    if vendor.iter().any(|(_, value)| !value.is_null()) {
        body["vendor"] = vendor.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        if body["vendor"]["name"].is_null() {
            body["vendor"]["name"] = "".into();
        }
    }
    (body, members)
}

/// Such as `prices[0].amount`, by the field that it was typed into.
pub(super) fn named(mut refused: Refused, members: &[String]) -> Refused {
    let field = refused.field.as_deref().and_then(|field| field.strip_prefix("prices["));
    if let Some((index, member)) = field.and_then(|rest| rest.split_once("].")) {
        let of_plan = index.parse::<usize>().ok().and_then(|index| members.get(index));
        refused.field = match member {
            "currency" | "since" => Some(member.to_owned()),
            _ => of_plan.cloned(),
        };
    }
    refused
}

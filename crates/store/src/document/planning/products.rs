//! What the products of a document make of the catalogue.

use super::{
    bought::check_bought,
    prices::put_prices,
    state::{Planning, put},
};
use crate::{
    document::{entry::ProductEntry, summary::Kind},
    model::{Edit, Product, ProductNumber},
};
use std::collections::HashMap;

const LIST: &str = "products";

/// The products that a document names, as they are after it.
pub(in crate::document) type Products<'a> = HashMap<&'a str, Product>;

pub(in crate::document) fn products<'a>(planning: &mut Planning<'a>) -> Products<'a> {
    let mut products = Products::new();
    let mut next = planning.catalogue.next_product();
    for (index, entry) in planning.document.entries.products.iter().enumerate() {
        let code = entry.code.as_str();
        if products.contains_key(code) {
            planning.mistake(LIST, index, &["code".into()], || {
                format!("product {code} is there already: expected it once")
            });
            continue;
        }
        let product = match planning.catalogue.product(code) {
            Some(before) => change(planning, index, entry, before),
            None => {
                add(planning, index, entry, next).inspect(|_| next.0 = next.0.saturating_add(1))
            }
        };
        if let Some(product) = product {
            products.insert(code, product);
        }
    }
    products
}

fn change(
    planning: &mut Planning<'_>,
    index: usize,
    entry: &ProductEntry,
    before: &Product,
) -> Option<Product> {
    let mut product = before.clone();
    let changed = set(planning, index, entry, &mut product)?;
    if let Err(wrong) = check_bought(planning.catalogue, before, &product) {
        planning.wrong(LIST, index, wrong);
        return None;
    }
    if changed.is_empty() {
        planning.summary.unchanged(Kind::Product);
    } else {
        planning.summary.changed(Kind::Product, &product.code, changed);
        planning.edits.push(Edit::Product(product.clone()));
    }
    Some(product)
}

fn add(
    planning: &mut Planning<'_>,
    index: usize,
    entry: &ProductEntry,
    number: ProductNumber,
) -> Option<Product> {
    if entry.name.is_none() {
        let problem = || "expected the member `name` for a new product".into();
        planning.mistake(LIST, index, &[], problem);
        return None;
    }
    let mut product = Product {
        number,
        code: entry.code.clone(),
        name: String::new(),
        short_description: String::new(),
        long_description: String::new(),
        icon: None,
        image: None,
        vendor: None,
        free: false,
        trial_days: 0,
        prices: Vec::new(),
        withdrawn: false,
    };
    set(planning, index, entry, &mut product)?;
    planning.summary.added(Kind::Product, &product.code);
    planning.edits.push(Edit::Product(product.clone()));
    Some(product)
}

/// The members that are otherwise; none where one is wrong.
fn set(
    planning: &mut Planning<'_>,
    index: usize,
    entry: &ProductEntry,
    product: &mut Product,
) -> Option<Vec<&'static str>> {
    let mut changed = Vec::new();
    let ProductEntry { code: _, prices, icon, image, vendor, .. } = entry;
    put(&mut product.name, entry.name.as_ref(), "name", &mut changed);
    let description = entry.short_description.as_ref();
    put(&mut product.short_description, description, "shortDescription", &mut changed);
    let description = entry.long_description.as_ref();
    put(&mut product.long_description, description, "longDescription", &mut changed);
    put(&mut product.icon, icon.is_some().then_some(icon), "icon", &mut changed);
    put(&mut product.image, image.is_some().then_some(image), "image", &mut changed);
    put(&mut product.vendor, vendor.is_some().then_some(vendor), "vendor", &mut changed);
    put(&mut product.trial_days, entry.trial_days.as_ref(), "trialDays", &mut changed);
    put(&mut product.free, entry.free.as_ref(), "free", &mut changed);
    put(&mut product.withdrawn, entry.withdrawn.as_ref(), "withdrawn", &mut changed);
    if let Err(wrong) = product.check() {
        planning.wrong(LIST, index, wrong);
        return None;
    }
    match put_prices(product, prices.as_deref().unwrap_or_default(), planning.now) {
        Ok(true) => changed.push("prices"),
        Ok(false) => {}
        Err((at, member, expected)) => {
            planning.mistake(LIST, index, &["prices".into(), at.into(), member.into()], || {
                expected.to_owned()
            });
            return None;
        }
    }
    Some(changed)
}

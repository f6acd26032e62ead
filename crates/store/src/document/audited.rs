//! What a document changes as the audit log has it: each thing as it was and as it is.

use crate::{
    catalogue::Catalogue,
    model::{
        CompanyId, CompanyNumber, Edit, ProductCode, ProductNumber, ServerKeyRecord, Subscription,
    },
};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::HashMap;

/// An entry of the audit log has no more things; the summary counts the others.
const MOST: usize = 1000;

/// The things that edits change, the first thousand of them: as the catalogue has them, and as they are from then on. What
/// was not there is `null` before. Of keys there is nothing that could be opened.
pub(crate) fn audited(catalogue: &Catalogue, edits: &[Edit]) -> (Vec<Value>, Vec<Value>) {
    let names = Names::of(catalogue, edits);
    edits.iter().take(MOST).map(|edit| names.both(edit)).unzip()
}

/// What things are known by that are added with those that belong to them.
struct Names<'a> {
    catalogue: &'a Catalogue,
    companies: HashMap<CompanyNumber, &'a CompanyId>,
    products: HashMap<ProductNumber, &'a ProductCode>,
}

impl<'a> Names<'a> {
    fn of(catalogue: &'a Catalogue, edits: &'a [Edit]) -> Self {
        let mut names = Self { catalogue, companies: HashMap::new(), products: HashMap::new() };
        for edit in edits {
            match edit {
                Edit::Company(company) => {
                    names.companies.insert(company.number, &company.id);
                }
                Edit::Product(product) => {
                    names.products.insert(product.number, &product.code);
                }
                _ => {}
            }
        }
        names
    }

    fn company(&self, number: CompanyNumber) -> Option<&CompanyId> {
        let known = || self.catalogue.company_numbered(number).map(|company| &company.id);
        self.companies.get(&number).copied().or_else(known)
    }

    fn product(&self, number: ProductNumber) -> Option<&ProductCode> {
        let known = || self.catalogue.product_numbered(number).map(|product| &product.code);
        self.products.get(&number).copied().or_else(known)
    }

    fn both(&self, edit: &Edit) -> (Value, Value) {
        let catalogue = self.catalogue;
        match edit {
            Edit::Product(product) => {
                (value(catalogue.product(product.code.as_str())), value(Some(product)))
            }
            Edit::Company(company) => {
                (value(catalogue.company(company.id.as_str())), value(Some(company)))
            }
            Edit::Display { id, company, .. } => {
                let display = |company: Option<CompanyNumber>| json!({ "display": id, "company": company.and_then(|number| self.company(number)) });
                let before = catalogue.display(id.as_str());
                (before.map_or(Value::Null, |before| display(before.company)), display(*company))
            }
            Edit::Subscription { company, product, subscription } => {
                let owned = |subscription: Option<&Subscription>| {
                    let (company, product) = (self.company(*company), self.product(*product));
                    subscription.map_or(Value::Null, |subscription| {
                        json!({ "company": company, "product": product, "subscription": subscription })
                    })
                };
                let before = catalogue.subscription(*company, *product);
                (owned(before), owned(subscription.as_ref()))
            }
            Edit::Server(server) => {
                let before = catalogue.server(server.id.as_str()).map(|(server, _)| server);
                (value(before), value(Some(server)))
            }
            Edit::ServerKey(record) => {
                let keys = catalogue.server(record.server.as_str()).map(|(_, keys)| keys);
                let before = keys.and_then(|keys| keys.get(record.number));
                (before.map_or(Value::Null, key), key(record))
            }
            // No document has one.
            Edit::Token(_)
            | Edit::Month(_)
            | Edit::BillLine(_)
            | Edit::Correction(_)
            | Edit::Application(_)
            | Edit::Decision { .. }
            | Edit::Forgotten { .. } => (Value::Null, Value::Null),
        }
    }
}

fn value<T: Serialize>(thing: Option<T>) -> Value {
    // Texts and numbers: there is nothing that could not be written.
    serde_json::to_value(thing).unwrap_or_default()
}

/// A key without itself.
fn key(record: &ServerKeyRecord) -> Value {
    let ServerKeyRecord { server, number, sealed: _, made, current_from, safe_to_drop } = record;
    json!({
        "server": server, "key": number, "made": made, "currentFrom": current_from, "safeToDrop": safe_to_drop,
    })
}

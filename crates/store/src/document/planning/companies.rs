//! What the companies of a document, with their displays, make of the catalogue.

use super::state::{Planning, put};
use crate::{
    document::{entry::CompanyEntry, summary::Kind},
    model::{Company, CompanyNumber, DisplayNumber, Edit, Standing},
};
use std::collections::HashMap;

const LIST: &str = "companies";

/// The numbers of the companies that a document names.
pub(in crate::document) type Companies<'a> = HashMap<&'a str, CompanyNumber>;

pub(in crate::document) fn companies<'a>(planning: &mut Planning<'a>) -> Companies<'a> {
    let mut companies = Companies::new();
    let mut next = planning.catalogue.next_company();
    for (index, entry) in planning.document.entries.companies.iter().enumerate() {
        let id = entry.id.as_str();
        if companies.contains_key(id) {
            planning.mistake(LIST, index, &["id".into()], || {
                format!("company {id} is there already: expected it once")
            });
            continue;
        }
        let number = if let Some(before) = planning.catalogue.company(id) {
            change(planning, index, entry, before);
            before.number
        } else {
            let number = next;
            next.0 = next.0.saturating_add(1);
            add(planning, index, entry, number);
            number
        };
        companies.insert(id, number);
    }
    companies
}

fn change(planning: &mut Planning<'_>, index: usize, entry: &CompanyEntry, before: &Company) {
    let mut company = before.clone();
    let mut changed = Vec::new();
    put(&mut company.name, entry.name.as_ref(), "name", &mut changed);
    put(&mut company.standing, entry.standing.as_ref(), "standing", &mut changed);
    put(&mut company.removed, Some(&false), "removed", &mut changed);
    if let Err(wrong) = company.check() {
        planning.wrong(LIST, index, wrong);
    }
    if changed.is_empty() {
        planning.summary.unchanged(Kind::Company);
    } else {
        planning.summary.changed(Kind::Company, &company.id, changed);
        planning.edits.push(Edit::Company(company));
    }
}

fn add(planning: &mut Planning<'_>, index: usize, entry: &CompanyEntry, number: CompanyNumber) {
    let Some(name) = entry.name.clone() else {
        let problem = || "expected the member `name` for a new company".into();
        planning.mistake(LIST, index, &[], problem);
        return;
    };
    let company = Company {
        number,
        id: entry.id.clone(),
        name,
        standing: entry.standing.unwrap_or(Standing::Active),
        removed: false,
    };
    if let Err(wrong) = company.check() {
        planning.wrong(LIST, index, wrong);
    }
    planning.summary.added(Kind::Company, &entry.id);
    planning.edits.push(Edit::Company(company));
}

/// The displays of all companies. A display has one company: that of the document, whichever it had before.
pub(in crate::document) fn displays(planning: &mut Planning<'_>, companies: &Companies<'_>) {
    let mut listed: HashMap<&str, &CompanyEntry> = HashMap::new();
    let mut next = planning.catalogue.next_display();
    for (index, entry) in planning.document.entries.companies.iter().enumerate() {
        let Some(&company) = companies.get(entry.id.as_str()) else { continue };
        for (at, id) in entry.displays.iter().flatten().enumerate() {
            if let Some(other) = listed.insert(id.as_str(), entry) {
                planning.mistake(LIST, index, &["displays".into(), at.into()], || {
                    format!(
                        "display {id} is listed under company {} already: expected it once",
                        other.id
                    )
                });
                continue;
            }
            let number = match planning.catalogue.display(id.as_str()) {
                Some(display) if display.company == Some(company) => {
                    planning.summary.unchanged(Kind::Display);
                    continue;
                }
                Some(display) => {
                    planning.summary.changed(Kind::Display, id, vec!["company"]);
                    display.number
                }
                None => {
                    planning.summary.added(Kind::Display, id);
                    let number = next;
                    next = DisplayNumber(next.0.saturating_add(1));
                    number
                }
            };
            planning.edits.push(Edit::Display { number, id: id.clone(), company: Some(company) });
        }
    }
}

//! `/companies`: whoever buys.

use super::displays;
use crate::{
    Catalogue, Store,
    admin::{
        answer::Answer,
        asked::{Asked, Json, Nothing},
        caller::{self, May},
        changing::{Change, change},
        of_path::{expect_none, expect_not_removed, expect_same},
        page::{Page, Paging, found, look, place},
        problem::Problem,
        query::{At, Query},
        search::{Search, Searched},
    },
    model::{Company, CompanyId, Edit, Standing},
    random_ids,
};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Store> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(show, set, remove))
        .routes(routes!(displays))
}

/// A company.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Company)]
struct Shown {
    id: CompanyId,
    name: String,
    standing: Standing,
    /// Whether it was removed: it is kept for the bills that name it.
    removed: bool,
}

impl Shown {
    fn of(company: &Company) -> Self {
        let Company { number: _, id, name, standing, removed } = company;
        let (standing, removed) = (*standing, *removed);
        Self { id: id.clone(), name: name.clone(), standing, removed }
    }
}

/// A company as it is to be. One that was removed is back then, without its displays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CompanyToSet)]
struct Given {
    /// That of the path, if given.
    id: Option<CompanyId>,
    /// 1 to 200 characters.
    name: String,
    /// `active`, if not given.
    #[serde(default)]
    standing: Standing,
    /// False, if given: DELETE removes.
    #[serde(default)]
    removed: bool,
}

/// All companies by their ids, a page at a time, those that were removed among them.
#[utoipa::path(get, path = "/companies", params(Searched), security(("token" = ["read"])),
    responses((status = 200, description = "A page of companies", body = Page<Shown>)))]
async fn list(
    _: May<caller::Read>,
    State(store): State<Store>,
    Query(Searched { search, after, limit }): Query<Searched>,
) -> Result<Page<Shown>, Problem> {
    let after = place::<CompanyId>(after.as_ref())?;
    let search = Search::of(search.as_deref());
    let shown = |company: &Company| {
        let is_found = search.finds(company.id.as_str()) || search.finds(&company.name);
        is_found.then(|| Shown::of(company))
    };
    Ok(found(&store, limit, after, |catalogue, after, most| {
        let companies = catalogue.companies_after(after);
        look(companies, most, |company| &company.id, |company| shown(company))
    }))
}

/// A company.
#[utoipa::path(get, path = "/companies/{id}", params(("id" = CompanyId, Path)),
    security(("token" = ["read"])),
    responses((status = 200, description = "The company", body = Shown)))]
async fn show(
    _: May<caller::Read>,
    State(store): State<Store>,
    At(id): At<CompanyId>,
) -> Result<Answer, Problem> {
    Ok(Answer::thing(&Shown::of(known(&store.catalogue(), &id)?)))
}

fn known<'a>(catalogue: &'a Catalogue, id: &CompanyId) -> Result<&'a Arc<Company>, Problem> {
    catalogue.company(id.as_str()).ok_or_else(|| Problem::not_found(format!("no company {id}")))
}

/// The displays of a company by their ids, a page at a time.
#[utoipa::path(get, path = "/companies/{id}/displays", params(("id" = CompanyId, Path), Paging),
    security(("token" = ["read"])),
    responses((status = 200, description = "A page of displays", body = Page<displays::Shown>)))]
async fn displays(
    _: May<caller::Read>,
    State(store): State<Store>,
    At(id): At<CompanyId>,
    Query(paging): Query<Paging>,
) -> Result<Page<displays::Shown>, Problem> {
    let company = Arc::clone(known(&store.catalogue(), &id)?);
    displays::of_company(&store, &company, &paging)
}

/// Adds a company under an id of the Store's.
#[utoipa::path(post, path = "/companies", request_body = Given,
    security(("token" = ["catalogue"])),
    responses((status = 201, description = "The company", body = Shown)))]
async fn add(
    _: May<caller::Catalogue>,
    State(store): State<Store>,
    asked: Asked<Json<Given>>,
) -> Result<Answer, Problem> {
    let (Json(given), asked) = asked.split();
    expect_none("id", given.id.as_ref())?;
    let id = random_ids::company_id()?;
    put(&store, &asked, given, &id).await
}

/// Adds a company, or replaces it.
#[utoipa::path(put, path = "/companies/{id}", params(("id" = CompanyId, Path)),
    request_body = Given, security(("token" = ["catalogue"])),
    responses(
        (status = 200, description = "The company", body = Shown),
        (status = 201, description = "The company, which is new", body = Shown),
    ))]
async fn set(
    _: May<caller::Catalogue>,
    State(store): State<Store>,
    At(id): At<CompanyId>,
    asked: Asked<Json<Given>>,
) -> Result<Answer, Problem> {
    let (Json(given), asked) = asked.split();
    put(&store, &asked, given, &id).await
}

async fn put(
    store: &Store,
    asked: &Asked<()>,
    given: Given,
    id: &CompanyId,
) -> Result<Answer, Problem> {
    expect_same("id", given.id.as_ref(), id)?;
    expect_not_removed(given.removed, "a company")?;
    change(store, asked, |catalogue, _| {
        let before = catalogue.company(id.as_str());
        let was = before.map(|company| Shown::of(company));
        asked.conditions.check(was.as_ref())?;
        let company = Company {
            number: before.map_or_else(|| catalogue.next_company(), |before| before.number),
            id: id.clone(),
            name: given.name,
            standing: given.standing,
            removed: false,
        };
        company.check()?;
        let is = Shown::of(&company);
        let answer = Answer::put(was.is_none(), &format!("/companies/{id}"), &is);
        let is_changed = before.is_none_or(|before| **before != company);
        let edits = is_changed.then_some(Edit::Company(company));
        Ok(Change::new("company.set", id, edits, answer).audited(was.as_ref(), Some(&is)))
    })
    .await
}

/// Removes a company with its displays. What it has bought and tried is kept, for the bills and for when it comes back.
#[utoipa::path(delete, path = "/companies/{id}", params(("id" = CompanyId, Path)),
    security(("token" = ["catalogue"])),
    responses((status = 204, description = "It is removed")))]
async fn remove(
    _: May<caller::Catalogue>,
    State(store): State<Store>,
    At(id): At<CompanyId>,
    asked: Asked<Nothing>,
) -> Result<Answer, Problem> {
    change(&store, &asked, |catalogue, _| {
        let before = known(catalogue, &id)?;
        let was = Shown::of(before);
        asked.conditions.check(Some(&was))?;
        let company = Company { removed: true, ..(**before).clone() };
        let is = Shown::of(&company);
        let displays = catalogue.displays_of(company.number, None);
        let mut edits = displays
            .filter_map(|id| Some(displays::removed(id.clone(), catalogue.display(id.as_str())?)))
            .collect::<Vec<_>>();
        if !before.removed {
            edits.push(Edit::Company(company));
        }
        let answer = Answer::nothing();
        Ok(Change::new("company.remove", &id, edits, answer).audited(Some(&was), Some(&is)))
    })
    .await
}

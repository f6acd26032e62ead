//! `/displays`: which company each belongs to.

use crate::{
    Catalogue, Store,
    admin::{
        answer::Answer,
        asked::{Asked, Json, Nothing},
        caller::{self, May},
        changing::{Change, change},
        of_path::{expect_none, expect_same},
        page::{Limit, Page, Paging, found, look, place},
        problem::Problem,
        query::{At, Query},
        search::Search,
    },
    escaped::escaped,
    model::{Company, CompanyId, CompanyNumber, Display, DisplayId, Edit},
    random_ids,
};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Store> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(show, set, remove))
}

/// A display.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Display)]
pub(super) struct Shown {
    id: DisplayId,
    /// The id of its company.
    company: CompanyId,
}

impl Shown {
    /// What is known of a display that was not removed.
    fn of(catalogue: &Catalogue, id: &DisplayId, company: Option<CompanyNumber>) -> Option<Self> {
        let company = catalogue.company_numbered(company?)?;
        Some(Self { id: id.clone(), company: company.id.clone() })
    }
}

/// A display as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DisplayToSet)]
struct Given {
    /// That of the path, if given.
    id: Option<DisplayId>,
    /// The id of its company.
    company: CompanyId,
}

/// Which displays, and where the page begins.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Those of this company alone.
    company: Option<CompanyId>,
    /// Those whose id has this text in it, in capital letters or not.
    search: Option<String>,
    /// What `next` of the page before was.
    after: Option<String>,
    /// How many, at most.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
}

/// All displays by their ids, a page at a time.
#[utoipa::path(get, path = "/displays", params(Which), security(("token" = ["read"])),
    responses((status = 200, description = "A page of displays", body = Page<Shown>)))]
async fn list(
    _: May<caller::Read>,
    State(store): State<Store>,
    Query(Which { company, search, after, limit }): Query<Which>,
) -> Result<Page<Shown>, Problem> {
    let search = Search::of(search.as_deref());
    let Some(id) = company else {
        let after = place::<DisplayId>(after.as_ref())?;
        return Ok(found(&store, limit, after, |catalogue, after, most| {
            let displays = catalogue.displays_after(after);
            let shown = |(id, display): (&DisplayId, &Display)| {
                let is_found = search.finds(id.as_str());
                is_found.then(|| Shown::of(catalogue, id, display.company)).flatten()
            };
            look(displays, most, |(id, _)| id, shown)
        }));
    };
    let company = store.catalogue().company(id.as_str()).map(Arc::clone);
    let company = company.ok_or_else(|| Problem::invalid("company", format!("no company {id}")))?;
    searched(&store, &company, &search, &Paging { after, limit })
}

/// The displays of a company, a page at a time.
pub(super) fn of_company(
    store: &Store,
    company: &Company,
    paging: &Paging,
) -> Result<Page<Shown>, Problem> {
    searched(store, company, &Search::of(None), paging)
}

fn searched(
    store: &Store,
    company: &Company,
    search: &Search,
    paging: &Paging,
) -> Result<Page<Shown>, Problem> {
    let after = place::<DisplayId>(paging.after.as_ref())?;
    Ok(found(store, paging.limit, after, |catalogue, after, most| {
        let displays = catalogue.displays_of(company.number, after);
        let shown = |id: &DisplayId| Shown { id: id.clone(), company: company.id.clone() };
        look(displays, most, |id| id, |id| search.finds(id.as_str()).then(|| shown(id)))
    }))
}

/// A display.
#[utoipa::path(get, path = "/displays/{id}", params(("id" = DisplayId, Path)),
    security(("token" = ["read"])),
    responses((status = 200, description = "The display", body = Shown)))]
async fn show(
    _: May<caller::Read>,
    State(store): State<Store>,
    At(id): At<DisplayId>,
) -> Result<Answer, Problem> {
    let catalogue = store.catalogue();
    let company = catalogue.display(id.as_str()).and_then(|display| display.company);
    Ok(Answer::thing(&Shown::of(&catalogue, &id, company).ok_or_else(|| unknown(&id))?))
}

fn unknown(id: &DisplayId) -> Problem {
    Problem::not_found(format!("no display {id}"))
}

/// Adds a display to a company, under an id of the Store's.
#[utoipa::path(post, path = "/displays", request_body = Given,
    security(("token" = ["catalogue"])),
    responses((status = 201, description = "The display", body = Shown)))]
async fn add(
    _: May<caller::Catalogue>,
    State(store): State<Store>,
    asked: Asked<Json<Given>>,
) -> Result<Answer, Problem> {
    let (Json(given), asked) = asked.split();
    expect_none("id", given.id.as_ref())?;
    let mut id = random_ids::display_id()?;
    // Of 2^59 one is soon found that nobody has; whoever takes it meanwhile is not expected.
    while store.catalogue().display(id.as_str()).is_some() {
        id = random_ids::display_id()?;
    }
    put(&store, &asked, &given, &id).await
}

/// Adds a display to a company, or moves it to another.
#[utoipa::path(put, path = "/displays/{id}", params(("id" = DisplayId, Path)),
    request_body = Given, security(("token" = ["catalogue"])),
    responses(
        (status = 200, description = "The display", body = Shown),
        (status = 201, description = "The display, which is new", body = Shown),
    ))]
async fn set(
    _: May<caller::Catalogue>,
    State(store): State<Store>,
    At(id): At<DisplayId>,
    asked: Asked<Json<Given>>,
) -> Result<Answer, Problem> {
    let (Json(given), asked) = asked.split();
    expect_same("id", given.id.as_ref(), &id)?;
    put(&store, &asked, &given, &id).await
}

async fn put(
    store: &Store,
    asked: &Asked<()>,
    given: &Given,
    id: &DisplayId,
) -> Result<Answer, Problem> {
    change(store, asked, |catalogue, _| {
        let before = catalogue.display(id.as_str());
        let before_company = before.and_then(|display| display.company);
        let was = Shown::of(catalogue, id, before_company);
        asked.conditions.check(was.as_ref())?;
        let company = catalogue.company(given.company.as_str()).filter(|company| !company.removed);
        let company = company
            .ok_or_else(|| Problem::invalid("company", format!("no company {}", given.company)))?;
        let is = Shown { id: id.clone(), company: company.id.clone() };
        let answer =
            Answer::put(was.is_none(), &format!("/displays/{}", escaped(id.as_str())), &is);
        let edit = || Edit::Display {
            number: before.map_or_else(|| catalogue.next_display(), |display| display.number),
            id: id.clone(),
            company: Some(company.number),
        };
        let is_changed = before_company != Some(company.number);
        let edits = is_changed.then(edit);
        Ok(Change::new("display.set", id, edits, answer).audited(was.as_ref(), Some(&is)))
    })
    .await
}

/// Removes a display. It is kept for the bills that count it.
#[utoipa::path(delete, path = "/displays/{id}", params(("id" = DisplayId, Path)),
    security(("token" = ["catalogue"])),
    responses((status = 204, description = "It is removed")))]
async fn remove(
    _: May<caller::Catalogue>,
    State(store): State<Store>,
    At(id): At<DisplayId>,
    asked: Asked<Nothing>,
) -> Result<Answer, Problem> {
    change(&store, &asked, |catalogue, _| {
        let display = catalogue.display(id.as_str()).ok_or_else(|| unknown(&id))?;
        let was = Shown::of(catalogue, &id, display.company);
        asked.conditions.check(was.as_ref())?;
        let edits = was.is_some().then(|| removed(id.clone(), display));
        let answer = Answer::nothing();
        Ok(Change::new("display.remove", &id, edits, answer).audited(was.as_ref(), None::<&Shown>))
    })
    .await
}

/// That a display belongs to nobody any more.
pub(super) fn removed(id: DisplayId, Display { number, .. }: Display) -> Edit {
    Edit::Display { number, id, company: None }
}

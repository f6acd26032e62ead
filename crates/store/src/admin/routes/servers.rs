//! `/servers`: the data servers that the Store signs for.

use crate::{
    Catalogue, ServerKeys, Store,
    admin::{
        answer::Answer,
        asked::{Asked, Json, Nothing},
        caller::{self, May},
        changing::{Change, change},
        of_path::{expect_not_removed, expect_same},
        page::{Page, found, look, place},
        problem::Problem,
        query::{At, Query},
        search::{Search, Searched},
    },
    escaped::escaped,
    model::{Edit, Server, Vendor},
};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use store_auth_wire::ServerId;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Store> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show, set, remove))
}

/// A data server.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Server)]
struct Shown {
    #[schema(value_type = String)]
    id: ServerId,
    /// Whoever runs it.
    vendor: Option<Vendor>,
    /// Whether it was removed: nothing is signed for it any more.
    removed: bool,
}

impl Shown {
    fn of(Server { id, vendor, removed }: &Server) -> Self {
        Self { id: id.clone(), vendor: vendor.clone(), removed: *removed }
    }
}

/// A data server as it is to be. One that was removed is back then, with the keys that it had.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ServerToSet)]
struct Given {
    /// That of the path, if given.
    #[schema(value_type = Option<String>)]
    id: Option<ServerId>,
    /// Whoever runs it.
    vendor: Option<Vendor>,
    /// False, if given: DELETE removes.
    #[serde(default)]
    removed: bool,
}

/// All servers by their ids, a page at a time, those that were removed among them.
#[utoipa::path(get, path = "/servers", params(Searched), security(("token" = ["read"])),
    responses((status = 200, description = "A page of servers", body = Page<Shown>)))]
async fn list(
    _: May<caller::Read>,
    State(store): State<Store>,
    Query(Searched { search, after, limit }): Query<Searched>,
) -> Result<Page<Shown>, Problem> {
    let after = place::<ServerId>(after.as_ref())?;
    let search = Search::of(search.as_deref());
    let shown = |server: &Server| {
        let vendor = server.vendor.as_ref().map_or("", |vendor| &vendor.name);
        let is_found = search.finds(server.id.as_str()) || search.finds(vendor);
        is_found.then(|| Shown::of(server))
    };
    Ok(found(&store, limit, after, |catalogue, after, most| {
        let servers = catalogue.servers_after(after).map(|(server, _)| server);
        look(servers, most, |server| &server.id, shown)
    }))
}

/// A server.
#[utoipa::path(get, path = "/servers/{id}", params(("id" = String, Path)),
    security(("token" = ["read"])),
    responses((status = 200, description = "The server", body = Shown)))]
async fn show(
    _: May<caller::Read>,
    State(store): State<Store>,
    At(id): At<ServerId>,
) -> Result<Answer, Problem> {
    Ok(Answer::thing(&Shown::of(&known(&store.catalogue(), &id)?.0)))
}

/// A server with its keys, removed or not.
pub(super) fn known<'a>(
    catalogue: &'a Catalogue,
    id: &ServerId,
) -> Result<&'a (Server, ServerKeys), Problem> {
    catalogue.server(id.as_str()).ok_or_else(|| Problem::not_found(format!("no server {id}")))
}

/// Adds a server, or replaces what is known of it but its keys.
#[utoipa::path(put, path = "/servers/{id}", params(("id" = String, Path)),
    request_body = Given, security(("token" = ["catalogue"])),
    responses(
        (status = 200, description = "The server", body = Shown),
        (status = 201, description = "The server, which is new", body = Shown),
    ))]
async fn set(
    _: May<caller::Catalogue>,
    State(store): State<Store>,
    At(id): At<ServerId>,
    asked: Asked<Json<Given>>,
) -> Result<Answer, Problem> {
    let (Json(given), asked) = asked.split();
    expect_same("id", given.id.as_ref(), &id)?;
    expect_not_removed(given.removed, "a server")?;
    change(&store, &asked, |catalogue, _| {
        let before = catalogue.server(id.as_str()).map(|(server, _)| server);
        let was = before.map(Shown::of);
        asked.conditions.check(was.as_ref())?;
        let server = Server { id: id.clone(), vendor: given.vendor, removed: false };
        server.check()?;
        let is = Shown::of(&server);
        let answer = Answer::put(was.is_none(), &format!("/servers/{}", escaped(id.as_str())), &is);
        let is_changed = before != Some(&server);
        let edits = is_changed.then_some(Edit::Server(server));
        Ok(Change::new("server.set", &id, edits, answer).audited(was.as_ref(), Some(&is)))
    })
    .await
}

/// Removes a server: nothing is signed for it any more.
#[utoipa::path(delete, path = "/servers/{id}", params(("id" = String, Path)),
    security(("token" = ["catalogue"])),
    responses((status = 204, description = "It is removed")))]
async fn remove(
    _: May<caller::Catalogue>,
    State(store): State<Store>,
    At(id): At<ServerId>,
    asked: Asked<Nothing>,
) -> Result<Answer, Problem> {
    change(&store, &asked, |catalogue, _| {
        let before = &known(catalogue, &id)?.0;
        let was = Shown::of(before);
        asked.conditions.check(Some(&was))?;
        let server = Server { removed: true, ..before.clone() };
        let is = Shown::of(&server);
        let edits = (!before.removed).then_some(Edit::Server(server));
        let answer = Answer::nothing();
        Ok(Change::new("server.remove", &id, edits, answer).audited(Some(&was), Some(&is)))
    })
    .await
}

//! `/applications`: what strangers apply for.

use crate::{
    Catalogue, Store,
    admin::{
        answer::Answer,
        asked::{Asked, Nothing},
        caller::{self, May},
        changing::{Change, change},
        page::{Limit, Page, page, place},
        problem::Problem,
        query::{At, Named, Query},
    },
    model::{
        AppSought, Application, ApplicationState, Edit, Millis, Outcome, ProductCode, Sought,
        Vendor,
    },
};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use store_auth_wire::ServerId;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Store> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show, forget))
}

/// An application.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Application)]
pub(super) struct Shown {
    /// What it is known by: no other has the same.
    number: u64,
    state: ApplicationState,
    /// When it came.
    made: Millis,
    /// Who applies.
    vendor: Vendor,
    /// The product that somebody wants to sell; none where a server key is applied for.
    app: Option<AppSought>,
    /// What a server is to be called for which a key is applied for; none where that is a product code.
    #[schema(value_type = Option<String>)]
    server: Option<ServerId>,
    /// When it was decided.
    decided: Option<Millis>,
    /// The code of the product that came of it.
    product: Option<ProductCode>,
    /// Why it was refused.
    reason: Option<String>,
}

impl Shown {
    pub(super) fn of(application: &Application) -> Self {
        let Application { number, made, vendor, sought, decision } = application;
        let (app, server) = match sought {
            Sought::App(app) => (Some(app.clone()), None),
            Sought::Server { id } => (None, Some(id.clone())),
        };
        let Outcomes { product, reason } = Outcomes::of(application);
        let decided = decision.as_ref().map(|decision| decision.at);
        let (number, made, vendor) = (*number, *made, vendor.clone());
        let state = application.state();
        Self { number, state, made, vendor, app, server, decided, product, reason }
    }
}

/// What came of an application, for the audit log and for who asks for it: that is kept for longer than the application is,
/// and has nothing of it that is about people.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ApplicationDecision)]
pub(super) struct Told {
    /// The number of the application.
    number: u64,
    state: ApplicationState,
    /// The code of the product that came of it.
    product: Option<ProductCode>,
    /// The id of the server that came of it, or is to.
    #[schema(value_type = Option<String>)]
    server: Option<ServerId>,
    /// Why it was refused.
    reason: Option<String>,
}

impl Told {
    pub(super) fn of(application: &Application) -> Self {
        let server = match &application.sought {
            Sought::App(_) => None,
            Sought::Server { id } => Some(id.clone()),
        };
        let Outcomes { product, reason } = Outcomes::of(application);
        Self { number: application.number, state: application.state(), product, server, reason }
    }
}

struct Outcomes {
    product: Option<ProductCode>,
    reason: Option<String>,
}

impl Outcomes {
    fn of(application: &Application) -> Self {
        let (product, reason) = match application.decision.as_ref().map(|made| &made.outcome) {
            Some(Outcome::Product(code)) => (Some(code.clone()), None),
            Some(Outcome::Rejected(reason)) => (None, Some(reason.clone())),
            Some(Outcome::Server) | None => (None, None),
        };
        Self { product, reason }
    }
}

/// Which are asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Those of this state alone.
    #[param(value_type = Option<ApplicationState>)]
    state: Option<Named<ApplicationState>>,
    /// What `next` of the page before was.
    after: Option<String>,
    /// How many, at most.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
}

/// All applications in the order in which they came, a page at a time.
#[utoipa::path(get, path = "/applications", params(Which), security(("token" = ["read"])),
    responses((status = 200, description = "A page of applications", body = Page<Shown>)))]
async fn list(
    _: May<caller::Read>,
    State(store): State<Store>,
    Query(Which { state, after, limit }): Query<Which>,
) -> Result<Page<Shown>, Problem> {
    let after = place::<u64>(after.as_ref())?;
    let is_asked_for = |application: &Application| {
        state.as_ref().is_none_or(|Named(state)| application.state() == *state)
    };
    Ok(page(&store, limit, after, |catalogue, after, count| {
        let applications = catalogue.applications().after(after.copied().unwrap_or(0));
        let shown = |application: &Application| {
            let shown = is_asked_for(application).then(|| Shown::of(application));
            (application.number, shown)
        };
        applications.take(count).map(shown).collect()
    }))
}

/// An application.
#[utoipa::path(get, path = "/applications/{number}", params(("number" = u64, Path)),
    security(("token" = ["read"])),
    responses((status = 200, description = "The application", body = Shown)))]
async fn show(
    _: May<caller::Read>,
    State(store): State<Store>,
    At(number): At<u64>,
) -> Result<Answer, Problem> {
    Ok(Answer::thing(&Shown::of(known(&store.catalogue(), number)?)))
}

pub(super) fn known(catalogue: &Catalogue, number: u64) -> Result<&Application, Problem> {
    let application = catalogue.applications().get(number);
    application.ok_or_else(|| Problem::not_found(format!("no application {number}")))
}

/// Forgets an application that is decided: nothing is kept of it but that it was there, and what came of it.
#[utoipa::path(delete, path = "/applications/{number}", params(("number" = u64, Path)),
    security(("token" = ["admin"])),
    responses((status = 204, description = "It is forgotten")))]
async fn forget(
    _: May<caller::Admin>,
    State(store): State<Store>,
    At(number): At<u64>,
    asked: Asked<Nothing>,
) -> Result<Answer, Problem> {
    change(&store, &asked, |catalogue, _| {
        let application = known(catalogue, number)?;
        asked.conditions.check(Some(&Shown::of(application)))?;
        if application.decision.is_none() {
            let detail = format!("application {number} waits, expected one that is decided");
            return Err(Problem::conflict(detail));
        }
        let was = Told::of(application);
        let edits = [Edit::Forgotten { application: number }];
        let change = Change::new("application.forget", &number, edits, Answer::nothing());
        Ok(change.audited(Some(&was), None::<&Told>))
    })
    .await
}

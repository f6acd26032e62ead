//! What can be asked for: a file for each path below `/admin/v1`.

mod applications;
mod audit;
mod backup;
mod bill;
mod companies;
mod corrections;
mod decisions;
mod displays;
mod export;
mod import;
mod months;
mod products;
mod server_keys;
mod servers;
mod subscriptions;
mod tokens;
mod usage;
mod whose;
mod why;

use crate::Store;
use utoipa_axum::router::OpenApiRouter;

const ALL: [fn() -> OpenApiRouter<Store>; 18] = [
    applications::router,
    audit::router,
    backup::router,
    bill::router,
    companies::router,
    corrections::router,
    decisions::router,
    displays::router,
    export::router,
    import::router,
    months::router,
    products::router,
    server_keys::router,
    servers::router,
    subscriptions::router,
    tokens::router,
    usage::router,
    why::router,
];

/// All of them.
pub(super) fn all() -> OpenApiRouter<Store> {
    ALL.into_iter().fold(OpenApiRouter::new(), |all, router| all.merge(router()))
}

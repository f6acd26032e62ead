//! What the interface says of itself: `OpenAPI` 3.1, made of its handlers.

use super::{problem::ProblemBody, routes};
use crate::Store;
use axum::{Router, response::IntoResponse, routing::get};
use http::header::CONTENT_TYPE;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ComponentsBuilder, ContentBuilder, HttpMethod, InfoBuilder, LicenseBuilder, ObjectBuilder,
        OpenApi, OpenApiBuilder, Ref, RefOr, Required, ResponseBuilder, Type,
        path::{Operation, ParameterBuilder, ParameterIn},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
        server::ServerBuilder,
    },
};
use utoipa_axum::router::OpenApiRouter;

/// Where all paths begin.
pub(crate) const BASE: &str = "/admin/v1";

/// The routes, and what they say of themselves.
pub(super) fn documented() -> (Router<Store>, OpenApi) {
    let mut schemas = vec![(ProblemBody::name().into_owned(), ProblemBody::schema())];
    ProblemBody::schemas(&mut schemas);
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .security_scheme("token", SecurityScheme::Http(token.build()));
    let info = InfoBuilder::new()
        .title("Store")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Changes what a Store sells, to whom, and for which servers it signs; tells what is used and owed.",
        ))
        .license(Some(LicenseBuilder::new().name(env!("CARGO_PKG_LICENSE")).build()));
    let document = OpenApiBuilder::new()
        .info(info.build())
        .servers(Some([ServerBuilder::new().url(BASE).build()]))
        .components(Some(components.build()));
    let (router, mut document) =
        OpenApiRouter::with_openapi(document.build()).merge(routes::all()).split_for_parts();
    for (path, item) in &mut document.paths.paths {
        let tag = path.split('/').nth(1).unwrap_or_default().to_owned();
        for (method, operation) in [
            (HttpMethod::Get, &mut item.get),
            (HttpMethod::Post, &mut item.post),
            (HttpMethod::Put, &mut item.put),
            (HttpMethod::Delete, &mut item.delete),
        ] {
            if let Some(operation) = operation {
                operation.operation_id = Some(id(&method, path));
                operation.tags = Some(vec![tag.clone()]);
                complete(operation, &method, path);
            }
        }
    }
    (router, document)
}

/// The description at its path, for everybody.
pub(super) fn router(document: &OpenApi) -> Router<Store> {
    // Texts and lists: there is nothing that could not be written.
    let document = bytes::Bytes::from(document.to_json().unwrap_or_default());
    let answer = ([(CONTENT_TYPE, "application/json")], document);
    Router::new().route("/openapi.json", get(async move || answer.clone().into_response()))
}

/// Such as `getProductsCode`.
fn id(method: &HttpMethod, path: &str) -> String {
    let mut id = match method {
        HttpMethod::Post => "post",
        HttpMethod::Put => "put",
        HttpMethod::Delete => "delete",
        _ => "get",
    }
    .to_owned();
    for word in path.split(['/', '{', '}']).filter(|word| !word.is_empty()) {
        let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        id.push_str(&first.to_ascii_uppercase());
        id.push_str(rest);
    }
    id
}

/// Adds what all have: the answer that refuses, and the headers of changes.
fn complete(operation: &mut Operation, method: &HttpMethod, path: &str) {
    let schema = Ref::from_schema_name(ProblemBody::name());
    let problem = ResponseBuilder::new()
        .description("The request is refused, and has changed nothing")
        .content("application/problem+json", ContentBuilder::new().schema(Some(schema)).build());
    operation.responses.responses.insert("default".to_owned(), RefOr::T(problem.build()));
    let headers: &[(&str, &str)] = match method {
        // What is decided was there before.
        HttpMethod::Post if path.starts_with("/applications/") => &[ONCE, IF_MATCH],
        HttpMethod::Post => &[ONCE],
        HttpMethod::Put => &[ONCE, IF_MATCH, IF_NONE_MATCH],
        HttpMethod::Delete => &[ONCE, IF_MATCH],
        _ => &[],
    };
    for (name, description) in headers {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let header = ParameterBuilder::new()
            .name(*name)
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(*description))
            .schema(Some(text.build()));
        operation.parameters.get_or_insert_default().push(header.build().into());
    }
}

const ONCE: (&str, &str) = (
    "Idempotency-Key",
    "However often a request comes with this key, up to a day later, it is done once and answered alike, but for `Location`",
);
const IF_MATCH: (&str, &str) =
    ("If-Match", "The ETag of what it was; it is refused by 412 where it is another thing now");
const IF_NONE_MATCH: (&str, &str) =
    ("If-None-Match", "`*`: it is refused by 412 where it is there already");

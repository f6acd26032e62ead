//! The pages: what can be applied for, a form for each, and that an application has come.

use super::{
    BASE,
    field::{Field, Form},
};
use crate::page::document;
use axum::response::Response;
use maud::{Markup, html};

/// What can be applied for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    App,
    Server,
}

const WHO: [Field; 3] = [
    required("company", "Company", "Its name: 1 to 200 characters.", "organization"),
    required("website", "Website", "An http or https URL of up to 2048 bytes.", "url"),
    required(
        "contactEmail",
        "Contact e-mail",
        "The answer comes there. Up to 254 bytes, such as someone@example.com.",
        "email",
    ),
];
const PRODUCT: [Field; 2] = [
    required("productName", "Product name", "1 to 200 characters.", "off"),
    required("shortDescription", "Short description", "1 to 500 characters on one line.", "off"),
];
const LONG: Field = required(
    "longDescription",
    "Long description",
    "1 to 4000 characters, on as many lines as you like.",
    "off",
);
const PICTURES: [Field; 2] = [
    optional("icon", "URL of an icon", "An https URL of up to 2048 bytes."),
    optional("image", "URL of an image", "An https URL of up to 2048 bytes."),
];
const PRICES: [Field; 3] = [
    optional(
        "price.display",
        "Price for each display and month",
        "A whole number in minor units of the currency: 250 is 2.50 USD.",
    ),
    optional(
        "price.company",
        "Price for each company and month",
        "In minor units too. It can be sold in both ways.",
    ),
    optional("currency", "Currency", "Three capital letters, such as USD."),
];
const SERVER: Field = required(
    "serverId",
    "Server id",
    "What Apps are to call your server: 1 to 50 letters and digits, of which capital ones count.",
    "off",
);

const fn required(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    auto: &'static str,
) -> Field {
    Field { name, label, hint, auto, required: true }
}

const fn optional(name: &'static str, label: &'static str, hint: &'static str) -> Field {
    Field { name, label, hint, auto: "off", required: false }
}

/// What can be applied for.
pub(super) fn choice() -> Response {
    page(
        "Apply to the Store",
        &html! {
            p { "Somebody here looks at each application, and writes to the address that it names." }
            ul {
                li { a href=(format!("{BASE}/app")) { "Apply for a product code" } ", to sell an App" }
                li { a href=(format!("{BASE}/server")) { "Apply for a server key" } ", for a server that Apps ask for data" }
            }
        },
    )
}

/// A form, with what was typed, and what is wrong with that.
pub(super) fn form(kind: Kind, form: Form<'_>) -> Response {
    let (title, of_kind) = match kind {
        Kind::App => ("Apply for a product code", app(form)),
        Kind::Server => ("Apply for a server key", server(form)),
    };
    page(
        title,
        &html! {
            (form.problem())
            form method="post" novalidate {
                fieldset {
                    legend { "Who you are" }
                    @for field in &WHO { (form.text(field)) }
                }
                (of_kind)
                p { "Those who run this Store see what you send, and nobody else. They keep it until they remove it." }
                div.actions { button { "Send the application" } a href=(BASE) { "Cancel" } }
            }
        },
    )
}

fn app(form: Form<'_>) -> Markup {
    html! {
        fieldset {
            legend { "What you sell" }
            @for field in &PRODUCT { (form.text(field)) }
            (form.area(&LONG))
            @for field in &PICTURES { (form.text(field)) }
        }
        fieldset {
            legend { "What it costs" }
            p { "It is free, or has one price or two. An App that is free needs the code for its place in the Store alone." }
            (form.check("free", "Free: everybody may use it for nothing"))
            @for field in &PRICES { (form.text(field)) }
        }
    }
}

fn server(form: Form<'_>) -> Markup {
    html! {
        fieldset {
            legend { "Your server" }
            (form.text(&SERVER))
        }
    }
}

/// That it has come.
pub(super) fn received() -> Response {
    page(
        "We have your application",
        &html! {
            p { "Somebody looks at it, and writes to the contact e-mail that it names." }
            p { a href=(BASE) { "Apply for something else" } }
        },
    )
}

/// Of what is no form that somebody could mend.
pub(super) fn refused(title: &str, detail: &str) -> Response {
    page(title, &html! { p { (detail) } p { a href=(BASE) { "Apply to the Store" } } })
}

fn page(title: &str, content: &Markup) -> Response {
    let body = html! {
        main #content {
            h1 { (title) }
            (content)
        }
    };
    document(BASE, title, &body)
}

//! Texts for whoever has applied, to be copied into an e-mail: the Store sends none.

use crate::console::parts::text;
use maud::{Markup, html};
use serde_json::Value;

pub(super) fn approved_text(application: &Value, product: &str) -> Markup {
    let name = text(&application["app"], "name");
    for_mail(
        application,
        &format!(
            "Your application for {name} is approved. This is its product code:\n\n{product}\n\n\
         Your App names it whenever it asks whether it is authorized. It is no secret.\n"
        ),
    )
}

pub(super) fn key_text(application: &Value, key: &str) -> Markup {
    let id = text(application, "server");
    for_mail(
        application,
        &format!(
            "Your application for server {id} is approved. This is its key:\n\n{key}\n\n\
         Your server verifies signatures with it. Keep it as safe as any password, in your server alone, and never in an App. \
         Tell us at once if somebody else may have it.\n"
        ),
    )
}

pub(super) fn rejected_text(application: &Value) -> Markup {
    let reason = text(application, "reason");
    for_mail(
        application,
        &format!("Your application is refused:\n\n{reason}\n\nYou may apply again.\n"),
    )
}

fn for_mail(application: &Value, body: &str) -> Markup {
    html! {
        div.field {
            label for="mail" { "Text for an e-mail to " (text(&application["vendor"], "contactEmail")) }
            p.hint #mail-hint { "No mail is sent by the Store: copy this into one." }
            textarea #mail rows="9" readonly aria-describedby="mail-hint" {
                // Browsers leave out the first line end.
                "\n" (body)
            }
        }
    }
}

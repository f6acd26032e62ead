//! What the log says at level `debug` of who calls.

use super::client_address::Network;
use store_auth::{Field, FieldText, Request};
use store_auth_wire::{AppRequest, Asks, Denial, Question};
use tracing::field::{DisplayValue, display};

/// Says where a call has come from, and whom it was for: whoever knows a display's id can add to a bill.
pub(super) fn log(
    from: Network,
    endpoint: &'static str,
    asked: &Result<AppRequest<'_>, Denial>,
    outcome: &'static str,
) {
    let question = match asked {
        Ok(AppRequest { asks: Asks::Authorization(Ok(question)), .. }) => Some(question),
        _ => None,
    };
    // What stands in it is worked out where the log wants it.
    tracing::debug!(
        %from,
        endpoint,
        id = question.and_then(|question| text(question, Field::Id)),
        pc = question.and_then(|question| text(question, Field::ProductCode)),
        outcome,
        "called"
    );
}

/// A text as a data server says who was denied: on one line, without what may be a signature.
fn text<'q>(question: &'q Question<'_>, field: Field) -> Option<DisplayValue<FieldText<'q>>> {
    let sent = Request::new(question.asker.id(), &*question.product_code, "", "");
    sent.text(field).map(display)
}

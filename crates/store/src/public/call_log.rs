//! What the log says at level `debug` of who calls.

use super::client_address::Network;
use store_auth::{Field, Request};
use store_auth_wire::{AppRequest, Asks, Denial};
use tracing::{debug, field::display};

/// Says where a call has come from, and whom it was for: whoever knows a display's id can add to a bill.
pub(super) fn log(from: Network, asked: &Result<AppRequest<'_>, Denial>, outcome: &'static str) {
    let Ok(AppRequest { asks, .. }) = asked else {
        return debug!(%from, endpoint = "none", outcome, "called");
    };
    let endpoint = asks.name();
    if let Asks::Authorization(Ok(question)) = asks {
        // As a data server says who was denied: on one line, without what may be a signature.
        let sent = Request::new(question.asker.id(), &*question.product_code, "", "");
        let id = sent.text(Field::Id).map(display);
        let pc = sent.text(Field::ProductCode).map(display);
        debug!(%from, endpoint, id, pc, outcome, "called");
    } else {
        debug!(%from, endpoint, outcome, "called");
    }
}

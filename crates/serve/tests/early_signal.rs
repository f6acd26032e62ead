//! What a signal does that comes before the server runs. It goes to a whole process, so this test has one of its own.

mod util;

use axum::Router;
use hyper_util::service::TowerToHyperService;
use rustix::process::Signal;
use store_auth_serve::{Trigger, config::Settings};
use util::Running;

#[test]
fn a_signal_between_binding_and_running_is_heeded() {
    let application = TowerToHyperService::new(Router::new());
    let server =
        Running::spawn_with(application, Settings::default(), |_| util::signal(Signal::HUP));
    server.assert_triggered(Trigger::Hangup);
}

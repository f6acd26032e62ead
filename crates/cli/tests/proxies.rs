//! Real proxies with the configurations of `integrations/proxies`, which ask the gateway: whom they let in, what they tell the
//! server behind them, and what a client can do about it.
//!
//! `ci/proxies` installs the proxies and runs this: a proxy that is missing is a failure.

#![cfg(unix)]

mod proxy_facts;
mod util;

use util::{
    gateway::authorized,
    http::get,
    proxy::{APACHE, CADDY, HAPROXY, Kind, NGINX},
};

facts_of! {
    nginx: crate::util::proxy::NGINX;
    haproxy: crate::util::proxy::HAPROXY;
    caddy: crate::util::proxy::CADDY;
    apache: crate::util::proxy::APACHE;
}

#[test]
fn without_its_gateway_no_proxy_lets_anybody_in() {
    for kind in [NGINX, HAPROXY, CADDY, APACHE] {
        without_its_gateway_it_lets_nobody_in(&kind);
    }
}

fn without_its_gateway_it_lets_nobody_in(kind: &Kind) {
    let mut protected = kind.start();
    let uri = kind.with_query(&authorized());
    assert_eq!(get(&protected.address, &uri, &[]).status, 200);
    protected.end_gateway();
    let status = get(&protected.address, &uri, &[]).status;
    assert!((500..=504).contains(&status), "{status}");
    assert_eq!(protected.server.served(), 1);
}

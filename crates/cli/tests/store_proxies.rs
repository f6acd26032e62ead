//! Real proxies before several Stores, with the configurations of `integrations/proxies`.
//!
//! `ci/proxies` installs the proxies and runs this: a proxy that is missing is a failure.

#![cfg(unix)]

mod util;

use util::{
    http::get,
    port::ReservedPort,
    proxy::{Proxy, Server},
};

/// A proxy's configuration, and the program with its arguments.
struct Kind(&'static str, &'static [&'static str]);

const NGINX: Kind = Kind("nginx-stores.conf", &["nginx", "-p", "{}", "-c", "nginx-stores.conf"]);
const HAPROXY: Kind = Kind("haproxy-stores.cfg", &["haproxy", "-f", "haproxy-stores.cfg"]);

/// The same facts of each proxy.
macro_rules! facts {
    ($($fact:ident)*) => {
        mod nginx { $(#[test] fn $fact() { super::$fact(&super::NGINX); })* }
        mod haproxy { $(#[test] fn $fact() { super::$fact(&super::HAPROXY); })* }
    };
}

facts! {
    all_calls_of_one_go_to_the_same_store_and_those_of_many_to_both
    a_store_is_told_the_clients_address_whatever_that_one_says
    where_one_store_is_gone_the_other_is_asked
}

/// With two Stores, and where their admin interfaces are.
fn start(Kind(file, command): &Kind, stores: [&str; 2], admin: [&str; 2]) -> Proxy {
    let port = |address: &str| address.rsplit(':').next().unwrap().to_owned();
    let replaced = |text: &str, address: &str| {
        text.replace("127.0.0.1:8080", address)
            .replace("127.0.0.1:8070", stores[0])
            .replace("127.0.0.1:8072", stores[1])
            .replace("port 8071", &format!("port {}", port(admin[0])))
            .replace("port 8073", &format!("port {}", port(admin[1])))
    };
    Proxy::start(&[&format!("proxies/{file}")], command, replaced)
}

fn targets() -> impl Iterator<Item = String> {
    let displays = (0..20).map(|number| format!("/v1/widget/auth?pc=0&id=DISPLAY{number}"));
    let companies = (0..20).map(|number| format!("//v1/widget/auth?cid=company-{number}&pc=0"));
    displays.chain(companies)
}

fn all_calls_of_one_go_to_the_same_store_and_those_of_many_to_both(kind: &Kind) {
    let (stores, admin) = ([Server::start(), Server::start()], Server::start());
    let proxy = start(kind, stores.each_ref().map(|store| &*store.address), [&admin.address; 2]);
    let served = || stores.each_ref().map(Server::served);
    for target in targets() {
        let before = served();
        for _ in 0..5 {
            let answer = get(&proxy.address, &target, &[]);
            assert!(answer.body.starts_with(&format!("GET {target} HTTP/1.1\r\n")), "{answer:?}");
        }
        let after = served();
        let counts = [after[0] - before[0], after[1] - before[1]];
        assert!(counts == [5, 0] || counts == [0, 5], "{target}: {counts:?}");
    }
    assert!(served().iter().all(|count| *count > 0), "{:?}", served());
}

fn a_store_is_told_the_clients_address_whatever_that_one_says(kind: &Kind) {
    let (store, admin) = (Server::start(), Server::start());
    let proxy = start(kind, [&store.address; 2], [&admin.address; 2]);
    let target = "/v1/widget/auth?id=A&pc=0";
    let body = get(&proxy.address, target, &["X-Forwarded-For: 192.0.2.1"]).body.to_lowercase();
    let told = body.lines().filter_map(|line| line.strip_prefix("x-forwarded-for: "));
    assert_eq!(told.collect::<Vec<_>>(), ["127.0.0.1"], "{body}");
}

fn where_one_store_is_gone_the_other_is_asked(kind: &Kind) {
    let (store, admin) = (Server::start(), Server::start());
    let gone = ReservedPort::new();
    let gone = gone.address();
    let proxy = start(kind, [&gone, &store.address], [&gone, &admin.address]);
    for target in targets() {
        assert_eq!(get(&proxy.address, &target, &[]).status, 200, "{target}");
    }
}

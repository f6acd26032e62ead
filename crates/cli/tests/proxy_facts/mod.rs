//! What holds of every proxy, whoever judges for it: whom it lets in, what it tells the server behind it, and what a client
//! can do about it.

use crate::util::{
    self, ID, OTHER_KEY, PRODUCT_CODE,
    gateway::{about, authorized, expired, signed},
    http::{Client, get, request},
    proxy::{Kind, Policy, Protected},
};

/// A test for each fact of a proxy, in a module of its name.
#[macro_export]
macro_rules! facts_of {
    ($($name:ident: $kind:expr;)*) => {
        $(mod $name { $crate::facts_of!(@of $kind;
            who_is_let_in_is_told_to_the_server
            nobody_else_reaches_the_server
            each_denial_has_its_status
            a_header_of_the_clients_is_not_believed
            identity_headers_of_the_client_are_overwritten
            a_plus_may_be_escaped_or_not
            a_uri_of_8_kilobytes_is_judged_to_its_end
            a_kept_connection_is_judged_request_by_request
            pipelined_requests_are_answered_in_order
            a_query_hidden_in_the_path_is_none
            the_server_never_sees_another_query_than_the_gateway
            a_page_of_another_origin_reads_data_and_denials
        ); })*
    };
    (@of $kind:expr; $($fact:ident)*) => {
        $(#[test] fn $fact() { $crate::proxy_facts::$fact(&$kind); })*
    };
}

impl Kind {
    pub(crate) fn with_query(&self, query: &str) -> String {
        format!("{}?{query}", self.path)
    }
}

/// The lines of the request that the server got, of this header, whichever way its name is written.
fn told<'a>(body: &'a str, name: &str) -> Vec<&'a str> {
    let lines = body.lines().filter_map(|line| line.split_once(':'));
    lines
        .filter(|(found, _)| found.to_lowercase().replace('_', "-") == name)
        .map(|(_, value)| value.trim())
        .collect()
}

#[track_caller]
fn assert_denied(protected: &Protected, status: u16, target: &str, headers: &[&str]) {
    let answer = get(&protected.address, target, headers);
    assert_eq!(answer.status, status, "{target} {headers:?} {answer:?}");
    assert_eq!(protected.server.served(), 0, "expected the server not to be reached: {target}");
}

pub(crate) fn who_is_let_in_is_told_to_the_server(kind: &Kind) {
    let protected = kind.start();
    let answer = get(&protected.address, &kind.with_query(&authorized()), &[]);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(told(&answer.body, "x-store-auth-id"), [ID]);
    assert_eq!(told(&answer.body, "x-store-auth-product"), [PRODUCT_CODE]);
    assert_eq!(told(&answer.body, "x-store-auth-key"), ["0"]);
    let expiry = told(&answer.body, "x-store-auth-expiry");
    assert!(expiry.len() == 1 && expiry[0].contains(".000Z"), "{expiry:?}");
}

pub(crate) fn nobody_else_reaches_the_server(kind: &Kind) {
    let protected = kind.start();
    assert_denied(&protected, 401, kind.path, &[]);
    let answer = get(&protected.address, &kind.with_query(&expired()), &[]);
    assert_eq!(answer.header("www-authenticate"), Some("StoreAuth error=\"expired\""));
}

pub(crate) fn each_denial_has_its_status(kind: &Kind) {
    let protected = kind.with_policy(Policy { products: &["0", "1"], max_lifetime: "2h" });
    let good = signed(util::KEY, "0", 3600);
    for (status, query) in [
        (401, good.replace("&signature", "&sig")),
        (401, format!("{good}&id={ID}")),
        (401, format!("{good}&cid={ID}")),
        (401, good.replace("id=X", "id=x")),
        (401, good.replace("pc=0", "pc=1")),
        (401, good.replace("pc=0", "pc=%ZZ")),
        (401, expired()),
        (401, signed(OTHER_KEY, "0", 3600)),
        (403, signed(util::KEY, PRODUCT_CODE, 3600)),
        (403, signed(util::KEY, "0", 3 * 3600)),
    ] {
        assert_denied(&protected, status, &kind.with_query(&query), &[]);
    }
    assert_eq!(get(&protected.address, &kind.with_query(&good), &[]).status, 200);
}

pub(crate) fn a_header_of_the_clients_is_not_believed(kind: &Kind) {
    let protected = kind.start();
    let uri = kind.with_query(&authorized());
    let forwarded = format!("X-Forwarded-Uri: {uri}");
    let names =
        [about(&uri), forwarded.clone(), about(&uri).to_lowercase().replace("xu4xht8xqdwk", ID)];
    for line in &names {
        assert_denied(&protected, 401, kind.path, &[line]);
    }
    assert_denied(&protected, 401, kind.path, &[&about(&uri), &forwarded, &about(&uri)]);
    assert_denied(&protected, 401, kind.path, &[&format!("X_Original_URI: {uri}")]);
}

pub(crate) fn identity_headers_of_the_client_are_overwritten(kind: &Kind) {
    let protected = kind.start();
    let spoofed = [
        "X-Store-Auth-Id: evil",
        "x-store-auth-id: evil",
        "X-Store-Auth-Key: evil",
        "X_Store_Auth_Id: evil",
        "X-Store_Auth-Id: evil",
        "X_Store-Auth_Product: evil",
    ];
    let answer = get(&protected.address, &kind.with_query(&authorized()), &spoofed);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(told(&answer.body, "x-store-auth-id"), [ID], "{}", answer.body);
    assert_eq!(told(&answer.body, "x-store-auth-product"), [PRODUCT_CODE], "{}", answer.body);
    assert_eq!(told(&answer.body, "x-store-auth-key"), ["0"], "{}", answer.body);
}

pub(crate) fn a_plus_may_be_escaped_or_not(kind: &Kind) {
    let protected = kind.start();
    let literal = authorized();
    for query in [literal.replace('+', "%2B"), literal.replace(':', "%3a"), literal] {
        assert_eq!(get(&protected.address, &kind.with_query(&query), &[]).status, 200, "{query}");
    }
}

/// 8,000 bytes: Apache and nginx take request lines of 8 KB and no more, unless told to.
pub(crate) fn a_uri_of_8_kilobytes_is_judged_to_its_end(kind: &Kind) {
    let protected = kind.start();
    let query = authorized();
    let padding = "x".repeat(8000 - query.len() - kind.path.len());
    let uri = kind.with_query(&format!("p={padding}&{query}"));
    assert_eq!(get(&protected.address, &uri, &[]).status, 200);
    let uri = kind.with_query(&format!("p={padding}&{query}").replace("&pc=b", "&pc=c"));
    assert_eq!(get(&protected.address, &uri, &[]).status, 401);
}

pub(crate) fn a_kept_connection_is_judged_request_by_request(kind: &Kind) {
    let protected = kind.start();
    let mut client = Client::connect(&protected.address);
    let good = kind.with_query(&authorized());
    for _ in 0..3 {
        assert_eq!(client.get(&good, &[]).status, 200);
        assert_eq!(client.get(kind.path, &[]).status, 401);
    }
}

pub(crate) fn pipelined_requests_are_answered_in_order(kind: &Kind) {
    let protected = kind.start();
    let mut client = Client::connect(&protected.address);
    let good = request(&kind.with_query(&authorized()), &[]);
    let bad = request(kind.path, &[]);
    client.send([&*good, &bad, &good, &bad].concat());
    assert_eq!([(); 4].map(|()| client.answer().status), [200, 401, 200, 401]);
}

pub(crate) fn a_query_hidden_in_the_path_is_none(kind: &Kind) {
    let protected = kind.start();
    let query = authorized();
    assert_denied(&protected, 401, &format!("{}%3F{query}", kind.path), &[]);
    assert_denied(&protected, 401, &format!("{};{query}", kind.path), &[]);
}

/// Caddy takes a '#' for a part of the path, and escapes it for the gateway and for the server alike.
pub(crate) fn the_server_never_sees_another_query_than_the_gateway(kind: &Kind) {
    let protected = kind.start();
    let query = authorized();
    for target in [
        format!("{}#?{query}", kind.path),
        format!("{}?x=1#&{query}", kind.path),
        format!("{}?{query}\u{e9}", kind.path),
    ] {
        let before = protected.server.served();
        let answer = get(&protected.address, &target, &[]);
        if answer.status == 200 {
            assert!(answer.body.starts_with(&format!("GET {}%23?{query} HTTP", kind.path)));
        } else {
            assert!(matches!(answer.status, 400 | 401), "{target}: {answer:?}");
            assert_eq!(protected.server.served(), before);
        }
    }
}

pub(crate) fn a_page_of_another_origin_reads_data_and_denials(kind: &Kind) {
    let protected = kind.start();
    for (status, query) in [(200, authorized()), (401, expired())] {
        let answer =
            get(&protected.address, &kind.with_query(&query), &["Origin: http://widget.example"]);
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{answer:?}");
    }
}

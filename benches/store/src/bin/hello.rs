//! What any server of this kind costs: axum behind the same listeners and limits as the Store, with an answer as long as its
//! own and nothing done for it.
//!
//! `hello PORT [CERTIFICATE PRIVATE_KEY]` serves on the loopback until SIGTERM.

use anyhow::Context;
use axum::{Router, http::header, routing::get};
use hyper_util::service::TowerToHyperService;
use std::{env, sync::Arc};
use store_auth_serve::{
    Metrics, Server, Watch,
    config::{Address, Listen, Settings, TlsFiles},
};

const ANSWER: &str = r#"{"authorized":true,"expiry":"2016-04-26T08:17:59.059+0000","expiry_time":"2016-04-26T08:17:59.059+0000","signatures":[{"serverId":"RiseFinancial","value":"8cb2237d0679ca88db6464eac60da96345513964"}],"error":null}"#;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (port, tls) = match arguments.as_slice() {
        [port] => (port, None),
        [port, certificate, private_key] => {
            let (certificate, private_key) = (certificate.into(), private_key.into());
            (port, Some(TlsFiles { certificate, private_key }))
        }
        _ => anyhow::bail!("expected a port, and perhaps the files of a certificate and its key"),
    };
    let address = Address::Tcp(([127, 0, 0, 1], port.parse().context("port")?).into());
    let settings = Settings { listen: vec![Listen { address, tls }], ..Settings::default() };
    let logging = settings.log.start()?;
    let metrics = Arc::new(Metrics::new("hello", |_| {}));
    let server = Server::bind(&settings, &metrics)?;
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_TYPE, "application/json"),
    ];
    let app = Router::new().route("/v1/widget/auth", get(move || async move { (headers, ANSWER) }));
    server.run(TowerToHyperService::new(app), Watch::new(Vec::new()), |_, _| {})?;
    drop(logging);
    Ok(())
}

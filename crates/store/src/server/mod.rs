//! A Store that is served: its database, its sockets, and what signals do to it.

mod check;
mod current_apps;
mod error;
mod opened;
mod reload;

pub use error::StartError;

use crate::{
    clock::Clock,
    config::Config,
    console,
    data_dir::{DataDir, MasterKey, Note},
    maintenance,
    public::{PublicMetrics, no_request},
    upkeep,
};
use current_apps::CurrentApps;
use hyper_util::service::TowerToHyperService;
use opened::{Opened, Watching};
use reload::Reload;
use std::{fs::File, net::SocketAddr, sync::Arc};
use store_auth_serve::{Logging, Metrics, Open, Server, Watch, config::Address};

/// How a file is opened at a start, which may wait for somebody to write to it.
const AT_START: Open = |path| File::open(path);

/// A Store whose database is open and whose sockets are bound.
#[derive(Debug)]
pub struct StoreServer {
    config: Config,
    opened: Opened,
    apps: CurrentApps,
    server: Server,
    metrics: Arc<Metrics>,
    watch: Watch,
    note: Note,
    /// Last, so that whatever is said of the end is written.
    logging: Logging,
}

impl StoreServer {
    /// Opens the database, binds the sockets, notes in the folder where they are, and starts to log as the configuration
    /// says.
    ///
    /// # Errors
    /// A [`StartError`] that names the file or address.
    pub fn bind(config: Config, data: &DataDir) -> Result<Self, StartError> {
        let logging = config.server.log.start()?;
        for warning in config.warnings() {
            tracing::warn!("{warning}");
        }
        let database = config.database(data);
        data.expect(&database)?;
        let path = config.master_key_file(data)?;
        upkeep::finish_rekey(data, &database, &path)?;
        let key = MasterKey::read(&path, AT_START, |warning| tracing::warn!("{warning}"))?;
        // Before the certificates are read: what changes meanwhile is seen.
        let watch = Watch::new(config.server.tls_files().collect());
        let opened = Opened::open(database, key.seal(), Clock::system(), config.lifetime)?;
        // The database is this process's: nobody else makes a backup beside it.
        if let Err(error) = maintenance::remove_left(data.path()) {
            tracing::warn!("what is left of what was cut off is not removed: {error}");
        }
        let calls = PublicMetrics::new();
        let metrics = Arc::new(Metrics::new("store_auth", |registry| {
            calls.register(registry);
            opened.register(registry);
        }));
        let mut server = Server::bind(&config.server, &metrics)?;
        metrics.put_into_force();
        let refused = calls.clone();
        server.refuse_with(move |_| no_request(&refused));
        let router = console::router(opened.store().clone(), calls.clone());
        let apps = CurrentApps::new(opened.store(), &config, calls);
        server.admin_application(TowerToHyperService::new(router));
        let note = note(data, &config, &server)?;
        Ok(Self { config, opened, apps, server, metrics, watch, note, logging })
    }

    /// Where Apps ask, with the ports that the system picked.
    pub fn addresses(&self) -> impl Iterator<Item = &Address> {
        self.server.addresses()
    }

    /// Where the admin interface is, likewise.
    #[must_use]
    pub fn admin_address(&self) -> Option<&Address> {
        self.server.admin_address()
    }

    /// Serves until SIGTERM or SIGINT, and then finishes what it has begun: what was accepted is answered, and what was
    /// acknowledged is written. SIGHUP reads the configuration again, a change of a certificate that one; what is refused
    /// leaves the old in force.
    ///
    /// # Errors
    /// A [`StartError`] of the system's, or of a part that has died. It is logged as well.
    pub fn run(self) -> Result<(), StartError> {
        let Self { config, mut opened, apps, server, metrics, watch, note, logging } = self;
        let mut reload = Reload::new(config, apps.clone(), metrics);
        opened.watch(Watching {
            part: server.parts().part("the thread of the database"),
            readiness: server.readiness().clone(),
        });
        let ended =
            server.run(apps.service(), watch, |trigger, control| reload.on(trigger, control));
        // Nobody may find it by the note once it does not answer any more.
        drop(note);
        drop((reload, apps));
        opened.close();
        drop(logging);
        Ok(ended?)
    }
}

fn note(data: &DataDir, config: &Config, server: &Server) -> Result<Note, StartError> {
    // In the order of the configuration.
    let listen = server.addresses().zip(&config.server.listen).map(|(address, listen)| {
        reachable(address, if listen.tls.is_some() { "https" } else { "http" })
    });
    let admin = server.admin_address().map(|address| reachable(address, "http"));
    Ok(Note::write(data, listen.collect(), admin)?)
}

/// An address as one of this machine reaches it.
fn reachable(address: &Address, scheme: &str) -> String {
    match address {
        Address::Tcp(address) => {
            let mut address: SocketAddr = *address;
            if address.ip().is_unspecified() {
                let loopback: std::net::IpAddr = if address.is_ipv4() {
                    std::net::Ipv4Addr::LOCALHOST.into()
                } else {
                    std::net::Ipv6Addr::LOCALHOST.into()
                };
                address.set_ip(loopback);
            }
            format!("{scheme}://{address}")
        }
        Address::Unix { path, .. } => path.display().to_string(),
    }
}

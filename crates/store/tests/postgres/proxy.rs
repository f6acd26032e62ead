//! What stands between a Store and the server of its database, and takes things away.

use crate::cluster;
use std::{
    io,
    net::Ipv4Addr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU16, AtomicUsize, Ordering::SeqCst},
    },
};
use store_auth_store::DatabasePlace;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

#[derive(Clone)]
pub(crate) struct Proxy {
    port: u16,
    rules: Arc<Rules>,
}

struct Rules {
    /// The port of the server that new connections lead to.
    server: AtomicU16,
    /// The next connection on which something is asked is cut in the middle of that.
    cuts_question: AtomicBool,
    drops_notifications: AtomicBool,
    dropped: AtomicUsize,
    /// Connections are cut where such a command has been done, before its answer.
    cuts_after: Mutex<Option<&'static str>>,
    cuts: AtomicUsize,
}

/// `NotificationResponse`, `CommandComplete` and `ReadyForQuery`
const NOTIFICATION: u8 = b'A';
const COMPLETE: u8 = b'C';
const READY: u8 = b'Z';

impl Proxy {
    pub(crate) async fn before(port: u16) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let rules = Arc::new(Rules {
            server: port.into(),
            cuts_question: AtomicBool::default(),
            drops_notifications: AtomicBool::default(),
            dropped: AtomicUsize::default(),
            cuts_after: Mutex::default(),
            cuts: AtomicUsize::default(),
        });
        let proxy = Self { port: listener.local_addr().unwrap().port(), rules: Arc::clone(&rules) };
        tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                let server = rules.server.load(SeqCst);
                let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, server)).await else {
                    continue;
                };
                let (from_client, to_client) = client.into_split();
                let (from_server, to_server) = server.into_split();
                let answers = tokio::spawn(answers(from_server, to_client, Arc::clone(&rules)));
                tokio::spawn(questions(from_client, to_server, answers, Arc::clone(&rules)));
            }
        });
        proxy
    }

    /// Where the database is, by way of this.
    pub(crate) fn place(&self) -> DatabasePlace {
        cluster::place(self.port)
    }

    /// How many notifications it has dropped.
    pub(crate) fn dropped(&self) -> usize {
        self.rules.dropped.load(SeqCst)
    }

    pub(crate) fn drop_notifications(&self) {
        self.rules.drops_notifications.store(true, SeqCst);
    }

    /// Has new connections lead to another server.
    pub(crate) fn lead_to(&self, port: u16) {
        self.rules.server.store(port, SeqCst);
    }

    /// Cuts the next connection on which something is asked, in the middle of that.
    pub(crate) fn cut_question(&self) {
        self.rules.cuts_question.store(true, SeqCst);
    }

    /// Cuts the next connection on which a command is done, such as `INSERT`, before its answer comes.
    pub(crate) fn cut_after(&self, command: &'static str) {
        *self.rules.cuts_after.lock().unwrap() = Some(command);
    }

    pub(crate) fn cuts(&self) -> usize {
        self.rules.cuts.load(SeqCst)
    }
}

/// Hands on what the Store asks, until there are no answers any more.
async fn questions(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    answers: tokio::task::JoinHandle<io::Result<()>>,
    rules: Arc<Rules>,
) {
    let abort = answers.abort_handle();
    let copy = async {
        let mut asked = vec![0; 64 << 10];
        loop {
            let mut length = from.read(&mut asked).await?;
            let is_cut = length > 1 && rules.cuts_question.swap(false, SeqCst);
            if is_cut {
                length /= 2;
            }
            to.write_all(&asked[..length]).await?;
            if is_cut {
                rules.cuts.fetch_add(1, SeqCst);
            }
            if is_cut || length == 0 {
                return io::Result::Ok(());
            }
        }
    };
    tokio::select! {
        _ = copy => {}
        _ = answers => {}
    }
    abort.abort();
}

/// Hands on what the server answers, message by message.
async fn answers(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    rules: Arc<Rules>,
) -> io::Result<()> {
    // What has been done, and not been said to be over.
    let mut held = Vec::new();
    loop {
        let mut message = vec![0; 5];
        from.read_exact(&mut message).await?;
        let length = u32::from_be_bytes(message[1..5].try_into().unwrap());
        message.resize(1 + length as usize, 0);
        from.read_exact(&mut message[5..]).await?;
        let kind = message[0];
        if kind == NOTIFICATION && rules.drops_notifications.load(SeqCst) {
            rules.dropped.fetch_add(1, SeqCst);
            continue;
        }
        let is_done = {
            let mut cuts_after = rules.cuts_after.lock().unwrap();
            let is_it = |command: &str| message[5..].starts_with(command.as_bytes());
            let is_done = kind == COMPLETE && cuts_after.is_some_and(is_it);
            if is_done {
                *cuts_after = None;
            }
            is_done
        };
        if is_done || !held.is_empty() {
            held.extend_from_slice(&message);
            if kind == READY {
                // It is committed now, and nobody will hear of it.
                rules.cuts.fetch_add(1, SeqCst);
                return Ok(());
            }
            continue;
        }
        to.write_all(&message).await?;
    }
}

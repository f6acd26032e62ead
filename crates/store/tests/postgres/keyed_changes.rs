//! Changes without pause, each of which is asked for with its key until it is answered.

use crate::{
    shop::{display, draft},
    wait::PATIENCE,
};
use std::{convert::Infallible, time::Duration};
use store_auth_store::{ChangeError, Draft, Idempotency, Store, model::CompanyNumber};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};

pub(crate) struct KeyedChanges {
    store: Store,
    displays: usize,
    tasks: JoinSet<usize>,
    stop: watch::Sender<bool>,
}

impl KeyedChanges {
    /// Each adds a display to the company of the Store.
    pub(crate) fn of(store: &Store) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        for task in 0..4 {
            let (store, stopped) = (store.clone(), stopped.clone());
            tasks.spawn(async move {
                let mut made = 0;
                while !*stopped.borrow() {
                    is_made(&store, &format!("{task}-{made}")).await;
                    made += 1;
                }
                made
            });
        }
        Self { store: store.clone(), displays: displays(store), tasks, stop }
    }

    /// Ends them: each that was answered was made, and once.
    pub(crate) async fn end(self) {
        self.stop.send_replace(true);
        let made: usize = self.tasks.join_all().await.into_iter().sum();
        assert!(made > 0);
        assert_eq!(displays(&self.store), self.displays + made);
    }
}

fn displays(store: &Store) -> usize {
    store.catalogue().displays_of(CompanyNumber(1), None).count()
}

async fn is_made(store: &Store, key: &str) {
    let tries = async {
        loop {
            let (token, key, body) = ("admin".to_owned(), key.to_owned(), "made".to_owned());
            let idempotency = Some(Idempotency { token, key, request: [0; 32], status: 200, body });
            let made = store.change(|catalogue| {
                let edits = vec![display(catalogue.next_display().0)];
                Ok::<_, Infallible>(Draft { idempotency, ..draft(edits) })
            });
            match made.await {
                Ok(_) | Err(ChangeError::Repeated(_)) => return,
                Err(ChangeError::Unavailable(_)) => sleep(Duration::from_millis(20)).await,
                Err(ChangeError::Refused(never)) => match never {},
            }
        }
    };
    timeout(PATIENCE, tries).await.unwrap();
}

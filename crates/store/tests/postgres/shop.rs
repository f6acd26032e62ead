//! What the Stores of these tests have.

use crate::wait::{grows, until};
use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};
use store_auth_store::{
    Clock, DatabasePlace, Draft, OpenError, Seal, Store, Unavailable,
    model::{
        Company, CompanyNumber, DisplayNumber, Edit, Millis, Paid, Plan, Product, ProductNumber,
        Standing, Usage,
    },
};
use tokio::{sync::watch, task::JoinSet, time::sleep};

const DAY: Duration = Duration::from_hours(24);

pub(crate) async fn create(place: DatabasePlace) -> Store {
    Store::create(place, Seal::new(&[7; 32]), Clock::system(), DAY).await.unwrap()
}

pub(crate) async fn open(place: DatabasePlace) -> Store {
    try_to_open(place).await.unwrap()
}

pub(crate) async fn try_to_open(place: DatabasePlace) -> Result<Store, OpenError> {
    Store::open(place, Seal::new(&[7; 32]), Clock::system(), DAY).await
}

/// Something to have a trial of, a company, and a display.
pub(crate) fn stock() -> Vec<Edit> {
    let product = Product {
        number: ProductNumber(1),
        code: "1219fb87cdbe1089e7efcf69e4232e0620f92900".parse().unwrap(),
        name: "Weather".into(),
        short_description: String::new(),
        long_description: String::new(),
        icon: None,
        image: None,
        vendor: None,
        free: false,
        trial_days: 14,
        prices: Vec::new(),
        withdrawn: false,
    };
    vec![Edit::Product(product), company("One"), display(1)]
}

pub(crate) fn company(name: &str) -> Edit {
    Edit::Company(Company {
        number: CompanyNumber(1),
        id: "1c3a55a7-d1a3-fa58-2bd8-636655473bb6".parse().unwrap(),
        name: name.into(),
        standing: Standing::Active,
        removed: false,
    })
}

pub(crate) fn display(number: u32) -> Edit {
    Edit::Display {
        number: DisplayNumber(number),
        id: format!("DISPLAY{number}").parse().unwrap(),
        company: Some(CompanyNumber(1)),
    }
}

pub(crate) fn draft(edits: Vec<Edit>) -> Draft {
    Draft { actor: "test".into(), action: "test", edits, ..Draft::default() }
}

pub(crate) async fn change(store: &Store, edits: Vec<Edit>) -> u64 {
    store.change(|_| Ok::<_, Infallible>(draft(edits))).await.unwrap().unwrap()
}

/// Waits until a Store serves by a version.
pub(crate) async fn serves(store: &Store, version: u64) {
    until(version, async || store.catalogue().version() >= version).await;
}

pub(crate) fn usage(at: i64) -> Usage {
    Usage {
        at: Millis(at),
        company: CompanyNumber(1),
        display: Some(DisplayNumber(1)),
        product: ProductNumber(1),
        paid: Paid::Subscribed(Plan::Display),
        until: Millis(at).plus(DAY),
    }
}

pub(crate) async fn recorded(store: &Store) -> Vec<i64> {
    let mut all = Vec::new();
    store.usage(Millis(0), Millis(i64::MAX), |usage| all.push(usage.at.0)).await.unwrap();
    all
}

/// Many who record without pause, each record known by its time.
pub(crate) struct Load {
    tasks: JoinSet<Vec<i64>>,
    stop: watch::Sender<bool>,
    pub(crate) acknowledged: Arc<AtomicUsize>,
    pub(crate) refused: Arc<AtomicUsize>,
}

impl Load {
    pub(crate) fn on(store: &Store) -> Self {
        let (stop, stopped) = watch::channel(false);
        let (acknowledged, refused) =
            (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let next = Arc::new(AtomicI64::new(1));
        let mut tasks = JoinSet::new();
        for _ in 0..64 {
            let (store, stopped, next) = (store.clone(), stopped.clone(), Arc::clone(&next));
            let (acknowledged, refused) = (Arc::clone(&acknowledged), Arc::clone(&refused));
            tasks.spawn(async move {
                let mut mine = Vec::new();
                while !*stopped.borrow() {
                    let at = next.fetch_add(1, SeqCst);
                    match store.record(usage(at)).await {
                        Ok(()) => {
                            mine.push(at);
                            acknowledged.fetch_add(1, SeqCst);
                        }
                        Err(Unavailable::Ended) => panic!("it ends"),
                        // A client has 503, and asks again later.
                        Err(_) => {
                            refused.fetch_add(1, SeqCst);
                            sleep(Duration::from_millis(20)).await;
                        }
                    }
                }
                mine
            });
        }
        Self { tasks, stop, acknowledged, refused }
    }

    /// Waits until so many more are acknowledged.
    pub(crate) async fn acknowledges(&self, more: usize) {
        grows(&self.acknowledged, more).await;
    }

    /// Ends it, and gives what was acknowledged.
    pub(crate) async fn end(self) -> Vec<i64> {
        self.stop.send_replace(true);
        let mut all: Vec<_> = self.tasks.join_all().await.into_iter().flatten().collect();
        all.sort_unstable();
        all
    }
}

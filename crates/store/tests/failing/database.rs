//! The Store of these tests, and what was acknowledged of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::Duration,
};
use store_auth_store::{
    Clock, Draft, Seal, Store,
    model::{
        Company, CompanyNumber, DisplayNumber, Edit, Millis, Paid, Plan, Product, ProductNumber,
        Standing, Usage,
    },
};

const DAY: Duration = Duration::from_hours(24);
/// More than are written with their change: the rest stays pending.
const DISPLAYS: u32 = 300;

/// Opens the Store of a folder, which is made at first.
pub(crate) async fn open(folder: &Path) -> Store {
    let path = folder.join("store.db");
    let (seal, clock) = (Seal::new(&[7; 32]), Clock::system());
    let made = path.exists();
    let store = if made {
        Store::open(&path, seal, clock, DAY).await
    } else {
        Store::create(&path, seal, clock, DAY).await
    };
    store.unwrap()
}

/// A record that is known by its time.
pub(crate) fn record(at: i64) -> Usage {
    Usage {
        at: Millis(at),
        company: CompanyNumber(1),
        display: Some(DisplayNumber(1)),
        product: ProductNumber(1),
        paid: Paid::Subscribed(Plan::Display),
        until: Millis(at).plus(DAY),
    }
}

fn company(number: u32) -> Edit {
    Edit::Company(Company {
        number: CompanyNumber(number),
        id: format!("1c3a55a7-d1a3-fa58-2bd8-{number:012x}").parse().unwrap(),
        name: "One".into(),
        standing: Standing::Active,
        removed: false,
    })
}

/// A product with a trial, and companies to have one.
pub(crate) fn trials(companies: u32) -> Draft {
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
    let mut edits = vec![Edit::Product(product)];
    edits.extend((1..=companies).map(company));
    Draft { actor: "test".into(), action: "test", edits, ..Draft::default() }
}

/// A change that adds displays.
pub(crate) fn more_displays(first: DisplayNumber) -> Draft {
    let display = |number| Edit::Display {
        number: DisplayNumber(number),
        id: format!("DISPLAY{number}").parse().unwrap(),
        company: Some(CompanyNumber(1)),
    };
    let mut edits = vec![company(1)];
    edits.extend((first.0..first.0 + DISPLAYS).map(display));
    Draft { actor: "test".into(), action: "test", edits, ..Draft::default() }
}

/// What a process has said to be durable.
#[derive(Debug, Default)]
pub(crate) struct Acknowledged {
    pub(crate) records: BTreeSet<i64>,
    pub(crate) version: u64,
}

impl Acknowledged {
    /// Takes a line: `r` and the time of a record, or `c` and the version of a change.
    pub(crate) fn take(&mut self, line: &str) {
        match line.split_once(' ').expect("a letter and a number") {
            ("r", at) => assert!(self.records.insert(at.parse().unwrap())),
            ("c", version) => self.version = version.parse().unwrap(),
            _ => panic!("unexpected {line}"),
        }
    }

    /// Asserts that all of it is in the database, once, and that its changes are whole.
    pub(crate) async fn is_in(&self, folder: &Path) {
        let store = open(folder).await;
        let mut found: BTreeMap<i64, u32> = BTreeMap::new();
        store
            .usage(Millis(0), Millis(i64::MAX), |usage| *found.entry(usage.at.0).or_default() += 1)
            .await
            .unwrap();
        for at in &self.records {
            assert_eq!(found.get(at), Some(&1), "record {at} was acknowledged");
        }
        let version = {
            let catalogue = store.catalogue();
            let displays = catalogue.displays_of(CompanyNumber(1), None).count();
            assert_eq!(
                displays as u64,
                catalogue.version() * u64::from(DISPLAYS),
                "changes are whole"
            );
            catalogue.version()
        };
        assert!(
            version >= self.version,
            "version {} was acknowledged, found {version}",
            self.version
        );
        store.close().await;
    }
}

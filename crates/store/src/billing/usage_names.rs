//! Names what a record of usage is about.

use super::usage_record::UsageRecord;
use crate::{
    catalogue::Catalogue,
    model::{DisplayId, DisplayNumber, Paid, Usage},
};
use std::{collections::HashMap, io};

/// Names what records of usage are about.
#[derive(Debug, Default)]
pub struct UsageNames {
    /// The catalogue knows displays by their ids alone.
    displays: HashMap<DisplayNumber, DisplayId>,
}

impl UsageNames {
    /// A record with the names that a catalogue has.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] for a record of what the catalogue never had
    pub fn record(&mut self, catalogue: &Catalogue, usage: &Usage) -> io::Result<UsageRecord> {
        self.learn_displays(catalogue, usage);
        self.named(catalogue, usage).ok_or_else(|| {
            let message = "a record names what is not in the catalogue: expected it to be there";
            io::Error::new(io::ErrorKind::InvalidData, message)
        })
    }

    /// A display may have been added since the last look.
    fn learn_displays(&mut self, catalogue: &Catalogue, usage: &Usage) {
        if usage.display.is_some_and(|number| !self.displays.contains_key(&number)) {
            let all = catalogue.displays_after(None);
            self.displays = all.map(|(id, display)| (display.number, id.clone())).collect();
        }
    }

    fn named(&self, catalogue: &Catalogue, usage: &Usage) -> Option<UsageRecord> {
        Some(UsageRecord {
            at: usage.at,
            company: catalogue.company_numbered(usage.company)?.id.clone(),
            display: match usage.display {
                Some(number) => Some(self.displays.get(&number)?.clone()),
                None => None,
            },
            product: catalogue.product_numbered(usage.product)?.code.clone(),
            standing: usage.paid.into(),
            plan: match usage.paid {
                Paid::Subscribed(plan) => Some(plan),
                Paid::Free | Paid::Trial => None,
            },
            until: usage.until,
        })
    }
}

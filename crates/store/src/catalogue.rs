//! What the Store sells, to whom, and for which servers it signs: all of it in memory.

use crate::{
    applications::Applications,
    books::Books,
    model::{
        Company, CompanyId, CompanyNumber, Display, DisplayId, DisplayNumber, Edit, Product,
        ProductCode, ProductNumber, Server, ServerKeyRecord, Subscription, Token, TokenHash,
    },
    seal::{Seal, SealError},
    server_keys::ServerKeys,
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};
use store_auth_wire::ServerId;

/// Everything that an answer needs but the time. It is what the edits of the database make, in any order but that a
/// server comes before its keys.
#[derive(Debug)]
pub struct Catalogue {
    seal: Arc<Seal>,
    /// The last change that is in it.
    pub(crate) version: u64,
    products: BTreeMap<ProductNumber, Arc<Product>>,
    product_numbers: BTreeMap<ProductCode, ProductNumber>,
    companies: BTreeMap<CompanyNumber, Arc<Company>>,
    company_numbers: BTreeMap<CompanyId, CompanyNumber>,
    displays: BTreeMap<DisplayId, Display>,
    displays_of: HashMap<CompanyNumber, BTreeSet<DisplayId>>,
    last_display: u32,
    subscriptions: BTreeMap<(CompanyNumber, ProductNumber), Subscription>,
    servers: BTreeMap<ServerId, (Server, ServerKeys)>,
    tokens: HashMap<TokenHash, Token>,
    books: Books,
    applications: Applications,
}

impl Catalogue {
    /// One without anything, whose server keys are sealed by `seal`.
    #[must_use]
    pub fn new(seal: Arc<Seal>) -> Self {
        Self {
            seal,
            version: 0,
            products: BTreeMap::new(),
            product_numbers: BTreeMap::new(),
            companies: BTreeMap::new(),
            company_numbers: BTreeMap::new(),
            displays: BTreeMap::new(),
            displays_of: HashMap::new(),
            last_display: 0,
            subscriptions: BTreeMap::new(),
            servers: BTreeMap::new(),
            tokens: HashMap::new(),
            books: Books::default(),
            applications: Applications::default(),
        }
    }

    /// Puts a thing in the place of what was there.
    ///
    /// # Errors
    /// A [`SealError`] for a server key that was sealed by another master key.
    pub fn apply(&mut self, edit: Edit) -> Result<(), SealError> {
        match edit {
            Edit::Product(mut product) => {
                // In one order, whether they were just put or read from the database.
                product.prices.sort_by_key(|price| (price.since, price.plan));
                self.product_numbers.insert(product.code.clone(), product.number);
                self.products.insert(product.number, Arc::new(product));
            }
            Edit::Company(company) => {
                self.company_numbers.insert(company.id.clone(), company.number);
                self.companies.insert(company.number, Arc::new(company));
            }
            Edit::Display { number, id, company } => self.put_display(number, id, company),
            Edit::Subscription { company, product, subscription: Some(subscription) } => {
                self.subscriptions.insert((company, product), subscription);
            }
            Edit::Subscription { company, product, subscription: None } => {
                self.subscriptions.remove(&(company, product));
            }
            Edit::Server(server) => match self.servers.get_mut(server.id.as_str()) {
                Some((known, _)) => *known = server,
                None => {
                    self.servers.insert(server.id.clone(), (server, ServerKeys::default()));
                }
            },
            Edit::ServerKey(record) => self.put_key(record)?,
            Edit::Token(token) => {
                self.tokens.insert(token.hash, token);
            }
            Edit::Month(month) => self.books.close(month),
            // Bills are read where they are asked for.
            Edit::BillLine(_) => {}
            Edit::Correction(correction) => self.books.correct(correction),
            Edit::Application(application) => self.applications.put(application),
            Edit::Decision { application, decision } => {
                self.applications.decide(application, decision);
            }
            Edit::Forgotten { application } => self.applications.forget(application),
        }
        Ok(())
    }

    fn put_display(
        &mut self,
        number: DisplayNumber,
        id: DisplayId,
        company: Option<CompanyNumber>,
    ) {
        self.last_display = self.last_display.max(number.0);
        if let Some(Display { company: Some(before), .. }) = self.displays.get(&id)
            && let Some(displays) = self.displays_of.get_mut(before)
        {
            displays.remove(&id);
        }
        if let Some(company) = company {
            self.displays_of.entry(company).or_default().insert(id.clone());
        }
        self.displays.insert(id, Display { number, company });
    }

    fn put_key(&mut self, record: ServerKeyRecord) -> Result<(), SealError> {
        if record.is_discarded() {
            if let Some((_, keys)) = self.servers.get_mut(record.server.as_str()) {
                keys.discard(record.number);
            }
            return Ok(());
        }
        let key = self.seal.open(&record.server, record.number, &record.sealed)?;
        if let Some((_, keys)) = self.servers.get_mut(record.server.as_str()) {
            keys.put(record, key);
        }
        Ok(())
    }

    /// The version: how many changes made it what it is.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// What server keys are sealed with.
    pub(crate) fn seal(&self) -> &Arc<Seal> {
        &self.seal
    }

    /// A product by its code, withdrawn or not.
    #[must_use]
    pub fn product(&self, code: &str) -> Option<&Arc<Product>> {
        self.products.get(self.product_numbers.get(code)?)
    }

    /// A product by its number.
    #[must_use]
    pub fn product_numbered(&self, number: ProductNumber) -> Option<&Arc<Product>> {
        self.products.get(&number)
    }

    /// All products by their codes, those after one.
    pub fn products_after(
        &self,
        after: Option<&ProductCode>,
    ) -> impl Iterator<Item = &Arc<Product>> {
        let numbers = after_key(&self.product_numbers, after);
        numbers.filter_map(|(_, number)| self.products.get(number))
    }

    /// A company by its id, removed or not.
    #[must_use]
    pub fn company(&self, id: &str) -> Option<&Arc<Company>> {
        self.companies.get(self.company_numbers.get(id)?)
    }

    /// A company by its number.
    #[must_use]
    pub fn company_numbered(&self, number: CompanyNumber) -> Option<&Arc<Company>> {
        self.companies.get(&number)
    }

    /// All companies by their ids, those after one.
    pub fn companies_after(
        &self,
        after: Option<&CompanyId>,
    ) -> impl Iterator<Item = &Arc<Company>> {
        let numbers = after_key(&self.company_numbers, after);
        numbers.filter_map(|(_, number)| self.companies.get(number))
    }

    /// A display by its id, removed or not.
    #[must_use]
    pub fn display(&self, id: &str) -> Option<Display> {
        self.displays.get(id).copied()
    }

    /// All displays by their ids, those after one.
    pub fn displays_after(
        &self,
        after: Option<&DisplayId>,
    ) -> impl Iterator<Item = (&DisplayId, &Display)> {
        after_key(&self.displays, after)
    }

    /// The displays of a company by their ids, those after one.
    pub fn displays_of(
        &self,
        company: CompanyNumber,
        after: Option<&DisplayId>,
    ) -> impl Iterator<Item = &DisplayId> {
        use std::ops::Bound::{Excluded, Unbounded};
        let bound = after.map_or(Unbounded, Excluded);
        self.displays_of
            .get(&company)
            .into_iter()
            .flat_map(move |ids| ids.range::<DisplayId, _>((bound, Unbounded)))
    }

    /// What a company has of a product.
    #[must_use]
    pub fn subscription(
        &self,
        company: CompanyNumber,
        product: ProductNumber,
    ) -> Option<&Subscription> {
        self.subscriptions.get(&(company, product))
    }

    /// All subscriptions by company and product, those after one.
    pub fn subscriptions_after(
        &self,
        after: Option<&(CompanyNumber, ProductNumber)>,
    ) -> impl Iterator<Item = (&(CompanyNumber, ProductNumber), &Subscription)> {
        after_key(&self.subscriptions, after)
    }

    /// A server with its keys, removed or not.
    #[must_use]
    pub fn server(&self, id: &str) -> Option<&(Server, ServerKeys)> {
        self.servers.get(id)
    }

    /// All servers by their ids, those after one.
    pub fn servers_after(
        &self,
        after: Option<&ServerId>,
    ) -> impl Iterator<Item = &(Server, ServerKeys)> {
        after_key(&self.servers, after).map(|(_, server)| server)
    }

    /// A token by what it is known by.
    #[must_use]
    pub fn token(&self, hash: &TokenHash) -> Option<&Token> {
        self.tokens.get(hash)
    }

    /// All tokens, in no order.
    pub fn tokens(&self) -> impl Iterator<Item = &Token> {
        self.tokens.values()
    }

    /// Which months are closed, and what was corrected.
    #[must_use]
    pub fn books(&self) -> &Books {
        &self.books
    }

    /// What strangers apply for.
    #[must_use]
    pub fn applications(&self) -> &Applications {
        &self.applications
    }

    /// A number that no application has had.
    #[must_use]
    pub fn next_application(&self) -> u64 {
        self.version.saturating_add(1)
    }

    /// A number that no product has had.
    #[must_use]
    pub fn next_product(&self) -> ProductNumber {
        ProductNumber(next(self.products.last_key_value().map(|(number, _)| number.0)))
    }

    /// A number that no company has had.
    #[must_use]
    pub fn next_company(&self) -> CompanyNumber {
        CompanyNumber(next(self.companies.last_key_value().map(|(number, _)| number.0)))
    }

    /// A number that no display has had.
    #[must_use]
    pub fn next_display(&self) -> DisplayNumber {
        DisplayNumber(next(Some(self.last_display)))
    }
}

/// Numbers begin at 1. There are four thousand million, which no catalogue in memory gets through.
fn next(last: Option<u32>) -> u32 {
    last.unwrap_or(0).saturating_add(1)
}

fn after_key<'a, K: Ord, V>(
    map: &'a BTreeMap<K, V>,
    after: Option<&K>,
) -> impl Iterator<Item = (&'a K, &'a V)> + use<'a, K, V> {
    use std::ops::Bound::{Excluded, Unbounded};
    let bound = after.map_or(Unbounded, Excluded);
    map.range::<K, _>((bound, Unbounded))
}

//! A Store is made: its folder, its secrets, its database.

use super::{
    error::DataDirError,
    first_token,
    folder::DataDir,
    made::{self, Made},
    master_key::MasterKey,
    secret_file,
};
use crate::{clock::Clock, db::DatabasePlace, seal::SealError, store::Store, tokens};
use std::{io, path::Path};
use tokio::runtime;

/// What the first token is called, and who made it.
const FIRST_TOKEN: &str = "admin";
const ACTOR: &str = "init";

impl DataDir {
    /// Makes the folder, where there is none, all in it that lasts, and the database, be that in it or not. Whatever is there already is an error; what was made in the folder before an error is removed again. Of a database at a server, tables of no use stay where its connection is lost once they are made.
    ///
    /// # Errors
    /// A [`DataDirError`] that names the file or the database.
    pub fn init(&self, database: &DatabasePlace) -> Result<(), DataDirError> {
        init(self, database)
    }
}

fn init(data: &DataDir, database: &DatabasePlace) -> Result<(), DataDirError> {
    let mut made = Made::default();
    made.folder(data.path())?;
    let lasting = [data.database(), data.master_key(), data.admin_token()];
    for path in lasting.iter().chain(&data.beside_database()) {
        refuse_existing(path)?;
    }
    let key = MasterKey::make()?;
    key.write_new(&data.master_key())?;
    made.files.push(data.master_key());
    if let DatabasePlace::File(path) = database {
        // Empty for now, and its owner's alone as everything that the database puts beside it will be.
        secret_file::write_new(path, b"")?;
        made.database(data);
    }
    let (token, hash) = tokens::make().map_err(|_| SealError::NoRandomness)?;
    secret_file::write_new(&data.admin_token(), token.as_bytes())?;
    made.files.push(data.admin_token());
    made::sync(data.path())?;
    let failed = |error| DataDirError::System { path: data.path().to_owned(), error };
    let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    // Last: what is made at a server is not removed again.
    runtime.block_on(async {
        let (seal, clock) = (key.seal(), Clock::system());
        let store = Store::create(database.clone(), seal, clock, first_token::LIFETIME).await?;
        first_token::add(store, ACTOR, FIRST_TOKEN.to_owned(), hash).await
    })?;
    made.keep();
    Ok(())
}

fn refuse_existing(path: &Path) -> Result<(), DataDirError> {
    match path.symlink_metadata() {
        Ok(_) => Err(DataDirError::Exists { path: path.to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(DataDirError::System { path: path.to_owned(), error }),
    }
}

//! `/backup`: all that is in the database, while it serves.

use crate::{
    Store,
    admin::{
        caller::{self, May},
        problem::Problem,
    },
    maintenance::{Backup, MaintenanceError, backup},
};
use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use futures_util::{Stream, stream};
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE};
use std::{io, path::Path};
use tokio::{
    fs::{self, File},
    io::AsyncReadExt,
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Store> {
    OpenApiRouter::new().routes(routes!(database))
}

/// A copy of the database at one instant, which was verified: an `SQLite` file. The master key is not in it, and without that
/// one nobody can sign by it.
#[utoipa::path(get, path = "/backup", security(("token" = ["admin"])),
    responses((status = 200, description = "The database", body = Vec<u8>,
        content_type = "application/vnd.sqlite3")))]
async fn database(_: May<caller::Admin>, State(store): State<Store>) -> Result<Response, Problem> {
    let Some(file) = store.database().file() else {
        return Err(Problem::conflict(MaintenanceError::NoFile.to_string()));
    };
    let folder = file.path().parent().unwrap_or(Path::new("")).to_owned();
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { &folder };
    let copy = backup(&store, folder).await.map_err(refused)?;
    let failed = |error: io::Error| Problem::failed(&error);
    let file = File::open(copy.path()).await.map_err(failed)?;
    // However this ends, nothing of it is left in the folder.
    fs::remove_file(copy.path()).await.map_err(failed)?;
    // So that whoever gets less knows.
    let length = file.metadata().await.map_err(failed)?.len();
    let headers = [
        (CONTENT_TYPE, "application/vnd.sqlite3".to_owned()),
        (CACHE_CONTROL, "no-store".to_owned()),
        (CONTENT_LENGTH, length.to_string()),
    ];
    Ok((headers, Body::from_stream(pieces(file, copy))).into_response())
}

fn refused(error: MaintenanceError) -> Problem {
    match error {
        MaintenanceError::Unavailable(error) => error.into(),
        error => Problem::failed(&error),
    }
}

const PIECE: usize = 256 << 10;

/// What is in the file of a copy, which is there until all of it is taken.
fn pieces(file: File, copy: Backup) -> impl Stream<Item = io::Result<Vec<u8>>> + Send {
    stream::try_unfold((file, copy), |(mut file, copy)| async move {
        let mut piece = vec![0; PIECE];
        let length = file.read(&mut piece).await?;
        piece.truncate(length);
        Ok((length > 0).then_some((piece, (file, copy))))
    })
}

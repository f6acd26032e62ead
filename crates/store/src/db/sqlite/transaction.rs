//! Transactions, by plain statements: those of the library take a connection whose commit has failed, such as on a full
//! disk, for one within a transaction ever after.

use sqlx::{SqliteConnection, query};

/// Begins one that writes.
pub(super) async fn begin(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    query("BEGIN IMMEDIATE").execute(connection).await?;
    Ok(())
}

/// Commits what was done since, or undoes it where that or the commit has failed. The next can begin in either case.
pub(super) async fn end<T, E: From<sqlx::Error>>(
    connection: &mut SqliteConnection,
    done: Result<T, E>,
) -> Result<T, E> {
    let committed = match done {
        Ok(done) => {
            let committed = query("COMMIT").execute(&mut *connection).await;
            committed.map(|_| done).map_err(E::from)
        }
        failed => failed,
    };
    if committed.is_err() {
        // It fails where the database has undone all of it by itself, and nowhere else.
        let _ = query("ROLLBACK").execute(connection).await;
    }
    committed
}

#[cfg(test)]
mod tests {
    use super::{begin, end};
    use sqlx::{Connection, SqliteConnection, query, query_scalar};

    async fn number(connection: &mut SqliteConnection) -> i64 {
        query_scalar("SELECT n FROM number").fetch_one(connection).await.unwrap()
    }

    /// A connection to a table with a number, in which the rows of another table must be found at a commit.
    async fn connection() -> SqliteConnection {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let sql = "CREATE TABLE number (n INTEGER PRIMARY KEY);
            CREATE TABLE other (n REFERENCES number DEFERRABLE INITIALLY DEFERRED);
            INSERT INTO number VALUES (1)";
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection
    }

    async fn change(
        connection: &mut SqliteConnection,
        and: &'static str,
    ) -> Result<(), sqlx::Error> {
        begin(connection).await?;
        let mut done = query("UPDATE number SET n = n + 1").execute(&mut *connection).await;
        if done.is_ok() {
            done = query(and).execute(&mut *connection).await;
        }
        end(connection, done.map(|_| ())).await
    }

    #[tokio::test]
    async fn whatever_fails_undoes_all_and_the_next_one_can_begin() {
        let mut connection = connection().await;
        for fails in ["INSERT INTO other VALUES (9)", "INSERT INTO number VALUES ('x')", "ROLLBACK"]
        {
            change(&mut connection, fails).await.unwrap_err();
            assert_eq!(number(&mut connection).await, 1, "{fails}");
        }
        change(&mut connection, "SELECT 1").await.unwrap();
        assert_eq!(number(&mut connection).await, 2);
    }
}

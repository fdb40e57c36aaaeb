//! Word that a revision was published, from whichever process: PostgreSQL's `LISTEN` and `NOTIFY`.

use sea_orm::sqlx::postgres::PgListener;
use sea_orm::{ConnectionTrait, RuntimeErr};

use super::{Store, StoreError};

const CHANNEL: &str = "tsunagu_published";

/// Hears of revisions as they are committed. SQLite has nothing of the kind: there one has to look.
#[derive(Debug)]
pub struct Published(PgListener);

impl Published {
    /// Waits for the next revision. Word may be lost while the database is away: who listens looks as well.
    ///
    /// # Errors
    ///
    /// The connection is lost and cannot be had again.
    pub async fn next(&mut self) -> Result<(), StoreError> {
        // None where the connection was lost and is there again: something may have been missed.
        self.0.try_recv().await.map(|_| ()).map_err(failed)
    }
}

impl Store {
    /// Listens for revisions; none on SQLite.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn published(&self) -> Result<Option<Published>, StoreError> {
        if self.is_sqlite() {
            return Ok(None);
        }
        let pool = self.db.get_postgres_connection_pool();
        let mut listener = PgListener::connect_with(pool).await.map_err(failed)?;
        listener.listen(CHANNEL).await.map_err(failed)?;
        Ok(Some(Published(listener)))
    }

    /// Tells all who listen that the transaction publishes a revision, once it is committed.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn publish(&self, tx: &impl ConnectionTrait) -> Result<(), StoreError> {
        if !self.is_sqlite() {
            let notify = format!("NOTIFY {CHANNEL}");
            tx.execute_unprepared(&notify).await?;
        }
        Ok(())
    }
}

fn failed(error: sea_orm::sqlx::Error) -> StoreError {
    sea_orm::DbErr::Conn(RuntimeErr::SqlxError(error.into())).into()
}

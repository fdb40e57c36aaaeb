//! Databases that are read beside the one that is written to: streaming replicas of it, which may lag, go away and come back.
//!
//! One is read only while it holds the revision that is served, of the same record. That is asked before each read; whoever fails is
//! left out until it is found well again by a look once a second.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use tokio::time::sleep;

use super::{Store, StoreError, connect, without_password};
use crate::{Revision, RevisionRow, revision_row};

/// How long after a look at a reader the next one follows.
const AGAIN: Duration = Duration::from_secs(1);

/// The readers of a record, in no order.
#[derive(Debug, Default)]
pub(super) struct Readers {
    all: Vec<Reader>,
    /// Who is asked first the next time.
    next: AtomicUsize,
    served: RwLock<Option<Arc<Served>>>,
}

#[derive(Debug)]
struct Reader {
    url: String,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    store: Store,
    standing: Standing,
}

/// How a reader stands to the record that is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does not answer, or was not asked yet.
    Away,
    /// It lacks the revision that is served, or tables that are asked; its newest revision, 0 where it has none.
    Behind(i64),
    /// It is read; its newest revision.
    Current(i64),
    /// It holds another record, or another course of this one. It is never read.
    Foreign,
}

/// What a reader must hold to be read: a revision, the record that it belongs to, and the tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    at: Revision,
    fingerprint: u64,
    /// Of the first revision: it names the record.
    record: Option<u64>,
    migration: String,
}

impl Store {
    /// The same record, read from these databases where they are well. They are not connected to yet.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoReader`] where one of the databases is SQLite; an address that cannot be read.
    pub async fn read_from(mut self, urls: &[String]) -> Result<Self, StoreError> {
        let mut all = Vec::new();
        for url in urls {
            if self.is_sqlite() || url.starts_with("sqlite:") {
                return Err(StoreError::NoReader(without_password(url)));
            }
            all.push(Reader {
                url: url.clone(),
                state: Mutex::new(State {
                    store: self.beside(url).await?,
                    standing: Standing::Away,
                }),
            });
        }
        self.readers = Arc::new(Readers {
            all,
            ..Readers::default()
        });
        Ok(self)
    }

    /// A pool of a reader, whose `SELECT`s count with ours.
    async fn beside(&self, url: &str) -> Result<Self, StoreError> {
        let db = connect::lazily(url).await?;
        Ok(Self::over(db, self.selects.clone(), None))
    }

    /// Where to read what may come from any database: a reader that is well and holds what is served, else this one.
    pub async fn reader(&self) -> Self {
        let reader = self.healthy_reader().await;
        reader.unwrap_or_else(|| self.clone())
    }

    /// Reads what any of the databases may tell: once more where the first one goes away meanwhile, from whoever is well then.
    ///
    /// # Errors
    ///
    /// The read's own.
    pub async fn read_any<T, F>(&self, read: impl Fn(Self) -> F) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        match read(self.reader().await).await {
            Err(error) if error.is_away() && self.has_readers() => read(self.reader().await).await,
            done => done,
        }
    }

    /// Whether there are databases to read from beside this one.
    pub fn has_readers(&self) -> bool {
        !self.readers.all.is_empty()
    }

    /// The reader that holds the newest revision, whatever is served, and that revision: where a start finds no other database.
    pub async fn newest_reader(&self) -> Option<(Self, RevisionRow)> {
        let mut newest: Option<(Self, RevisionRow)> = None;
        for reader in &self.readers.all {
            let (store, _) = reader.state();
            match RevisionRow::newest(&store).await {
                Ok(Some(row))
                    if newest
                        .as_ref()
                        .is_none_or(|(_, best)| best.number < row.number) =>
                {
                    newest = Some((store, row));
                }
                Ok(_) => {}
                Err(error) => tell(&without_password(&reader.url), Standing::Away, Some(&error)),
            }
        }
        newest
    }

    /// A reader that is well and holds what is served.
    pub async fn healthy_reader(&self) -> Option<Self> {
        let served = self.readers.served()?;
        self.reader_with(&served).await
    }

    /// A reader that holds a revision.
    pub async fn reader_with(&self, wanted: &Served) -> Option<Self> {
        let all = &self.readers.all;
        let is_served = self.readers.served().as_deref() == Some(wanted);
        let first = self.readers.next.fetch_add(1, Ordering::Relaxed);
        for place in 0..all.len() {
            let reader = &all[(first.wrapping_add(place)) % all.len()];
            let (store, standing) = reader.state();
            if !matches!(standing, Standing::Current(_)) {
                continue;
            }
            // Who lacks a revision that is not served yet does nothing wrong.
            let stands = if is_served {
                self.look(reader, wanted).await
            } else {
                let stands = self::standing(&store, standing, wanted).await;
                stands.unwrap_or(Standing::Away)
            };
            if let Standing::Current(_) = stands {
                return Some(store);
            }
        }
        None
    }

    /// What a reader must hold to be read beside a revision; none where there are no readers. `from` holds the revision.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn to_be_served(
        &self,
        row: &RevisionRow,
        from: &Self,
    ) -> Result<Option<Served>, StoreError> {
        if !self.has_readers() {
            return Ok(None);
        }
        let first = RevisionRow::find(from, Revision(1)).await?;
        Ok(Some(Served {
            at: Revision(row.number),
            fingerprint: row.fingerprint(),
            record: first.map(|first| first.fingerprint()),
            migration: from.migration().await?,
        }))
    }

    /// From now on readers are read only where they hold this.
    pub fn serve(&self, served: Option<Served>) {
        let mut place = self.readers.served.write();
        let place = place.as_deref_mut();
        *place.unwrap_or_else(|poisoned| poisoned.get_mut()) = served.map(Arc::new);
    }

    /// Looks at every reader once.
    ///
    /// # Errors
    ///
    /// [`StoreError::ForeignReader`] where one holds another record. One that is away is no error.
    pub async fn look_at_readers(&self) -> Result<(), StoreError> {
        let Some(served) = self.readers.served() else {
            return Ok(());
        };
        for reader in &self.readers.all {
            let address = without_password(&reader.url);
            match self.look(reader, &served).await {
                Standing::Foreign => return Err(StoreError::ForeignReader(address)),
                Standing::Away => tell(&address, Standing::Away, None),
                Standing::Behind(_) | Standing::Current(_) => {}
            }
        }
        Ok(())
    }

    /// Looks at every reader, and at this database, as long as the process lasts.
    pub fn watch_readers(&self) {
        for place in 0..self.readers.all.len() {
            let store = self.clone();
            tokio::spawn(async move {
                loop {
                    if let Some(served) = store.readers.served() {
                        store.look(&store.readers.all[place], &served).await;
                    }
                    sleep(AGAIN).await;
                }
            });
        }
        if self.has_readers() {
            let store = self.clone();
            tokio::spawn(async move {
                loop {
                    // What comes of it is noted by the read itself.
                    let _ = store.migration().await;
                    sleep(AGAIN).await;
                }
            });
        }
    }

    /// Every reader by its address, without its password, and how it stood last.
    pub fn readers(&self) -> Vec<(String, Standing)> {
        let all = self.readers.all.iter();
        all.map(|reader| (without_password(&reader.url), reader.state().1))
            .collect()
    }

    /// Asks a reader how it stands, and notes it.
    async fn look(&self, reader: &Reader, wanted: &Served) -> Standing {
        let (store, before) = reader.state();
        let (standing, error) = match standing(&store, before, wanted).await {
            Ok(standing) => (standing, None),
            Err(error) if error.is_away() => (Standing::Away, Some(error)),
            // It answers, but lacks what is asked: a table, for one.
            Err(error) => (Standing::Behind(0), Some(error)),
        };
        let fresh = match standing {
            // A connection that was cut keeps its place in the pool until somebody has waited for it: begin with none.
            Standing::Away => self.beside(&reader.url).await.ok(),
            _ => None,
        };
        let news = reader.note(standing, fresh);
        if news {
            tell(&without_password(&reader.url), standing, error.as_ref());
        }
        standing
    }
}

impl Readers {
    fn served(&self) -> Option<Arc<Served>> {
        let served = self.served.read();
        served.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Reader {
    fn state(&self) -> (Store, Standing) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (state.store.clone(), state.standing)
    }

    /// Notes how it stands; `true` where that is news.
    fn note(&self, standing: Standing, fresh: Option<Store>) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fresh) = fresh {
            state.store = fresh;
        }
        let before = std::mem::replace(&mut state.standing, standing);
        std::mem::discriminant(&before) != std::mem::discriminant(&standing)
    }
}

/// How a reader stands. The tables of one that is read are not asked for again: they only grow.
async fn standing(
    store: &Store,
    before: Standing,
    wanted: &Served,
) -> Result<Standing, StoreError> {
    use revision_row::{Column, Entity};
    let newest = Query::select()
        .expr(Column::Number.max())
        .from(Entity)
        .to_owned();
    let landmarks = Condition::any()
        .add(Column::Number.is_in([1, wanted.at.0]))
        .add(Column::Number.in_subquery(newest));
    let rows = Entity::find().filter(landmarks).all(store.db());
    let rows = store.read(rows).await?;
    let fingerprint = |number: i64| {
        let row = rows.iter().find(|row| row.number == number);
        row.map(RevisionRow::fingerprint)
    };
    let newest = rows.iter().map(|row| row.number).max().unwrap_or(0);
    let is_other = |there: Option<u64>, ours: Option<u64>| there.is_some() && there != ours;
    if is_other(fingerprint(1), wanted.record)
        || is_other(fingerprint(wanted.at.0), Some(wanted.fingerprint))
    {
        return Ok(Standing::Foreign);
    }
    let has_tables = matches!(before, Standing::Current(_))
        || store.migration().await?.as_str() >= wanted.migration.as_str();
    Ok(if newest >= wanted.at.0 && has_tables {
        Standing::Current(newest)
    } else {
        Standing::Behind(newest)
    })
}

fn tell(reader: &str, standing: Standing, error: Option<&StoreError>) {
    let error = error.map(ToString::to_string);
    match standing {
        Standing::Current(revision) => {
            tracing::info!(reader, revision, "a database to read from is read")
        }
        Standing::Behind(revision) => tracing::info!(
            reader,
            revision,
            error,
            "a database to read from lacks what is served: it is not read until it has caught up"
        ),
        Standing::Away => {
            tracing::warn!(
                reader,
                error,
                "a database to read from is away: it is not read"
            );
        }
        Standing::Foreign => {
            let error = StoreError::ForeignReader(reader.to_owned());
            tracing::error!(%error, "a database to read from is not read");
        }
    }
}

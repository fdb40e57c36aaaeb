//! Keys and audit on a record in memory, with a clock that the test sets.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use base::{Revision, Store, Texts, revision_row};
use chrono::DateTime;
use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, EntityTrait, Set};

use crate::key::row;
use crate::secret::Presented;
use crate::{Action, Attempt, Denied, KeyError, Keys, Outcome, Scope};

/// Keys of an empty record and the seconds that their clock shows.
async fn keys() -> (Keys, Arc<AtomicI64>) {
    let store = Store::connect("sqlite::memory:").await.unwrap();
    Migrator::up(store.db(), None).await.unwrap();
    let clock = Arc::new(AtomicI64::new(1_800_000_000));
    let seconds = clock.clone();
    let now = move || DateTime::from_timestamp(seconds.load(Ordering::Relaxed), 0).unwrap();
    (Keys::new(store, now), clock)
}

/// The text with one letter of its secret changed.
fn wrong(text: &str) -> String {
    let last = if text.ends_with('A') { 'B' } else { 'A' };
    format!("{}{last}", &text[..text.len() - 1])
}

#[tokio::test]
async fn a_key_is_shown_once_and_kept_as_a_hash() {
    let (keys, _) = keys().await;
    let made = keys
        .create(" Aiko ", &[Scope::Curate, Scope::Read, Scope::Read])
        .await
        .unwrap();
    assert_eq!(made.key.name, "Aiko");
    assert_eq!(made.key.scopes, [Scope::Read, Scope::Curate]);
    assert!(made.text.starts_with(&format!("tsu_{}_", made.key.id)));
    assert!(!format!("{made:?}").contains(&made.text));
    let rows = row::Entity::find().all(keys.store().db()).await.unwrap();
    assert!(rows[0].hash.starts_with("sha256:"));
    let secret = made.text.rsplit_once(&made.key.id).unwrap().1;
    assert!(!format!("{rows:?}").contains(&secret[1..]));
    assert_eq!(keys.list().await.unwrap(), [made.key]);
}

#[tokio::test]
async fn without_a_good_key_everything_is_off() {
    let (keys, _) = keys().await;
    let off = keys.check(None, Scope::Curate).await;
    assert!(matches!(off, Err(Denied::Off)), "{off:?}");
    let made = keys.create("Aiko", &[Scope::Curate]).await.unwrap();
    keys.revoke(&made.key.id).await.unwrap();
    let off = keys.check(Some(&made.text), Scope::Curate).await;
    assert!(matches!(off, Err(Denied::Off)), "{off:?}");
}

#[tokio::test]
async fn only_the_right_key_with_the_right_scope_passes() {
    let (keys, _) = keys().await;
    let made = keys.create("Aiko", &[Scope::Curate]).await.unwrap();
    let other = keys.create("Ben", &[Scope::Read]).await.unwrap();
    let passed = keys.check(Some(&made.text), Scope::Curate).await.unwrap();
    assert_eq!(passed, made.key);
    let mixed = made.text.replace(&made.key.id, &other.key.id);
    let stranger = Presented::new().unwrap().text();
    for presented in [
        None,
        Some(""),
        Some("tsu__"),
        Some(wrong(&made.text).as_str()),
        Some(mixed.as_str()),
        Some(stranger.as_str()),
        Some(format!("{} ", made.text).as_str()),
        Some(made.text.to_uppercase().as_str()),
    ] {
        let denied = keys.check(presented, Scope::Curate).await;
        assert!(
            matches!(denied, Err(Denied::Unknown)),
            "{presented:?} {denied:?}"
        );
    }
    let denied = keys.check(Some(&other.text), Scope::Curate).await;
    assert!(
        matches!(&denied, Err(Denied::Scope(key)) if key.id == other.key.id),
        "{denied:?}"
    );
}

#[tokio::test]
async fn a_key_costs_one_look_into_the_record_and_none_once_it_is_revoked_passes() {
    let (keys, _) = keys().await;
    let made = keys.create("Aiko", &[Scope::Curate]).await.unwrap();
    keys.create("Ben", &[Scope::Curate]).await.unwrap();
    let before = keys.store().selects();
    assert!(keys.check(Some(&made.text), Scope::Curate).await.is_ok());
    assert_eq!(keys.store().selects() - before, 1, "one look per request");
    keys.revoke(&made.key.id).await.unwrap();
    let denied = keys.check(Some(&made.text), Scope::Curate).await;
    assert!(
        matches!(&denied, Err(Denied::Revoked(key)) if key.id == made.key.id),
        "{denied:?}"
    );
}

/// Whoever knows an id must not be able to keep the processors busy with wrong secrets: a wrong one costs what a right one does.
#[tokio::test]
async fn a_hash_of_another_kind_or_length_is_wrong() {
    let key = Presented::new().unwrap();
    let hash = key.hash();
    assert!(key.matches(&hash));
    for other in [
        "",
        "sha256:",
        "none",
        &hash[..hash.len() - 1],
        &format!("{hash}0"),
    ] {
        assert!(!key.matches(other), "{other}");
    }
}

#[tokio::test]
async fn names_are_plain_and_unique_among_good_keys() {
    let (keys, _) = keys().await;
    for name in ["", "  ", "a\nb", &"x".repeat(101)] {
        let refused = keys.create(name, &[Scope::Read]).await;
        assert!(matches!(refused, Err(KeyError::Name(_))), "{name:?}");
    }
    let refused = keys.create("Aiko", &[]).await;
    assert!(matches!(refused, Err(KeyError::NoScope)));
    let first = keys.create("Aiko", &[Scope::Read]).await.unwrap();
    let refused = keys.create("Aiko", &[Scope::Read]).await;
    assert!(matches!(refused, Err(KeyError::NameTaken(_))));
    keys.revoke(&first.key.id).await.unwrap();
    keys.create("Aiko", &[Scope::Read]).await.unwrap();
}

#[tokio::test]
async fn revoking_twice_keeps_the_first_moment() {
    let (keys, clock) = keys().await;
    let made = keys.create("Aiko", &[Scope::Read]).await.unwrap();
    let first = keys.revoke(&made.key.id).await.unwrap();
    clock.fetch_add(60, Ordering::Relaxed);
    assert_eq!(keys.revoke(&made.key.id).await.unwrap(), first);
    assert_eq!(keys.revoke("nobody").await.unwrap(), None);
}

#[tokio::test]
async fn the_audit_lists_the_newest_first() {
    let (keys, _) = keys().await;
    let made = keys.create("Aiko", &[Scope::Curate]).await.unwrap();
    let revision = revision_row::ActiveModel {
        number: Set(2),
        imported_at: Set(keys.now()),
        imported_by: Set("Aiko".to_owned()),
        files: Set(Texts::default()),
        chain: Set(None),
    };
    let revision = revision_row::Entity::insert(revision);
    revision
        .exec_without_returning(keys.store().db())
        .await
        .unwrap();
    keys.audit(Attempt {
        key: Some(made.key.id.clone()),
        action: Action::Import,
        outcome: Outcome::Imported,
        files: vec!["volumes.csv 00".to_owned()],
        revision: Some(Revision(2)),
    })
    .await
    .unwrap();
    keys.revoke(&made.key.id).await.unwrap();
    let rows = keys.audited(50).await.unwrap();
    let said: Vec<_> = rows
        .iter()
        .map(|row| (row.action, row.outcome, row.revision))
        .collect();
    assert_eq!(
        said,
        [
            (Action::KeyRevoke, Outcome::Done, None),
            (Action::Import, Outcome::Imported, Some(2)),
            (Action::KeyCreate, Outcome::Done, None),
        ]
    );
    assert_eq!(rows[1].files.iter().collect::<Vec<_>>(), ["volumes.csv 00"]);
    assert_eq!(keys.audited(1).await.unwrap().len(), 1);
}

#[tokio::test]
async fn strangers_do_not_fill_the_audit() {
    let (keys, _) = keys().await;
    let made = keys.create("Aiko", &[Scope::Curate]).await.unwrap();
    let stranger = || Attempt {
        key: None,
        action: Action::Import,
        outcome: Outcome::Unauthenticated,
        files: Vec::new(),
        revision: None,
    };
    keys.audit(stranger()).await.unwrap();
    let jump = "UPDATE audit SET number = number + 20000 WHERE number > 2";
    let far = "UPDATE sqlite_sequence SET seq = 20000 WHERE name = 'audit'";
    for sql in [jump, far] {
        keys.store().db().execute_unprepared(sql).await.unwrap();
    }
    keys.audit(stranger()).await.unwrap();
    let left: Vec<_> = keys.audited(50).await.unwrap();
    assert_eq!(left.len(), 2, "{left:?}");
    assert_eq!(left[1].key, Some(made.key.id), "what a key did stays");
}

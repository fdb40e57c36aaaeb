//! Keys on the command line.

use std::process::ExitCode;

use access::{Audited, Key, Keys, Scope};
use anyhow::Result;
use base::Store;

use crate::arguments::{KeyCommand, KeyScope};

/// Attempts that `tsunagu key audit` lists.
const LISTED: u64 = 50;

impl From<KeyScope> for Scope {
    fn from(scope: KeyScope) -> Self {
        match scope {
            KeyScope::Read => Scope::Read,
            KeyScope::Curate => Scope::Curate,
        }
    }
}

/// Makes, lists and revokes keys; exit code 1 where there is no such key.
pub(crate) async fn key(store: Store, command: KeyCommand) -> Result<ExitCode> {
    let keys = Keys::new(store, crate::now);
    match command {
        KeyCommand::Create { name, scope } => {
            let scopes: Vec<Scope> = scope.into_iter().map(Scope::from).collect();
            let made = keys.create(&name, &scopes).await?;
            // The key alone goes to standard output, so that a script can take it.
            eprintln!("{}; keep it, it is not shown again:", line(&made.key));
            crate::say(&format!("{}\n", made.text))?;
        }
        KeyCommand::List => {
            for key in keys.list().await? {
                crate::say(&format!("{}\n", line(&key)))?;
            }
        }
        KeyCommand::Revoke { id } => match keys.revoke(&id).await? {
            Some(key) => crate::say(&format!("{}\n", line(&key)))?,
            None => {
                eprintln!("tsunagu: there is no key `{id}`; `tsunagu key list` lists all");
                return Ok(ExitCode::FAILURE);
            }
        },
        KeyCommand::Audit => {
            for attempt in keys.audited(LISTED).await? {
                crate::say(&format!("{}\n", attempted(&attempt)))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A key on one line.
fn line(key: &Key) -> String {
    let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.word()).collect();
    let revoked = key
        .revoked_at
        .map(|at| format!(", revoked {}", moment(at)))
        .unwrap_or_default();
    format!(
        "key {} of {}: {}, made {}{revoked}",
        key.id,
        key.name.escape_debug(),
        scopes.join(" "),
        moment(key.created_at)
    )
}

/// An attempt on one line.
fn attempted(attempt: &Audited) -> String {
    let mut text = format!(
        "{} {} {} {}",
        moment(attempt.at),
        attempt.key.as_deref().unwrap_or("-"),
        attempt.action.word(),
        attempt.outcome.word()
    );
    if let Some(revision) = attempt.revision {
        text += &format!(" revision {revision}");
    }
    for file in attempt.files.iter() {
        // Names come from strangers: what would rewrite the line is shown as what it is.
        text += &format!(", {file:?}");
    }
    text
}

fn moment(at: chrono::DateTime<chrono::Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

//! Organisations by all their names: what one was called, and what it became, finds it.
//!
//! Two lists know organisations: those that host registries, and those whose succession documents state. A name finds
//! its successor and its predecessors, but not another predecessor of the same successor.

use ::registries::HostOrganisation;
use text::key;
use vocabulary::Organisation;

use super::Sources;

/// Shortest name, in characters, that is looked for inside other names: abbreviations stand in too many.
const TELLING: usize = 4;

/// The names of an organisation now.
fn names(organisation: &Organisation) -> Vec<&str> {
    let mut names = vec![organisation.name_ja.as_str()];
    names.extend(organisation.name_en.as_deref());
    names.extend(organisation.abbreviations.iter());
    names
}

fn host_names(host: &HostOrganisation) -> Vec<&str> {
    let mut names = vec![host.name_ja.as_str()];
    names.extend(host.name_en.as_deref());
    names.extend(host.abbreviations.iter());
    names
}

/// Whether a name is so short that it stands inside other names: 国がん in 全国がん登録, 京大 in 東京大学.
pub(super) fn is_short(name: &str) -> bool {
    name.chars().count() < TELLING && !name.is_ascii()
}

/// Groups of names that mean one organisation: its names now; and each former name beside the present one.
pub(super) fn groups<'a>(from: &Sources<'a>) -> Vec<Vec<&'a str>> {
    let mut groups = Vec::new();
    for organisation in sorted(from) {
        groups.push(names(organisation));
        for former in organisation.former_names.iter() {
            groups.push(vec![organisation.name_ja.as_str(), former]);
        }
    }
    let mut hosts: Vec<&HostOrganisation> = from.registries.organisations().iter().collect();
    hosts.sort_by(|a, b| a.id.cmp(&b.id));
    for host in hosts {
        groups.push(host_names(host));
        for former in host.former_names.iter() {
            groups.push(vec![host.name_ja.as_str(), former]);
        }
    }
    groups
}

/// Every name under which a host may be asked for: its own, its successors' and its predecessors'.
pub(super) fn lineage<'a>(from: &Sources<'a>, host: &'a HostOrganisation) -> Vec<&'a str> {
    let mut found = host_names(host);
    found.extend(host.former_names.iter());
    let keys: Vec<String> = found.iter().map(|name| key(name)).collect();
    for organisation in sorted(from) {
        if names(organisation)
            .iter()
            .any(|name| keys.contains(&key(name)))
        {
            found.extend(with_successors(from, organisation));
        }
    }
    different(found)
}

/// All names of the organisations whose name stands in a text: 国立国際医療研究センター病院.
pub(super) fn named_in<'a>(from: &Sources<'a>, text: &str) -> Vec<&'a str> {
    let is_named = |names: &[&str]| {
        names
            .iter()
            .any(|name| name.chars().count() >= TELLING && text.contains(name))
    };
    let mut found = Vec::new();
    for organisation in sorted(from) {
        let mut all = names(organisation);
        all.extend(organisation.former_names.iter());
        if is_named(&all) {
            found.extend(with_successors(from, organisation));
        }
    }
    for host in from.registries.organisations() {
        if is_named(&host_names(host)) {
            found.extend(host_names(host));
        }
    }
    different(found)
}

/// Names now and before, and those of what took over; a circle ends where it began.
fn with_successors<'a>(from: &Sources<'a>, organisation: &'a Organisation) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut seen = Vec::new();
    let mut next = Some(organisation);
    while let Some(organisation) = next.filter(|next| !seen.contains(&&next.id)) {
        seen.push(&organisation.id);
        found.extend(names(organisation));
        if seen.len() == 1 {
            found.extend(organisation.former_names.iter());
        }
        next = organisation
            .succeeded_by
            .as_ref()
            .and_then(|id| from.organisations.iter().find(|other| other.id == *id));
    }
    found
}

/// In the order of their codes, whatever order the database has.
fn sorted<'a>(from: &Sources<'a>) -> Vec<&'a Organisation> {
    let mut sorted: Vec<&Organisation> = from.organisations.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    sorted
}

fn different(names: Vec<&str>) -> Vec<&str> {
    let mut different: Vec<&str> = Vec::new();
    for name in names {
        if !different.contains(&name) {
            different.push(name);
        }
    }
    different
}

//! Titles that name a disease of which their approval has no tag: offered to the curator, who takes all with `--tag`.

use std::collections::{BTreeSet, HashMap};

use ::approvals::approval::{subject, tag_id};
use ::approvals::record::Batch;
use ::approvals::{Approval, ApprovalDisease};
use base::record::Reading;
use base::{ApprovalId, Changes, DiseaseId, Notice, Revision, StoreError, cell};
use sea_orm::{ConnectionTrait, ModelTrait};
use vocabulary::{Diseases, PROCEDURES};

/// How diseases that titles name are offered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Offering<'a> {
    /// Where the approvals stand in the files.
    pub(crate) reading: &'a Reading,
    /// Whether the tags are added, not only offered.
    pub(crate) tag: bool,
}

/// A notice, and the row and the subject that it is about.
type Offered = (String, String, Notice);

/// The table of tags, as withdrawals name it.
const TAGS: &str = "approval_diseases";

impl Offering<'_> {
    /// Looks at the titles of a batch, whose terms are written already and whose approvals are not.
    pub(crate) async fn diseases(
        self,
        tx: &impl ConnectionTrait,
        batch: &mut Batch,
        at: Revision,
        changes: &Changes,
    ) -> Result<Vec<Offered>, StoreError> {
        if batch.approvals().is_empty() {
            return Ok(Vec::new());
        }
        let diseases = Diseases::load(tx, at).await?;
        let approvals = batch
            .approvals()
            .iter()
            .map(|approval| approval.id.as_str());
        let held = base::held::<<ApprovalDisease as ModelTrait>::Entity>(tx, [], approvals).await?;
        let held: Vec<ApprovalDisease> = held.into_values().collect();
        let carried = carried(batch, &held);
        let no_tags = BTreeSet::new();
        let mut missing: Vec<(&Approval, ApprovalDisease, Vec<DiseaseId>)> = Vec::new();
        for approval in batch.approvals() {
            let tags = carried.get(&approval.id).unwrap_or(&no_tags);
            for (words, ids) in untagged(&approval.title_ja, tags, &diseases) {
                let tag = ApprovalDisease::by_title(&approval.id, &ids[0], words);
                missing.push((approval, tag, ids));
            }
        }
        if !missing.is_empty() {
            // A curator who took a tag away need not be asked again.
            let refused = base::withdrawn_by_name(tx, TAGS).await?;
            let ends = changes.withdrawals.get(TAGS);
            let is_refused = |approval: &Approval, disease: &DiseaseId| {
                let id = tag_id(&approval.id, disease.as_str());
                refused.contains_key(&id) || ends.is_some_and(|rows| rows.contains_key(&id))
            };
            missing.retain(|(approval, _, ids)| {
                let mut same = ids.iter().flat_map(|id| diseases.equivalents(id));
                !same.any(|id| is_refused(approval, &id))
            });
        }
        let mut offered = Vec::new();
        let mut added = Vec::new();
        for (approval, tag, ids) in missing {
            let row = format!("approvals/{}", approval.id);
            let Some(place) = self.reading.place_of(&row) else {
                continue;
            };
            let (text, text_ja) = said(&ids, &diseases, self.tag);
            let about = subject(&approval.id).to_string();
            let notice = Notice {
                place,
                column: Some("title_ja".to_owned()),
                value: tag.printed.as_deref().map(cell::shown),
                text,
                text_ja,
                more: 0,
            };
            offered.push((row, about, notice));
            if self.tag && ids.len() == 1 {
                added.push(tag);
            }
        }
        batch.add_tags(added, &held);
        offered.sort();
        Ok(offered)
    }
}

/// The diseases of each approval as they will be: those that the files give, else those of the record.
fn carried<'a>(
    batch: &'a Batch,
    held: &'a [ApprovalDisease],
) -> HashMap<&'a ApprovalId, BTreeSet<&'a DiseaseId>> {
    let mut given: HashMap<&ApprovalId, BTreeSet<&DiseaseId>> = HashMap::new();
    for tag in batch.tags() {
        given.entry(&tag.approval).or_default().insert(&tag.disease);
    }
    let mut carried: HashMap<&ApprovalId, BTreeSet<&DiseaseId>> = HashMap::new();
    for tag in held.iter().filter(|tag| !given.contains_key(&tag.approval)) {
        carried
            .entry(&tag.approval)
            .or_default()
            .insert(&tag.disease);
    }
    carried.extend(given);
    carried
}

/// The words of a title that name a disease, with the concepts that are called so, where no tag is of one of them or of a narrower
/// one. What a narrower disease of the same title covers is left out.
fn untagged<'t>(
    title: &'t str,
    tags: &BTreeSet<&DiseaseId>,
    diseases: &Diseases,
) -> Vec<(&'t str, Vec<DiseaseId>)> {
    let mut found: Vec<(&str, Vec<DiseaseId>, BTreeSet<DiseaseId>)> = Vec::new();
    for name in diseases.named_in(title) {
        let ids = name.ids.into_iter();
        let ids: Vec<DiseaseId> = ids.filter(|id| ails(id, diseases)).collect();
        let covered: BTreeSet<DiseaseId> =
            ids.iter().flat_map(|id| diseases.descendants(id)).collect();
        let is_known = tags.iter().any(|tag| covered.contains(*tag))
            || found.iter().any(|(_, known, _)| *known == ids);
        if !ids.is_empty() && !is_known {
            found.push((name.words, ids, covered));
        }
    }
    let is_broader = |at: usize| {
        let (_, _, covered) = &found[at];
        let mut others = found.iter().enumerate().filter(|(other, _)| *other != at);
        others.any(|(_, (_, ids, _))| ids.iter().all(|id| covered.contains(id)))
    };
    let kept: Vec<bool> = (0..found.len()).map(|at| !is_broader(at)).collect();
    found
        .into_iter()
        .zip(kept)
        .filter_map(|((words, ids, _), kept)| kept.then_some((words, ids)))
        .collect()
}

/// Whether a concept is a disease in force, and nothing that is done to patients.
fn ails(id: &DiseaseId, diseases: &Diseases) -> bool {
    let row = diseases.find(id).map(|row| diseases.get(row));
    let procedures = DiseaseId::new(PROCEDURES);
    row.is_some_and(|row| !row.deprecated)
        && *id != procedures
        && !diseases.ancestors(id).contains(&procedures)
}

/// A disease by its code and its name, in English and in Japanese sentences.
fn called(id: &DiseaseId, diseases: &Diseases) -> (String, String) {
    match diseases.find(id).map(|row| diseases.get(row)) {
        Some(row) => (
            format!("{id} ({})", row.name_ja),
            format!("{id}（{}）", row.name_ja),
        ),
        None => (id.to_string(), id.to_string()),
    }
}

fn said(ids: &[DiseaseId], diseases: &Diseases, tagged: bool) -> (String, String) {
    let (en, ja): (Vec<String>, Vec<String>) = ids.iter().map(|id| called(id, diseases)).unzip();
    let (en, ja) = (en.join(", "), ja.join("、"));
    match ids.len() {
        1 if tagged => (
            format!(
                "names the disease {en}, and the approval is tagged with it (TITLE_TAGGED): see whether it is about it"
            ),
            format!(
                "疾患 {ja}のタグを課題名により付けました（TITLE_TAGGED）。この課題の対象か確かめてください"
            ),
        ),
        1 => (
            format!(
                "names the disease {en}, which no tag of the approval covers: add it with `--tag` (over HTTP `tag=true`) or in approval-diseases"
            ),
            format!(
                "疾患 {ja}の名称ですが、該当する疾患タグがありません。--tag（HTTP では tag=true）か approval-diseases の行で追加してください"
            ),
        ),
        _ => (
            format!(
                "is the name of several diseases, and no tag of the approval covers one: add the one that is meant in approval-diseases ({en})"
            ),
            format!(
                "複数の疾患の名称で、該当する疾患タグがありません。どの疾患かを approval-diseases の行で示してください（{ja}）"
            ),
        ),
    }
}

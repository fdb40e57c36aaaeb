//! Whether a company may use a registry, and in which ways.

use super::{fold, has};
use crate::{CompanyUse, Mode, Modes};

/// Reads `company_use`. The column begins with 可 or 条件付き可 where a source says that companies can; a text that
/// only tells who may, or what is planned, is no answer, and least of all a no.
pub fn company_use(text: &str) -> CompanyUse {
    let text = fold(text.trim());
    if text.starts_with("条件付き可") || text.starts_with("条件付可") {
        return CompanyUse::Conditional;
    }
    if text.starts_with('可') {
        return CompanyUse::Yes;
    }
    if text.starts_with("不可") || text.split(['。', '、', '(', ')']).any(refuses) {
        return CompanyUse::No;
    }
    CompanyUse::Unknown
}

/// A clause that says that companies cannot.
fn refuses(clause: &str) -> bool {
    has(clause, &["企業", "営利"])
        && has(
            clause,
            &[
                "不可",
                "できない",
                "認めない",
                "認められない",
                "対象外",
                "除く",
                "禁止",
            ],
        )
}

/// Ways named by `company_use` and `purposes`. A plan (予定, 見込み) is no way yet.
pub fn modes(company_use_text: &str, purposes: &[String]) -> Modes {
    let said = fold(company_use_text.trim());
    let said = if has(&said, &["予定", "見込み"]) {
        ""
    } else {
        said.as_str()
    };
    let usable = matches!(company_use(said), CompanyUse::Yes | CompanyUse::Conditional);
    let aims = fold(&purposes.join("|"));
    let either = |words: &[&str]| has(said, words) || has(&aims, words);
    let mut modes = Vec::new();
    let joint = said.replace("共同研究者", "");
    if usable && has(&joint, &["共同研究", "産学連携", "産学共同"]) || aims.contains("企業連携")
    {
        modes.push(Mode::JointResearch);
    }
    let handed_over = ["提供", "共有", "活用", "利用可", "企業利用", "匿名加工情報"];
    if usable && has(said, &handed_over) {
        modes.push(Mode::DataProvision);
    }
    if either(&[
        "リクルート",
        "治験の案内",
        "治験情報の案内",
        "治験の情報提供",
        "治験マッチング",
    ]) {
        modes.push(Mode::Recruitment);
    }
    if has(said, &["患者数"]) || has(&aims, &["登録可能症例数", "治験の患者把握"])
    {
        modes.push(Mode::FeasibilityCount);
    }
    if either(&["外部対照", "対照群", "ヒストリカルコントロール"]) {
        modes.push(Mode::ExternalControl);
    }
    if either(&["製造販売後調査", "市販後調査", "PMS"]) {
        modes.push(Mode::PostMarketingSurveillance);
    }
    modes.into_iter().collect()
}

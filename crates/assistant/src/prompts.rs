//! The questions of the three users, ready to ask.

use rmcp::ErrorData;
use rmcp::model::{GetPromptResult, Prompt, PromptArgument, PromptMessage, Role};
use serde_json::{Map, Value};

use crate::arguments;
use crate::language::Language;
use crate::quoted::quote;

/// A question with gaps: `{name}` stands for the argument of that name.
struct Question {
    name: &'static str,
    title: &'static str,
    about: &'static str,
    /// Name, description, whether it is required.
    gaps: &'static [(&'static str, &'static str, bool)],
    ja: &'static str,
    en: &'static str,
}

const QUESTIONS: [Question; 3] = [
    Question {
        name: "may_these_be_linked",
        title: "May these databases be linked? · 連結の可否(行政)",
        about: "For an analyst of a ministry: the verdict, who says otherwise, and the way to the data.",
        gaps: &[
            (
                "databases",
                "Codes of two or more databases, with commas between: ndb,jisedai",
                true,
            ),
            (
                "form",
                "Form of the data: ANONYMISED, PSEUDONYMISED or IDENTIFIED",
                false,
            ),
        ],
        ja: "{databases} は {form} の形態で連結できますか。may_link で確認し、根拠となる資料(題名・発行者・日付・URL)と、異なる記載がある資料を示してください。続けて access_plan で利用手続を順に説明し、資料から分からないことは不明と明記してください。",
        en: "May {databases} be linked as {form} data? Check with may_link; name the sources that say so (title, publisher, date, address) and those that say less. Then explain with access_plan what one must do, in order, and say plainly what is unknown.",
    },
    Question {
        name: "registries_for_a_trial",
        title: "Which registries could serve a trial? · 治験に使えるレジストリ(企業)",
        about: "For a planner in a company: registries held against a need, criterion by criterion.",
        gaps: &[
            ("disease", "A disease, by code or name", true),
            (
                "purpose",
                "What it is for: EXTERNAL_CONTROL, RECRUITMENT and so on",
                false,
            ),
        ],
        ja: "{disease} のレジストリのうち、{purpose} の目的で企業が利用できるものはどれですか。match_registries で条件ごとに照合し、満たす・満たさない・不明を区別し、上位のものは get_registry で詳細と根拠を示してください。",
        en: "Which registries on {disease} may a company use for {purpose}? Hold them against the need with match_registries, keep met, unmet and unknown apart, and give details and sources of the best ones with get_registry.",
    },
    Question {
        name: "who_did_something_like_this",
        title: "Has anyone done this before? · 類似の利活用(研究者)",
        about: "For a researcher: nearest approved projects, and who used such data.",
        gaps: &[
            ("plan", "The study in a sentence", true),
            (
                "database",
                "Code of a database whose uses are asked about",
                false,
            ),
        ],
        ja: "次の研究計画に近い利活用の実績はありますか: {plan}。precedents で近い課題とその理由を示し、{database} の利用例を find_uses で挙げてください。報告された利用は標本であり総数ではないことを明記してください。",
        en: "Has anyone done something like this: {plan}? Show the nearest approved projects and why with precedents, then uses of {database} with find_uses; say that reported uses are a sample and no total.",
    },
];

pub(crate) fn listed() -> Vec<Prompt> {
    let prompts = QUESTIONS.iter().map(|question| {
        let language = PromptArgument::new(arguments::LANGUAGE)
            .with_description("ja or en; Japanese where nothing is said")
            .with_required(false);
        let gaps = question.gaps.iter().map(|(name, about, required)| {
            PromptArgument::new(*name)
                .with_description(*about)
                .with_required(*required)
        });
        let gaps = gaps.chain([language]).collect();
        Prompt::new(question.name, Some(question.about), Some(gaps)).with_title(question.title)
    });
    prompts.collect()
}

/// # Errors
///
/// There is no such prompt, or an argument that it needs is missing.
pub(crate) fn get(name: &str, given: &Map<String, Value>) -> Result<GetPromptResult, ErrorData> {
    let question = QUESTIONS.iter().find(|question| question.name == name);
    let question = question.ok_or_else(|| {
        let known: Vec<&str> = QUESTIONS.iter().map(|question| question.name).collect();
        let message = format!("there is no such prompt; known ones: {}", known.join(", "));
        ErrorData::invalid_params(message, None)
    })?;
    let language = arguments::language(given);
    let mut text = language.pick(question.ja, question.en).to_owned();
    for (gap, _, required) in question.gaps {
        let value = given.get(*gap).and_then(Value::as_str).map(str::trim);
        let value = match value.filter(|value| !value.is_empty()) {
            Some(value) => quote(language, value),
            None if *required => {
                let message = format!("the argument `{gap}` is missing (引数 {gap} が必要です)");
                return Err(ErrorData::invalid_params(message, None));
            }
            None => unsaid(language, gap).to_owned(),
        };
        text = text.replacen(&format!("{{{gap}}}"), &value, 1);
    }
    let message = PromptMessage::new_text(Role::User, text);
    Ok(GetPromptResult::new(vec![message]).with_description(question.about))
}

/// What stands for an argument that was left out.
fn unsaid(language: Language, gap: &str) -> &'static str {
    match gap {
        "form" => language.pick("匿名(ANONYMISED)", "anonymised"),
        "purpose" => language.pick("任意", "any purpose"),
        _ => language.pick("各データベース", "any database"),
    }
}

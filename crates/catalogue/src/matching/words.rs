//! What was wanted and what was found, in plain words of both languages.

use base::DiseaseId;
use registries::{
    Biospecimens, CaseCount, CompanyUse, CountKind, DataClass, Mode, Region, Registry, Standing,
    parse,
};

use super::{
    Condition, Criterion, Matching, Minimum, Overlap, Said, as_mode, holds, is_total, serves,
};

impl Criterion {
    /// What it is called, in Japanese and in English.
    pub fn labels(self) -> (&'static str, &'static str) {
        match self {
            Self::Disease => ("対象疾患", "disease"),
            Self::CaseCount => ("症例数", "case count"),
            Self::CompanyUse => ("企業の利用", "company use"),
            Self::Mode => ("企業との連携の形", "mode of company use"),
            Self::Purpose => ("目的", "purpose"),
            Self::DataItem => ("データ項目", "data item"),
            Self::Biospecimens => ("生体試料", "biospecimens"),
            Self::Region => ("地域", "region"),
            Self::Standing => ("登録の継続", "standing"),
        }
    }

    /// The fields of a registry, by their names in the record, whose evidence proves it.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Disease => &["diseases", "disease_areas"],
            Self::CaseCount => &["case_counts", "cases_raw"],
            Self::CompanyUse => &["company_use", "company_use_raw"],
            Self::Mode => &["company_use_modes", "company_use_raw"],
            Self::Purpose => &["purposes", "purpose_words"],
            Self::DataItem => &["data_items", "data_classes"],
            Self::Biospecimens => &["biospecimens"],
            Self::Region => &["region"],
            Self::Standing => &["standing"],
        }
    }
}

impl Said {
    fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            ja: ja.into(),
            en: en.into(),
        }
    }

    fn of((ja, en): (&str, &str)) -> Self {
        Self::new(ja, en)
    }

    /// With a text as printed behind it.
    fn printed(self, text: &str) -> Self {
        Self {
            ja: format!("{}（原文:「{text}」）", self.ja),
            en: format!("{}; as printed: 「{text}」", self.en),
        }
    }

    /// With the words behind it that it was read from, where there are any.
    fn basis(self, words: Option<&str>) -> Self {
        match words {
            Some(words) => self.printed(words),
            None => self,
        }
    }
}

impl Matching<'_> {
    /// What a condition asks for.
    pub(super) fn wanted(&self, condition: Condition) -> Said {
        match condition {
            Condition::Disease => self.names(self.need.diseases.iter()),
            Condition::CaseCount(Minimum { quantity, unit }) => {
                let (ja, en) = unit.labels();
                let number = grouped(quantity);
                Said::new(
                    format!("{number}{ja}以上"),
                    format!("at least {number} {en}"),
                )
            }
            Condition::CompanyUse => Said::of(("企業が利用できる", "companies can use it")),
            Condition::Mode(mode) => Said::of(mode.labels()),
            Condition::Purpose(purpose) => Said::of(purpose.labels()),
            Condition::DataItem(class) => Said::of(class.labels()),
            Condition::Biospecimens => Said::of(("生体試料がある", "specimens are kept")),
            Condition::Region(region) => Said::of(region.labels()),
            Condition::Standing(standing) => Said::of(standing.labels()),
        }
    }

    /// What a registry's sources say to it.
    pub(super) fn found(&self, condition: Condition, row: u32) -> Option<Said> {
        let registry = self.registries.get(row);
        match condition {
            Condition::Disease => self.found_diseases(row),
            Condition::CaseCount(minimum) => self.found_counts(row, minimum),
            Condition::CompanyUse => found_company_use(registry),
            Condition::Mode(mode) => found_mode(registry, mode),
            Condition::Purpose(purpose) => {
                let texts = &registry.purposes.0;
                let own = naming(texts, |text| parse::purposes(text).0.contains(&purpose));
                let mode = as_mode(purpose)
                    .filter(|mode| own.is_empty() && registry.company_use_modes.0.contains(mode));
                match mode {
                    Some(mode) => found_mode(registry, mode),
                    None => found_texts(purpose.labels(), serves(registry, purpose), &own, texts),
                }
            }
            Condition::DataItem(class) => {
                let texts = &registry.data_items.0;
                let own = naming(texts, |text| parse::data_classes(text).0.contains(&class));
                if class == DataClass::Biospecimen && own.is_empty() {
                    return found_specimens(registry);
                }
                found_texts(class.labels(), holds(registry, class), &own, texts)
            }
            Condition::Biospecimens => found_specimens(registry),
            Condition::Region(_) => (registry.region != Region::Unknown).then(|| {
                Said::of(registry.region.labels()).basis(registry.region_basis.as_deref())
            }),
            Condition::Standing(_) => (registry.standing != Standing::Unknown).then(|| {
                Said::of(registry.standing.labels()).basis(registry.standing_basis.as_deref())
            }),
        }
    }

    fn found_diseases(&self, row: u32) -> Option<Said> {
        let names = |overlap| {
            let tags: Vec<&DiseaseId> = self.tagged(row, overlap).collect();
            (!tags.is_empty()).then(|| self.names(tags.into_iter()))
        };
        if let Some(within) = names(Overlap::Within) {
            return Some(within);
        }
        if let Some(touching) = names(Overlap::Touching) {
            return Some(Said::new(
                format!("より広い、または重なる概念のみ: {}", touching.ja),
                format!("only broader or overlapping concepts: {}", touching.en),
            ));
        }
        names(Overlap::Apart).or_else(|| {
            names(Overlap::OtherKind).map(|other| {
                Said::new(
                    format!("別の観点の概念のみ: {}", other.ja),
                    format!("only concepts of another kind: {}", other.en),
                )
            })
        })
    }

    fn found_counts(&self, row: u32, minimum: Minimum) -> Option<Said> {
        let counts = self.registries.case_counts(row);
        let largest = |total: bool| {
            counts
                .iter()
                .filter(|count| count.unit == minimum.unit && (!total || is_total(count)))
                .max_by_key(|count| count.quantity)
        };
        if let Some(count) = largest(false) {
            // Below the number the total decides, however large a part or a year may be.
            let decides = match largest(true) {
                Some(total) if count.quantity < minimum.quantity => total,
                _ => count,
            };
            return Some(said_count(decides));
        }
        let other = counts.iter().max_by_key(|count| count.quantity);
        match other {
            Some(count) => {
                let said = said_count(count);
                let (wanted, wanted_en) = minimum.unit.labels();
                Some(Said::new(
                    format!("「{wanted}」での数は記載なし: {}", said.ja),
                    format!("not counted in {wanted_en}: {}", said.en),
                ))
            }
            None => {
                let raw = self.registries.get(row).cases_raw.as_deref()?;
                Some(Said::of(("数値として読めない", "no number that can be read")).printed(raw))
            }
        }
    }

    fn names<'d>(&self, ids: impl Iterator<Item = &'d DiseaseId>) -> Said {
        let (mut ja, mut en) = (Vec::new(), Vec::new());
        for id in ids {
            if let Some(place) = self.diseases.find(id) {
                let row = self.diseases.get(place);
                ja.push(row.name_ja.as_str());
                en.push(row.name_en.as_deref().unwrap_or(&row.name_ja));
            }
        }
        Said::new(ja.join("、"), en.join(", "))
    }
}

fn found_company_use(registry: &Registry) -> Option<Said> {
    let raw = registry.company_use_raw.as_deref();
    if registry.company_use != CompanyUse::Unknown {
        return Some(Said::of(registry.company_use.labels()).basis(raw));
    }
    let modes = &registry.company_use_modes.0;
    if modes.is_empty() {
        return raw
            .map(|raw| Said::of(("可否の記載なし", "whether they can is not said")).printed(raw));
    }
    let (ja, en): (Vec<_>, Vec<_>) = modes.iter().map(|mode| mode.labels()).unzip();
    let said = Said::new(
        format!("可否の記載なし。挙げられた形: {}", ja.join("、")),
        format!(
            "whether they can is not said; ways named: {}",
            en.join(", ")
        ),
    );
    Some(said.basis(raw))
}

fn found_mode(registry: &Registry, wanted: Mode) -> Option<Said> {
    let raw = registry.company_use_raw.as_deref();
    let modes = &registry.company_use_modes.0;
    if modes.contains(&wanted) {
        // A way may be named by the purposes instead.
        let all = (raw.into_iter().chain(registry.purposes.iter()))
            .collect::<Vec<_>>()
            .join("、");
        return Some(Said::of(wanted.labels()).printed(&all));
    }
    if registry.company_use == CompanyUse::No {
        return found_company_use(registry);
    }
    let (ja, en): (Vec<_>, Vec<_>) = modes.iter().map(|mode| mode.labels()).unzip();
    (!modes.is_empty()).then(|| {
        Said::new(
            format!("挙げられた形: {}", ja.join("、")),
            format!("ways named: {}", en.join(", ")),
        )
    })
}

/// The printed texts that by themselves name a value.
fn naming(texts: &[String], names: impl Fn(&[String]) -> bool) -> Vec<&str> {
    texts
        .iter()
        .filter(|text| names(std::slice::from_ref(*text)))
        .map(String::as_str)
        .collect()
}

/// A value with the texts that name it, or with all of them where only together they do.
fn found_texts(labels: (&str, &str), met: bool, own: &[&str], all: &[String]) -> Option<Said> {
    match (met, all) {
        (_, []) => None,
        (true, _) if !own.is_empty() => Some(Said::of(labels).printed(&own.join("、"))),
        (true, _) => Some(Said::of(labels).printed(&all.join("、"))),
        (false, _) => Some(
            Said::of(("挙げられていない", "not among what is listed")).printed(&all.join("、")),
        ),
    }
}

fn found_specimens(registry: &Registry) -> Option<Said> {
    (registry.biospecimens == Biospecimens::Yes)
        .then(|| Said::of(("生体試料が挙げられている", "specimens are named")))
}

/// A count with its unit, its day and what it spans.
fn said_count(count: &CaseCount) -> Said {
    let number = grouped(count.quantity);
    let (unit_ja, unit_en) = count.unit.labels();
    let (kind_ja, kind_en) = count.kind.labels();
    let about = |yes: bool, text: &'static str| if yes { text } else { "" };
    let mut ja = format!(
        "{}{number}{unit_ja}{}",
        about(count.approximate, "約"),
        about(count.at_least, "以上"),
    );
    let mut en = format!(
        "{}{}{number} {unit_en}",
        about(count.at_least, "at least "),
        about(count.approximate, "about "),
    );
    if count.kind != CountKind::Enrolled {
        ja = format!("{kind_ja}{ja}");
        en = format!("{en} {kind_en}");
    }
    if let Some(on) = count.as_of {
        ja = format!("{ja}（{on}時点）");
        en = format!("{en} as of {on}");
    }
    Said::new(ja, en)
}

/// `12345` -> `12,345`.
fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

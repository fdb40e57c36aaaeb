//! What the API answered, as templates read it.

use serde_json::Value;

use crate::language::Language;

/// A part of an answer. A field that is null reads as nothing; one that the operation does not ask for is our mistake and is
/// told in the log and on the page, so that no page can be silently incomplete.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer<'a> {
    value: &'a Value,
    language: Language,
}

/// Stands on a page in place of a field that its operation forgot to ask for; a test looks for it on every page.
pub(crate) const FORGOTTEN: &str = "\u{26a0} not asked for: ";

static NULL: Value = Value::Null;

impl<'a> Answer<'a> {
    pub(crate) fn new(value: &'a Value, language: Language) -> Self {
        Self { value, language }
    }

    /// The part at `path`, whose fields are parted by dots.
    pub(crate) fn at(self, path: &str) -> Answer<'a> {
        let mut value = self.value;
        for field in path.split('.') {
            value = match value {
                Value::Object(fields) => match fields.get(field) {
                    Some(value) => value,
                    None => {
                        tracing::error!(
                            path,
                            "a page shows a field that its operation does not ask for"
                        );
                        &NULL
                    }
                },
                _ => &NULL,
            };
        }
        Answer { value, ..self }
    }

    /// Whether the operation asked for it and the API knows it.
    pub(crate) fn has(self, path: &str) -> bool {
        let mut value = self.value;
        for field in path.split('.') {
            value = match value.get(field) {
                Some(value) => value,
                None => return false,
            };
        }
        match value {
            Value::Null => false,
            Value::Array(rows) => !rows.is_empty(),
            Value::String(text) => !text.is_empty(),
            _ => true,
        }
    }

    /// Text or a number as text; empty for null.
    pub(crate) fn text(self, path: &str) -> String {
        if !self.is_asked(path) {
            return format!("{FORGOTTEN}{path}");
        }
        match self.at(path).value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            _ => String::new(),
        }
    }

    fn is_asked(self, path: &str) -> bool {
        let mut value = self.value;
        for field in path.split('.') {
            match value {
                Value::Object(fields) => match fields.get(field) {
                    Some(found) => value = found,
                    None => return false,
                },
                _ => return true,
            }
        }
        true
    }

    /// A number with its thousands parted.
    pub(crate) fn number(self, path: &str) -> String {
        match self.count(path) {
            Some(whole) => thousands(whole),
            None => self.text(path),
        }
    }

    pub(crate) fn count(self, path: &str) -> Option<i64> {
        let value = self.at(path).value;
        value.as_i64().or_else(|| {
            let number = value.as_f64()?;
            (number.fract() == 0.0).then(|| number.round().to_string().parse().ok())?
        })
    }

    pub(crate) fn float(self, path: &str) -> Option<f64> {
        self.at(path).value.as_f64()
    }

    pub(crate) fn is(self, path: &str) -> bool {
        self.at(path).value.as_bool().unwrap_or(false)
    }

    pub(crate) fn list(self, path: &str) -> Vec<Answer<'a>> {
        self.at(path).rows()
    }

    pub(crate) fn rows(self) -> Vec<Answer<'a>> {
        let rows = self.value.as_array().map(Vec::as_slice).unwrap_or_default();
        let rows = rows.iter().map(|value| Answer { value, ..self });
        rows.collect()
    }

    /// The attribute ` lang` of a text that comes in either language; nothing where it is the reader's.
    pub(crate) fn lang(self, path: &str) -> String {
        let of_text = Language::of_text(&self.text(path));
        if of_text == self.language {
            String::new()
        } else {
            format!(" lang=\"{}\"", of_text.tag())
        }
    }

    /// The value itself as text, as in a list of strings.
    pub(crate) fn plain(self) -> String {
        match self.value {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        }
    }

    /// A list of strings.
    pub(crate) fn words(self, path: &str) -> Vec<String> {
        self.list(path).into_iter().map(Self::plain).collect()
    }

    /// Name of a thing in the reader's language: `nameJa`, or `nameEn` where the reader reads English and there is one.
    pub(crate) fn name(self) -> String {
        self.two("name")
    }

    /// `xJa` or `xEn`, else the other.
    pub(crate) fn two(self, field: &str) -> String {
        let ja = format!("{field}Ja");
        let en = format!("{field}En");
        let first = self.language.pick(&ja, &en);
        let second = self.language.pick(&en, &ja);
        if self.has(first) {
            self.text(first)
        } else if self.has(second) {
            self.text(second)
        } else if self.is_asked(first) || self.is_asked(second) {
            String::new()
        } else {
            format!("{FORGOTTEN}{field}")
        }
    }

    /// The language of the text that [`Self::two`] gives, for the `lang` attribute.
    pub(crate) fn two_lang(self, field: &str) -> &'static str {
        let has = |language: Language| self.has(&format!("{field}{}", language.pick("Ja", "En")));
        if has(self.language) {
            self.language.tag()
        } else {
            self.language.other().tag()
        }
    }
}

/// What a template hands over: an answer, however often it is borrowed.
pub(crate) trait AsAnswer<'a> {
    fn answer(self) -> Answer<'a>;
}

impl<'a> AsAnswer<'a> for Answer<'a> {
    fn answer(self) -> Answer<'a> {
        self
    }
}

impl<'a, T: AsAnswer<'a> + Copy> AsAnswer<'a> for &T {
    fn answer(self) -> Answer<'a> {
        (*self).answer()
    }
}

/// `1,234,567`.
pub(crate) fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if number < 0 { format!("-{text}") } else { text }
}

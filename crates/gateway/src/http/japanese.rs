//! What the library says of a document or a value, in Japanese: as exact as its English.

/// What is said, each `{}` a name or a value, and the same in Japanese, with their numbers.
const SAID: &[(&str, &str)] = &[
    (
        "Unknown field \"{}\" on type \"{}\". Did you mean {}?",
        "型「{1}」にフィールド「{0}」はありません。候補: {2}",
    ),
    (
        "Unknown field \"{}\" on type \"{}\".",
        "型「{1}」にフィールド「{0}」はありません。",
    ),
    (
        "Unknown argument \"{}\" on field \"{}\" of type \"{}\". Did you mean {}?",
        "型「{2}」のフィールド「{1}」に引数「{0}」はありません。候補: {3}",
    ),
    (
        "Unknown argument \"{}\" on field \"{}\" of type \"{}\".",
        "型「{2}」のフィールド「{1}」に引数「{0}」はありません。",
    ),
    (
        "Field \"{}\" argument \"{}\" of type \"{}\" is required but not provided",
        "フィールド「{0}」の引数「{1}」は必須です。",
    ),
    (
        "Field \"{}\" must not have a selection since type \"{}\" has no subfields",
        "フィールド「{0}」(型「{1}」)は下位のフィールドを持ちません。{ } を外してください。",
    ),
    (
        "Field \"{}\" of type \"{}\" must have a selection of subfields",
        "フィールド「{0}」(型「{1}」)では、取得する下位のフィールドを { } で指定してください。",
    ),
    (
        "Variable \"{}\" of type \"{}\" used in position expecting type \"{}\"",
        "変数「{0}」(型「{1}」)は、型「{2}」を求める位置では使えません。",
    ),
    (
        "Variable \"{}\" is not defined by operation \"{}\"",
        "操作「{1}」に変数「{0}」の宣言がありません。",
    ),
    (
        "Variable \"{}\" is not defined",
        "変数「{0}」の宣言がありません。",
    ),
    (
        "Variable \"{}\" is not used by operation \"{}\"",
        "操作「{1}」で変数「{0}」が使われていません。",
    ),
    (
        "Variable \"{}\" is not used",
        "変数「{0}」が使われていません。",
    ),
    (
        "There can only be one variable named \"{}\"",
        "変数「{0}」が重複しています。",
    ),
    (
        "There can only be one argument named \"{}\"",
        "引数「{0}」が重複しています。",
    ),
    ("Unknown type \"{}\"", "型「{0}」はスキーマにありません。"),
    (
        "Fields \"{}\" conflict because they have differing arguments. {}",
        "同じ名前のフィールド「{0}」に異なる引数が指定されています。別名を付けてください。",
    ),
    (
        "Fields \"{}\" conflict because \"{}\" and \"{}\" are different fields. {}",
        "「{0}」が異なるフィールド「{1}」「{2}」の名前になっています。別名を付けてください。",
    ),
    (
        "Fragment \"{}\" cannot be spread here as objects of type \"{}\" can never be of type \"{}\"",
        "型「{1}」の位置では、型「{2}」のフラグメント「{0}」は使えません。",
    ),
    (
        "Fragment \"{}\" is never used",
        "フラグメント「{0}」が使われていません。",
    ),
    (
        "Unknown fragment: \"{}\"",
        "フラグメント「{0}」の定義がありません。",
    ),
    (
        "Unknown directive \"{}\"",
        "ディレクティブ「{0}」はありません。",
    ),
    (
        "Invalid value for argument \"{}\", enumeration type \"{}\" does not contain the value \"{}\"",
        "引数「{0}」の値「{2}」は {1} にありません。",
    ),
    (
        "Invalid value for argument \"{}\", expected type \"{}\"",
        "引数「{0}」には {1} 型の値を指定してください。",
    ),
    (
        "Invalid value for argument \"{}\", field \"{}\" of type \"{}\" is required but not provided",
        "引数「{0}」の項目「{1}」は必須です。",
    ),
    (
        "Invalid value for argument \"{}\", unknown field \"{}\" of type \"{}\"",
        "引数「{0}」(型「{2}」)に項目「{1}」はありません。",
    ),
    (
        "Invalid value for argument \"{}\", Oneof {}",
        "引数「{0}」には、いずれか1つの項目だけを、null でない値で指定してください。",
    ),
    (
        "Failed to parse \"{}\": `{}` is not a day: write it like 2024-04-01{}",
        "「{1}」は日付として読めません。2024-04-01 の形で指定してください。",
    ),
    (
        "Failed to parse \"{}\": `{}` is not in the calendar of the years 1000 to 9999{}",
        "「{1}」は1000年から9999年までの暦にない日付です。",
    ),
    (
        "Failed to parse \"{}\": `{}` is not a date of the form 2024, 2024-04 or 2024-04-01{}",
        "「{1}」は日付として読めません。2024、2024-04、2024-04-01 のいずれかの形で指定してください。",
    ),
    (
        "Failed to parse \"{}\": not a moment: write it like 2026-11-21T09:00:00Z{}",
        "日時として読めません。2026-11-21T09:00:00Z の形で指定してください。",
    ),
    (
        "Failed to parse \"{}\": the number is not whole{}",
        "2の53乗未満の整数を指定してください。",
    ),
    (
        "Failed to parse \"{}\": enumeration type \"{}\" does not contain the value \"{}\"{}",
        "値「{2}」は {1} にありません。",
    ),
    (
        "Expected input type \"{}\", found {}.",
        "{0} 型の値を指定してください(指定された値: {1})。",
    ),
    (
        "Failed to parse \"{}\": {}",
        "{0} 型の値として読めません: {1}",
    ),
];

/// What the library says, in Japanese; none where it says something else.
pub(super) fn translated(message: &str) -> Option<String> {
    SAID.iter()
        .find_map(|(said, japanese)| Some(filled(japanese, &values(message, said)?)))
}

/// A text with its numbers replaced by values, whatever these hold.
fn filled(text: &str, values: &[&str]) -> String {
    let mut pieces = text.split('{');
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let numbered = piece.split_once('}').and_then(|(number, rest)| {
            let value = values.get(number.parse::<usize>().ok()?)?;
            Some([value, rest])
        });
        match numbered {
            Some(pieces) => filled.extend(pieces),
            None => filled.extend(["{", piece]),
        }
    }
    filled
}

/// The values in a message that says this.
fn values<'m>(message: &'m str, said: &str) -> Option<Vec<&'m str>> {
    let mut between = said.split("{}");
    let mut rest = message.strip_prefix(between.next()?)?;
    let mut values = Vec::new();
    let mut between = between.peekable();
    while let Some(next) = between.next() {
        let is_last = between.peek().is_none();
        let at = match (is_last, next.is_empty()) {
            (true, true) => rest.len(),
            (true, false) => rest.strip_suffix(next)?.len(),
            (false, _) => rest.find(next)?,
        };
        values.push(&rest[..at]);
        rest = &rest[at + next.len()..];
    }
    // A name holds no quotation mark: it would be another sentence.
    let named = said.split("{}").map(|text| text.ends_with('"'));
    let is_name = values
        .iter()
        .zip(named)
        .all(|(value, is_quoted)| !is_quoted || !value.contains('"'));
    is_name.then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_in_japanese_as_well() {
        for (message, japanese) in [
            (
                "Unknown field \"title\" on type \"Approval\". Did you mean \"titleJa\", \"titleEn\"?",
                "型「Approval」にフィールド「title」はありません。候補: \"titleJa\", \"titleEn\"",
            ),
            (
                "Unknown field \"x\" on type \"Query\".",
                "型「Query」にフィールド「x」はありません。",
            ),
            (
                "Invalid value for argument \"filter.companyUse.0\", enumeration type \"CompanyUseAnswer\" does not contain the value \"NONSENSE\"",
                "引数「filter.companyUse.0」の値「NONSENSE」は CompanyUseAnswer にありません。",
            ),
            (
                "Failed to parse \"Date\": `令和6年` is not a day: write it like 2024-04-01 (occurred while parsing \"DateRange\")",
                "「令和6年」は日付として読めません。2024-04-01 の形で指定してください。",
            ),
            (
                "Variable \"$a\" is not used",
                "変数「$a」が使われていません。",
            ),
            (
                "Field \"nodes\" of type \"[{0}]\" must have a selection of subfields",
                "フィールド「nodes」(型「[{0}]」)では、取得する下位のフィールドを { } で指定してください。",
            ),
        ] {
            assert_eq!(translated(message).as_deref(), Some(japanese), "{message}");
        }
        assert_eq!(translated("something else"), None);
    }
}

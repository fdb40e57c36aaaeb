//! Days in both calendars, as far as they are known.

use crate::language::Language;

/// First days of the eras, the newest first.
const ERAS: [(&str, &str, &str, i32); 4] = [
    ("2019-05-01", "令和", "Reiwa", 2018),
    ("1989-01-08", "平成", "Heisei", 1988),
    ("1926-12-25", "昭和", "Shōwa", 1925),
    ("1912-07-30", "大正", "Taishō", 1911),
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `2024-04-01`, `2024-04`, `2024` or a moment, in words; anything else as it is.
pub(crate) fn in_words(text: &str, language: Language) -> String {
    let day = text.split('T').next().unwrap_or(text);
    let mut parts = day.split('-').map(|part| part.parse::<u32>().ok());
    let Some(Some(year)) = parts.next() else {
        return text.to_owned();
    };
    let (month, of_month) = (parts.next().flatten(), parts.next().flatten());
    let era = era(day, year, language);
    match (language, month, of_month) {
        (Language::Ja, Some(month), Some(of_month)) => {
            format!("{year}年{month}月{of_month}日{era}")
        }
        (Language::Ja, Some(month), None) => format!("{year}年{month}月{era}"),
        (Language::Ja, ..) => format!("{year}年{era}"),
        (Language::En, Some(month), of_month) => {
            let index = usize::try_from(month).unwrap_or(0).saturating_sub(1);
            let name = MONTHS.get(index).copied().unwrap_or("");
            match of_month {
                Some(of_month) => format!("{of_month} {name} {year}{era}"),
                None => format!("{name} {year}{era}"),
            }
        }
        (Language::En, None, _) => format!("{year}{era}"),
    }
}

/// A year in which an era changed belongs to both where its day is not known: then none is named.
fn era(day: &str, year: u32, language: Language) -> String {
    let known = ERAS.iter().find(|(first, ..)| {
        let length = day.len().min(first.len());
        day.get(..length) > first.get(..length) || (length == first.len() && day == *first)
    });
    let changes = ERAS
        .iter()
        .any(|(first, ..)| day.len() < 10 && first.starts_with(day));
    match known {
        Some((_, ja, en, before)) if !changes => {
            let of_era = i64::from(year) - i64::from(*before);
            match language {
                Language::Ja if of_era == 1 => format!("({ja}元年)"),
                Language::Ja => format!("({ja}{of_era}年)"),
                Language::En => format!(" ({en} {of_era})"),
            }
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_stands_in_both_calendars() {
        assert_eq!(
            in_words("2024-04-01", Language::Ja),
            "2024年4月1日(令和6年)"
        );
        assert_eq!(
            in_words("2024-04-01", Language::En),
            "1 April 2024 (Reiwa 6)"
        );
        assert_eq!(
            in_words("2019-05-01", Language::Ja),
            "2019年5月1日(令和元年)"
        );
        assert_eq!(
            in_words("2019-04-30", Language::Ja),
            "2019年4月30日(平成31年)"
        );
    }

    #[test]
    fn what_is_not_known_is_not_told() {
        assert_eq!(in_words("2024-04", Language::Ja), "2024年4月(令和6年)");
        assert_eq!(in_words("2019", Language::Ja), "2019年");
        assert_eq!(in_words("2019-05", Language::Ja), "2019年5月");
        assert_eq!(in_words("soon", Language::Ja), "soon");
    }
}

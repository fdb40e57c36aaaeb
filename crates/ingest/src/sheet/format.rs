//! What a number format of a workbook shows of a number: part of a day, or digits with other signs around them.

/// What a cell with a format of its own shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// A day, or a part of one.
    Date(Shown),
    /// Digits, and what stands around them: 25%, 第3号, 013.
    Number(Pattern),
}

/// How much of a day a cell shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// A day, with or without a time.
    Day,
    /// A year and a month.
    Month,
    /// A year.
    Year,
    /// A fiscal year, which begins in April.
    FiscalYear,
    /// A month and a day of no year.
    DayOfYear,
    /// A month of no year.
    MonthOfYear,
    /// A time.
    Time,
    /// The name of a day of the week.
    Weekday,
    /// A length of time in hours.
    Hours,
}

impl Shown {
    /// By what of a date a format has signs.
    fn of(has_year: bool, has_month: bool, has_day: bool) -> Option<Self> {
        Some(match (has_year, has_month, has_day) {
            (true, true, true) => Self::Day,
            (true, true, false) => Self::Month,
            (true, false, _) => Self::Year,
            (false, true, true) => Self::DayOfYear,
            (false, true, false) => Self::MonthOfYear,
            (false, false, _) => return None,
        })
    }
}

/// The formats that have a number and no code, as Excel shows them in Japan.
pub(super) fn built_in(number: u32) -> Option<Format> {
    Some(match number {
        2 | 4 => return of_code("0.00"),
        9 => return of_code("0%"),
        10 => return of_code("0.00%"),
        14 | 15 | 22 | 27..=31 | 36 | 50 | 51 | 54 | 57 | 58 => Format::Date(Shown::Day),
        17 | 34 | 52 | 55 => Format::Date(Shown::Month),
        16 | 35 | 53 | 56 => Format::Date(Shown::DayOfYear),
        18..=21 | 32 | 33 | 45..=47 => Format::Date(Shown::Time),
        _ => return None,
    })
}

/// What the code of a format shows; none where a number is shown as it is, or as nobody would read it.
pub(super) fn of_code(code: &str) -> Option<Format> {
    // The part for positive numbers is the only one that dates and counts have.
    let signs = signs(code);
    date(&signs)
        .map(Format::Date)
        .or_else(|| Pattern::of(&signs).map(Format::Number))
}

/// One sign of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// Stands for something.
    Code(char),
    /// Is shown as it is.
    Text(char),
    /// `[h]`, which counts hours beyond a day.
    Hours,
}

/// The signs of a format's first part, without colours, languages and blanks that only align.
fn signs(code: &str) -> Vec<Sign> {
    let mut signs = Vec::new();
    let mut characters = code.chars();
    while let Some(c) = characters.next() {
        match c {
            ';' => break,
            '"' => signs.extend(
                characters
                    .by_ref()
                    .take_while(|c| *c != '"')
                    .map(Sign::Text),
            ),
            '\\' => signs.extend(characters.next().map(Sign::Text)),
            '_' | '*' => {
                characters.next();
            }
            '[' => {
                let inner: String = characters.by_ref().take_while(|c| *c != ']').collect();
                if let Some(currency) = inner.strip_prefix('$') {
                    let name = currency.split('-').next().unwrap_or_default();
                    signs.extend(name.chars().map(Sign::Text));
                } else if !inner.is_empty() && inner.chars().all(|c| "hHmMsS".contains(c)) {
                    signs.push(Sign::Hours);
                }
            }
            c => signs.push(Sign::Code(c)),
        }
    }
    signs
}

fn date(signs: &[Sign]) -> Option<Shown> {
    if signs.contains(&Sign::Hours) {
        return Some(Shown::Hours);
    }
    let codes: String = signs
        .iter()
        .filter_map(|sign| match sign {
            Sign::Code(c) => Some(c.to_ascii_lowercase()),
            Sign::Text(_) | Sign::Hours => None,
        })
        .collect();
    // The `E` of `0.00E+00` is of no era, the letters of `General` are no signs.
    if codes.trim() == "general" || codes.contains(['0', '#', '?', '@']) && !codes.contains('y') {
        return None;
    }
    let has_year = codes.contains(['y', 'e', 'g']);
    let has_time = codes.contains(['h', 's']);
    let has_month = codes.contains('m') && (has_year || codes.contains('d') || !has_time);
    let has_weekday = codes.contains("aaa") || codes.contains("ddd");
    // A weekday alone is of no day.
    let has_day = codes.replace("ddd", "").contains('d') && (has_month || !has_weekday);
    let shown = Shown::of(has_year, has_month, has_day)
        .or(has_weekday.then_some(Shown::Weekday))
        .or((has_time || has_day).then_some(Shown::Time))?;
    let is_fiscal = signs
        .windows(2)
        .any(|pair| pair == [Sign::Text('年'), Sign::Text('度')])
        || codes.contains("年度");
    Some(match shown {
        Shown::Year if is_fiscal => Shown::FiscalYear,
        shown => shown,
    })
}

/// Digits among other signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    /// Before the decimal point.
    whole: Vec<Sign>,
    /// Digits behind the decimal point that are always shown.
    decimals: usize,
    /// Behind all digits.
    end: String,
    /// By how many powers of ten the number shown is greater than the one held.
    power: i32,
}

impl Pattern {
    /// None where a number is shown as it is, but for commas; and none for fractions, exponents, texts.
    fn of(signs: &[Sign]) -> Option<Self> {
        let is_digit = |sign: &Sign| matches!(sign, Sign::Code('0' | '#' | '?'));
        let is = |c: char| move |sign: &Sign| *sign == Sign::Code(c);
        if signs
            .iter()
            .any(|sign| matches!(sign, Sign::Code('E' | 'e' | '@' | '/')))
        {
            return None;
        }
        let last = signs.iter().rposition(is_digit)?;
        let point = signs.iter().position(is('.')).filter(|at| *at < last);
        let (front, behind) = (&signs[..point.unwrap_or(last + 1)], &signs[last + 1..]);
        let decimals = point.map_or(0, |at| {
            let digits = signs[at..=last].iter();
            digits.filter(|sign| **sign == Sign::Code('0')).count()
        });
        // Commas behind the last digit each leave three digits away.
        let scales = behind.iter().take_while(|sign| is(',')(sign)).count();
        let percents = signs.iter().filter(|sign| is('%')(sign)).count();
        let whole: Vec<Sign> = front
            .iter()
            .filter(|sign| **sign != Sign::Code(','))
            .copied()
            .collect();
        let end: String = behind
            .iter()
            .skip(scales)
            .filter_map(|sign| match sign {
                Sign::Code(c) | Sign::Text(c) => Some(*c),
                Sign::Hours => None,
            })
            .collect();
        let zeros = whole
            .iter()
            .filter(|sign| **sign == Sign::Code('0'))
            .count();
        let is_plain = zeros <= 1
            && decimals == 0
            && scales + percents == 0
            && end.trim().is_empty()
            && whole.iter().all(is_digit);
        (!is_plain).then_some(Self {
            whole,
            decimals,
            end,
            power: 2 * percents as i32 - 3 * scales as i32,
        })
    }

    /// Whether the number shown is another than the one held: 25 for 0.25.
    pub(super) fn is_scaled(&self) -> bool {
        self.power != 0
    }

    /// The number as it is shown, with all digits that it holds: more than a person sees, never fewer.
    pub(super) fn show(&self, number: f64) -> String {
        let shown = super::workbook::plain(number.abs() * 10f64.powi(self.power));
        let (whole, fraction) = shown.split_once('.').unwrap_or((shown.as_str(), ""));
        if !whole.bytes().all(|digit| digit.is_ascii_digit()) {
            return super::workbook::plain(number);
        }
        // Digits take their places from the right; those that find none stand before the first.
        let mut digits: Vec<char> = whole.chars().collect();
        let first = self
            .whole
            .iter()
            .position(|sign| matches!(sign, Sign::Code('0' | '#' | '?')));
        let mut written = Vec::new();
        for (at, sign) in self.whole.iter().enumerate().rev() {
            match sign {
                Sign::Code('0') => written.push(digits.pop().unwrap_or('0')),
                Sign::Code('#' | '?') => written.extend(digits.pop()),
                Sign::Code(c) | Sign::Text(c) => written.push(*c),
                Sign::Hours => {}
            }
            if Some(at) == first {
                written.extend(digits.drain(..).rev());
            }
        }
        written.extend(digits.drain(..).rev());
        let sign = if number < 0.0 { "-" } else { "" };
        let whole: String = written.into_iter().rev().collect();
        let mut text = format!("{sign}{whole}");
        if self.decimals.max(fraction.len()) > 0 {
            text += &format!(".{fraction:0<width$}", width = self.decimals);
        }
        (text + &self.end).trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_show_a_day_or_a_part_of_one() {
        for (code, wanted) in [
            ("yyyy\"年\"m\"月\"", Some(Shown::Month)),
            ("mmm-yy", Some(Shown::Month)),
            ("yyyy/m/d", Some(Shown::Day)),
            ("[$-411]ggge\"年\"m\"月\"d\"日\"", Some(Shown::Day)),
            ("[$-411]ggge\"年\"m\"月\"d\"日\";@", Some(Shown::Day)),
            ("yyyy/m/d dddd", Some(Shown::Day)),
            ("yyyy/m/d(aaa)", Some(Shown::Day)),
            ("[$-411]ge.m.d", Some(Shown::Day)),
            ("ggge\"年\"", Some(Shown::Year)),
            ("yyyy", Some(Shown::Year)),
            ("yyyy\"年度\"", Some(Shown::FiscalYear)),
            ("[$-411]ggge\"年度\"", Some(Shown::FiscalYear)),
            ("m\"月\"", Some(Shown::MonthOfYear)),
            ("m/d", Some(Shown::DayOfYear)),
            ("m\"月\"d\"日\"", Some(Shown::DayOfYear)),
            ("d-mmm", Some(Shown::DayOfYear)),
            ("aaaa", Some(Shown::Weekday)),
            ("dddd", Some(Shown::Weekday)),
            ("h:mm", Some(Shown::Time)),
            ("[h]:mm:ss", Some(Shown::Hours)),
            ("yyyy-mm-dd hh:mm", Some(Shown::Day)),
        ] {
            assert_eq!(of_code(code), wanted.map(Format::Date), "{code}");
        }
    }

    #[test]
    fn numbers_are_written_as_their_format_shows_them() {
        for (code, number, wanted) in [
            ("000", 13.0, "013"),
            ("\"第\"0\"号\"", 3.0, "第3号"),
            ("#,##0\"件\"", 1200.0, "1200件"),
            ("0%", 0.25, "25%"),
            ("0%", 0.256, "25.6%"),
            ("0.0%", 0.25, "25.0%"),
            ("0.00", 2024.1, "2024.10"),
            ("000\\-0000", 1_234_567.0, "123-4567"),
            ("[$¥-411]#,##0", 500.0, "¥500"),
            ("#,##0,", 1_200_000.0, "1200"),
            ("0000\"年\"00\"月\"", 202_404.0, "2024年04月"),
        ] {
            let Some(Format::Number(pattern)) = of_code(code) else {
                panic!("{code} shows a number");
            };
            assert_eq!(pattern.show(number), wanted, "{code}");
        }
        for plain in [
            "0",
            "#,##0",
            "General",
            "@",
            "#,##0_ ;[Red]\\-#,##0\\ ",
            "# ?/?",
            "0.00E+00",
        ] {
            assert_eq!(of_code(plain), None, "{plain}");
        }
    }
}

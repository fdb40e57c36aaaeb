//! Characters that are written in more than one way and have no Unicode decomposition: kanji, in names above
//! all, and a few Latin letters.

use std::sync::LazyLock;

/// Variant and plain form, in turn. Names (髙橋, 﨑, 齋藤) and medical terms (頚部, 腟, 瘦) first of all.
const KANJI: &str = "髙高﨑崎嵜崎齋斎齊斉澤沢邊辺邉辺濵浜濱浜櫻桜廣広國国學学體体氣気醫医藥薬龍竜瀧滝惠恵壽寿榮栄豐豊眞真實実\
    德徳黑黒靑青淸清渕淵嶋島嶌島冨富峯峰舘館桒桑槇槙彌弥禮礼顯顕頚頸靱靭繫繋囊嚢搔掻塡填剝剥頰頬攪撹嚙噛鹼鹸灣湾彎弯壞壊欝鬱\
    皰疱瘦痩腟膣臟臓腦脳膽胆髓髄關関觀観經経總総團団縣県會会對対發発變変齒歯檢検驗験兒児圓円驛駅假仮區区縱縦狹狭單単擔担\
    劑剤濟済肅粛膓腸膵膵淚涙髮髪毆殴栁柳籘籐𠮷吉";

/// Plain form of every character of the basic plane, by code point.
static PLAIN: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut plain: Vec<char> = (0..0x10000u32)
        .map(|code| char::from_u32(code).unwrap_or('\u{FFFD}'))
        .collect();
    for (variant, form) in pairs() {
        if let Some(place) = plain.get_mut(variant as usize) {
            *place = form;
        }
    }
    plain
});

fn pairs() -> impl Iterator<Item = (char, char)> {
    let characters: Vec<char> = KANJI.chars().collect();
    (0..characters.len() / 2).map(move |pair| (characters[2 * pair], characters[2 * pair + 1]))
}

/// The form under which a kanji is indexed.
pub(crate) fn kanji(c: char) -> char {
    match c {
        '𠮷' => '吉',
        _ => PLAIN.get(c as usize).copied().unwrap_or(c),
    }
}

/// Latin letters that carry no diacritic in Unicode's eyes, in plain letters.
pub(crate) fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' => "d",
        'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_form_is_nowhere_a_variant() {
        let variants: Vec<char> = pairs().map(|(variant, _)| variant).collect();
        for (variant, form) in pairs() {
            assert!(
                variant == form || !variants.contains(&form),
                "{variant} leads to {form}, itself a variant"
            );
        }
    }

    #[test]
    fn names_meet() {
        let plain: String = "髙﨑齋澤邊邉濵𠮷".chars().map(kanji).collect();
        assert_eq!(plain, "高崎斎沢辺辺浜吉");
    }
}

//! Made-up registries that read like real ones: names, English names, abbreviations, diseases, hosts and a
//! few sentences, always the same for the same row.

use text::{Field, Synonyms};

/// One generated registry.
pub(crate) struct Registry {
    /// Its fields, in the order in which they are added.
    pub(crate) fields: Vec<(Field, String)>,
}

/// Numbers that look random and never change.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut state = self.0;
        state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((state ^ (state >> 31)) % sides as u64) as usize
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.roll(from.len())]
    }

    /// One of the first more often than one of the last, as words are.
    fn pick_early<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        let sides = from.len();
        from[self.roll(sides).min(self.roll(sides))]
    }
}

const COURSES: &[&str] = &[
    "",
    "",
    "",
    "急性",
    "慢性",
    "再発性",
    "難治性",
    "先天性",
    "若年性",
    "遺伝性",
    "家族性",
    "原発性",
    "転移性",
    "進行性",
    "小児",
    "高齢者",
    "希少",
];
const ORGANS: &[(&str, &str)] = &[
    ("肺", "lung"),
    ("胃", "gastric"),
    ("大腸", "colorectal"),
    ("肝", "hepatic"),
    ("腎", "renal"),
    ("膵", "pancreatic"),
    ("乳", "breast"),
    ("前立腺", "prostate"),
    ("甲状腺", "thyroid"),
    ("脳", "brain"),
    ("心", "heart"),
    ("食道", "esophageal"),
    ("膀胱", "bladder"),
    ("卵巣", "ovarian"),
    ("子宮", "uterine"),
    ("副腎", "adrenal"),
    ("骨髄", "bone marrow"),
    ("皮膚", "skin"),
    ("網膜", "retinal"),
    ("血管", "vascular"),
    ("筋", "muscle"),
    ("末梢神経", "peripheral nerve"),
    ("脊髄", "spinal cord"),
    ("下垂体", "pituitary"),
    ("胆道", "biliary"),
    ("小腸", "small bowel"),
    ("唾液腺", "salivary"),
    ("胸腺", "thymic"),
];
const KINDS: &[(&str, &str)] = &[
    ("がん", "cancer"),
    ("癌", "carcinoma"),
    ("不全", "failure"),
    ("疾患", "disease"),
    ("炎", "inflammation"),
    ("腫瘍", "tumor"),
    ("肉腫", "sarcoma"),
    ("症", "syndrome"),
    ("線維症", "fibrosis"),
    ("変性症", "degeneration"),
    ("神経内分泌腫瘍", "neuroendocrine tumor"),
    ("形成不全症", "dysplasia"),
    ("硬化症", "sclerosis"),
    ("萎縮症", "atrophy"),
];
const DISEASES: &[(&str, &str, &str)] = &[
    ("筋ジストロフィー", "muscular dystrophy", "MD"),
    ("筋萎縮性側索硬化症", "amyotrophic lateral sclerosis", "ALS"),
    ("2型糖尿病", "type 2 diabetes", "T2D"),
    ("1型糖尿病", "type 1 diabetes", "T1D"),
    ("慢性腎臓病", "chronic kidney disease", "CKD"),
    ("糖尿病性腎症", "diabetic nephropathy", "DN"),
    ("関節リウマチ", "rheumatoid arthritis", "RA"),
    (
        "全身性エリテマトーデス",
        "systemic lupus erythematosus",
        "SLE",
    ),
    ("多発性硬化症", "multiple sclerosis", "MS"),
    ("パーキンソン病", "Parkinson disease", "PD"),
    ("アルツハイマー型認知症", "Alzheimer disease", "AD"),
    ("脳卒中", "stroke", "CVA"),
    ("心房細動", "atrial fibrillation", "AF"),
    ("肺高血圧症", "pulmonary hypertension", "PH"),
    ("クローン病", "Crohn disease", "CD"),
    ("潰瘍性大腸炎", "ulcerative colitis", "UC"),
    ("血友病", "hemophilia", "HM"),
    ("ファブリー病", "Fabry disease", "FD"),
    ("ゴーシェ病", "Gaucher disease", "GD"),
    (
        "クロイツフェルト・ヤコブ病",
        "Creutzfeldt-Jakob disease",
        "CJD",
    ),
    ("脊髄性筋萎縮症", "spinal muscular atrophy", "SMA"),
    ("重症筋無力症", "myasthenia gravis", "MG"),
    ("気管支喘息", "bronchial asthma", "BA"),
    ("アトピー性皮膚炎", "atopic dermatitis", "ADm"),
    ("新型コロナウイルス感染症", "COVID-19", "COVID"),
    (
        "慢性閉塞性肺疾患",
        "chronic obstructive pulmonary disease",
        "COPD",
    ),
];
const FORMS: &[(&str, &str)] = &[
    ("患者登録", "patient registry"),
    ("レジストリ", "registry"),
    ("レジストリー", "registry"),
    ("患者登録システム", "patient registration system"),
    ("コホート研究", "cohort study"),
    ("データベース", "database"),
    ("全国調査", "nationwide survey"),
    ("登録研究", "registration study"),
    (
        "多施設共同前向き観察研究",
        "multicenter prospective observational study",
    ),
    ("患者情報登録サイト", "patient information portal"),
    ("治療成績登録事業", "outcome registry"),
];
const PLACES: &[&str] = &[
    "東京",
    "京都",
    "大阪",
    "名古屋",
    "東北",
    "北海道",
    "九州",
    "千葉",
    "神戸",
    "広島",
    "岡山",
    "金沢",
    "新潟",
    "熊本",
    "長崎",
    "慶應義塾",
    "順天堂",
    "日本医科",
    "昭和",
    "近畿",
    "福岡",
    "札幌医科",
    "横浜市立",
    "三重",
    "信州",
    "筑波",
    "群馬",
    "浜松医科",
];
const HOSTS: &[&str] = &[
    "国立国際医療研究センター",
    "国立がん研究センター",
    "国立精神・神経医療研究センター",
    "国立循環器病研究センター",
    "国立成育医療研究センター",
    "国立長寿医療研究センター",
    "日本小児科学会",
    "日本神経学会",
    "日本腎臓学会",
    "日本糖尿病学会",
    "日本循環器学会",
    "日本血液学会",
];
const SURNAMES: &[&str] = &[
    "佐藤", "鈴木", "髙橋", "田中", "伊藤", "渡邊", "山本", "中村", "小林", "加藤", "山﨑", "齋藤",
    "濱田", "澤田", "井上", "木村", "清水", "松本", "阿部", "森",
];
const SCOPES: &[&str] = &[
    "全国の医療機関から匿名化された診療情報を収集",
    "患者の自然歴を明らかにすること",
    "治療の実態と予後を把握すること",
    "診断基準と重症度分類を検証すること",
    "新薬の治験に参加できる患者を速やかに見いだすこと",
    "外部対照として利用できる質の高いデータを蓄積すること",
    "長期の安全性と有効性を評価すること",
    "疾患の発症要因と合併症を明らかにすること",
];
const SENTENCES: &[&str] = &[
    "登録は主治医が行い、遺伝子検査の結果と治療内容を毎年更新する。",
    "同意を得た患者の診療情報と検体を保管する。",
    "企業への情報提供は審査委員会の承認を経て行う。",
    "電子カルテから自動で検査値を取り込む仕組みを備える。",
    "研究計画は倫理審査委員会で承認された。",
    "データの二次利用については事務局に問い合わせること。",
    "患者本人がウェブサイトから直接登録する。",
    "登録項目は診断名、発症年齢、家族歴、検査所見、治療歴である。",
    "指定難病の臨床調査個人票とも突合できる。",
    "公的データベースとの連結を検討している。",
    "製造販売後調査にも利用されている。",
    "国際共同研究に参加し、海外のレジストリと項目をそろえている。",
    "小児期から成人期まで切れ目なく追跡する。",
    "登録された症例はデータセンターで品質管理を受ける。",
    "手術件数と在院日数も登録される。",
    "解析の結果は年次報告書として公開する。",
    "日常診療の負担を減らすため入力項目を絞っている。",
    "生活の質に関する質問票を年に一度実施する。",
    "画像データは中央で読影する。",
    "介護が必要になった時点の情報も集める。",
    "バイオバンクと連携して血液検体を提供する。",
    "学会の専門医制度と連動している。",
    "薬剤疫学の研究に用いられ、論文が発表されている。",
    "患者会の協力のもとに運営する。",
];

impl Registry {
    pub(crate) fn generate(row: u32) -> Self {
        let mut dice = Dice(u64::from(row) * 0x5851_F42D_4C95_7F2D + 7);
        let (disease, english, abbreviation) = disease(&mut dice);
        let form = FORMS[dice.roll(FORMS.len())];
        let scope = dice.pick(&["", "", "全国", "日本", "本邦における", "地域"]);
        let number = if dice.roll(3) == 0 {
            format!("第{}期", dice.roll(40) + 1)
        } else {
            String::new()
        };
        let year = 1995 + dice.roll(30);
        let host = host(&mut dice);
        let other = disease_name(&mut dice);
        let mut fields = vec![
            (Field::Name, format!("{scope}{disease}{}{number}", form.0)),
            (Field::EnglishName, format!("Japan {english} {}", form.1)),
            (Field::Alias, disease.clone()),
            (Field::Alias, format!("J-{abbreviation}{}", dice.roll(400))),
        ];
        if dice.roll(2) == 0 {
            fields.push((Field::Alias, abbreviation));
        }
        if dice.roll(3) == 0 {
            fields.push((Field::Alias, other.clone()));
        }
        fields.push((Field::Related, host.clone()));
        let start = match dice.roll(3) {
            0 if year > 2018 => format!("令和{}年", year - 2018),
            1 if (1989..2019).contains(&year) => {
                format!("平成{}年{}月", year - 1988, dice.roll(12) + 1)
            }
            _ => format!("{year}年{}月", dice.roll(12) + 1),
        };
        let mut body = format!(
            "本研究は{disease}の{}を目的とする。{host}の{}が代表を務め、{start}に開始し、{}例を{}施設から登録した。{other}を合併する患者も対象とする。",
            dice.pick_early(SCOPES),
            dice.pick(SURNAMES),
            (dice.roll(400) + 1) * 25,
            dice.roll(300) + 1,
        );
        // drawn in a turning order so that no sentence is there twice
        let first = dice.roll(SENTENCES.len());
        let step = [1, 5, 7, 11][dice.roll(4)];
        for nth in 0..4 + dice.roll(4) {
            body.push_str(SENTENCES[(first + nth * step) % SENTENCES.len()]);
        }
        fields.push((Field::Body, body));
        Self { fields }
    }
}

fn disease(dice: &mut Dice) -> (String, String, String) {
    if dice.roll(3) == 0 {
        let known = DISEASES[dice.roll(DISEASES.len())];
        let course = dice.pick(&["", "", "", "", "若年性", "難治性", "重症"]);
        return (
            format!("{course}{}", known.0),
            known.1.to_owned(),
            known.2.to_owned(),
        );
    }
    let course = dice.pick_early(COURSES);
    let (organ, organ_english) = ORGANS[dice.roll(ORGANS.len())];
    let (kind, kind_english) = KINDS[dice.roll(KINDS.len()).min(dice.roll(KINDS.len()))];
    let letters: String = [organ_english, kind_english]
        .iter()
        .flat_map(|word| word.chars().take(2))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    (
        format!("{course}{organ}{kind}"),
        format!("{organ_english} {kind_english}"),
        letters,
    )
}

fn disease_name(dice: &mut Dice) -> String {
    disease(dice).0
}

fn host(dice: &mut Dice) -> String {
    match dice.roll(4) {
        0 => dice.pick(HOSTS).to_owned(),
        1 => format!("{}大学", dice.pick(PLACES)),
        2 => format!("{}大学医学部附属病院", dice.pick(PLACES)),
        _ => format!(
            "{}大学大学院医学系研究科{}内科学講座",
            dice.pick(PLACES),
            dice.pick(&[
                "循環器",
                "消化器",
                "神経",
                "腎臓",
                "血液",
                "内分泌代謝",
                "呼吸器"
            ])
        ),
    }
}

/// Groups as a vocabulary would give them.
pub(crate) fn synonyms() -> Synonyms {
    let mut synonyms = Synonyms::new();
    for group in [
        &[
            "がん",
            "癌",
            "悪性腫瘍",
            "悪性新生物",
            "cancer",
            "carcinoma",
            "tumour",
        ] as &[&str],
        &["肺がん", "肺癌", "lung cancer"],
        &["筋ジストロフィー", "筋ジス", "muscular dystrophy", "MD"],
        &[
            "筋萎縮性側索硬化症",
            "ALS",
            "amyotrophic lateral sclerosis",
            "ルー・ゲーリッグ病",
        ],
        &["心不全", "heart failure", "HF"],
        &["糖尿病", "diabetes", "DM"],
        &["慢性腎臓病", "CKD", "chronic kidney disease"],
        &["脳卒中", "stroke", "脳血管障害"],
        &["レジストリ", "患者登録", "registry"],
        &["コホート", "cohort"],
        &["新型コロナウイルス感染症", "COVID-19", "コロナ"],
        &[
            "国立国際医療研究センター",
            "国立健康危機管理研究機構",
            "NCGM",
            "JIHS",
        ],
        &["国立がん研究センター", "NCC", "National Cancer Center"],
    ] {
        synonyms.add(group);
    }
    for (name, english, abbreviation) in DISEASES {
        synonyms.add([name, english, abbreviation]);
    }
    synonyms
}

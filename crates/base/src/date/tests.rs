use super::*;
use sea_orm::sea_query::{ColumnType, Nullable, ValueType};
use sea_orm::{ActiveModelTrait, ConnectionTrait, Database, EntityTrait, Schema, Set, Value};

fn date(text: &str) -> PartialDate {
    text.parse().unwrap()
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn what_is_read_is_written_back() {
    for text in [
        "1000",
        "2024",
        "2024-04",
        "2024-04-01",
        "2024-02-29",
        "9999-12-31",
    ] {
        assert_eq!(date(text).to_string(), text);
    }
}

#[test]
fn other_forms_are_refused() {
    for text in [
        "",
        "24",
        "2024-4",
        "2024-04-1",
        "2024/04",
        " 2024",
        "2024-04-01-01",
        "2024-",
        "+024",
        "２０２４",
    ] {
        assert_eq!(
            text.parse::<PartialDate>(),
            Err(DateError::Form(text.to_owned())),
            "{text}"
        );
    }
    for text in [
        "0999",
        "2024-00",
        "2024-13",
        "2023-02-29",
        "2024-04-31",
        "2024-04-00",
    ] {
        let error = DateError::NotInCalendar(text.to_owned());
        assert_eq!(text.parse::<PartialDate>(), Err(error), "{text}");
    }
}

#[test]
fn a_partial_date_has_a_first_and_a_last_day() {
    let days = |text| (date(text).first_day(), date(text).last_day());
    assert_eq!(days("2024"), (day(2024, 1, 1), day(2024, 12, 31)));
    assert_eq!(days("2024-02"), (day(2024, 2, 1), day(2024, 2, 29)));
    assert_eq!(days("2024-04-01"), (day(2024, 4, 1), day(2024, 4, 1)));
    assert_eq!(days("9999"), (day(9999, 1, 1), day(9999, 12, 31)));
}

#[test]
fn the_order_is_that_of_the_written_form() {
    let mut texts = [
        "2024-01-01",
        "2025",
        "2024-02",
        "2024",
        "2023-12-31",
        "2024-01",
        "2024-01-02",
    ];
    let mut dates = texts.map(date);
    texts.sort_unstable();
    dates.sort_unstable();
    assert_eq!(dates.map(|date| date.to_string()), texts);
}

#[test]
fn constructors_keep_the_precision() {
    assert_eq!(PartialDate::of_year(2024), Some(date("2024")));
    assert_eq!(PartialDate::of_month(2024, 4), Some(date("2024-04")));
    assert_eq!(
        PartialDate::of_day(day(2024, 4, 1)),
        Some(date("2024-04-01"))
    );
    assert_eq!(PartialDate::of_month(2024, 13), None);
    assert_eq!(PartialDate::of_year(999), None);
    assert_eq!(date("2024-04").precision(), Precision::Month);
}

#[test]
fn japanese_dates() {
    for (text, expected) in [
        ("令和6年4月1日", "2024-04-01"),
        ("令和6年4月", "2024-04"),
        ("令和6年", "2024"),
        ("令和6年度", "2024-04"),
        ("平成21年度", "2009-04"),
        ("平成３５年度", "2023-04"),
        ("令和元年度", "2019-04"),
        ("令和元年5月", "2019-05"),
        ("令和元年", "2019"),
        ("平成31年4月30日", "2019-04-30"),
        ("昭和64年1月", "1989-01"),
        ("令 和 ６ 年　１２ 月 １３ 日", "2024-12-13"),
        ("R6.4.1", "2024-04-01"),
        ("Ｒ６／４／１", "2024-04-01"),
        ("H21年度", "2009-04"),
        ("S50.10", "1975-10"),
        ("㋿6年4月", "2024-04"),
        ("R5", "2023"),
        ("令和6", "2024"),
        ("2024年4月1日", "2024-04-01"),
        ("2024年4月", "2024-04"),
        ("2024年", "2024"),
        ("2024年度", "2024-04"),
        ("2024", "2024"),
        ("2024/4/1", "2024-04-01"),
        ("2024.4.1", "2024-04-01"),
        ("2024.4", "2024-04"),
        ("2024-04-01", "2024-04-01"),
    ] {
        assert_eq!(parse_japanese(text), Ok(date(expected)), "{text}");
    }
}

#[test]
fn japanese_dates_that_are_none() {
    for text in [
        "",
        "令和",
        "令和6年4",
        "令和6年4月1",
        "令和6年4月1日頃",
        "令和6年度4月",
        "令和100年",
        "元年",
        "令和0年",
        "24年4月",
        "2024/4.1",
        "2024.",
        "2024/4/",
        "未定",
        "4月1日",
        "令和6年004月",
    ] {
        let error = DateError::JapaneseForm(text.to_owned());
        assert_eq!(parse_japanese(text), Err(error), "{text}");
    }
    for text in ["令和6年13月", "令和5年2月29日", "2024/0/1"] {
        let error = DateError::NotInCalendar(text.to_owned());
        assert_eq!(parse_japanese(text), Err(error), "{text}");
    }
    for text in ["令和元年4月", "令和元年4月30日", "平成1.1.7"] {
        let error = DateError::BeforeEra(text.to_owned());
        assert_eq!(parse_japanese(text), Err(error), "{text}");
    }
}

#[test]
fn errors_name_the_value() {
    let error = "2024-4".parse::<PartialDate>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`2024-4` is not a date of the form 2024, 2024-04 or 2024-04-01"
    );
}

#[test]
fn in_json_it_is_its_text() {
    let read: Vec<Option<PartialDate>> = serde_json::from_str(r#"["2024-04", null]"#).unwrap();
    assert_eq!(read, [Some(date("2024-04")), None]);
    assert_eq!(serde_json::to_string(&read).unwrap(), r#"["2024-04",null]"#);
    assert!(serde_json::from_str::<PartialDate>(r#""2024-4""#).is_err());
}

#[expect(unreachable_pub, reason = "the macro asks for a public model")]
mod event {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "events")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub on: super::PartialDate,
        pub until: Option<super::PartialDate>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

#[tokio::test]
async fn in_the_database_it_is_text() {
    assert_eq!(<PartialDate as ValueType>::column_type(), ColumnType::Text);
    assert_eq!(<PartialDate as Nullable>::null(), Value::String(None));
    assert_eq!(Value::from(date("2024-04")), Value::from("2024-04"));

    let db = Database::connect("sqlite::memory:").await.unwrap();
    let table = Schema::new(db.get_database_backend()).create_table_from_entity(event::Entity);
    db.execute(&table).await.unwrap();
    for (on, until) in [("2024", None), ("2024-04", Some(date("2024-05-01")))] {
        let row = event::ActiveModel {
            on: Set(date(on)),
            until: Set(until),
            ..Default::default()
        };
        row.insert(&db).await.unwrap();
    }
    let rows = event::Entity::find().all(&db).await.unwrap();
    let read: Vec<_> = rows.iter().map(|row| (row.on, row.until)).collect();
    assert_eq!(
        read,
        [
            (date("2024"), None),
            (date("2024-04"), Some(date("2024-05-01")))
        ]
    );
}

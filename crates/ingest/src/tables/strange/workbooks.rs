//! Workbooks, made of parts that no program has touched.

use super::{all, zip};

/// A workbook of parts that nobody has touched.
#[derive(Default)]
struct Book<'b> {
    /// The rows of its one sheet, as XML.
    rows: &'b str,
    /// What stands around the rows.
    before: &'b str,
    after: &'b str,
    /// Shared texts.
    texts: &'b str,
    /// Codes of number formats; cells name them from 1, and 0 is none.
    formats: &'b [&'b str],
    /// Elements of the workbook.
    workbook: &'b str,
    /// Other parts.
    parts: &'b [(&'b str, &'b str)],
}

impl Book<'_> {
    fn bytes(&self) -> Vec<u8> {
        let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
        let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let package = "http://schemas.openxmlformats.org/package/2006";
        let numbered = self.formats.iter().zip(1..);
        let codes: String = numbered
            .clone()
            .map(|(code, number)| {
                let code = code.replace('"', "&quot;");
                format!(
                    "<numFmt numFmtId=\"{}\" formatCode=\"{code}\"/>",
                    200 + number
                )
            })
            .collect();
        let styles: String = numbered
            .map(|(_, number)| format!("<xf numFmtId=\"{}\" fontId=\"0\"/>", 200 + number))
            .collect();
        let columns = [
            "operator",
            "number",
            "approved_on",
            "title_ja",
            "document",
            "items_note",
        ];
        let header: String = columns
            .iter()
            .map(|name| format!("<c t=\"inlineStr\"><is><t>{name}</t></is></c>"))
            .collect();
        let mut parts = vec![
            (
                "[Content_Types].xml",
                format!("<Types xmlns=\"{package}/content-types\"/>"),
            ),
            (
                "_rels/.rels",
                format!(
                    "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    "<workbook {main} xmlns:r=\"{relations}\">{}<sheets><sheet name=\"approvals\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
                    self.workbook
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{relations}/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"r3\" Type=\"{relations}/styles\" Target=\"styles.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/styles.xml",
                format!(
                    "<styleSheet {main}><numFmts>{codes}</numFmts><fonts><font/></fonts><cellXfs><xf numFmtId=\"0\" fontId=\"0\"/>{styles}</cellXfs></styleSheet>"
                ),
            ),
            (
                "xl/sharedStrings.xml",
                format!("<sst {main}>{}</sst>", self.texts),
            ),
            (
                "xl/worksheets/sheet1.xml",
                format!(
                    "<worksheet {main}>{}<sheetData><row r=\"1\">{header}</row>{}</sheetData>{}</worksheet>",
                    self.before, self.rows, self.after
                ),
            ),
        ];
        parts.extend(
            self.parts
                .iter()
                .map(|(name, text)| (*name, (*text).to_owned())),
        );
        let parts: Vec<(&str, &[u8])> = parts
            .iter()
            .map(|(name, text)| (*name, text.as_bytes()))
            .collect();
        zip(&parts)
    }
}

/// The row of an approval with these cells as its date and its title.
fn row(number: u32, date: &str, title: &str) -> String {
    let text = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    format!(
        "<row r=\"{number}\">{}<c><v>{number}</v></c>{date}{title}{}</row>",
        text("ldi"),
        text("d")
    )
}

const DAY: &str = "<c t=\"inlineStr\"><is><t>2024-04-01</t></is></c>";
const TITLE: &str = "<c t=\"inlineStr\"><is><t>題名</t></is></c>";

#[test]
fn days_of_workbooks_are_what_their_format_shows() {
    let formats = [
        "[$-411]ggge\"年\"m\"月\"d\"日\";@",
        "yyyy\"年\"m\"月\"",
        "ggge\"年\"m\"月\"",
        "yyyy\"年度\"",
        "[$-411]ggge\"年度\"",
        "yyyy",
        "m/d",
        "m\"月\"d\"日\"",
        "mmm-yy",
        "h:mm",
        "[h]:mm",
        "aaaa",
        "yyyy/m/d h:mm",
        "0",
        "0.00",
        "#,##0",
        "0%",
        "yyyy/mm/dd(aaa)",
        "\"R\"e.m.d",
        "0000\"年\"00\"月\"",
        "# ?/?",
        "0.00E+00",
    ];
    let cases = formats.iter().map(|format| {
        let date = "<c s=\"1\"><v>45383</v></c>";
        let rows = row(2, date, "<c s=\"1\"><v>45383.25</v></c>");
        let book = Book {
            rows: &rows,
            formats: &[format],
            ..Book::default()
        };
        (*format, "approvals.xlsx", book.bytes())
    });
    let since_1904 = row(2, "<c s=\"1\"><v>43921</v></c>", TITLE);
    let since_1904 = Book {
        rows: &since_1904,
        formats: &["yyyy/m/d"],
        workbook: "<workbookPr date1904=\"1\"/>",
        ..Book::default()
    };
    let iso = row(
        2,
        "<c t=\"d\" s=\"1\"><v>2024-04-01T00:00:00</v></c>",
        TITLE,
    );
    let iso = Book {
        rows: &iso,
        formats: &["yyyy\"年\"m\"月\""],
        ..Book::default()
    };
    let others = [
        ("days since 1904", "approvals.xlsx", since_1904.bytes()),
        (
            "a day of ISO 8601 shown as a month",
            "approvals.xlsx",
            iso.bytes(),
        ),
    ];
    let said = all(cases.chain(others));
    insta::assert_snapshot!(said);
}

#[test]
fn cells_of_workbooks_are_what_a_person_sees() {
    let cell = |rows: &str, texts: &str| {
        Book {
            rows,
            texts,
            ..Book::default()
        }
        .bytes()
    };
    let shared = row(2, DAY, "<c t=\"s\"><v>0</v></c>");
    let number = |format: &str, value: &str| {
        let rows = format!(
            "<row r=\"2\"><c t=\"inlineStr\"><is><t>ldi</t></is></c><c s=\"1\"><v>{value}</v></c>{DAY}{TITLE}<c t=\"inlineStr\"><is><t>d</t></is></c></row>"
        );
        Book {
            rows: &rows,
            formats: &[format],
            ..Book::default()
        }
        .bytes()
    };
    let hidden =
        row(2, DAY, TITLE).replace("<row r=\"2\"", "<row r=\"2\" ht=\"0\" customHeight=\"1\"");
    let uncomputed = row(2, DAY, "<c><f>A1</f><v>0</v></c>");
    let comments = "<comments><commentList><comment ref=\"D2\"><text><t>要確認</t></text></comment></commentList></comments>";
    let said = all([
        (
            "readings above a text",
            "approvals.xlsx",
            cell(
                &shared,
                "<si><t>課題</t><rPh sb=\"0\" eb=\"2\"><t>カダイ</t></rPh><phoneticPr fontId=\"1\"/></si>",
            ),
        ),
        (
            "a part struck out",
            "approvals.xlsx",
            cell(
                &shared,
                "<si><r><rPr><strike/></rPr><t>旧題名</t></r><r><t>新題名</t></r></si>",
            ),
        ),
        (
            "a part struck out in the cell itself",
            "approvals.xlsx",
            cell(
                &row(
                    2,
                    DAY,
                    "<c t=\"inlineStr\"><is><r><rPr><strike/></rPr><t>旧</t></r><r><t>新</t></r></is></c>",
                ),
                "",
            ),
        ),
        (
            "nothing struck out",
            "approvals.xlsx",
            cell(
                &shared,
                "<si><r><rPr><strike val=\"0\"/></rPr><t>旧</t></r><r><t>新</t></r></si>",
            ),
        ),
        (
            "an escaped line end",
            "approvals.xlsx",
            cell(&shared, "<si><t>一行_x000D_\n二行</t></si>"),
        ),
        (
            "a formula that gives an empty text",
            "approvals.xlsx",
            cell(
                &row(2, DAY, TITLE).replace("</row>", "<c t=\"str\"><f>\"\"</f><v></v></c></row>"),
                "",
            ),
        ),
        (
            "a formula without a value",
            "approvals.xlsx",
            cell(&row(2, DAY, "<c><f>A1</f></c>"), ""),
        ),
        (
            "a formula of a program that computes none",
            "approvals.xlsx",
            Book {
                rows: &uncomputed,
                workbook: "<calcPr fullCalcOnLoad=\"1\"/>",
                ..Book::default()
            }
            .bytes(),
        ),
        (
            "an error",
            "approvals.xlsx",
            cell(&row(2, DAY, "<c t=\"e\"><v>#N/A</v></c>"), ""),
        ),
        (
            "digits that no number holds",
            "approvals.xlsx",
            cell(&row(2, DAY, "<c><v>0.30000000000000004</v></c>"), ""),
        ),
        ("a row of no height", "approvals.xlsx", cell(&hidden, "")),
        (
            "a column of no width",
            "approvals.xlsx",
            Book {
                rows: &row(2, DAY, TITLE),
                before: "<cols><col min=\"4\" max=\"4\" width=\"0\" customWidth=\"1\"/></cols>",
                ..Book::default()
            }
            .bytes(),
        ),
        (
            "a comment",
            "approvals.xlsx",
            Book {
                rows: &row(2, DAY, TITLE),
                parts: &[("xl/comments1.xml", comments)],
                ..Book::default()
            }
            .bytes(),
        ),
        (
            "zeros before a number",
            "approvals.xlsx",
            number("000", "13"),
        ),
        (
            "words around a number",
            "approvals.xlsx",
            number("\"第\"0\"号\"", "3"),
        ),
        ("a percentage", "approvals.xlsx", number("0%", "1")),
        (
            "thousands left away",
            "approvals.xlsx",
            number("#,##0,", "1200000"),
        ),
        (
            "an amount of money",
            "approvals.xlsx",
            number("[$¥-411]#,##0", "500"),
        ),
        (
            "a percentage in a text",
            "approvals.xlsx",
            Book {
                rows: &row(2, DAY, "<c s=\"1\"><v>0.256</v></c>"),
                formats: &["0%"],
                ..Book::default()
            }
            .bytes(),
        ),
        (
            "a cell in the last column of all",
            "approvals.xlsx",
            cell("<row r=\"2\"><c r=\"XFD2\"><v>1</v></c></row>", ""),
        ),
        (
            "a format in the last column of all",
            "approvals.xlsx",
            cell(
                &row(2, DAY, TITLE).replace("</row>", "<c r=\"XFD2\" s=\"0\"/></row>"),
                "",
            ),
        ),
        (
            "an OpenDocument under another name",
            "approvals.xlsx",
            zip(&[
                (
                    "mimetype",
                    b"application/vnd.oasis.opendocument.spreadsheet",
                ),
                ("content.xml", b"<office/>"),
            ]),
        ),
        (
            "a binary workbook under another name",
            "approvals.xlsx",
            zip(&[("xl/workbook.bin", b"x")]),
        ),
        (
            "a document of Word",
            "approvals.xlsx",
            zip(&[("word/document.xml", b"<w/>")]),
        ),
    ]);
    insta::assert_snapshot!(said);
}

//! The file of settings: read whole, and everything that is wrong in it told at once.

use std::any::TypeId;
use std::fmt;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, Command};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// More than any file of settings has, and less than what would fill the memory.
const LONGEST: u64 = 1 << 20;

/// Commands whose flags stand at the top of the file.
const AT_THE_TOP: [&str; 2] = ["serve", "config"];

/// What deletes, or chooses what one command does, is said each time.
const SAID_EACH_TIME: [&str; 3] = ["bundled", "down", "yes"];

/// What a flag takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Switch,
    Number,
    Text,
}

impl Kind {
    pub(super) fn of(argument: &Arg) -> Self {
        let numbers = [
            TypeId::of::<u32>(),
            TypeId::of::<u64>(),
            TypeId::of::<usize>(),
            TypeId::of::<f64>(),
        ];
        let kind = argument.get_value_parser().type_id();
        match argument.get_action() {
            ArgAction::SetTrue | ArgAction::SetFalse => Self::Switch,
            _ if numbers.iter().any(|number| kind == *number) => Self::Number,
            _ => Self::Text,
        }
    }

    /// Whether the flag may be given several times.
    pub(super) fn is_list(argument: &Arg) -> bool {
        matches!(argument.get_action(), ArgAction::Append)
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Switch => ("true or false", "「true」か「false」"),
            Self::Number => ("a number", "数値"),
            Self::Text => ("text in quotes", "引用符で囲んだ文字列"),
        }
    }
}

/// Whether a flag can be set in a file: every flag but those that name the file, or ask for help.
pub(super) fn is_setting(argument: &Arg) -> bool {
    let long = argument.get_long().unwrap_or_default();
    argument.get_env().is_some()
        && !argument.is_hide_set()
        && long != "config"
        && !SAID_EACH_TIME.contains(&long)
}

/// One thing that is wrong, with its place.
#[derive(Debug)]
pub(super) struct Problem {
    place: String,
    text: String,
    text_ja: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            place,
            text,
            text_ja,
        } = self;
        write!(f, "{place}: {text} ({text_ja})")
    }
}

/// What one key of the file says.
#[derive(Debug)]
pub(super) struct Setting {
    /// The commands that the key's table names; none at the top.
    table: Vec<String>,
    /// The flag, as its command declares it. Flags that share their environment variable are one setting.
    argument: Arg,
    /// As they would be written behind the flag.
    pub(super) values: Vec<String>,
    line: usize,
}

/// A file of settings, each of which fits its flag.
#[derive(Debug)]
pub(super) struct File {
    path: PathBuf,
    settings: Vec<Setting>,
}

impl File {
    /// Reads a file for the flags of a command and of those below it.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in it, in the order of its lines.
    pub(super) fn read(path: PathBuf, command: &Command) -> Result<Self, Vec<Problem>> {
        let text = text(&path).map_err(|problem| vec![problem])?;
        Self::of(path, &text, command)
    }

    /// The same, of a file whose text is known.
    pub(super) fn of(path: PathBuf, text: &str, command: &Command) -> Result<Self, Vec<Problem>> {
        let mut reader = Reader {
            path: &path,
            text,
            top: command,
            settings: Vec::new(),
            problems: Vec::new(),
        };
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            reader.not_toml(error);
        }
        // What is no TOML is recovered by guesses, and nobody wants to hear what is wrong with those.
        if errors.iter().all(is_duplicate) {
            reader.table(table.get_ref(), &[], command);
        }
        let Reader {
            settings,
            mut problems,
            ..
        } = reader;
        if problems.is_empty() {
            return Ok(Self { path, settings });
        }
        problems.sort_by_key(|(at, _)| *at);
        Err(problems.into_iter().map(|(_, problem)| problem).collect())
    }

    /// What the file says for a flag of a command: in the command's own table, else at the top.
    pub(super) fn setting(&self, table: &[String], argument: &Arg) -> Option<&Setting> {
        let variable = argument.get_env()?;
        let of = |table: &[String]| {
            self.settings.iter().find(|setting| {
                setting.table == table && setting.argument.get_env() == Some(variable)
            })
        };
        of(table).or_else(|| of(&[]))
    }

    /// The place that sets a flag of `serve`.
    pub(super) fn place(&self, argument: &Arg) -> Option<String> {
        let setting = self.setting(&[], argument)?;
        Some(place(&self.path, setting.line))
    }

    /// The tables of other commands, as they stand in the file.
    pub(super) fn tables(&self) -> String {
        let mut written = String::new();
        let mut before: &[String] = &[];
        for setting in self
            .settings
            .iter()
            .filter(|setting| !setting.table.is_empty())
        {
            if setting.table != before {
                written += &format!("\n[{}]\n", setting.table.join("."));
                before = &setting.table;
            }
            let place = place(&self.path, setting.line);
            written += &super::written(&setting.argument, &setting.values, &place, true);
        }
        written
    }
}

fn place(path: &Path, line: usize) -> String {
    format!("{}:{line}", path.display())
}

/// The text of a file.
fn text(path: &Path) -> Result<String, Problem> {
    let unreadable = |text: String, text_ja: String| Problem {
        place: path.display().to_string(),
        text,
        text_ja,
    };
    let mut bytes = Vec::new();
    let read =
        std::fs::File::open(path).and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes));
    if let Err(error) = read {
        return Err(unreadable(
            format!(
                "the file cannot be read: {error}; name one that can with --config or TSUNAGU_CONFIG"
            ),
            format!(
                "読み込めません: {error}。--config か TSUNAGU_CONFIG に読み込めるファイルを指定してください"
            ),
        ));
    }
    if bytes.len() as u64 > LONGEST {
        return Err(unreadable(
            format!(
                "the file is longer than {LONGEST} bytes; name a file of settings with --config"
            ),
            format!("{LONGEST} バイトを超えています。--config に設定ファイルを指定してください"),
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
        Problem {
            place: place(path, line),
            text: "the file is not UTF-8; save it as UTF-8".to_owned(),
            text_ja: "UTF-8 ではありません。UTF-8 で保存してください".to_owned(),
        }
    })
}

fn is_duplicate(error: &toml::de::Error) -> bool {
    error.message().starts_with("duplicate key")
}

/// What is found while a file is read; each problem with the byte where it stands.
struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
    /// The command whose flags stand at the top of the file.
    top: &'a Command,
    settings: Vec<Setting>,
    problems: Vec<(usize, Problem)>,
}

impl Reader<'_> {
    /// The text before a byte. A span of the parser never divides a letter; should one do so, the place is the file's begin.
    fn before(&self, at: usize) -> &str {
        self.text.get(..at).unwrap_or_default()
    }

    fn line(&self, at: usize) -> usize {
        1 + self.before(at).matches('\n').count()
    }

    fn problem(&mut self, at: usize, key: &str, text: String, text_ja: String) {
        let place = format!("{}: {key}", place(self.path, self.line(at)));
        let problem = Problem {
            place,
            text,
            text_ja,
        };
        self.problems.push((at, problem));
    }

    fn not_toml(&mut self, error: &toml::de::Error) {
        let span: Range<usize> = error.span().unwrap_or_default();
        if is_duplicate(error) {
            let key = self.text.get(span.clone()).unwrap_or_default().to_owned();
            let text = "the key stands here a second time; keep one of the two".to_owned();
            let text_ja = "同じキーが二度書かれています。一方を消してください".to_owned();
            return self.problem(span.start, &key, text, text_ja);
        }
        let line_before = self.before(span.start).rsplit('\n').next();
        let column = 1 + line_before.unwrap_or_default().chars().count();
        let problem = Problem {
            place: format!("{}:{column}", place(self.path, self.line(span.start))),
            text: format!(
                "this is not TOML: {}; a setting is written as `listen = \"127.0.0.1:8080\"`",
                error.message()
            ),
            text_ja: "TOML として読めません。設定は listen = \"127.0.0.1:8080\" のように書きます"
                .to_owned(),
        };
        self.problems.push((span.start, problem));
    }

    /// Reads the keys of a table for the flags of a command; at the top those are the flags of `serve`.
    fn table(&mut self, keys: &DeTable<'_>, table: &[String], command: &Command) {
        for (key, value) in keys {
            let name = key.get_ref().as_ref();
            let at = key.span().start;
            let below = command
                .find_subcommand(name)
                .filter(|below| !AT_THE_TOP.contains(&name) && has_settings(below));
            match (flag(command, name), below, value.get_ref()) {
                (Some(argument), _, _) => self.setting(table, argument, at, value),
                (None, Some(below), DeValue::Table(keys)) => {
                    let table = [table, &[name.to_owned()]].concat();
                    self.table(keys, &table, below);
                }
                (None, Some(_), _) => self.problem(
                    at,
                    name,
                    format!(
                        "this is a command, not a setting; write its settings below `[{name}]`"
                    ),
                    format!("コマンドの名前です。その設定は [{name}] の下に書いてください"),
                ),
                (None, None, _) => self.unknown(at, name, table, command),
            }
        }
    }

    fn unknown(&mut self, at: usize, name: &str, table: &[String], command: &Command) {
        let below = |below: &&Command| {
            !AT_THE_TOP.contains(&below.get_name()) && flag(below, name).is_some()
        };
        let (remedy, remedy_ja) = if SAID_EACH_TIME.contains(&name) {
            (
                "say it on the command line, each time".to_owned(),
                "コマンドラインで毎回指定してください".to_owned(),
            )
        } else if AT_THE_TOP.contains(&name) {
            (
                "write settings of the server at the top, without a table".to_owned(),
                "サーバーの設定は [ ] を付けずにファイルの先頭に書いてください".to_owned(),
            )
        } else if command.find_subcommand(name).is_some() {
            (
                format!("say the flags of `tsunagu {name}` on the command line"),
                format!("tsunagu {name} のフラグはコマンドラインで指定してください"),
            )
        } else if !table.is_empty() && flag(self.top, name).is_some() {
            (
                "write it at the top, before the first `[`".to_owned(),
                "ファイルの先頭、最初の [ より前に書いてください".to_owned(),
            )
        } else if let Some(below) = command.get_subcommands().find(below) {
            let below = below.get_name();
            (
                format!("write it below `[{below}]`"),
                format!("[{below}] の下に書いてください"),
            )
        } else if let Some(nearest) = nearest(name, command) {
            (
                format!("did you mean `{nearest}`?"),
                format!("{nearest} ではありませんか"),
            )
        } else {
            (
                "`tsunagu config` lists those of the server".to_owned(),
                "サーバーの設定の一覧は tsunagu config で表示できます".to_owned(),
            )
        };
        let text = format!("there is no such setting here; {remedy}");
        self.problem(at, name, text, format!("この設定はありません。{remedy_ja}"));
    }

    fn setting(
        &mut self,
        table: &[String],
        argument: &Arg,
        at: usize,
        value: &Spanned<DeValue<'_>>,
    ) {
        let key = argument.get_long().unwrap_or_default();
        let kind = Kind::of(argument);
        let is_list = Kind::is_list(argument);
        let items = match value.get_ref() {
            DeValue::Array(items) if is_list => items.iter().collect(),
            _ => vec![value],
        };
        let mut values = Vec::new();
        let mut is_good = true;
        for item in items {
            // A value of a list may stand lines below its key.
            let at = if is_list { item.span().start } else { at };
            let refused = match plain(kind, item.get_ref()) {
                None => {
                    let (words, words_ja) = kind.words();
                    let (or_list, or_list_ja) = match is_list {
                        true => (", or a list of that", "、またはそのリスト"),
                        false => ("", ""),
                    };
                    Some((
                        format!(
                            "the value is {}; write {words}{or_list}",
                            said(item.get_ref())
                        ),
                        format!("値の種類が違います。{words_ja}{or_list_ja}を書いてください"),
                    ))
                }
                Some(value) => {
                    let refused = refused(argument, &value);
                    values.push(value);
                    refused.map(|why| {
                        (
                            format!("{why}; `--help` says what --{key} takes"),
                            format!(
                                "値が正しくありません。--{key} の取る値は --help で確認してください"
                            ),
                        )
                    })
                }
            };
            if let Some((text, text_ja)) = refused {
                is_good = false;
                self.problem(at, key, text, text_ja);
            }
        }
        if is_good && !values.is_empty() {
            self.settings.push(Setting {
                table: table.to_owned(),
                argument: argument.clone(),
                values,
                line: self.line(at),
            });
        }
    }
}

/// The flag of a command that a key names.
fn flag<'a>(command: &'a Command, key: &str) -> Option<&'a Arg> {
    command
        .get_arguments()
        .find(|argument| argument.get_long() == Some(key) && is_setting(argument))
}

/// Whether a command, or one below it, has flags of its own.
fn has_settings(command: &Command) -> bool {
    command.get_arguments().any(is_setting) || command.get_subcommands().any(has_settings)
}

/// The setting whose name differs least.
fn nearest<'a>(key: &str, command: &'a Command) -> Option<&'a str> {
    let flags = command
        .get_arguments()
        .filter(|argument| is_setting(argument));
    flags
        .filter_map(|argument| argument.get_long())
        .map(|long| (strsim::jaro_winkler(key, long), long))
        .filter(|(alike, _)| *alike > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, long)| long)
}

/// A value as it would be written behind its flag; none where it is of another kind.
fn plain(kind: Kind, value: &DeValue<'_>) -> Option<String> {
    match (kind, value) {
        (Kind::Switch, DeValue::Boolean(value)) => Some(value.to_string()),
        (Kind::Text, DeValue::String(value)) => Some(value.to_string()),
        (Kind::Number, DeValue::Integer(value)) => {
            // What no number holds is refused with its digits.
            let number = i128::from_str_radix(value.as_str(), value.radix());
            Some(number.map_or_else(|_| value.to_string(), |number| number.to_string()))
        }
        (Kind::Number, DeValue::Float(value)) => Some(value.as_str().to_owned()),
        _ => None,
    }
}

fn said(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// Why a flag does not take a value, in the words that it has for the command line.
fn refused(argument: &Arg, value: &str) -> Option<String> {
    let key = argument.get_long()?;
    if Kind::of(argument) == Kind::Switch {
        return None;
    }
    let mut alone = Arg::new("setting")
        .long(key.to_owned())
        .action(argument.get_action().clone())
        .value_parser(argument.get_value_parser().clone());
    if let Some(delimiter) = argument.get_value_delimiter() {
        alone = alone.value_delimiter(delimiter);
    }
    let command = Command::new("settings").no_binary_name(true).arg(alone);
    let error = command
        .try_get_matches_from([format!("--{key}={value}")])
        .err()?
        .to_string();
    let lines = error.lines().take_while(|line| !line.trim().is_empty());
    let text = lines.map(str::trim).collect::<Vec<_>>().join(" ");
    // The key is told with its place.
    let text = text.replace(&format!(" for '--{key} <setting>'"), "");
    Some(text.trim_start_matches("error: ").to_owned())
}

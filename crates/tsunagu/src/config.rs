//! Where settings come from: a flag, else its environment variable, else the file that `--config` names, else the default.
//!
//! What the file says becomes the default of the flags that it names, so every other rule of the command line holds as it is.

mod file;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::OsStr;
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, CommandFactory, FromArgMatches};
use toml::Value;

use crate::arguments::Arguments;
use file::{File, Kind};

/// What a command line asks for.
#[derive(Debug)]
pub(crate) struct Given {
    /// The values.
    pub(crate) arguments: Arguments,
    /// Where they come from.
    pub(crate) sources: Sources,
}

/// Where each value of a command line comes from.
#[derive(Debug)]
pub(crate) struct Sources {
    command: Command,
    matches: ArgMatches,
    file: Option<File>,
}

/// Reads the words of a command line, the environment and the file that either names.
///
/// # Errors
///
/// What is wrong on the command line, or everything that is wrong in the file.
pub(crate) fn given(
    words: impl IntoIterator<Item = OsString> + Clone,
) -> Result<Given, clap::Error> {
    let file = match named(words.clone()) {
        None => None,
        Some(path) => Some(File::read(path, &Arguments::command()).map_err(|problems| {
            let lines = problems.iter().map(|problem| format!("\n  {problem}"));
            let lines: String = lines.collect();
            let text =
                format!("the settings cannot be used (設定ファイルに誤りがあります):{lines}\n");
            clap::Error::raw(ErrorKind::ValueValidation, text)
        })?),
    };
    let mut command = Arguments::command();
    if let Some(file) = &file {
        command = with_defaults(command, &[], file);
    }
    let matches = command.try_get_matches_from_mut(words)?;
    if let Some((long, name)) = before_the_command(&command, &matches) {
        let text = format!(
            "--{long} stands before `{name}`, where nothing reads it; write it behind: `tsunagu {name} --{long}` \
             (--{long} は {name} の後に書いてください)"
        );
        return Err(command.error(ErrorKind::ArgumentConflict, text));
    }
    let arguments =
        Arguments::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
    Ok(Given {
        arguments,
        sources: Sources {
            command,
            matches,
            file,
        },
    })
}

/// The file that the command line or the environment names. What is wrong beside it is told later; help needs no file.
fn named(words: impl IntoIterator<Item = OsString>) -> Option<PathBuf> {
    let command = Arguments::command().ignore_errors(true);
    let matches = command.try_get_matches_from(words).ok()?;
    matches.get_one::<PathBuf>("config").cloned()
}

/// A flag of `serve` that is said before a command: that command has values of its own.
fn before_the_command<'a>(
    command: &'a Command,
    matches: &'a ArgMatches,
) -> Option<(&'a str, &'a str)> {
    let name = matches.subcommand_name()?;
    let mut said = command.get_arguments().filter(|argument| {
        let source = matches.value_source(argument.get_id().as_str());
        !argument.is_global_set() && source == Some(ValueSource::CommandLine)
    });
    Some((said.find_map(Arg::get_long)?, name))
}

/// A command, and those below it, with the defaults that a file gives.
fn with_defaults(command: Command, table: &[String], file: &File) -> Command {
    let command = command.mut_args(|argument| match file.setting(table, &argument) {
        Some(setting) => {
            let values = setting.values.iter().map(OsStr::from);
            argument.required(false).default_values(values)
        }
        None => argument,
    });
    command.mut_subcommands(|below| {
        let table = [table, &[below.get_name().to_owned()]].concat();
        with_defaults(below, &table, file)
    })
}

impl Sources {
    /// Every setting of `serve` with its value and where that comes from, as a file that `--config` takes. What would be a wrong
    /// setting there, such as an address without its password, stands as a comment.
    pub(crate) fn settings(&self) -> String {
        let Some((name, matches)) = self.matches.subcommand() else {
            return String::new();
        };
        let Some(command) = self.command.find_subcommand(name) else {
            return String::new();
        };
        let (shared, own): (Vec<&Arg>, Vec<&Arg>) = command
            .get_arguments()
            .filter(|argument| file::is_setting(argument))
            .partition(|argument| argument.is_global_set());
        let arguments = shared.into_iter().chain(own);
        let mut text: String = arguments
            .map(|argument| self.line(argument, matches))
            .collect();
        if let Some(file) = &self.file {
            text += &file.tables();
        }
        text
    }

    fn line(&self, argument: &Arg, matches: &ArgMatches) -> String {
        let id = argument.get_id().as_str();
        let key = argument.get_long().unwrap_or(id);
        let source = match matches.value_source(id) {
            Some(ValueSource::CommandLine) => "flag".to_owned(),
            Some(ValueSource::EnvVariable) => {
                let variable = argument.get_env().unwrap_or_default();
                format!("environment {}", variable.to_string_lossy())
            }
            Some(_) => match &self.file {
                Some(file) => file.place(argument).unwrap_or_else(|| "default".to_owned()),
                None => "default".to_owned(),
            },
            None => return format!("# {key} = {}  # not set\n", empty(argument)),
        };
        let raw = matches.get_raw(id).into_iter().flatten();
        let values: Vec<String> = match Kind::of(argument) {
            // However a variable writes it.
            Kind::Switch => vec![matches.get_flag(id).to_string()],
            _ => raw
                .map(|value| value.to_string_lossy().into_owned())
                .collect(),
        };
        let is_text = matches
            .get_raw(id)
            .is_some_and(|mut raw| raw.all(|value| value.to_str().is_some()));
        written(argument, &values, &source, is_text)
    }
}

/// A setting that has no value.
fn empty(argument: &Arg) -> &'static str {
    if Kind::is_list(argument) {
        "[]"
    } else {
        "\"\""
    }
}

/// One line of a file of settings. `is_whole`: the values are what was given, letter by letter.
fn written(argument: &Arg, values: &[String], source: &str, is_whole: bool) -> String {
    let key = argument.get_long().unwrap_or_default();
    let shown: Vec<String> = values
        .iter()
        .map(|value| base::without_password(value))
        .collect();
    let mut written = shown.iter().map(|value| match Kind::of(argument) {
        Kind::Switch => value.clone(),
        // Without the zeros and signs that a flag takes and TOML does not.
        Kind::Number => match (value.parse::<u64>(), value.parse()) {
            (Err(_), Ok(number)) => Value::Float(number).to_string(),
            (whole, _) => whole.unwrap_or_default().to_string(),
        },
        Kind::Text => Value::String(value.clone()).to_string(),
    });
    let value = if Kind::is_list(argument) {
        format!("[{}]", written.collect::<Vec<_>>().join(", "))
    } else {
        written.next().unwrap_or_default()
    };
    let line = format!("{key} = {value}  # {source}");
    if is_whole && shown == values {
        format!("{line}\n")
    } else {
        let line = line.replace('\n', "\n# ");
        format!("# {line}; not shown in full, so a comment here\n")
    }
}

#[cfg(test)]
mod tests;

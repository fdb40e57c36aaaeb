//! The form that a curator sends: files, and how they are imported. What is not understood is refused, since a misspelt
//! `dryRun` would write.

use ::http::{HeaderMap, StatusCode, Uri, header};
use axum::{
    RequestExt,
    extract::{
        Multipart, Request,
        multipart::{Field, MultipartError},
    },
};
use bytes::Bytes;

use crate::code::Code;

use super::super::failure::Failure;

/// Files of one import.
const FILES: usize = 200;
/// Characters of a file's name that are kept.
const NAME: usize = 200;

/// What was sent.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) files: Vec<(String, Bytes)>,
    pub(super) options: Options,
}

/// How the files are imported.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Options {
    pub(super) dry_run: bool,
    pub(super) tag: bool,
}

impl Options {
    /// Sets what a parameter of the address or a part of the form says; false where it has no such name.
    fn set(&mut self, name: &str, value: &str) -> Result<bool, Failure> {
        let option = match name {
            "dryRun" => &mut self.dry_run,
            "tag" => &mut self.tag,
            _ => return Ok(false),
        };
        *option |= truth(name, value)?;
        Ok(true)
    }
}

fn bad(message: impl Into<String>, message_ja: impl Into<String>) -> Failure {
    Failure::said(Code::BadRequest, message, message_ja)
}

fn too_large(limit: usize) -> Failure {
    Failure::said(
        Code::PayloadTooLarge,
        format!("the body is longer than {limit} bytes: import the files in several requests"),
        format!("本文が上限（{limit} バイト）を超えています。数回に分けて送信してください。"),
    )
}

fn no_form() -> Failure {
    Failure::said(
        Code::UnsupportedMediaType,
        "send the files as multipart/form-data, not compressed",
        "ファイルは圧縮せずに multipart/form-data で送信してください。",
    )
}

/// Whether the headers tell of a form within the limit.
pub(super) fn can_be_taken(headers: &HeaderMap, limit: usize) -> Result<(), Failure> {
    let mut codings = headers.get_all(header::CONTENT_ENCODING).into_iter();
    if !codings.all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(no_form());
    }
    let length = headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    match length {
        Some(length) if length > u64::try_from(limit).unwrap_or(u64::MAX) => Err(too_large(limit)),
        _ => Ok(()),
    }
}

/// What the address asks for: `?dryRun=true`, `?tag=true`.
pub(super) fn options(uri: &Uri) -> Result<Options, Failure> {
    let mut options = Options::default();
    let parameters = uri.query().unwrap_or_default().split('&');
    for parameter in parameters.filter(|parameter| !parameter.is_empty()) {
        let known = match parameter.split_once('=') {
            Some((name, value)) => options.set(name, value)?,
            None => false,
        };
        if !known {
            return Err(bad(
                "the address has an unknown parameter: it takes `dryRun` and `tag`, each `true` or `false`",
                "未知のパラメーターです。指定できるのは dryRun と tag で、値は true か false です。",
            ));
        }
    }
    Ok(options)
}

fn truth(name: &str, value: &str) -> Result<bool, Failure> {
    match value.trim() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(bad(
            format!("`{name}` is neither `true` nor `false`"),
            format!("{name} には true か false を指定してください。"),
        )),
    }
}

/// Reads the form; every part with a file name is a file, and the other parts that there may be are `dryRun` and `tag`.
pub(super) async fn read(
    request: Request,
    mut options: Options,
    limit: usize,
) -> Result<Form, Failure> {
    let Ok(mut form) = request.extract::<Multipart, _>().await else {
        return Err(no_form());
    };
    let mut files = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|e| broken(&e, limit))? {
        match name_of(&field) {
            Some(name) => {
                if files.len() == FILES {
                    return Err(bad(
                        format!("the form holds more than {FILES} files"),
                        format!("ファイルは {FILES} 個までです。"),
                    ));
                }
                let content = field.bytes().await.map_err(|e| broken(&e, limit))?;
                files.push((name, content));
            }
            None => {
                let name = field.name().unwrap_or_default().to_owned();
                let content = field.bytes().await.map_err(|e| broken(&e, limit))?;
                let value = std::str::from_utf8(&content).unwrap_or_default();
                if !options.set(&name, value)? {
                    return Err(bad(
                        "a part of the form is neither a file with a name nor `dryRun` nor `tag`",
                        "フォームに、ファイル名のあるファイルでも dryRun・tag でもない項目があります。",
                    ));
                }
            }
        }
    }
    if files.is_empty() {
        return Err(bad(
            "the form holds no file",
            "フォームにファイルがありません。",
        ));
    }
    Ok(Form { files, options })
}

fn broken(error: &MultipartError, limit: usize) -> Failure {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large(limit);
    }
    bad(
        "the body is not a complete multipart/form-data",
        "本文が multipart/form-data として完結していません。",
    )
}

/// A file's name as reports show it: without folders of whatever system, and without what cannot be seen.
fn name_of(field: &Field<'_>) -> Option<String> {
    let name = field.file_name()?.rsplit(['/', '\\']).next()?;
    let shown = name.chars().filter(|c| !c.is_control());
    // The ending tells what a file is, so of a long name the end is kept.
    let shown: Vec<char> = shown.collect();
    let shown: String = shown[shown.len().saturating_sub(NAME)..].iter().collect();
    let shown = shown.trim();
    (!shown.is_empty()).then(|| shown.to_owned())
}

//! Templates: the header of a record's table, or the list of records.

use anyhow::{Result, bail};
use ingest::template;

use crate::arguments::{Template, TemplateFormat};

/// The bytes of a template, or the list where no record is named.
pub(crate) fn template(options: &Template) -> Result<Vec<u8>> {
    let Some(name) = &options.record else {
        return Ok(template::list().into_bytes());
    };
    let Some(record) = template::find(name) else {
        bail!(
            "there is no record `{name}`; there are:\n{}",
            template::list()
        );
    };
    Ok(match options.format {
        TemplateFormat::Csv => template::csv(record, options.japanese).into_bytes(),
        TemplateFormat::Json => template::json(record, options.japanese).into_bytes(),
        TemplateFormat::Xlsx => template::xlsx(record, options.japanese)?,
    })
}

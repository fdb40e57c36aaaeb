//! Writing files from the catalogue: the same names as under `/export`.

use std::io::Write;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use catalogue::Catalogues;
use exports::{CatalogueFiles, Exporter, Site};
use futures::StreamExt;
use tsunagu::RecordFiles;

use crate::arguments;

/// Who offers files from these catalogues, and names things by the address at which they are published.
pub(crate) fn exporters(
    catalogues: &Arc<Catalogues>,
    public: Option<&str>,
) -> Result<Vec<Arc<dyn Exporter>>> {
    let site = public.map(Site::at).transpose()?.unwrap_or_default();
    Ok(vec![
        Arc::new(CatalogueFiles::new(catalogues.clone(), crate::today, site)),
        Arc::new(RecordFiles::new(catalogues.clone())),
    ])
}

/// Writes one file, or lists all.
pub(crate) async fn export(database: &str, options: arguments::Export) -> Result<()> {
    let store = crate::current(database).await?;
    let catalogues = Arc::new(Catalogues::open(store).await?);
    let exporters = exporters(&catalogues, options.public_url.as_deref())?;
    let Some(name) = &options.name else {
        for offer in exporters.iter().flat_map(|exporter| exporter.offers()) {
            crate::say(&format!(
                "{}\n    {}\n    {}\n",
                offer.name, offer.about, offer.about_ja
            ))?;
            for parameter in offer.parameters {
                crate::say(&format!(
                    "    --set {}=  {}\n",
                    parameter.name, parameter.about
                ))?;
            }
        }
        return Ok(());
    };
    let given = options
        .parameters
        .iter()
        .map(|given| match given.split_once('=') {
            Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
            None => bail!("`{given}` is not of the form NAME=VALUE"),
        })
        .collect::<Result<Vec<_>>>()?;
    let Some(exporter) = exporters
        .iter()
        .find(|exporter| exporter.offers().iter().any(|offer| offer.name == name))
    else {
        bail!("there is no export `{name}`: `tsunagu export` lists all");
    };
    let Some(export) = exporter.prepare(name, &given).await? else {
        bail!("the export `{name}` is not offered");
    };
    let mut parts = export.content.await?.parts();
    match &options.output {
        None => {
            let mut output = std::io::stdout().lock();
            while let Some(part) = parts.next().await {
                output.write_all(&part?)?;
            }
            output.flush()?;
        }
        Some(path) => {
            let fault = || format!("cannot write {}", path.display());
            let mut output = std::fs::File::create(path).with_context(fault)?;
            while let Some(part) = parts.next().await {
                output.write_all(&part?).with_context(fault)?;
            }
        }
    }
    Ok(())
}

//! Who speaks on a page, read from its address: an address under a reserved domain says it, of others those that were looked
//! at. Of the rest nobody knows.

use base::DocumentKind;

use super::host_of;

/// Publishers of papers, abstracts and reports of research.
const PAPERS: &[&str] = &[
    "jstage.jst.go.jp",
    "kaken.nii.ac.jp",
    "mhlw-grants.niph.go.jp",
    "mhlw-grants.mhlw.go.jp",
    "confit.atlas.jp",
    "nih.gov",
    "pubmed.gov",
    "springer.com",
    "springermedizin.de",
    "biomedcentral.com",
    "bmj.com",
    "nature.com",
    "doi.org",
    "elsevier.com",
    "elsevierpure.com",
    "wiley.com",
    "frontiersin.org",
    "frontierspartnerships.org",
    "plos.org",
    "mdpi.com",
    "dovepress.com",
    "researchprotocols.org",
    "medrxiv.org",
    "preprints.org",
    "researchsquare.com",
    "authorea.com",
    "ovid.com",
    "amegroups.com",
    "annalscts.com",
    "cmajopen.ca",
    "neurology.org",
    "jrheum.org",
    "atherosclerosis-journal.com",
    "psychiatryinvestigation.org",
    "openaidsjournal.com",
    "longdom.org",
    "informahealthcare.com",
    "iospress.com",
    "isho.jp",
    "m-review.co.jp",
    "neo-med.org",
    "jjpic.jp",
];

/// News, journals of the trade, portals that tell about others.
const PRESS: &[&str] = &[
    "carenet.com",
    "cbnews.jp",
    "chemicaldaily.co.jp",
    "jmedj.co.jp",
    "medicalnote.jp",
    "news-medical.net",
    "news.mynavi.jp",
    "nikkeibp.co.jp",
    "oncology.jp",
    "quint-j.co.jp",
    "urotoday.com",
    "yakuji.co.jp",
];

/// Domains under which only public bodies, and those under which only organisations of a kind may register.
const PUBLIC: &[&str] = &["go.jp", "lg.jp", "ganjoho.jp", "shouman.jp"];
const ORGANISATIONS: &[&str] = &[
    "ac.jp",
    "or.jp",
    "ed.jp",
    "gr.jp",
    "umin.jp",
    "chugai-pharm.co.jp",
    "raddarj.org",
];

/// Who speaks on a page that is no copy; `own` is the address of the website of whatever cites it.
pub(super) fn of_page(title: &str, url: &str, own: Option<&str>) -> Option<DocumentKind> {
    let host = host_of(url);
    let host = host.split(':').next().unwrap_or("");
    let among = |names: &[&str]| names.iter().any(|name| is_below(host, name));
    let is_own = || title.contains("公式") || own.is_some_and(|own| host_of(own) == host);
    if among(&["wic-net.com"]) {
        Some(DocumentKind::Republished)
    } else if among(PAPERS) {
        Some(DocumentKind::Paper)
    } else if among(PRESS) {
        Some(DocumentKind::Press)
    } else if among(PUBLIC) {
        Some(DocumentKind::Official)
    } else if among(ORGANISATIONS) || is_own() {
        Some(DocumentKind::Organisation)
    } else {
        None
    }
}

/// Whether a host is a domain or lies below it.
pub(super) fn is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

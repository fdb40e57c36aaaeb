// One page of each kind, in the words of the address bar; the last one is nobody's.
export const kinds = [
  ['home', '/'],
  ['search', '/search?q=NDB'],
  ['linkage', '/linkage?databases=ndb,jisedai'],
  ['matrix', '/linkage/matrix'],
  ['database', '/databases/ndb'],
  ['registries', '/registries?q=デュシェンヌ'],
  ['registry', '/registries/remudy'],
  ['match', '/registries/match?disease=デュシェンヌ型筋ジストロフィー&purpose=EXTERNAL_CONTROL'],
  ['compare', '/registries/compare?codes=remudy,j-rare'],
  ['uses', '/uses'],
  ['approval', '/approvals/ldi/2'],
  ['institutions', '/institutions'],
  ['institution', '/institutions/26-01'],
  ['operator', '/operators/ldi'],
  ['disease', '/diseases/heart-failure'],
  ['indicators', '/indicators'],
  ['sources', '/sources'],
  ['source', '/sources/mhlw-kpi-5'],
  ['changes', '/changes'],
  ['about', '/about'],
  ['error', '/registries/nothing'],
].map(([name, address]) => ({ name, address, status: name === 'error' ? 404 : 200 }));

/** The address of a page in a language, on this server. */
export const at = (site, address, language) => {
  const url = new URL(address, site);
  url.searchParams.set('lang', language);
  return url.href;
};

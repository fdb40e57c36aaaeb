// Enhancement only: suggestions as you type, and a slider over the days on which anything changed. Pages work without it.
const ask = async (query, variables) => {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json;q=0.9' },
    body: JSON.stringify({ query, variables }),
  });
  return response.ok ? (await response.json()).data : undefined;
};

const SUGGEST = `query Suggest($text: String!, $kinds: [SearchKind!]) { search(text: $text, kinds: $kinds, first: 8) { nodes {
  ... on Registry { nameJa } ... on Institution { nameJa } ... on Operator { nameJa } ... on Database { nameJa } ... on Approval { titleJa } } } }`;

for (const input of document.querySelectorAll('input[data-suggest]')) {
  const list = document.getElementById(input.getAttribute('list'));
  let last = 0;
  input.addEventListener('input', async () => {
    const text = input.value.trim();
    const turn = ++last;
    if (text.length < 2) return;
    const kind = input.dataset.suggest;
    const data = await ask(SUGGEST, { text, kinds: kind ? [kind] : null }).catch(() => undefined);
    if (turn !== last || !data || !data.search) return;
    list.replaceChildren(...data.search.nodes.map((node) => {
      const option = document.createElement('option');
      option.value = node.nameJa ?? node.titleJa;
      return option;
    }));
  });
}

for (const slider of document.querySelectorAll('input[type=range][data-days]')) {
  const days = slider.dataset.days.split(' ');
  const day = document.getElementById(slider.dataset.for);
  const shown = document.getElementById('slider-day');
  const at = days.findLastIndex((known) => known <= day.value);
  slider.value = at < 0 ? 0 : at;
  shown.textContent = day.value;
  slider.closest('label').hidden = false;
  slider.addEventListener('input', () => {
    day.value = days[slider.value];
    shown.textContent = day.value;
  });
  slider.addEventListener('change', () => slider.form.requestSubmit());
}

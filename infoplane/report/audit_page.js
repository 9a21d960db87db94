// Wires the audit's page: what the cells show, which tables and rows are shown, and means over
// those. Reads the JSON of audit_table_html.cc: {estimators, seeds, tables [{n, rows [{name, group
// ('' of a set of tasks), columns, truth, cells}]}]}. A cell is 0 (no value), 1 (refused) or a list
// in the order of `at`; informations are in nats.

const data = JSON.parse(document.getElementById('data').textContent);
const byId = (id) => document.getElementById(id);
const at = { error: 0, absolute: 1, spread: 2, half: 3, truth: 4, own: 5, seconds: 6, low: 7, bounds: 8, answered: 9, asked: 10, flags: 11 };
const shortFlags = { 'biased-low-possible': 'low?', unresolved: 'unres.', 'above-ln-N': '>ln N', 'model-based': 'model', singletons: 'single', saturated: 'sat.' };
const ranges = [['all', 0, Infinity], ['2', 2, 2], ['3 or 4', 3, 4], ['5 to 10', 5, 10], ['11 to 50', 11, 50], ['over 50', 51, Infinity]];

let perNat = 1 / Math.LN2;
const unit = () => (perNat === 1 ? 'nats' : 'bits');
const none = (value) => value === null || value === undefined;
const number = (nats) => (none(nats) ? '–' : (nats * perNat).toFixed(3));
function signed(nats) {
  const text = number(nats);
  if (/^-?0\.000$/.test(text)) return '0.000';
  return nats > 0 ? `+${text}` : text;
}
const percent = (share) => (none(share) ? '–' : `${Math.round(100 * share)}%`);
function time(seconds) {
  if (none(seconds)) return '–';
  if (seconds < 1e-3) return `${Math.round(seconds * 1e6)} us`;
  const [value, name] = seconds < 1 ? [seconds * 1e3, 'ms'] : [seconds, 's'];
  return `${value.toFixed(value < 10 ? 1 : 0)} ${name}`;
}
const above = (ends, value) => ends.filter((end) => value > end + 1e-9).length;
const ofError = (nats) => above([0.01, 0.02, 0.05, 0.1, 0.2, 0.5], nats * perNat);
const ofShare = (share) => 6 - [0.25, 0.5, 0.7, 0.85, 0.9, 0.93].filter((end) => share >= end).length;

// what a cell shows and the class of its colour, null for none
const measures = {
  error: { name: 'error', of: (c) => (none(c[at.error]) ? number(c[at.absolute]) : signed(c[at.error])), shade: (c) => ofError(c[at.absolute]), value: at.absolute, caption: () => `error in ${unit()}`,
    key: ['≤ 0.01', '≤ 0.02', '≤ 0.05', '≤ 0.1', '≤ 0.2', '≤ 0.5', '> 0.5'] },
  half: { name: 'half of the 95% interval', of: (c) => number(c[at.half]), shade: (c) => ofError(c[at.half]), value: at.half, caption: () => `half of the 95% interval in ${unit()}`,
    key: ['≤ 0.01', '≤ 0.02', '≤ 0.05', '≤ 0.1', '≤ 0.2', '≤ 0.5', '> 0.5'] },
  truth: { name: 'intervals that hold the truth', of: (c) => percent(c[at.truth]), shade: (c) => ofShare(c[at.truth]), value: at.truth, caption: () => '95% intervals that hold the truth',
    key: ['≥ 93%', '≥ 90%', '≥ 85%', '≥ 70%', '≥ 50%', '≥ 25%', '< 25%'] },
  own: { name: 'intervals that hold the own mean', of: (c) => percent(c[at.own]), shade: (c) => ofShare(c[at.own]), value: at.own, caption: () => '95% intervals that hold the estimator’s own mean',
    key: ['≥ 93%', '≥ 90%', '≥ 85%', '≥ 70%', '≥ 50%', '≥ 25%', '< 25%'] },
  seconds: { name: 'time', of: (c) => time(c[at.seconds]), shade: (c) => above([0.01, 0.1, 0.3, 1, 2, 10], c[at.seconds]), value: at.seconds, caption: () => 'time of one estimate',
    key: ['≤ 10 ms', '≤ 0.1 s', '≤ 0.3 s', '≤ 1 s', '≤ 2 s', '≤ 10 s', '> 10 s'] },
  low: { name: 'flags', of: (c) => (c[at.flags] ? c[at.flags].split(';').map((flag) => shortFlags[flag] || flag).join(' ') : c[at.low] > 0 ? percent(c[at.low]) : '·'), shade: (c) => (c[at.low] > 0 ? Math.ceil(4 * c[at.low]) : null), value: at.low, caption: () => 'flags; coloured by the share of biased-low-possible',
    key: [] },
};

function describe(cell, row, estimator) {
  if (cell === 0) return 'no value';
  if (cell === 1) return 'refused';
  const lines = [`${estimator} on ${row.name}`];
  const add = (name, value, text) => { if (!none(value)) lines.push(`${name} ${text}`); };
  add('truth', row.truth, number(row.truth));
  add('error', cell[at.error], `${signed(cell[at.error])}${none(cell[at.spread]) ? '' : ` ± ${number(cell[at.spread])} over the seeds`}`);
  add('mean |error|', cell[at.absolute], `${number(cell[at.absolute])} ${unit()}`);
  add('95% interval', cell[at.half], `± ${number(cell[at.half])}`);
  add('holds the truth', cell[at.truth], percent(cell[at.truth]));
  add('holds its own mean', cell[at.own], percent(cell[at.own]));
  add('bounds hold the truth', cell[at.bounds], percent(cell[at.bounds]));
  add('time', cell[at.seconds], time(cell[at.seconds]));
  lines.push(`${cell[at.answered]} of ${cell[at.asked]} ${none(cell[at.error]) ? 'tasks' : 'samples'} answered`);
  if (cell[at.flags]) lines.push(cell[at.flags].replaceAll(';', ', '));
  return lines.join('\n');
}

function paint(td, cell, measure) {
  const answered = Array.isArray(cell);
  const has = answered && !none(cell[measure.value]);
  td.textContent = has ? measure.of(cell) : cell === 1 ? 'refused' : '–';
  const shade = has ? measure.shade(cell) : null;
  td.className = shade === null ? '' : `e${shade}`;
}

// means of an estimator's cells over rows; a task that it did not answer does not count
function meanCell(rows, e) {
  const cells = rows.map((row) => row.cells[e]).filter(Array.isArray);
  if (cells.length === 0) return 0;
  const mean = (index) => {
    const values = cells.map((cell) => cell[index]).filter((value) => !none(value));
    return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
  };
  const out = [null, mean(at.absolute), null, mean(at.half), mean(at.truth), mean(at.own), mean(at.seconds), mean(at.low), null];
  return [...out, cells.length, rows.length, ''];
}

// the parts of the page that belong to a table's rows
const views = [...document.querySelectorAll('.heat')].map((heat, t) => {
  const lines = [...heat.querySelectorAll('tbody tr:not(.group)')];
  const rows = lines.map((tr, r) => {
    const row = data.tables[t].rows[r];
    const cells = [...tr.children].slice(3);
    cells.forEach((td, e) => { td.removeAttribute('title'); td.tip = () => describe(row.cells[e], row, data.estimators[e]); });
    return { row, tr, cells, truth: tr.children[2] };
  });
  const body = document.createElement('tbody');
  body.className = 'mean';
  const mean = body.insertRow();
  mean.innerHTML = `<th scope="row"></th><td></td><td></td>${'<td></td>'.repeat(data.estimators.length)}`;
  heat.querySelector('thead').after(body);
  return { heat, rows, mean, n: data.tables[t].n, caption: heat.querySelector('caption'), groups: [...heat.querySelectorAll('tbody:not(.mean)')] };
});

function show() {
  const measure = measures[byId('measure').value];
  const [, least, most] = ranges[byId('columns').value];
  const group = byId('group').value;
  const name = byId('name').value.toLowerCase();
  const all = least === 0 && group === '' && name === '';
  for (const view of views) {
    view.heat.hidden = byId('size').value !== '' && Number(byId('size').value) !== view.n;
    view.caption.textContent = `N = ${view.n}: ${measure.caption()}`;
    for (const { row, tr, cells, truth } of view.rows) {
      const isSet = row.group === '';
      const wanted = row.columns >= least && row.columns <= most && (group === '' || row.group === group) && row.name.toLowerCase().includes(name);
      tr.hidden = isSet ? !all : !wanted;
      truth.textContent = isSet ? '' : number(row.truth);
      cells.forEach((td, e) => paint(td, row.cells[e], measure));
    }
    for (const part of view.groups) part.hidden = [...part.rows].slice(1).every((tr) => tr.hidden);
    const shown = view.rows.filter(({ row, tr }) => row.group !== '' && !tr.hidden).map(({ row }) => row);
    view.mean.firstChild.textContent = `mean of the ${shown.length} shown`;
    [...view.mean.children].slice(3).forEach((td, e) => {
      const cell = meanCell(shown, e);
      paint(td, cell, measure);
      td.tip = () => describe(cell, { name: `the ${shown.length} shown` }, data.estimators[e]);
    });
  }
  byId('key').innerHTML = measure.key.map((text, i) => `<span class="e${i}">${text.replace('<', '&lt;')}</span>`).join('');
}

function fill(select, options) {
  for (const [value, text] of options) select.add(new Option(text, value));
  select.addEventListener('change', show);
}

let pointed = null;
function point(event) {
  const td = event.target.closest ? event.target.closest('td') : null;
  if (pointed) pointed.classList.remove('on');
  pointed = td && td.tip ? td : null;
  byId('tip').hidden = !pointed;
  if (!pointed) return;
  pointed.classList.add('on');
  const tip = byId('tip');
  tip.textContent = pointed.tip();
  const box = pointed.getBoundingClientRect();
  tip.style.left = `${Math.max(4, Math.min(box.left, window.innerWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${box.bottom + tip.offsetHeight + 6 < window.innerHeight ? box.bottom + 4 : box.top - tip.offsetHeight - 4}px`;
}

const sizes = data.tables.map((table) => table.n);
const groups = [...new Set(data.tables.flatMap((table) => table.rows.map((row) => row.group)))].filter((group) => group !== '');
fill(byId('measure'), Object.entries(measures).map(([key, measure]) => [key, measure.name]));
fill(byId('size'), [...sizes.map((n) => [n, n]), ['', 'all']]);
fill(byId('columns'), ranges.map(([name], i) => [i, name]));
fill(byId('group'), [['', 'all groups'], ...groups.map((group) => [group, group])]);
// the table with most rows, of those the one with most samples
const largest = data.tables.reduce((best, table) => (table.rows.length >= best.rows.length ? table : best), data.tables[0]);
byId('size').value = largest ? largest.n : '';
byId('name').addEventListener('input', show);
for (const radio of document.querySelectorAll('input[name=unit]')) {
  radio.addEventListener('change', () => { perNat = radio.value === 'nats' ? 1 : 1 / Math.LN2; show(); });
}
document.addEventListener('pointerover', point);
document.addEventListener('click', point);
byId('controls').hidden = false;
show();

// Wires the page: which estimator, which epoch, what is shown. Reads the JSON of page_data.cc:
// planes [{spec, hasPlane, replicas, epochs, layers, log2n, hy, xRange, yRange, x, y (flat: replica,
// epoch, layer), xMean, yMean, between (curves by layer), shuffled, peaks}], training, colours.

const byId = (id) => document.getElementById(id);
const state = { plane: 0, e: 0, playing: false };
const plane = () => data.planes[state.plane];
const drawn = { plane: null, layers: [], training: [], gradients: [] };

function layerSeries(curves, dashes) {
  return curves
    .map((curve, l) => ({ name: `layer ${l + 1}`, mark: `${l + 1}`, colour: colours().layers[l], curve, dashes }))
    .filter((series) => series.curve.mean.some((value) => value !== null));
}

function layerCharts() {
  const { epochs, hy, log2n } = plane();
  const shuffled = plane().shuffled.map((mean, l) => ({ colour: colours().layers[l], curve: { mean }, dashes: '1.5 2.5', width: 1.2 }))
    .filter((series) => series.curve.mean.some((value) => value !== null));
  const pairs = layerSeries(plane().between).map((series, l) => ({ ...series, name: `layers ${l + 1} and ${l + 2}` }));
  const nearN = log2n === null ? [] : [{ at: log2n, text: `log₂ N = ${log2n.toFixed(2)}` }];
  const nearY = hy === null ? [] : [{ at: hy, text: `H(Y) = ${hy.toFixed(3)}` }];
  const charts = [
    ['chart-x', layerSeries(plane().xMean), nearN, 'I(X;T) of each layer against epoch'],
    ['chart-y', [...shuffled, ...layerSeries(plane().yMean)], nearY, 'I(T;Y) of each layer against epoch'],
    ['chart-between', pairs, nearN, 'I between neighbouring layers against epoch'],
  ];
  drawn.layers = charts.map(([id, series, references, describe]) => {
    byId(id).closest('figure').hidden = series.length === 0;
    return curveChart(byId(id), { epochs, series, references, describe, yLabel: 'bits', height: 290 });
  });
}

function trainingCharts() {
  const { epochs, loss, trainAccuracy, testAccuracy } = data.training;
  const [first, second] = [colours().epochs[2], colours().epochs[6]];
  const accuracy = [{ name: 'training set', mark: 'train', colour: first, curve: trainAccuracy },
    { name: 'test set', mark: 'test', colour: second, curve: testAccuracy }]
    .filter((series) => series.curve.mean.some((value) => value !== null));
  drawn.training = [
    curveChart(byId('chart-loss'), { epochs, log: true, yLabel: 'loss', height: 260, describe: 'Training loss against epoch',
      series: [{ name: 'loss', colour: first, curve: loss }] }),
    curveChart(byId('chart-accuracy'), { epochs, yLabel: 'accuracy', height: 260, room: 34, describe: 'Accuracy against epoch',
      low: Math.min(...accuracy.flatMap((series) => series.curve.mean.filter((v) => v !== null))) - 0.02, high: 1, series: accuracy }),
  ];
}

function gradientCharts() {
  const { epochs, gradientMean, gradientStd } = data.training;
  const values = [...gradientMean, ...gradientStd].flatMap((curve) => curve.mean.filter((value) => value > 0));
  const peaks = data.planes.length && plane().hasPlane ? plane().peaks : [];
  byId('gradients').innerHTML = gradientMean
    .map((_, l) => `<figure><figcaption>Layer ${l + 1}</figcaption><div class="plot"></div></figure>`).join('');
  drawn.gradients = gradientMean.map((mean, l) => curveChart(byId('gradients').children[l].lastElementChild, {
    epochs, log: true, low: Math.min(...values), high: Math.max(...values), yLabel: 'relative norm', height: 200,
    marks: peaks[l] === undefined ? [] : [peaks[l]], describe: `Gradient norms of layer ${l + 1} against epoch`,
    series: [{ name: 'mean', colour: colours().layers[l], curve: mean },
      { name: 'standard deviation', colour: colours().layers[l], curve: gradientStd[l], dashes: '5 3' }],
  }));
}

// the numbers of the chosen epoch, for everybody who would rather read
function fillTable() {
  const { epochs, xMean, yMean } = plane();
  const cell = (curve, decimals) => {
    if (curve.mean[state.e] === null) return '<td>–</td>';
    const half = curve.low[state.e] === null ? '' : `<span class="ci">± ${(curve.high[state.e] - curve.mean[state.e]).toFixed(decimals)}</span>`;
    return `<td>${fixed(curve.mean[state.e], decimals)}${half}</td>`;
  };
  byId('now').caption.textContent = `Epoch ${epochs[state.e]}`;
  byId('now').tBodies[0].innerHTML = xMean.map((curve, l) => {
    const swatch = `<span class="swatch" style="background:${colours().layers[l]}"></span>`;
    return `<tr><th scope="row">${byLayer() ? swatch : ''}${l + 1}</th>${cell(curve, 2)}${cell(yMean[l], 3)}</tr>`;
  }).join('');
}

// the bar that says which colour is which epoch
function fillKey() {
  if (byLayer()) {
    byId('colour-key').innerHTML = '';
    return;
  }
  const width = 262;
  const last = plane().epochs[plane().epochs.length - 1];
  const steps = Array.from({ length: 64 }, (_, i) =>
    `<rect x="${px(8 + (i * (width - 24)) / 64)}" y="18" width="${px((width - 24) / 64 + 0.6)}" height="10" fill="${epochColour(i / 63)}"/>`);
  const ticks = epochTicks(last, width - 24).map((tick) =>
    `<text x="${px(8 + share(tick.at, last) * (width - 24))}" y="43" text-anchor="middle">${tick.text}</text>`);
  byId('colour-key').innerHTML = picture(width, 52, `<text x="8" y="12">epoch</text>${steps.join('')}${ticks.join('')}`, '');
}

const byLayer = () => document.querySelector('input[name=colour]:checked').value === 'layer';

// all that follows the epoch
function showEpoch() {
  if (data.planes.length === 0) return;
  const epoch = plane().epochs[state.e];
  byId('epoch').value = state.e;
  byId('epoch').setAttribute('aria-valuetext', `epoch ${epoch}`);
  byId('epoch-text').textContent = `epoch ${epoch}`;
  if (plane().hasPlane) {
    drawn.plane.draw({ plane: plane(), e: state.e, byLayer: byLayer(), replicas: byId('show-replicas').checked,
      mean: byId('show-mean').checked, trails: byId('show-trails').checked });
  }
  fillTable();
  for (const chart of [...drawn.layers, ...drawn.training, ...drawn.gradients]) chart.cursor(epoch);
}

// all of it again: another estimator, width or colours
function redraw() {
  if (data.planes.length > 0) {
    byId('plane').hidden = !plane().hasPlane;
    byId('plane-options').hidden = !plane().hasPlane;
    byId('no-plane').hidden = plane().hasPlane;
    byId('epoch').max = plane().epochs.length - 1;
    drawn.plane.forget();
    layerCharts();
    fillKey();
  }
  if (!byId('training-section').hidden) trainingCharts();
  if (!byId('gradients-section').hidden) gradientCharts();
  for (const chart of [...drawn.layers, ...drawn.training, ...drawn.gradients]) chart.draw();
  showEpoch();
}

function setPlaying(on) {
  if (on && state.e === plane().epochs.length - 1) state.e = 0;
  state.playing = on;
  byId('play').textContent = on ? 'Pause' : 'Play';
  byId('play').setAttribute('aria-pressed', String(on));
  if (!on) return;
  let position = state.e;
  let before = null;
  // the whole training takes twelve seconds at speed 1
  const step = (now) => {
    if (!state.playing) return;
    const last = plane().epochs.length - 1;
    position += before === null ? 0 : ((now - before) / 12000) * last * Number(byId('speed').value);
    before = now;
    state.e = Math.min(last, Math.floor(position));
    showEpoch();
    if (state.e === last) setPlaying(false);
    else requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function start() {
  const anyValue = (curves) => curves.some((curve) => curve.mean.some((value) => value !== null));
  const there = data.planes.length > 0;
  byId('plane-section').hidden = !there;
  byId('layers-section').hidden = !there;
  byId('training-section').hidden = !anyValue([data.training.loss]);
  byId('gradients-section').hidden = !anyValue(data.training.gradientMean);
  if (there) {
    drawn.plane = planePicture(byId('plane'));
    state.e = plane().epochs.length - 1;
    byId('estimator').innerHTML = data.planes.map((_, i) => `<option value="${i}"></option>`).join('');
    data.planes.forEach((one, i) => { byId('estimator').options[i].textContent = one.spec; });
    byId('estimator-row').hidden = data.planes.length < 2;
  }
  byId('estimator').addEventListener('change', () => {
    const epoch = plane().epochs[state.e];
    state.plane = Number(byId('estimator').value);
    const after = plane().epochs.findIndex((other) => other >= epoch);
    state.e = after < 0 ? plane().epochs.length - 1 : after;
    redraw();
  });
  byId('epoch').addEventListener('input', () => {
    setPlaying(false);
    state.e = Number(byId('epoch').value);
    showEpoch();
  });
  byId('play').addEventListener('click', () => setPlaying(!state.playing));
  for (const id of ['show-replicas', 'show-mean', 'show-trails']) byId(id).addEventListener('change', showEpoch);
  for (const radio of document.querySelectorAll('input[name=colour]')) {
    radio.addEventListener('change', () => { fillKey(); showEpoch(); });
  }
  let width = 0;
  new ResizeObserver(() => {
    if (document.body.clientWidth === width) return;
    width = document.body.clientWidth;
    redraw();
  }).observe(document.body);
  dark.addEventListener('change', redraw);
}

start();

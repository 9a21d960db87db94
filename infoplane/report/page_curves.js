// Curves against epochs, with bands, in an SVG of its own.

// One chart. spec: epochs, series [{name, colour, curve {mean, low, high}, dashes, mark}], log (of the
// y axis), yLabel, references [{at, text}], marks [epochs], describe (for those who cannot see it),
// height, room (at the right). Returns {draw, cursor}: draw after a change of width or colours, cursor(epoch) for
// the line that follows the slider.
function curveChart(element, spec) {
  let scales = null;

  function draw() {
    const width = Math.max(160, element.clientWidth);
    const height = spec.height || 250;
    const room = spec.room || (spec.series.some((series) => series.mark) ? 22 : 17);
    const left = spec.log ? 62 : 46;
    const box = { left, top: 8, width: width - left - room, height: height - 8 - 40 };
    const last = spec.epochs[spec.epochs.length - 1];
    const x = (epoch) => box.left + share(epoch, last) * box.width;
    const y = spec.log ? logAxis(spec, box) : linearAxis(spec, box);
    scales = { x, y, box, width, height };

    let body = axesSvg(box, x, epochTicks(last, box.width), y, y.ticks);
    body += `<text x="${px(box.left + box.width / 2)}" y="${height - 6}" text-anchor="middle">epoch</text>`;
    body += `<text transform="translate(11 ${px(box.top + box.height / 2)}) rotate(-90)" text-anchor="middle">${spec.yLabel}</text>`;
    for (const reference of spec.references || []) body += referenceSvg(reference, x, y, box);
    for (const mark of spec.marks || []) {
      body += `<line class="ref" x1="${px(x(mark))}" x2="${px(x(mark))}" y1="${box.top}" y2="${box.top + box.height}"/>`;
    }
    // an svg of its own cuts off what a band has outside of the frame
    const frame = `${px(box.left)} ${px(box.top)} ${px(box.width)} ${px(box.height)}`;
    body += `<svg x="${px(box.left)}" y="${px(box.top)}" width="${px(box.width)}" height="${px(box.height)}" viewBox="${frame}">`;
    for (const series of spec.series) body += bandSvg(series, spec.epochs, x, y);
    body += '</svg>';
    for (const series of spec.series) body += lineSvg(series, spec.epochs, x, y);
    body += endMarksSvg(spec.series, y, box);
    body += `<line class="cursor" x1="0" x2="0" y1="${box.top}" y2="${box.top + box.height}" visibility="hidden"/>`;
    element.innerHTML = picture(width, height, body, spec.describe);
    const svg = element.firstElementChild;
    svg.addEventListener('pointermove', hover);
    svg.addEventListener('pointerleave', () => showTip(null, null));
  }

  // names every series' value at the epoch under the pointer
  function hover(event) {
    const at = event.clientX - element.getBoundingClientRect().left;
    let nearest = 0;
    spec.epochs.forEach((epoch, e) => {
      if (Math.abs(scales.x(epoch) - at) < Math.abs(scales.x(spec.epochs[nearest]) - at)) nearest = e;
    });
    const lines = spec.series
      .filter((series) => series.name && series.curve.mean[nearest] !== null)
      .map((series) => `${series.name}: ${intervalText(series.curve, nearest, spec.log)}`);
    showTip(event, [`epoch ${spec.epochs[nearest]}`, ...lines].join('\n'));
  }

  function cursor(epoch) {
    const line = element.querySelector('.cursor');
    if (!line || epoch === null) return;
    const at = px(scales.x(epoch));
    line.setAttribute('x1', at);
    line.setAttribute('x2', at);
    line.setAttribute('visibility', 'visible');
  }

  return { draw, cursor };
}

const numberText = (value, log) => (log ? value.toPrecision(3) : value.toFixed(3));

function intervalText(curve, e, log) {
  const text = numberText(curve.mean[e], log);
  if (curve.low[e] === null) return text;
  return `${text}  (${numberText(curve.low[e], log)} to ${numberText(curve.high[e], log)})`;
}

const seen = (spec, keys) =>
  spec.series.flatMap((series) => keys.flatMap((key) => (series.curve[key] || []).filter((v) => v !== null)));

function linearAxis(spec, box) {
  const values = [...seen(spec, ['mean', 'low', 'high']), ...(spec.references || []).map((r) => r.at)];
  const low = spec.low !== undefined ? spec.low : Math.min(0, ...values);
  const high = spec.high !== undefined ? spec.high : Math.max(low + 1e-6, ...values);
  const length = high - low;
  // references are named above their lines
  const above = (spec.references || []).length > 0 ? 0.09 : 0.04;
  const y = linear(low - (spec.low === undefined ? 0.02 * length : 0), high + above * length, box.top + box.height, box.top);
  y.ticks = roundTicks(y.low, y.high, box.height / 44);
  return y;
}

// from just below the smallest mean to just above the largest; an interval's end at or below zero
// stays at the frame
function logAxis(spec, box) {
  const means = seen(spec, ['mean']).filter((value) => value > 0);
  const low = (spec.low || Math.min(...means)) / 1.3;
  const high = (spec.high || Math.max(...means)) * 1.3;
  const scale = linear(Math.log10(low), Math.log10(high), box.top + box.height, box.top);
  const y = (value) => scale(Math.log10(Math.min(Math.max(value, low), high)));
  y.ticks = powerTicks(low, high, box.height / 30);
  return y;
}

function referenceSvg(reference, x, y, box) {
  const at = px(y(reference.at));
  return `<line class="ref" x1="${box.left}" x2="${px(box.left + box.width)}" y1="${at}" y2="${at}"/>` +
    `<text x="${box.left + 6}" y="${at}" dy="${reference.below ? 13 : -4}">${reference.text}</text>`;
}

// a path over the epochs for which there is a value; a gap begins a new piece
function pathOf(epochs, values, x, y) {
  let out = '';
  let pen = false;
  values.forEach((value, e) => {
    if (value === null) {
      pen = false;
      return;
    }
    out += `${pen ? 'L' : 'M'}${px(x(epochs[e]))} ${px(y(value))}`;
    pen = true;
  });
  return out;
}

function bandSvg(series, epochs, x, y) {
  const { low, high } = series.curve;
  if (!low) return '';
  const there = epochs.map((_, e) => e).filter((e) => low[e] !== null && high[e] !== null);
  if (there.length < 2) return '';
  const corner = (values) => (e) => `${px(x(epochs[e]))} ${px(y(values[e]))}`;
  const outline = [...there.map(corner(high)), ...there.reverse().map(corner(low))];
  return `<path d="M${outline.join('L')}Z" fill="${series.colour}" opacity="0.18"/>`;
}

function lineSvg(series, epochs, x, y) {
  const path = pathOf(epochs, series.curve.mean, x, y);
  const dashes = series.dashes ? ` stroke-dasharray="${series.dashes}"` : '';
  return `<path d="${path}" fill="none" stroke="${series.colour}" stroke-width="${series.width || 1.7}"` +
    ` stroke-linejoin="round"${dashes}/>`;
}

// the series' names at their right ends, pushed apart where they would touch
function endMarksSvg(series, y, box) {
  const marks = series
    .filter((one) => one.mark)
    .map((one) => ({ one, value: one.curve.mean.filter((value) => value !== null).pop() }))
    .filter((mark) => mark.value !== undefined)
    .map((mark) => ({ ...mark, at: y(mark.value) }))
    .sort((a, b) => a.at - b.at);
  marks.forEach((mark, i) => {
    if (i > 0) mark.at = Math.max(mark.at, marks[i - 1].at + 13);
  });
  // those pushed below the frame push the others up again
  for (let i = marks.length - 1; i >= 0; --i) {
    const limit = i + 1 < marks.length ? marks[i + 1].at - 13 : box.top + box.height;
    marks[i].at = Math.min(marks[i].at, limit);
  }
  return marks
    .map((mark) => `<text x="${px(box.left + box.width + 6)}" y="${px(mark.at)}" dy="4" font-weight="600" ` +
      `style="fill:${mark.one.colour}">${mark.one.mark}</text>`)
    .join('');
}

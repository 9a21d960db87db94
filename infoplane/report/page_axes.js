'use strict';
// Scales, axes and colours that the plane and the curves share. Pictures are SVG text: the HTML parser
// makes elements of it.

const data = JSON.parse(document.getElementById('data').textContent);
const dark = matchMedia('(prefers-color-scheme: dark)');
const colours = () => (dark.matches ? data.colours.dark : data.colours.light);
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const fixed = (value, decimals) => value.toFixed(decimals).replace(/^-(0(?:\.0*)?)$/, '$1');
const px = (value) => value.toFixed(1);

// [low, high] to [from, to]
function linear(low, high, from, to) {
  const scale = (value) => from + ((value - low) / (high - low || 1)) * (to - from);
  return Object.assign(scale, { low, high, from, to });
}

// round numbers, 1, 2 or 5 times a power of ten apart
function roundTicks(low, high, count) {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999);
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; ++i) ticks.push(i * step);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return ticks.map((at) => ({ at, text: fixed(at, decimals) }));
}

// powers of ten within [low, high], of which every n-th is named; 2 and 5 times them too where that makes no
// more than `most`
function powerTicks(low, high, most) {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const factors = 3 * Math.log10(high / low) <= most ? [1, 2, 5] : [1];
  const every = Math.ceil((last - first) / 6);
  const ticks = [];
  for (let k = first; k <= last; ++k) {
    for (const factor of factors) {
      const at = factor * 10 ** k;
      if (at < low || at > high) continue;
      const plain = k >= -4 && k <= 4;
      const name = plain ? String(Number(at.toPrecision(1))) : `${factor}e${k}`;
      ticks.push({ at, text: (k - first) % every === 0 ? name : '' });
    }
  }
  return ticks;
}

// epoch 0 at 0 and the last at 1, logarithmic: ln(1 + e) / ln(1 + last)
const share = (epoch, last) => (last > 0 ? Math.log1p(epoch) / Math.log1p(last) : 1);

function epochTicks(last, width) {
  const ticks = [{ at: 0, text: '0' }];
  for (let tick = 1; tick <= last; tick *= 10) ticks.push({ at: tick, text: String(tick) });
  if (share(ticks[ticks.length - 1].at, last) < 1 - 40 / width) ticks.push({ at: last, text: String(last) });
  // a number that would touch the one before it is left out
  let end = -Infinity;
  for (const tick of ticks) {
    const x = share(tick.at, last) * width;
    const half = 3.6 * tick.text.length;
    if (x - half < end + 4) tick.text = '';
    else end = x + half;
  }
  return ticks;
}

// the ramp at a share of [0, 1]
function epochColour(at) {
  const ramp = colours().epochs;
  const position = Math.min(Math.max(at, 0), 1) * (ramp.length - 1);
  const i = Math.min(Math.floor(position), ramp.length - 2);
  const channel = (colour, c) => parseInt(colour.slice(1 + 2 * c, 3 + 2 * c), 16);
  const mix = [0, 1, 2].map((c) => {
    const weight = position - i;
    return Math.round((1 - weight) * channel(ramp[i], c) + weight * channel(ramp[i + 1], c));
  });
  return `rgb(${mix.join(',')})`;
}

// frame and ticks of a box with scales x and y
function axesSvg(box, x, xTicks, y, yTicks) {
  let out = `<rect class="frame" x="${box.left}" y="${box.top}" width="${px(box.width)}" height="${px(box.height)}"/>`;
  const bottom = box.top + box.height;
  for (const tick of xTicks) {
    const at = px(x(tick.at));
    out += `<line class="tick" x1="${at}" x2="${at}" y1="${bottom}" y2="${bottom + (tick.text ? 4 : 2)}"/>`;
    out += `<text x="${at}" y="${bottom + 17}" text-anchor="middle">${tick.text}</text>`;
  }
  for (const tick of yTicks) {
    const at = px(y(tick.at));
    out += `<line class="tick" x1="${box.left - (tick.text ? 4 : 2)}" x2="${box.left}" y1="${at}" y2="${at}"/>`;
    out += `<text x="${box.left - 8}" y="${at}" dy="4" text-anchor="end">${tick.text}</text>`;
  }
  return out;
}

const picture = (width, height, body, label) =>
  `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
  (label ? `role="img" aria-label="${label}"` : 'aria-hidden="true"') + `>${body}</svg>`;

// a note beside the pointer; null takes it away
function showTip(event, text) {
  const tip = document.getElementById('tip');
  tip.hidden = text === null;
  if (text === null) return;
  tip.textContent = text;
  const left = event.clientX + 14 + tip.offsetWidth > innerWidth ? event.clientX - 14 - tip.offsetWidth : event.clientX + 14;
  const top = Math.min(event.clientY + 12, innerHeight - tip.offsetHeight - 6);
  tip.style.left = `${Math.max(4, left)}px`;
  tip.style.top = `${top}px`;
}

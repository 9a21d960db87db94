// The information plane at one epoch: axes in an SVG, points on a canvas over it.

// view: {plane, e (index of the epoch), replicas, mean, trails (shown or not), byLayer}
function planePicture(element) {
  element.innerHTML = '<div></div><canvas></canvas>';
  const [axes, canvas] = element.children;
  const ink = canvas.getContext('2d');
  let frame = null;
  let view = null;
  // what the pointer can touch: {x, y, text}
  let touchable = [];

  function drawAxes(plane) {
    const width = Math.max(240, element.clientWidth);
    const height = Math.round(Math.min(560, Math.max(280, 0.66 * width)));
    const box = { left: 56, top: 22, width: width - 56 - 38, height: height - 22 - 48 };
    const x = rangeScale(plane.xRange, box.left, box.left + box.width);
    const y = rangeScale(plane.yRange, box.top + box.height, box.top);
    let body = referencesSvg(plane, x, y, box);
    body += axesSvg(box, x, roundTicks(x.low, x.high, box.width / 60), y, roundTicks(y.low, y.high, box.height / 50));
    body += `<text class="title" x="${px(box.left + box.width / 2)}" y="${height - 8}" text-anchor="middle"><tspan font-style="italic">I</tspan>(X;T) &#160;[bits]</text>`;
    body += `<text class="title" transform="translate(14 ${px(box.top + box.height / 2)}) rotate(-90)" text-anchor="middle"><tspan font-style="italic">I</tspan>(T;Y) &#160;[bits]</text>`;
    axes.innerHTML = picture(width, height, body, '');
    const ratio = devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    ink.setTransform(ratio, 0, 0, ratio, 0, 0);
    frame = { plane, x, y, width, height };
  }

  const colourOf = (e, l) => {
    const { plane, byLayer } = view;
    return byLayer ? colours().layers[l] : epochColour(share(plane.epochs[e], plane.epochs[plane.epochs.length - 1]));
  };

  // place on paper of a replica's layer, or of the mean where r is null; null where there is none
  function place(r, e, l) {
    const { plane } = view;
    const at = (r * plane.epochs.length + e) * plane.layers + l;
    const x = r === null ? plane.xMean[l].mean[e] : plane.x[at];
    const y = r === null ? plane.yMean[l].mean[e] : plane.y[at];
    return x === null || y === null ? null : { x: frame.x(x), y: frame.y(y), bits: [x, y] };
  }

  const layerNumbers = () => view.plane.xMean.map((_, l) => l);

  function drawNetwork(r, e, width, opacity) {
    const points = layerNumbers().map((l) => place(r, e, l)).filter((p) => p);
    ink.globalAlpha = opacity;
    ink.lineWidth = width;
    ink.strokeStyle = view.byLayer ? css('--quiet') : colourOf(e, 0);
    ink.beginPath();
    points.forEach((p, i) => (i ? ink.lineTo(p.x, p.y) : ink.moveTo(p.x, p.y)));
    ink.stroke();
  }

  function drawDots(r, e, radius, opacity) {
    ink.globalAlpha = opacity;
    for (const l of layerNumbers()) {
      const p = place(r, e, l);
      if (!p) continue;
      ink.fillStyle = colourOf(e, l);
      ink.beginPath();
      ink.arc(p.x, p.y, radius, 0, 2 * Math.PI);
      ink.fill();
    }
  }

  // where the replicas have been: small squares, which are quick to draw, at evenly spread epochs
  function drawReplicaTrails(trail) {
    const { plane } = view;
    ink.globalAlpha = 0.4;
    for (const e of trail) {
      for (const l of layerNumbers()) {
        ink.fillStyle = colourOf(e, l);
        for (let r = 0; r < plane.replicas.length; ++r) {
          const p = place(r, e, l);
          if (p) ink.fillRect(p.x - 1.1, p.y - 1.1, 2.2, 2.2);
        }
      }
    }
  }

  function drawMeanNow() {
    const { plane, e } = view;
    drawNetwork(null, e, 1.6, 1);
    ink.globalAlpha = 1;
    for (const l of layerNumbers()) {
      const p = place(null, e, l);
      if (!p) continue;
      ink.beginPath();
      ink.arc(p.x, p.y, 5.5, 0, 2 * Math.PI);
      ink.fillStyle = colourOf(e, l);
      ink.strokeStyle = css('--paper');
      ink.lineWidth = 2;
      ink.fill();
      ink.stroke();
      touch(p, `layer ${l + 1}, mean, epoch ${plane.epochs[e]}`);
    }
    drawNumbers(layerNumbers().map((l) => ({ l, p: place(null, e, l) })).filter((one) => one.p));
  }

  // layers' numbers; neighbours in one place share a label
  function drawNumbers(points) {
    ink.font = '600 12px Helvetica Neue, Helvetica, Arial, sans-serif';
    ink.textAlign = 'center';
    ink.lineJoin = 'round';
    for (let i = 0; i < points.length; ) {
      let j = i;
      while (j + 1 < points.length && Math.hypot(points[j + 1].p.x - points[j].p.x, points[j + 1].p.y - points[j].p.y) < 16) ++j;
      const text = i === j ? `${points[i].l + 1}` : `${points[i].l + 1}–${points[j].l + 1}`;
      const { x, y } = points[i].p;
      ink.lineWidth = 4;
      ink.strokeStyle = css('--paper');
      ink.strokeText(text, x, y - 11);
      ink.fillStyle = css('--ink');
      ink.fillText(text, x, y - 11);
      i = j + 1;
    }
  }

  function touch(p, what) {
    touchable.push({ x: p.x, y: p.y, text: `${what}\nI(X;T) ${p.bits[0].toFixed(3)} bits\nI(T;Y) ${p.bits[1].toFixed(3)} bits` });
  }

  function draw(next) {
    view = next;
    const { plane, e } = view;
    if (!frame || frame.plane !== plane || frame.width !== Math.max(240, element.clientWidth)) drawAxes(plane);
    touchable = [];
    ink.clearRect(0, 0, frame.width, frame.height);
    const everyReplica = plane.replicas.map((_, r) => r);
    if (view.trails && view.replicas) drawReplicaTrails(thinned(plane.epochs, 60).filter((i) => i < e));
    if (view.trails && view.mean) {
      for (let i = 0; i < e; ++i) {
        drawNetwork(null, i, 0.6, view.replicas ? 0.25 : 0.45);
        drawDots(null, i, 2.4, 1);
      }
    }
    if (view.replicas) {
      for (const r of everyReplica) drawNetwork(r, e, 0.7, 0.35);
      for (const r of everyReplica) {
        drawDots(r, e, 2.6, 0.85);
        for (const l of layerNumbers()) {
          const p = place(r, e, l);
          if (p) touch(p, `layer ${l + 1}, replica ${plane.replicas[r]}, epoch ${plane.epochs[e]}`);
        }
      }
    }
    if (view.mean) drawMeanNow();
    ink.globalAlpha = 1;
  }

  canvas.addEventListener('pointermove', (event) => {
    const rectangle = canvas.getBoundingClientRect();
    const distance = (p) => Math.hypot(p.x - (event.clientX - rectangle.left), p.y - (event.clientY - rectangle.top));
    // of equally near ones the last, which lies on top
    const nearest = touchable.reduce((best, p) => (best && distance(best) < distance(p) ? best : p), null);
    showTip(event, nearest && distance(nearest) < 12 ? nearest.text : null);
  });
  canvas.addEventListener('pointerleave', () => showTip(null, null));

  return { draw, forget: () => { frame = null; } };
}

// some room on paper around the values, more at the upper end, where layers are named
function rangeScale([low, high], from, to) {
  const length = high > low ? high - low : 1;
  const scale = length / (Math.abs(to - from) - 42);
  return linear(low - 14 * scale, low + length + 28 * scale, from, to);
}

function referencesSvg(plane, x, y, box) {
  const low = Math.max(x.low, y.low);
  const high = Math.min(x.high, y.high);
  const right = px(box.left + box.width);
  let out = `<line class="dpi" x1="${px(x(low))}" y1="${px(y(low))}" x2="${px(x(high))}" y2="${px(y(high))}"/>`;
  if (plane.hy !== null) {
    const at = px(y(plane.hy));
    out += `<line class="ref" x1="${box.left}" x2="${right}" y1="${at}" y2="${at}"/>`;
    out += `<text x="${right}" y="${at}" dx="6" dy="4"><tspan font-style="italic">H</tspan>(Y)</text>`;
  }
  if (plane.log2n !== null) {
    const at = px(x(plane.log2n));
    out += `<line class="ref" x1="${at}" x2="${at}" y1="${box.top}" y2="${box.top + box.height}"/>`;
    out += `<text x="${at}" y="${box.top - 7}" text-anchor="middle">log₂ N</text>`;
  }
  return out;
}

// indices of at most `most` epochs, evenly spread on the logarithmic scale
function thinned(epochs, most) {
  if (epochs.length <= most) return epochs.map((_, i) => i);
  const last = epochs[epochs.length - 1];
  const kept = [];
  for (let k = 0, i = 0; k < most; ++k) {
    while (i + 1 < epochs.length && share(epochs[i], last) < k / (most - 1) - 1e-12) ++i;
    if (kept[kept.length - 1] !== i) kept.push(i);
  }
  return kept;
}

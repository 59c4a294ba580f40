// @ts-check
/** The bar that stays on top: play, the step slider over the run's accuracy, events, and the numbers. */
class Header {
  /**
   * @param {Page} page
   * @param {Player} player
   */
  constructor(page, player) {
    this.page = page;
    this.player = player;
    const { run, state } = page;
    const root = Dom.byId('time');
    this.play = Dom.make('button', { type: 'button', class: 'play', 'aria-label': 'Play' });
    this.slider = Dom.make('input', {
      type: 'range', min: '0', max: String(run.steps.length - 1), step: '1', 'aria-label': 'Training step' });
    this.strip = Dom.make('canvas', { 'aria-hidden': 'true' });
    this.track = Dom.make('div', { class: 'track' });
    this.events = Dom.make('div', { class: 'events' });
    const film = Dom.make('div', { class: 'film' });
    film.append(this.strip, this.slider);
    this.track.append(film, this.events);
    this.step = Dom.make('output', { class: 'step' });
    /** @type {{ series: Series, quantity: string, cell: HTMLElement }[]} */
    this.cells = [];
    if (run.steps.length > 1) root.append(this.play, this.track);
    else root.classList.add('single');
    root.append(this.readout());
    this.lines = ['train', 'test', 'all'].filter((split) => run.has(`accuracy/${split}`));
    if (this.lines.length > 1) this.lines = this.lines.filter((split) => split !== 'all');
    this.play.addEventListener('click', () => player.toggle());
    this.slider.addEventListener('input', () => state.goTo(Number(this.slider.value)));
    this.slider.addEventListener('change', () => this.announce());
    this.jumps = run.steps.length > 1 ? Moments.reached(run).map((moment) => this.jump(moment)) : [];
    this.update();
  }

  readout() {
    const { run } = this.page;
    const readout = Dom.make('div', { class: 'readout' });
    const now = Dom.make('div', { class: 'now' });
    now.append(Dom.make('span', {}, 'step'), this.step);
    const table = Dom.make('table', {});
    const splits = ['train', 'test', 'all'].filter((s) => run.has(`loss/${s}`) || run.has(`accuracy/${s}`));
    const shown = splits.length > 1 ? splits.filter((s) => s !== 'all') : splits;
    const head = Dom.make('tr', {});
    head.append(Dom.make('td', {}), Dom.make('th', { scope: 'col' }, 'loss'), Dom.make('th', { scope: 'col' }, 'accuracy'));
    table.append(head);
    for (const split of shown) {
      const row = Dom.make('tr', { class: split });
      row.append(Dom.make('th', { scope: 'row' }, split));
      for (const quantity of ['loss', 'accuracy']) {
        const cell = Dom.make('td', {});
        if (run.has(`${quantity}/${split}`)) this.cells.push({ series: run.series(`${quantity}/${split}`), quantity, cell });
        row.append(cell);
      }
      table.append(row);
    }
    readout.append(now);
    if (shown.length > 0) readout.append(table);
    return readout;
  }

  /** @param {Moment & { step: number }} moment */
  jump({ label, step, kind, meaning }) {
    const button = Dom.make('button', {
      type: 'button', class: kind, 'aria-label': `${label} ${Format.shortStep(step)}`,
      title: `${label}. Go to step ${Format.step(step)}${meaning ? `: ${meaning}` : ''}` });
    button.append(label, ' ', Dom.make('span', {}, Format.shortStep(step)));
    button.addEventListener('click', () => {
      this.page.state.goTo(this.page.run.nearest(step));
      this.announce();
    });
    this.events.append(button);
    return { button, kind, at: this.position(step) };
  }

  /** Where a step is on the slider, 0 to 1; between two checkpoints in proportion. @param {number} step */
  position(step) {
    const { steps } = this.page.run;
    let i = steps.findIndex((one) => one >= step);
    if (i < 0) i = steps.length - 1;
    const part = i > 0 && steps[i] > step ? (steps[i] - step) / (steps[i] - steps[i - 1]) : 0;
    return (i - part) / Math.max(1, steps.length - 1);
  }

  /** Sizes, positions and the picture under the slider. */
  layout() {
    const width = this.track.clientWidth;
    if (width === 0) return;
    const inset = Header.THUMB / 2;
    const x = (/** @type {number} */ at) => inset + at * (width - 2 * inset);
    const widths = this.fit(width);
    const lefts = this.jumps.map(({ at }, i) => x(at) - widths[i] / 2);
    for (let i = 0; i < lefts.length; i++) lefts[i] = Math.max(lefts[i], i === 0 ? 0 : lefts[i - 1] + widths[i - 1] + 8);
    for (let i = lefts.length - 1; i >= 0; i--) {
      lefts[i] = Math.min(lefts[i], (i === lefts.length - 1 ? width : lefts[i + 1] - 8) - widths[i]);
    }
    this.jumps.forEach(({ button }, i) => { button.style.left = `${Math.max(0, lefts[i])}px`; });
    this.drawStrip(width, x);
  }

  /**
   * Widths of the jumps. Where not all names have room, phases' borders shrink to a mark, then events.
   *
   * @param {number} room
   */
  fit(room) {
    this.jumps.forEach(({ button }) => button.classList.remove('mark'));
    const measure = () => this.jumps.map(({ button }) => button.offsetWidth);
    const needed = (/** @type {number[]} */ widths) => d3.sum(widths) + 8 * Math.max(0, widths.length - 1);
    let widths = measure();
    for (const kind of ['phase', 'event']) {
      if (needed(widths) <= room) break;
      this.jumps.filter((jump) => jump.kind === kind).forEach(({ button }) => button.classList.add('mark'));
      widths = measure();
    }
    return widths;
  }

  /** @param {number} width @param {(at: number) => number} x */
  drawStrip(width, x) {
    const height = Header.STRIP;
    const ratio = Math.min(3, devicePixelRatio || 1);
    this.strip.width = Math.round(width * ratio);
    this.strip.height = Math.round(height * ratio);
    const context = /** @type {CanvasRenderingContext2D} */ (this.strip.getContext('2d'));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { run, state } = this.page;
    const look = Theme[state.view.theme];
    const surface = new CanvasSurface(context);
    const last = Math.max(1, run.steps.length - 1);
    surface.rect(x(0), 0, x(1) - x(0), height, { fill: look.band });
    for (const { at } of this.jumps) surface.segment(x(at), 0, x(at), height, { stroke: look.faint, dash: [2, 2] });
    const y = (/** @type {number} */ accuracy) => height - 3 - accuracy * (height - 6);
    for (const split of this.lines) {
      const series = run.series(`accuracy/${split}`);
      const xs = run.steps.map((_, i) => x(i / last));
      const ys = run.steps.map((_, i) => y(series.at(i)));
      const stroke = split === 'train' ? look.train : split === 'test' ? look.test : look.ink;
      surface.line(xs, ys, { stroke, width: 1.5, dash: split === 'train' ? [4, 3] : undefined });
    }
  }

  /** Shows the current step. */
  update() {
    const { state } = this.page;
    this.slider.value = String(state.index);
    this.step.textContent = Format.step(state.step);
    for (const { series, quantity, cell } of this.cells) {
      const value = series.at(state.index);
      if (quantity === 'accuracy') cell.textContent = Format.percent(value);
      else Format.into(cell, Format.number(value, 3));
    }
    this.slider.setAttribute('aria-valuetext', this.spoken());
  }

  /** Shows whether it plays. */
  updatePlay() {
    const { playing } = this.page.state.view;
    this.play.classList.toggle('playing', playing);
    this.play.setAttribute('aria-label', playing ? 'Pause' : 'Play');
  }

  spoken() {
    const { state } = this.page;
    const values = this.cells.map(({ series, quantity }) => {
      const value = series.at(state.index);
      const name = series.id.split('/')[1];
      return quantity === 'accuracy' ? `${name} accuracy ${Format.percent(value).replace('\u202f%', ' percent')}` : `${name} loss ${Format.spoken(value, 2)}`;
    });
    return [`step ${Format.step(state.step)}`, ...values].join(', ');
  }

  /** Tells screen readers, once a choice is made rather than at every movement. */
  announce() {
    Dom.byId('live').textContent = this.spoken();
    history.replaceState(null, '', `#step=${this.page.state.step}`);
  }
}
/** Sizes that page.css has, too. */
Header.THUMB = 14;
Header.STRIP = 36;

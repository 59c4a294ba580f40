// @ts-check
/**
 * The frame around a panel: heading, how to read it, options, export buttons, and two canvases, one
 * for what stands still and one for what follows the step. Redraws once an animation frame, and only
 * what can be seen.
 */
class Frame {
  /**
   * @param {Panel} panel
   * @param {Page} page
   */
  constructor(panel, page) {
    this.panel = panel;
    this.page = page;
    this.reason = page.run.missing(panel.needs) || (panel.absent && panel.absent(page)) || undefined;
    /** @type {View | undefined} */
    this.view = this.reason ? undefined : panel.create(page);
    this.root = Dom.make('figure', { class: `panel ${panel.span}`, id: `panel-${panel.id}` });
    this.plot = Dom.make('div', { class: 'plot' });
    this.stillCanvas = Dom.make('canvas', { 'aria-hidden': 'true' });
    this.movingCanvas = Dom.make('canvas', { role: 'img' });
    this.width = 0;
    this.height = 0;
    this.seen = true;
    this.stillStale = true;
    this.movingStale = true;
    this.build();
  }

  build() {
    const head = Dom.make('figcaption', {});
    head.append(Dom.make('h3', {}, this.panel.title));
    if (this.view) head.append(this.tools(this.view));
    if (this.view) head.append(Dom.make('p', { class: 'how' }, this.panel.how));
    this.root.append(head);
    if (this.view) {
      this.plot.append(this.stillCanvas, this.movingCanvas);
      this.root.append(this.plot);
      this.page.attach(this, this.view);
    } else {
      this.root.append(Dom.make('p', { class: 'absent' }, `Not shown: ${this.reason}`));
    }
  }

  /** @param {View} view */
  tools(view) {
    const tools = Dom.make('div', { class: 'tools' });
    for (const option of view.options || []) tools.append(option.menu ? this.menu(option) : this.choice(option));
    const group = Dom.make('div', { class: 'exports', role: 'group', 'aria-label': `Export ${this.panel.title}` });
    for (const kind of /** @type {const} */ (['svg', 'png', 'csv'])) {
      const button = Dom.make('button', { type: 'button', 'aria-label': `${this.panel.title} as ${kind.toUpperCase()}` }, kind.toUpperCase());
      button.addEventListener('click', () => Exports.download(this, kind));
      group.append(button);
    }
    tools.append(group);
    return tools;
  }

  /** A segmented control. @param {Option} option */
  choice(option) {
    const group = Dom.make('div', { class: 'choice', role: 'group', 'aria-label': option.label });
    const labelled = Dom.make('div', { class: 'labelled' });
    labelled.append(Dom.make('span', { 'aria-hidden': 'true' }, option.label), group);
    for (const [value, label] of option.choices) {
      const button = Dom.make('button', { type: 'button', 'aria-pressed': String(value === option.value()) }, label);
      button.addEventListener('click', () => {
        option.choose(value);
        for (const other of group.children) other.setAttribute('aria-pressed', String(other === button));
        this.stale(true);
      });
      group.append(button);
    }
    return labelled;
  }

  /** A drop-down list. @param {Option} option */
  menu(option) {
    const labelled = Dom.make('label', { class: 'labelled menu' });
    const select = Dom.make('select', {});
    for (const [value, label] of option.choices) select.append(Dom.make('option', { value }, label));
    select.value = option.value();
    select.addEventListener('change', () => {
      option.choose(select.value);
      this.stale(true);
    });
    labelled.append(Dom.make('span', {}, option.label), select);
    return labelled;
  }

  /** Asks for a redraw in the next animation frame. @param {boolean} still  the still layer, too */
  stale(still) {
    this.movingStale = true;
    this.stillStale = this.stillStale || still;
    this.page.schedule();
  }

  /** Takes the size from the page. */
  measure() {
    if (!this.view) return;
    const width = this.plot.clientWidth;
    const height = this.view.height(width);
    if (width === this.width && height === this.height) return;
    this.width = width;
    this.height = height;
    const ratio = Math.min(3, devicePixelRatio || 1);
    for (const canvas of [this.stillCanvas, this.movingCanvas]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    this.plot.style.height = `${height}px`;
    this.stillStale = true;
    this.movingStale = true;
  }

  /** Draws what is stale, if it can be seen. */
  draw() {
    if (!this.view || this.width === 0 || !this.seen || !this.movingStale) return;
    const look = Theme[this.page.state.view.theme];
    if (this.stillStale) {
      this.view.still && this.view.still(this.scene(this.stillCanvas, look));
      this.stillStale = false;
    }
    this.view.moving(this.scene(this.movingCanvas, look));
    this.movingCanvas.setAttribute('aria-label', this.view.alt ? this.view.alt() : this.panel.title);
    this.movingStale = false;
  }

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Look} look
   * @returns {Scene}
   */
  scene(canvas, look) {
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.clearRect(0, 0, this.width, this.height);
    return { surface: new CanvasSurface(context), look, width: this.width, height: this.height };
  }

  /**
   * Both layers on any surface.
   *
   * @param {Surface} surface
   * @param {Look} look
   * @param {number} width
   * @param {number} height
   */
  drawAll(surface, look, width, height) {
    const view = /** @type {View} */ (this.view);
    const scene = { surface, look, width, height };
    if (view.still) view.still(scene);
    view.moving(scene);
  }

  /** The size of exports: that of the page at a usual width, whatever the window's. */
  exportSize() {
    const width = this.panel.span === 'full' ? 960 : 600;
    return { width, height: /** @type {View} */ (this.view).height(width) };
  }

  /** The panel at the current step. */
  svg() {
    const { width, height } = this.exportSize();
    const surface = new SvgSurface(width, height, Theme.light.ground, `${this.panel.title}: ${this.page.caption().title}`);
    this.drawAll(surface, Theme.light, width, height);
    return surface;
  }

  /** Its numbers. */
  csv() {
    return Format.csv(/** @type {View} */ (this.view).csv());
  }

  /** Swaps the canvases for a vector drawing while the page is printed. @param {boolean} on */
  print(on) {
    if (!this.view) return;
    this.plot.querySelectorAll('svg').forEach((old) => old.remove());
    if (on) this.plot.append(this.svg().root);
  }
}

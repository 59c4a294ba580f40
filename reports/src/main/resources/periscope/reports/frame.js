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
    /** Ids of the measures that the panel has asked for. */
    this.asked = new Set(panel.needs);
    /** @type {View | undefined} */
    this.view = this.reason ? undefined : panel.create(
      page.documented ? { ...page, run: Definitions.remembering(page.run, this.asked) } : page);
    this.root = Dom.make('figure', { class: `panel ${panel.span}`, id: `panel-${panel.id}` });
    this.plot = Dom.make('div', { class: 'plot' });
    /** What the canvases show, in words; it stays when they are put away. */
    this.picture = Dom.make('div', { role: 'img', 'aria-label': panel.title });
    this.stillCanvas = Dom.make('canvas', {});
    this.movingCanvas = Dom.make('canvas', {});
    /** @type {Desk | undefined} */
    this.desk = undefined;
    this.width = 0;
    this.height = 0;
    /** Whether any of it is in sight, and whether a little scrolling brings it there. */
    this.seen = true;
    this.near = false;
    this.stillStale = true;
    this.movingStale = true;
    /** When it was drawn in its turn, see {@link Pace}. */
    this.drawn = 0;
    /** Whether the canvases have yet to take the size. */
    this.resized = false;
    this.refreshPicks = () => {};
    /** What is left for when the step stands still. @type {ReturnType<typeof setTimeout> | undefined} */
    this.later = undefined;
    this.build();
  }

  build() {
    const head = Dom.make('figcaption', {});
    head.append(Dom.make('h3', {}, this.panel.title));
    if (this.view) {
      const definitions = this.page.documented
        ? Definitions.disclosure(this.panel.id, this.panel.title, () => ({ run: this.page.run, ids: this.asked })) : undefined;
      const choice = this.view.picks && Picks.build(this, this.view.picks);
      head.append(this.tools(definitions && definitions.button), Dom.make('p', { class: 'how' }, this.panel.how));
      if (definitions) head.append(definitions.body);
      head.append(...Controls.row(this.view.options || [], this.panel.title, () => this.rechosen()));
      if (choice) head.append(choice.root);
      this.refreshPicks = choice ? choice.refresh : () => {};
      if (this.view.sliders || this.view.readout) {
        this.desk = Controls.desk(this.view.sliders || [], this.view.readout, () => this.stale(true));
        head.append(this.desk.root);
      }
    }
    this.root.append(head);
    if (this.view) {
      this.picture.append(this.stillCanvas, this.movingCanvas);
      this.plot.append(this.picture);
      this.root.append(this.plot);
      this.page.attach(this, this.view);
    } else {
      this.root.append(Dom.make('p', { class: 'absent' }, `Not shown: ${this.reason}`));
    }
  }

  /** What there is for every figure. @param {HTMLElement} [define] */
  tools(define) {
    const tools = Dom.make('div', { class: 'tools' });
    if (define) tools.append(define);
    const group = Dom.make('div', { class: 'exports', role: 'group', 'aria-label': `Export ${this.panel.title}` });
    for (const kind of /** @type {const} */ (['svg', 'png', 'csv'])) {
      const button = Dom.make('button', { type: 'button', 'aria-label': `${this.panel.title} as ${kind.toUpperCase()}` }, kind.toUpperCase());
      button.addEventListener('click', () => Exports.download(this, kind));
      group.append(button);
    }
    tools.append(group);
    return tools;
  }

  /** After a choice the view may have another height. */
  rechosen() {
    this.stale(true);
    this.measure();
  }

  /** Asks for a redraw in the next animation frame. @param {boolean} still  the still layer, too */
  stale(still) {
    this.movingStale = true;
    this.stillStale = this.stillStale || still;
    this.page.schedule();
  }

  /** Whether the still layer depends on what has changed. @param {Set<Key>} changed */
  follows(changed) {
    return Boolean(this.view && this.view.stillFollows && this.view.stillFollows.some((key) => changed.has(key)));
  }

  /** Takes the size from the page. @param {number} [width]  of the plot, where it is known */
  measure(width = this.plot.clientWidth) {
    if (!this.view) return;
    const height = this.view.height(width);
    if (width === this.width && height === this.height) return;
    this.width = width;
    this.height = height;
    this.plot.style.height = `${height}px`;
    this.resized = true;
    this.stillStale = true;
    this.movingStale = true;
  }

  /** Gives the canvases the size; those out of sight take no memory until they are seen. */
  resize() {
    const { width, height } = this;
    const ratio = Math.min(3, devicePixelRatio || 1);
    for (const canvas of [this.stillCanvas, this.movingCanvas]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    this.resized = false;
  }

  /** Whether something stale can be seen. */
  waits() {
    return Boolean(this.view) && this.width > 0 && this.movingStale && this.seen;
  }

  /** Draws what is stale: at once if it can be seen, and what is near when the step stands still. */
  draw() {
    if (!this.view || this.width === 0 || !this.movingStale) return;
    clearTimeout(this.later);
    if (this.seen) {
      this.redraw(this.view);
      this.later = setTimeout(() => this.tell(), Frame.CALM);
    } else if (this.near) {
      this.later = setTimeout(() => {
        if (!this.near) return;
        this.redraw(/** @type {View} */ (this.view));
        this.tell();
      }, Frame.CALM);
    }
  }

  /** @param {View} view */
  redraw(view) {
    if (this.resized) this.resize();
    const look = Theme[this.page.state.view.theme];
    if (this.stillStale) {
      this.refreshPicks();
      view.still && view.still(this.scene(this.stillCanvas, look));
      this.stillStale = false;
    }
    view.moving(this.scene(this.movingCanvas, look));
    if (this.desk) this.desk.update();
    this.movingStale = false;
  }

  /**
   * In every frame a browser works at each canvas there is, drawn or not: those far out of sight are put away.
   *
   * @param {boolean} near
   */
  approach(near) {
    this.near = near;
    this.stillCanvas.hidden = !near;
    this.movingCanvas.hidden = !near;
  }

  /** Says in words what is drawn. */
  tell() {
    const { view } = this;
    this.picture.setAttribute('aria-label', view && view.alt ? view.alt() : this.panel.title);
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
    if (view.ready) view.ready();
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
/** After so many milliseconds without a change, words follow. */
Frame.CALM = 200;

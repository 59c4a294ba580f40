// @ts-check
Panels.add({
  id: 'matrices',
  section: 'weights',
  title: 'Weights, matrix by matrix',
  how: 'Every matrix of the network as it stands at this step, blue for negative weights and red for positive ones. Where one side is neurons, they are the rows, in the order that is written above the picture; point at one, and it is marked in every other figure that has it.',
  span: 'full',
  needs: [],
  absent: (page) => (Matrix.all(page).length > 0 ? undefined : 'the page holds no weights of this run'),

  create(page) {
    const { run, state, neurons } = page;
    const LEFT = 62;
    const RIGHT = 1;
    /** Above the picture: two lines of text, or three where they do not fit. @param {number} width */
    const topOf = (width) => (width < 620 ? 62 : 46);
    const matrices = Matrix.all(page);
    const last = run.steps.length - 1;
    /** The effective matrices of an MLP have figures of their own. */
    let chosen = matrices.find((matrix) => !/^W_(in|out)put/.test(matrix.name)) || matrices[0];
    let scaled = 'final';
    /** In a parity network the input after the digits is constant. */
    const digits = Number(run.setUp('task', 'digits'));

    /** Neurons are rows; other matrices lie as they are stored. @param {Matrix} matrix */
    function turned(matrix) {
      const flip = matrix.columns.neurons && !matrix.rows.neurons && !matrix.vector;
      return flip ? { flip, down: matrix.columns, across: matrix.rows } : { flip, down: matrix.rows, across: matrix.columns };
    }

    /** Entries in the order in which they are shown. */
    const orders = new Map(matrices.map((matrix) => {
      const { down, across } = turned(matrix);
      return [matrix, { rows: Matrix.order(down, neurons), columns: Matrix.order(across, neurons) }];
    }));
    const shown = () => /** @type {{ rows: number[], columns: number[] }} */ (orders.get(chosen));

    /** @param {number} width */
    function layout(width) {
      const inner = width - LEFT - RIGHT;
      const { rows, columns } = shown();
      const rowHeight = rows.length === 1 ? 26 : Math.max(1, Math.min(16, Math.max(inner * 0.42, 240) / rows.length));
      const top = topOf(width);
      return { inner, rowHeight, top, cell: inner / columns.length, bottom: top + rows.length * rowHeight };
    }

    /** What the ends of the colours stand for: of a step without any weight that is a number, the whole run's. */
    function limit() {
      if (scaled === 'run') return chosen.series.largest() || 1;
      return chosen.series.largestAt(scaled === 'final' ? last : state.index) || chosen.series.largest() || 1;
    }

    /** The original number of an entry. @param {Axis1} axis @param {number} entry */
    const original = (axis, entry) => entry * axis.every;

    /** @param {Axis1} axis @param {number} entry */
    function called(axis, entry) {
      if (axis.role === 'digit' && original(axis, entry) === digits) return 'bias';
      if (axis.blocks < 2) return axis.role === '' ? '' : `${axis.role} ${original(axis, entry)}`;
      const each = (axis.size * axis.every) / axis.blocks;
      const at = original(axis, entry);
      return `head ${Math.floor(at / each)}, ${axis.role} ${Math.round(at % each)}`;
    }

    /** What all entries of an axis are. @param {Axis1} axis */
    const plural = (axis) => (axis.role === 'digit' && axis.size * axis.every > digits ? 'digits and bias' : axis.role.replace(/^\w+/, '$&s'));

    /** Runs of rows that share a group of neurons: from, to. */
    function bands() {
      const { down } = turned(chosen);
      if (!down.neurons) return [];
      const { rows } = shown();
      let from = 0;
      return neurons.groups.map((group) => {
        const count = rows.slice(from).findIndex((row) => neurons.groupOf.get(original(down, row)) !== group);
        const to = count < 0 ? rows.length : from + count;
        const band = { group, from, to };
        from = to;
        return band;
      });
    }

    /** Lines between heads. @param {Axis1} axis @param {(place: number) => void} draw */
    function betweenBlocks(axis, draw) {
      for (let block = 1; block < axis.blocks; block++) draw((block * axis.size) / axis.blocks);
    }

    function ordering() {
      const { down, across } = turned(chosen);
      const axis = down.neurons ? 'rows' : across.neurons ? 'columns' : '';
      return axis && neurons.ordering ? `${axis} by ${neurons.ordering}` : 'rows and columns as they are stored';
    }

    const stepText = () => {
      const held = chosen.series.stepOf(state.index);
      return held === state.step ? `step ${Format.step(held)}` : `step ${Format.step(held)}, the last one held`;
    };

    /** The colours of the cells, and what they are of: many steps may show the same held row. @type {{ of: any[], grid: Uint32Array }} */
    let painted = { of: [], grid: new Uint32Array(0) };

    /** @param {Uint32Array} words @param {number} most */
    function colours(words, most) {
      const row = chosen.series.row(state.index);
      const of = [row, chosen, words, most];
      if (of.every((one, i) => one === painted.of[i])) return painted.grid;
      const { rows, columns } = shown();
      const width = chosen.columns.size;
      const [rowStride, columnStride] = turned(chosen).flip ? [1, width] : [width, 1];
      const grid = new Uint32Array(rows.length * columns.length);
      for (let r = 0, k = 0; r < rows.length; r++) {
        const from = rows[r] * rowStride;
        for (let c = 0; c < columns.length; c++) {
          grid[k++] = Theme.cell(words, (row[from + columns[c] * columnStride] / most + 1) / 2);
        }
      }
      painted = { of, grid };
      return grid;
    }

    return {
      height: (width) => layout(width).bottom + 40,
      picksNeuron: neurons.count > 0,

      still(scene) {
        const { surface, look } = scene;
        const at = layout(scene.width);
        const { down, across } = turned(chosen);
        const { columns, rows } = shown();
        for (const { group, from, to } of bands()) {
          const top = at.top + from * at.rowHeight;
          const bottom = at.top + to * at.rowHeight;
          if (to === from || (group.frequency === null && neurons.groups.length === 1)) continue;
          surface.rect(LEFT - 7, top, 3, Math.max(1, bottom - top - 1), { fill: Neurons.colour(look, group) });
          const label = group.frequency === null ? group.label : `freq ${group.frequency}`;
          if (bottom - top >= 11) {
            surface.text(LEFT - 13, (top + bottom) / 2, label, { fill: Neurons.textColour(look, group), weight: 600, size: 11.5, anchor: 'end', baseline: 'middle' });
          }
        }
        if (!down.neurons && rows.length > 1) {
          for (const row of Axes.whole(0, rows.length - 1, 6)) {
            surface.text(LEFT - 7, at.top + (row + 0.5) * at.rowHeight, String(original(down, row)), { fill: look.muted, anchor: 'end', baseline: 'middle' });
          }
        }
        if (!across.neurons) {
          const ticks = Axes.whole(0, columns.length - 1, Math.max(2, Math.min(12, at.inner / 60)))
            .map((value) => ({ value, label: called(across, value) === 'bias' ? 'bias' : String(original(across, value)) }));
          Axes.bottom(scene, ticks, (column) => LEFT + (column + 0.5) * at.cell, at.bottom + 1);
        }
        surface.text(scene.width - RIGHT, at.bottom + 33, `${down.role ? `rows: ${plural(down)}, ` : ''}columns: ${plural(across)}`, { fill: look.muted, anchor: 'end' });
        const held = chosen.heldAs().join(' · ');
        const lines = at.top > 46 ? [ordering(), held] : [held ? `${ordering()} · ${held}` : ordering()];
        lines.forEach((line, i) => surface.text(LEFT, 36 + 16 * i, line, { fill: look.muted }));
      },

      moving(scene) {
        const { surface, look } = scene;
        const at = layout(scene.width);
        const { down, across } = turned(chosen);
        const { rows, columns } = shown();
        const words = Theme.signedTable(look);
        const most = limit();
        const grid = colours(words, most);
        const edges = Float64Array.from({ length: columns.length + 1 }, (_, i) => LEFT + i * at.cell);
        surface.cells(edges, at.top, rows.length * at.rowHeight, rows.length, grid);
        Axes.notFinite(scene, at.bottom + 33, grid);
        betweenBlocks(across, (place) => surface.segment(LEFT + place * at.cell, at.top, LEFT + place * at.cell, at.bottom, { stroke: look.ground, width: 2 }));
        betweenBlocks(down, (place) => surface.segment(LEFT, at.top + place * at.rowHeight, LEFT + at.inner, at.top + place * at.rowHeight, { stroke: look.ground, width: 2 }));
        const end = Format.number(most, 2);
        const beyond = chosen.series.largestAt(state.index) > most * 1.005;
        const labelled = Lettering.width(`≥ +${end}`, { fill: '', size: 10.5 }) + 5;
        Axes.colourBar(scene, scene.width - RIGHT - 96 - labelled, 6, 96, words, [
          { at: 0, label: `${beyond ? '≤ ' : ''}\u2212${end}` }, { at: 1, label: `${beyond ? '≥ ' : ''}+${end}` }]);
        surface.text(LEFT, 14, scene.width < 560 ? chosen.name : `${chosen.name} at ${stepText()}`, { fill: look.ink, weight: 600, size: 12 });
        for (const [axis, order, isRow] of /** @type {[Axis1, number[], boolean][]} */ ([[down, rows, true], [across, columns, false]])) {
          const wanted = axis.neurons ? state.neuron : ['token', 'answer'].includes(axis.role) ? state.token : null;
          const place = wanted === null ? -1 : order.indexOf(wanted / axis.every);
          if (place < 0) continue;
          const style = { stroke: look.focus, width: axis.neurons ? 1.5 : 1, opacity: axis.neurons ? 1 : 0.55 };
          if (isRow) surface.rect(LEFT - 0.5, at.top + place * at.rowHeight - 0.5, at.inner + 1, at.rowHeight + 1, style);
          else surface.rect(LEFT + place * at.cell - 0.5, at.top - 0.5, at.cell + 1, at.bottom - at.top + 1, style);
        }
      },

      hover(x, y, width) {
        const at = layout(width);
        const { flip, down, across } = turned(chosen);
        const { rows, columns } = shown();
        const r = Math.floor((y - at.top) / at.rowHeight);
        const c = Math.floor((x - LEFT) / at.cell);
        if (!(r >= 0 && r < rows.length && c >= 0 && c < columns.length)) return null;
        const flat = flip ? columns[c] * chosen.columns.size + rows[r] : rows[r] * chosen.columns.size + columns[c];
        const names = [called(down, rows[r]), called(across, columns[c])].filter((text) => text !== '');
        /** @type {Hover} */
        const hover = { tip: [Format.number(chosen.series.at(state.index, flat), 4), names.join(', ')] };
        for (const [axis, entry] of /** @type {[Axis1, number][]} */ ([[down, rows[r]], [across, columns[c]]])) {
          if (axis.neurons) {
            hover.neuron = original(axis, entry);
            if (neurons.frequency) hover.tip.push(neurons.describe(hover.neuron));
          } else if (['token', 'answer'].includes(axis.role)) {
            hover.token = original(axis, entry);
          }
        }
        return hover;
      },

      alt: () => `${chosen.name} at ${stepText()}: ${chosen.rows.size} ${plural(chosen.rows)} by ${chosen.columns.size} ${plural(chosen.columns)}, ${ordering()}, largest magnitude ${Format.spoken(chosen.series.largestAt(state.index))}.`,

      csv() {
        const row = chosen.series.row(state.index);
        const width = chosen.columns.size;
        /** @type {(string|number)[][]} */
        const rows = [['step', `row_${chosen.rows.role}`, `column_${chosen.columns.role}`, chosen.name]];
        for (let i = 0; i < row.length; i++) {
          rows.push([chosen.series.stepOf(state.index), original(chosen.rows, Math.floor(i / width)),
            original(chosen.columns, i % width), Format.full(row[i], chosen.series.encoding)]);
        }
        return rows;
      },

      options: [
        ...(matrices.length > 1 ? [{
          label: 'matrix',
          choices: matrices.map((matrix, i) => /** @type {[string, string]} */ ([String(i), matrix.name])),
          value: () => String(matrices.indexOf(chosen)),
          choose: (/** @type {string} */ value) => { chosen = matrices[Number(value)]; },
        }] : []),
        ...(last > 0 ? [{
          label: 'colours',
          choices: /** @type {[string, string][]} */ ([['final', 'final step'], ['run', 'whole run'], ['step', 'this step']]),
          value: () => scaled,
          choose: (/** @type {string} */ value) => { scaled = value; },
        }] : []),
      ],
    };
  },
});

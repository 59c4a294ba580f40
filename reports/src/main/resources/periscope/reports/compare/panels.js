// @ts-check
/**
 * What a panel of a comparison is. Each file under compare/panels/ adds its own with `ComparePanels.add`:
 * a figure with `create`, as in the page of one run, or with `element` what is no drawing.
 *
 * @typedef {object} ComparePage
 * @property {Study} run
 * @property {CompareState} state
 * @property {Curves} curves
 * @property {() => void} schedule
 * @property {() => number} firstStep  smallest step above 0 that any run has logged
 * @property {() => { title: string, file: string, moment: string }} caption
 * @property {(frame: any, view: CompareView) => void} attach
 * @property {(run: StudyRun) => void} choose  opens a run's page, or highlights it
 *
 * @typedef {object} CompareHover
 * @property {string[]} tip
 * @property {StudyRun} [run]
 *
 * @typedef {object} CompareView
 * @property {(width: number) => number} height
 * @property {(scene: Scene) => void} [still]  when data, options, zoom, size or theme change
 * @property {(scene: Scene) => void} moving   when another run is highlighted
 * @property {(x: number, y: number, width: number) => CompareHover|null} [hover]
 * @property {(width: number) => SpanAxis} [span]  the axis of steps to zoom on
 * @property {() => string} [alt]
 * @property {() => (string|number)[][]} csv  header first
 * @property {Option[]} [options]
 *
 * @typedef {object} ComparePanel
 * @property {string} id
 * @property {string} section
 * @property {string} title
 * @property {string} how     two sentences on how to read it
 * @property {'full'|'half'} span
 * @property {string[]} needs
 * @property {(page: ComparePage) => string|undefined} [absent]  why there is nothing to show
 * @property {(page: ComparePage) => CompareView} [create]
 * @property {(page: ComparePage) => ElementView} [element]
 *
 * @typedef {object} ElementView
 * @property {HTMLElement} element
 * @property {(changed: Set<string>) => void} update
 * @property {() => (string|number)[][]} csv
 * @property {Option[]} [options]
 */
const ComparePanels = (() => {
  /** @type {ComparePanel[]} */
  const all = [];

  /** @param {ComparePanel} panel */
  const add = (panel) => void all.push(panel);

  return { all, add };
})();

// @ts-check
/**
 * What a panel is. Each file under panels/ adds its own with `Panels.add`.
 *
 * @typedef {object} Page
 * @property {Run} run
 * @property {PageState} state
 * @property {Neurons} neurons
 * @property {() => void} schedule
 * @property {() => { title: string, file: string, moment: string }} caption  names exports: the run and the step
 * @property {(frame: Frame, view: View) => void} attach  makes a panel answer to mouse and keys
 *
 * @typedef {object} Scene
 * @property {Surface} surface
 * @property {Look} look
 * @property {number} width
 * @property {number} height
 *
 * @typedef {object} Hover  what is under the pointer
 * @property {string[]} tip
 * @property {number} [neuron]
 * @property {number} [token]
 *
 * @typedef {object} Option  a choice among a few
 * @property {string} label
 * @property {[string, string][]} choices  value and label
 * @property {() => string} value
 * @property {(value: string) => void} choose
 * @property {boolean} [menu]  a drop-down list, for more choices than fit side by side
 *
 * @typedef {object} View
 * @property {(width: number) => number} height
 * @property {(scene: Scene) => void} [still]  once for a size and theme
 * @property {(scene: Scene) => void} moving   whenever the step or what is pointed at changes
 * @property {(x: number, y: number, width: number) => Hover|null} [hover]
 * @property {(x: number, y: number, width: number) => number|null} [stepAt]  checkpoint under the pointer, in charts over steps
 * @property {boolean} [scrubOnHover]
 * @property {boolean} [picksNeuron]  arrow keys choose a neuron
 * @property {() => string} [alt]
 * @property {() => (string|number)[][]} csv  header first
 * @property {Option[]} [options]
 *
 * @typedef {object} Panel
 * @property {string} id
 * @property {string} section
 * @property {string} title
 * @property {string} how     two sentences on how to read it
 * @property {'full'|'half'} span
 * @property {string[]} needs ids without which there is nothing to show
 * @property {(page: Page) => string|undefined} [absent]  any other reason why not
 * @property {(page: Page) => View} create
 */
const Panels = (() => {
  /** @type {Panel[]} */
  const all = [];

  /** @param {Panel} panel */
  const add = (panel) => void all.push(panel);

  return { all, add };
})();

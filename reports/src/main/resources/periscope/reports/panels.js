// @ts-check
/**
 * What a panel is. Each file under panels/ adds its own with `Panels.add`.
 *
 * @typedef {object} Page
 * @property {Run} run
 * @property {PageState} state
 * @property {Neurons} neurons
 * @property {() => void} schedule
 * @property {boolean} [documented]  its run knows what its measures are: figures offer definitions
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
 * @typedef {object} Slider  a whole number among many
 * @property {string} label
 * @property {number} low
 * @property {number} high
 * @property {number} [by]     distance between the numbers; 1 if not said
 * @property {() => number} value
 * @property {(value: number) => void} choose
 *
 * @typedef {object} View
 * @property {(width: number) => number} height
 * @property {(scene: Scene) => void} [still]  once for a size and theme
 * @property {(scene: Scene) => void} moving   whenever the step or what is pointed at changes
 * @property {() => void} [ready]  before an export or print: what otherwise comes later is computed now
 * @property {(x: number, y: number, width: number) => Hover|null} [hover]
 * @property {(x: number, y: number, width: number) => number|null} [stepAt]  checkpoint under the pointer, in charts over steps
 * @property {boolean} [scrubOnHover]
 * @property {Key[]} [stillFollows]  what the still layer depends on besides theme and axis
 * @property {boolean} [picksNeuron]  arrow keys choose a neuron
 * @property {() => string} [alt]
 * @property {() => (string|number)[][]} csv  header first
 * @property {Option[]} [options]
 * @property {PickList} [picks]  any number of choices among many
 * @property {(x: number, y: number, width: number) => boolean} [press]  a click there that means something of its own
 * @property {Slider[]} [sliders]
 * @property {() => string} [readout]  what the choices come to, in words; follows the step, too
 *
 * @typedef {object} Panel
 * @property {string} id
 * @property {string} section
 * @property {string} title
 * @property {string} how     two sentences on how to read it
 * @property {'full'|'half'} span
 * @property {string[]} needs ids without which there is nothing to show
 * @property {(page: Page) => string|undefined} [absent]  any other reason why not
 * @property {boolean} [optional] left out, rather than explained, where it is absent
 * @property {(page: Page) => boolean} [onlyIf] whether it makes sense for such a network at all; if not, it is not even mentioned
 * @property {(page: Page) => View} create
 */
const Panels = (() => {
  /** @type {Panel[]} */
  const all = [];

  /** @param {Panel} panel */
  const add = (panel) => void all.push(panel);

  return { all, add };
})();

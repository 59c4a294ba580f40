// @ts-check
/**
 * Colours. Lines are Okabe and Ito's palette, tuned so that text in a line's colour can be read on the
 * page; cividis for magnitudes; blue–red through the page's own ground for signed values. All are told
 * apart with the common colour-vision deficiencies, and lines differ in dash or label too.
 *
 * @typedef {object} Look  what a drawing needs to know of the theme
 * @property {'light'|'dark'} name
 * @property {string} ground
 * @property {string} ink
 * @property {string} muted
 * @property {string} faint
 * @property {string} rule
 * @property {string} band
 * @property {string} train
 * @property {string} test
 * @property {string[]} groups      lines and points of neuron groups
 * @property {string[]} groupText   the same, dark or light enough for text
 * @property {string} other         neurons of no group
 * @property {string} focus
 */
const Theme = (() => {
  /** @type {Look} */
  const light = {
    name: 'light',
    ground: '#ffffff',
    ink: '#16191d',
    muted: '#59616c',
    faint: '#a4abb5',
    rule: '#e4e7eb',
    band: '#f4f3ee',
    train: '#0072b2',
    test: '#d55e00',
    groups: ['#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8c6bb1', '#7f7f00', '#a65628', '#4d4d4d'],
    groupText: ['#007757', '#a94a80', '#946500', '#1c78b0', '#71529a', '#666600', '#8a4520', '#4d4d4d'],
    other: '#8b939e',
    focus: '#16191d',
  };

  /** @type {Look} */
  const dark = {
    name: 'dark',
    ground: '#14171b',
    ink: '#eceef0',
    muted: '#a2aab4',
    faint: '#616a75',
    rule: '#2a2f36',
    band: '#1b1f24',
    train: '#56b4e9',
    test: '#f2914a',
    groups: ['#21b98c', '#d98cb8', '#eab13c', '#6cc0ef', '#aa8fd0', '#b5b545', '#cf8355', '#c4c9cf'],
    groupText: ['#3ccaa0', '#e2a0c5', '#eab13c', '#7fc9f2', '#b9a2da', '#c2c25c', '#d99a72', '#c4c9cf'],
    other: '#79828d',
    focus: '#eceef0',
  };

  const signed = {
    light: d3.interpolateRgbBasis(['#0b3f7d', '#2f79b8', '#8dbfe0', '#f6f7f8', '#f3aa85', '#d1503f', '#7f0f22']),
    dark: d3.interpolateRgbBasis(['#a9dcff', '#4ea3e0', '#235a8c', '#1b1f24', '#8c3a2c', '#e8734a', '#ffc59c']),
  };

  /** 256 colours of an interpolator, as one little-endian RGBA word each. @param {(t: number) => string} ramp */
  function table(ramp) {
    const words = new Uint32Array(256);
    for (let i = 0; i < 256; i++) {
      const c = d3.rgb(ramp(i / 255));
      words[i] = (255 << 24) | (Math.round(c.b) << 16) | (Math.round(c.g) << 8) | Math.round(c.r);
    }
    return words;
  }

  const signedTables = { light: table(signed.light), dark: table(signed.dark) };
  const magnitudes = table(d3.interpolateCividis);

  /** Colour words of values between −limit and limit. @param {Look} look */
  const signedTable = (look) => signedTables[look.name];

  /** Colour words of values between 0 and a limit. */
  const magnitudeTable = () => magnitudes;

  /** A line's colour in an ordered many: magnitudes, less the end that the ground swallows. @param {Look} look @param {number} t  0 to 1 */
  const ordered = (look, t) => css(magnitudes, look.name === 'dark' ? 0.5 + 0.5 * t : 0.8 * t);

  /** What is not finite has no place on a scale: a grey that no scale has, on light and dark ground. */
  const notFinite = '#acacac';
  const notFiniteWord = 0xffacacac;

  /**
   * The colour word of a cell: at a place on a scale, or at its nearer end, or that of what is not finite.
   *
   * @param {Uint32Array} words
   * @param {number} t  0 to 1 on the scale
   */
  function cell(words, t) {
    if (!Number.isFinite(t)) return notFiniteWord;
    return words[t <= 0 ? 0 : t >= 1 ? 255 : Math.round(t * 255)];
  }

  /** @param {Uint32Array} words @param {number} t  0 to 1 */
  function css(words, t) {
    const word = cell(words, t);
    return `rgb(${word & 255},${(word >> 8) & 255},${(word >> 16) & 255})`;
  }

  return { light, dark, signedTable, magnitudeTable, notFinite, notFiniteWord, cell, ordered, css };
})();

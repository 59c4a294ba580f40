// @ts-check
/**
 * From base64 text back to numbers: the mirror of SeriesEncoder.java. Codes are un-differenced once;
 * a row becomes floats only when somebody asks for it.
 *
 * @typedef {object} Entry  a series as the manifest describes it
 * @property {string} id
 * @property {boolean} metric  rows stand for metric steps, not checkpoints
 * @property {number[]} shape  dimensions of one row
 * @property {'f64'|'f32'|'f16'|'log16'} encoding
 * @property {number} exponent
 * @property {number} low
 * @property {number} spacing
 * @property {number} every
 * @property {number} count
 * @property {boolean} gzip
 * @property {number} relativeError
 *
 * @typedef {object} Decoded
 * @property {(index: number) => number} value                     at a flat index, over all rows
 * @property {(from: number, out: Float64Array) => void} into  as many values as there is room for
 */
const Codec = (() => {
  /** @param {string} text */
  function fromBase64(text) {
    const direct = /** @type {any} */ (Uint8Array).fromBase64;
    if (direct) return /** @type {Uint8Array} */ (direct.call(Uint8Array, text));
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  }

  /** @param {Uint8Array} bytes */
  async function gunzip(bytes) {
    const stream = new Blob([/** @type {any} */ (bytes)])
      .stream()
      .pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  /**
   * Byte planes of zigzagged differences to codes.
   *
   * @param {Uint8Array} planes
   * @param {number} total
   * @param {number} rowSize
   */
  function codes16(planes, total, rowSize) {
    const codes = new Uint16Array(total);
    for (let i = 0; i < total; i++) {
      const z = planes[i] | (planes[total + i] << 8);
      const before = i < rowSize ? 0 : codes[i - rowSize];
      codes[i] = before + ((z >>> 1) ^ -(z & 1));
    }
    return codes;
  }

  /**
   * @param {Uint8Array} planes
   * @param {number} total
   * @param {number} rowSize
   */
  function codes32(planes, total, rowSize) {
    const codes = new Uint32Array(total);
    for (let i = 0; i < total; i++) {
      const z =
        planes[i] |
        (planes[total + i] << 8) |
        (planes[2 * total + i] << 16) |
        (planes[3 * total + i] << 24);
      const before = i < rowSize ? 0 : codes[i - rowSize];
      codes[i] = before + ((z >>> 1) ^ -(z & 1));
    }
    return codes;
  }

  /**
   * @param {Uint8Array} planes
   * @param {number} total
   */
  function doubles(planes, total) {
    const bytes = new Uint8Array(8 * total);
    for (let i = 0; i < total; i++) {
      for (let k = 0; k < 8; k++) bytes[8 * i + k] = planes[k * total + i];
    }
    return new Float64Array(bytes.buffer);
  }

  /** @type {Float32Array | undefined} */
  let halves;

  /** The float16 value of every ordered code. */
  function halfTable() {
    if (halves) return halves;
    const table = new Float32Array(65536);
    for (let code = 0; code < 65536; code++) {
      const bits = code & 0x8000 ? code & 0x7fff : ~code & 0xffff;
      const exponent = (bits >> 10) & 31;
      const fraction = bits & 1023;
      const magnitude =
        exponent === 0
          ? fraction * 2 ** -24
          : exponent === 31
            ? fraction ? NaN : Infinity
            : (1 + fraction / 1024) * 2 ** (exponent - 15);
      table[code] = bits & 0x8000 ? -magnitude : magnitude;
    }
    halves = table;
    return table;
  }

  /** @param {Float64Array|Float32Array} values @returns {Decoded} */
  const plain = (values) => ({
    value: (i) => values[i],
    into: (from, out) => out.set(values.subarray(from, from + out.length)),
  });

  /**
   * @param {Entry} entry
   * @param {string} base64
   * @returns {Promise<Decoded>}
   */
  async function decode(entry, base64) {
    const rowSize = entry.shape.reduce((a, b) => a * b, 1);
    const total = entry.count * rowSize;
    const bytes = fromBase64(base64);
    const planes = entry.gzip ? await gunzip(bytes) : bytes;
    switch (entry.encoding) {
      case 'f64': {
        return plain(doubles(planes, total));
      }
      case 'f32': {
        const codes = codes32(planes, total, rowSize);
        for (let i = 0; i < total; i++) {
          codes[i] = codes[i] & 0x80000000 ? codes[i] & 0x7fffffff : ~codes[i];
        }
        return plain(new Float32Array(codes.buffer));
      }
      case 'f16': {
        // The large ones: undone when somebody looks at them, so that the page need not wait for all.
        /** @type {Uint16Array | undefined} */
        let known;
        const codes = () => known || (known = codes16(planes, total, rowSize));
        const table = halfTable();
        const unit = 2 ** entry.exponent;
        return {
          value: (i) => table[codes()[i]] * unit,
          into(from, out) {
            const all = codes();
            for (let j = 0; j < out.length; j++) out[j] = table[all[from + j]] * unit;
          },
        };
      }
      case 'log16': {
        const codes = codes16(planes, total, rowSize);
        const value = (/** @type {number} */ i) => Math.exp(entry.low + codes[i] * entry.spacing);
        return {
          value,
          into(from, out) {
            for (let j = 0; j < out.length; j++) out[j] = value(from + j);
          },
        };
      }
    }
  }

  return { decode };
})();

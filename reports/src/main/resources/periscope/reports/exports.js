// @ts-check
/** Files made in the page: what a panel shows at the current step, always on a light ground. */
const Exports = (() => {
  /** @param {string} name @param {Blob} blob */
  function save(name, blob) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  /**
   * @param {Frame} frame
   * @param {'svg'|'png'|'csv'} kind
   */
  async function download(frame, kind) {
    const { file, moment } = frame.page.caption();
    const name = `${Format.slug(file)}-${frame.panel.id}${moment}.${kind}`;
    if (kind === 'svg') save(name, new Blob([frame.svg().serialized()], { type: 'image/svg+xml' }));
    if (kind === 'csv') save(name, new Blob([frame.csv()], { type: 'text/csv' }));
    if (kind === 'png') save(name, await png(frame));
  }

  /** @param {Frame} frame @returns {Promise<Blob>} */
  function png(frame) {
    const { width, height } = frame.exportSize();
    const canvas = document.createElement('canvas');
    canvas.width = 2 * width;
    canvas.height = 2 * height;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.scale(2, 2);
    context.fillStyle = Theme.light.ground;
    context.fillRect(0, 0, width, height);
    frame.drawAll(new CanvasSurface(context), Theme.light, width, height);
    return new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the browser made no PNG'))), 'image/png'));
  }

  return { download, png };
})();

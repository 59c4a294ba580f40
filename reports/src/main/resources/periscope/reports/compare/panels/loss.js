// @ts-check
ComparePanels.add({
  id: 'loss',
  section: 'training',
  title: 'Loss',
  how: 'Every run is a thin line; the thick one is the median of its group at each step, the band spans the 10th to the 90th percentile. Drag across steps to zoom, or click into the chart and turn the wheel; what you point at is highlighted everywhere.',
  span: 'full',
  needs: [],
  absent: ({ run }) => (run.curves.some((id) => id.startsWith('loss/')) ? undefined : 'no run has losses'),

  create(page) {
    let log = true;
    const ids = ['loss/test', 'loss/train', 'loss/all'].filter((id) => page.run.curves.includes(id));
    const shown = ids.length > 1 ? ids.filter((id) => id !== 'loss/all') : ids;
    const plots = shown.map((id) => ({ id: () => id, title: () => `${id.slice(5)} loss`, share: id === 'loss/train' ? 2 : 3, log: () => log }));
    return CompareChart.create(page, () => plots, (width) => Math.max(320, Math.min(440, width * 0.5)), [{
      label: 'loss',
      choices: [['log', 'log'], ['linear', 'linear']],
      value: () => (log ? 'log' : 'linear'),
      choose: (value) => { log = value === 'log'; },
    }]);
  },
});

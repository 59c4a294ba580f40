// @ts-check
ComparePanels.add({
  id: 'accuracy',
  section: 'training',
  title: 'Accuracy',
  how: 'How many examples each run answers right: those it trained on below, those it has never seen above. Put the runs at their generalised event to see whether the rise has the same shape in all of them.',
  span: 'half',
  needs: [],
  absent: ({ run }) => (run.curves.some((id) => id.startsWith('accuracy/')) ? undefined : 'no run has accuracies'),

  create(page) {
    const ids = ['accuracy/test', 'accuracy/train', 'accuracy/all'].filter((id) => page.run.curves.includes(id));
    const shown = ids.length > 1 ? ids.filter((id) => id !== 'accuracy/all') : ids;
    const plots = shown.map((id) => ({
      id: () => id, title: () => `${id.slice(9)} accuracy`, share: 1, log: () => false, range: /** @type {[number, number]} */ ([0, 1]) }));
    return CompareChart.create(page, () => plots, () => 240, []);
  },
});

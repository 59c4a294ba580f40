// @ts-check
ComparePanels.add({
  id: 'measure',
  section: 'training',
  title: 'Any measure',
  how: 'The measure that you choose, at the checkpoints of all runs that have it. A measure that moves before the test loss does, in every run, is a measure of progress.',
  span: 'half',
  needs: [],
  absent: ({ run }) => (run.curves.some((id) => !/^(loss|accuracy)\//.test(id)) ? undefined : 'no run has other measures'),

  create(page) {
    const having = (/** @type {string} */ id) => page.run.readable.filter((run) => run.curves.includes(id)).length;
    const ids = page.run.curves.filter((id) => !/^(loss|accuracy)\/(train|test)$/.test(id)).sort((a, b) => having(b) - having(a) || d3.ascending(a, b));
    let chosen = ['weights/sum-of-squares', 'gini/W_E'].find((id) => ids.includes(id) && having(id) === having(ids[0])) || ids[0];
    let log = false;
    const plot = { id: () => chosen, title: () => chosen, share: 1, log: () => log };
    const all = page.run.readable.length;
    return CompareChart.create(page, () => [plot], () => 280, [
      {
        label: 'measure',
        menu: true,
        choices: ids.map((id) => [id, having(id) === all ? id : `${id} (${having(id)} of ${all} runs)`]),
        value: () => chosen,
        choose: (value) => {
          chosen = value;
          void page.curves.want(value);
        },
      },
      {
        label: 'values',
        choices: [['linear', 'linear'], ['log', 'log']],
        value: () => (log ? 'log' : 'linear'),
        choose: (value) => { log = value === 'log'; },
      },
    ]);
  },
});

package periscope.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.RunWriter;
import periscope.checkpoints.TensorSpec;
import periscope.reports.internal.RunFiles;
import periscope.testing.ExternalTool;

/**
 * Exported numbers, read by Python, against those that h5py reads from the run and its measures.
 */
class RunExportTest {
  private static final Set<ExportPart> ALL = EnumSet.allOf(ExportPart.class);

  @TempDir private static Path folder;
  private static Path run;

  @BeforeAll
  static void probeOnce() throws IOException {
    run = RunFiles.write(folder.resolve("run.h5"), "small run", List.of(0L, 5L, 40L), true);
    RunFiles.probe(run);
  }

  /** Readers that are not ours: numpy, csv and json of Python, safetensors by its description. */
  private static final String COMPARE =
      """
      import csv, json, os, struct, sys
      import h5py, numpy as np
      run, probes, folder, form = sys.argv[1:]

      def stored(path, group):
          found = {}
          with h5py.File(path, 'r') as f:
              def visit(name, item):
                  if isinstance(item, h5py.Dataset) and 'id' in item.attrs and item.shape is not None:
                      name = item.attrs['id']
                      found[name.decode() if isinstance(name, bytes) else name] = item[()]
              (f[group] if group else f).visititems(visit)
              step = f[(group if group == 'metrics' else '') + '/step'][()]
          return step, found

      def safetensors(path):
          raw = open(path, 'rb').read()
          size = struct.unpack('<Q', raw[:8])[0]
          header = json.loads(raw[8:8 + size])
          assert size % 8 == 0
          meta = header.pop('__metadata__', {})
          types = {'F32': '<f4', 'F64': '<f8', 'I64': '<i8'}
          body, end, out = raw[8 + size:], 0, {}
          for name, t in sorted(header.items(), key=lambda kv: kv[1]['data_offsets']):
              begin, stop = t['data_offsets']
              assert begin == end, name
              end = stop
              out[name] = np.frombuffer(body[begin:stop], types[t['dtype']]).reshape(t['shape'])
          assert end == len(body)
          return meta, out

      def same(a, b):
          return np.array_equal(np.asarray(a, 'f8').ravel(), np.asarray(b, 'f8').ravel(), equal_nan=True)

      def number(text):
          return float(text) if text != '' and text is not None else float('nan')

      def wide(path, steps):
          rows = list(csv.reader(open(path)))
          if rows[0] == ['index', 'value']:
              return [number(r[1]) for r in rows[1:]]
          assert rows[0][0] == 'step' and [int(r[0]) for r in rows[1:]] == list(steps), path
          return [[number(v) for v in r[1:]] for r in rows[1:]]

      compared = 0
      for part, path, group in (('metrics', run, 'metrics'), ('weights', run, 'params'), ('measures', probes, '')):
          steps, values = stored(path, group)
          assert values, part
          if form == 'npz':
              got = dict(np.load(os.path.join(folder, part + '.npz')))
              assert same(got.pop('step'), steps)
              if part == 'weights':
                  assert all(v.dtype == np.float32 for v in got.values())
          elif form == 'safetensors' and part == 'weights':
              got = {name: [] for name in values}
              for s in steps:
                  meta, one = safetensors(os.path.join(folder, 'weights', 'step-%08d.safetensors' % s))
                  assert meta == {'step': str(s)}
                  for name in values:
                      assert one[name].dtype == np.float32
                      got[name].append(one[name])
          elif form == 'safetensors':
              got = dict(safetensors(os.path.join(folder, part + '.safetensors'))[1])
              assert same(got.pop('step'), steps)
          elif form == 'json':
              doc = json.load(open(os.path.join(folder, part + '.json')))
              assert doc['step'] == list(steps)
              flat = lambda v: [number(x) if x is None else x for x in np.ravel(np.array(v['values'], dtype=object))]
              got = {k: flat(v) for k, v in {**doc['series'], **doc['constants']}.items()}
          else:
              got = {}
              table = os.path.join(folder, part + '.csv')
              if os.path.exists(table):
                  rows = list(csv.DictReader(open(table)))
                  assert [int(r['step']) for r in rows] == list(steps)
                  got = {k: [number(r[k]) for r in rows] for k in rows[0] if k != 'step'}
              for name in values:
                  for place, axis in ((part, steps), (part + '-constants', None)):
                      file = os.path.join(folder, place, name.replace('/', '.') + '.csv')
                      if os.path.exists(file):
                          got[name] = wide(file, axis)
          for name, expected in values.items():
              assert name in got, (part, name, sorted(got))
              if form == 'csv' and part == 'weights':
                  ok = np.array_equal(np.asarray(got[name], 'f4').ravel(), expected.ravel())
              elif form == 'json' and part == 'weights':
                  ok = np.array_equal(np.asarray(got[name], 'f4').ravel(), expected.ravel())
              else:
                  ok = same(got[name], expected)
              assert ok, (part, name)
              compared += 1
          assert set(got) == set(values), set(got) ^ set(values)
      manifest = json.load(open(os.path.join(folder, 'export.json')))
      assert manifest['measures'] and all(os.path.exists(os.path.join(folder, f)) for f in manifest['files'])
      print(compared)
      """;

  @ParameterizedTest
  @EnumSource(ExportFormat.class)
  void othersReadTheNumbersThatAreStored(ExportFormat format) throws IOException {
    ExternalTool python = ExternalTool.h5py();
    Path out = folder.resolve("out-" + format);
    RunExport.write(run, out, format, ALL, OptionalLong.empty());
    var result =
        python.run(
            "-c",
            COMPARE,
            run.toString(),
            folder.resolve("run.probes.h5").toString(),
            out.toString(),
            format.name().toLowerCase(java.util.Locale.ROOT));
    assertThat(result.err()).isEmpty();
    assertThat(Integer.parseInt(result.out().strip())).isGreaterThan(20);
  }

  @Test
  void oneCheckpointsWeightsAlone() throws IOException {
    Path out = folder.resolve("one");
    List<Path> files =
        RunExport.write(
            run, out, ExportFormat.SAFETENSORS, Set.of(ExportPart.WEIGHTS), OptionalLong.of(5));
    assertThat(files)
        .containsExactly(
            out.resolve("weights").resolve("step-00000005.safetensors"),
            out.resolve("export.json"));
  }

  @Test
  void saysWhichStepThereIsInstead() {
    Path out = folder.resolve("none");
    assertThatThrownBy(() -> RunExport.write(run, out, ExportFormat.NPZ, ALL, OptionalLong.of(6)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no checkpoint at step 6; the nearest are 5 and 40");
    assertThat(out).doesNotExist();
  }

  @Test
  void doesNotWriteAmongOtherFiles() throws IOException {
    Path out = Files.createDirectory(folder.resolve("full"));
    Files.writeString(out.resolve("mine.txt"), "mine");
    assertThatThrownBy(() -> RunExport.write(run, out, ExportFormat.CSV, ALL, OptionalLong.empty()))
        .isInstanceOf(IOException.class)
        .hasMessage(out + " has files in it: name a new folder with --out");
  }

  @Test
  void hostileNamesStayInTheFolder() throws IOException {
    Path hostile = folder.resolve("hostile.h5");
    var tensor = new TensorSpec("../../../evil\"<b>", List.of(2));
    var header = new RunHeader("{}", Map.of(), List.of(tensor), List.of(), List.of());
    try (RunWriter writer = RunWriter.create(hostile, header, new int[0], false)) {
      writer.checkpoint(0, List.of(new float[] {1, 2}), List.of());
    }
    for (ExportFormat format : ExportFormat.values()) {
      Path out = folder.resolve("deep").resolve("hostile-" + format);
      RunExport.write(hostile, out, format, ALL, OptionalLong.empty());
      try (var files = Files.walk(folder.resolve("deep"))) {
        assertThat(files).allMatch(file -> file.normalize().startsWith(folder.resolve("deep")));
      }
    }
    assertThat(folder.resolveSibling("evil\"<b>.csv")).doesNotExist();
  }
}

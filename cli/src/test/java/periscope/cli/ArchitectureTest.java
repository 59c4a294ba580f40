package periscope.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which room may know which, as docs/architecture.md says. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("periscope");

  private static final List<String> MODULES =
      List.of("models", "checkpoints-io", "trainer", "probes", "reports", "cli");

  @Test
  void sixModulesAreSeen() {
    for (String room : List.of("models", "checkpoints", "trainer", "probes", "reports", "cli")) {
      assertThat(CLASSES.stream().filter(c -> c.getPackageName().startsWith("periscope." + room)))
          .as(room)
          .hasSizeGreaterThan(3);
    }
  }

  @Test
  void modulesKnowOnlyWhatTheArrowsAllow() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("models")
        .definedBy("periscope.models..")
        .layer("checkpoints")
        .definedBy("periscope.checkpoints..")
        .layer("trainer")
        .definedBy("periscope.trainer..")
        .layer("probes")
        .definedBy("periscope.probes..")
        .layer("reports")
        .definedBy("periscope.reports..")
        .layer("cli")
        .definedBy("periscope.cli..")
        .whereLayer("models")
        .mayNotAccessAnyLayer()
        .whereLayer("checkpoints")
        .mayNotAccessAnyLayer()
        .whereLayer("trainer")
        .mayOnlyAccessLayers("models", "checkpoints")
        .whereLayer("probes")
        .mayOnlyAccessLayers("models", "checkpoints")
        .whereLayer("reports")
        .mayOnlyAccessLayers("probes", "models", "checkpoints")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"models", "checkpoints", "trainer", "probes", "reports"})
  void internalPackagesStayInTheirModule(String room) {
    noClasses()
        .that()
        .resideOutsideOfPackage("periscope." + room + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("periscope." + room + "..internal..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void matrixProductsAreCalledFromTheKernelPackageOnly() {
    outside(List.of("periscope.models.kernel"), "org.bytedeco.openblas..").check(CLASSES);
  }

  /** Segments over arrays on the heap are for all; memory and functions outside it are not. */
  @Test
  void nativeMemoryIsTouchedWhereNativeLibrariesAreCalledOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages("periscope.models.kernel", "periscope.checkpoints.internal..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.lang\\.foreign\\.(Arena|Linker|SymbolLookup|FunctionDescriptor).*")
        .check(CLASSES);
  }

  @Test
  void hdf5IsCalledFromOnePackageOnly() {
    outside(List.of("periscope.checkpoints.internal.."), "org.bytedeco.hdf5..", "io.jhdf..")
        .check(CLASSES);
  }

  @Test
  void noIncubatorModule() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jdk.incubator..", "jdk.internal..", "sun..")
        .check(CLASSES);
  }

  /** javac marks the class files of preview features with the minor version 65535 (JVMS 4.1). */
  @Test
  void noPreviewFeature() throws IOException {
    int seen = 0;
    for (String module : MODULES) {
      try (var files = Files.walk(Path.of("..", module, "target", "classes"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
          try (var in = new DataInputStream(Files.newInputStream(file))) {
            assertThat(in.readInt()).isEqualTo(0xCAFEBABE);
            assertThat(in.readUnsignedShort()).as("minor version of %s", file).isZero();
            seen++;
          }
        }
      }
    }
    assertThat(seen).isGreaterThan(50);
  }

  private static ArchRule outside(List<String> rooms, String... packages) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(rooms.toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }
}

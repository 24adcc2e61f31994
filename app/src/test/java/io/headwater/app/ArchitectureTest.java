package io.headwater.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.Architectures;

/** The directions of dependencies, which are what keeps the core pure and the modules apart. */
@AnalyzeClasses(packages = "io.headwater", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String ROOT = "io.headwater.";

  @ArchTest
  static final ArchRule modulesDependInOneDirection =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("core")
          .definedBy(ROOT + "core..")
          .layer("capture")
          .definedBy(ROOT + "capture..")
          .layer("persistence")
          .definedBy(ROOT + "persistence..")
          .layer("actors")
          .definedBy(ROOT + "actors..")
          .layer("http")
          .definedBy(ROOT + "http..")
          .layer("client")
          .definedBy(ROOT + "client..")
          .layer("replica")
          .definedBy(ROOT + "replica..")
          .layer("dev")
          .definedBy(ROOT + "dev..")
          .layer("app")
          .definedBy(ROOT + "app..")
          .whereLayer("app")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("capture")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("persistence")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("actors")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("http")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("client")
          .mayOnlyBeAccessedByLayers("replica", "app")
          .whereLayer("replica")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("dev")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("core")
          .mayOnlyBeAccessedByLayers("capture", "persistence", "actors", "http", "app");

  @ArchTest
  static final ArchRule coreIsPlainJava =
      classes()
          .that()
          .resideInAPackage(ROOT + "core..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "org.jspecify..", "com.fasterxml.jackson.core..", ROOT + "core..");

  @ArchTest
  static final ArchRule coreHasNoClockAndNoOutsideWorld =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "core..")
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.(net|nio\\.file|sql)\\..*|java\\.time\\.(Clock|InstantSource)|java\\.lang\\.(Thread|System|Runtime)|java\\.util\\.Random");

  @ArchTest
  static final ArchRule coreStagesFollowThePipeline =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("json")
          .definedBy(ROOT + "core.json..")
          .layer("binary")
          .definedBy(ROOT + "core.binary..")
          .layer("resource")
          .definedBy(ROOT + "core.resource..")
          .layer("quarantine")
          .definedBy(ROOT + "core.quarantine..")
          .layer("contract")
          .definedBy(ROOT + "core.contract..")
          .layer("capture")
          .definedBy(ROOT + "core.capture..")
          .layer("normalize")
          .definedBy(ROOT + "core.normalize..")
          .layer("produce")
          .definedBy(ROOT + "core.produce..")
          .layer("publish")
          .definedBy(ROOT + "core.publish..")
          .layer("bootstrap")
          .definedBy(ROOT + "core.bootstrap..")
          .whereLayer("bootstrap")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("publish")
          .mayOnlyBeAccessedByLayers("bootstrap")
          .whereLayer("produce")
          .mayOnlyBeAccessedByLayers("publish", "bootstrap")
          .whereLayer("contract")
          .mayOnlyBeAccessedByLayers("produce", "publish");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.headwater.(*).(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule debeziumStaysInCapture =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "capture..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.debezium..");

  @ArchTest
  static final ArchRule rocksStaysInPersistence =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "persistence..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.rocksdb..");

  @ArchTest
  static final ArchRule standardStreamsAreTheTerminals =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(ROOT + "app.cli.Terminal")
          .should(ACCESS_STANDARD_STREAMS);

  @ArchTest static final ArchRule noJavaUtilLogging = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

  @ArchTest
  static final ArchRule noMethodDeclaresThrowable =
      noMethods().should().declareThrowableOfType(Throwable.class);

  @ArchTest
  static final ArchRule sealedTypesHaveRecordsAndEnumsOnly =
      classes()
          .that(implementASealedInterface())
          .should(beRecordEnumOrInterface())
          .as("members of sealed interfaces are records, enums or interfaces");

  private static DescribedPredicate<JavaClass> implementASealedInterface() {
    return DescribedPredicate.describe(
        "implement a sealed interface of Headwater",
        type ->
            type.getRawInterfaces().stream()
                .anyMatch(
                    parent -> parent.getName().startsWith(ROOT) && parent.reflect().isSealed()));
  }

  private static ArchCondition<JavaClass> beRecordEnumOrInterface() {
    return new ArchCondition<>("be a record, an enum or an interface") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean fits = type.isRecord() || type.isEnum() || type.isInterface();
        events.add(new SimpleConditionEvent(type, fits, type.getName() + " is a class"));
      }
    };
  }
}

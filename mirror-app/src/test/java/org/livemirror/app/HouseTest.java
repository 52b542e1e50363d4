package org.livemirror.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.livemirror.core.plan.PlanJson;
import org.livemirror.core.trust.VerifiedCatalog;
import org.livemirror.core.trust.VerifiedPackage;
import org.livemirror.store.ContentPath;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Generations;
import org.livemirror.store.Sha256;

/** The rules of the house that the compiler does not keep: who may know whom. */
final class HouseTest {
  private static final String STORE = "org.livemirror.store..";
  private static final String CATALOG = "org.livemirror.core.catalog..";
  private static final String FORMAT = "org.livemirror.core.format..";
  private static final String TRUST = "org.livemirror.core.trust..";
  private static final String PLAN = "org.livemirror.core.plan..";
  private static final String CORE = "org.livemirror.core..";
  private static final String HTTP = "org.livemirror.http..";
  private static final String FTP = "org.livemirror.ftp..";
  private static final String NET = "org.livemirror.net..";
  private static final String ADMIN = "org.livemirror.admin..";
  private static final String APP = "org.livemirror.app..";

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.livemirror");

  /** Of the house, {@code part} knows only itself and {@code others}. */
  private static ArchRule knowsOnly(String part, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(part)
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.livemirror..")
                .and(not(resideInAPackage(part)))
                .and(not(resideInAnyPackage(others))));
  }

  private static ArchRule knowsOnly(String part, Class<?>[] types, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(part)
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.livemirror..")
                .and(not(resideInAPackage(part)))
                .and(not(belongToAnyOf(types)))
                .and(not(resideInAnyPackage(others))));
  }

  private static ArchRule knowsNothingIn(String part, String... packages) {
    return noClasses()
        .that()
        .resideInAPackage(part)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }

  @Test
  void house_asImported_holdsAllModules() {
    for (String part : new String[] {STORE, CORE, HTTP, FTP, ADMIN, APP}) {
      assertThat(HOUSE.stream().filter(resideInAPackage(part))).as(part).hasSizeGreaterThan(5);
    }
  }

  @Test
  void store_knowsNoOtherModule() {
    knowsOnly(STORE).check(HOUSE);
  }

  @Test
  void catalog_ofTheStore_knowsContentPathOnly() {
    knowsOnly(CATALOG, new Class<?>[] {ContentPath.class}).check(HOUSE);
  }

  @Test
  void catalog_knowsNoFilesAndNoSockets() {
    knowsNothingIn(CATALOG, "java.io..", "java.nio..", "java.net..").check(HOUSE);
  }

  @Test
  void format_knowsCatalogAndStoreOnly() {
    knowsOnly(FORMAT, CATALOG, STORE).check(HOUSE);
  }

  @Test
  void format_knowsNoKeysAndNoNetwork() {
    knowsNothingIn(FORMAT, "java.security..", "java.net..", "org.bouncycastle..").check(HOUSE);
  }

  @Test
  void trust_knowsFormatCatalogAndStoreOnly() {
    knowsOnly(TRUST, FORMAT, CATALOG, STORE).check(HOUSE);
  }

  @Test
  void trust_knowsNoNetwork() {
    knowsNothingIn(TRUST, "java.net..").check(HOUSE);
  }

  @Test
  void plan_knowsCatalogAndTheStoresValuesOnly() {
    knowsOnly(PLAN, new Class<?>[] {ContentPath.class, Sha256.class}, CATALOG).check(HOUSE);
  }

  @Test
  void plan_isPure() {
    knowsNothingIn(PLAN, "java.net..", "java.nio.channels..", "java.nio.file..").check(HOUSE);
    noClasses()
        .that()
        .resideInAPackage(PLAN)
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Clock.class)
        .check(HOUSE);
    noClasses()
        .that()
        .resideInAPackage(PLAN)
        .and()
        .doNotBelongToAnyOf(PlanJson.class)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.io..")
        .check(HOUSE);
    // What Jackson declares on reading bytes.
    noClasses()
        .that()
        .belongToAnyOf(PlanJson.class)
        .should()
        .dependOnClassesThat(
            resideInAPackage("java.io..").and(not(assignableTo(IOException.class))))
        .check(HOUSE);
  }

  @Test
  void core_knowsNoPlaneAndNoProgram() {
    knowsNothingIn(CORE, NET, HTTP, FTP, ADMIN, APP, "io.netty..").check(HOUSE);
  }

  @Test
  void net_knowsNoOtherModule() {
    knowsOnly(NET).check(HOUSE);
  }

  @Test
  void planes_neverSeeEachOtherNorTheProgram() {
    knowsNothingIn(HTTP, FTP, ADMIN, APP).check(HOUSE);
    knowsNothingIn(FTP, HTTP, ADMIN, APP).check(HOUSE);
    knowsNothingIn(ADMIN, HTTP, FTP, APP).check(HOUSE);
  }

  @Test
  void admin_readsNoStoreAndNoFiles() {
    noClasses()
        .that()
        .resideInAPackage(ADMIN)
        .should()
        .dependOnClassesThat(assignableTo(ContentStore.class))
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "org.livemirror.core.publish..")
        .check(HOUSE);
  }

  @Test
  void adminsParts_knowTheirOwnConcernOnly() {
    knowsOnly("org.livemirror.admin.status..", "org.livemirror.core.event..").check(HOUSE);
    knowsNothingIn("org.livemirror.admin.metrics..", "java.net..", "io.netty..").check(HOUSE);
  }

  @Test
  void metricLibraries_areKnownToTheMetricsOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.livemirror.admin.metrics..", "org.livemirror.admin")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.micrometer..", "io.prometheus..")
        .check(HOUSE);
  }

  @Test
  void logback_isKnownToTheLogOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.livemirror.app.log")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ch.qos.logback..")
        .check(HOUSE);
  }

  @Test
  void armeria_isKnownToTheAdminPlaneOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.livemirror.admin")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.linecorp..")
        .check(HOUSE);
  }

  @Test
  void netty_isKnownToThePlanesAndTheirNetOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(NET, HTTP, FTP, ADMIN, "org.livemirror.testkit.leaks")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .check(HOUSE);
  }

  @Test
  void awsSdk_isKnownToTheStoreInABucketOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.livemirror.store.s3..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon..")
        .check(HOUSE);
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching("org.livemirror.(**)").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void generations_arePublishedByThePublisherOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.livemirror.core.publish", STORE)
        .should()
        .callMethodWhere(
            target(owner(assignableTo(Generations.class)))
                .and(target(nameMatching("publish|write|point"))))
        .check(HOUSE);
  }

  @ParameterizedTest
  @ValueSource(classes = {VerifiedCatalog.class, VerifiedPackage.class})
  void verifiedContent_isMadeByTrustOnly(Class<?> verified) {
    noClasses()
        .that()
        .resideOutsideOfPackage(TRUST)
        .should()
        .callConstructorWhere(target(owner(assignableTo(verified))))
        .check(HOUSE);
    assertThat(verified.getConstructors()).isEmpty();
  }

  @Test
  void names_sayWhatThingsAre() {
    noClasses()
        .should()
        .haveNameMatching(".*(Utils?|Helper|Manager|Impl)(\\$.*)?")
        .orShould()
        .resideInAnyPackage("..common..", "..util..", "..helper..", "..impl..", "..manager..")
        .check(HOUSE);
  }
}

package io.busbar.standalone.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.busbar.query.access.Scope;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The only test that sees all modules at once. */
final class ArchitectureTest {

    private static final String[] SCHEMAS = {
        "io.busbar.alarm..",
        "io.busbar.database..",
        "io.busbar.fleet..",
        "io.busbar.frame..",
        "io.busbar.imbalance..",
        "io.busbar.measure..",
        "io.busbar.rollup..",
        "io.busbar.topic.."
    };
    private static final List<String> SERVICES = List.of("io.busbar.ingest..", "io.busbar.jobs..", "io.busbar.query..");

    private static JavaClasses busbar = new ClassFileImporter().importPackages();

    @BeforeAll
    static void readTheClasses() {
        busbar = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.busbar");
    }

    @Test
    void seesEveryModule() {
        for (String oneOfEach : List.of(
                "io.busbar.frame.FrameGate",
                "io.busbar.ingest.FrontDoor",
                "io.busbar.jobs.StreamJob",
                "io.busbar.query.QueryApi",
                "io.busbar.standalone.Busbar")) {
            assertThat(busbar.contain(oneOfEach)).as(oneOfEach).isTrue();
        }
    }

    @Test
    void keepsTheSharedLanguageFreeOfEverybodyElse() {
        classes()
                .that()
                .resideInAnyPackage(SCHEMAS)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(Stream.concat(
                                Stream.of(SCHEMAS),
                                Stream.of(
                                        "java..",
                                        "javax.crypto..",
                                        "org.agrona..",
                                        "org.jspecify..",
                                        "com.fasterxml.jackson.core.."))
                        .toArray(String[]::new))
                .check(busbar);
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.busbar.ingest..", "io.busbar.jobs..", "io.busbar.query.."})
    void keepsTheServicesApart(String service) {
        String[] others =
                SERVICES.stream().filter(other -> !other.equals(service)).toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(service)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(busbar);
        noClasses()
                .that()
                .resideInAPackage(service)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.busbar.standalone..")
                .check(busbar);
    }

    @Test
    void keepsChronicleInTheJournal() {
        lives("net.openhft..", "io.busbar.ingest.journal..");
    }

    @Test
    void keepsKafkaClientsWhereRecordsEnterAndLeave() {
        lives(
                "org.apache.kafka..",
                "io.busbar.ingest.relay..",
                "io.busbar.jobs.source..",
                "io.busbar.jobs.sink..",
                "io.busbar.query.latest..",
                "io.busbar.query.outbox..",
                "io.busbar.standalone.kafka..");
    }

    @Test
    void keepsSqlWhereTablesAreOwned() {
        String[] owners = {
            "io.busbar.query.access..",
            "io.busbar.query.analytics..",
            "io.busbar.query.series..",
            "io.busbar.query.fleet..",
            "io.busbar.query.alarms..",
            "io.busbar.query.outbox..",
            "io.busbar.query.webhook..",
            "io.busbar.jobs.database..",
            "io.busbar.jobs.sink..",
            "io.busbar.jobs.rollup..",
            "io.busbar.jobs.alarm..",
            "io.busbar.standalone.postgres..",
            "io.busbar.standalone.database.."
        };
        lives("java.sql..", owners);
        lives("org.postgresql..", owners);
        lives("com.zaxxer.hikari..", owners);
        lives("org.flywaydb..", "io.busbar.standalone.database..");
    }

    @Test
    void keepsArrowInItsEncoder() {
        lives("org.apache.arrow..", "io.busbar.query.arrow..");
    }

    @Test
    void keepsVertxInTheListenersAndTheirComposition() {
        lives(
                "io.vertx..",
                "io.busbar.ingest",
                "io.busbar.ingest.listener..",
                "io.busbar.ingest.mqtt..",
                "io.busbar.ingest.tcp..",
                "io.busbar.query.http..",
                "io.busbar.query.webhook..");
    }

    @Test
    void keepsMailInOnePlace() {
        lives("jakarta.mail..", "io.busbar.query.mail..");
    }

    @Test
    void hasNoPackageCycles() {
        for (String module : List.of("ingest", "jobs", "query", "standalone")) {
            slices().matching("io.busbar." + module + ".(**)")
                    .should()
                    .beFreeOfCycles()
                    .check(busbar);
        }
        slices().matching("io.busbar.(*)..").should().beFreeOfCycles().check(busbar);
    }

    @Test
    void letsOnlyAccessMakeAScope() {
        constructors()
                .that()
                .areDeclaredIn(Scope.class)
                .should()
                .bePackagePrivate()
                .check(busbar);
    }

    private static void lives(String library, String... packages) {
        noClasses()
                .that(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(packages))
                        .as("outside " + List.of(packages)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(busbar);
    }
}

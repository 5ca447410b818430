package io.busbar.standalone.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that no test can start here; {@code StartRefusalIT} and {@code ProfileUpgradeIT} have the real ones. */
final class ProfileRuleTest {

    @ParameterizedTest
    @CsvSource({"9.6.24, 90624, true", "14.18, 140018, true", "15.0, 150000, false", "18.6, 180006, false"})
    void refusesServersThatAreTooOld(String version, int number, boolean refused) {
        ServerFacts facts = new ServerFacts(version, number, false, false, false, null, null, null);
        if (refused) {
            assertThat(ProfileRule.refusal(facts, null))
                    .hasValue("PostgreSQL " + version + " is too old: upgrade the server to PostgreSQL 15 or newer");
        } else {
            assertThat(ProfileRule.refusal(facts, null)).isEmpty();
        }
    }

    @Test
    void refusesAStandby() {
        ServerFacts facts = new ServerFacts("17.5", 170005, true, true, false, null, null, null);
        assertThat(ProfileRule.refusal(facts, null))
                .hasValue("the server is a standby, which takes no writes: name the primary server");
    }

    @Test
    void refusesAnExtensionThatIsTooOld() {
        assertThat(ProfileRule.refusal(timescale("2.9.3", "timescale"), null))
                .hasValue("TimescaleDB 2.9.3 is too old: install 2.18.0 or newer and run ALTER EXTENSION timescaledb"
                        + " UPDATE as the first statement of a session");
    }

    @Test
    void letsADatabaseMoveUp() {
        assertThat(ProfileRule.refusal(timescale("2.19.3", "apache"), stored(StorageProfile.PLAIN, null)))
                .isEmpty();
        assertThat(ProfileRule.refusal(
                        timescale("2.30.0-dev", "timescale"), stored(StorageProfile.TIMESCALE_APACHE, "2.19.3")))
                .isEmpty();
    }

    @Test
    void letsTheExtensionBeCreatedAnewBelowMovedTables() {
        ServerFacts offered =
                new ServerFacts("17.5", 170005, false, false, true, new ExtensionVersion("2.19.3"), null, null);
        assertThat(ProfileRule.refusal(offered, stored(StorageProfile.TIMESCALE_APACHE, "2.19.3")))
                .isEmpty();
    }

    @Test
    void tellsTheEditionByItsLicense() {
        assertThat(timescale("2.19.3", "apache").profile()).isEqualTo(StorageProfile.TIMESCALE_APACHE);
        assertThat(timescale("2.19.3", "timescale").profile()).isEqualTo(StorageProfile.TIMESCALE_COMMUNITY);
    }

    @ParameterizedTest
    @CsvSource({"2.9.3, 2.18.0, -1", "2.30.0-dev, 2.29.2, 1", "2.19, 2.19.0, -1", "2.19.3, 2.19.3, 0"})
    void comparesVersionsByTheirNumbers(String left, String right, int order) {
        assertThat(Integer.signum(new ExtensionVersion(left).compareTo(new ExtensionVersion(right))))
                .isEqualTo(order);
    }

    private static ServerFacts timescale(String version, String license) {
        ExtensionVersion installed = new ExtensionVersion(version);
        return new ServerFacts("17.5", 170005, false, false, true, installed, installed, license);
    }

    private static StoredProfile stored(StorageProfile profile, @Nullable String extension) {
        return new StoredProfile(
                profile, "17.5", extension == null ? null : new ExtensionVersion(extension), Instant.EPOCH);
    }
}

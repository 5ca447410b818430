package io.busbar.standalone.database;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which databases this program works with. What a server offers may grow: plain tables become hypertables, hypertables get compressed
 * columns. It may not shrink unnoticed, for then chunks could be unreadable or stay as they are for ever. Pure.
 */
final class ProfileRule {

    private static final int OLDEST_SERVER = 15;

    private ProfileRule() {}

    /**
     * What is wrong, with its remedy; nothing when all is well.
     *
     * @param stored what the database was last prepared for; null when it never was
     */
    static Optional<String> refusal(ServerFacts facts, @Nullable StoredProfile stored) {
        return refusalOfServer(facts).or(() -> stored == null ? Optional.empty() : refusalOfDowngrade(facts, stored));
    }

    private static Optional<String> refusalOfServer(ServerFacts facts) {
        ExtensionVersion installed = facts.installed();
        if (facts.versionNumber() < OLDEST_SERVER * 10_000) {
            return Optional.of("PostgreSQL " + facts.version() + " is too old: upgrade the server to PostgreSQL "
                    + OLDEST_SERVER + " or newer");
        }
        if (facts.standby()) {
            return Optional.of("the server is a standby, which takes no writes: name the primary server");
        }
        if (facts.readOnly()) {
            return Optional.of("the database is read-only: set default_transaction_read_only to off for the server,"
                    + " the database and the user");
        }
        if (installed != null && !facts.preloaded()) {
            return Optional.of(
                    "it uses TimescaleDB " + installed + ", which the server does not load: add timescaledb to"
                            + " shared_preload_libraries in postgresql.conf and restart the server");
        }
        if (installed != null && installed.compareTo(ExtensionVersion.OLDEST_SUPPORTED) < 0) {
            return Optional.of("TimescaleDB " + installed + " is too old: install " + ExtensionVersion.OLDEST_SUPPORTED
                    + " or newer and run ALTER EXTENSION timescaledb UPDATE as the first statement of a session");
        }
        return Optional.empty();
    }

    private static Optional<String> refusalOfDowngrade(ServerFacts facts, StoredProfile stored) {
        StorageProfile profile = stored.profile();
        ExtensionVersion before = stored.extension();
        ExtensionVersion installed = facts.installed();
        if (profile == StorageProfile.PLAIN || before == null || facts.offersExtension()) {
            return Optional.empty();
        }
        String was = "it was prepared for " + profile.label() + " " + before;
        if (installed == null) {
            return Optional.of(
                    was + ", which the server does not have: install and load that one, or, if its tables were"
                            + " moved here as plain ones, say so by DELETE FROM storage_profile");
        }
        if (installed.compareTo(before) < 0) {
            return Optional.of(was + ", now the extension is " + installed + ": install " + before + " or newer and run"
                    + " ALTER EXTENSION timescaledb UPDATE as the first statement of a session");
        }
        if (facts.profile().compareTo(profile) < 0) {
            return Optional.of(was + ", now the edition is " + facts.license() + ": install the Community edition, set"
                    + " timescaledb.license = 'timescale' in postgresql.conf and restart the server");
        }
        return Optional.empty();
    }
}

package io.busbar.standalone.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * What a session finds out about its server and database. Immutable.
 *
 * @param versionNumber such as 170011 for 17.11
 * @param readOnly a transaction cannot write
 * @param standby the server follows another one
 * @param preloaded TimescaleDB's loader is in {@code shared_preload_libraries}; without it, whatever touches the extension ends the session
 * @param available the extension's version that the server's files bring; null without files
 * @param installed the extension's version in this database; null when it was not created
 * @param license {@code timescale} or {@code apache}; null while the extension is not created or not loaded. That a function exists
 *     proves nothing: the Apache edition has stubs
 */
record ServerFacts(
        String version,
        int versionNumber,
        boolean readOnly,
        boolean standby,
        boolean preloaded,
        @Nullable ExtensionVersion available,
        @Nullable ExtensionVersion installed,
        @Nullable String license) {

    private static final String QUERY =
            """
            SELECT split_part(current_setting('server_version'), ' ', 1),
                   current_setting('server_version_num')::integer,
                   current_setting('transaction_read_only')::boolean,
                   pg_is_in_recovery(),
                   current_setting('timescaledb.disable_load', true) IS NOT NULL,
                   (SELECT default_version FROM pg_available_extensions WHERE name = 'timescaledb'),
                   (SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'),
                   current_setting('timescaledb.license', true)
            """;

    static ServerFacts read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // the first statement of a session loads the extension, the next one sees its settings
            statement.execute("SELECT 1");
            try (ResultSet row = statement.executeQuery(QUERY)) {
                row.next();
                return new ServerFacts(
                        row.getString(1),
                        row.getInt(2),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        row.getBoolean(5),
                        extensionVersion(row.getString(6)),
                        extensionVersion(row.getString(7)),
                        row.getString(8));
            }
        }
    }

    /** The profile of this database as it is; a created extension that is not loaded gives none. */
    StorageProfile profile() {
        if (installed == null || !preloaded) {
            return StorageProfile.PLAIN;
        }
        return "timescale".equals(license) ? StorageProfile.TIMESCALE_COMMUNITY : StorageProfile.TIMESCALE_APACHE;
    }

    /** Whether TimescaleDB is ready to be created in this database. */
    boolean offersExtension() {
        return installed == null && preloaded && available != null;
    }

    private static @Nullable ExtensionVersion extensionVersion(@Nullable String text) {
        return text == null ? null : new ExtensionVersion(text);
    }
}

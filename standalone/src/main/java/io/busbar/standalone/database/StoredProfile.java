package io.busbar.standalone.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The profile that a database was last prepared for. Immutable.
 *
 * @param extension null for plain tables
 */
record StoredProfile(
        StorageProfile profile, String serverVersion, @Nullable ExtensionVersion extension, Instant since) {

    /** Nothing when the database has no tables yet, or was never prepared. */
    static Optional<StoredProfile> read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!exists(statement)) {
                return Optional.empty();
            }
            try (ResultSet row = statement.executeQuery("SELECT profile, server_version, extension_version, since"
                    + " FROM storage_profile ORDER BY id DESC LIMIT 1")) {
                if (!row.next()) {
                    return Optional.empty();
                }
                String extension = row.getString(3);
                return Optional.of(new StoredProfile(
                        StorageProfile.valueOf(row.getString(1)),
                        row.getString(2),
                        extension == null ? null : new ExtensionVersion(extension),
                        row.getTimestamp(4).toInstant()));
            }
        }
    }

    /** Adds a row when profile or versions are others than the stored ones; returns whether it did. */
    static boolean write(Connection connection, StorageProfile profile, ServerFacts facts) throws SQLException {
        ExtensionVersion extension = profile == StorageProfile.PLAIN ? null : facts.installed();
        Optional<StoredProfile> newest = read(connection);
        if (newest.isPresent() && newest.get().says(profile, facts.version(), extension)) {
            return false;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO storage_profile (profile, server_version, extension_version) VALUES (?, ?, ?)")) {
            insert.setString(1, profile.name());
            insert.setString(2, facts.version());
            insert.setString(3, extension == null ? null : extension.text());
            insert.executeUpdate();
            return true;
        }
    }

    private boolean says(StorageProfile otherProfile, String otherVersion, @Nullable ExtensionVersion otherExtension) {
        return profile == otherProfile
                && serverVersion.equals(otherVersion)
                && String.valueOf(extension).equals(String.valueOf(otherExtension));
    }

    private static boolean exists(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT to_regclass('storage_profile') IS NOT NULL")) {
            return row.next() && row.getBoolean(1);
        }
    }
}

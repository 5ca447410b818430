package io.busbar.query.access;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives an empty database what nobody could create without being logged in: an organization with its built-in groups, its first manager,
 * and the signing key. Safe to run by several processes at once. Confined to the starting thread.
 */
public final class FirstStart {

    /** Any number that nobody else locks by. */
    private static final long ADVISORY_LOCK = 0x6275736261723031L;

    private static final String ORGANIZATION_NAME = "Busbar";

    private final Database database;
    private final Catalogue catalogue;

    public FirstStart(Database database, Catalogue catalogue) {
        this.database = database;
        this.catalogue = catalogue;
    }

    /**
     * @param managerPassword null: one is generated
     * @return the generated password; empty when the manager was there already or the password was given
     */
    public Optional<String> prepare(String managerEmail, @Nullable String managerPassword) {
        return database.write(connection -> {
            Sql.of("SELECT pg_advisory_xact_lock(?)", ADVISORY_LOCK).exists(connection);
            if (!Sql.of("SELECT 1 FROM signing_key").exists(connection)) {
                Sql.of("INSERT INTO signing_key (key) VALUES (?)", (Object) Secrets.signingKey())
                        .run(connection);
            }
            int organization = organization(connection);
            if (Sql.of("SELECT 1 FROM member WHERE role = ?", Role.MANAGER.name())
                    .exists(connection)) {
                return Optional.empty();
            }
            String password = managerPassword == null ? Secrets.password() : managerPassword;
            addManager(connection, organization, managerEmail.toLowerCase(Locale.ROOT), password);
            return managerPassword == null ? Optional.of(password) : Optional.empty();
        });
    }

    /** The newest signing key. */
    public byte[] signingKey() {
        return database.read(connection -> Sql.of("SELECT key FROM signing_key ORDER BY id DESC LIMIT 1")
                .first(connection, row -> row.getBytes(1))
                .orElseThrow(() -> new IllegalStateException("no signing key in the database")));
    }

    private int organization(Connection connection) throws SQLException {
        Optional<Integer> first =
                Sql.of("SELECT id FROM organization ORDER BY id LIMIT 1").first(connection, row -> row.getInt(1));
        if (first.isPresent()) {
            return first.get();
        }
        int organization = Sql.of(
                        "INSERT INTO organization (public_id, code, name) VALUES (?, ?, ?) RETURNING id",
                        Secrets.publicId(),
                        Secrets.organizationCode(),
                        ORGANIZATION_NAME)
                .first(connection, row -> row.getInt(1))
                .orElseThrow();
        addGroup(connection, organization, "End User Group", "END_USER");
        addGroup(connection, organization, "All point sets", "ALL");
        return organization;
    }

    private void addGroup(Connection connection, int organization, String name, String builtIn) throws SQLException {
        int group = Sql.of(
                        "INSERT INTO measurement_group (public_id, organization_id, name, built_in) VALUES (?, ?, ?, ?)"
                                + " RETURNING id",
                        Secrets.publicId(),
                        organization,
                        name,
                        builtIn)
                .first(connection, row -> row.getInt(1))
                .orElseThrow();
        for (DeviceType type : catalogue.deviceTypes()) {
            Integer[] points =
                    catalogue.points(type).stream().map(MeasuringPoint::id).toArray(Integer[]::new);
            Sql.of(
                            "INSERT INTO measurement_group_point (group_id, device_type, point_id)"
                                    + " SELECT ?, ?, unnest(?)",
                            group,
                            type.code(),
                            points)
                    .run(connection);
        }
    }

    private static void addManager(Connection connection, int organization, String email, String password)
            throws SQLException {
        Sql.of(
                        "INSERT INTO member (public_id, organization_id, email, name, role, group_id, password_hash)"
                                + " SELECT ?, ?, ?, 'Manager', ?, id, ? FROM measurement_group"
                                + " WHERE organization_id = ? AND built_in = 'ALL'",
                        Secrets.publicId(),
                        organization,
                        email,
                        Role.MANAGER.name(),
                        Passwords.hash(password),
                        organization)
                .run(connection);
    }
}

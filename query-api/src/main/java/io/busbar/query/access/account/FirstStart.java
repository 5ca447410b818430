package io.busbar.query.access.account;

import io.busbar.measure.Catalogue;
import io.busbar.query.access.Database;
import io.busbar.query.access.Passwords;
import io.busbar.query.access.Person.Profile;
import io.busbar.query.access.Role;
import io.busbar.query.access.Secrets;
import io.busbar.query.access.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives an empty database what nobody could create without being logged in: an organization with its built-in groups, and its first manager.
 * Safe to run by several processes at once. Confined to the starting thread.
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
            int organization = organization(connection);
            if (Sql.of("SELECT 1 FROM member WHERE role = ?", Role.MANAGER.name())
                    .exists(connection)) {
                return Optional.empty();
            }
            String password = managerPassword == null ? Secrets.password() : managerPassword;
            MemberTable.add(
                    connection,
                    new MemberTable.NewRow(
                            organization,
                            EmailAddress.normal(managerEmail),
                            new Profile("Manager", "", null, null),
                            Role.MANAGER,
                            null,
                            Passwords.hash(password),
                            true));
            return managerPassword == null ? Optional.of(password) : Optional.empty();
        });
    }

    private int organization(Connection connection) throws SQLException {
        Optional<Integer> first =
                Sql.of("SELECT id FROM organization ORDER BY id LIMIT 1").first(connection, row -> row.getInt(1));
        return first.isPresent() ? first.get() : Organizations.add(connection, catalogue, ORGANIZATION_NAME);
    }
}

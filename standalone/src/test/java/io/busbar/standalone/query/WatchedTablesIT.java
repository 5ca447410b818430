package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.measure.Catalogue;
import io.busbar.query.access.Database;
import io.busbar.query.access.Principal;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Scopes;
import io.busbar.query.access.Sql;
import io.busbar.query.access.VisibleDevices;
import io.busbar.standalone.postgres.FreshDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever changes what rights depend on is heard of, and silence is not taken for peace. */
final class WatchedTablesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Catalogue CATALOGUE = Catalogue.load();

    private static final String READ = "SELECT c.relname FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
            + " WHERE l.pid = pg_backend_pid() AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
            + " ORDER BY 1";
    private static final String WATCHED = "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            + " WHERE t.tgname = 'access_changed' AND t.tgenabled = 'A' ORDER BY 1";

    @RegisterExtension
    static final FreshDatabase SERVER = new FreshDatabase();

    @Test
    void areAllTablesThatScopesAndVisibleDevicesAreReadFrom() throws Exception {
        try (Connection writing = SERVER.connect();
                Database database = Database.at(SERVER.jdbcUrl(), SERVER.user(), SERVER.password())) {
            Sql.of("INSERT INTO organization (public_id, code, name) VALUES ('o', 'ABCDE0', 'O')")
                    .run(writing);
            Sql.of("INSERT INTO measurement_group (public_id, organization_id, name) VALUES ('g', 1, 'G')")
                    .run(writing);
            Sql.of("INSERT INTO member (public_id, organization_id, email, role, group_id, password_hash)"
                            + " VALUES ('m', 1, 'm@example.org', 'END_USER', 1, '')")
                    .run(writing);
            List<String> watched = tables(writing, WATCHED);
            database.read(connection -> {
                Scope scope = new Scopes(database, CATALOGUE)
                        .of(connection, new Principal.Member("m"))
                        .orElseThrow();
                assertThat(tables(connection, READ))
                        .contains("member", "plant_visitor")
                        .isSubsetOf(watched)
                        .isSubsetOf(
                                tables(connection, WATCHED.replace("ORDER", "AND tgargs = 'everything\\000' ORDER")));
                return new VisibleDevices(database, CATALOGUE).find(connection, scope, "D1");
            });
            database.read(connection -> {
                Scope scope = new Scopes(database, CATALOGUE)
                        .of(new Principal.Member("m"))
                        .orElseThrow();
                assertThat(new VisibleDevices(database, CATALOGUE).find(connection, scope, "D1"))
                        .isEmpty();
                assertThat(tables(connection, READ)).contains("device_binding").isSubsetOf(watched);
                return true;
            });
        }
    }

    @Test
    void areNotVouchedForWhileTheServerStandsStill() throws Exception {
        try (StallingProxy proxy = StallingProxy.before(SERVER.jdbcUrl());
                Database database = Database.at(proxy.jdbcUrl(), SERVER.user(), SERVER.password())) {
            await().atMost(PATIENCE).until(() -> database.changes().vouches());
            proxy.stall();
            await().atMost(Duration.ofSeconds(4))
                    .until(() -> !database.changes().vouches());
            proxy.goOn();
            await().atMost(PATIENCE).until(() -> database.changes().vouches());
        }
    }

    private static List<String> tables(Connection connection, String query) throws SQLException {
        return Sql.of(query).list(connection, row -> row.getString(1));
    }
}

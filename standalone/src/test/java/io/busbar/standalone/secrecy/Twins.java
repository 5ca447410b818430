package io.busbar.standalone.secrecy;

import io.busbar.measure.Catalogue;
import io.busbar.query.QueryApi;
import io.busbar.query.QueryApiConfig;
import io.busbar.standalone.postgres.FreshDatabase;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Two query APIs on two databases, which have in common what they sign with and the time of day. One case at a time.
 *
 * <pre>
 * blueprint ──┬── world 1 ──▶ database ◀── query API ◀──┐
 *             └── world 2 ──▶ database ◀── query API ◀──┴── the same question
 * </pre>
 */
final class Twins implements BeforeAllCallback, AfterAllCallback {

    static final int WORLDS = 2;

    private static final String EMPTY =
            """
            DELETE FROM alarm_rule WHERE organization_id IS NOT NULL; DELETE FROM alarm_event; DELETE FROM alarm; DELETE FROM audit_entry; DELETE FROM api_key; DELETE FROM plant_visitor; DELETE FROM plant_installer;
            DELETE FROM device_alias; DELETE FROM logger_plant; DELETE FROM logger; DELETE FROM device_binding; DELETE FROM plant;
            DELETE FROM member; DELETE FROM measurement_group; DELETE FROM organization; DELETE FROM device; DELETE FROM latest;
            DELETE FROM bms_sample; DELETE FROM pack_sample; DELETE FROM point_sample; DELETE FROM point_text;
            DELETE FROM point_quarantine; DELETE FROM logger_activity; DELETE FROM outbox; DELETE FROM soc_rollup; DELETE FROM pack_rollup;
            DELETE FROM dirty_bucket; DELETE FROM frozen_bucket; DELETE FROM storage_retention""";

    private final List<FreshDatabase> databases = List.of(new FreshDatabase(), new FreshDatabase());
    private final List<QueryApi> servers = new ArrayList<>();
    private final List<PrometheusMeterRegistry> registries = new ArrayList<>();
    private final Catalogue catalogue = Catalogue.load();
    private String keyId = "";

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        for (FreshDatabase database : databases) {
            database.beforeAll(context);
            try (Connection connection = database.connect();
                    PreparedStatement key = connection.prepareStatement(
                            "INSERT INTO signing_key (key, created_at) VALUES (?, ?) RETURNING id::text")) {
                key.setBytes(1, Credentials.SIGNING_KEY);
                key.setObject(2, OffsetDateTime.ofInstant(Names.NOW, ZoneOffset.UTC));
                try (var row = key.executeQuery()) {
                    row.next();
                    keyId = row.getString(1);
                }
            }
            servers.add(start(database));
            execute(database, AlarmRows.ADD_SECOND_VERSION);
            execute(database, "UPDATE alarm_rule SET created_at = '2026-01-01T00:00:00Z'");
            execute(database, "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_grows"); // cases leave no rows
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        servers.forEach(QueryApi::close);
        for (FreshDatabase database : databases) {
            database.afterAll(context);
        }
    }

    private QueryApi start(FreshDatabase database) {
        QueryApiConfig config = new QueryApiConfig(
                "127.0.0.1",
                0,
                database.jdbcUrl(),
                database.user(),
                database.password(),
                "127.0.0.1:1",
                null,
                "manager@example.org",
                "correct horse battery");
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registries.add(registry);
        return QueryApi.start(
                config,
                catalogue,
                registry,
                new QueryApi.Surroundings(Clock.fixed(Names.NOW, ZoneOffset.UTC), line -> {}));
    }

    Catalogue catalogue() {
        return catalogue;
    }

    /** What a world counts. */
    String metrics(int world) {
        return registries.get(world).scrape();
    }

    int port(int world) {
        return servers.get(world).port();
    }

    /** How the asker of a blueprint proves who they are. */
    String credentials(int run, long seed, Blueprint blueprint) {
        return blueprint.key() == null
                ? Credentials.token(
                        keyId,
                        new Names(seed, run).id("member", blueprint.asker().number()),
                        "session " + run)
                : Credentials.secret(run);
    }

    String keyId() {
        return keyId;
    }

    /** Puts one world in place of what was there. */
    Hidden write(int world, Blueprint blueprint, Dice dice) throws SQLException {
        Sight sight = new Sight(blueprint, catalogue);
        Words words = new Words(dice);
        Rows rows = new Rows();
        Set<Long> numbers = new HashSet<>();
        List<SeenDevice> devices = blueprint.devices().stream()
                .map(device -> new SeenDevice(device, sight, dice, catalogue, numbers))
                .toList();
        Names names = new Names(dice.seed(), dice.run());
        new RegistryRows(blueprint, sight, dice, rows, words).add(Credentials.secret(dice.run()));
        SampleRows samples = new SampleRows(sight, names, dice, rows, words);
        RollupRows rollups = new RollupRows(names, dice, rows);
        FrozenRows frozen = new FrozenRows(names, dice, rows);
        frozen.addHorizons();
        devices.forEach(device -> {
            samples.add(device);
            rollups.add(device);
            frozen.add(device);
        });
        new AlarmRows(blueprint, sight, names, dice, rows, words, devices).add();
        new RuleRows(blueprint, sight, names, dice, rows, words).add();
        new WebhookRows(blueprint, names, dice, rows, words).add();
        SplittableRandom random = dice.hidden(Dice.Aspect.ORDER, "order");
        try (Connection connection = databases.get(world).connect()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(EMPTY);
                for (String table : new String[] {"device", "plant", "member", "organization", "logger"}) {
                    statement.execute("SELECT nextval(pg_get_serial_sequence('%s', 'id')) FROM generate_series(1, %d)"
                            .formatted(table, random.nextInt(4)));
                }
            }
            rows.write(connection, random.nextLong());
            connection.commit();
        }
        return new Hidden(words.hidden(), numbers);
    }

    /** What no answer to the asker has. */
    record Hidden(Set<String> words, Set<Long> numbers) {

        /** What the words and numbers look like, with or without the point of a decimal; digits of a longer number are none. */
        static final Pattern LIKELY =
                Pattern.compile("[DL][0-9A-F]{12}|[0-9a-f]{12}@example.(?:org|net)|hush[0-9a-f]{10}"
                        + "|(?<![0-9.])(?:7[0-9]{5,8}\\.[0-9]+|7[0-9]{8})(?![0-9])");
    }

    private static void execute(FreshDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

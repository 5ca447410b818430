package io.busbar.standalone.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.alarm.AlarmRule;
import io.busbar.alarm.AlarmRuleJson;
import io.busbar.measure.Catalogue;
import io.busbar.query.access.Database;
import io.busbar.query.access.Principal;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Scopes;
import io.busbar.query.access.VisibleDevices;
import io.busbar.query.access.account.FirstStart;
import io.busbar.query.alarms.Simulation;
import io.busbar.query.alarms.Simulation.Question;
import io.busbar.query.series.Cancellation;
import io.busbar.standalone.postgres.FreshDatabase;
import io.busbar.topic.LoggerSettings;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the API simulates, in words that compare with the table of alarms. Confined to one test class. */
final class SimulatedAlarms implements AutoCloseable {

    static final SimulatedAlarms NONE = new SimulatedAlarms(null);

    private static final Catalogue CATALOGUE = Catalogue.load();
    private static final AlarmRuleJson JSON = new AlarmRuleJson(CATALOGUE);
    private static final Instant BEFORE_ALL = Instant.EPOCH;
    private static final Instant AFTER_ALL = Instant.parse("2100-01-01T00:00:00Z");

    private static final String STORED =
            "SELECT concat_ws(' ', id, device_sn, cell, (extract(epoch FROM raised_at) * 1000)::bigint,"
                    + " coalesce((extract(epoch FROM cleared_at) * 1000)::bigint::text, 'open'), evidence->>'value', evidence->>'maxCell',"
                    + " 'soc', evidence->>'socMillipercent', 'current', evidence->>'currentMilliamps')"
                    + " FROM alarm WHERE kind = 'value' AND state <> 'WITHDRAWN'";

    private final @Nullable Database database;

    private SimulatedAlarms(@Nullable Database database) {
        this.database = database;
    }

    /** By an operator of a system in which the loggers are registered. */
    static SimulatedAlarms of(FreshDatabase postgres, List<LoggerSettings> loggers) throws SQLException {
        Database database = Database.at(postgres.jdbcUrl(), postgres.user(), postgres.password());
        new FirstStart(database, CATALOGUE).prepare("manager@example.org", "correct horse battery");
        SampleDatabase tables = new SampleDatabase(postgres::connect);
        for (LoggerSettings logger : loggers) {
            tables.execute(
                    "INSERT INTO logger (serial_number, organization_id, zone, upload_interval_seconds, key_sha256)"
                            + " SELECT '" + logger.serialNumber() + "', min(id), 'UTC', "
                            + logger.uploadIntervalSeconds()
                            + ", sha256('key') FROM organization");
        }
        tables.execute("INSERT INTO logger_plant (logger_id, organization_id) SELECT id, organization_id FROM logger");
        return new SimulatedAlarms(database);
    }

    /** Alarms of these rules. */
    static SortedSet<String> stored(SampleDatabase tables, List<RandomRule> rules) throws SQLException {
        String ids = rules.stream().map(RandomRule::id).distinct().collect(Collectors.joining(","));
        return new TreeSet<>(tables.rows(STORED + " AND rule_id = ANY ('{" + ids + "}')"));
    }

    SortedSet<String> alarms(List<RandomRule> rules) {
        SortedSet<String> alarms = new TreeSet<>();
        if (database == null) {
            return alarms;
        }
        Scope scope =
                new Scopes(database, CATALOGUE).of(new Principal.Operator()).orElseThrow();
        VisibleDevices visible = new VisibleDevices(database, CATALOGUE);
        Simulation simulation = new Simulation(database, CATALOGUE, visible);
        for (RandomRule.Kind kind : RandomRule.Kind.values()) {
            List<AlarmRule> versions = new ArrayList<>();
            rules.stream().filter(rule -> rule.kind() == kind).forEach(rule -> versions.add(JSON.read(rule.json())));
            if (versions.isEmpty()) {
                continue;
            }
            Question question = new Question(versions, visible.all(scope), BEFORE_ALL, AFTER_ALL);
            simulation.run(
                    scope,
                    question,
                    alarm -> {
                        Instant clearedAt = alarm.clearedAt();
                        ObjectNode evidence = alarm.evidence();
                        alarms.add(words(
                                alarm.id(),
                                alarm.device(),
                                alarm.cell(),
                                alarm.raisedAt().toEpochMilli(),
                                clearedAt == null ? "open" : clearedAt.toEpochMilli(),
                                evidence.get("value"),
                                evidence.get("maxCell"),
                                "soc",
                                evidence.get("socMillipercent"),
                                "current",
                                evidence.get("currentMilliamps")));
                    },
                    new Cancellation());
        }
        return alarms;
    }

    @Override
    public void close() {
        if (database != null) {
            database.close();
        }
    }

    /** As {@code concat_ws} does: without those that are null. */
    private static String words(@Nullable Object... values) {
        List<String> words = new ArrayList<>();
        for (Object value : values) {
            if (value != null) {
                words.add(value.toString());
            }
        }
        return String.join(" ", words);
    }
}

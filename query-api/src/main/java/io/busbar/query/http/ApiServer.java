package io.busbar.query.http;

import io.busbar.measure.Catalogue;
import io.busbar.query.access.Database;
import io.busbar.query.access.Scopes;
import io.busbar.query.access.VisibleDevices;
import io.busbar.query.access.account.Accounts;
import io.busbar.query.access.account.ApiKeys;
import io.busbar.query.access.account.Organizations;
import io.busbar.query.access.account.PasswordReset;
import io.busbar.query.access.account.Profiles;
import io.busbar.query.access.account.Registration;
import io.busbar.query.access.account.SigningKeys;
import io.busbar.query.access.audit.AuditLog;
import io.busbar.query.access.group.GrantableGroups;
import io.busbar.query.access.group.GroupPoints;
import io.busbar.query.access.group.Groups;
import io.busbar.query.access.group.Quarantine;
import io.busbar.query.access.group.Reconstruction;
import io.busbar.query.access.member.EffectivePoints;
import io.busbar.query.access.member.Members;
import io.busbar.query.alarms.AlarmDeeds;
import io.busbar.query.alarms.AlarmEvents;
import io.busbar.query.alarms.AlarmRules;
import io.busbar.query.alarms.Alarms;
import io.busbar.query.alarms.Simulation;
import io.busbar.query.analytics.AnalyticsTables;
import io.busbar.query.analytics.ImbalanceAnswers;
import io.busbar.query.analytics.SocAnswers;
import io.busbar.query.export.Exports;
import io.busbar.query.fleet.Devices;
import io.busbar.query.fleet.LoggerClaims;
import io.busbar.query.fleet.Loggers;
import io.busbar.query.fleet.PlantInstallers;
import io.busbar.query.fleet.PlantVisitors;
import io.busbar.query.fleet.Plants;
import io.busbar.query.latest.LatestCache;
import io.busbar.query.mail.Post;
import io.busbar.query.outbox.KafkaProbe;
import io.busbar.query.outbox.OutboxPublisher;
import io.busbar.query.series.Columns;
import io.busbar.query.series.LatestReadings;
import io.busbar.query.series.SeriesExecutor;
import io.busbar.query.webhook.Addresses;
import io.busbar.query.webhook.Deliverer;
import io.busbar.query.webhook.Sender;
import io.busbar.query.webhook.WebhookNetworks;
import io.busbar.query.webhook.Webhooks;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the routes together and opens the port. Stateless. */
public final class ApiServer {

    private ApiServer() {}

    /** What the routes work with; owned and closed by the caller. Immutable. */
    public record Parts(
            Database database,
            OutboxPublisher publisher,
            KafkaProbe kafka,
            LatestCache latest,
            Catalogue catalogue,
            MeterRegistry metrics,
            Post post,
            boolean operatorAloneRegisters,
            WebhookNetworks webhookNetworks,
            Clock clock) {}

    /** @throws IllegalStateException when the port is in use */
    public static HttpDoor listen(
            String bindAddress, int port, SigningKeys keys, @Nullable String operatorToken, Parts parts) {
        Vertx vertx = Vertx.vertx();
        AccessTokens tokens = new AccessTokens(vertx, keys);
        Services services = Services.of(parts);
        Scopes scopes = services.scopes();
        EventHub events = new EventHub(scopes);
        Addresses addresses = new Addresses(parts.webhookNetworks());
        Sender sender = new Sender(vertx, addresses, parts.clock());
        Deliverer deliverer = Deliverer.start(
                parts.database(), scopes, services.alarmEvents(), sender, parts.clock(), parts.metrics());
        Runnable closing = () -> {
            deliverer.close();
            addresses.close();
            events.close();
            services.close();
        };
        HttpDoor door =
                new HttpDoor(vertx, tokens, operatorToken, new Dispatcher(scopes, events), closing, parts.metrics());
        try {
            door.listen(bindAddress, port, endpoints(parts, services, tokens, new Cursors(keys), sender));
        } catch (RuntimeException e) {
            door.close();
            throw e;
        }
        return door;
    }

    /** What several routes work with, and what runs beside them. To be closed. */
    record Services(
            Scopes scopes,
            Columns columns,
            SeriesExecutor executor,
            Exports exports,
            Alarms alarms,
            AlarmEvents alarmEvents)
            implements AutoCloseable {

        static Services of(Parts parts) {
            Database database = parts.database();
            Scopes scopes = new Scopes(database, parts.catalogue());
            Columns columns = new Columns(parts.catalogue());
            SeriesExecutor executor = new SeriesExecutor(database, columns, parts.clock());
            Alarms alarms = new Alarms(database, parts.catalogue());
            return new Services(
                    scopes,
                    columns,
                    executor,
                    new Exports(executor, scopes, parts.clock()),
                    alarms,
                    new AlarmEvents(database, alarms));
        }

        @Override
        public void close() {
            exports.close();
        }
    }

    /** Every route there is. */
    static List<Endpoint> endpoints(
            Parts parts, Services services, AccessTokens tokens, Cursors cursors, Sender sender) {
        Database database = parts.database();
        Scopes scopes = services.scopes();
        Alarms alarms = services.alarms();
        VisibleDevices visible = new VisibleDevices(database, parts.catalogue());
        GrantableGroups grantable = new GrantableGroups(scopes);
        AlarmRules rules = new AlarmRules(database, parts.catalogue(), parts.clock());
        meter(parts, scopes, visible);
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.addAll(new SystemRoutes(database, parts.kafka(), parts.metrics()).endpoints());
        endpoints.addAll(new AccountRoutes(
                        new Accounts(database, parts.clock()),
                        new Registration(database, parts.catalogue(), parts.post(), parts.clock()),
                        new PasswordReset(database, parts.post(), parts.clock()),
                        tokens,
                        parts.post().reachesMailboxes())
                .endpoints());
        endpoints.addAll(
                new MeRoutes(new Profiles(database, scopes, parts.clock()), new Organizations(database)).endpoints());
        endpoints.addAll(new MemberRoutes(new Members(database, scopes), cursors).endpoints());
        endpoints.addAll(new FleetRoutes(
                        new Plants(database, grantable),
                        new Loggers(database, parts.publisher(), alarms, parts.clock()),
                        new LoggerClaims(
                                database, parts.publisher(), alarms, parts.operatorAloneRegisters(), parts.clock()),
                        new Devices(database, visible, alarms, parts.clock()),
                        cursors)
                .endpoints());
        endpoints.addAll(new PointRoutes(parts.catalogue(), new EffectivePoints(database, scopes)).endpoints());
        endpoints.addAll(groupRoutes(parts, scopes, grantable, cursors).endpoints());
        endpoints.addAll(new KeyRoutes(new ApiKeys(database, grantable), cursors, parts.clock()).endpoints());
        endpoints.addAll(new AuditRoutes(new AuditLog(database, parts.catalogue(), grantable::ids, rules::ids), cursors)
                .endpoints());
        endpoints.addAll(new AlarmRuleRoutes(rules, cursors).endpoints());
        endpoints.addAll(
                new SimulationRoutes(new Simulation(database, parts.catalogue(), visible), visible, parts.clock())
                        .endpoints());
        endpoints.addAll(new SharingRoutes(
                        new PlantVisitors(database, grantable),
                        new PlantInstallers(database, grantable),
                        cursors,
                        parts.clock())
                .endpoints());
        endpoints.addAll(new AlarmRoutes(
                        alarms,
                        new AlarmDeeds(database, alarms, parts.publisher(), parts.clock()),
                        cursors,
                        services.alarmEvents(),
                        visible,
                        parts.clock())
                .endpoints());
        endpoints.addAll(new WebhookRoutes(
                        new Webhooks(database, services.alarmEvents(), sender, parts.clock()), visible, cursors)
                .endpoints());
        LatestReadings latest =
                new LatestReadings(database, parts.latest(), parts.catalogue(), services.columns(), parts.clock());
        endpoints.addAll(new SeriesRoutes(visible, latest, database.changes(), parts.clock()).endpoints());
        endpoints.addAll(new HistoryRoutes(visible, services.executor(), parts.clock()).endpoints());
        endpoints.addAll(new ExportRoutes(services.exports(), visible, parts.clock()).endpoints());
        endpoints.addAll(new AnalyticsRoutes(
                        visible,
                        new SocAnswers(parts.catalogue(), latest),
                        new ImbalanceAnswers(parts.catalogue(), latest, services.executor()),
                        new AnalyticsTables(database, parts.catalogue()),
                        parts.clock())
                .endpoints());
        return endpoints;
    }

    private static GroupRoutes groupRoutes(Parts parts, Scopes scopes, GrantableGroups grantable, Cursors cursors) {
        Database database = parts.database();
        Catalogue catalogue = parts.catalogue();
        Groups groups = new Groups(database, grantable, new Reconstruction(catalogue, scopes));
        GroupPoints groupPoints = new GroupPoints(database, catalogue, scopes, groups);
        Quarantine quarantine = new Quarantine(database, catalogue, groupPoints);
        return new GroupRoutes(groups, groupPoints, quarantine, catalogue, cursors);
    }

    private static void meter(Parts parts, Scopes scopes, VisibleDevices visible) {
        parts.database().meter(parts.metrics());
        Gauge.builder(
                        "busbar.query.access.vouched",
                        parts.database(),
                        database -> database.changes().vouches() ? 1 : 0)
                .description(
                        "Whether scopes and devices are answered from memory, because changes of rights are heard of")
                .register(parts.metrics());
        FunctionCounter.builder("busbar.query.access.changes", parts.database(), database -> database.changes()
                        .count())
                .description("Changes of rights and devices that were heard of; each drops what is in memory")
                .register(parts.metrics());
        FunctionCounter.builder("busbar.query.transactions.overtaken", parts.database(), Database::overtaken)
                .description("Transactions that failed for what another one did meanwhile; they are run anew")
                .register(parts.metrics());
        String description = "Scopes and devices that were read from the database";
        FunctionCounter.builder("busbar.query.access.reads", scopes, Scopes::reads)
                .description(description)
                .tag("of", "scope")
                .register(parts.metrics());
        FunctionCounter.builder("busbar.query.access.reads", visible, VisibleDevices::reads)
                .description(description)
                .tag("of", "device")
                .register(parts.metrics());
    }
}

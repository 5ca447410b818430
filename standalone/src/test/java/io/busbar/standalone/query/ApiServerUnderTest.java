package io.busbar.standalone.query;

import static org.awaitility.Awaitility.await;

import io.busbar.measure.Catalogue;
import io.busbar.query.QueryApi;
import io.busbar.query.QueryApiConfig;
import io.busbar.standalone.postgres.FreshDatabase;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A query API on a fresh database for one test class; Kafka is away unless a test says where it is. Safe for concurrent use after it is
 * registered.
 */
final class ApiServerUnderTest implements BeforeAllCallback, AfterAllCallback {

    static final String OPERATOR_TOKEN = "operator-token-of-the-tests-0123456789";
    static final String MANAGER = "manager@example.org";
    static final String MANAGER_PASSWORD = "correct horse battery";

    private static final String NO_KAFKA = "127.0.0.1:1";

    private final FreshDatabase database = new FreshDatabase();
    private final List<String> console = new CopyOnWriteArrayList<>();
    private final Function<QueryApiConfig, QueryApiConfig> settings;
    private final Clock clock;
    private @Nullable QueryApi api;

    ApiServerUnderTest() {
        this(config -> config);
    }

    /** @param settings to be changed before the first start */
    ApiServerUnderTest(Function<QueryApiConfig, QueryApiConfig> settings) {
        this(settings, Clock.systemUTC());
    }

    /** @param clock of the server */
    ApiServerUnderTest(Function<QueryApiConfig, QueryApiConfig> settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        database.beforeAll(context);
        api = start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        stop();
        database.afterAll(context);
    }

    void stop() {
        if (api != null) {
            api.close();
            api = null;
        }
    }

    /** After {@link #stop}, on another port. */
    void startAgain() {
        api = start();
    }

    /** One more on the same database, to be closed by the caller. */
    QueryApi start() {
        return start(settings.apply(config(NO_KAFKA, 0)));
    }

    QueryApi start(QueryApiConfig config) {
        return QueryApi.start(
                config,
                Catalogue.load(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                new QueryApi.Surroundings(clock, console::add));
    }

    QueryApiConfig config(String kafka, int port) {
        return new QueryApiConfig(
                "127.0.0.1",
                port,
                database.jdbcUrl(),
                database.user(),
                database.password(),
                kafka,
                OPERATOR_TOKEN,
                MANAGER,
                MANAGER_PASSWORD);
    }

    int port() {
        return Objects.requireNonNull(api).port();
    }

    /** Asks without credentials. */
    ApiClient anonymous() {
        return new ApiClient(port(), null);
    }

    ApiClient operator() {
        return new ApiClient(port(), OPERATOR_TOKEN);
    }

    ApiClient loggedIn(String email, String password) {
        String body = "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password);
        return new ApiClient(
                port(),
                anonymous()
                        .post("/api/v1/auth/login", body)
                        .json()
                        .get("accessToken")
                        .asText());
    }

    /** Adds a person of the first organization and logs them in. */
    ApiClient member(String email, String role) {
        String password = "password of " + role;
        ApiClient.Response added = operator()
                .post(
                        "/api/v1/members",
                        "{\"email\":\"%s\",\"role\":\"%s\",\"password\":\"%s\"}".formatted(email, role, password));
        if (added.status() != 201) {
            throw new IllegalStateException("member not added: " + added);
        }
        return loggedIn(email, password);
    }

    /** The code that was last told to the operator for this address. */
    String codeOnTheConsole(String email) {
        List<String> lines = console.stream()
                .filter(line -> line.contains(" " + email + " "))
                .toList();
        String line = lines.get(lines.size() - 1);
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    /** Everything that was told to the operator. */
    List<String> console() {
        return console;
    }

    FreshDatabase database() {
        return database;
    }

    Connection connect() throws SQLException {
        return database.connect();
    }

    /** Runs a statement as another process does; afterwards the API has heard of what it changed. */
    void sql(String sql) throws SQLException {
        double before = metric("busbar_query_access_changes_total ");
        sqlUnheard(sql);
        sqlUnheard("NOTIFY busbar_access");
        await().until(() -> metric("busbar_query_access_changes_total ") > before);
    }

    /** Runs a statement as another process does. */
    void sqlUnheard(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A figure of the API, its labels included in the name. */
    double metric(String name) {
        return anonymous()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .sum();
    }

    /** The one value of a query. */
    String value(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}

package io.busbar.standalone.query;

import static org.awaitility.Awaitility.await;

import io.busbar.standalone.query.ApiClient.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Somebody else's transaction, which is open while others ask the API. Confined to one thread. */
final class HeldTransaction implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ApiServerUnderTest api;
    private final Connection connection;
    private final List<CompletableFuture<Response>> asked = new ArrayList<>();

    /** @param sql what it has done before anybody asks */
    HeldTransaction(ApiServerUnderTest api, String sql) throws SQLException {
        this.api = api;
        this.connection = api.connect();
        connection.setAutoCommit(false);
        run(sql);
    }

    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns once the request is answered, or waits for a lock as the unanswered ones before do. */
    CompletableFuture<Response> ask(Supplier<Response> request) {
        CompletableFuture<Response> answer =
                CompletableFuture.supplyAsync(request, task -> new Thread(task, "asks").start());
        asked.add(answer);
        await().atMost(PATIENCE).until(() -> answer.isDone() || waiting() >= unanswered());
        return answer;
    }

    void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private long unanswered() {
        return asked.stream().filter(answer -> !answer.isDone()).count();
    }

    private int waiting() throws SQLException {
        return Integer.parseInt(api.value("SELECT count(*) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND wait_event_type = 'Lock'"));
    }
}

package io.busbar.standalone.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.postgres.FreshDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class StorageUpkeepIT {

    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration SOON = Duration.ofMillis(20);

    @RegisterExtension
    static final FreshDatabase DATABASE = new FreshDatabase();

    private interface Work {
        void in(Connection connection) throws SQLException, InterruptedException;
    }

    private record Task(String name, Work work) implements UpkeepTask {
        @Override
        public void run(Connection connection) throws SQLException, InterruptedException {
            work.in(connection);
        }
    }

    @Test
    void runsTheOtherTasksWhenOneFailsAndComesBackToIt() {
        AtomicInteger failures = new AtomicInteger();
        AtomicInteger successes = new AtomicInteger();
        UpkeepTask failing = new Task("failing", connection -> {
            failures.incrementAndGet();
            execute(connection, "SELECT 1 / 0");
        });
        UpkeepTask counting = new Task("counting", connection -> successes.incrementAndGet());
        try (StorageUpkeep upkeep = StorageUpkeep.start(config(), List.of(failing, counting), AT_ONCE, SOON)) {
            assertThat(upkeep).isNotNull();
            await().untilAsserted(() -> {
                assertThat(failures).hasValueGreaterThan(1);
                assertThat(successes).hasValueGreaterThan(1);
            });
        }
    }

    @Test
    void leavesTheWorkToTheProcessThatHasTheLock() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        List<UpkeepTask> tasks = List.of(new Task("counting", connection -> runs.incrementAndGet()));
        try (Connection other = DATABASE.connect()) {
            assertThat(AdvisoryLock.UPKEEP.tryTake(other)).isTrue();
            assertThat(StorageUpkeep.runOnce(config(), tasks)).isFalse();
        }
        assertThat(runs).hasValue(0);
        await().until(() -> StorageUpkeep.runOnce(config(), tasks));
        assertThat(runs).hasValue(1);
    }

    @Test
    void tellsWhoRunsItByHandWhatFailed() {
        UpkeepTask failing = new Task("failing", connection -> execute(connection, "SELECT 1 / 0"));
        assertThatThrownBy(() -> StorageUpkeep.runOnce(config(), List.of(failing)))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("division by zero");
    }

    @Test
    void breaksOffALongStatementWhenItIsClosed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        UpkeepTask sleeping = new Task("sleeping", connection -> {
            begun.countDown();
            try {
                execute(connection, "SELECT pg_sleep(300)");
            } finally {
                ended.countDown();
            }
        });
        StorageUpkeep upkeep = StorageUpkeep.start(config(), List.of(sleeping), AT_ONCE, SOON);
        begun.await();
        await().until(() -> isSleeping());
        upkeep.close();
        assertThat(ended.getCount()).isZero();
        await().until(() -> !isSleeping());
    }

    private static boolean isSleeping() throws SQLException {
        try (Connection connection = DATABASE.connect();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity"
                                + " WHERE datname = current_database() AND query = 'SELECT pg_sleep(300)' AND state = 'active'")) {
            rows.next();
            return rows.getInt(1) > 0;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static DatabaseConfig config() {
        return new DatabaseConfig(DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password());
    }
}

package io.busbar.standalone.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Connections to a real server that break at random: before a statement, before a commit, or behind it, so that nobody learns that it is done. Which
 * ones break hangs on the seed and on what the thread has connected to before. May be shared between threads.
 */
public final class BreakingDriver implements Driver {

    private static final String PREFIX = "jdbc:breaking:";
    private static final String CONNECTION_FAILURE = "08006";

    /** One commit of so many does not take place, and one does without a word. */
    private static final int COMMITS = 12;

    /** One statement of so many is the last. */
    private static final int STATEMENTS = 150;

    private static final Set<String> STATEMENT = Set.of("prepareStatement", "createStatement");

    private final long seed;
    private final Map<String, AtomicInteger> connections = new ConcurrentHashMap<>();
    private final AtomicLong breaks = new AtomicLong();

    private BreakingDriver(long seed) {
        this.seed = seed;
    }

    /** What is to be done by connections that break. */
    public interface Work {
        void run() throws Exception;
    }

    /** Does the work while there are such connections. Returns how many have broken. */
    public static long during(long seed, Work work) throws Exception {
        BreakingDriver driver = new BreakingDriver(seed);
        DriverManager.registerDriver(driver);
        try {
            work.run();
        } finally {
            DriverManager.deregisterDriver(driver);
        }
        return driver.breaks.get();
    }

    /** The same database by connections that break. */
    public static String breaking(String jdbcUrl) {
        return jdbcUrl.replaceFirst("jdbc:", PREFIX);
    }

    @Override
    public @Nullable Connection connect(String url, Properties properties) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        Connection real = DriverManager.getConnection(url.replaceFirst(PREFIX, "jdbc:"), properties);
        String thread = Thread.currentThread().getName();
        int nth =
                connections.computeIfAbsent(thread, name -> new AtomicInteger()).incrementAndGet();
        Random random = new Random(seed * 31 + thread.hashCode() * 1_000_003L + nth);
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    String name = method.getName();
                    if (STATEMENT.contains(name) && random.nextInt(STATEMENTS) == 0) {
                        throw broken(real);
                    }
                    int chance = name.equals("commit") ? random.nextInt(COMMITS) : COMMITS;
                    if (chance == 0) {
                        throw broken(real);
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        if (chance == 1) {
                            throw broken(real);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private SQLException broken(Connection real) throws SQLException {
        breaks.incrementAndGet();
        real.close();
        return new SQLException("the connection broke", CONNECTION_FAILURE);
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(PREFIX);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }
}

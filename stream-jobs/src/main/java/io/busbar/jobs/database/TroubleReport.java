package io.busbar.jobs.database;

import io.busbar.database.DatabaseTrouble;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts a spell of trouble with the database into few words: a line when another kind of trouble is met, again each minute as long as it
 * lasts, and a line when it is over for all who write to the same database: what several of them meet is said once. A server that comes and
 * goes, between two kinds or within seconds, is no reason to say more. A conflict with another writer is worth no line unless it lasts. May be
 * shared between threads.
 */
final class TroubleReport {

    private static final long REMINDER_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long FLICKER_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int CONFLICTS_OF_A_HEALTHY_DATABASE = 3;

    private static final Map<String, TroubleReport> SHARED = new ConcurrentHashMap<>();

    private final String address;
    private final Set<Object> waiting = new HashSet<>();
    private final LongSupplier nanoTime;
    private final Map<DatabaseTrouble, Long> metAtNanos = new EnumMap<>(DatabaseTrouble.class);
    private final Map<DatabaseTrouble, Long> toldAtNanos = new EnumMap<>(DatabaseTrouble.class);
    private int attempts;
    private boolean hasTold;
    private long beganAtNanos;

    TroubleReport(String jdbcUrl, LongSupplier nanoTime) {
        this.address = jdbcUrl.replaceFirst("\\?.*", ""); // behind it may be a password
        this.nanoTime = nanoTime;
    }

    /** The report of everybody in this process who writes to the same database. */
    static TroubleReport shared(String jdbcUrl) {
        return SHARED.computeIfAbsent(jdbcUrl, url -> new TroubleReport(url, System::nanoTime));
    }

    /** What to say of a failed attempt, null when it has been said. */
    synchronized @Nullable String met(Object writer, SQLException failure) {
        long now = nanoTime.getAsLong();
        waiting.add(writer);
        if (attempts++ == 0) {
            beganAtNanos = now;
            metAtNanos.values().removeIf(at -> now - at > FLICKER_NANOS);
            toldAtNanos.keySet().retainAll(metAtNanos.keySet());
        }
        DatabaseTrouble trouble = DatabaseTrouble.of(failure.getSQLState());
        metAtNanos.put(trouble, now);
        if (trouble == DatabaseTrouble.CONFLICT && attempts <= CONFLICTS_OF_A_HEALTHY_DATABASE) {
            return null;
        }
        Long toldAt = toldAtNanos.get(trouble);
        if (toldAt != null && now - toldAt < REMINDER_NANOS) {
            return null;
        }
        toldAtNanos.put(trouble, now);
        hasTold = true;
        return (attempts == 1 ? "rows wait for " : "rows wait since " + seconds(now) + " s for ")
                + address + ": " + trouble.cause() + ". To do: " + trouble.remedy()
                + ". Frames stay in Kafka, writing goes on by itself. SQLSTATE " + failure.getSQLState() + ": "
                + firstLine(failure);
    }

    /** What to say once the rows of a writer are taken again, null when nothing was said of trouble, or others still wait. */
    synchronized @Nullable String over(Object writer) {
        if (!waiting.remove(writer) || !waiting.isEmpty()) {
            return null;
        }
        String line =
                hasTold ? "rows are written again, after " + seconds(nanoTime.getAsLong()) + " s: " + address : null;
        attempts = 0;
        hasTold = false;
        return line;
    }

    /** The writer ends, whatever it waits for. */
    synchronized void left(Object writer) {
        if (waiting.remove(writer) && waiting.isEmpty()) {
            attempts = 0;
            hasTold = false;
        }
    }

    private long seconds(long now) {
        return TimeUnit.NANOSECONDS.toSeconds(now - beganAtNanos);
    }

    private static String firstLine(SQLException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}

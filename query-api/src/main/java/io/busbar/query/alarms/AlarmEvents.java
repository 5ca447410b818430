package io.busbar.query.alarms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.query.access.Database;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Sql;
import io.busbar.query.alarms.VisibleAlarms.Found;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What happens to alarms, in the order in which it becomes known. The table keeps that order, so a reader holds nothing but a place in it, and who is
 * slow costs no memory. May be shared between threads.
 */
public final class AlarmEvents {

    /** How far back a reader may go on. */
    public static final Duration REPLAY = Duration.ofHours(24);

    /** Stands before everything that is replayed: where a reader is who has seen nothing. */
    public static final String BEGINNING = "0";

    private static final Pattern ID = Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):[0-9]{1,18}");
    private static final int MOST_EVENTS_OF_AN_ALARM = 1_000;
    private static final long NEWS_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int BATCH = 200;

    /** In one look for news: so much is read at most, however little of it somebody sees. */
    private static final int STRETCH = 1_000;

    private final Database database;
    private final VisibleAlarms visible;
    private long newest;
    private long askedAtNanos = System.nanoTime() - NEWS_NANOS;

    public AlarmEvents(Database database, Alarms alarms) {
        this.database = database;
        this.visible = alarms.visible();
    }

    /**
     * Where a reader is.
     *
     * @param seq of the last event that was read or passed over; never shown
     * @param id of the last event that the reader could see, {@link #BEGINNING} when there was none
     */
    public record Place(long seq, String id) {}

    /**
     * What a reader gets.
     *
     * @param seq up to which everything has been read
     * @param isMore whether more is waiting
     */
    public record Batch(List<VisibleEvent> events, long seq, boolean isMore) {}

    /** Behind everything that there is by now. */
    public Place end(Scope scope, AlarmFilter filter, Instant now) {
        return database.read(connection -> {
            long end = newest(connection);
            Sql within = filter.condition().append(" AND e.seq > ?", beginning(connection, now.minus(REPLAY)));
            long before = end + 1;
            while (true) {
                Sql condition = Sql.of("").append(within).append(" AND e.seq < ?", before);
                Found<VisibleEvent> found =
                        visible.events(connection, scope, AlarmSelect.lastEvents(scope, condition, BATCH));
                if (!found.visible().isEmpty()) {
                    return new Place(end, found.visible().get(0).id());
                }
                if (found.last() == null || found.rows() < BATCH) {
                    return new Place(end, BEGINNING);
                }
                before = found.last().seq();
            }
        });
    }

    /** Where somebody is who has this id; empty when nothing that they see, or could go on from, has it. */
    public Optional<Place> find(Scope scope, String id, Instant now) {
        Instant since = now.minus(REPLAY);
        if (id.equals(BEGINNING)) {
            return Optional.of(database.read(connection -> new Place(beginning(connection, since), BEGINNING)));
        }
        Matcher parts = ID.matcher(id);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Sql condition = Sql.of("e.alarm_id = ?::uuid AND e.processed_at > ?", parts.group(1), since);
        Sql select = AlarmSelect.lastEvents(scope, condition, MOST_EVENTS_OF_AN_ALARM);
        return database.read(connection -> visible.events(connection, scope, select).visible().stream()
                .filter(event -> event.id().equals(id))
                .findFirst()
                .map(event -> new Place(event.seq(), id)));
    }

    /** What came behind a place. */
    public Batch after(Scope scope, AlarmFilter filter, long seq) {
        return database.read(connection -> {
            long end = newest(connection);
            Sql condition = filter.condition().append(" AND e.seq > ?", seq);
            Found<VisibleEvent> found = visible.events(connection, scope, AlarmSelect.events(scope, condition, BATCH));
            VisibleAlarms.Position last = found.last();
            return last != null && found.rows() == BATCH
                    ? new Batch(found.visible(), last.seq(), true)
                    : new Batch(found.visible(), Math.max(seq, end), false);
        });
    }

    /**
     * The first event behind a place that is news: late data amends history and wakes nobody. Without an event everything up to {@link Batch#seq} has
     * none.
     */
    public Batch firstNews(Scope scope, AlarmFilter filter, long seq) {
        return database.read(connection -> {
            long newest = newest(connection);
            long end = Math.max(seq, Math.min(newest, seq + STRETCH));
            long from = seq;
            for (int rows = 1; from < end; rows = BATCH) {
                Sql condition =
                        filter.condition().append(" AND e.seq > ? AND e.seq <= ? AND NOT e.retroactive", from, end);
                Found<VisibleEvent> found =
                        visible.events(connection, scope, AlarmSelect.events(scope, condition, rows));
                if (!found.visible().isEmpty()) {
                    VisibleEvent first = found.visible().get(0);
                    return new Batch(List.of(first), first.seq(), first.seq() < newest);
                }
                from = found.last() == null || found.rows() < rows
                        ? end
                        : found.last().seq();
            }
            return new Batch(List.of(), end, end < newest);
        });
    }

    /** Those of these ids, of CloudEvents, that the person may know of. */
    public Map<UUID, ObjectNode> visible(Scope scope, Collection<UUID> ids) {
        Sql condition = Sql.of("e.id = ANY(?::uuid[])", (Object)
                ids.stream().map(UUID::toString).toArray(String[]::new));
        return database.read(connection ->
                visible.events(connection, scope, AlarmSelect.events(scope, condition, ids.size())).visible().stream()
                        .collect(Collectors.toMap(
                                event -> UUID.fromString(event.event().get("id").asText()), VisibleEvent::event)));
    }

    /** The newest there is, whoever sees it; never shown. */
    public long newest() {
        return database.read(AlarmEvents::newest);
    }

    /** Whether there may be anything behind a place; asks the database five times a second at most, whoever asks. */
    public synchronized boolean isNews(long seq) {
        long now = System.nanoTime();
        if (seq >= newest && now - askedAtNanos >= NEWS_NANOS) {
            newest = database.read(AlarmEvents::newest);
            askedAtNanos = now;
        }
        return seq < newest;
    }

    /** Looks at what is replayed and no further. */
    private static long beginning(Connection connection, Instant since) throws SQLException {
        return Sql.of("SELECT seq FROM alarm_event WHERE processed_at <= ? ORDER BY seq DESC LIMIT 1", since)
                .first(connection, row -> row.getLong(1))
                .orElse(0L);
    }

    private static long newest(Connection connection) throws SQLException {
        return Sql.of("SELECT coalesce(max(seq), 0) FROM alarm_event")
                .first(connection, row -> row.getLong(1))
                .orElseThrow();
    }
}

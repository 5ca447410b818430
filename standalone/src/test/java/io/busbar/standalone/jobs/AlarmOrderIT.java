package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.jobs.alarm.AlarmWriter;
import io.busbar.jobs.alarm.Ownership;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sink.SampleWriter;
import io.busbar.jobs.source.Announcement;
import io.busbar.standalone.Seeds;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.postgres.BreakingDriver;
import io.busbar.standalone.postgres.FreshDatabase;
import io.busbar.topic.LoggerSettings;
import io.busbar.topic.Topics;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Alarms of frames in any order, with repeats, corrections, rules that come in between and writers that end without a word, against those of
 * the sorted frames, and against those that the API simulates from what is stored. {@code -Dbusbar.cases=10000} tries more,
 * from {@code -Dbusbar.first=…} on, {@code -Dbusbar.seed=…} one again.
 */
@Tag("storage")
final class AlarmOrderIT {

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @RegisterExtension
    static final FreshDatabase POSTGRES = new FreshDatabase();

    private static final int MOMENTS = 40;

    /** A slice is of a thousand. */
    private static final int MOMENTS_OF_SLICES = 2_500;

    /** What the API makes of what is stored. */
    private static SimulatedAlarms simulation = SimulatedAlarms.NONE;

    private final SampleDatabase database = new SampleDatabase(POSTGRES::connect);
    private String jdbcUrl = POSTGRES.jdbcUrl();
    private final AtomicLong nowNanos = new AtomicLong(1);

    /** That pass with each look at the clock. */
    private volatile long nanosOfLook;

    /** Few, so that writers go on from kept states; or so many that nothing but the last one is kept. */
    private int momentsBetweenStates;

    @BeforeAll
    static void registersTheLoggers() throws Exception {
        simulation = SimulatedAlarms.of(POSTGRES, new AlarmFleet(new Random(0), 1).loggers());
        for (String plant : AlarmFleet.PLANTS) {
            new SampleDatabase(POSTGRES::connect)
                    .execute("INSERT INTO plant (public_id, organization_id, name, zone) SELECT '" + plant
                            + "', min(id), '" + plant + "', 'UTC' FROM organization");
        }
    }

    /** Where every fleet begins. */
    @BeforeEach
    void putsTheLoggersBack() throws SQLException {
        database.execute("DELETE FROM logger_plant");
        for (LoggerSettings logger : new AlarmFleet(new Random(0), 1).loggers()) {
            arrive(logger);
        }
    }

    @AfterAll
    static void closes() {
        simulation.close();
    }

    static LongStream seeds() {
        return Seeds.usually(12);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void areThoseOfTheSortedFrames(long seed) throws Exception {
        findsThoseOfTheSortedFrames(seed, 1);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void areTheSameByTwoWriters(long seed) throws Exception {
        findsThoseOfTheSortedFrames(seed, 2);
    }

    static LongStream someSeeds() {
        return seeds().filter(seed -> seed % 4 == 0 || Seeds.isOne());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("someSeeds")
    void areTheSameWhenConnectionsBreak(long seed) throws Exception {
        jdbcUrl = BreakingDriver.breaking(POSTGRES.jdbcUrl());
        assertThat(BreakingDriver.during(seed, () -> findsThoseOfTheSortedFrames(seed, seed % 8 == 0 ? 1 : 2)))
                .isPositive();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void areThoseOfWhoSpokeForWhatMoves(long seed) throws Exception {
        findsThoseOfTheSortedFrames(seed, 1 + (int) (seed % 2), 1 + (int) (seed % 3));
    }

    /** Those beyond the usual: a logger was elsewhere and came back before a writer had stored that, or moved before it had stored where it was. */
    static LongStream seedsOfPlants() {
        return Seeds.isOne() ? seeds() : LongStream.concat(seeds(), LongStream.of(4369, 4379, 4887));
    }

    /** Rules of a plant look while a logger is there, whatever comes late; now and then what moves from logger to logger is among it. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seedsOfPlants")
    void areThoseOfThePlantThatTheLoggerWasAt(long seed) throws Exception {
        findsThoseOfTheSortedFrames(seed, 1 + (int) (seed % 2), (int) (seed % 3), 1 + (int) (seed % 4));
    }

    private void findsThoseOfTheSortedFrames(long seed, int writers) throws Exception {
        findsThoseOfTheSortedFrames(seed, writers, 0);
    }

    private void findsThoseOfTheSortedFrames(long seed, int writers, int moves) throws Exception {
        findsThoseOfTheSortedFrames(seed, writers, moves, 0);
    }

    private void findsThoseOfTheSortedFrames(long seed, int writers, int moves, int relocations) throws Exception {
        database.clear();
        Random random = new Random(seed);
        momentsBetweenStates = random.nextBoolean() ? 1 + random.nextInt(10) : AlarmWriter.MOMENTS_BETWEEN_STATES;
        AlarmFleet fleet = new AlarmFleet(random, MOMENTS, moves, relocations);
        List<RandomRule> rules = rules(random, fleet);

        write(fleet, rules, random, writers);
        judgeTheRest(rules, writers);

        assertThat(StoredAlarms.read(database)).as("seed %d", seed).isEqualTo(expected(fleet, rules));
        assertThat(database.rows("SELECT id FROM alarm_event WHERE NOT published"))
                .isEmpty();
        assertThat(database.rows("SELECT revision, (SELECT array_agg(revision ORDER BY revision) FROM alarm_event"
                        + " WHERE alarm_id = a.id) FROM alarm a WHERE ARRAY(SELECT generate_series(1, revision))"
                        + " <> ARRAY(SELECT revision FROM alarm_event WHERE alarm_id = a.id ORDER BY revision)"))
                .as("seed %d: revisions that do not count the events", seed)
                .isEmpty();
        // a simulated rule looks wherever it is asked to
        List<RandomRule> everywhere =
                rules.stream().filter(rule -> rule.plant() == null).toList();
        assertThat(simulation.alarms(everywhere))
                .as("seed %d: simulated", seed)
                .isEqualTo(SimulatedAlarms.stored(database, everywhere));
        assertThat(toldOfOldFrames(fleet)).as("seed %d: notified of", seed).isEmpty();
    }

    /** A killed writer had stored late frames and noted nothing of them: the next one, which gets them again, goes on from before them. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void areThoseOfTheSortedFramesWhenLateOnesComeAgain(long seed) throws Exception {
        database.clear();
        Random random = new Random(seed);
        momentsBetweenStates = 3;
        AlarmFleet fleet = new AlarmFleet(random, MOMENTS);
        List<RandomRule> rules = rules(random, fleet);
        long lateFrom = AlarmFleet.START_MILLIS + 90_000;
        List<FrameSamples> late = new ArrayList<>(fleet.frames());
        late.removeIf(frame -> frame.observedAtMillis() < lateFrom || frame.observedAtMillis() > lateFrom + 60_000);
        List<FrameSamples> rest = new ArrayList<>(fleet.frames());
        rest.removeAll(late);

        try (SampleWriter killed = writer(Ownership.ALL)) {
            hearSettings(killed, fleet);
            rules.forEach(rule -> hear(killed, rule));
            killed.write(rest);
            keepUp(killed);
            killed.flush();
            killed.write(late);
        }
        try (SampleWriter next = writer(Ownership.ALL)) {
            next.write(late);
            next.flush();
        }
        judgeTheRest(rules, 1);

        assertThat(StoredAlarms.read(database)).isEqualTo(expected(fleet, rules));
    }

    /** A writer that had not heard of the rules yet judged devices that were not there when another stored these and noted whom they are for. */
    @ParameterizedTest(name = "heard by writer {0}")
    @ValueSource(ints = {0, 1})
    void areThoseOfTheSortedFramesWhenRulesWereStoredByAnotherWriter(int first) throws Exception {
        database.clear();
        Random random = new Random(4);
        momentsBetweenStates = 3;
        AlarmFleet fleet = new AlarmFleet(random, MOMENTS);
        List<RandomRule> rules = rules(random, fleet);
        Ownership hears = new Ownership(first, 2, 128);
        Ownership judges = new Ownership(1 - first, 2, 128);

        try (SampleWriter unknowing = writer(judges);
                SampleWriter other = writer(hears)) {
            hearSettings(unknowing, fleet);
            unknowing.keepUp();
            hearSettings(other, fleet);
            rules.forEach(rule -> hear(other, rule));
            other.write(owned(hears, fleet.frames()));
            other.flush();
            unknowing.write(owned(judges, fleet.frames()));
            unknowing.flush();
        }
        judgeTheRest(rules, 2);

        assertThat(StoredAlarms.read(database)).isEqualTo(expected(fleet, rules));
    }

    /** Nothing comes of a device that was unbound: what is open of it is over all the same, and people are told. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void areClosedWhenNobodySpeaksForTheDeviceAnyMore(long seed) throws Exception {
        database.clear();
        momentsBetweenStates = 3;
        AlarmFleet fleet = new AlarmFleet(new Random(seed), MOMENTS, 1);
        RandomRule rule = new RandomRule(RandomRule.Kind.CELL_HIGH, 1, 0, true, 0, 3_600_000, 1, false, false);
        long leftMillis = fleet.hands().get(0).toMillis();
        List<FrameSamples> frames = fleet.frames().stream()
                .filter(frame -> frame.observedAtMillis() < leftMillis)
                .toList();
        String ofTheMover =
                " FROM alarm a JOIN alarm_event e ON e.alarm_id = a.id WHERE device_sn LIKE 'MOVES%' AND a.state = ";

        give(fleet, fleet.hands().get(0));
        try (SampleWriter writer = writer(Ownership.ALL)) {
            hearSettings(writer, fleet);
            hear(writer, rule);
            writer.write(frames);
            keepUp(writer);
            assertThat(database.rows("SELECT device_sn" + ofTheMover + "'ACTIVE'"))
                    .isNotEmpty();
            database.execute("UPDATE device_binding SET valid_to = to_timestamp(" + leftMillis
                    + " / 1000.0) WHERE device_id IN (SELECT id FROM device WHERE serial_number LIKE 'MOVES%')");
            keepUp(writer);
        }
        assertThat(database.rows("SELECT device_sn" + ofTheMover + "'ACTIVE'")).isEmpty();
        assertThat(database.rows("SELECT DISTINCT (extract(epoch FROM cleared_at) * 1000)::bigint" + ofTheMover
                        + "'CLEARED' AND e.type = 'cleared' AND NOT e.retroactive"))
                .containsExactly("" + leftMillis);
    }

    /** While a slice of old frames after the other is judged again, older ones come. */
    @Test
    void areThoseOfTheSortedFramesWhenOlderOnesComeWhileOldOnesAreJudged() throws Exception {
        database.clear();
        Random random = new Random(1);
        momentsBetweenStates = 50;
        AlarmFleet fleet = new AlarmFleet(random, MOMENTS_OF_SLICES);
        List<RandomRule> rules = rules(random, fleet);
        List<FrameSamples> rest = new ArrayList<>(fleet.frames());
        rest.sort(Comparator.comparing(FrameSamples::observedAtMillis));
        List<FrameSamples> old = takeMinutes(rest, 60);
        List<FrameSamples> older = takeMinutes(rest, 20);

        try (SampleWriter writer = writer(Ownership.ALL)) {
            hearSettings(writer, fleet);
            rules.forEach(rule -> hear(writer, rule));
            writer.write(rest);
            keepUp(writer);
            writer.write(old);
            nowNanos.addAndGet(Duration.ofSeconds(6).toNanos());
            nanosOfLook = Duration.ofSeconds(1).toNanos();
            writer.keepUp(); // no time for more than a slice
            assertThat(writer.familiesToBeJudged()).isPositive();
            writer.write(older);
            nanosOfLook = 0;
            keepUp(writer);
            writer.flush();
        }
        judgeTheRest(rules, 1);

        assertThat(StoredAlarms.read(database)).isEqualTo(expected(fleet, rules));
    }

    /** Frames of ten minutes of each logger, which go from the others. */
    private static List<FrameSamples> takeMinutes(List<FrameSamples> frames, int minute) {
        long from = AlarmFleet.START_MILLIS + Duration.ofMinutes(minute).toMillis();
        List<FrameSamples> taken = new ArrayList<>(frames);
        taken.removeIf(frame -> frame.observedAtMillis() < from || frame.observedAtMillis() > from + 600_000);
        frames.removeAll(taken);
        return taken;
    }

    private static List<FrameSamples> owned(Ownership ownership, List<FrameSamples> frames) {
        return frames.stream()
                .filter(frame -> ownership.owns(frame.loggerSerialNumber()))
                .toList();
    }

    private static List<RandomRule> rules(Random random, AlarmFleet fleet) {
        List<RandomRule> rules = new ArrayList<>();
        for (RandomRule.Kind kind : RandomRule.Kind.values()) {
            boolean isOfPlant = !fleet.relocations().isEmpty() && random.nextInt(4) > 0;
            String plant = isOfPlant ? AlarmFleet.PLANTS.get(random.nextInt(AlarmFleet.PLANTS.size())) : null;
            rules.addAll(RandomRule.versions(kind, random, AlarmFleet.START_MILLIS, fleet.lastMillis(), plant));
        }
        return rules;
    }

    /** From a time on a logger is somewhere else; whoever was nowhere has always been there. */
    private void arrive(LoggerSettings settings) throws SQLException {
        if (settings.placeSinceMillis() == 0
                && !database.rows("UPDATE logger_plant SET plant_id = (SELECT id FROM plant WHERE public_id = '"
                                + settings.plant() + "') FROM logger l WHERE l.serial_number = '"
                                + settings.serialNumber()
                                + "' AND logger_id = l.id AND valid_to = 'infinity' RETURNING logger_id")
                        .isEmpty()) {
            return;
        }
        String since = settings.placeSinceMillis() == 0
                ? "'-infinity'"
                : "to_timestamp(" + settings.placeSinceMillis() + " / 1000.0)";
        String logger = " FROM logger l WHERE l.serial_number = '" + settings.serialNumber() + "'";
        database.execute("UPDATE logger_plant SET valid_to = " + since
                + ", upload_interval_seconds = l.upload_interval_seconds" + logger
                + " AND logger_id = l.id AND valid_to = 'infinity'");
        database.execute("UPDATE logger SET upload_interval_seconds = " + settings.uploadIntervalSeconds()
                + " WHERE serial_number = '" + settings.serialNumber() + "'");
        database.execute("INSERT INTO logger_plant (logger_id, organization_id, plant_id, valid_from)"
                + " SELECT l.id, l.organization_id, (SELECT id FROM plant WHERE public_id = '" + settings.plant()
                + "'), "
                + since + logger);
    }

    /** The writers take turns at random, and each hears of rules when it happens to. */
    private void write(AlarmFleet fleet, List<RandomRule> rules, Random random, int writers) throws Exception {
        List<Stretch> stretches = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            stretches.add(new Stretch(new Ownership(i, writers, 128), fleet, rules, random));
        }
        List<AlarmFleet.Hand> hands = new ArrayList<>(fleet.hands());
        List<AlarmFleet.Relocation> relocations = new ArrayList<>(fleet.relocations());
        while (!hands.isEmpty() || !relocations.isEmpty()) {
            boolean isHand = relocations.isEmpty()
                    || (!hands.isEmpty()
                            && hands.get(0).firstFrame() <= relocations.get(0).firstFrame());
            if (isHand) {
                AlarmFleet.Hand hand = hands.remove(0);
                goOn(stretches, hand.firstFrame(), random);
                give(fleet, hand);
            } else {
                AlarmFleet.Relocation relocation = relocations.remove(0);
                goOn(stretches, relocation.firstFrame(), random);
                arrive(relocation.settings());
                stretches.forEach(stretch -> stretch.announce(relocation.settings()));
            }
        }
        goOn(stretches, fleet.frames().size(), random);
        for (Stretch stretch : stretches) {
            stretch.end();
        }
    }

    private static void goOn(List<Stretch> stretches, int untilFrame, Random random) throws Exception {
        List<Stretch> unfinished = new ArrayList<>(stretches);
        unfinished.removeIf(stretch -> stretch.isAt(untilFrame));
        while (!unfinished.isEmpty()) {
            Stretch stretch = unfinished.get(random.nextInt(unfinished.size()));
            stretch.goOn(untilFrame);
            if (stretch.isAt(untilFrame)) {
                unfinished.remove(stretch);
            }
        }
    }

    /** Somebody unbinds what moves; the next logger is bound as soon as it sends it, which is at once here. */
    private void give(AlarmFleet fleet, AlarmFleet.Hand hand) throws SQLException {
        String since = hand.fromMillis() == Long.MIN_VALUE
                ? "'-infinity'"
                : "to_timestamp(" + hand.fromMillis() + " / 1000.0)";
        String named = "(SELECT id FROM device WHERE serial_number = '" + AlarmFleet.MOVER + "')";
        if (hand.fromMillis() == Long.MIN_VALUE) {
            database.execute("INSERT INTO device (serial_number, type, longest_cells, longest_temperatures) VALUES ('"
                    + AlarmFleet.MOVER + "', " + fleet.moverType() + ", 0, 0)");
        }
        database.execute("UPDATE device_binding SET valid_to = " + since
                + " WHERE valid_to = 'infinity' AND (device_id = " + named + " OR parent_id = " + named + ")");
        database.execute("INSERT INTO device_binding (device_id, logger_sn, valid_from) VALUES (" + named + ", '"
                + hand.logger() + "', " + since + ")");
        if (fleet.moverType() == Fleet.HV_BMS) {
            database.execute("INSERT INTO device (serial_number, type, longest_cells, longest_temperatures) VALUES ('"
                    + AlarmFleet.MOVER + "-01', " + Fleet.HV_PACK + ", 0, 0) ON CONFLICT DO NOTHING");
            database.execute("INSERT INTO device_binding (device_id, logger_sn, valid_from, parent_id) SELECT id, '"
                    + hand.logger() + "', " + since + ", " + named + " FROM device WHERE serial_number = '"
                    + AlarmFleet.MOVER + "-01'");
        }
    }

    /** What one of the writers is given. Each writer goes on from where the one before had last been flushed, as a job does from its checkpoint. */
    private final class Stretch {
        private final Ownership ownership;
        private final AlarmFleet fleet;
        private final Random random;
        private final List<FrameSamples> frames;
        private final List<RandomRule> unheard;
        private final List<RandomRule> unflushed = new ArrayList<>();

        /** In the order in which they were announced; what was heard and not flushed is heard again. */
        private final List<LoggerSettings> announced = new ArrayList<>();

        private final Random telling;

        /** Nor do its frames say how their loggers send until it is told. */
        private boolean isTold;

        private boolean isToldAndFlushed;
        private int heard;
        private int heardAndFlushed;

        /** What others have heard and stored by then is to be judged by it all the same. */
        private final boolean isLastToHear;

        /** Nothing has all judged again for a rule then. */
        private final boolean isFirstToHear;

        private SampleWriter writer;
        private int from;
        private int flushed;

        Stretch(Ownership ownership, AlarmFleet fleet, List<RandomRule> rules, Random random) {
            this.ownership = ownership;
            this.fleet = fleet;
            this.random = random;
            this.telling = new Random(fleet.lastMillis());
            this.frames = owned(ownership, fleet.frames());
            assertThat(frames).isNotEmpty();
            this.unheard = new ArrayList<>(rules);
            this.isLastToHear = random.nextInt(3) == 0;
            this.isFirstToHear = !isLastToHear && random.nextBoolean();
            this.writer = writer(ownership);
            if (telling.nextInt(3) > 0) {
                hearSettings();
            }
        }

        /** Whether it has taken its part of so many frames. */
        boolean isAt(int untilFrame) {
            return from >= own(untilFrame);
        }

        private int own(int untilFrame) {
            return owned(ownership, fleet.frames().subList(0, untilFrame)).size();
        }

        void announce(LoggerSettings settings) {
            announced.add(settings);
        }

        private void hearSettings() {
            if (!isTold) {
                AlarmOrderIT.hearSettings(writer, fleet);
                isTold = true;
            }
        }

        /** Kafka may have kept no more of what is superseded. */
        private void hearAnnounced(int until) {
            for (; heard < until; heard++) {
                LoggerSettings settings = announced.get(heard);
                boolean isSuperseded = announced.subList(heard + 1, until).stream()
                        .anyMatch(later -> later.serialNumber().equals(settings.serialNumber()));
                if (!isSuperseded || telling.nextBoolean()) {
                    AlarmOrderIT.hear(writer, settings);
                }
            }
        }

        void goOn(int untilFrame) throws Exception {
            int toHear = heard + random.nextInt(announced.size() - heard + 1);
            if (toHear > heard || telling.nextInt(4) == 0) {
                hearSettings();
            }
            hearAnnounced(toHear);
            while (!isLastToHear && !unheard.isEmpty() && (isFirstToHear || random.nextInt(3) == 0)) {
                RandomRule rule = unheard.remove(random.nextInt(unheard.size()));
                hear(writer, rule);
                unflushed.add(rule);
            }
            int to = Math.min(own(untilFrame), from + 1 + random.nextInt(40));
            List<FrameSamples> some = frames.subList(from, to);
            writer.write(
                    isTold ? some : some.stream().map(AlarmFleet::unsettled).toList());
            nowNanos.addAndGet(Duration.ofMillis(random.nextInt(1_500)).toNanos());
            from = to;
            if (random.nextInt(4) == 0) {
                keepUp(writer);
            }
            if (random.nextInt(6) == 0) {
                writer.flush();
                unflushed.clear();
                flushed = to;
                heardAndFlushed = heard;
                isToldAndFlushed = isTold;
            }
            if (random.nextInt(10) == 0) {
                writer.close();
                writer = writer(ownership);
                from = flushed;
                heard = heardAndFlushed;
                isTold = isToldAndFlushed;
                unheard.addAll(unflushed);
                unflushed.clear();
            }
        }

        void end() throws Exception {
            keepUp(writer);
            hearSettings();
            hearAnnounced(announced.size());
            for (RandomRule rule : unheard) {
                hear(writer, rule);
            }
            writer.flush();
            writer.close();
        }
    }

    /** What is noted becomes due, and is judged. */
    private void keepUp(SampleWriter writer) throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            writer.keepUp();
            nowNanos.addAndGet(Duration.ofSeconds(6).toNanos());
        }
    }

    private static void hearSettings(SampleWriter writer, AlarmFleet fleet) {
        fleet.loggers().forEach(logger -> hear(writer, logger));
    }

    private static void hear(SampleWriter writer, LoggerSettings logger) {
        writer.hear(new Announcement(Topics.LOGGER_SETTINGS, logger.serialNumber(), logger.encode()));
    }

    private static void hear(SampleWriter writer, RandomRule rule) {
        writer.hear(new Announcement(Topics.ALARM_RULES, rule.id() + "/" + rule.version(), rule.json()));
    }

    /** Which hear of the same rules again, as after a restart: what they had decided stays, and nothing is to be judged for them. */
    private void judgeTheRest(List<RandomRule> rules, int writers) throws Exception {
        List<SampleWriter> last = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            last.add(writer(new Ownership(i, writers, 128)));
        }
        for (int i = 0; i < 50; i++) {
            for (SampleWriter writer : last) {
                writer.keepUp();
            }
            nowNanos.addAndGet(Duration.ofSeconds(10).toNanos());
        }
        assertThat(database.rows("SELECT root_id FROM alarm_note")).isEmpty();
        for (SampleWriter writer : last) {
            assertThat(writer.familiesToBeJudged()).isZero();
            writer.flush();
            writer.close();
        }
        try (SampleWriter restarted = writer(Ownership.ALL)) {
            rules.forEach(rule -> hear(restarted, rule));
            restarted.keepUp();
            restarted.flush();
        }
        assertThat(database.rows("SELECT root_id FROM alarm_note"))
                .as("to be judged again after a restart")
                .isEmpty();
    }

    private SampleWriter writer(Ownership ownership) {
        return SampleWriter.open(
                new DatabaseConfig(jdbcUrl, POSTGRES.user(), POSTGRES.password()),
                KAFKA.bootstrapServers(),
                ownership,
                () -> nowNanos.addAndGet(nanosOfLook),
                momentsBetweenStates);
    }

    private static SortedMap<String, String> expected(AlarmFleet fleet, List<RandomRule> rules) {
        SortedMap<String, String> alarms = new TreeMap<>();
        for (LoggerSettings logger : fleet.loggers()) {
            List<FrameSamples> winners = ExpectedAlarms.winners(fleet.frames(), logger.serialNumber());
            for (DeviceSamples device : devices(winners)) {
                for (AlarmFleet.Hand hand : fleet.hands(device.serialNumber(), logger.serialNumber())) {
                    addExpected(alarms, fleet, winners, device, hand, logger.serialNumber(), rules);
                }
            }
        }
        return alarms;
    }

    /** Of a device while a logger speaks for it. */
    private static void addExpected(
            SortedMap<String, String> alarms,
            AlarmFleet fleet,
            List<FrameSamples> winners,
            DeviceSamples device,
            AlarmFleet.Hand hand,
            String logger,
            List<RandomRule> rules) {
        List<FrameSamples> spoken = winners.stream()
                .filter(frame ->
                        hand.fromMillis() <= frame.observedAtMillis() && frame.observedAtMillis() < hand.toMillis())
                .toList();
        for (RandomRule.Kind kind : RandomRule.Kind.values()) {
            List<RandomRule> versions =
                    rules.stream().filter(rule -> rule.kind() == kind).toList();
            if (versions.get(0).isFor(device)) {
                String plant = versions.get(0).plant();
                ExpectedAlarms.of(
                                spoken,
                                device.serialNumber(),
                                versions,
                                atMillis -> fleet.settings(logger, atMillis).uploadIntervalSeconds() * 1_000L,
                                atMillis -> plant == null
                                        || plant.equals(
                                                fleet.settings(logger, atMillis).plant()))
                        .forEach((alarm, cleared) -> alarms.put(
                                device.serialNumber() + " " + versions.get(0).id() + " " + alarm,
                                cleared.equals("open") && hand.toMillis() != Long.MAX_VALUE
                                        ? "" + hand.toMillis()
                                        : cleared));
            }
        }
    }

    /** One of each serial number. */
    private static List<DeviceSamples> devices(List<FrameSamples> frames) {
        SortedMap<String, DeviceSamples> devices = new TreeMap<>();
        frames.forEach(frame -> frame.devices().forEach(device -> devices.put(device.serialNumber(), device)));
        return List.copyOf(devices.values());
    }

    /** Moments of events that people are notified of, less those that frames told of as they came and those of moves. */
    private Set<String> toldOfOldFrames(AlarmFleet fleet) throws SQLException {
        Set<String> told = new TreeSet<>(
                database.rows("SELECT (extract(epoch FROM at) * 1000)::bigint FROM alarm_event WHERE NOT retroactive"));
        fleet.frames().stream()
                .filter(FrameSamples::isLive)
                .forEach(frame -> told.remove("" + frame.observedAtMillis()));
        fleet.hands().forEach(hand -> told.remove("" + hand.toMillis()));
        return told;
    }
}

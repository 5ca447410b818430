package io.busbar.benchmarks.storage;

import io.busbar.benchmarks.fleet.BenchFleet;
import io.busbar.jobs.differential.CellSpread;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import io.questdb.client.Sender;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a frame in QuestDB: one per pack and one for the BMS, with all of its numbers in columns. Immutable.
 *
 * @param form how the cells lie
 * @param whole with everything that Busbar's rows hold, so that a row sent again replaces itself: receipt, precedence, flags,
 *     differentials, and time and device as the key; else device, time and values alone, stored as often as they are sent
 * @param indexed whether the device has an index: a price for who writes, a gain for who asks for one device
 */
record QuestDbRows(QuestDbForm form, boolean whole, boolean indexed) {

    private static final int SYMBOLS = 8_192;
    private static final String[] HOT = IntStream.range(0, BenchFleet.HOT_POINTS.size())
            .mapToObj(i -> "hot" + i)
            .toArray(String[]::new);
    private static final String[] POINTS = IntStream.range(0, BenchFleet.NARROW_POINTS.size())
            .mapToObj(i -> "point" + i)
            .toArray(String[]::new);

    private static final String ORIGIN =
            ", received_at TIMESTAMP, precedence_high LONG, precedence_low LONG, flags SHORT";

    String createPacks(String table) {
        String derived =
                ", diff SHORT, max SHORT, min SHORT, max_cell SHORT, min_cell SHORT, used SHORT, expected SHORT";
        return create(table, form.columns() + (whole ? ORIGIN + derived : ""));
    }

    String createBmses(String table) {
        String numbers = columns().map(column -> column + " INT").collect(Collectors.joining(", "));
        String derived = ", quality SHORT, diff_max SHORT, diff_max_pack INT, span SHORT";
        return create(table, numbers + (whole ? ORIGIN + derived : ""));
    }

    /** Rows and the sum of all values of a table of packs. */
    String contentOfPacks(String table) {
        return "SELECT count(), " + form.sum() + " FROM " + table;
    }

    String contentOfBmses(String table) {
        return "SELECT count(), "
                + columns().map(column -> "sum(" + column + ")").collect(Collectors.joining(" + ")) + " FROM " + table;
    }

    void send(Sender sender, FrameSamples frame, String packTable, String bmsTable) {
        for (DeviceSamples device : frame.devices()) {
            PackSample pack = device.pack();
            BmsSample bms = device.bms();
            if (pack != null) {
                sender.table(packTable).symbol("device", device.serialNumber());
                form.send(sender, pack);
                addOrigin(sender, frame);
                addDerived(sender, pack);
            } else if (bms != null) {
                sender.table(bmsTable).symbol("device", device.serialNumber());
                addNumbers(sender, bms, device);
                addOrigin(sender, frame);
                addDerived(sender, bms);
            }
            sender.at(frame.observedAtMillis(), ChronoUnit.MILLIS);
        }
    }

    private String create(String table, String columns) {
        return "CREATE TABLE " + table + " (device SYMBOL CAPACITY " + SYMBOLS + (indexed ? " INDEX, " : ", ") + columns
                + ", ts TIMESTAMP) TIMESTAMP(ts) PARTITION BY DAY WAL"
                + (whole ? " DEDUP UPSERT KEYS(ts, device)" : "");
    }

    private void addOrigin(Sender sender, FrameSamples frame) {
        if (whole) {
            sender.timestampColumn("received_at", frame.receivedAtMillis(), ChronoUnit.MILLIS)
                    .longColumn("precedence_high", frame.precedenceHigh())
                    .longColumn("precedence_low", frame.precedenceLow())
                    .longColumn("flags", frame.flags());
        }
    }

    private void addDerived(Sender sender, PackSample pack) {
        CellSpread spread = pack.spread();
        if (whole && spread != null) {
            sender.longColumn("diff", spread.differentialMillivolts())
                    .longColumn("max", spread.maxMillivolts())
                    .longColumn("min", spread.minMillivolts())
                    .longColumn("max_cell", spread.maxCell())
                    .longColumn("min_cell", spread.minCell())
                    .longColumn("used", pack.cellsUsed())
                    .longColumn("expected", pack.cellsExpected());
        }
    }

    private void addDerived(Sender sender, BmsSample bms) {
        if (whole) {
            sender.longColumn("quality", bms.quality());
            addUnlessNull(sender, "diff_max", bms.largestDifferentialMillivolts());
            addUnlessNull(sender, "diff_max_pack", bms.largestDifferentialPack());
            addUnlessNull(sender, "span", bms.spanMillivolts());
        }
    }

    private static void addNumbers(Sender sender, BmsSample bms, DeviceSamples device) {
        for (int i = 0; i < HOT.length; i++) {
            sender.longColumn(HOT[i], Readings.hot(bms, i));
        }
        for (int i = 0; i < POINTS.length; i++) {
            sender.longColumn(POINTS[i], device.points().values()[i]);
        }
    }

    private static void addUnlessNull(Sender sender, String column, @Nullable Integer value) {
        if (value != null) {
            sender.longColumn(column, value);
        }
    }

    private static Stream<String> columns() {
        return Stream.concat(Stream.of(HOT), Stream.of(POINTS));
    }
}

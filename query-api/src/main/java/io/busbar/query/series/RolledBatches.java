package io.busbar.query.series;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Opens roll-ups for the devices of an answer, {@value #DEVICES} at a time, packs and BMS apart. Devices are to be asked for in order. Confined to
 * one thread, inside one transaction.
 */
final class RolledBatches implements AutoCloseable {

    private static final int DEVICES = 128;

    private final RolledQuestion question;
    private final SeriesRequest request;
    private final List<DeviceColumns> devices;
    private final Map<FrameTable, RolledBatch> open = new EnumMap<>(FrameTable.class);

    RolledBatches(RolledQuestion question, SeriesRequest request, List<DeviceColumns> devices) {
        this.question = question;
        this.request = request;
        this.devices = devices;
    }

    /**
     * @param number of the device in the answer
     * @param places of those of its columns that roll-ups have
     */
    RolledRows rows(int number, int[] places) throws SQLException {
        DeviceColumns device = devices.get(number);
        FrameTable table = FrameTable.of(device.device().type());
        RolledBatch batch = open.get(table);
        if (batch == null || !batch.has(device.device())) {
            if (batch != null) {
                batch.close();
            }
            batch = open(number, table);
            open.put(table, batch);
        }
        List<Column> rolled =
                Arrays.stream(places).mapToObj(device.columns()::get).toList();
        return new RolledRows(question, device.with(rolled), places, batch);
    }

    @Override
    public void close() throws SQLException {
        RolledBatch packs = open.get(FrameTable.PACK_SAMPLE);
        RolledBatch bms = open.get(FrameTable.BMS_SAMPLE);
        try (packs;
                bms) {
            // both, even when the first fails
        }
    }

    private RolledBatch open(int number, FrameTable table) throws SQLException {
        List<DeviceColumns> together = new ArrayList<>();
        Map<RolledValue, Set<Aggregate>> values = new EnumMap<>(RolledValue.class);
        boolean energy = false;
        for (int i = number; i < devices.size() && together.size() < DEVICES; i++) {
            DeviceColumns device = devices.get(i);
            if (FrameTable.of(device.device().type()) == table) {
                together.add(device);
                for (Column column : device.columns()) {
                    RolledValue value = RolledValue.of(column);
                    Aggregate aggregate = column.aggregate();
                    if (value != null && aggregate != null) {
                        values.computeIfAbsent(value, first -> EnumSet.noneOf(Aggregate.class))
                                .add(aggregate);
                    }
                    energy |= column.store() == Column.Store.ENERGY;
                }
            }
        }
        return RolledBatch.open(
                question,
                request,
                RolledTable.of(table, values, energy, question.bucket() == Bucket.ONE_DAY),
                together);
    }
}

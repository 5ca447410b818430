package io.busbar.standalone.demo;

import io.busbar.frame.Frame;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Quality;
import io.busbar.measure.Role;
import io.busbar.standalone.client.CommandFailure;
import java.util.ArrayList;
import java.util.List;

/**
 * A High Voltage BMS with its packs in series: charges, rests, discharges and rests again, and gives up charging when a cell is full
 * and discharging when one is empty. Confined to one thread.
 */
final class BmsModel {

    static final String TYPE = "BMS/Dyness/High Voltage";
    static final String PACK_TYPE = "Batteries/Dyness/High Voltage";

    private static final double RATED_AMP_HOURS = 37;
    private static final double NOMINAL_PACK_VOLTS = 96;
    private static final double FULL_CELL_VOLTS = 3.60;
    private static final double TAPER_CELL_VOLTS = 3.42;
    private static final double EMPTY_CELL_VOLTS = 2.95;
    private static final int DISCHARGE_STATUS = 2;
    private static final int CHARGE_STATUS = 3;
    private static final int BOX_NUMBER_POINT = 11_000;
    private static final int CELL_COUNT_POINT = 11_100;

    private final String serialNumber;
    private final List<PackModel> packs;
    private final DeviceType type;
    private final DeviceType packType;
    private final Catalogue catalogue;
    private double amps;
    private double chargedWattHours;

    BmsModel(String serialNumber, List<PackModel> packs, Catalogue catalogue) {
        this.serialNumber = serialNumber;
        this.packs = List.copyOf(packs);
        this.catalogue = catalogue;
        this.type = type(catalogue, TYPE);
        this.packType = type(catalogue, PACK_TYPE);
    }

    /** Goes on for a while at the current that the plant asks for, as far as the cells allow. */
    void step(double wantedAmps, double seconds) {
        amps = allowed(wantedAmps);
        for (PackModel pack : packs) {
            pack.step(amps, seconds);
        }
        if (amps > 0) {
            chargedWattHours += amps * volts() * seconds / 3_600;
        }
    }

    /** Adds the BMS and its packs to a frame. */
    void observe(List<Frame.Device> devices) {
        int bmsIndex = devices.size();
        double soc =
                packs.stream().mapToDouble(PackModel::meanSocPercent).average().orElse(0);
        double shownSoc = Math.max(0, Math.min(100, soc));
        double ratedKilowattHours = packs.size() * NOMINAL_PACK_VOLTS * RATED_AMP_HOURS / 1_000;
        List<Frame.Device> packDevices = new ArrayList<>();
        long packMillivolts = 0;
        for (int i = 0; i < packs.size(); i++) {
            Frame.Device pack = pack(i, bmsIndex);
            packDevices.add(pack);
            packMillivolts +=
                    pack.cells().stream().mapToLong(Frame.Cell::millivolts).sum();
        }
        List<Frame.Reading> readings = List.of(
                reading(Role.CURRENT, Math.round(amps * 10), 1),
                reading(Role.VOLTAGE, Math.round(packMillivolts / 100.0), 1),
                reading(Role.SOC, Math.round(shownSoc), 0),
                reading(Role.SOH, 99, 0),
                reading(Role.REMAINING_ENERGY, Math.round(ratedKilowattHours * shownSoc), 2),
                reading(Role.RATED_ENERGY, Math.round(ratedKilowattHours * 100), 2),
                reading(Role.CHARGED_ENERGY, Math.round(chargedWattHours / 10), 2),
                new Frame.Reading(1200, amps > 0 ? CHARGE_STATUS : amps < 0 ? DISCHARGE_STATUS : 1, 0, Quality.GOOD));
        List<Frame.Text> texts = List.of(new Frame.Text(10, serialNumber), new Frame.Text(50, "V2.01.102"));
        devices.add(new Frame.Device(
                serialNumber, type.code(), Frame.Device.NO_PARENT, readings, texts, List.of(), List.of()));
        devices.addAll(packDevices);
    }

    private Frame.Device pack(int index, int bmsIndex) {
        PackModel pack = packs.get(index);
        List<Frame.Cell> cells = new ArrayList<>(PackModel.CELLS);
        for (int cell = 1; cell <= PackModel.CELLS; cell++) {
            cells.add(new Frame.Cell(pack.cellMillivolts(cell), Quality.GOOD));
        }
        List<Frame.Temperature> temperatures = new ArrayList<>(PackModel.TEMPERATURES);
        for (int sensor = 1; sensor <= PackModel.TEMPERATURES; sensor++) {
            temperatures.add(new Frame.Temperature(pack.centiCelsius(sensor), Quality.GOOD));
        }
        List<Frame.Reading> readings = List.of(
                new Frame.Reading(BOX_NUMBER_POINT, index + 1L, 0, Quality.GOOD),
                new Frame.Reading(CELL_COUNT_POINT, PackModel.CELLS, 0, Quality.GOOD));
        return new Frame.Device(
                "%s-%02d".formatted(serialNumber, index + 1),
                packType.code(),
                bmsIndex,
                readings,
                List.of(),
                cells,
                temperatures);
    }

    private double allowed(double wantedAmps) {
        double highest =
                packs.stream().mapToDouble(PackModel::highestCellVolts).max().orElse(0);
        double lowest =
                packs.stream().mapToDouble(PackModel::lowestCellVolts).min().orElse(0);
        if (wantedAmps > 0) {
            double share = (FULL_CELL_VOLTS - highest) / (FULL_CELL_VOLTS - TAPER_CELL_VOLTS);
            return wantedAmps * Math.max(0, Math.min(1, share));
        }
        return wantedAmps < 0 && lowest < EMPTY_CELL_VOLTS ? 0 : wantedAmps;
    }

    private double volts() {
        return packs.size() * NOMINAL_PACK_VOLTS;
    }

    private Frame.Reading reading(Role role, long unscaled, int scale) {
        MeasuringPoint point = catalogue.byRole(type, role);
        if (point == null) {
            throw new IllegalStateException(TYPE + " has no point with the role " + role);
        }
        return new Frame.Reading(point.id(), unscaled, scale, Quality.GOOD);
    }

    private static DeviceType type(Catalogue catalogue, String path) {
        DeviceType type = catalogue.deviceType(path);
        if (type == null) {
            throw new CommandFailure("the catalogue has no device type " + path);
        }
        return type;
    }
}

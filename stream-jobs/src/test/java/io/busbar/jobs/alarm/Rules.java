package io.busbar.jobs.alarm;

import io.busbar.alarm.AlarmRule;
import io.busbar.alarm.AlarmRuleJson;
import io.busbar.alarm.RuleBook;
import io.busbar.alarm.family.Moment;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.PackSample;
import io.busbar.jobs.sample.PointSamples;
import io.busbar.measure.Catalogue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules and moments of the tests, in few words. */
final class Rules {

    static final Catalogue CATALOGUE = Catalogue.load();
    static final int HV_BMS = 1;
    static final int HV_PACK = 11;
    static final int BMS = 10;
    static final int PACK = 11;

    private Rules() {}

    /** With apostrophes for quotes; what every rule has is added. */
    static AlarmRule rule(String fields) {
        String json = "{'name':'of a test'," + fields
                + (fields.contains("'scope'") ? "" : ",'scope':{'level':'everywhere'}")
                + (fields.contains("'kind'") ? "" : ",'kind':'threshold'")
                + (fields.contains("'severity'") ? "" : ",'severity':'WARNING'")
                + (fields.contains("'enabled'") ? "" : ",'enabled':true")
                + (fields.contains("'version'") ? "" : ",'version':1")
                + (fields.contains("'effectiveFrom'") ? "" : ",'effectiveFrom':'1970-01-01T00:00:00Z'") + "}";
        return new AlarmRuleJson(CATALOGUE).read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    static RuleBook book(String... fields) {
        List<AlarmRule> rules = new ArrayList<>();
        for (String each : fields) {
            rules.add(rule(each));
        }
        return new RuleBook(CATALOGUE, rules);
    }

    static Moment.Part bms(int milliamps, int millipercent) {
        BmsSample bms = new BmsSample(400_000, milliamps, millipercent, null, null, null, null, null, 0);
        return new Moment.Part(BMS, Long.MIN_VALUE, device("BMS-1", HV_BMS, -1, null, bms));
    }

    static Moment.Part packBoundFrom(long boundFromMillis, int... millivolts) {
        short[] cells = new short[millivolts.length];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = (short) millivolts[i];
        }
        PackSample pack = new PackSample(cells, new byte[0], new short[0], null, cells.length, cells.length);
        return new Moment.Part(PACK, boundFromMillis, device("PACK-1", HV_PACK, 0, pack, null));
    }

    static Moment.Part pack(int... millivolts) {
        return packBoundFrom(Long.MIN_VALUE, millivolts);
    }

    static Moment moment(long atMillis, Moment.Part... parts) {
        return new Moment(BMS, atMillis, List.of(parts));
    }

    private static DeviceSamples device(
            String serialNumber, int type, int parent, @Nullable PackSample pack, @Nullable BmsSample bms) {
        return new DeviceSamples(serialNumber, type, parent, pack, bms, PointSamples.NONE, List.of(), List.of());
    }
}

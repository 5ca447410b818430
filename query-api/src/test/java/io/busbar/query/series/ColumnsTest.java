package io.busbar.query.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.query.series.Column.Store;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ColumnsTest {

    private static final Catalogue CATALOGUE = Catalogue.load();

    @ParameterizedTest
    @CsvSource({
        "1,  1400,     FRAME,       soc_millipercent, SOC,             %,    3, MEAN",
        "2,  800,      FRAME,       soc_millipercent, ,                %,    3, MEAN",
        "1,  10000012, FRAME,       span_mv,          ,                V,    3, MAX",
        "11, 10000001, FRAME,       diff_mv,          ,                V,    3, MAX",
        "11, 10000003, FRAME,       min_mv,           ,                V,    3, MIN",
        "11, 11200,    CELL,        cell_mv,          cells[1],        mV,   0, MEAN",
        "11, 14300,    TEMPERATURE, temp_cc,          temperatures[1], degC, 2, MEAN",
        "12, 12400,    TEMPERATURE, temp_cc,          temperatures[1], degC, 2, MEAN",
        "12, 13500,    NUMBER,      value,            ,                V,    3, MEAN",
        "2,  1400,     NUMBER,      value,            ,                '',   0, LAST",
        "1,  10,       TEXT,        value,            ,                '',   0, LAST"
    })
    void saysWhereAPointIsKept(
            int type, int id, Store store, String sqlColumn, String name, String unit, int scale, Aggregate usual) {
        DeviceType deviceType = Objects.requireNonNull(CATALOGUE.deviceType(type));
        MeasuringPoint point = Objects.requireNonNull(CATALOGUE.point(deviceType, id));
        Column column = new Columns(CATALOGUE).of(point);
        assertThat(column.store()).isEqualTo(store);
        assertThat(column.sqlColumn()).isEqualTo(sqlColumn);
        assertThat(column.name()).isEqualTo(name == null ? point.name() : name);
        assertThat(column.unit()).isEqualTo(unit);
        assertThat(column.scale()).isEqualTo(scale);
        assertThat(column.usual()).isEqualTo(usual);
        assertThat(column.point()).isEqualTo(id);
    }
}

package io.busbar.measure;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CatalogueTablesTest {

    private static final String TYPES =
            """
            code,category,brand,variant,packType,sharesPointsOf,listedPoints
            1,BMS,Acme,Tall,2,,2
            2,Batteries,Acme,Tall,,,3
            3,BMS,Acme,Short,2,1,0
            """;

    private static final String POINTS =
            """
            deviceTypeCode,id,code,name,nameCn,unit,scale,kind,plausibleMin,plausibleMax,role,index,alarm,inputs
            1,1400,1400,SOC,SOC,%,3,NUMBER,0,100,SOC,0,false,
            1,10000012,10000012,Span,压差,V,3,NUMBER,0,4,SERIES_SPAN,0,false,cells
            2,20,20,Cell 1,单体1,V,3,NUMBER,0.5,4.5,CELL_VOLTAGE,1,false,
            2,21,21,Cell 2,单体2,V,3,NUMBER,0.5,4.5,CELL_VOLTAGE,2,false,
            2,10000001,10000001,Differential,压差,V,3,NUMBER,0,4,CELL_DIFFERENTIAL,0,false,20 21
            """;

    @Test
    void acceptsSoundTables() {
        Catalogue catalogue = new CatalogueTables(TYPES, POINTS).catalogue();

        DeviceType shorty = requireNonNull(catalogue.deviceType("BMS/Acme/Short"));
        assertThat(catalogue.points(shorty)).extracting(MeasuringPoint::id).containsExactly(1400, 10_000_012);
        assertThat(catalogue.points(shorty)).last().satisfies(span -> assertThat(catalogue.inputs(span))
                .extracting(MeasuringPoint::name)
                .containsExactly("Cell 1", "Cell 2"));
    }

    @Test
    void listsAllProblemsTogether() {
        String points =
                """
                deviceTypeCode,id,code,name,nameCn,unit,scale,kind,plausibleMin,plausibleMax,role,index,alarm,inputs
                1,1400,1400,SOC,SOC,percent,3,NUMBER,0,100,SOC,0,false,
                1,1400,1400,SOC,SOC,%,2,NUMBER,0,100,SOC,0,false,
                1,1401,1401,SOC,SOC,%,7,NUMBER,0,100,SOC,0,false,
                1,1402,1402,SOC,SOC,%,3,NUMBER,100,0,SOC,0,false,
                2,20,20,Cell 1,单体1,V,3,FLOAT,0.5,4.5,CELL_VOLTAGE,1,false,
                2,21,21,Cell 2,单体2,V,3,NUMBER,0.0005,4.5,CELL_VOLTAGE,1,false,
                2,x,21,Cell 2,单体2,V,3,NUMBER,0.5,4.5,CELL_VOLTAGE,1,no,
                9,22,22,Cell 3,单体3,V,3,NUMBER,0.5,4.5,CELL_VOLTAGE,1,false,
                2,10000001,10000001,Differential,压差,V,3,NUMBER,0,4,CELL_DIFFERENTIAL,0,false,19
                2,10000002,10000002,Highest,最高,V,3
                """;

        assertThatThrownBy(() -> new CatalogueTables(TYPES, points).catalogue())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("measuring point catalogue: problems=12\n")
                .hasMessageContaining("measuring-points.csv:2: unknown unit: 'percent'")
                .hasMessageContaining("measuring-points.csv:3: wrong scale for unit %: 2")
                .hasMessageContaining("measuring-points.csv:4: scale outside 0 to 6: 7")
                .hasMessageContaining("measuring-points.csv:5: plausible range upside down: 100000 > 0")
                .hasMessageContaining("measuring-points.csv:6: unknown kind: 'FLOAT', allowed=[NUMBER, TEXT]")
                .hasMessageContaining(
                        "measuring-points.csv:7: plausibleMin is not a number of at most 3 decimals: '0.0005'")
                .hasMessageContaining("measuring-points.csv:8: id is not an integer: 'x'")
                .hasMessageContaining("measuring-points.csv:9: unknown device type: 9")
                .hasMessageContaining(
                        "measuring-points.csv:10: input is not a received point of Batteries/Acme/Tall: 19")
                .hasMessageContaining("measuring-points.csv:11: fields=7, columns=14")
                .hasMessageContaining("BMS/Acme/Tall: points listed in measuring-points.csv=4, expected=2")
                .hasMessageContaining("Batteries/Acme/Tall: points listed in measuring-points.csv=4, expected=3");
    }

    @Test
    void refusesTheSameIdCodeOrSingleRoleTwiceOnOneType() {
        assertProblem(POINTS.replace("2,21,21,", "2,20,21,"), "measuring-points.csv:5: id listed twice: 20");
        assertProblem(POINTS.replace("2,21,21,", "2,21,20,"), "measuring-points.csv:5: code listed twice: 20");
        assertProblem(
                POINTS + "1,1500,1500,SOH,SOH,%,3,NUMBER,0,100,SOC,0,false,\n",
                "measuring-points.csv:7: role SOC of id 1500 is already played by id 1400");
    }

    @Test
    void refusesCellNumbersWithGapsOrTwins() {
        assertProblem(
                POINTS.replace("CELL_VOLTAGE,2", "CELL_VOLTAGE,3"), "numbers of role CELL_VOLTAGE are not 1 to 2");
        assertProblem(
                POINTS.replace("CELL_VOLTAGE,2", "CELL_VOLTAGE,1"),
                "measuring-points.csv:5: role CELL_VOLTAGE of id 21 is already played by id 20");
        assertProblem(POINTS.replace("CELL_VOLTAGE,2", "CELL_VOLTAGE,0"), "wrong index for role CELL_VOLTAGE: 0");
    }

    @Test
    void refusesARoleInAnotherUnitThanItsOwn() {
        assertProblem(
                POINTS.replace("SOC,SOC,%,3", "SOC,SOC,V,3"), "measuring-points.csv:2: wrong unit for role SOC: 'V'");
        assertProblem(
                POINTS.replace("NUMBER,0,100,SOC", "NUMBER,0,100,SOX"), "unknown role: 'SOX', allowed=[NONE, SOC, ");
    }

    @Test
    void refusesADerivedPointOfDerivedPoints() {
        assertProblem(
                POINTS.replace("20 21", "10000001"), "input is not a received point of Batteries/Acme/Tall: 10000001");
        assertProblem(POINTS.replace("false,20 21", "false,"), "no inputs on a derived point: 10000001");
        assertProblem(POINTS.replace("SOC,0,false,", "SOC,0,false,cells"), "inputs on a received point: 1400");
    }

    @Test
    void refusesBrokenDeviceTypes() {
        assertTypeProblem(
                "BMS,Acme,Short", "Car,Acme,Short", "device-types.csv:4: unknown category: 'Car', allowed=[Batteries");
        assertTypeProblem(
                "BMS,Acme,Short", "BMS,Acme,Tall", "device-types.csv:4: device type listed twice: BMS/Acme/Tall");
        assertTypeProblem("3,BMS", "1,BMS", "device-types.csv:4: device type code listed twice: 1");
        assertTypeProblem("3,BMS", "70000,BMS", "device-types.csv:4: device type code outside 1 to 65535: 70000");
        assertTypeProblem(
                "2,1,0", "2,7,0", "device-types.csv:4: BMS/Acme/Short: sharesPointsOf is not another device type: 7");
        assertTypeProblem(
                "2,1,0", "1,1,0", "device-types.csv:4: BMS/Acme/Short: packType is not a type of packs: BMS/Acme/Tall");
        assertTypeProblem("code,", "no,", "device-types.csv:1: the header is not code,category");
    }

    private static void assertTypeProblem(String sound, String broken, String problem) {
        assertThatThrownBy(() -> new CatalogueTables(TYPES.replace(sound, broken), POINTS).catalogue())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(problem);
    }

    private static void assertProblem(String points, String problem) {
        assertThatThrownBy(() -> new CatalogueTables(TYPES, points).catalogue())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(problem);
    }
}

package io.busbar.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.measure.Role;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlarmRuleJsonTest {

    private static final String DAMAGE = "{}[]\",:-+.0123456789eEntu \u0000";
    private static final AlarmRuleJson JSON = new AlarmRuleJson(RuleText.CATALOGUE);

    @Test
    void readsEveryField() {
        AlarmRule rule = RuleText.rule("'id':'spread','name':'Apart','deviceTypes':[12,11],'point':'CELL_DIFFERENTIAL',"
                + "'condition':'high','raise':0.05,'clear':0.040,'unit':'V','onDelaySeconds':300.125,'offDelaySeconds':1,"
                + "'minSamples':2,'severity':'PROTECTION',"
                + "'gates':[{'point':'CURRENT','fold':'abs','max':0.05,'unit':'C'},{'point':'CELL_VOLTAGE','min':3.2,'max':3.4}],"
                + "'release':[{'point':'CURRENT','op':'<','value':-1}],'scope':{'level':'plant','id':'p1'},'enabled':false,"
                + "'version':7,'effectiveFrom':'2026-01-31T12:00:00.250Z'");

        RulePoint current = RulePoint.of(Role.CURRENT);
        assertThat(rule)
                .isEqualTo(new AlarmRule(
                        "spread",
                        "Apart",
                        RuleKind.THRESHOLD,
                        List.of(11, 12),
                        RulePoint.of(Role.CELL_DIFFERENTIAL),
                        null,
                        Condition.HIGH,
                        new Limit(50, 3, "V"),
                        new Limit(40, 3, "V"),
                        300_125,
                        1000,
                        2,
                        Severity.PROTECTION,
                        List.of(
                                new Gate(current, Gate.Fold.ABS, null, new Limit(50_000, 6, "C")),
                                new Gate(
                                        RulePoint.of(Role.CELL_VOLTAGE),
                                        Gate.Fold.ALL,
                                        new Limit(3200, 3, "V"),
                                        new Limit(3400, 3, "V"))),
                        List.of(new Release(current, Release.Comparison.BELOW, new Limit(-1000, 3, "A"))),
                        new RuleScope(RuleScope.Level.PLANT, "p1"),
                        null,
                        false,
                        7,
                        1_769_860_800_250L));
    }

    @Test
    void pointsAtTheFieldOfEveryFault() {
        String json = RuleText.json("'point':'SOC','raise':20,'clear':'5','condition':'high',"
                + "'gates':[{'point':'CURRENT','max':1},{'point':'SOC','fold':'mean','max':4}],'a/b':1");

        assertThatThrownBy(() -> JSON.read(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(InvalidRuleException.class, e -> assertThat(e.faults())
                        .extracting(JsonFault::pointer)
                        .containsExactly("/gates/1/fold", "/clear", "/a~1b"));
    }

    @Test
    void writesWhatIsPromised() {
        AlarmRule rule = RuleText.rule("'id':'soc','point':'SOC','condition':'low','raise':20,'clear':25.5");

        assertThat(new String(JSON.write(rule), StandardCharsets.UTF_8).replace('"', '\''))
                .isEqualTo("{'id':'soc','name':'A rule','kind':'threshold','deviceTypes':[12],'point':'SOC',"
                        + "'condition':'low','raise':20,'clear':25.5,'unit':'%','onDelaySeconds':0,'offDelaySeconds':0,"
                        + "'minSamples':1,'severity':'WARNING','gates':[],'release':[],'scope':{'level':'everywhere'},"
                        + "'enabled':true,'version':1,'effectiveFrom':'1970-01-01T00:00:00Z'}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                RuleText.CELL_HIGH,
                "'kind':'rate','point':'CURRENT','condition':'low','raise':-0.1,'clear':-0.05,'unit':'C'",
                "'kind':'bit','point':14300,'bit':7,'onDelaySeconds':0.001",
                "'kind':'silence','minSamples':3,'scope':{'level':'device','id':'R07E7A46681B0004'}",
                "'point':'CURRENT','condition':'high','raise':1000,'clear':1e2,"
                        + "'release':[{'point':'TEMPERATURE','op':'>=','value':-12.5}]"
            })
    void readsWhatItWrote(String fields) {
        AlarmRule rule = RuleText.rule(fields);

        assertThat(JSON.read(JSON.write(rule))).isEqualTo(rule);
    }

    @Test
    void isForEveryTypeThatHasTheRoleWhenNoneIsNamed() {
        String json = RuleText.json("'point':'SOC','condition':'low','raise':20,'clear':25")
                .replace("\"deviceTypes\":[12],", "");

        assertThat(JSON.read(json.getBytes(StandardCharsets.UTF_8)).deviceTypes())
                .containsExactly(1, 2, 3, 12);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
            'raise':3.55,'clear':3.5,'condition':'high'                         | point is missing, allowed: the id of a point as a number, or a role of [SOC,
            'point':'ALARM_BIT','raise':3.55,'clear':3.5,'condition':'high'     | point is 'ALARM_BIT', allowed: the id
            'point':'CELL_VOLTAGE','raise':'3.55','clear':3.5,'condition':'high' | raise is '3.55', allowed: a number
            'point':'CELL_VOLTAGE','raise':3.5555,'clear':3.5,'condition':'high' | raise is 3.5555, allowed: 3.5555 V has more than 3 decimals or is too large
            'point':'CELL_VOLTAGE','raise':1e30,'clear':3.5,'condition':'high'  | raise is 1E+30, allowed: 1E+30 V has more than 3 decimals or is too large
            'point':'CELL_VOLTAGE','raise':3.5,'clear':3.55,'condition':'high'  | clear is 3.55, allowed for condition high: below raise=3.5
            'point':'CELL_VOLTAGE','raise':3.5,'clear':3.5,'condition':'low'    | clear is 3.5, allowed for condition low: above raise=3.5
            'point':'CELL_VOLTAGE','raise':3.5,'clear':3.4,'condition':'above'  | condition is 'above', allowed: one of [high, low]
            'point':'CELL_VOLTAGE','raise':3.5,'clear':3.4                      | condition is missing for kind=threshold
            'point':'CELL_VOLTAGE','raise':3.5,'condition':'high'               | clear is missing for kind=threshold
            'point':'CELL_VOLTAGE','raise':3.5,'clear':3.4,'condition':'high','unit':'mV' | unit is 'mV' with 3 decimals, allowed: Batteries/Dyness/Low Voltage has 'V' with 3
            'point':'CELL_VOLTAGE','raise':3.5,'clear':3.4,'condition':'high','unit':'C' | unit is 'C' with 6 decimals
            'point':'SERIES_SPAN','raise':3.5,'clear':3.4,'condition':'high'    | point is SERIES_SPAN, no number that Batteries/Dyness/Low Voltage (12) has
            'point':10000,'raise':3.5,'clear':3.4,'condition':'high'            | point is 10000, no number that Batteries/Dyness/Low Voltage (12) has
            'point':'SOC','raise':3.5,'clear':3.4,'condition':'high','deviceTypes':[13] | deviceTypes has 13, allowed: [1, 2, 3, 11, 12, 21]
            'point':'SOC','raise':3.5,'clear':3.4,'condition':'high','deviceTypes':[] | deviceTypes is empty, at least one is needed
            'point':'SOC','raise':3.5,'clear':3.4,'condition':'high','deviceTypes':'12' | deviceTypes is '12', allowed: a list
            'point':'CYCLES','raise':3,'clear':2,'condition':'high','deviceTypes':[2,12] | Batteries/Dyness/Low Voltage has '' with 0
            'kind':'bit','point':3200,'deviceTypes':[2]                         | bit is missing, point 3200 holds several alarms
            'kind':'bit','point':14300,'bit':64                                 | bit is 64, allowed: 0 to 63
            'kind':'bit','point':14300,'raise':1                                | raise is not allowed for kind=bit
            'kind':'silence','point':'SOC'                                      | point is not allowed for kind=silence
            'kind':'silence','offDelaySeconds':1                                | kind is silence: no gates, no release and no offDelaySeconds, it clears with the next frame
            'kind':'Silence'                                                    | kind is 'Silence', allowed: one of [threshold, rate, bit, silence]
            'kind':'silence','onDelay':10                                       | onDelay is unknown, allowed: [bit, clear, condition,
            'kind':'silence','onDelaySeconds':0.0001                            | onDelaySeconds is 0.0001, allowed: seconds with up to three decimals
            'kind':'silence','onDelaySeconds':2592001                           | onDelaySeconds is 2592001, allowed: 0 to 2592000
            'kind':'silence','onDelaySeconds':-1                                | onDelaySeconds is -1, allowed: 0 to 2592000
            'kind':'silence','minSamples':0                                     | minSamples is 0, allowed: 1 to 10000
            'kind':'silence','minSamples':1.5                                   | minSamples is 1.5, allowed: a whole number
            'kind':'silence','version':0                                        | version is 0, allowed: 1 to 2147483647
            'kind':'silence','enabled':1                                        | enabled is 1, allowed: true or false
            'kind':'silence','severity':'warning'                               | severity is 'warning', allowed: one of [INFO, WARNING, PROTECTION, FAULT]
            'kind':'silence','effectiveFrom':'yesterday'                        | effectiveFrom is 'yesterday', allowed: an instant such as 2026-01-31T12:00:00Z, to the millisecond
            'kind':'silence','effectiveFrom':'2026-01-31T12:00:00.0001Z'        | effectiveFrom is '2026-01-31T12:00:00.0001Z', allowed: an instant
            'kind':'silence','effectiveFrom':'+300000-01-01T00:00:00Z'          | effectiveFrom is +300000-01-01T00:00:00Z, allowed: 1970-01-01T00:00:00Z to 2200-01-01T00:00:00Z
            'kind':'silence','effectiveFrom':'1969-12-31T23:59:59Z'             | effectiveFrom is 1969-12-31T23:59:59Z, allowed: 1970
            'kind':'silence','name':' '                                         | name is of 1 characters, allowed: 1 to 128, not only blanks
            'kind':'silence','scope':'all'                                      | scope is 'all', allowed: an object
            'kind':'silence','scope':{'level':'plant'}                          | scope PLANT with id '', allowed: an id of 1 to 64 characters, none for everywhere
            'kind':'silence','scope':{'level':'plant','plant':'x'}              | scope.plant is unknown, allowed: [id, level, organization]
            'id':'a/b','kind':'silence'                                         | id is 'a/b', allowed: 1 to 64 letters
            'kind':'bit','point':14300,'gates':[{'point':'SOC'}]                | gate on SOC has neither min nor max, at least one is needed
            'kind':'bit','point':14300,'gates':[{'point':'SOC','min':5,'max':4}] | gate on SOC min=5 above max=4
            'kind':'bit','point':14300,'gates':[{'point':'CELL_VOLTAGE','fold':'abs','max':4}] | gate on CELL_VOLTAGE fold=abs of several values, allowed: all, any, max, min
            'kind':'bit','point':14300,'gates':[{'point':'SOC','fold':'mean','max':4}] | gates[0].fold is 'mean', allowed: one of [all, any, abs, max, min]
            'kind':'bit','point':14300,'gates':[3]                              | gates[0] is 3, allowed: an object
            'kind':'bit','point':14300,'release':[{'point':'SOC','op':'=','value':1}] | release[0].op is '=', allowed: one of [<, <=, >, >=]
            'kind':'bit','point':14300,'release':[{'point':'SOC','op':'<'}]     | release[0].value is missing, allowed: a number
            'kind':'silence','scope':{'level':'organization','id':'o','organization':'o'} | scope ORGANIZATION of organization 'o', allowed: 1 to 64 characters, for plant and device
            'kind':'silence','replaces':'rule'                                  | replaces is 'rule', allowed: the id of another rule
            'kind':'bit','point':14300,'gates':[{'point':'CELL_DIFFERENTIAL','max':1},{'point':'CYCLES','max':1,'unit':'V'}],'deviceTypes':[12] | gates[1].unit is 'V' with
            'kind':'bit','point':14300,'bit':1,'bit':2                          | alarm rule is not JSON: Duplicate field 'bit'
            """)
    void tellsWhatIsWrongAndWhatIsAllowed(String fields, String message) {
        assertThatThrownBy(() -> RuleText.rule(fields))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void tellsAllProblemsAtOnce() {
        assertThatThrownBy(() -> JSON.read("{\"id\":5,\"colour\":\"red\"}".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("id is 5, allowed: a text")
                .hasMessageContaining("kind is missing")
                .hasMessageContaining("name is missing")
                .hasMessageContaining("severity is missing")
                .hasMessageContaining("scope is missing")
                .hasMessageContaining("enabled is missing")
                .hasMessageContaining("version is missing")
                .hasMessageContaining("effectiveFrom is missing")
                .hasMessageContaining("colour is unknown");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
            []     | it is a list, allowed: an object
            null   | it is missing, allowed: an object
            {} {}  | alarm rule is followed by more JSON, allowed: nothing
            {"a":  | alarm rule is not JSON: Unexpected end-of-input
            ``     | alarm rule is not JSON: nothing there
            """)
    void refusesWhatIsNoObject(String json, String message) {
        assertThatThrownBy(() -> JSON.read(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1e-2147483647", "1e99999999999", "-1e2147483647", "1e-400"})
    void takesNoNumberForALimitThatIsBeyondEveryLimit(String number) {
        for (String field : new String[] {
            "'raise':#,'clear':3.5",
            "'raise':3.5,'clear':3.4,'onDelaySeconds':#",
            "'raise':3.5,'clear':3.4,'minSamples':#",
            "'raise':3.5,'clear':3.4,'version':#"
        }) {
            String fields = "'point':'CELL_VOLTAGE','condition':'high'," + field.replace("#", number);

            assertThatThrownBy(() -> RuleText.rule(fields)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void saysWhateverTheDamageThatItIsNoRule() {
        Random random = new Random(1);
        byte[] good = JSON.write(RuleText.rule(RuleText.CELL_HIGH + ",'gates':[{'point':'SOC','min':1.5}],"
                + "'release':[{'point':'CURRENT','op':'<','value':-1}],'scope':{'level':'plant','id':'p'}"));
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = good.clone();
            for (int hit = random.nextInt(3); hit >= 0; hit--) {
                damaged[random.nextInt(damaged.length)] = (byte) DAMAGE.charAt(random.nextInt(DAMAGE.length()));
            }
            try {
                assertThat(JSON.read(damaged)).isNotNull();
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }
}

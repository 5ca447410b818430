package io.busbar.frame;

/** JSON frames around the one thing that is wrong with them, with single quotes. Stateless. */
final class BrokenJson {

    static final String TIME = "'observedAt':'2024-02-03T01:44:00Z'";
    static final String LOGGER_DEVICE = "{'sn':'D','type':'Logger/Dyness/Logger'}";

    private BrokenJson() {}

    static String point(String value) {
        return device("'sn':'B','type':'BMS/Dyness/High Voltage','points':{'1100':" + value + "}");
    }

    static String points(String points) {
        return device("'sn':'B','type':'BMS/Dyness/High Voltage','points':{" + points + "}");
    }

    static String pack(String fields) {
        return device("'sn':'P','type':'Batteries/Dyness/High Voltage'," + fields);
    }

    static String device(String fields) {
        return "{" + TIME + ",'devices':[{" + fields + "}]}";
    }

    static String frame(String fields) {
        return "{" + fields + ",'devices':[" + LOGGER_DEVICE + "]}";
    }
}
